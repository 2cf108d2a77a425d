//! ORC files: stripes of column streams, compressed with zlib as Hive's are.
//!
//! `orc-rust` reads; its writer has neither decimals nor nested types, so this one is ours. It writes the simplest
//! encodings (`DIRECT`), no indexes and no statistics but counts. Layout: the ORC v1 specification.

mod column;
mod rle;
mod types;

use std::io::Write;

use arrow::record_batch::RecordBatch;
use datafusion::error::Result;
use orc_rust::proto;
use orc_rust::proto::stream::Kind as Stream;
use prost::Message;
use skep_hiveql::types::HiveType;

use super::external;
use column::Column;

pub(super) use types::is_writable;

const MAGIC: &[u8] = b"ORC";

/// A stripe ends when its streams are about so big, in bytes.
const STRIPE: usize = 64 << 20;

/// Streams are compressed in blocks of so many bytes.
const BLOCK: usize = 256 << 10;

/// The writer's code: none that is known.
const WRITER: u32 = u32::MAX;

/// Batches in, bytes out.
pub(super) struct OrcWriter {
    types: Vec<proto::Type>,
    columns: Vec<Column>,
    /// Rows of the stripe.
    rows: u64,
    stripes: Vec<proto::StripeInformation>,
    ready: Vec<u8>,
    /// Bytes of the file so far.
    written: u64,
}

impl OrcWriter {
    pub(super) fn new(columns: &[(String, HiveType)]) -> Result<OrcWriter> {
        Ok(OrcWriter {
            types: types::schema(columns),
            columns: columns
                .iter()
                .map(|(_, ty)| Column::new(ty))
                .collect::<Result<_>>()?,
            rows: 0,
            stripes: Vec::new(),
            ready: MAGIC.to_vec(),
            written: MAGIC.len() as u64,
        })
    }

    /// Adds rows; gives the bytes that are ready.
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<Vec<u8>> {
        let rows: Vec<usize> = (0..batch.num_rows()).collect();
        for (column, array) in self.columns.iter_mut().zip(batch.columns()) {
            column.add(array, &rows)?;
        }
        self.rows += rows.len() as u64;
        if self.columns.iter().map(Column::size).sum::<usize>() > STRIPE {
            self.end_stripe()?;
        }
        Ok(std::mem::take(&mut self.ready))
    }

    /// Ends the file; gives the rest of its bytes.
    pub(super) fn finish(mut self) -> Result<Vec<u8>> {
        if self.rows > 0 {
            self.end_stripe()?;
        }
        let footer = compress(&self.footer().encode_to_vec())?;
        let metadata = compress(&proto::Metadata::default().encode_to_vec())?;
        let postscript = proto::PostScript {
            footer_length: Some(footer.len() as u64),
            compression: Some(proto::CompressionKind::Zlib.into()),
            compression_block_size: Some(BLOCK as u64),
            version: vec![0, 12],
            metadata_length: Some(metadata.len() as u64),
            writer_version: Some(WRITER),
            magic: Some(String::from_utf8_lossy(MAGIC).into_owned()),
            ..proto::PostScript::default()
        }
        .encode_to_vec();
        let mut out = self.ready;
        out.extend(metadata);
        out.extend(footer);
        // Some thirty bytes.
        let length = u8::try_from(postscript.len()).map_err(external)?;
        out.extend(postscript);
        out.push(length);
        Ok(out)
    }

    fn end_stripe(&mut self) -> Result<()> {
        let mut streams = Vec::new();
        // The row's own struct is column 0.
        let mut place = 1;
        for column in &mut self.columns {
            column.finish(&mut place, &mut streams);
        }
        let (offset, mut length) = (self.written, 0);
        let mut footer = proto::StripeFooter {
            columns: (0..place).map(|_| direct()).collect(),
            writer_timezone: Some("UTC".into()),
            ..proto::StripeFooter::default()
        };
        for (column, kind, bytes) in streams {
            let bytes = compress(&bytes)?;
            footer.streams.push(stream(column, kind, bytes.len()));
            length += bytes.len() as u64;
            self.ready.extend(bytes);
        }
        let footer = compress(&footer.encode_to_vec())?;
        self.written += length + footer.len() as u64;
        self.stripes.push(proto::StripeInformation {
            offset: Some(offset),
            index_length: Some(0),
            data_length: Some(length),
            footer_length: Some(footer.len() as u64),
            number_of_rows: Some(std::mem::take(&mut self.rows)),
            ..proto::StripeInformation::default()
        });
        self.ready.extend(footer);
        Ok(())
    }

    fn footer(&mut self) -> proto::Footer {
        let rows = self.stripes.iter().map(|stripe| stripe.number_of_rows());
        let rows = rows.sum();
        let mut all = Vec::new();
        self.columns.iter().for_each(|column| column.walk(&mut all));
        let counts = all
            .iter()
            .map(|column| (column.total_there, column.has_null));
        let statistics = std::iter::once((rows, false)).chain(counts);
        proto::Footer {
            header_length: Some(MAGIC.len() as u64),
            content_length: Some(self.written),
            statistics: statistics
                .map(|(values, null)| proto::ColumnStatistics {
                    number_of_values: Some(values),
                    has_null: Some(null),
                    ..proto::ColumnStatistics::default()
                })
                .collect(),
            stripes: std::mem::take(&mut self.stripes),
            types: std::mem::take(&mut self.types),
            number_of_rows: Some(rows),
            row_index_stride: Some(0),
            writer: Some(WRITER),
            // Without it Hive takes days before 1582-10-15 for Julian ones.
            calendar: Some(proto::CalendarKind::ProlepticGregorian.into()),
            ..proto::Footer::default()
        }
    }
}

fn direct() -> proto::ColumnEncoding {
    proto::ColumnEncoding {
        kind: Some(proto::column_encoding::Kind::Direct.into()),
        ..proto::ColumnEncoding::default()
    }
}

fn stream(column: u32, kind: Stream, length: usize) -> proto::Stream {
    proto::Stream {
        kind: Some(kind.into()),
        column: Some(column),
        length: Some(length as u64),
    }
}

/// Blocks, each after a header of three bytes: its length doubled, plus one where it is kept as it was.
fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for block in bytes.chunks(BLOCK) {
        // Hive's default, SPEED.
        let level = flate2::Compression::new(2);
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
        encoder.write_all(block)?;
        let packed = encoder.finish()?;
        let (original, kept) = match packed.len() < block.len() {
            true => (0, packed.as_slice()),
            false => (1, block),
        };
        let header = (kept.len() as u32) << 1 | original;
        out.extend(header.to_le_bytes().iter().take(3));
        out.extend_from_slice(kept);
    }
    Ok(out)
}
