//! Summaries, from lines to what is shown: counts against a count made here, hostile lines, pages that are sound.

mod counts;
mod hostile;
mod page;
mod shapes;

use chrono_tz::Tz;
use serde_json::Value;
use skep_log::input::Block;
use skep_log::sieve::{Choice, Sieve};
use skep_log::summary::{About, Report, Screen, Summary};
use skep_serde::access_log::LogFormat;

/// Everything, whatever the time.
fn all() -> Choice {
    Choice {
        condition: None,
        since: None,
        until: None,
        zone: Tz::UTC,
        keep: false,
        limit: None,
    }
}

/// The summary of a log in one block, with tables of `top` rows.
fn report(format: &str, log: &[u8], top: usize) -> Report {
    let format = LogFormat::parse(format).unwrap();
    let mut sieve = Sieve::new(&format, &Summary::wanted(&format), &all(), None).unwrap();
    let mut summary = Summary::new(false);
    summary.begin(&format, |field| sieve.slot(field));
    let mut source = sieve.source("a.log");
    sieve
        .block(Block::Lines(log), &mut source, &mut summary)
        .unwrap();
    let about = About {
        format: format.name().to_owned(),
        files: vec!["a.log".to_owned()],
        conditions: Vec::new(),
        filtered: sieve.counts.filtered,
        made: Some(0),
    };
    summary.report(about, top)
}

fn json(report: &Report) -> Value {
    let mut out = Vec::new();
    report.write_json(&mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn html(report: &Report) -> String {
    let mut out = Vec::new();
    report.write_html(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn terminal(report: &Report, width: usize, colours: bool) -> String {
    let mut out = Vec::new();
    report.print(Screen { width, colours }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A line of the combined format.
fn line(host: &str, time: &str, request: &str, status: u16, bytes: &str, agent: &str) -> String {
    format!("{host} - - [{time}] \"{request}\" {status} {bytes} \"-\" \"{agent}\"\n")
}
