//! Which tables of the database a job means, and what is said of each: patterns become names.

use std::collections::BTreeMap;

use skep_storage::name_pattern::fits;

use super::run::Run;
use super::table::text;
use super::{DumpError, Job, Result, Rules};

/// Tables and, where they are known, their columns.
type Known = BTreeMap<String, Vec<String>>;

impl Run {
    /// Puts the names of tables in the place of the job's patterns. Gives an error for each that means none; one of the rules ends the run, as
    /// a mask that isn't applied would be found too late.
    pub(super) async fn name_tables(&mut self) -> Result<Vec<(String, DumpError)>> {
        let job = &self.job;
        if job.daily.is_empty() && job.whole.is_empty() && job.rules.is_empty() {
            return Ok(Vec::new());
        }
        let mut known: Known = self
            .session
            .rows(TABLES, "list the tables")
            .await?
            .iter()
            .map(|row| (text(row, 0), Vec::new()))
            .collect();
        if job
            .rules
            .iter()
            .any(|(name, rules)| is_pattern(name) && !rules.masks.is_empty())
        {
            for row in self.session.rows(COLUMNS, "list the columns").await? {
                if let Some(columns) = known.get_mut(&text(&row, 0)) {
                    columns.push(text(&row, 1));
                }
            }
        }
        let mut rules = self.job.rules.clone();
        // What is to be dumped and isn't there is told, and harms no other table.
        rules.retain(|name, _| is_known(name, &known) || !is_dumped(&self.job, name));
        let rules = named_rules(&rules, &known, &self.database)?;
        let unmatched = name_tables(&mut self.job, &known, &self.database);
        self.job.rules = rules;
        Ok(unmatched)
    }
}

const TABLES: &str = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')";
const COLUMNS: &str = "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()";

fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?'])
}

fn is_known(pattern: &str, known: &Known) -> bool {
    known.keys().any(|name| fits(pattern, name))
}

fn is_dumped(job: &Job, pattern: &str) -> bool {
    job.whole.iter().any(|name| name == pattern)
        || job.daily.iter().any(|(name, _)| name == pattern)
}

/// How much a pattern says: a name says more than any pattern, and of two patterns the one with more characters that stand for themselves.
fn weight(pattern: &str) -> (bool, usize) {
    let plain = pattern.chars().filter(|c| !matches!(c, '*' | '?'));
    (!is_pattern(pattern), plain.count())
}

/// Of the patterns that a table's name fits, the one that says most of it; the first of equal ones.
pub fn closest<'a>(patterns: impl Iterator<Item = &'a str>, table: &str) -> Option<&'a str> {
    patterns
        .filter(|pattern| fits(pattern, table))
        .min_by_key(|pattern| std::cmp::Reverse(weight(pattern)))
}

/// Names in the place of patterns. A table that is meant both daily and whole is daily, unless only `whole` gives its name.
fn name_tables(job: &mut Job, known: &Known, database: &str) -> Vec<(String, DumpError)> {
    let (daily, whole) = (
        std::mem::take(&mut job.daily),
        std::mem::take(&mut job.whole),
    );
    let mut unmatched = Vec::new();
    let mut meant = |pattern: &str| -> Vec<String> {
        let found: Vec<String> = known
            .keys()
            .filter(|name| fits(pattern, name))
            .cloned()
            .collect();
        if found.is_empty() {
            unmatched.push((pattern.to_owned(), no_table(pattern, database)));
        }
        found
    };
    let by_day = |table: &str| closest(daily.iter().map(|(pattern, _)| pattern.as_str()), table);
    let is_named = |table: &str| whole.iter().any(|pattern| pattern == table);
    let is_daily =
        |table: &str| by_day(table).is_some_and(|by| !is_pattern(by) || !is_named(table));
    for (pattern, column) in &daily {
        for table in meant(pattern) {
            let is_new = job.daily.iter().all(|(name, _)| *name != table);
            if is_new && is_daily(&table) && by_day(&table) == Some(pattern) {
                job.daily.push((table, column.clone()));
            }
        }
    }
    for pattern in &whole {
        for table in meant(pattern) {
            if !is_daily(&table) && !job.whole.contains(&table) {
                job.whole.push(table);
            }
        }
    }
    unmatched
}

fn no_table(pattern: &str, database: &str) -> DumpError {
    let (message, hint) = match is_pattern(pattern) {
        true => (
            format!("no table of `{database}` fits `{pattern}`"),
            "`*` and `?` stand for any characters",
        ),
        false => (
            format!("there is no table `{pattern}` in the database `{database}`"),
            "check the spelling; views are in structure.sql",
        ),
    };
    DumpError::usage(message).with_hint(hint)
}

/// What is said of each table: of two rules that say the same, the one holds that says more of the table's name.
fn named_rules(
    rules: &BTreeMap<String, Rules>,
    known: &Known,
    database: &str,
) -> Result<BTreeMap<String, Rules>> {
    let mut named: BTreeMap<String, Rules> = BTreeMap::new();
    let mut by_weight: Vec<_> = rules.iter().collect();
    by_weight.sort_by_key(|(pattern, _)| weight(pattern));
    for (pattern, rules) in by_weight {
        let meant: Vec<_> = known
            .iter()
            .filter(|(name, _)| fits(pattern, name))
            .collect();
        if meant.is_empty() {
            let error = no_table(pattern, database);
            return Err(DumpError {
                message: format!("{}, for which there are rules", error.message),
                ..error
            });
        }
        let has = |columns: &[String], column: &str| {
            columns.iter().any(|name| name.eq_ignore_ascii_case(column))
        };
        let is_everywhere = !is_pattern(pattern);
        for (column, _) in &rules.masks {
            if !is_everywhere && !meant.iter().any(|(_, columns)| has(columns, column)) {
                return Err(DumpError::usage(format!(
                    "none of the tables that fit `{pattern}` has the column `{column}` to mask"
                ))
                .with_hint("check the spelling of the column"));
            }
        }
        for (table, columns) in meant {
            let mut of_table = rules.clone();
            // A pattern's masks are for those tables that have the column.
            of_table
                .masks
                .retain(|(column, _)| is_everywhere || has(columns, column));
            named.entry(table.clone()).or_default().overlay(of_table);
        }
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use chrono_tz::Tz;

    use super::*;
    use crate::dump::MaskKind;

    fn known() -> Known {
        [
            ("blog", "at"),
            ("log_a", "at"),
            ("log_b", "at"),
            ("log_types", "name"),
            ("users", "email"),
        ]
        .map(|(table, column)| (table.to_owned(), vec!["id".to_owned(), column.to_owned()]))
        .into()
    }

    /// `daily` as `log_a:at`.
    fn check(daily: &[&str], whole: &[&str], expected: (&[&str], &[&str], &[&str])) {
        let mut job = Job::new(Tz::UTC);
        job.daily = daily
            .iter()
            .map(|pair| pair.split_once(':').unwrap())
            .map(|(table, column)| (table.to_owned(), column.to_owned()))
            .collect();
        job.whole = whole.iter().map(|&name| name.to_owned()).collect();
        let unmatched = name_tables(&mut job, &known(), "shop");
        let named: Vec<String> = job.daily.iter().map(|(t, c)| format!("{t}:{c}")).collect();
        let unmatched: Vec<&str> = unmatched.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(named, expected.0, "{daily:?} {whole:?}");
        assert_eq!(job.whole, expected.1, "{daily:?} {whole:?}");
        assert_eq!(unmatched, expected.2, "{daily:?} {whole:?}");
    }

    #[test]
    fn patterns_become_names() {
        check(
            &["log_?:at"],
            &["*"],
            (
                &["log_a:at", "log_b:at"],
                &["blog", "log_types", "users"],
                &[],
            ),
        );
        // A name says more than a pattern, on both sides.
        check(
            &["log_*:at", "log_b:day"],
            &["log_types"],
            (&["log_a:at", "log_b:day"], &["log_types"], &[]),
        );
        check(&["log_a:at"], &["log_a"], (&["log_a:at"], &[], &[]));
        check(
            &["*_a:x", "log_*:y"],
            &[],
            (&["log_a:y", "log_b:y", "log_types:y"], &[], &[]),
        );
        check(
            &["log_a:at"],
            &["users", "u*"],
            (&["log_a:at"], &["users"], &[]),
        );
        check(
            &["lgo:at", "users:at"],
            &["x*", "blog"],
            (&["users:at"], &["blog"], &["lgo", "x*"]),
        );
    }

    fn rules(condition: Option<&str>, masks: &[(&str, MaskKind)]) -> Rules {
        Rules {
            format: None,
            condition: condition.map(str::to_owned),
            masks: masks
                .iter()
                .map(|(c, kind)| ((*c).to_owned(), *kind))
                .collect(),
            start: None,
        }
    }

    #[test]
    fn the_rule_that_says_more_of_a_name_holds() {
        let all = BTreeMap::from([
            (
                "*".to_owned(),
                rules(Some("id > 0"), &[("email", MaskKind::Hash)]),
            ),
            ("log_*".to_owned(), rules(Some("id > 1"), &[])),
            ("log_b".to_owned(), rules(Some("id > 2"), &[])),
            (
                "users".to_owned(),
                rules(None, &[("Email", MaskKind::Drop), ("id", MaskKind::Drop)]),
            ),
        ]);
        let named = named_rules(&all, &known(), "shop").unwrap();
        let of = |table: &str| named.get(table).unwrap().clone();
        assert_eq!(of("blog"), rules(Some("id > 0"), &[]));
        assert_eq!(of("log_a"), rules(Some("id > 1"), &[]));
        assert_eq!(of("log_b"), rules(Some("id > 2"), &[]));
        let both = [("Email", MaskKind::Drop), ("id", MaskKind::Drop)];
        assert_eq!(of("users"), rules(Some("id > 0"), &both));
    }

    #[test]
    fn a_rule_that_means_nothing_is_an_error() {
        let error = |name: &str, rule: Rules| {
            let all = BTreeMap::from([(name.to_owned(), rule)]);
            named_rules(&all, &known(), "shop").unwrap_err().message
        };
        let mask = || rules(None, &[("emial", MaskKind::Hash)]);
        assert_eq!(
            error("user", mask()),
            "there is no table `user` in the database `shop`, for which there are rules"
        );
        assert_eq!(
            error("user?s", mask()),
            "no table of `shop` fits `user?s`, for which there are rules"
        );
        assert_eq!(
            error("*", mask()),
            "none of the tables that fit `*` has the column `emial` to mask"
        );
    }
}
