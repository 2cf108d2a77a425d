//! In which order relations are joined: the tree whose hash tables and intermediate results hold the fewest rows.
//!
//! Up to [`MOST_EXACT`] relations all trees without cross products are weighed (dynamic programming over subsets); more are
//! joined greedily, the pair with the smallest result first.

/// Relations, by number.
pub(super) type Set = u64;

/// With this many relations there are 3^9 ways to split a set; each more triples them.
const MOST_EXACT: usize = 9;

/// What it costs to put a row into a hash table, in rows looked up or passed on.
const BUILD: f64 = 2.0;

/// What is to be joined.
#[derive(Debug, Default)]
pub(super) struct Problem {
    pub(super) relations: Vec<Size>,
    pub(super) edges: Vec<Edge>,
    /// Other conditions: the relations that they name, and the share of rows that they leave.
    pub(super) filters: Vec<(Set, f64)>,
}

/// One relation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) rows: f64,
    /// Its rows before any filter.
    pub(super) base: f64,
}

/// Values that are equal in all these relations.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) relations: Set,
    /// How many values there are.
    pub(super) domain: f64,
}

/// The answer; the left side is the smaller one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    Leaf(usize),
    Join(Box<Tree>, Box<Tree>),
}

/// A tree with what it costs.
#[derive(Debug, Clone)]
struct Plan {
    set: Set,
    tree: Tree,
    rows: f64,
    cost: f64,
}

impl Problem {
    /// The cheapest tree, and the rows that it gives; none for no relations.
    pub(super) fn solve(&self) -> Option<(Tree, f64)> {
        let leaves = self.relations.iter().enumerate().map(|(n, size)| Plan {
            set: 1 << n,
            tree: Tree::Leaf(n),
            rows: size.rows,
            cost: 0.0,
        });
        let mut parts: Vec<Plan> = if self.relations.len() <= MOST_EXACT {
            self.exact(leaves.collect())
        } else {
            self.greedy(leaves.collect())
        };
        // What no condition connects is multiplied, the small ones first.
        parts.sort_by(|a, b| a.rows.total_cmp(&b.rows));
        let whole = parts.into_iter().reduce(|a, b| self.join(&a, &b, 1.0))?;
        Some((whole.tree, whole.rows))
    }

    /// The best tree of each connected component.
    fn exact(&self, leaves: Vec<Plan>) -> Vec<Plan> {
        let count = 1_usize << leaves.len();
        let mut best: Vec<Option<Plan>> = vec![None; count];
        for leaf in leaves {
            let place = usize::try_from(leaf.set).unwrap_or(0);
            if let Some(slot) = best.get_mut(place) {
                *slot = Some(leaf);
            }
        }
        for set in 1..count {
            let mut left = (set - 1) & set;
            while left > 0 {
                let right = set ^ left;
                // Each split once: the sides find their own order.
                if left < right
                    && let (Some(Some(a)), Some(Some(b))) = (best.get(left), best.get(right))
                    && let Some(share) = self.share(a.set, b.set)
                {
                    let plan = self.join(a, b, share);
                    if let Some(slot) = best.get_mut(set) {
                        // How many rows a set has shouldn't depend on the way to it: the least is the best informed guess.
                        let fewest = slot
                            .as_ref()
                            .map_or(plan.rows, |old| old.rows.min(plan.rows));
                        if slot.as_ref().is_none_or(|old| plan.cost < old.cost) {
                            *slot = Some(plan);
                        }
                        if let Some(plan) = slot {
                            plan.rows = fewest;
                        }
                    }
                }
                left = (left - 1) & set;
            }
        }
        let mut parts: Vec<Plan> = Vec::new();
        // The largest sets that have a tree are the components.
        let mut plans: Vec<Plan> = best.into_iter().flatten().collect();
        plans.sort_by_key(|plan| std::cmp::Reverse(plan.set.count_ones()));
        for plan in plans {
            if parts.iter().all(|part| part.set & plan.set == 0) {
                parts.push(plan);
            }
        }
        parts
    }

    fn greedy(&self, mut parts: Vec<Plan>) -> Vec<Plan> {
        loop {
            let mut best: Option<(usize, usize, Plan)> = None;
            for (i, a) in parts.iter().enumerate() {
                for (j, b) in parts.iter().enumerate().skip(i + 1) {
                    let Some(share) = self.share(a.set, b.set) else {
                        continue;
                    };
                    let plan = self.join(a, b, share);
                    if best.as_ref().is_none_or(|(.., old)| plan.rows < old.rows) {
                        best = Some((i, j, plan));
                    }
                }
            }
            let Some((i, j, plan)) = best else {
                return parts;
            };
            parts.swap_remove(j);
            parts.swap_remove(i);
            parts.push(plan);
        }
    }

    fn join(&self, a: &Plan, b: &Plan, share: f64) -> Plan {
        let (left, right) = if a.rows <= b.rows { (a, b) } else { (b, a) };
        let rows = (a.rows * b.rows * share).max(1.0);
        Plan {
            set: a.set | b.set,
            tree: Tree::Join(Box::new(left.tree.clone()), Box::new(right.tree.clone())),
            rows,
            cost: a.cost + b.cost + BUILD * left.rows + right.rows + rows,
        }
    }

    /// The share of all pairs of rows that a join of two sets leaves; none if nothing connects them.
    fn share(&self, a: Set, b: Set) -> Option<f64> {
        let edges: Vec<&Edge> = self
            .edges
            .iter()
            .filter(|edge| edge.relations & a != 0 && edge.relations & b != 0)
            .collect();
        if edges.is_empty() {
            return None;
        }
        let domain: f64 = edges.iter().map(|edge| edge.domain.max(1.0)).product();
        let domain = match (edges.len(), self.only(a, &edges), self.only(b, &edges)) {
            // A key of several columns has no more values than its table has rows.
            (2.., Some(a), Some(b)) => domain.min(a.base.min(b.base).max(1.0)),
            _ => domain,
        };
        let both = a | b;
        let whole = |set: Set| set & !both == 0 && set & !a != 0 && set & !b != 0;
        let filters = self.filters.iter().filter(|(set, _)| whole(*set));
        Some(filters.map(|(_, share)| share).product::<f64>() / domain)
    }

    /// The relation of a side that all edges go to.
    fn only(&self, side: Set, edges: &[&Edge]) -> Option<Size> {
        let common = edges.iter().fold(side, |set, edge| set & edge.relations);
        let first = usize::try_from(common.trailing_zeros()).ok()?;
        self.relations.get(first).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(sizes: &[f64], edges: &[(&[usize], f64)]) -> Problem {
        let set = |members: &[usize]| members.iter().fold(0, |set, n| set | 1 << n);
        Problem {
            relations: sizes
                .iter()
                .map(|rows| Size {
                    rows: *rows,
                    base: *rows,
                })
                .collect(),
            edges: edges
                .iter()
                .map(|(members, domain)| Edge {
                    relations: set(members),
                    domain: *domain,
                })
                .collect(),
            filters: Vec::new(),
        }
    }

    fn shown(tree: &Tree) -> String {
        match tree {
            Tree::Leaf(n) => n.to_string(),
            Tree::Join(left, right) => format!("({} {})", shown(left), shown(right)),
        }
    }

    fn check(problem: &Problem, expected: &str, rows: f64) {
        let (tree, found) = problem.solve().unwrap_or((Tree::Leaf(99), 0.0));
        assert_eq!(shown(&tree), expected);
        assert!((found - rows).abs() < 0.5, "{found} rows instead of {rows}");
    }

    #[test]
    fn a_filtered_dimension_comes_before_the_others() {
        // facts, dates, shops of which ten are left
        let mut star = problem(&[1e6, 1e4, 10.0], &[(&[0, 1], 1e4), (&[0, 2], 1000.0)]);
        if let Some(shops) = star.relations.get_mut(2) {
            shops.base = 1000.0;
        }
        check(&star, "(1 (2 0))", 1e4);
    }

    #[test]
    fn a_chain_is_entered_at_its_small_end() {
        let chain = problem(&[6e6, 1.5e6, 1e3], &[(&[0, 1], 1.5e6), (&[1, 2], 1.5e5)]);
        // 1000 customers have 10,000 orders have 40,000 items
        check(&chain, "((2 1) 0)", 4e4);
    }

    #[test]
    fn a_key_of_two_columns_is_one_key() {
        let pairs = problem(&[6e6, 8e5], &[(&[0, 1], 2e5), (&[0, 1], 1e4)]);
        check(&pairs, "(1 0)", 6e6);
    }

    #[test]
    fn what_nothing_connects_is_multiplied_last() {
        let apart = problem(&[100.0, 1e4, 3.0], &[(&[0, 1], 100.0)]);
        check(&apart, "(2 (0 1))", 3e4);
        check(&problem(&[], &[]), "99", 0.0);
        check(&problem(&[5.0], &[]), "0", 5.0);
    }

    #[test]
    fn many_relations_are_joined_greedily() {
        // one fact table with twenty dimensions of a hundred rows, in any order
        let mut sizes = vec![100.0; 20];
        sizes.push(1e6);
        let pairs: Vec<[usize; 2]> = (0..20).map(|n| [n, 20]).collect();
        let edges: Vec<(&[usize], f64)> = pairs.iter().map(|pair| (&pair[..], 100.0)).collect();
        let (tree, rows) = problem(&sizes, &edges)
            .solve()
            .unwrap_or((Tree::Leaf(0), 0.0));
        assert_eq!(shown(&tree).matches('(').count(), 20);
        assert!((rows - 1e6).abs() < 1.0);
    }
}
