//! Files that grow, and are rotated while they do.
//!
//! A file that was renamed is read to its end before the new one of its name is begun, and looked at for a while after: servers go on
//! writing to it until they are told. As long as it is held open its inode isn't given to another. A file that was cut and is written anew
//! (`copytruncate`) is noticed by its size, or by the bytes before the place that was read last; lines that were written between the copy
//! and the cut are lost, and nobody but the one who cuts can prevent that.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

/// Bytes at the file's beginning, and before the place that was read last, by which it is known again.
const KNOWN: usize = 512;

/// A new file that is still empty, or a line without its end, is waited for so many looks.
const PATIENCE: u32 = 50;

/// The file that had the name before is looked at so many times.
const LINGER: u32 = 300;

/// What became of a file since it was read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing: there may be more bytes.
    None,
    /// Another file has its name now; it is read from its beginning.
    Replaced,
    /// What was written late to the file before is read, or after that the new one again.
    Turned,
    /// It was cut; it is read from its beginning.
    Cut,
    /// It is here for the first time.
    Appeared,
}

/// A file by its name, whichever file has that just now. Reading gives 0 bytes where there are none for now.
#[derive(Debug)]
pub struct Follower {
    path: PathBuf,
    now: Option<Open>,
    /// The other one of the file that has the name and the one before.
    other: Option<Open>,
    waited: u32,
    lingered: u32,
}

/// A file and how much of it has been read.
#[derive(Debug)]
struct Open {
    file: File,
    position: u64,
    /// The first bytes, as far as they have been read.
    head: Vec<u8>,
    /// The last bytes that were read.
    tail: Vec<u8>,
}

impl Open {
    /// The file; None where there is none of that name.
    fn path(path: &Path) -> io::Result<Option<Open>> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if file.metadata()?.is_dir() {
            return Err(io::Error::other(
                "it is a directory; name its files: `dir/*`",
            ));
        }
        Ok(Some(Open {
            file,
            position: 0,
            head: Vec::new(),
            tail: Vec::new(),
        }))
    }

    fn has_more(&self) -> io::Result<bool> {
        Ok(self.file.metadata()?.len() > self.position)
    }

    fn is(&self, named: &Metadata) -> io::Result<bool> {
        let own = self.file.metadata()?;
        Ok((own.dev(), own.ino()) == (named.dev(), named.ino()))
    }

    /// Whether the bytes that were read first and last are still there.
    fn is_known(&self) -> io::Result<bool> {
        let last = self.position.saturating_sub(self.tail.len() as u64);
        Ok(self.has(0, &self.head)? && self.has(last, &self.tail)?)
    }

    fn has(&self, start: u64, expected: &[u8]) -> io::Result<bool> {
        let mut bytes = vec![0; expected.len()];
        match self.file.read_exact_at(&mut bytes, start) {
            Ok(()) => Ok(bytes == expected),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Takes in what has been read.
    fn note(&mut self, bytes: &[u8]) {
        if self.position == self.head.len() as u64 {
            let room = KNOWN - self.head.len();
            self.head.extend(bytes.iter().take(room));
        }
        self.position += bytes.len() as u64;
        let last = bytes.len().saturating_sub(KNOWN);
        self.tail
            .extend_from_slice(bytes.get(last..).unwrap_or_default());
        let surplus = self.tail.len().saturating_sub(KNOWN);
        self.tail.drain(..surplus);
    }
}

impl Follower {
    /// Follows the file of that name from its beginning, or from its end; one that isn't there is waited for.
    ///
    /// # Errors
    /// It is there but can't be opened.
    pub fn new(path: &Path, from_end: bool) -> io::Result<Follower> {
        let mut now = Open::path(path)?;
        if let (true, Some(open)) = (from_end, &mut now) {
            open.position = open.file.seek(SeekFrom::End(0))?;
        }
        Ok(Follower {
            path: path.to_owned(),
            now,
            other: None,
            waited: 0,
            lingered: 0,
        })
    }

    /// Looks what became of the file, which has been read to its end; `whole` says that no line has begun there.
    ///
    /// # Errors
    /// The file system doesn't say.
    pub fn look(&mut self, whole: bool) -> io::Result<Change> {
        let Some(now) = &mut self.now else {
            self.now = Open::path(&self.path)?;
            return Ok(if self.now.is_some() {
                Change::Appeared
            } else {
                Change::None
            });
        };
        let cut = now.file.metadata()?.len() < now.position || !now.is_known()?;
        if cut {
            now.file.seek(SeekFrom::Start(0))?;
            now.position = 0;
            now.head.clear();
            now.tail.clear();
            return Ok(Change::Cut);
        }
        if now.has_more()? {
            return Ok(Change::None);
        }
        let named = match std::fs::metadata(&self.path) {
            Ok(named) => named,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Change::None),
            Err(error) => return Err(error),
        };
        match now.is(&named)? {
            true => self.look_back(whole),
            false => self.turn(&named, whole),
        }
    }

    /// The file has its name: was something written to the one before?
    fn look_back(&mut self, whole: bool) -> io::Result<Change> {
        let Some(other) = &self.other else {
            return Ok(Change::None);
        };
        if whole && other.has_more()? {
            std::mem::swap(&mut self.now, &mut self.other);
            return Ok(Change::Turned);
        }
        self.lingered += 1;
        if self.lingered > LINGER {
            self.other = None;
        }
        Ok(Change::None)
    }

    /// Another file has the name: it is turned to when this one is done.
    fn turn(&mut self, named: &Metadata, whole: bool) -> io::Result<Change> {
        self.waited += 1;
        let patient = self.waited <= PATIENCE;
        if patient && (!whole || named.len() == 0) {
            return Ok(Change::None);
        }
        self.waited = 0;
        if let Some(other) = &self.other
            && other.is(named)?
        {
            std::mem::swap(&mut self.now, &mut self.other);
            return Ok(Change::Turned);
        }
        let Some(new) = Open::path(&self.path)? else {
            return Ok(Change::None);
        };
        self.other = self.now.replace(new);
        self.lingered = 0;
        Ok(Change::Replaced)
    }
}

impl Read for Follower {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(now) = &mut self.now else {
            return Ok(0);
        };
        let read = now.file.read(buffer)?;
        now.note(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    struct Log {
        dir: tempfile::TempDir,
        follower: Follower,
    }

    impl Log {
        fn new() -> Log {
            let dir = tempfile::tempdir().unwrap();
            let follower = Follower::new(&dir.path().join("log"), false).unwrap();
            Log { dir, follower }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.dir.path().join(name)
        }

        fn append(&self, name: &str, text: &str) {
            let mut file = File::options()
                .append(true)
                .create(true)
                .open(self.path(name))
                .unwrap();
            file.write_all(text.as_bytes()).unwrap();
        }

        fn read(&mut self) -> String {
            let mut text = String::new();
            self.follower.read_to_string(&mut text).unwrap();
            text
        }
    }

    #[test]
    fn a_renamed_file_is_read_to_its_end_first() {
        let mut log = Log::new();
        assert_eq!(log.follower.look(true).unwrap(), Change::None);
        log.append("log", "one\n");
        assert_eq!(log.follower.look(true).unwrap(), Change::Appeared);
        assert_eq!(log.read(), "one\n");
        fs::rename(log.path("log"), log.path("log.1")).unwrap();
        log.append("log", "three\n");
        // The server still writes to the old one.
        log.append("log.1", "two\n");
        assert_eq!(log.follower.look(true).unwrap(), Change::None);
        assert_eq!(log.read(), "two\n");
        assert_eq!(log.follower.look(true).unwrap(), Change::Replaced);
        assert_eq!(log.read(), "three\n");
        assert_eq!(log.follower.look(true).unwrap(), Change::None);
        // One of its workers was late.
        log.append("log.1", "late\n");
        assert_eq!(log.follower.look(true).unwrap(), Change::Turned);
        assert_eq!(log.read(), "late\n");
        log.append("log", "four\n");
        assert_eq!(log.follower.look(true).unwrap(), Change::Turned);
        assert_eq!(log.read(), "four\n");
    }

    #[test]
    fn an_empty_new_file_and_half_a_line_are_waited_for() {
        let mut log = Log::new();
        log.append("log", "one\nha");
        log.follower.look(true).unwrap();
        assert_eq!(log.read(), "one\nha");
        fs::rename(log.path("log"), log.path("log.1")).unwrap();
        log.append("log", "");
        assert_eq!(log.follower.look(false).unwrap(), Change::None);
        log.append("log.1", "lf\n");
        assert_eq!(log.follower.look(false).unwrap(), Change::None);
        assert_eq!(log.read(), "lf\n");
        assert_eq!(log.follower.look(true).unwrap(), Change::None);
        log.append("log", "two\n");
        assert_eq!(log.follower.look(true).unwrap(), Change::Replaced);
        assert_eq!(log.read(), "two\n");
    }

    #[test]
    fn a_deleted_file_is_waited_for() {
        let mut log = Log::new();
        log.append("log", "one\n");
        log.follower.look(true).unwrap();
        assert_eq!(log.read(), "one\n");
        fs::remove_file(log.path("log")).unwrap();
        assert_eq!(log.follower.look(true).unwrap(), Change::None);
        log.append("log", "two\n");
        assert_eq!(log.follower.look(true).unwrap(), Change::Replaced);
        assert_eq!(log.read(), "two\n");
    }

    #[test]
    fn a_cut_file_is_noticed() {
        let mut log = Log::new();
        log.append("log", "one\ntwo\n");
        log.follower.look(true).unwrap();
        assert_eq!(log.read(), "one\ntwo\n");
        let long = |first: &str| format!("{first}{}\n", "=".repeat(KNOWN));
        // Shorter, longer, as long as before, and the same at the end.
        for text in [
            "3\n",
            "four\nfive\n",
            "six\nseven\n",
            &long("8"),
            &long("9"),
        ] {
            fs::write(log.path("log"), text).unwrap();
            assert_eq!(log.follower.look(true).unwrap(), Change::Cut, "{text}");
            assert_eq!(log.read(), text);
            assert_eq!(log.follower.look(true).unwrap(), Change::None, "{text}");
        }
    }
}
