//! Which days an archive has, and which it lacks. Only names are read, and one manifest a table.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Serialize, Serializer};

use super::{Archive, Day, Result};

/// What is known of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DayState {
    /// It is in the archive.
    Done,
    /// It has no rows, and is closed.
    Empty,
    /// It had another number of rows when it was last counted than when it was dumped.
    Changed,
    /// It is over and isn't in the archive.
    Missing,
}

/// A table that is archived whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WholeStatus {
    /// When it was last dumped.
    pub dumped: DateTime<Utc>,
    /// How many rows it had.
    pub rows: u64,
}

/// A table of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableStatus {
    /// Its name.
    pub table: String,
    /// The zone its days are of; `None` for a table that is archived whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What is known of a table that is archived whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<WholeStatus>,
    /// Its days, from the first to the last that is over.
    #[serde(serialize_with = "days", skip_serializing_if = "BTreeMap::is_empty")]
    pub days: BTreeMap<Day, DayState>,
}

fn days<S: Serializer>(days: &BTreeMap<Day, DayState>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(days.iter().map(|(day, state)| (day.to_string(), state)))
}

impl TableStatus {
    /// How many days are in a state.
    pub fn count(&self, state: DayState) -> usize {
        self.days.values().filter(|of| **of == state).count()
    }

    /// The days in a state, as ranges from the first to the last.
    pub fn ranges(&self, state: DayState) -> Vec<(Day, Day)> {
        let mut ranges: Vec<(Day, Day)> = Vec::new();
        for (day, _) in self.days.iter().filter(|(_, of)| **of == state) {
            match ranges.last_mut() {
                Some((_, last)) if last.next() == *day => *last = *day,
                _ => ranges.push((*day, *day)),
            }
        }
        ranges
    }
}

/// The tables of a database in an archive. `start` tells the first day that a table has to have, where that isn't the first it has.
pub async fn status(
    archive: &Archive,
    database: &str,
    start: impl Fn(&str) -> Option<Day>,
    settle: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Vec<TableStatus>> {
    let mut all = Vec::new();
    for table in archive.tables(database).await? {
        let (_, paths) = table.manifests(database, None, None);
        let Some((_, path)) = paths.last() else {
            continue;
        };
        let last = archive.manifest(path).await?;
        let mut status = TableStatus {
            whole: table.days.is_none().then_some(WholeStatus {
                dumped: last.finished,
                rows: last.rows,
            }),
            zone: last.day.as_ref().map(|range| range.zone.clone()),
            table: table.table.clone(),
            days: BTreeMap::new(),
        };
        let done = table.days.unwrap_or_default();
        let zone: Tz = status
            .zone
            .as_ref()
            .and_then(|zone| zone.parse().ok())
            .unwrap_or(Tz::UTC);
        let settled = now.checked_sub_signed(settle).unwrap_or(now);
        let over = Day::of(settled, zone).before(1);
        if let (Some(first), Some(last)) = (done.first(), done.last()) {
            let first = start(&table.table).map_or(*first, |start| start.min(*first));
            for day in first.through(over.max(*last)) {
                let state = match (
                    done.contains(&day),
                    table.changed.contains(&day),
                    table.empty.contains(&day),
                ) {
                    (false, ..) => DayState::Missing,
                    (_, true, _) => DayState::Changed,
                    (_, _, true) => DayState::Empty,
                    _ => DayState::Done,
                };
                status.days.insert(day, state);
            }
        }
        all.push(status);
    }
    Ok(all)
}
