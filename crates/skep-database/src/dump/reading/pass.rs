//! One connection's part of a read: piece after piece into one file.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::pieces::Pieces;
use crate::dump::block::{BLOCK, pack};
use crate::dump::checksum::Tally;
use crate::dump::data_file::Finished;
use crate::dump::error::TABLE_CHANGED;
use crate::dump::pace::Pace;
use crate::dump::spool::Spool;
use crate::dump::{DumpError, Result, Session, Table, Watch};

/// A connection with its snapshot, and what it is to read.
pub(super) struct Pass {
    pub(super) session: Session,
    pub(super) spool: Spool,
    pub(super) pieces: Arc<Pieces>,
    pub(super) table: Arc<Table>,
    /// The condition that rows have to meet besides the piece's.
    pub(super) condition: Option<String>,
    /// What messages call it.
    pub(super) subject: String,
    /// For how long one snapshot is read from.
    pub(super) ceiling: Option<Duration>,
    pub(super) watch: Arc<dyn Watch>,
    pub(super) pace: Arc<Pace>,
}

/// What a connection has read.
#[derive(Debug)]
pub(super) struct Part {
    /// Its place among the connections.
    pub(super) at: usize,
    pub(super) file: Option<Finished>,
    pub(super) tally: Tally,
    /// A further snapshot was taken on the way.
    pub(super) renewed: bool,
}

impl Pass {
    /// Reads until no piece is left.
    pub(super) async fn run(mut self, at: usize) -> Result<Part> {
        self.watch.step("rows");
        let mut since = Instant::now();
        let mut renewed = false;
        let pieces = Arc::clone(&self.pieces);
        while let Some(piece) = pieces.take() {
            if self
                .ceiling
                .is_some_and(|ceiling| since.elapsed() > ceiling)
            {
                self.renew().await?;
                (since, renewed) = (Instant::now(), true);
            }
            self.piece(piece).await?;
        }
        self.watch.step("read");
        // The snapshot ends here, before anything else is waited for.
        self.session.close().await;
        let (file, tally) = self.spool.finish().await?;
        Ok(Part {
            at,
            file,
            tally,
            renewed,
        })
    }

    async fn piece(&mut self, piece: Option<&str>) -> Result<()> {
        let attempt = format!("read `{}`", self.subject);
        let failed = |error| DumpError::of_server(&attempt, &error);
        let parts = [self.condition.as_deref(), piece];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        let condition = (!parts.is_empty()).then(|| parts.join(" AND "));
        let (sql, shielded) = self.table.select(condition.as_deref());
        let skipped = usize::from(shielded);
        let mut block = Vec::with_capacity(BLOCK + BLOCK / 4);
        let mut count = 0;
        let mut rows = self.session.stream(&sql);
        while let Some(row) = rows.next().await.map_err(failed)? {
            pack(&mut block, &row, skipped, self.table.columns.len());
            count += 1;
            if block.len() >= BLOCK {
                let full = std::mem::replace(&mut block, Vec::with_capacity(BLOCK + BLOCK / 4));
                self.watch
                    .read(std::mem::take(&mut count), full.len() as u64);
                self.pace.spend(full.len()).await;
                if self.spool.send(full).await.is_err() {
                    return Ok(());
                }
            }
        }
        drop(rows);
        self.watch.read(count, block.len() as u64);
        if !block.is_empty() {
            // If the thread has failed `finish` tells why.
            let _ = self.spool.send(block).await;
        }
        Ok(())
    }

    /// Takes a new snapshot in place of the old one, in which the table has to have the same columns.
    async fn renew(&mut self) -> Result<()> {
        self.session.commit().await?;
        self.session.begin_snapshot().await?;
        let table = Table::read(&mut self.session, &self.table.name).await?;
        match table.columns == self.table.columns {
            true => Ok(()),
            false => Err(DumpError {
                number: Some(TABLE_CHANGED),
                ..DumpError::remote(format!("`{}` was altered while it was read", self.subject))
            }),
        }
    }
}
