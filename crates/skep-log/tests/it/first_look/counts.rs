//! The counts of 10,000 real lines against a count that shares nothing with skep: it splits lines at their quotes.

use std::collections::HashMap;
use std::io::Read;

use serde_json::Value;

use super::{html, json, page, report};

const LOG: &[u8] = include_bytes!("../../data/semicomplete-2015.log.gz");

/// Requests, bytes and 5xx by value.
type Counts = HashMap<String, (u64, u64, u64)>;

#[derive(Default)]
struct Naive {
    requests: u64,
    bytes: u64,
    broken: u64,
    by: HashMap<&'static str, Counts>,
    missing: Counts,
    hours: [u64; 24],
    days: HashMap<String, u64>,
}

impl Naive {
    fn count(log: &str) -> Naive {
        let mut naive = Naive::default();
        for line in log.lines() {
            // No quote in this log is escaped; the one line that was cut off has an odd number of them.
            let parts: Vec<&str> = line.split('"').collect();
            let [head, request, middle, referer, _, agent, ""] = parts[..] else {
                naive.broken += 1;
                continue;
            };
            let mut numbers = middle.split_whitespace();
            let status = numbers.next().unwrap();
            let bytes: u64 = numbers.next().unwrap().parse().unwrap_or(0);
            let [method, target, protocol] = request.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{request}");
            };
            let path = target.split('?').next().unwrap();
            let time = head.split(['[', ']']).nth(1).unwrap();
            let (date, clock) = time.split_once(':').unwrap();
            naive.requests += 1;
            naive.bytes += bytes;
            naive.hours[clock[..2].parse::<usize>().unwrap()] += 1;
            *naive.days.entry(date.to_owned()).or_default() += 1;
            let values = [
                ("hosts", head.split(' ').next().unwrap()),
                ("statuses", status),
                ("paths", path),
                ("methods", method),
                ("protocols", protocol),
                ("referers", referer),
                ("agents", agent),
            ];
            for (id, value) in values {
                if value != "-" {
                    add(naive.by.entry(id).or_default(), value, bytes, status);
                }
            }
            if status == "404" {
                add(&mut naive.missing, path, bytes, status);
            }
        }
        naive
    }
}

fn add(counts: &mut Counts, value: &str, bytes: u64, status: &str) {
    let count = counts.entry(value.to_owned()).or_default();
    count.0 += 1;
    count.1 += bytes;
    count.2 += u64::from(status.starts_with('5'));
}

fn read() -> String {
    let mut log = String::new();
    flate2::read::GzDecoder::new(LOG)
        .read_to_string(&mut log)
        .unwrap();
    log
}

fn number(value: &Value, name: &str) -> u64 {
    value[name]
        .as_u64()
        .unwrap_or_else(|| panic!("{name} in {value}"))
}

#[test]
fn every_count_of_a_real_log_is_right() {
    let log = read();
    let naive = Naive::count(&log);
    let summary = json(&report("combined", log.as_bytes(), usize::MAX));
    assert_eq!(number(&summary, "requests"), naive.requests);
    assert_eq!(number(&summary, "bytes"), naive.bytes);
    assert_eq!(number(&summary["input"], "lines"), 10_000);
    assert_eq!(number(&summary["input"], "rejected"), naive.broken);
    assert_eq!(number(&summary["rejects"]["top"][0], "lines"), 1);
    assert_eq!(number(&summary, "clients"), naive.by["hosts"].len() as u64);
    for (id, counts) in &naive.by {
        let table = &summary[id];
        assert_eq!(number(table, "different"), counts.len() as u64, "{id}");
        let rows = table["top"].as_array().unwrap();
        assert_eq!(rows.len(), counts.len(), "{id}");
        for row in rows {
            let found = (
                number(row, "requests"),
                number(row, "bytes"),
                number(row, "5xx"),
            );
            assert_eq!(
                Some(&found),
                counts.get(row["key"].as_str().unwrap()),
                "{id} {row}"
            );
        }
        assert!(
            rows.is_sorted_by(|a, b| number(a, "requests") >= number(b, "requests")),
            "{id}"
        );
    }
    let missing = summary["missing"]["top"].as_array().unwrap();
    assert_eq!(missing.len(), naive.missing.len());
    for row in missing {
        assert_eq!(
            number(row, "requests"),
            naive.missing[row["key"].as_str().unwrap()].0,
            "{row}"
        );
    }
    let families = summary["families"]["top"].as_array().unwrap();
    assert_eq!(
        families
            .iter()
            .map(|row| number(row, "requests"))
            .sum::<u64>(),
        naive.requests
    );
    assert_eq!(
        families.iter().map(|row| number(row, "bytes")).sum::<u64>(),
        naive.bytes
    );
}

#[test]
fn the_page_of_a_real_log_is_sound() {
    let page = html(&report("combined", read().as_bytes(), 20));
    page::check(&page);
    assert!(page.contains("5xx, &lt;0.1%"));
}

#[test]
fn times_of_a_real_log_are_right() {
    let log = read();
    let naive = Naive::count(&log);
    let summary = json(&report("combined", log.as_bytes(), 10));
    assert_eq!(summary["first"], "2015-05-17T10:05:00+00:00");
    assert_eq!(summary["last"], "2015-05-20T21:05:59+00:00");
    for (hour, found) in summary["hours_of_day"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
    {
        assert_eq!(number(found, "requests"), naive.hours[hour], "{hour}");
    }
    // Buckets are as wide as the day can be cut into; a day's add up.
    let mut days: HashMap<String, u64> = HashMap::new();
    for bucket in summary["over_time"]["buckets"].as_array().unwrap() {
        let day = bucket["from"].as_str().unwrap()[8..10].to_owned() + "/May/2015";
        *days.entry(day).or_default() += number(bucket, "requests");
    }
    assert_eq!(days, naive.days);
    assert_eq!(number(&summary["over_time"], "before"), 0);
}
