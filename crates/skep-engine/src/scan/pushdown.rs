//! Filters that a text scan takes over: those that a decoder tests exactly, and what follows for single columns from the
//! others, which are tested again above the scan.
//!
//! Dynamic filters (of a join's build side, of a TopK) become tighter while the scan runs; they are looked at again when
//! they have changed. They live in this process, with the plan that made them.

mod implied;
mod like;
mod operand;
#[cfg(test)]
mod tests;
mod translate;

use std::fmt;
use std::sync::Arc;

use datafusion::physical_expr::expressions::{Column, DynamicFilterPhysicalExpr};
use datafusion::physical_expr::{DynamicFilterTracking, PhysicalExpr, conjunction};
use datafusion::physical_plan::filter_pushdown::PushedDown;
use datafusion::physical_plan::metrics::Count;
use skep_hiveql::types::HiveType;
use skep_serde::filter::{Condition, Predicate};
use skep_serde::format::RowDecoder;

use super::text::TextFormat;
use implied::Implied;
use translate::translate;

/// The filters of a scan.
#[derive(Debug, Clone, Default)]
pub(super) struct Pushdown {
    /// Tested here and nowhere else.
    exact: Vec<Arc<dyn PhysicalExpr>>,
    /// Tested above the scan too: rows that they certainly refuse aren't given.
    hints: Vec<Arc<dyn PhysicalExpr>>,
    /// Hints that change while the plan runs.
    dynamic: Vec<Arc<dyn PhysicalExpr>>,
}

impl Pushdown {
    /// Takes over a filter in terms of the table's schema, as far as the format can test it. Yes means wholly.
    pub(super) fn push(
        &mut self,
        filter: Arc<dyn PhysicalExpr>,
        format: &TextFormat,
    ) -> PushedDown {
        if DynamicFilterTracking::classify(&filter).contains_dynamic_filter() {
            if is_of_use(&filter, format) && !self.dynamic.contains(&filter) {
                self.dynamic.push(filter);
            }
            return PushedDown::No;
        }
        let (predicates, exact) = supported(translate(&filter, &format.columns), format);
        match (exact, predicates.is_empty()) {
            (true, _) => {
                self.exact.push(filter);
                PushedDown::Yes
            }
            (false, false) => {
                if !self.hints.contains(&filter) {
                    self.hints.push(filter);
                }
                PushedDown::No
            }
            (false, true) => PushedDown::No,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.hints.is_empty() && self.dynamic.is_empty()
    }

    /// All the filters.
    pub(super) fn exprs(&self) -> impl Iterator<Item = &Arc<dyn PhysicalExpr>> {
        self.exact.iter().chain(&self.hints).chain(&self.dynamic)
    }

    /// What is certainly true of the scan's rows; None if all rows are given.
    pub(super) fn predicate(&self) -> Option<Arc<dyn PhysicalExpr>> {
        (!self.is_empty()).then(|| conjunction(self.exact.iter().cloned()))
    }

    /// What a reader of the format tests.
    pub(super) fn filter(&self, format: &TextFormat, filtered: Count) -> Filter {
        let all = |filters: &[Arc<dyn PhysicalExpr>]| {
            let all = filters.iter();
            let all = all.flat_map(|f| supported(translate(f, &format.columns), format).0);
            all.collect()
        };
        let dynamic = (!self.dynamic.is_empty()).then(|| conjunction(self.dynamic.iter().cloned()));
        Filter {
            exact: all(&self.exact),
            hints: all(&self.hints),
            dynamic: dynamic.map(|expr| (DynamicFilterTracking::classify(&expr), expr)),
            is_set: false,
            filtered,
        }
    }
}

impl fmt::Display for Pushdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut show = |name, filters: &[Arc<dyn PhysicalExpr>]| {
            if filters.is_empty() {
                return Ok(());
            }
            let texts: Vec<String> = filters.iter().map(ToString::to_string).collect();
            write!(f, ", {name}=[{}]", texts.join(", "))
        };
        show("filter", &self.exact)?;
        show("prefilter", &self.hints)?;
        // Not what they hold while the plan runs: that may be a long list.
        let columns: Vec<_> = self.dynamic.iter().flat_map(|f| f.children()).collect();
        show(
            "dynamic_filter",
            &columns.into_iter().cloned().collect::<Vec<_>>(),
        )
    }
}

/// The predicates that the format tests, and whether they are all that the expression says.
fn supported(implied: Implied, format: &TextFormat) -> (Vec<Predicate>, bool) {
    let exact = implied.is_exact();
    let mut predicates = implied.predicates();
    let all = predicates.len();
    predicates.retain(|predicate| {
        let column = format.columns.get(predicate.column);
        column.is_some_and(|(_, ty)| predicate.condition.fits(ty))
            && format.rows.supports(predicate, &format.columns)
    });
    let exact = exact && predicates.len() == all;
    (predicates, exact)
}

/// Whether a dynamic filter may turn into something that the format tests: whoever made it spares itself the work where
/// nobody wants it.
fn is_of_use(filter: &Arc<dyn PhysicalExpr>, format: &TextFormat) -> bool {
    let tested = |expr: &Arc<dyn PhysicalExpr>| {
        operand::Operand::of(expr, &format.columns).is_some_and(|operand| {
            let predicate = Predicate {
                column: operand.column,
                condition: Condition::IsNotNull,
            };
            format.rows.supports(&predicate, &format.columns)
        })
    };
    match filter.downcast_ref::<DynamicFilterPhysicalExpr>() {
        Some(dynamic) => dynamic.children().into_iter().any(tested),
        None if filter.is::<Column>() => false,
        None => filter
            .children()
            .into_iter()
            .any(|child| is_of_use(child, format)),
    }
}

/// What one reader tests.
#[derive(Debug)]
pub(super) struct Filter {
    exact: Vec<Predicate>,
    hints: Vec<Predicate>,
    dynamic: Option<(DynamicFilterTracking, Arc<dyn PhysicalExpr>)>,
    is_set: bool,
    /// Counts the rows that were left out.
    pub(super) filtered: Count,
}

impl Filter {
    /// Whether nothing is ever tested.
    pub(super) fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.hints.is_empty() && self.dynamic.is_none()
    }

    /// Tells the decoder what to test, where that is news.
    pub(super) fn apply_to(&mut self, decoder: &mut dyn RowDecoder, format: &TextFormat) {
        // Asking clears the change, so it comes before the expression is looked at.
        let changed = match &mut self.dynamic {
            Some((tracking, _)) => tracking.watcher().is_some_and(|watcher| watcher.changed()),
            None => false,
        };
        let first = !std::mem::replace(&mut self.is_set, true);
        if first && !self.exact.is_empty() {
            decoder.set_filter(&gathered(self.exact.clone(), format));
        }
        if !first && !changed {
            return;
        }
        let mut hints = self.hints.clone();
        if let Some((_, expr)) = &self.dynamic {
            hints.extend(supported(translate(expr, &format.columns), format).0);
        }
        if !first || !hints.is_empty() {
            decoder.set_hints(&gathered(hints, format));
        }
    }
}

/// One predicate a column, so that its field is read once. Strings and integers cost next to nothing to read, and decoders
/// have quick ways for a single condition on them.
fn gathered(predicates: Vec<Predicate>, format: &TextFormat) -> Vec<Predicate> {
    let cheap = |predicate: &Predicate| match format.columns.get(predicate.column) {
        Some((_, ty)) => ty.is_integer() || *ty == HiveType::String,
        None => true,
    };
    let (mut all, costly): (Vec<_>, Vec<_>) = predicates.into_iter().partition(cheap);
    let costly = costly
        .into_iter()
        .map(|predicate| Implied::exactly(predicate.column, predicate.condition));
    if let Implied::Conditions { columns, .. } = Implied::all(costly) {
        all.extend(
            columns
                .into_iter()
                .map(|(column, condition)| Predicate { column, condition }),
        );
    } else {
        all.extend(Implied::Never.predicates());
    }
    all
}
