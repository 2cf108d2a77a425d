//! The first bytes of a file, unpacked: what a format is told by before anything is read as rows.

use datafusion::error::Result;
use datafusion::physical_plan::metrics::Count;
use skep_storage::{FileEntry, Stores};

use super::chunks::{Chunks, File, Pace};
use super::inflate::{Codec, Inflated};
use super::listing::external;

/// At least the first `enough` bytes of what a file holds, or all of it. Of a file that is damaged, or still being written, what comes
/// before the damage.
///
/// # Errors
/// It can't be read, or unpacked from the beginning.
pub(crate) async fn head(stores: &Stores, entry: &FileEntry, enough: usize) -> Result<Vec<u8>> {
    let file = File {
        store: stores.object_store(&entry.location).map_err(external)?,
        path: entry.location.object_path().map_err(external)?,
        location: entry.location.clone(),
        size: entry.size,
        bytes_read: Count::new(),
        pace: Pace::new(entry.location.is_local(), 1, true),
    };
    let codec = Codec::of_name(file.location.file_name()).map_err(|reason| file.corrupt(reason))?;
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
