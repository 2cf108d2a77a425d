//! The figures and the failures, for people and as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::verdict::{Failure, Verdict};

/// Everything counted so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    matched: usize,
    total: usize,
    undecidable: usize,
    passed: usize,
    scripts: usize,
    raised: usize,
    negatives: usize,
    silent: Vec<String>,
    failures: Vec<Failure>,
}

impl Report {
    /// Adds a positive script.
    pub(crate) fn add(&mut self, verdict: Verdict) {
        self.matched += verdict.matched;
        self.total += verdict.total;
        self.undecidable += verdict.undecidable;
        self.scripts += 1;
        self.passed += usize::from(verdict.passed);
        self.failures.extend(verdict.failures);
    }

    /// Adds a negative script.
    pub(crate) fn add_negative(&mut self, name: &str, raised: bool) {
        self.negatives += 1;
        self.raised += usize::from(raised);
        if !raised {
            self.silent.push(name.to_string());
        }
    }

    /// A script that could not be run at all.
    pub(crate) fn broken(&mut self, name: &str, error: &str) {
        self.scripts += 1;
        self.failures.push(Failure {
            script: name.to_string(),
            statement: String::new(),
            cause: "the script could not be run".to_string(),
            difference: error.to_string(),
        });
    }

    /// A line now and then, so that a long run is seen to move.
    pub(crate) fn progress(&self, total: usize) {
        let done = self.scripts + self.negatives;
        if done.is_multiple_of(100) {
            eprintln!(
                "{done}/{total} scripts, {}/{} results match",
                self.matched, self.total
            );
        }
    }

    /// Failures by cause, most frequent first.
    fn causes(&self) -> Vec<(&str, Vec<&Failure>)> {
        let mut causes: BTreeMap<&str, Vec<&Failure>> = BTreeMap::new();
        for failure in &self.failures {
            causes.entry(&failure.cause).or_default().push(failure);
        }
        let mut causes: Vec<_> = causes.into_iter().collect();
        causes.sort_by_key(|(_, f)| std::cmp::Reverse(f.len()));
        causes
    }

    /// Prints the figures and the largest causes.
    pub(crate) fn print(&self) {
        for (cause, failures) in self.causes().iter().take(60) {
            println!("{:5}  {cause}", failures.len());
            if let Some(first) = failures.first() {
                let words = first
                    .statement
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ");
                let words: String = words.chars().take(160).collect();
                println!("       {}: {words}", first.script);
                let how: String = first.difference.chars().take(200).collect();
                println!("       {}", how.replace('\n', " / "));
            }
        }
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        println!(
            "SELECT results matched: {}/{} ({:.1} %), {} undecidable",
            self.matched,
            self.total,
            share(self.matched, self.total),
            self.undecidable
        );
        println!(
            "scripts passed: {}/{} ({:.1} %)",
            self.passed,
            self.scripts,
            share(self.passed, self.scripts)
        );
        println!(
            "negatives that raise: {}/{} ({:.1} %)",
            self.raised,
            self.negatives,
            share(self.raised, self.negatives)
        );
    }

    /// The report's JSON form.
    pub(crate) fn json(&self, half: &str) -> Value {
        json!({
            "half": half,
            "selects": {"matched": self.matched, "total": self.total, "undecidable": self.undecidable},
            "scripts": {"passed": self.passed, "total": self.scripts},
            "negatives": {"raised": self.raised, "total": self.negatives, "silent": self.silent},
            "failures": self.failures,
        })
    }
}
