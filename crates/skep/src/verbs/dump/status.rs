//! `skep dump status`: a calendar on the terminal, or JSON.

use std::collections::BTreeMap;
use std::io::{Write, stdout};

use chrono::TimeDelta;
use clap::Args;
use skep_database::dump::{Day, DayState, TableStatus, status};
use skep_storage::name_pattern::fits;

use super::words::duration;
use super::{Dump, archive, interruptible};
use crate::failure::Failure;
use crate::report::rows;
use crate::surroundings;

/// A calendar of what is in the archive: done, missing, empty, changed
///
/// Only the archive is looked at, not the database. A day is `changed` when the last dump counted other rows than it had.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where the archive is: a directory, or s3://BUCKET/PATH [default: `to` in skep.toml's [dump]]
    #[arg(long, value_name = "PLACE")]
    to: Option<String>,

    /// The tables [default: all]; `*` and `?` stand for any characters
    tables: Vec<String>,

    /// The first day that has to be there [default: the first that is]
    #[arg(long, value_name = "DATE")]
    start: Option<Day>,

    /// How long after its end a day may be missing [default: 1h]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    settle: Option<TimeDelta>,

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
    let file = Dump::find(&here.env)?;
    let archive = archive(arguments.to.as_ref().or(file.to.as_ref()), None, &here.env)?;
    let settle = arguments.settle.or(file.settle);
    let named = arguments.archived.as_ref().or(file.archived.as_ref());
    let tables = interruptible(async {
        let database = archive.database(named.map(String::as_str)).await?;
        let start = |table: &str| arguments.start.or_else(|| file.start_of(table));
        let settle = settle.unwrap_or(TimeDelta::hours(1));
        status(&archive, &database, start, settle, here.now).await
    })?;
    let absent = absent(&file, &tables);
    let is_wanted = |table: &TableStatus| {
        arguments.tables.is_empty() || arguments.tables.iter().any(|p| fits(p, &table.table))
    };
    let tables: Vec<TableStatus> = tables.into_iter().chain(absent).filter(is_wanted).collect();
    if tables.is_empty() {
        return Err(Failure::usage(
            "the archive has no table of that name\nhint: without a name all are shown",
        ));
    }
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

/// Tables that `skep.toml` names and the archive doesn't have.
fn absent(file: &Dump, archived: &[TableStatus]) -> Vec<TableStatus> {
    let is_there = |name: &str| archived.iter().any(|table| fits(name, &table.table));
    let named = file.tables.iter();
    let named = named.filter(|(_, table)| table.whole || table.daily.is_some());
    named
        .filter(|(name, _)| !is_there(name))
        .map(|(name, _)| TableStatus {
            table: name.clone(),
            zone: None,
            whole: None,
            days: BTreeMap::new(),
        })
        .collect()
}

/// States, their signs and their words. A table.
const STATES: [(DayState, char, &str); 4] = [
    (DayState::Done, '■', "done"),
    (DayState::Missing, '·', "MISSING"),
    (DayState::Empty, '□', "empty"),
    (DayState::Changed, '!', "CHANGED"),
];

fn calendar(table: &TableStatus) -> String {
    if let Some(whole) = &table.whole {
        return format!(
            "{}: whole, {}, dumped {}\n",
            table.table,
            rows(whole.rows),
            whole.dumped.format("%F %T UTC")
        );
    }
    if table.days.is_empty() {
        return format!("{}: NOT IN THE ARCHIVE\n", table.table);
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
    for (state, word) in [
        (DayState::Missing, "missing"),
        (DayState::Changed, "changed"),
    ] {
        text.push_str(&days(word, &table.ranges(state)));
    }
    text
}

/// Ranges of days that a line names.
const NAMED: usize = 8;

/// `  missing: 2009-12-13, 2009-12-15 to 2009-12-19`, in a line of its own; nothing where there are none.
fn days(word: &str, ranges: &[(Day, Day)]) -> String {
    let mut named: Vec<String> = ranges
        .iter()
        .take(NAMED)
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first} to {last}"),
        })
        .collect();
    if ranges.len() > NAMED {
        named.push("…".to_owned());
    }
    match named.is_empty() {
        true => String::new(),
        false => format!("  {word}: {}\n", named.join(", ")),
    }
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
            "log (UTC): ■ 1 done  · 1 MISSING  □ 1 empty  ! 1 CHANGED\n  2009-12  {}■·\n  2010-01  □!\n  missing: 2009-12-31\n  changed: 2010-01-02\n",
            " ".repeat(29)
        );
        assert_eq!(calendar(&table), expected);
    }
}
