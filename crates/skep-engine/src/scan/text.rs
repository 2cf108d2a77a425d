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
use skep_serde::format::{RowDecoder, RowFormat};
use skep_serde::lines::{LineOptions, LineSplitter};

use super::bounds;
use super::chunks::{Chunks, File};
use super::inflate::{Codec, Inflated};

/// How a table's text is read. Plain data, so that it can travel to workers.
#[derive(Debug, Clone)]
pub struct TextFormat {
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

/// Rows of a batch that has no columns, only a count.
const COUNT_ROWS: usize = 1 << 20;

enum Input {
    Plain(Chunks),
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
    file: File,
    input: Input,
    splitter: LineSplitter,
    decoder: Box<dyn RowDecoder>,
    schema: SchemaRef,
    batch_rows: usize,
    at_end: bool,
}

/// The rows of a text file, or of the range of it that `part` names: the columns that `projection` lists.
pub(super) async fn read(
    format: &TextFormat,
    file: File,
    part: &PartitionedFile,
    projection: &[usize],
    schema: SchemaRef,
    batch_rows: usize,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let codec = Codec::of_name(file.location.file_name()).map_err(|reason| file.corrupt(reason))?;
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
            (options, Input::Plain(chunks))
        }
    };
    let decoder = format
        .rows
        .decoder(&format.columns, projection, format.zone)
        .map_err(|error| datafusion::error::DataFusionError::External(Box::new(error)))?;
    let reader = TextReader {
        file,
        input,
        splitter: LineSplitter::new(options),
        decoder,
        schema,
        batch_rows: if projection.is_empty() {
            batch_rows.max(COUNT_ROWS)
        } else {
            batch_rows
        },
        at_end: false,
    };
    Ok(try_unfold(reader, |mut reader| async move {
        Ok(reader.next_batch().await?.map(|batch| (batch, reader)))
    })
    .boxed())
}

impl TextReader {
    async fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        while self.decoder.rows() < self.batch_rows {
            let missing = self.batch_rows - self.decoder.rows();
            let decoded = self
                .decoder
                .decode(missing)
                .map_err(|error| self.file.corrupt(error))?;
            if decoded > 0 {
                continue;
            }
            if let Some(run) = self.splitter.next_run() {
                self.decoder.load(run);
            } else if self.at_end || self.splitter.is_done() {
                break;
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
