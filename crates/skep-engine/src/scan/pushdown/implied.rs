//! What an expression says of single columns, and how that adds up under AND and OR.

use std::collections::BTreeMap;

use skep_serde::filter::{Condition, Constant, Operator, Predicate};

/// What is known of a row if an expression is true of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Implied {
    /// There is no such row.
    Never,
    /// Each column (by its place in the files) fulfils its condition.
    Conditions {
        columns: BTreeMap<usize, Condition>,
        /// Whether a row that fulfils them makes the expression true.
        exact: bool,
    },
}

impl Implied {
    /// Of an expression that is true of every row.
    pub(super) fn always() -> Implied {
        Implied::Conditions {
            columns: BTreeMap::new(),
            exact: true,
        }
    }

    /// Of an expression that isn't understood.
    pub(super) fn unknown() -> Implied {
        Implied::always().inexact()
    }

    /// Of an expression that says this of a column, and no more.
    pub(super) fn exactly(column: usize, condition: Condition) -> Implied {
        if condition == never() {
            return Implied::Never;
        }
        Implied::Conditions {
            columns: BTreeMap::from([(column, condition)]),
            exact: true,
        }
    }

    /// The same, of an expression that says more.
    pub(super) fn inexact(self) -> Implied {
        match self {
            Implied::Never => Implied::Never,
            Implied::Conditions { columns, .. } => Implied::Conditions {
                columns,
                exact: false,
            },
        }
    }

    /// What holds where all the arms are true.
    pub(super) fn all(arms: impl IntoIterator<Item = Implied>) -> Implied {
        let mut gathered: BTreeMap<usize, Vec<Condition>> = BTreeMap::new();
        let mut all_exact = true;
        for arm in arms {
            let Implied::Conditions { columns, exact } = arm else {
                return Implied::Never;
            };
            all_exact &= exact;
            for (column, condition) in columns {
                gathered.entry(column).or_default().push(condition);
            }
        }
        Implied::Conditions {
            columns: gathered
                .into_iter()
                .map(|(column, conditions)| (column, all_of(conditions)))
                .collect(),
            exact: all_exact,
        }
    }

    /// What holds where at least one of the arms is true: only of columns that every arm speaks of something is known.
    pub(super) fn any(arms: impl IntoIterator<Item = Implied>) -> Implied {
        let mut arms = arms.into_iter().filter_map(|arm| match arm {
            Implied::Never => None,
            Implied::Conditions { columns, exact } => Some((columns, exact)),
        });
        let Some((first, mut all_exact)) = arms.next() else {
            return Implied::Never;
        };
        let mut always = first.is_empty() && all_exact;
        let mut widest = first.len();
        let mut gathered: BTreeMap<usize, Vec<Condition>> = first
            .into_iter()
            .map(|(column, condition)| (column, vec![condition]))
            .collect();
        for (mut columns, exact) in arms {
            all_exact &= exact;
            always |= columns.is_empty() && exact;
            widest = widest.max(columns.len());
            gathered.retain(|column, conditions| match columns.remove(column) {
                Some(condition) => {
                    conditions.push(condition);
                    true
                }
                None => false,
            });
        }
        if always {
            return Implied::always();
        }
        Implied::Conditions {
            // Of two columns each may be met by another arm.
            exact: all_exact && widest == 1 && gathered.len() == 1,
            columns: gathered
                .into_iter()
                .map(|(column, conditions)| (column, any_of(conditions)))
                .collect(),
        }
    }

    /// The conditions one by one.
    pub(super) fn predicates(self) -> Vec<Predicate> {
        match self {
            Implied::Never => vec![Predicate {
                column: 0,
                condition: never(),
            }],
            Implied::Conditions { columns, .. } => columns
                .into_iter()
                .flat_map(|(column, condition)| {
                    conjuncts(condition)
                        .into_iter()
                        .map(move |condition| Predicate { column, condition })
                })
                .collect(),
        }
    }

    /// Whether the conditions are all that the expression says.
    pub(super) fn is_exact(&self) -> bool {
        matches!(
            self,
            Implied::Never | Implied::Conditions { exact: true, .. }
        )
    }
}

/// The condition that no value fulfils.
pub(super) fn never() -> Condition {
    Condition::Any(Vec::new())
}

fn conjuncts(condition: Condition) -> Vec<Condition> {
    match condition {
        Condition::All(all) => all,
        one => vec![one],
    }
}

/// All of the conditions as one: what must not be equal in one list, nothing twice.
pub(super) fn all_of(conditions: Vec<Condition>) -> Condition {
    let mut kept: Vec<Condition> = Vec::new();
    let mut none_of: Vec<Constant> = Vec::new();
    for condition in conditions.into_iter().flat_map(conjuncts) {
        match condition {
            Condition::Compare(Operator::NotEq, constant) => none_of.push(constant),
            Condition::NoneOf(constants) => none_of.extend(constants),
            other if kept.contains(&other) => {}
            other => kept.push(other),
        }
    }
    match none_of.len() {
        0 => {}
        1 => kept.extend(
            none_of
                .into_iter()
                .map(|constant| Condition::Compare(Operator::NotEq, constant)),
        ),
        _ => kept.push(Condition::NoneOf(none_of)),
    }
    shorten_lists(&mut kept);
    if kept.iter().any(fails_null) {
        kept.retain(|condition| *condition != Condition::IsNotNull);
    }
    match kept.len() {
        1 => kept.swap_remove(0),
        _ => Condition::All(kept),
    }
}

/// Tests comparisons on the constants of a list that stands beside them, once and for all.
fn shorten_lists(conditions: &mut Vec<Condition>) {
    let list = |condition: &Condition| matches!(condition, Condition::OneOf(_));
    if !conditions.iter().any(list) {
        return;
    }
    let (comparisons, mut rest): (Vec<_>, Vec<_>) = std::mem::take(conditions)
        .into_iter()
        .partition(|condition| matches!(condition, Condition::Compare(..)));
    for condition in &mut rest {
        if let Condition::OneOf(constants) = condition {
            constants.retain(|constant| comparisons.iter().all(|c| meets(constant, c)));
            if constants.is_empty() {
                *condition = never();
            }
        }
    }
    *conditions = rest;
}

/// Whether a constant, as a value, fulfils a comparison.
fn meets(constant: &Constant, comparison: &Condition) -> bool {
    let Condition::Compare(op, to) = comparison else {
        return true;
    };
    let order = match (constant, to) {
        (Constant::Text(a), Constant::Text(b)) => a.cmp(b),
        (Constant::Integer(a), Constant::Integer(b)) => a.cmp(b),
        (Constant::Double(a), Constant::Double(b)) => a.total_cmp(b),
        (Constant::Decimal(a), Constant::Decimal(b)) => a.cmp(b),
        (Constant::Date(a), Constant::Date(b)) => a.cmp(b),
        (Constant::Timestamp(a), Constant::Timestamp(b)) => a.cmp(b),
        // Constants of one column are of one type.
        _ => return true,
    };
    match op {
        Operator::Eq => order.is_eq(),
        Operator::NotEq => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::LessEq => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterEq => order.is_ge(),
    }
}

/// True of conditions other than IS NOT NULL that no NULL fulfils.
fn fails_null(condition: &Condition) -> bool {
    matches!(
        condition,
        Condition::Compare(..)
            | Condition::OneOf(_)
            | Condition::NoneOf(_)
            | Condition::Like { .. }
    )
}

/// Any of the conditions as one: what may be equal in one list.
pub(super) fn any_of(conditions: Vec<Condition>) -> Condition {
    let mut kept = Vec::new();
    let mut one_of = Vec::new();
    let alternatives = conditions
        .into_iter()
        .flat_map(|condition| match condition {
            Condition::Any(any) => any,
            one => vec![one],
        });
    for condition in alternatives {
        match condition {
            Condition::Compare(Operator::Eq, constant) => one_of.push(constant),
            Condition::OneOf(constants) => one_of.extend(constants),
            other => kept.push(other),
        }
    }
    match one_of.len() {
        0 => {}
        1 => kept.extend(
            one_of
                .into_iter()
                .map(|constant| Condition::Compare(Operator::Eq, constant)),
        ),
        _ => kept.push(Condition::OneOf(one_of)),
    }
    match kept.len() {
        1 => kept.swap_remove(0),
        _ => Condition::Any(kept),
    }
}
