//! A `.q.out` golden: per driver statement its text, its type and its rows.

/// One driver statement and what it printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The statement, as Hive echoed it.
    pub(crate) query: String,
    /// `QUERY`, `CREATETABLE` …
    pub(crate) kind: String,
    /// The lines after its hooks.
    pub(crate) rows: Vec<String>,
}

/// Reads a golden. Lines before the first statement are dropped.
pub(crate) fn parse(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(first) = line.strip_prefix("PREHOOK: query: ") {
            let query = continued(first, &mut lines, "PREHOOK: type: ");
            let kind = lines.next().unwrap_or_default();
            let kind = kind.trim_start_matches("PREHOOK: type: ").to_string();
            entries.push(Entry {
                query,
                kind,
                rows: Vec::new(),
            });
        } else if line.starts_with("POSTHOOK: query: ") {
            continued("", &mut lines, "POSTHOOK: type: ");
            if let Some(entry) = entries.last_mut() {
                // What stood between the hooks is not a row: a warning, or a nested command's noise.
                entry.rows.clear();
            }
        } else if line.starts_with("PREHOOK: ") || line.starts_with("POSTHOOK: ") {
            // Inputs, outputs, lineage.
        } else if let Some(entry) = entries.last_mut() {
            entry.rows.push(line.to_string());
        }
    }
    for entry in &mut entries {
        entry.rows.retain(|r| !is_warning(r));
    }
    entries
}

fn continued<'a>(
    first: &str,
    lines: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>,
    end: &str,
) -> String {
    let mut text = first.to_string();
    while let Some(line) = lines.next_if(|l| !l.starts_with(end)) {
        text.push('\n');
        text.push_str(line);
    }
    text
}

/// `Warning: Shuffle Join … is a cross product`, `WARNING: Comparing string and bigint …`: printed by the statement
/// that follows, while it is compiled.
fn is_warning(row: &str) -> bool {
    (row.starts_with("WARNING: Comparing ") && row.ends_with(" may result in loss of information."))
        || row.starts_with("Warning: ")
            && (row.contains("cross product") || row.contains("is a Cross"))
}

/// Texts are the same statement if they differ in blanks only.
pub(crate) fn same_query(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_told_apart() {
        let text = "PREHOOK: query: create table t (a int,\n  b int)\nPREHOOK: type: CREATETABLE\nPOSTHOOK: query: create table t (a int,\n  b int)\nPOSTHOOK: type: CREATETABLE\nPOSTHOOK: Output: default@t\nWarning: Shuffle Join MERGEJOIN[9][tables = [a, b]] in Stage 'Reducer 2' is a cross product\nPREHOOK: query: select * from t\nPREHOOK: type: QUERY\nPREHOOK: Input: default@t\n#### A masked pattern was here ####\nPOSTHOOK: query: select * from t\nPOSTHOOK: type: QUERY\nPOSTHOOK: Input: default@t\n#### A masked pattern was here ####\n1\t2\n3\t4\n";
        let entries = parse(text);
        assert_eq!(entries.len(), 2);
        assert!(entries[0].rows.is_empty());
        assert_eq!(entries[0].query, "create table t (a int,\n  b int)");
        assert_eq!(entries[1].kind, "QUERY");
        assert_eq!(
            entries[1].rows,
            ["#### A masked pattern was here ####", "1\t2", "3\t4"]
        );
    }
}
