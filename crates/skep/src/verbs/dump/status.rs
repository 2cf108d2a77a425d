//! `skep dump status`: a calendar on the terminal, or JSON.

use std::collections::BTreeMap;
use std::io::{Write, stdout};

use chrono::TimeDelta;
use clap::Args;
use indicatif::HumanCount;
use skep_database::dump::{Day, DayState, TableStatus, status};

use super::{archive, duration, interruptible};
use crate::failure::Failure;
use crate::surroundings;

/// A calendar of what is in the archive: done, missing, empty, changed
///
/// Only the archive is looked at, not the database. A day is `changed` when the last dump counted other rows than it had.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where the archive is: a directory, or s3://BUCKET/PATH
    #[arg(long, value_name = "PLACE")]
    to: String,

    /// The tables [default: all]
    tables: Vec<String>,

    /// The first day that has to be there [default: the first that is]
    #[arg(long, value_name = "DATE")]
    start: Option<Day>,

    /// How long after its end a day may be missing
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    settle: TimeDelta,

    /// The database's name in the archive, if it has several
    #[arg(long, value_name = "NAME")]
    archived: Option<String>,

    /// Print JSON: a list of tables, each with its days
    #[arg(long)]
    json: bool,
}

/// Runs it.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let here = surroundings::here()?;
    let archive = archive(&arguments.to, None, &here.env)?;
    let tables = interruptible(async {
        let database = archive.database(arguments.archived.as_deref()).await?;
        status(
            &archive,
            &database,
            arguments.start,
            arguments.settle,
            here.now,
        )
        .await
    })?;
    let is_wanted = |table: &TableStatus| {
        arguments.tables.is_empty() || arguments.tables.contains(&table.table)
    };
    let tables: Vec<TableStatus> = tables.into_iter().filter(is_wanted).collect();
    let text = match arguments.json {
        true => format!(
            "{}\n",
            serde_json::to_string_pretty(&tables).unwrap_or_default()
        ),
        false => tables.iter().map(calendar).collect::<Vec<_>>().join("\n"),
    };
    stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

/// States, their signs and their words. A table.
const STATES: [(DayState, char, &str); 4] = [
    (DayState::Done, '■', "done"),
    (DayState::Missing, '·', "MISSING"),
    (DayState::Empty, '□', "empty"),
    (DayState::Changed, '!', "CHANGED"),
];

fn calendar(table: &TableStatus) -> String {
    if let Some((when, rows)) = table.whole {
        return format!(
            "{}: whole, {} rows, dumped {}\n",
            table.table,
            HumanCount(rows),
            when.format("%F %T UTC")
        );
    }
    let counts: Vec<String> = STATES
        .iter()
        .map(|(state, sign, word)| (table.count(*state), sign, word))
        .filter(|(count, ..)| *count > 0)
        .map(|(count, sign, word)| format!("{sign} {count} {word}"))
        .collect();
    let zone = table.zone.as_deref().unwrap_or_default();
    let mut text = format!("{} ({zone}): {}\n", table.table, counts.join("  "));
    let mut months: BTreeMap<(i32, u32), [char; 31]> = BTreeMap::new();
    for (day, state) in &table.days {
        let (year, month, number, _) = day.parts();
        let signs = months.entry((year, month)).or_insert([' '; 31]);
        let sign = STATES
            .iter()
            .find(|(of, ..)| of == state)
            .map_or(' ', |(_, sign, _)| *sign);
        if let Some(slot) = signs.get_mut(number as usize - 1) {
            *slot = sign;
        }
    }
    for ((year, month), signs) in months {
        let signs: String = signs.iter().collect();
        text.push_str(&format!("  {year}-{month:02}  {}\n", signs.trim_end()));
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn a_calendar_has_a_line_a_month() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let table = TableStatus {
            table: "log".to_owned(),
            zone: Some("UTC".to_owned()),
            whole: None,
            days: BTreeMap::from([
                (day("2009-12-30"), DayState::Done),
                (day("2009-12-31"), DayState::Missing),
                (day("2010-01-01"), DayState::Empty),
                (day("2010-01-02"), DayState::Changed),
            ]),
        };
        let expected = format!(
            "log (UTC): ■ 1 done  · 1 MISSING  □ 1 empty  ! 1 CHANGED\n  2009-12  {}■·\n  2010-01  □!\n",
            " ".repeat(29)
        );
        assert_eq!(calendar(&table), expected);
    }
}
