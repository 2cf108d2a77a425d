//! A tree of inner joins taken apart into relations and conditions, and put together again in another order.
//!
//! Semi and anti joins above inner joins are conditions too: `EXISTS`. One that names a single relation is asked before the
//! joins if that relation has fewer rows than their result, else after them.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::common::{Column, JoinConstraint, JoinType, NullEquality, Result, plan_err};
use datafusion::logical_expr::utils::{conjunction, split_conjunction};
use datafusion::logical_expr::{Filter, Join, LogicalPlan};
use datafusion::prelude::Expr;

use super::order::{Edge, Problem, Set, Size, Tree};
use super::sizes::Sizes;
use super::small_side_first;

/// A set is a number of 64 bits.
const MOST_RELATIONS: usize = 60;

/// Relations and what their rows have to fulfil together.
#[derive(Debug, Default)]
pub(super) struct Graph {
    relations: Vec<Arc<LogicalPlan>>,
    /// Pairs of expressions that are equal.
    equal: Vec<(Expr, Expr)>,
    filters: Vec<Expr>,
    /// Semi and anti joins, innermost first; their left input is to be replaced.
    semis: Vec<Join>,
}

/// Expressions that are equal to each other, each over one relation.
#[derive(Debug, Default)]
struct Class {
    members: Vec<(usize, Expr)>,
}

/// A condition over these relations.
struct Condition {
    set: Set,
    expr: Expr,
}

/// What a tree of joins is put together from.
struct Assembly<'g> {
    graph: &'g Graph,
    classes: Vec<Class>,
    filters: Vec<Condition>,
}

impl Graph {
    /// The graph of a plan whose top is a join of two or more relations, or of a semi join over one.
    pub(super) fn of(plan: &LogicalPlan) -> Option<Graph> {
        let mut graph = Graph::default();
        graph.take(plan);
        let fits = (2..=MOST_RELATIONS).contains(&graph.relations.len());
        (fits && graph.is_plain()).then_some(graph)
    }

    fn take(&mut self, plan: &LogicalPlan) {
        match plan {
            LogicalPlan::Join(join) if is_inner(join) => {
                self.take(&join.left);
                self.take(&join.right);
                self.equal.extend(join.on.iter().cloned());
                if let Some(filter) = &join.filter {
                    self.filters
                        .extend(split_conjunction(filter).into_iter().cloned());
                }
            }
            LogicalPlan::Join(join) if is_semi(join) && over_joins(&join.left) => {
                self.take(&join.left);
                self.semis.push(join.clone());
            }
            LogicalPlan::Projection(projection) if over_joins(plan) => self.take(&projection.input),
            LogicalPlan::Filter(filter) if over_joins(plan) => {
                self.take(&filter.input);
                let conjuncts = split_conjunction(&filter.predicate);
                self.filters.extend(conjuncts.into_iter().cloned());
            }
            other => self.relations.push(Arc::new(other.clone())),
        }
    }

    /// True if every condition names only columns of the relations, of which none has two, and gives the same at any place.
    fn is_plain(&self) -> bool {
        let mut known = HashSet::new();
        let columns = self.relations.iter().flat_map(|r| r.schema().columns());
        if !columns.into_iter().all(|column| known.insert(column)) {
            return false;
        }
        let pairs = self.equal.iter().flat_map(|(l, r)| [l, r]);
        pairs.chain(&self.filters).all(|expr| {
            !expr.is_volatile() && expr.column_refs().into_iter().all(|c| known.contains(c))
        })
    }

    /// Every input changed.
    pub(super) fn map_inputs(
        mut self,
        mut change: impl FnMut(LogicalPlan) -> Result<LogicalPlan>,
    ) -> Result<Graph> {
        for relation in &mut self.relations {
            *relation = Arc::new(change(LogicalPlan::clone(relation))?);
        }
        for semi in &mut self.semis {
            semi.right = Arc::new(change(LogicalPlan::clone(&semi.right))?);
        }
        Ok(self)
    }

    /// The relations joined in the best order, with the columns of all of them.
    pub(super) fn joined(mut self, sizes: &Sizes) -> Result<LogicalPlan> {
        let (mut tree, rows) = self.solve(sizes)?;
        let mut later = Vec::new();
        let mut earlier = false;
        for semi in std::mem::take(&mut self.semis) {
            let names = self.set_of_semi(&semi);
            let place = usize::try_from(names.trailing_zeros()).unwrap_or(0);
            match self.relations.get_mut(place) {
                Some(relation)
                    if names.count_ones() == 1 && sizes.rows(relation) <= rows * 1.01 =>
                {
                    *relation = Arc::new(small_side_first(on_top(semi, relation)?, sizes)?);
                    earlier = true;
                }
                _ => later.push(semi),
            }
        }
        if earlier {
            (tree, _) = self.solve(sizes)?;
        }
        let mut plan = self.assembly().build(&tree)?.1;
        for semi in later {
            plan = Arc::new(small_side_first(on_top(semi, &plan)?, sizes)?);
        }
        Ok(LogicalPlan::clone(&plan))
    }

    /// The relations that a semi join's condition names.
    fn set_of_semi(&self, semi: &Join) -> Set {
        let inner = semi.right.schema();
        let conditions = semi.on.iter().flat_map(|(l, r)| [l, r]);
        let columns = conditions.chain(&semi.filter).flat_map(Expr::column_refs);
        let outer: Vec<_> = columns.filter(|column| !inner.has_column(column)).collect();
        self.set(outer.into_iter())
    }

    fn set<'c>(&self, columns: impl Iterator<Item = &'c Column>) -> Set {
        let place = |column: &Column| {
            let has = |relation: &Arc<LogicalPlan>| relation.schema().has_column(column);
            self.relations.iter().position(has)
        };
        columns.filter_map(place).fold(0, |set, n| set | 1 << n)
    }

    fn set_of(&self, expr: &Expr) -> Set {
        self.set(expr.column_refs().into_iter())
    }

    fn assembly(&self) -> Assembly<'_> {
        let mut classes: Vec<Class> = Vec::new();
        let mut filters = Vec::new();
        for (left, right) in &self.equal {
            let sets = [self.set_of(left), self.set_of(right)];
            if sets.iter().any(|set| set.count_ones() != 1) {
                let expr = left.clone().eq(right.clone());
                filters.push(Condition {
                    set: self.set_of(&expr),
                    expr,
                });
                continue;
            }
            let mut class = Class::default();
            for (set, expr) in sets.into_iter().zip([left, right]) {
                let relation = usize::try_from(set.trailing_zeros()).unwrap_or(0);
                class.members.push((relation, expr.clone()));
            }
            // What shares a member is one class.
            let (same, mut other): (Vec<_>, Vec<_>) = classes
                .into_iter()
                .partition(|known| known.members.iter().any(|m| class.members.contains(m)));
            for member in same.into_iter().flat_map(|known| known.members) {
                if !class.members.contains(&member) {
                    class.members.push(member);
                }
            }
            other.push(class);
            classes = other;
        }
        filters.extend(self.filters.iter().map(|expr| Condition {
            set: self.set_of(expr),
            expr: expr.clone(),
        }));
        Assembly {
            graph: self,
            classes,
            filters,
        }
    }

    fn solve(&self, sizes: &Sizes) -> Result<(Tree, f64)> {
        let assembly = self.assembly();
        let mut problem = Problem::default();
        for relation in &self.relations {
            let columns = relation.schema().columns();
            let bases = columns.into_iter().filter_map(|column| {
                let origin = sizes.origin(&Expr::Column(column), relation)?;
                Some(origin.rows)
            });
            let rows = sizes.rows(relation);
            problem.relations.push(Size {
                rows,
                base: bases.fold(rows, f64::max),
            });
        }
        for class in &assembly.classes {
            let sides: Vec<_> = class
                .members
                .iter()
                .filter_map(|(n, expr)| Some((expr, self.relations.get(*n)?.as_ref())))
                .collect();
            problem.edges.push(Edge {
                relations: class.members.iter().fold(0, |set, (n, _)| set | 1 << n),
                domain: sizes.domain(&sides),
            });
        }
        for condition in &assembly.filters {
            let last = condition
                .set
                .checked_ilog2()
                .and_then(|n| usize::try_from(n).ok());
            let input = last.and_then(|n| self.relations.get(n));
            let share = input.map_or(1.0, |input| sizes.share(&condition.expr, input));
            problem.filters.push((condition.set, share));
        }
        match problem.solve() {
            Some(solved) => Ok(solved),
            None => plan_err!("a join of nothing"),
        }
    }
}

impl Assembly<'_> {
    /// The plan of a tree, and its relations.
    fn build(&self, tree: &Tree) -> Result<(Set, Arc<LogicalPlan>)> {
        match tree {
            Tree::Leaf(n) => {
                let Some(relation) = self.graph.relations.get(*n) else {
                    return plan_err!("relation {n} is missing");
                };
                let set = 1 << n;
                let plan = self.filtered(set, Arc::clone(relation))?;
                Ok((set, plan))
            }
            Tree::Join(left, right) => {
                let (a, left) = self.build(left)?;
                let (b, right) = self.build(right)?;
                let on = self.classes.iter().flat_map(|class| class.between(a, b));
                let both = a | b;
                let filters = self.filters.iter().filter(|condition| {
                    let set = condition.set;
                    set & !both == 0 && set & !a != 0 && set & !b != 0
                });
                let join = Join::try_new(
                    left,
                    right,
                    on.collect(),
                    conjunction(filters.map(|condition| condition.expr.clone())),
                    JoinType::Inner,
                    JoinConstraint::On,
                    NullEquality::NullEqualsNothing,
                    false,
                )?;
                Ok((both, Arc::new(LogicalPlan::Join(join))))
            }
        }
    }

    /// A relation under the conditions that name only it.
    fn filtered(&self, set: Set, relation: Arc<LogicalPlan>) -> Result<Arc<LogicalPlan>> {
        let within = self.classes.iter().flat_map(|class| class.within(set));
        let own = self
            .filters
            .iter()
            .filter(|c| c.set & !set == 0 && (c.set != 0 || set == 1));
        let own = own.map(|condition| condition.expr.clone());
        Ok(match conjunction(within.chain(own)) {
            Some(all) => Arc::new(LogicalPlan::Filter(Filter::try_new(all, relation)?)),
            None => relation,
        })
    }
}

impl Class {
    fn of(&self, set: Set) -> impl Iterator<Item = &Expr> {
        let members = self.members.iter();
        members.filter_map(move |(n, expr)| (set & 1 << n != 0).then_some(expr))
    }

    /// The equation that joins two sides; within each side the members are equal already.
    fn between(&self, a: Set, b: Set) -> Option<(Expr, Expr)> {
        Some((self.of(a).next()?.clone(), self.of(b).next()?.clone()))
    }

    /// The equations among one relation's members.
    fn within(&self, relation: Set) -> Vec<Expr> {
        let mut members = self.of(relation);
        let first = members.next();
        let equations = members.filter_map(|other| Some(first?.clone().eq(other.clone())));
        equations.collect()
    }
}

fn is_inner(join: &Join) -> bool {
    join.join_type == JoinType::Inner && join.null_equality == NullEquality::NullEqualsNothing
}

fn is_semi(join: &Join) -> bool {
    matches!(join.join_type, JoinType::LeftSemi | JoinType::LeftAnti)
}

/// True if the plan is an inner join, perhaps under filters, semi joins and projections that only leave columns out.
fn over_joins(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Join(join) => is_inner(join) || is_semi(join) && over_joins(&join.left),
        LogicalPlan::Projection(projection) => {
            let columns = |expr: &Expr| matches!(expr, Expr::Column(_));
            projection.expr.iter().all(columns) && over_joins(&projection.input)
        }
        LogicalPlan::Filter(filter) => over_joins(&filter.input),
        _ => false,
    }
}

/// A semi join over another left input.
fn on_top(semi: Join, left: &Arc<LogicalPlan>) -> Result<Join> {
    Join::try_new(
        Arc::clone(left),
        semi.right,
        semi.on,
        semi.filter,
        semi.join_type,
        semi.join_constraint,
        semi.null_equality,
        semi.null_aware,
    )
}
