//! What ANALYZE TABLE has found out, as it is kept among a table's or a partition's properties.
//!
//! `numFiles`, `totalSize`, `numRows` and `rawDataSize` are Hive's own. What is known of a column is kept in a property that only
//! DESCRIBE FORMATTED of the column shows, for Hive has a table of its own for it.

use std::collections::BTreeMap;

use skep_hiveql::types::HiveType;

use crate::joins::ColumnSize;

/// Which statistics are those of the files as they are.
pub(crate) const ACCURATE: &str = "COLUMN_STATS_ACCURATE";

/// The numbers of a table or partition.
const BASIC: [&str; 5] = ["numRows", "numFiles", "totalSize", "rawDataSize", ACCURATE];

/// What the properties about columns begin with.
const COLUMN: &str = "skep.statistics.column.";

type Properties = BTreeMap<String, String>;

/// What is known of a column; what its type doesn't have is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ColumnStatistics {
    /// `num_nulls`, `distinct_count`, `min`, `max` … by Hive's names.
    values: BTreeMap<String, String>,
}

impl ColumnStatistics {
    /// Sets a value, if there is one.
    pub(crate) fn set(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.values.insert(name.to_owned(), value);
        }
    }

    /// A value by Hive's name for it, as DESCRIBE prints it.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.parse().ok()
    }

    /// Both together: of two partitions with so many rows.
    fn merged(&self, rows: f64, other: &ColumnStatistics, others: f64, ty: &HiveType) -> Self {
        let mut both = ColumnStatistics::default();
        let sum = |name: &str| Some(self.number(name)? + other.number(name)?);
        for name in ["num_nulls", "num_trues", "num_falses"] {
            both.set(name, sum(name).map(|n| n.to_string()));
        }
        // How many values two partitions share isn't known; as few as there can be. One without values says nothing.
        for name in ["distinct_count", "max_col_len"] {
            let most = match (self.number(name), other.number(name)) {
                (Some(a), Some(b)) => Some(a.max(b)),
                (a, b) => a.or(b),
            };
            both.set(name, most.map(|n| n.to_string()));
        }
        let values = |of: &Self, rows: f64| rows - of.number("num_nulls").unwrap_or(0.0);
        let mean = match (self.number("avg_col_len"), other.number("avg_col_len")) {
            (Some(a), Some(b)) => {
                let (m, n) = (values(self, rows), values(other, others));
                Some((a * m + b * n) / (m + n).max(1.0))
            }
            (a, b) => a.or(b),
        };
        both.set("avg_col_len", mean.map(|n| format!("{n:?}")));
        let pick = |name: &str, greater: bool| match (self.get(name), other.get(name)) {
            (Some(a), Some(b)) => {
                let (x, y) = (as_number(a, ty)?, as_number(b, ty)?);
                Some(if (x > y) == greater { a } else { b })
            }
            (a, b) => a.or(b),
        };
        both.set("min", pick("min", false).map(str::to_owned));
        both.set("max", pick("max", true).map(str::to_owned));
        both
    }

    /// What an optimizer wants to know.
    fn size(&self, ty: &HiveType) -> ColumnSize {
        let end = |name: &str| as_number(self.get(name)?, ty);
        let truths = (*ty == HiveType::Boolean).then_some(2.0);
        ColumnSize {
            distinct: self.number("distinct_count").or(truths),
            range: end("min").zip(end("max")),
        }
    }

    fn text(&self) -> String {
        let pairs = self.values.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("\t")
    }

    fn parse(text: &str) -> ColumnStatistics {
        let pairs = text.split('\t').filter_map(|pair| pair.split_once('='));
        ColumnStatistics {
            values: pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }
}

/// A date, timestamp or number in the unit in which Arrow counts: days, microseconds, ones.
fn as_number(text: &str, ty: &HiveType) -> Option<f64> {
    match ty {
        HiveType::Date => {
            let days = skep_serde::primitive::parse_date(text.as_bytes())?;
            Some(f64::from(days))
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        HiveType::Timestamp => {
            let micros = skep_serde::primitive::parse_timestamp(text.as_bytes())?;
            Some(micros as f64)
        }
        _ => text.parse().ok(),
    }
}

/// The properties that people see.
pub(crate) fn visible(properties: &Properties) -> Properties {
    let shown = properties
        .iter()
        .filter(|(key, _)| !key.starts_with(COLUMN));
    shown
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Notes what ANALYZE found out of columns.
pub(crate) fn remember(
    properties: &mut Properties,
    columns: impl IntoIterator<Item = (String, ColumnStatistics)>,
) {
    for (name, statistics) in columns {
        properties.insert(format!("{COLUMN}{name}"), statistics.text());
    }
    let known = properties.keys().filter_map(|key| key.strip_prefix(COLUMN));
    let known: Vec<_> = known.map(|name| format!("\"{name}\":\"true\"")).collect();
    let mut accurate = Vec::new();
    if properties.contains_key("numRows") {
        accurate.push("\"BASIC_STATS\":\"true\"".to_owned());
    }
    if !known.is_empty() {
        accurate.push(format!("\"COLUMN_STATS\":{{{}}}", known.join(",")));
    }
    if !accurate.is_empty() {
        properties.insert(ACCURATE.to_owned(), format!("{{{}}}", accurate.join(",")));
    }
}

/// Forgets all; true if there was anything.
pub(crate) fn forget(properties: &mut Properties) -> bool {
    let before = properties.len();
    properties.retain(|key, _| !BASIC.contains(&key.as_str()) && !key.starts_with(COLUMN));
    properties.len() < before
}

/// What is known of a column.
pub(crate) fn of_column(properties: &Properties, name: &str) -> Option<ColumnStatistics> {
    let text = properties.get(&format!("{COLUMN}{name}"))?;
    Some(ColumnStatistics::parse(text))
}

/// What is known of a column of all partitions together; nothing if one of them says nothing.
pub(crate) fn of_partitions<'p>(
    partitions: impl IntoIterator<Item = &'p Properties>,
    name: &str,
    ty: &HiveType,
) -> Option<ColumnStatistics> {
    let mut all: Option<(f64, ColumnStatistics)> = None;
    for properties in partitions {
        let (rows, one) = (count(properties, "numRows")?, of_column(properties, name)?);
        all = Some(match all {
            None => (rows, one),
            Some((before, known)) => (before + rows, known.merged(before, &one, rows, ty)),
        });
    }
    all.map(|(_, statistics)| statistics)
}

/// The sizes of columns for the order of joins.
pub(crate) fn sizes<'c>(
    properties: &[&Properties],
    columns: impl Iterator<Item = (&'c str, &'c HiveType)>,
) -> std::collections::HashMap<String, ColumnSize> {
    let known = columns.filter_map(|(name, ty)| {
        let statistics = of_partitions(properties.iter().copied(), name, ty)?;
        Some((name.to_owned(), statistics.size(ty)))
    });
    known.collect()
}

/// One of the numbers.
pub(crate) fn count(properties: &Properties, key: &str) -> Option<f64> {
    let count: f64 = properties.get(key)?.parse().ok()?;
    (count >= 0.0).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> ColumnStatistics {
        let mut all = ColumnStatistics::default();
        for (name, value) in pairs {
            all.set(name, Some((*value).to_owned()));
        }
        all
    }

    fn partition(rows: &str, column: &ColumnStatistics) -> Properties {
        let mut properties = Properties::from([("numRows".to_owned(), rows.to_owned())]);
        remember(&mut properties, [("a".to_owned(), column.clone())]);
        properties
    }

    #[test]
    fn what_is_remembered_is_found_hidden_and_forgotten() {
        let column = of(&[
            ("num_nulls", "1"),
            ("min", "2012-01-01 01:02:03"),
            ("distinct_count", "7"),
        ]);
        let mut properties = partition("9", &column);
        assert_eq!(of_column(&properties, "a"), Some(column));
        assert_eq!(of_column(&properties, "b"), None);
        let shown = visible(&properties);
        let accurate = r#"{"BASIC_STATS":"true","COLUMN_STATS":{"a":"true"}}"#;
        assert_eq!(shown.get(ACCURATE).map(String::as_str), Some(accurate));
        assert_eq!(shown.len(), 2);
        properties.insert("mine".to_owned(), "kept".to_owned());
        assert!(forget(&mut properties));
        assert!(!forget(&mut properties));
        assert_eq!(properties.len(), 1);
    }

    #[test]
    fn partitions_are_merged() {
        let first = of(&[
            ("min", "9"),
            ("max", "10"),
            ("num_nulls", "1"),
            ("distinct_count", "2"),
            ("avg_col_len", "2.0"),
        ]);
        let second = of(&[
            ("min", "10"),
            ("max", "100"),
            ("num_nulls", "2"),
            ("distinct_count", "5"),
            ("avg_col_len", "5.0"),
        ]);
        let (a, b) = (partition("21", &first), partition("12", &second));
        let all = of_partitions([&a, &b], "a", &HiveType::Int);
        let merged = of(&[
            ("min", "9"),
            ("max", "100"),
            ("num_nulls", "3"),
            ("distinct_count", "5"),
            ("avg_col_len", "3.0"),
        ]);
        assert_eq!(all, Some(merged));
        let unknown = Properties::new();
        assert_eq!(of_partitions([&a, &unknown], "a", &HiveType::Int), None);
    }

    #[test]
    fn ends_are_numbers_in_arrows_units() {
        let days = of(&[
            ("min", "1970-01-02"),
            ("max", "1970-01-11"),
            ("distinct_count", "3"),
        ]);
        let size = days.size(&HiveType::Date);
        assert_eq!((size.range, size.distinct), (Some((1.0, 10.0)), Some(3.0)));
        let moments = of(&[
            ("min", "1970-01-01 00:00:01"),
            ("max", "1970-01-01 00:00:02.5"),
        ]);
        assert_eq!(moments.size(&HiveType::Timestamp).range, Some((1e6, 2.5e6)));
        assert_eq!(of(&[]).size(&HiveType::Boolean).distinct, Some(2.0));
    }
}
