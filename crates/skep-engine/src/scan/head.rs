//! The first bytes of a file, unpacked: what a format is told by before anything is read as rows.

use bytes::Bytes;
use datafusion::error::Result;
use datafusion::physical_plan::metrics::Count;
use skep_storage::{FileEntry, Stores};

use super::chunks::{Chunks, File, Pace};
use super::inflate::{Codec, Inflated, Seen};
use super::listing::external;

/// At least the first `enough` bytes of what a file holds, or all of it. Of a file that is damaged, or still being written, what comes
/// before the damage.
///
/// # Errors
/// It can't be read, or unpacked from the beginning.
pub(crate) async fn head(stores: &Stores, entry: &FileEntry, enough: usize) -> Result<Vec<u8>> {
    let file = file(stores, entry)?;
    let codec = Codec::of_name(file.location.file_name()).map_err(|reason| file.corrupt(reason))?;
    unpacked(file, codec, enough).await
}

/// As [`head`], of a file of which it is known how it is compressed.
pub(crate) async fn head_of(
    stores: &Stores,
    entry: &FileEntry,
    seen: Seen,
    enough: usize,
) -> Result<Vec<u8>> {
    unpacked(file(stores, entry)?, seen.0, enough).await
}

/// The first bytes of a file as they are, and by them how it is compressed.
pub(crate) async fn probe(stores: &Stores, entry: &FileEntry) -> Result<(Bytes, Seen)> {
    let file = file(stores, entry)?;
    let first = file.read(0..entry.size.min(MAGIC)).await?;
    let codec = Codec::of_content(&first, file.location.file_name());
    let codec = codec.map_err(|reason| file.corrupt(reason))?;
    Ok((first, Seen(codec)))
}

/// So many bytes tell how a file is compressed.
const MAGIC: u64 = 16;

/// A file to be read by itself.
pub(super) fn file(stores: &Stores, entry: &FileEntry) -> Result<File> {
    Ok(File {
        store: stores.object_store(&entry.location).map_err(external)?,
        path: entry.location.object_path().map_err(external)?,
        location: entry.location.clone(),
        size: entry.size,
        bytes_read: Count::new(),
        pace: Pace::new(entry.location.is_local(), 1, true),
    })
}

async fn unpacked(file: File, codec: Option<Codec>, enough: usize) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    match codec {
        None => {
            let mut chunks = Chunks::new(file.clone(), 0, file.size);
            while head.len() < enough
                && let Some(chunk) = chunks.next().await?
            {
                head.extend_from_slice(&chunk);
            }
        }
        Some(codec) => {
            let mut chunks = Inflated::new(file, codec);
            while head.len() < enough {
                match chunks.next().await {
                    Ok(Some(chunk)) => head.extend_from_slice(&chunk),
                    Ok(None) => break,
                    Err(_) if !head.is_empty() => break,
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(head)
}
