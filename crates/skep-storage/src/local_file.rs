//! A local file's bytes by position.
//!
//! What the system has in memory is copied right away, on the thread that asks: handing a read to another thread and
//! waiting for it takes longer than copying half a megabyte, and leaves the bytes in the other core's cache. Only what
//! has to come from the disk is read on a thread that may wait.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use crate::listing::blocking;
use crate::{ErrorKind, Location, Result, StorageError};

/// An open local file.
#[derive(Debug, Clone)]
pub struct LocalFile {
    file: Arc<File>,
    location: Location,
}

impl LocalFile {
    /// Opens the file.
    pub async fn open(location: &Location) -> Result<LocalFile> {
        let location = location.clone();
        blocking(move || {
            let path = location.local_path().unwrap_or_default();
            let file = File::open(path).map_err(|e| StorageError::of_io("read", &location, &e))?;
            Ok(LocalFile {
                file: Arc::new(file),
                location,
            })
        })
        .await
    }

    /// Fills the buffer's first `length` bytes (it is at least so long) with those at `offset`, and gives it back.
    ///
    /// A file that ends before is an error: it was longer when it was listed.
    pub async fn read_at(
        &self,
        mut buffer: Vec<u8>,
        length: usize,
        offset: u64,
    ) -> Result<Vec<u8>> {
        let done = match buffer.get_mut(..length) {
            Some(target) => read_now(&self.file, target, offset),
            None => 0,
        };
        if done == length {
            return Ok(buffer);
        }
        let this = self.clone();
        blocking(move || {
            let fail = |e: io::Error| match e.kind() {
                io::ErrorKind::UnexpectedEof => StorageError::new(
                    ErrorKind::Corrupt,
                    "read",
                    &this.location,
                    "it has become shorter since it was listed",
                ),
                _ => StorageError::of_io("read", &this.location, &e),
            };
            let rest = buffer.get_mut(done..length);
            let rest = rest.ok_or_else(|| fail(io::ErrorKind::InvalidInput.into()))?;
            this.file
                .read_exact_at(rest, offset + done as u64)
                .map_err(fail)?;
            Ok(buffer)
        })
        .await
    }
}

/// Copies what is in memory already; gives how many bytes. Errors are left to the read that waits.
#[cfg(target_os = "linux")]
fn read_now(file: &File, target: &mut [u8], offset: u64) -> usize {
    use rustix::io::{ReadWriteFlags, preadv2};

    let mut done = 0;
    while let Some(rest) = target.get_mut(done..).filter(|rest| !rest.is_empty()) {
        let mut rest = [io::IoSliceMut::new(rest)];
        match preadv2(
            file,
            &mut rest,
            offset + done as u64,
            ReadWriteFlags::NOWAIT,
        ) {
            Ok(0) | Err(_) => break,
            Ok(read) => done += read,
        }
    }
    done
}

#[cfg(not(target_os = "linux"))]
fn read_now(_: &File, _: &mut [u8], _: u64) -> usize {
    0
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::path::Path;

    use super::LocalFile;
    use crate::Location;

    #[tokio::test]
    async fn reads_by_position_and_notices_a_file_that_shrank() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::fs::write(&path, b"0123456789").unwrap();
        let location = Location::from_path(&path, Path::new("/")).unwrap();
        let file = LocalFile::open(&location).await.unwrap();
        let read = file.read_at(vec![0; 8], 4, 3).await.unwrap();
        assert_eq!(read, b"3456\0\0\0\0");
        assert_eq!(file.read_at(Vec::new(), 0, 3).await.unwrap(), b"");
        let error = file.read_at(vec![0; 8], 8, 3).await.unwrap_err();
        assert!(error.to_string().contains("shorter"), "{error}");
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_named() {
        let location = Location::from_path(Path::new("/no/such/file"), Path::new("/")).unwrap();
        let error = LocalFile::open(&location).await.unwrap_err();
        assert!(
            error.is_not_found() && error.to_string().contains("/no/such/file"),
            "{error}"
        );
    }
}
