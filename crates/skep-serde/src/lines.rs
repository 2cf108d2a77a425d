//! Chunks of bytes in, runs of whole lines out.
//!
//! A line ends with LF, CR or CRLF, as for Hadoop's `LineReader`; the last line of a file may lack its end. The
//! splitter also cuts a byte range at line borders, drops header and footer lines and a byte order mark, and bounds a
//! line's length. It holds at most one unfinished line: what lies whole inside a chunk is passed on without a copy.

use std::collections::VecDeque;

use arrow::buffer::Buffer;
use memchr::{memchr2, memrchr2};

/// What of a file is wanted.
#[derive(Debug, Clone)]
pub struct LineOptions {
    /// The range's first byte. Unless it is 0, the first byte pushed must be the one *before* it: a range owns the
    /// lines that begin in it.
    pub start: u64,
    /// One past the range's last byte; `None` for the rest of the file.
    pub end: Option<u64>,
    /// How many lines at the start of the file are no data (`skip.header.line.count`).
    pub header: usize,
    /// How many lines at the end of the file are no data (`skip.footer.line.count`).
    pub footer: usize,
    /// The longest line that is accepted, in bytes.
    pub max_line: usize,
}

impl Default for LineOptions {
    fn default() -> LineOptions {
        LineOptions {
            start: 0,
            end: None,
            header: 0,
            footer: 0,
            max_line: DEFAULT_MAX_LINE,
        }
    }
}

/// The longest line that is accepted unless told otherwise, in bytes.
pub const DEFAULT_MAX_LINE: usize = 64 << 20;

/// Whole lines, one after the other, with their ends (the file's last line may lack its own).
#[derive(Debug, Clone)]
pub struct Run {
    /// The bytes.
    pub bytes: Buffer,
    /// Where in the file they begin.
    pub offset: u64,
}

/// A line longer than is accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a line of more than {limit} bytes begins at byte {offset}")]
pub struct LineTooLong {
    /// The limit, in bytes.
    pub limit: usize,
    /// Where in the file the line begins.
    pub offset: u64,
}

/// What `LineSplitter::discard` looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Discard {
    /// The end of the line that the range's first byte belongs to.
    Line,
    /// A CR ended it; an LF right after belongs to it too.
    Feed,
    /// Nothing: lines are ours.
    Done,
}

/// See the module.
#[derive(Debug)]
pub struct LineSplitter {
    options: LineOptions,
    /// Where in the file the next pushed byte lies.
    position: u64,
    discard: Discard,
    /// The unfinished line, and where in the file it begins.
    tail: Vec<u8>,
    tail_offset: u64,
    /// The last lines seen, any of which may turn out to be footer.
    held: Vec<u8>,
    held_offset: u64,
    header_left: usize,
    done: bool,
    ready: VecDeque<Run>,
}

impl LineSplitter {
    /// A splitter for a range of a file.
    pub fn new(options: LineOptions) -> LineSplitter {
        let position = options.start.saturating_sub(1);
        LineSplitter {
            position,
            discard: if options.start == 0 {
                Discard::Done
            } else {
                Discard::Line
            },
            tail: Vec::new(),
            tail_offset: position,
            held: Vec::new(),
            held_offset: 0,
            header_left: if options.start == 0 {
                options.header
            } else {
                0
            },
            done: options.end.is_some_and(|end| end <= options.start),
            ready: VecDeque::new(),
            options,
        }
    }

    /// True once all lines of the range have been given to `next`'s queue: no more bytes are needed.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// The next run of whole lines, in order.
    pub fn next_run(&mut self) -> Option<Run> {
        self.ready.pop_front()
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// The unfinished line is longer than the limit.
    pub fn push(&mut self, chunk: &Buffer) -> Result<(), LineTooLong> {
        let base = self.position;
        self.position += chunk.len() as u64;
        let mut from = 0;
        if self.discard != Discard::Done {
            from = self.discard(chunk);
        }
        if self.done || self.discard != Discard::Done || from >= chunk.len() {
            return Ok(());
        }
        if self.tail.is_empty() {
            self.tail_offset = base + from as u64;
        } else {
            from = self.finish_tail(chunk)?;
        }
        if self.tail.is_empty() && !self.done {
            let rest = chunk.get(from..).unwrap_or_default();
            let whole = last_line_end(rest);
            self.emit(chunk.slice_with_length(from, whole), base + from as u64);
            self.tail_offset = base + (from + whole) as u64;
            self.keep(rest.get(whole..).unwrap_or_default())?;
        }
        if self.options.end.is_some_and(|end| self.tail_offset >= end) {
            self.done = true;
        }
        Ok(())
    }

    /// Says that the file has no more bytes.
    pub fn finish(&mut self) {
        let tail = std::mem::take(&mut self.tail);
        if !self.done && !tail.is_empty() {
            self.emit(Buffer::from_vec(tail), self.tail_offset);
        }
        self.done = true;
    }

    /// Completes the unfinished line with the head of `chunk`; gives how many bytes it took.
    fn finish_tail(&mut self, chunk: &Buffer) -> Result<usize, LineTooLong> {
        let taken = if self.tail.last() == Some(&b'\r') {
            Some(usize::from(chunk.first() == Some(&b'\n')))
        } else {
            first_line_end(chunk)
        };
        let Some(taken) = taken else {
            self.keep(chunk)?;
            return Ok(chunk.len());
        };
        self.keep(chunk.get(..taken).unwrap_or_default())?;
        let line = std::mem::take(&mut self.tail);
        self.emit(Buffer::from_vec(line), self.tail_offset);
        self.tail_offset = self.position - (chunk.len() - taken) as u64;
        Ok(taken)
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), LineTooLong> {
        if self.tail.len().saturating_add(bytes.len()) > self.options.max_line {
            return Err(LineTooLong {
                limit: self.options.max_line,
                offset: self.tail_offset,
            });
        }
        self.tail.extend_from_slice(bytes);
        Ok(())
    }

    /// Drops the line that began before the range; gives where in `chunk` the range's own lines begin.
    fn discard(&mut self, chunk: &[u8]) -> usize {
        if chunk.is_empty() {
            return 0;
        }
        let from = match self.discard {
            Discard::Feed => usize::from(chunk.first() == Some(&b'\n')),
            _ => match memchr2(b'\n', b'\r', chunk) {
                None => return chunk.len(),
                Some(at) if chunk.get(at) == Some(&b'\r') => match chunk.get(at + 1) {
                    None => {
                        self.discard = Discard::Feed;
                        return chunk.len();
                    }
                    next => at + 1 + usize::from(next == Some(&b'\n')),
                },
                Some(at) => at + 1,
            },
        };
        self.discard = Discard::Done;
        self.tail_offset = self.position - (chunk.len() - from) as u64;
        if self.options.end.is_some_and(|end| self.tail_offset >= end) {
            self.done = true;
        }
        from
    }

    /// Passes on whole lines: cuts them at the range's end, drops the mark and the header, holds back the footer.
    fn emit(&mut self, mut lines: Buffer, mut offset: u64) {
        if let Some(end) = self.options.end {
            let owned = owned_bytes(&lines, offset, end);
            if owned < lines.len() {
                self.done = true;
                lines = lines.slice_with_length(0, owned);
            }
        }
        // Only now: the file's first line belongs to the range that its first byte, the mark's, belongs to.
        if offset == 0 && lines.starts_with(BYTE_ORDER_MARK) {
            lines = lines.slice(BYTE_ORDER_MARK.len());
            offset = BYTE_ORDER_MARK.len() as u64;
        }
        while self.header_left > 0 && !lines.is_empty() {
            let length = first_line_end(&lines).unwrap_or(lines.len());
            lines = lines.slice(length);
            offset += length as u64;
            self.header_left -= 1;
        }
        if self.options.footer > 0 {
            (lines, offset) = self.hold_footer(&lines, offset);
        }
        if !lines.is_empty() {
            self.ready.push_back(Run {
                bytes: lines,
                offset,
            });
        }
    }

    /// Adds `lines` to those held and lets go of all but the last `footer` lines.
    fn hold_footer(&mut self, lines: &Buffer, offset: u64) -> (Buffer, u64) {
        if self.held.is_empty() {
            self.held_offset = offset;
        }
        self.held.extend_from_slice(lines);
        let mut cut = self.held.len();
        for _ in 0..self.options.footer {
            let before = self.held.get(..cut).unwrap_or_default();
            cut = last_line_start(before);
        }
        let footer = self.held.split_off(cut);
        let free = std::mem::replace(&mut self.held, footer);
        let offset = self.held_offset;
        self.held_offset += free.len() as u64;
        (Buffer::from_vec(free), offset)
    }
}

/// It may begin a file and is no data (`LineRecordReader.skipUtfByteOrderMark`).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One past the end of the first line, its end included; `None` if it isn't whole. A CR as the very last byte isn't
/// an end yet: an LF may follow.
fn first_line_end(bytes: &[u8]) -> Option<usize> {
    let at = memchr2(b'\n', b'\r', bytes)?;
    if bytes.get(at) == Some(&b'\n') {
        return Some(at + 1);
    }
    match bytes.get(at + 1) {
        None => None,
        Some(b'\n') => Some(at + 2),
        Some(_) => Some(at + 1),
    }
}

/// One past the end of the last whole line; 0 if there is none.
fn last_line_end(bytes: &[u8]) -> usize {
    let searched = match bytes.split_last() {
        Some((b'\r', rest)) => rest,
        _ => bytes,
    };
    memrchr2(b'\n', b'\r', searched).map_or(0, |at| at + 1)
}

/// Where the last line begins, whether or not it has its end.
fn last_line_start(bytes: &[u8]) -> usize {
    let body = match bytes {
        [body @ .., b'\r', b'\n'] | [body @ .., b'\r' | b'\n'] => body,
        body => body,
    };
    memrchr2(b'\n', b'\r', body).map_or(0, |at| at + 1)
}

/// How many of the bytes (whole lines, at `offset`) are lines that begin before `end`.
fn owned_bytes(bytes: &[u8], offset: u64, end: u64) -> usize {
    if offset >= end {
        return 0;
    }
    // The first line end at or after the range's last byte ends the range's last line.
    let from = usize::try_from(end - 1 - offset).unwrap_or(usize::MAX);
    let Some(rest) = bytes.get(from..) else {
        return bytes.len();
    };
    first_line_end(rest).map_or(bytes.len(), |length| from + length)
}

/// The lines of a run, as byte ranges without their ends.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    next: usize,
    has_cr: bool,
}

impl<'a> Lines<'a> {
    /// The lines of `bytes` from `start` on.
    pub fn new(bytes: &'a [u8], start: usize, has_cr: bool) -> Lines<'a> {
        Lines {
            bytes,
            next: start,
            has_cr,
        }
    }

    /// Where the next line begins.
    pub fn position(&self) -> usize {
        self.next
    }
}

impl Iterator for Lines<'_> {
    type Item = (usize, usize);

    #[inline]
    fn next(&mut self) -> Option<(usize, usize)> {
        let start = self.next;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let found = if self.has_cr {
            memchr2(b'\n', b'\r', rest)
        } else {
            memchr::memchr(b'\n', rest)
        };
        let Some(length) = found else {
            self.next = self.bytes.len();
            return Some((start, self.bytes.len()));
        };
        let crlf = self.has_cr && rest.get(length..length + 2) == Some(b"\r\n");
        self.next = start + length + 1 + usize::from(crlf);
        Some((start, start + length))
    }
}

/// How many lines `bytes` holds.
pub fn count_lines(bytes: &[u8]) -> usize {
    if memchr::memchr(b'\r', bytes).is_some() {
        return Lines::new(bytes, 0, true).count();
    }
    let ends = memchr::memchr_iter(b'\n', bytes).count();
    ends + usize::from(bytes.last().is_some_and(|last| *last != b'\n'))
}

#[cfg(test)]
mod tests;
