//! Text files to record batches.

use std::sync::Arc;

use arrow::buffer::Buffer;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use bytes::Bytes;
use chrono_tz::Tz;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::error::Result;
use futures::stream::{BoxStream, StreamExt, try_unfold};
use skep_hiveql::types::HiveType;
use skep_serde::charset::Charset;
use skep_serde::format::{RowDecoder, RowFormat};
use skep_serde::lines::{LineOptions, LineSplitter};

use super::bounds;
use super::chunks::{Chunks, File};
use super::inflate::Inflated;
use super::pushdown::Filter;
use super::source::codec;

/// How a table's text is read. Plain data, so that it can travel to workers.
#[derive(Debug, Clone)]
pub struct TextFormat {
    /// How characters are coded.
    pub charset: Charset,
    /// How lines become rows.
    pub rows: RowFormat,
    /// Name and type of each column in the files.
    pub columns: Vec<(String, HiveType)>,
    /// `skip.header.line.count`
    pub header: usize,
    /// `skip.footer.line.count`
    pub footer: usize,
    /// The longest line that is accepted, in bytes.
    pub max_line: usize,
    /// The session's zone.
    pub zone: Tz,
}

/// What batches are made.
#[derive(Debug)]
pub(super) struct Batches {
    /// Their columns.
    pub schema: SchemaRef,
    /// Rows of one.
    pub rows: usize,
    /// How many rows are wanted at most.
    pub limit: Option<usize>,
}

/// Rows of a batch that has no columns, only a count.
const COUNT_ROWS: usize = 1 << 20;

/// A batch isn't filled up once this many times its rows have been looked at: whoever waits for the first few rows, or
/// makes a filter tighter by them, gets what there is.
const PATIENCE: usize = 64;

/// Rows that are looked at in one go where a filter may leave them out: what is found of them stays in a core's cache.
const LINES: usize = 8192;

enum Input {
    Plain(Box<Chunks>),
    Inflated(Inflated),
}

impl Input {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        match self {
            Input::Plain(chunks) => chunks.next().await,
            Input::Inflated(chunks) => chunks.next().await,
        }
    }
}

struct TextReader {
    format: TextFormat,
    file: File,
    input: Input,
    splitter: LineSplitter,
    decoder: Box<dyn RowDecoder>,
    filter: Filter,
    schema: SchemaRef,
    batch_rows: usize,
    at_end: bool,
}

/// The rows of a text file, or of the range of it that `part` names, that pass the filter: the columns that
/// `projection` lists.
pub(super) async fn read(
    format: &TextFormat,
    file: File,
    part: &PartitionedFile,
    projection: &[usize],
    filter: Filter,
    batches: Batches,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let codec = codec(part).map_err(|reason| file.corrupt(reason))?;
    let (options, input) = match codec {
        Some(codec) => {
            let options = LineOptions {
                header: format.header,
                footer: format.footer,
                max_line: format.max_line,
                ..LineOptions::default()
            };
            (options, Input::Inflated(Inflated::new(file.clone(), codec)))
        }
        None => {
            let lines = (format.header, format.footer);
            let options = bounds::of_part(&file, part.range(), lines, format.max_line).await?;
            let end = options.end.unwrap_or(file.size);
            let chunks = Chunks::new(file.clone(), options.start.saturating_sub(1), end);
            (options, Input::Plain(Box::new(chunks)))
        }
    };
    let decoder = format
        .rows
        .decoder(&format.columns, projection, format.zone)
        .map_err(|error| datafusion::error::DataFusionError::External(Box::new(error)))?;
    let rows = match projection.is_empty() {
        true => batches.rows.max(COUNT_ROWS),
        false => batches.rows,
    };
    let offsets = projection.contains(&format.columns.len());
    let decoder = match &format.rows {
        // It sees to that itself, because its properties say so.
        RowFormat::Delimited(_) => decoder,
        _ => format.charset.around(decoder, offsets),
    };
    let reader = TextReader {
        format: format.clone(),
        file,
        input,
        splitter: LineSplitter::new(options),
        decoder,
        filter,
        schema: batches.schema,
        batch_rows: batches.limit.map_or(rows, |limit| rows.min(limit.max(1))),
        at_end: false,
    };
    Ok(try_unfold(reader, |mut reader| async move {
        Ok(reader.next_batch().await?.map(|batch| (batch, reader)))
    })
    .boxed())
}

impl TextReader {
    async fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let mut looked_at = 0;
        // The decoder looks at some lines more than are missing where few of them may pass.
        let (enough, lines) = match self.filter.is_empty() {
            true => (self.batch_rows, self.batch_rows),
            false => (self.batch_rows - self.batch_rows / 8, LINES),
        };
        while self.decoder.rows() < enough
            && (looked_at < self.batch_rows * PATIENCE || self.decoder.rows() == 0)
        {
            self.filter.apply_to(self.decoder.as_mut(), &self.format);
            let before = self.decoder.rows();
            let decoded = self
                .decoder
                .decode(lines.min(self.batch_rows - before))
                .map_err(|error| self.file.corrupt(error))?;
            if decoded > 0 {
                looked_at += decoded;
                let kept = self.decoder.rows() - before;
                self.filter.filtered.add(decoded.saturating_sub(kept));
                continue;
            }
            if let Some(run) = self.splitter.next_run() {
                self.decoder.load(run);
            } else if self.at_end || self.splitter.is_done() {
                if !self.decoder.end() {
                    break;
                }
            } else if let Some(chunk) = self.input.next().await? {
                let pushed = self.splitter.push(&Buffer::from(chunk));
                pushed.map_err(|error| self.file.corrupt(error))?;
            } else {
                self.splitter.finish();
                self.at_end = true;
            }
        }
        let rows = self.decoder.rows();
        if rows == 0 {
            return Ok(None);
        }
        let columns = self.decoder.finish()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let schema = Arc::clone(&self.schema);
        Ok(Some(RecordBatch::try_new_with_options(
            schema, columns, &options,
        )?))
    }
}
