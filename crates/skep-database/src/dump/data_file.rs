//! A data file while it is written: hidden, hashed on the way, durable in the end.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::{DumpError, Result};

/// Names of files under way begin so; those that dead dumps left are removed by the next.
pub(crate) const SPOOL_PREFIX: &str = ".skep-";
const BUFFER: usize = 64 << 10;

/// Takes packed rows, and makes a file of them.
pub(crate) trait RowWriter: Send {
    /// Writes a row (see `block`).
    fn row(&mut self, packed: &[u8]) -> io::Result<()>;

    /// Ends it. Gives the file, where it isn't one of several writers.
    fn finish(self: Box<Self>) -> io::Result<Option<Finished>>;
}

/// A file that is whole and durable, and not yet in the archive. It is removed with the value.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) file: NamedTempFile,
    pub(crate) bytes: u64,
    /// In hexadecimal.
    pub(crate) sha256: String,
}

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct DataWriter {
    file: BufWriter<NamedTempFile>,
    bytes: u64,
    sha256: Sha256,
}

impl DataWriter {
    /// A file in `dir`, with a hidden name.
    pub(crate) fn create(dir: &Path) -> Result<DataWriter> {
        let file = hidden_file(dir)
            .map_err(|error| DumpError::of_io(format!("write in `{}`", dir.display()), &error))?;
        Ok(DataWriter {
            file: BufWriter::with_capacity(BUFFER, file),
            bytes: 0,
            sha256: Sha256::new(),
        })
    }

    /// Safe from a power cut before anything says that it is there.
    pub(crate) fn finish(self) -> io::Result<Finished> {
        let file = self
            .file
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        Ok(Finished {
            file,
            bytes: self.bytes,
            sha256: hexadecimal(&self.sha256.finalize()),
        })
    }
}

impl Write for DataWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.sha256.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// An empty file in `dir`, which is made where it is missing. It is removed with the value.
pub(crate) fn hidden_file(dir: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(dir)?;
    // Archives are for a group of people where the user's mask says so.
    let mode = std::fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .prefix(SPOOL_PREFIX)
        .suffix(".part")
        .permissions(mode)
        .tempfile_in(dir)
}

/// Bytes in lower case digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
