//! A big read in pieces: ranges of the primary key that several connections take one after the other, and between which a snapshot that has been
//! open for long is given up for a new one.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::Wanted;
use crate::dump::literal::name;
use crate::dump::table::text;
use crate::dump::{Result, Session, Table};

/// Fewer rows than this aren't worth several connections.
const WORTH_CHUNKS: u64 = 20_000;
/// About how many rows a piece has; a second or two of reading.
const PIECE: u64 = 200_000;
/// Pieces for each connection at least, so that none is left with the last long one.
const EACH: u64 = 4;
/// Pieces at most.
const MOST: u64 = 10_000;

/// Conditions that together mean every row once, to be taken one after the other.
#[derive(Debug)]
pub(super) struct Pieces {
    conditions: Vec<Option<String>>,
    next: AtomicUsize,
    /// About how many rows there are, where that was asked.
    pub(super) rows: Option<u64>,
}

impl Pieces {
    /// Everything at once.
    pub(super) fn one() -> Pieces {
        Pieces::of(vec![None], None)
    }

    fn of(conditions: Vec<Option<String>>, rows: Option<u64>) -> Pieces {
        Pieces {
            conditions,
            next: AtomicUsize::new(0),
            rows,
        }
    }

    /// How many connections they are for.
    pub(super) fn connections(&self, chunks: usize) -> usize {
        chunks.clamp(1, self.conditions.len().max(1))
    }

    /// The next piece.
    pub(super) fn take(&self) -> Option<Option<&str>> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        self.conditions.get(at).map(Option::as_deref)
    }

    /// Ranges of the primary key's first column, about equally long. Everything at once where that is no whole number or there is little to read.
    pub(super) async fn plan(session: &mut Session, wanted: &Wanted) -> Result<Pieces> {
        if wanted.chunks <= 1 && wanted.ceiling.is_none() {
            return Ok(Pieces::one());
        }
        let table = match &wanted.known {
            Some(known) => known.clone(),
            None => Table::read(session, &wanted.table).await?,
        };
        if table.rows_about < WORTH_CHUNKS {
            return Ok(Pieces::one());
        }
        let rows = estimate(session, wanted).await?.unwrap_or(table.rows_about);
        let one = || Ok(Pieces::of(vec![None], Some(rows)));
        let key = table.primary_key.first().and_then(|key| table.column(key));
        let Some(key) = key.filter(|key| key.column_type.contains("int")) else {
            return one();
        };
        let chunks = wanted.chunks.max(1) as u64;
        let count = match chunks {
            _ if rows < WORTH_CHUNKS => 1,
            1 => rows / PIECE,
            chunks => (rows / PIECE).max(chunks * EACH),
        };
        if count <= 1 {
            return one();
        }
        let key = name(&key.name);
        let from = wanted.rows_of(&format!("MIN({key}), MAX({key})"), None);
        let bounds = session.rows(&from, "find the range of keys").await?;
        let row = bounds.first().map(Vec::as_slice).unwrap_or_default();
        let number = |at| text(row, at).parse::<i128>().ok();
        let (Some(least), Some(greatest)) = (number(0), number(1)) else {
            return one();
        };
        let ranges = split(least, greatest, count.min(MOST));
        let conditions = ranges
            .into_iter()
            .map(|(from, to)| Some(range(&key, from, to)));
        Ok(Pieces::of(conditions.collect(), Some(rows)))
    }
}

/// About how many rows will be read, as the server thinks; `None` where it doesn't tell.
async fn estimate(session: &mut Session, wanted: &Wanted) -> Result<Option<u64>> {
    let explain = format!("EXPLAIN {}", wanted.rows_of("1", None));
    let rows = session.rows(&explain, "ask how the rows are found").await?;
    let row = rows.first().map(Vec::as_slice).unwrap_or_default();
    // MySQL has columns for partitions and for what is filtered, too.
    let at = if row.len() > 10 { 9 } else { 8 };
    Ok(text(row, at).parse().ok())
}

/// `count` ranges from `least` to `greatest`, half-open but for both ends, which are open: `None`.
fn split(least: i128, greatest: i128, count: u64) -> Vec<(Option<i128>, Option<i128>)> {
    let parts = i128::from(count).min(greatest - least + 1).max(1);
    let cut =
        |at: i128| (at > 0 && at < parts).then(|| least + (greatest - least + 1) * at / parts);
    (0..parts).map(|at| (cut(at), cut(at + 1))).collect()
}

fn range(key: &str, from: Option<i128>, to: Option<i128>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("{key} >= {from} AND {key} < {to}"),
        (Some(from), None) => format!("{key} >= {from}"),
        (None, Some(to)) => format!("{key} < {to}"),
        (None, None) => "TRUE".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_everything_once() {
        assert_eq!(split(1, 10, 2), [(None, Some(6)), (Some(6), None)]);
        assert_eq!(split(5, 5, 4), [(None, None)]);
        assert_eq!(
            split(-3, 5, 3),
            [(None, Some(0)), (Some(0), Some(3)), (Some(3), None)]
        );
        let far = split(0, i128::from(u64::MAX), 2);
        assert_eq!(far, [(None, Some(1 << 63)), (Some(1 << 63), None)]);
    }
}
