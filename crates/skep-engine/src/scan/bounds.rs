//! Which lines of a plain file a part of it holds, where the file has header or footer lines.
//!
//! A part that begins in the middle can't see how many lines come before it. So where there is a header, each part
//! finds out where it ends, and where there is a footer, where it begins: a small read at either end of the file.

use bytes::Bytes;
use datafusion::error::Result;
use memchr::{memchr2, memrchr2};
use skep_serde::lines::LineOptions;

use super::chunks::File;

/// The first read at either end of a file, in bytes.
const STEP: u64 = 64 << 10;

/// The largest, in bytes.
const LARGEST_STEP: u64 = 4 << 20;

/// What the splitter has to know to give the lines that begin in `start..end` and are neither header nor footer.
pub(super) async fn of_part(
    file: &File,
    (start, end): (u64, u64),
    (header, footer): (usize, usize),
    max_line: usize,
) -> Result<LineOptions> {
    let mut options = LineOptions {
        start,
        end: (start > 0 || end < file.size).then_some(end),
        header,
        footer: 0,
        max_line,
    };
    if footer > 0 {
        let begins = footer_start(file, footer).await?;
        options.end = Some(begins.min(end));
    }
    if header > 0 && start > 0 {
        options.start = header_end(file, header, end).await?.max(start);
        options.header = 0;
    }
    Ok(options)
}

/// Where the first `count` lines end; where that is past `enough`, something past `enough`.
async fn header_end(file: &File, count: usize, enough: u64) -> Result<u64> {
    let mut left = count;
    let mut at = 0;
    let mut step = STEP;
    // Whether a CR right before `at` ended a line: an LF that follows belongs to it.
    let mut after_cr = false;
    while at < file.size && at < enough {
        let bytes = file.read(at..(at + step).min(file.size)).await?;
        let mut from = usize::from(after_cr && bytes.first() == Some(&b'\n'));
        after_cr = false;
        while left > 0 {
            let rest = bytes.get(from..).unwrap_or_default();
            let Some(found) = memchr2(b'\n', b'\r', rest) else {
                break;
            };
            left -= 1;
            let is_cr = rest.get(found) == Some(&b'\r');
            after_cr = is_cr && found + 1 == rest.len();
            from += found + 1 + usize::from(is_cr && rest.get(found + 1) == Some(&b'\n'));
        }
        if left == 0 && !after_cr {
            return Ok(at + from as u64);
        }
        at += bytes.len() as u64;
        step = (step * 2).min(LARGEST_STEP);
    }
    Ok(at)
}

/// Where the last `count` lines begin.
async fn footer_start(file: &File, count: usize) -> Result<u64> {
    let mut step = STEP;
    loop {
        let start = file.size.saturating_sub(step);
        let bytes: Bytes = file.read(start..file.size).await?;
        if let Some(at) = last_lines(&bytes, count) {
            return Ok(start + at as u64);
        }
        if start == 0 {
            return Ok(0);
        }
        step *= 2;
    }
}

/// Where the last `count` lines begin; None where the bytes don't show it.
fn last_lines(bytes: &[u8], count: usize) -> Option<usize> {
    let mut cut = bytes.len();
    for _ in 0..count {
        let body = match bytes.get(..cut)? {
            [body @ .., b'\r', b'\n'] | [body @ .., b'\r' | b'\n'] => body,
            body => body,
        };
        cut = memrchr2(b'\n', b'\r', body)? + 1;
    }
    Some(cut)
}
