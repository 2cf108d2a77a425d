//! Lines out of files: blocks of whole lines, whatever the files are compressed with.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use memchr::{memchr, memrchr};

use crate::LogError;

/// Bytes that are read at once.
const BLOCK: usize = 256 << 10;

/// A file's bytes are looked at for this many, to tell what it is compressed with.
const MAGIC: usize = 4;

/// The longest line that is taken for one where nobody says otherwise, in bytes.
pub const MAX_LINE: usize = 1 << 20;

/// Bytes, and how many of the file they were made of.
pub struct Bytes {
    inner: Box<dyn Read + Send>,
    /// How large the file is, where that is known.
    pub size: Option<u64>,
}

impl Bytes {
    /// A file's content, unpacked if it is compressed.
    ///
    /// # Errors
    /// It can't be opened, or is a directory. `progress` is told of the bytes read of the file as it is, packed.
    pub fn open(path: &Path, progress: impl Fn(u64) + Send + 'static) -> Result<Bytes, LogError> {
        let failed = |error| LogError::Read {
            file: path.display().to_string(),
            error,
        };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::Error::other(
                "it is a directory; name its files: `dir/*`",
            )));
        }
        let size = metadata.is_file().then_some(metadata.len());
        let counted = Counted {
            inner: file,
            progress,
        };
        let inner = unpacked(counted).map_err(failed)?;
        Ok(Bytes { inner, size })
    }

    /// What a stream gives, unpacked if it is compressed.
    ///
    /// # Errors
    /// It can't be read.
    pub fn of_stream(name: &str, stream: impl Read + Send + 'static) -> Result<Bytes, LogError> {
        let inner = unpacked(stream).map_err(|error| LogError::Read {
            file: name.to_owned(),
            error,
        })?;
        Ok(Bytes { inner, size: None })
    }
}

/// Tells how much has been read.
struct Counted<R, P> {
    inner: R,
    progress: P,
}

impl<R: Read, P: Fn(u64)> Read for Counted<R, P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        (self.progress)(read as u64);
        Ok(read)
    }
}

/// The stream's content, by the bytes it begins with: gzip (RFC 1952), zstd (RFC 8878), bzip2.
fn unpacked(mut stream: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::with_capacity(MAGIC);
    while head.len() < MAGIC {
        let mut byte = [0; MAGIC];
        let room = byte.get_mut(head.len()..).unwrap_or_default();
        match stream.read(room) {
            Ok(0) => break,
            Ok(read) => head.extend(room.iter().take(read)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let magic = head.clone();
    let whole = Cursor::new(head).chain(stream);
    Ok(match &*magic {
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(whole)),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::stream::read::Decoder::new(whole)?),
        [b'B', b'Z', b'h', b'1'..=b'9'] => Box::new(bzip2::read::MultiBzDecoder::new(whole)),
        _ => Box::new(whole),
    })
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

/// What comes next of a stream of lines.
#[derive(Debug, PartialEq, Eq)]
pub enum Block<'a> {
    /// Whole lines, each with its end; the last line of all may have none.
    Lines(&'a [u8]),
    /// A piece of a line that is longer than is taken; whether it is the last.
    Long(&'a [u8], bool),
}

/// Cuts bytes into blocks of whole lines. A block's memory is used again for the next.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    /// What has been given out of the buffer, and what has been read into it.
    start: usize,
    end: usize,
    max_line: usize,
    /// Inside a line that is too long.
    long: bool,
    at_end: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of `input`, each of up to `max_line` bytes.
    pub fn new(input: R, max_line: usize) -> Lines<R> {
        Lines {
            input,
            buffer: vec![0; BLOCK],
            start: 0,
            end: 0,
            max_line: max_line.max(1),
            long: false,
            at_end: false,
        }
    }

    /// The first bytes, which [`next`](Lines::next) gives all the same: as many as come at once, and a whole line of them if there is one.
    ///
    /// # Errors
    /// The input can't be read.
    pub fn sample(&mut self) -> io::Result<&[u8]> {
        while memchr(b'\n', self.rest()).is_none()
            && self.rest().len() < self.max_line
            && !self.at_end
        {
            self.fill()?;
        }
        Ok(self.rest())
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Reads once more.
    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let room = self.buffer.get_mut(self.end..).unwrap_or_default();
        match self.input.read(room) {
            Ok(read) => {
                self.end += read;
                self.at_end = read == 0;
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The next lines; None where there are no more for now. Then more may be read later, or the rest [finished](Lines::finish).
    ///
    /// # Errors
    /// The input can't be read.
    #[expect(
        clippy::should_implement_trait,
        reason = "what it gives borrows from it"
    )]
    pub fn next(&mut self) -> io::Result<Option<Block<'_>>> {
        self.at_end = false;
        loop {
            if let Some(last) = memrchr(b'\n', self.rest()) {
                let from = self.start;
                if self.long {
                    let first = memchr(b'\n', self.rest()).unwrap_or(last);
                    self.start += first + 1;
                    self.long = false;
                    return Ok(Some(Block::Long(self.taken(from), true)));
                }
                self.start += last + 1;
                return Ok(Some(Block::Lines(self.taken(from))));
            }
            if self.rest().len() >= self.max_line || (self.long && !self.rest().is_empty()) {
                let from = self.start;
                (self.start, self.long) = (self.end, true);
                return Ok(Some(Block::Long(self.taken(from), false)));
            }
            if self.at_end {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    /// What is left at the very end: a line without its end.
    pub fn finish(&mut self) -> Option<Block<'_>> {
        let from = self.start;
        self.start = self.end;
        match (std::mem::take(&mut self.long), from < self.end) {
            (true, _) => Some(Block::Long(self.taken(from), true)),
            (false, true) => Some(Block::Lines(self.taken(from))),
            (false, false) => None,
        }
    }

    fn taken(&self, from: usize) -> &[u8] {
        self.buffer.get(from..self.start).unwrap_or_default()
    }

    /// Whether a line has begun that hasn't ended.
    pub fn has_begun(&self) -> bool {
        self.long || !self.rest().is_empty()
    }

    /// Where the bytes come from.
    pub fn input(&mut self) -> &mut R {
        &mut self.input
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::io::Write;

    use super::*;

    /// Gives a byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = self.0.split_first().zip(buffer.first_mut());
            Ok(read.map_or(0, |((byte, rest), room)| {
                (*room, self.0) = (*byte, rest);
                1
            }))
        }
    }

    fn all(input: impl Read, max_line: usize) -> Vec<String> {
        let mut lines = Lines::new(input, max_line);
        let mut shown = Vec::new();
        let mut show = |block: Block<'_>| match block {
            Block::Lines(bytes) => shown.push(String::from_utf8_lossy(bytes).into_owned()),
            Block::Long(bytes, last) => {
                let end = if last { "!" } else { "…" };
                shown.push(format!("{}{end}", String::from_utf8_lossy(bytes)));
            }
        };
        while let Some(block) = lines.next().unwrap() {
            show(block);
        }
        if let Some(block) = lines.finish() {
            show(block);
        }
        shown
    }

    #[test]
    fn blocks_are_whole_lines() {
        assert_eq!(all(&b"a\nbc\nd"[..], 10), ["a\nbc\n", "d"]);
        assert_eq!(all(Slow(b"a\nbc\nd"), 10), ["a\n", "bc\n", "d"]);
        assert_eq!(all(&b""[..], 10), [""; 0]);
        assert_eq!(all(&b"\n"[..], 10), ["\n"]);
    }

    #[test]
    fn long_lines_come_in_pieces() {
        assert_eq!(
            all(Slow(b"abcdef\ngh\n"), 4),
            ["abcd…", "e…", "f…", "\n!", "gh\n"]
        );
        assert_eq!(all(Slow(b"abcde"), 4), ["abcd…", "e…", "!"]);
    }

    #[test]
    fn files_are_unpacked_by_content() {
        let text = b"one\ntwo\n".repeat(1000);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&text).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        bzip2.write_all(&text).unwrap();
        let bzip2 = bzip2.finish().unwrap();
        let zstd = zstd::encode_all(&text[..], 1).unwrap();
        for packed in [text.clone(), gzip, bzip2, zstd] {
            // Two members, one after the other.
            let twice = [packed.clone(), packed].concat();
            let mut read = Vec::new();
            let mut bytes = Bytes::of_stream("x", Cursor::new(twice)).unwrap();
            bytes.read_to_end(&mut read).unwrap();
            assert_eq!(read, [text.clone(), text.clone()].concat());
        }
    }
}
