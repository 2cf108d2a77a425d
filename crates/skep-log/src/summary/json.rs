//! A summary as one JSON document, for machines: the same figures, unrounded and untouched.
//!
//! Times are ISO 8601 with the log's offset, durations microseconds. An `estimate` is there, and true, only where a number
//! isn't exact.

use std::io::{self, Write};

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value, json};

use super::report::{Columns, Count, Hits, Report, Row, Table, Times};

/// Buckets of time at most.
const BUCKETS: usize = 1_000;

impl Report {
    /// Writes the summary as JSON.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.json())?;
        writeln!(out)?;
        out.flush()
    }

    fn json(&self) -> Value {
        let about = &self.about;
        let mut document = object(json!({
            "format": about.format,
            "files": about.files,
            "conditions": about.conditions,
            "made": about.made.map(|second| local(second, 0)),
            "input": { "lines": self.lines(), "counted": self.all.requests, "left_out": about.filtered, "rejected": self.rejected },
            "first": self.span.map(|(first, _)| local(first, self.offset)),
            "last": self.span.map(|(_, last)| local(last, self.offset)),
            self.noun.many: self.all.requests,
        }));
        if self.has_bytes {
            document.insert("bytes".into(), self.all.bytes.into());
        }
        if let Some(hosts) = self.hosts {
            insert(&mut document, "clients", hosts);
        }
        if self.has_status {
            document.insert("status_classes".into(), self.classes(&self.classes));
        }
        if let Some(times) = self.times {
            document.insert("micros".into(), durations(&times));
        }
        document.insert("over_time".into(), self.over_time());
        if self.span.is_some() {
            let hours = self
                .hours
                .iter()
                .map(|hour| Value::Object(self.hits(hour)))
                .collect();
            document.insert("hours_of_day".into(), Value::Array(hours));
        }
        for table in &self.tables {
            document.insert(table.id.into(), self.table(table));
        }
        Value::Object(document)
    }

    fn over_time(&self) -> Value {
        let Some(series) = self.timeline.series(BUCKETS) else {
            return Value::Null;
        };
        let buckets = series.buckets.iter().enumerate().map(|(at, bucket)| {
            let mut entry = object(json!({ "from": local(series.time(at), self.offset), self.noun.many: bucket.total() }));
            if self.has_bytes {
                entry.insert("bytes".into(), bucket.all_bytes().into());
            }
            if self.has_status {
                entry.insert("status_classes".into(), self.classes(&bucket.requests));
            }
            Value::Object(entry)
        });
        json!({
            "seconds": series.width,
            "before": series.strays.0,
            "after": series.strays.1,
            "buckets": buckets.collect::<Vec<_>>(),
        })
    }

    fn classes(&self, classes: &[u64; 6]) -> Value {
        let names = ["1xx", "2xx", "3xx", "4xx", "5xx", "other"];
        names
            .into_iter()
            .map(str::to_owned)
            .zip(classes.iter().map(|&n| n.into()))
            .collect::<Map<_, _>>()
            .into()
    }

    fn hits(&self, hits: &Hits) -> Map<String, Value> {
        let mut entry = object(json!({ self.noun.many: hits.requests }));
        if self.has_bytes {
            entry.insert("bytes".into(), hits.bytes.into());
        }
        if self.has_status {
            entry.insert("5xx".into(), hits.errors.into());
        }
        entry
    }

    fn table(&self, table: &Table) -> Value {
        let mut entry = Map::new();
        insert(&mut entry, "different", table.distinct);
        let rows = table.rows.iter().map(|row| self.row(table, row)).collect();
        entry.insert("top".into(), Value::Array(rows));
        Value::Object(entry)
    }

    fn row(&self, table: &Table, row: &Row) -> Value {
        let mut entry = object(json!({ "key": row.key }));
        match table.columns {
            Columns::Requests => entry.extend(self.hits(&Hits {
                requests: row.requests.value,
                bytes: row.bytes,
                errors: row.errors,
            })),
            Columns::Lines | Columns::Times => {
                let name = if table.id == "rejects" {
                    "lines"
                } else {
                    self.noun.many
                };
                entry.insert(name.into(), row.requests.value.into());
            }
        }
        if row.requests.estimate {
            entry.insert("estimate".into(), true.into());
        }
        if let Some(times) = row.times {
            entry.insert("micros".into(), durations(&times));
        }
        Value::Object(entry)
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn insert(map: &mut Map<String, Value>, name: &str, count: Count) {
    map.insert(name.into(), count.value.into());
    if count.estimate {
        map.insert("estimate".into(), true.into());
    }
}

fn durations(times: &Times) -> Value {
    json!({ "total": times.total, "mean": times.mean, "p95": times.p95, "longest": times.longest })
}

/// `2015-05-17T10:05:03+00:00` of seconds of local time since 1970; null for what no calendar holds.
fn local(second: i64, offset: i32) -> Value {
    let zone = FixedOffset::east_opt(offset);
    let utc = DateTime::from_timestamp(second.saturating_sub(offset.into()), 0);
    let text = zone
        .zip(utc)
        .map(|(zone, time)| time.with_timezone(&zone).to_rfc3339());
    text.map_or(Value::Null, Value::String)
}
