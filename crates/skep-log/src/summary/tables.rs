//! Counts to a report: the heaviest keys of each kind, as tables.

use super::kinds::{Kind, ORDER};
use super::report::{About, Columns, Count, Hits, Noun, Report, Row, Table, Times};
use super::{Counted, Summary, statuses};

impl Summary {
    /// What the lines so far say; tables have `top` rows at most.
    pub fn report(self, about: About, top: usize) -> Report {
        let noun = if self.has_requests {
            Noun::REQUEST
        } else {
            Noun::LINE
        };
        let clients = self
            .counted
            .iter()
            .find(|c| c.kind.field == "host")
            .map(|c| c.tally.distinct());
        let mut tables = self.tables(top);
        tables.retain(|table| !table.rows.is_empty());
        tables.sort_by_key(|table| ORDER.iter().position(|id| *id == table.id));
        Report {
            about,
            noun,
            all: self.all,
            has_bytes: self.has_bytes,
            has_status: self.has_status,
            classes: self.classes,
            hosts: clients.filter(|count| count.value > 0),
            times: Times::of(&self.durations),
            rejected: self.rejects.iter().map(|(_, n)| n).sum(),
            span: self.span,
            offset: self.offset.unwrap_or(0),
            timeline: self.timeline,
            hours: self.hours,
            tables,
        }
    }

    fn tables(&self, top: usize) -> Vec<Table> {
        let of = self.all.requests;
        let mut tables: Vec<Table> = Vec::new();
        for Counted { kind, tally, .. } in &self.counted {
            let rows = tally.top(top).into_iter().map(|(key, entry)| Row {
                key,
                meaning: "",
                requests: Count {
                    value: entry.weight,
                    estimate: entry.missed > 0,
                },
                bytes: entry.payload.bytes,
                errors: entry.payload.errors,
                times: None,
            });
            let rows = rows.collect();
            let Kind { id, title, key, .. } = *kind;
            tables.push(Table {
                id,
                title,
                key,
                columns: Columns::Requests,
                of,
                distinct: tally.distinct(),
                rows,
            });
        }
        tables.extend([
            self.missing(top),
            self.slow(top),
            self.statuses(top),
            self.families(top),
            self.rejects(top),
        ]);
        tables
    }

    fn missing(&self, top: usize) -> Table {
        let rows = self.missing.top(top).into_iter().map(|(key, entry)| Row {
            requests: Count {
                value: entry.weight,
                estimate: entry.missed > 0,
            },
            ..Row::exact(
                key,
                Hits {
                    bytes: entry.payload.bytes,
                    ..Hits::default()
                },
            )
        });
        Table {
            id: "missing",
            title: "Not found (404)",
            key: "path",
            columns: Columns::Lines,
            of: self.statuses.get(404).map_or(0, |hits| hits.requests),
            distinct: self.missing.distinct(),
            rows: rows.collect(),
        }
    }

    fn slow(&self, top: usize) -> Table {
        let rows = self.slow.top(top).into_iter().map(|(key, entry)| Row {
            requests: Count {
                value: entry.payload.requests,
                estimate: entry.missed > 0,
            },
            times: Times::of(&entry.payload),
            ..Row::exact(key, Hits::default())
        });
        Table {
            id: "slow",
            title: "Slowest paths, by time spent",
            key: "path",
            columns: Columns::Times,
            of: self.durations.total,
            distinct: self.slow.distinct(),
            rows: rows.collect(),
        }
    }

    fn statuses(&self, top: usize) -> Table {
        let rows = (0_i64..).zip(&self.statuses).map(|(status, hits)| Row {
            meaning: statuses::phrase(status),
            ..Row::exact(status.to_string(), *hits)
        });
        self.whole_table("statuses", "Statuses", "status", rows.collect(), top)
    }

    fn families(&self, top: usize) -> Table {
        let named: u64 = self.families.iter().map(|(_, hits)| hits.requests).sum();
        let mut rows: Vec<Row> = self
            .families
            .iter()
            .map(|(name, hits)| Row::exact((*name).to_owned(), *hits))
            .collect();
        if named > 0 && named < self.all.requests {
            let sum = |of: fn(&Hits) -> u64| {
                self.families
                    .iter()
                    .map(|(_, hits)| of(hits))
                    .fold(0, u64::saturating_add)
            };
            let none = Hits {
                requests: self.all.requests - named,
                bytes: self.all.bytes.saturating_sub(sum(|h| h.bytes)),
                errors: self.all.errors.saturating_sub(sum(|h| h.errors)),
            };
            rows.push(Row::exact("none given".to_owned(), none));
        }
        self.whole_table(
            "families",
            "Browsers and bots",
            "as the agent says",
            rows,
            top,
        )
    }

    fn rejects(&self, top: usize) -> Table {
        let rows = self.rejects.iter();
        let rows = rows.map(|(field, requests)| {
            Row::exact(
                field.clone(),
                Hits {
                    requests: *requests,
                    ..Hits::default()
                },
            )
        });
        Table {
            columns: Columns::Lines,
            of: self.rejects.iter().map(|(_, n)| n).sum(),
            ..self.whole_table(
                "rejects",
                "Rejected lines",
                "by the first field that doesn’t fit",
                rows.collect(),
                top,
            )
        }
    }

    /// A table of which all rows are known.
    fn whole_table(
        &self,
        id: &'static str,
        title: &'static str,
        key: &'static str,
        mut rows: Vec<Row>,
        top: usize,
    ) -> Table {
        rows.retain(|row| row.requests.value > 0);
        // Stable: what weighs the same keeps its order.
        rows.sort_by_key(|row| std::cmp::Reverse(row.requests.value));
        let distinct = Count::exact(rows.len() as u64);
        rows.truncate(top);
        Table {
            id,
            title,
            key,
            columns: Columns::Requests,
            of: self.all.requests,
            distinct,
            rows,
        }
    }
}

impl Row {
    fn exact(key: String, hits: Hits) -> Row {
        Row {
            key,
            meaning: "",
            requests: Count::exact(hits.requests),
            bytes: hits.bytes,
            errors: hits.errors,
            times: None,
        }
    }
}
