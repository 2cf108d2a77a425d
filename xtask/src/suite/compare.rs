//! Are these the rows that Hive gave? Never looser than the yardstick's rules.
//!
//! Rows are compared as a multiset of lines. Under a top-level ORDER BY the order counts too, except among rows whose
//! keys are equal. Under a LIMIT the rows at the border may be others, if nothing says which.

use skep_hiveql::ast::{ExprKind, Literal, Query, SelectItem, SetExpr, Statement};

/// What comparing one SELECT showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// The same rows.
    Match,
    /// Several answers are right and the golden holds another one of them.
    Undecidable(&'static str),
    /// Not the same: how.
    Differs(String),
}

/// What a query's text promises of its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Promise {
    /// A top-level ORDER BY: the output columns of its keys, or `None` where a key isn't in the output.
    pub(crate) ordered: Option<Option<Vec<usize>>>,
    /// A top-level LIMIT.
    pub(crate) limited: bool,
}

/// Compares one result with its golden; `sorted` says that the golden's rows were sorted as text.
pub(crate) fn compare(
    expected: &[String],
    actual: &[String],
    promise: &Promise,
    sorted: bool,
) -> Comparison {
    if expected == actual {
        return Comparison::Match;
    }
    let same = multiset(expected) == multiset(actual);
    if sorted && same {
        return Comparison::Match;
    }
    let counted = expected.len() == actual.len();
    match &promise.ordered {
        None if same => Comparison::Match,
        None if promise.limited && counted => Comparison::Undecidable("LIMIT without ORDER BY"),
        Some(Some(keys)) if counted && !sorted => {
            ordered(expected, actual, keys, promise.limited, same)
        }
        Some(_) if promise.limited && counted && sorted => {
            Comparison::Undecidable("LIMIT over ties in sorted rows")
        }
        Some(None) if same => Comparison::Differs("the same rows in another order".to_string()),
        _ => Comparison::Differs(first_difference(expected, actual)),
    }
}

/// Rows whose keys are equal may change places; at a LIMIT's border they may be others.
fn ordered(
    expected: &[String],
    actual: &[String],
    keys: &[usize],
    limited: bool,
    same: bool,
) -> Comparison {
    let key = |row: &String| -> Vec<String> {
        let cells: Vec<&str> = row.split('\t').collect();
        let cell = |k: &usize| cells.get(*k).map(|c| (*c).to_string());
        keys.iter().filter_map(cell).collect()
    };
    let expected_keys: Vec<_> = expected.iter().map(key).collect();
    let actual_keys: Vec<_> = actual.iter().map(key).collect();
    if expected_keys != actual_keys {
        return Comparison::Differs(if same {
            "the same rows in another order".to_string()
        } else {
            first_difference(expected, actual)
        });
    }
    if same {
        return Comparison::Match;
    }
    let last = expected_keys.last();
    let inner = |rows: &[String]| -> Vec<String> {
        let rows = rows.iter().filter(|r| Some(&key(r)) != last);
        rows.cloned().collect()
    };
    if limited && multiset(&inner(expected)) == multiset(&inner(actual)) {
        return Comparison::Undecidable("LIMIT over ties");
    }
    Comparison::Differs(first_difference(expected, actual))
}

fn multiset(rows: &[String]) -> Vec<&String> {
    let mut rows: Vec<&String> = rows.iter().collect();
    rows.sort();
    rows
}

/// The first row (in text order) that one side has and the other doesn't.
fn first_difference(expected: &[String], actual: &[String]) -> String {
    if expected.len() != actual.len() {
        let (e, a) = (expected.len(), actual.len());
        let first = missing(expected, actual).map(|r| format!("; wanted {}", short(r)));
        let other = missing(actual, expected).map(|r| format!("; got {}", short(r)));
        let (first, other) = (first.unwrap_or_default(), other.unwrap_or_default());
        return format!("{a} rows, wanted {e}{first}{other}");
    }
    let none = String::new();
    let wanted = missing(expected, actual).unwrap_or(&none);
    let got = missing(actual, expected).unwrap_or(&none);
    format!("wanted {}; got {}", short(wanted), short(got))
}

fn missing<'a>(from: &'a [String], other: &[String]) -> Option<&'a String> {
    let mut left: Vec<&String> = multiset(other);
    multiset(from)
        .into_iter()
        .find(|row| match left.binary_search(row) {
            Ok(at) => {
                left.remove(at);
                false
            }
            Err(_) => true,
        })
}

fn short(row: &str) -> String {
    let cut: String = row.chars().take(160).collect();
    format!("`{}`", cut.replace('\t', "\\t"))
}

/// Reads what a statement promises off its syntax; nothing if it doesn't parse.
pub(crate) fn promise(statement: &str) -> Promise {
    match skep_hiveql::parse_statement(statement) {
        Ok(Statement::Query(query)) => of_query(&query),
        _ => Promise::default(),
    }
}

fn of_query(query: &Query) -> Promise {
    // A query in parentheses with nothing after it speaks for itself.
    if let (SetExpr::Query(inner), true, None) =
        (&query.body, query.order_by.is_empty(), &query.limit)
    {
        return of_query(inner);
    }
    let ordered = (!query.order_by.is_empty()).then(|| {
        let keys = query
            .order_by
            .iter()
            .map(|o| output_column(query, &o.expr.kind));
        keys.collect::<Option<Vec<usize>>>()
    });
    Promise {
        ordered,
        limited: query.limit.is_some(),
    }
}

/// Which output column an ORDER BY key is, if the select list says so plainly.
fn output_column(query: &Query, key: &ExprKind) -> Option<usize> {
    let mut body = &query.body;
    while let SetExpr::SetOp { left, .. } = body {
        body = left;
    }
    let SetExpr::Select(select) = body else {
        return None;
    };
    if let ExprKind::Literal(Literal::Integer { digits, .. }) = key {
        return digits.parse::<usize>().ok()?.checked_sub(1);
    }
    for (at, item) in select.items.iter().enumerate() {
        let SelectItem::Expr { expr, aliases } = item else {
            // What stands after a star has no known place.
            return None;
        };
        let named = |name: &str| aliases.iter().any(|a| a.lower() == name);
        let is_key = match (key, &expr.kind) {
            (ExprKind::Column(k), _) if named(&k.lower()) => true,
            (ExprKind::Column(k), ExprKind::Column(c)) => k.lower() == c.lower(),
            (ExprKind::Column(k), ExprKind::Field { name, .. }) => k.lower() == name.lower(),
            (ExprKind::Field { name, .. }, ExprKind::Column(c)) => name.lower() == c.lower(),
            (k, e) => k == e,
        };
        if is_key {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<String> {
        text.split_whitespace()
            .map(|r| r.replace(',', "\t"))
            .collect()
    }

    fn check(sql: &str, sorted: bool, expected: &str, actual: &str) -> Comparison {
        compare(&rows(expected), &rows(actual), &promise(sql), sorted)
    }

    fn differs(c: &Comparison) -> bool {
        matches!(c, Comparison::Differs(_))
    }

    #[test]
    fn rows_are_a_multiset() {
        assert_eq!(
            check("select a from t", false, "1 2 2", "2 1 2"),
            Comparison::Match
        );
        assert!(differs(&check("select a from t", false, "1 2 2", "1 1 2")));
        assert!(differs(&check("select a from t", false, "1 2", "1 2 2")));
        assert!(differs(&check("select a from t", false, "1.0", "1")));
        assert!(differs(&check("select a from t", false, "", "NULL")));
    }

    #[test]
    fn order_counts_at_the_top_only() {
        let sql = "select a, b from t order by a";
        assert!(differs(&check(sql, false, "1,x 2,y", "2,y 1,x")));
        assert_eq!(
            check(sql, false, "1,x 1,y 2,z", "1,y 1,x 2,z"),
            Comparison::Match
        );
        assert!(differs(&check(sql, false, "1,x 1,y", "1,x 1,z")));
        assert_eq!(check(sql, true, "1,x 2,y", "2,y 1,x"), Comparison::Match);
        let inner = "select * from (select a from t order by a) q";
        assert_eq!(check(inner, false, "1 2", "2 1"), Comparison::Match);
    }

    #[test]
    fn a_hidden_key_needs_the_very_order() {
        let sql = "select b from t order by a";
        assert!(differs(&check(sql, false, "x y", "y x")));
        assert_eq!(check(sql, false, "x y", "x y"), Comparison::Match);
    }

    #[test]
    fn limits_leave_a_choice() {
        let any = "select a from t limit 2";
        assert_eq!(
            check(any, false, "1 2", "3 4"),
            Comparison::Undecidable("LIMIT without ORDER BY")
        );
        assert!(differs(&check(any, false, "1 2", "3")));
        let ties = "select a, b from t order by a limit 2";
        assert_eq!(
            check(ties, false, "1,x 2,y", "1,x 2,z"),
            Comparison::Undecidable("LIMIT over ties")
        );
        assert!(differs(&check(ties, false, "1,x 2,y", "1,w 2,y")));
        assert!(differs(&check(ties, false, "1,x 2,y", "1,x 3,y")));
    }
}
