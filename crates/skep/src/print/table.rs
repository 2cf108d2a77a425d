//! A ruled table, as Beeline and MySQL draw it.
//!
//! The first [`TABLE_ROWS`] rows decide: how wide each column is, and whether the table fits the terminal at all (if
//! not, rows are printed one column a line). Later rows stream through; a wider value widens its column from there on.

use std::io::{self, Write};

use arrow::record_batch::RecordBatch;

use super::cell::Sheet;
use super::vertical::Vertical;
use super::{Printer, TABLE_ROWS, is_numeric, pad, printable, width};

/// The `table` printer.
pub(super) struct Table<W> {
    state: State<W>,
}

enum State<W> {
    /// Nothing is printed yet.
    Sizing(Ruled<W>, Option<usize>, Vec<RecordBatch>),
    /// The header is printed.
    Ruled(Ruled<W>),
    /// Too wide for the terminal.
    Vertical(Vertical<W>),
    /// Done, or failed.
    Ended,
}

impl<W: Write> Table<W> {
    /// A printer for a terminal of `terminal` columns, or for one without end.
    pub(super) fn new(sheet: Sheet, terminal: Option<usize>, out: W) -> Self {
        Self {
            state: State::Sizing(Ruled::new(sheet, out), terminal, Vec::new()),
        }
    }

    /// Decides, and prints what was held back.
    fn start(
        mut ruled: Ruled<W>,
        terminal: Option<usize>,
        held: &[RecordBatch],
    ) -> io::Result<State<W>> {
        for batch in held {
            ruled.widen(&ruled.texts(batch));
        }
        if terminal.is_some_and(|t| ruled.total() > t) {
            let mut vertical = Vertical::new(ruled.sheet, ruled.out);
            held.iter().try_for_each(|batch| vertical.rows(batch))?;
            return Ok(State::Vertical(vertical));
        }
        ruled.head()?;
        held.iter().try_for_each(|batch| ruled.rows(batch))?;
        Ok(State::Ruled(ruled))
    }
}

impl<W: Write> Printer for Table<W> {
    fn rows(&mut self, batch: &RecordBatch) -> io::Result<()> {
        self.state = match std::mem::replace(&mut self.state, State::Ended) {
            State::Sizing(ruled, terminal, mut held) => {
                held.push(batch.clone());
                if held.iter().map(RecordBatch::num_rows).sum::<usize>() < TABLE_ROWS {
                    State::Sizing(ruled, terminal, held)
                } else {
                    Self::start(ruled, terminal, &held)?
                }
            }
            State::Ruled(mut ruled) => {
                ruled.rows(batch)?;
                State::Ruled(ruled)
            }
            State::Vertical(mut vertical) => {
                vertical.rows(batch)?;
                State::Vertical(vertical)
            }
            State::Ended => State::Ended,
        };
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let state = match std::mem::replace(&mut self.state, State::Ended) {
            State::Sizing(ruled, terminal, held) => Self::start(ruled, terminal, &held)?,
            state => state,
        };
        match state {
            State::Ruled(mut ruled) => ruled.end(),
            State::Vertical(mut vertical) => vertical.end(),
            State::Sizing(..) | State::Ended => Ok(()),
        }
    }
}

/// The table proper.
struct Ruled<W> {
    sheet: Sheet,
    names: Vec<String>,
    widths: Vec<usize>,
    out: W,
}

impl<W: Write> Ruled<W> {
    fn new(sheet: Sheet, out: W) -> Self {
        let names: Vec<String> = sheet.columns.iter().map(|c| printable(&c.name)).collect();
        let widths = names.iter().map(|n| width(n)).collect();
        Self {
            sheet,
            names,
            widths,
            out,
        }
    }

    /// The rows of a batch as text.
    fn texts(&self, batch: &RecordBatch) -> Vec<Vec<String>> {
        (0..batch.num_rows())
            .map(|row| {
                self.sheet
                    .row(batch, row)
                    .map(|cell| printable(&cell.text()))
                    .collect()
            })
            .collect()
    }

    fn widen(&mut self, rows: &[Vec<String>]) {
        for row in rows {
            for (to, text) in self.widths.iter_mut().zip(row) {
                *to = (*to).max(width(text));
            }
        }
    }

    /// The whole table's width: `| a | b |`.
    fn total(&self) -> usize {
        self.widths.iter().map(|w| w + 3).sum::<usize>() + 1
    }

    fn rule(&mut self) -> io::Result<()> {
        let line: String = self
            .widths
            .iter()
            .map(|w| "-".repeat(w + 2) + "+")
            .collect();
        writeln!(self.out, "+{line}")
    }

    fn head(&mut self) -> io::Result<()> {
        self.rule()?;
        let mut line = String::from("|");
        for ((name, &to), column) in self.names.iter().zip(&self.widths).zip(&self.sheet.columns) {
            line += &format!(" {} |", pad(name, to, is_numeric(&column.ty)));
        }
        writeln!(self.out, "{line}")?;
        self.rule()
    }

    fn rows(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let rows = self.texts(batch);
        self.widen(&rows);
        for row in rows {
            let mut line = String::from("|");
            for ((text, &to), column) in row.iter().zip(&self.widths).zip(&self.sheet.columns) {
                line += &format!(" {} |", pad(text, to, is_numeric(&column.ty)));
            }
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.rule()?;
        self.out.flush()
    }
}
