//! Tests of the module beside this directory.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use arrow::buffer::Buffer;
use proptest::prelude::*;

use super::{LineOptions, LineSplitter, Lines, count_lines};

/// The lines of a file, the slow way: a byte at a time.
fn plain_lines(bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let bytes_from = if bytes.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let (mut lines, mut line, mut start, mut i) = (Vec::new(), Vec::new(), bytes_from, bytes_from);
    while i < bytes.len() {
        if bytes[i] == b'\n' || bytes[i] == b'\r' {
            i += if bytes[i..].starts_with(b"\r\n") {
                2
            } else {
                1
            };
            lines.push((start as u64, std::mem::take(&mut line)));
            start = i;
        } else {
            line.push(bytes[i]);
            i += 1;
        }
    }
    if start < bytes.len() {
        lines.push((start as u64, line));
    }
    lines
}

/// The lines of a range of a file, pushed in chunks of `chunk` bytes.
fn split(bytes: &[u8], options: LineOptions, chunk: usize) -> Vec<(u64, Vec<u8>)> {
    let from = usize::try_from(options.start)
        .unwrap()
        .saturating_sub(1)
        .min(bytes.len());
    let mut splitter = LineSplitter::new(options);
    let mut lines = Vec::new();
    for piece in bytes[from..].chunks(chunk) {
        if splitter.is_done() {
            break;
        }
        splitter.push(&Buffer::from(piece)).unwrap();
    }
    splitter.finish();
    while let Some(run) = splitter.next_run() {
        let found: Vec<_> = Lines::new(&run.bytes, 0, true).collect();
        assert_eq!(found.len(), count_lines(&run.bytes));
        for (a, b) in found {
            lines.push((run.offset + a as u64, run.bytes[a..b].to_vec()));
        }
    }
    lines
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        Just(b'\n'),
        Just(b'\r'),
        Just(b'a'),
        Just(b'b'),
        Just(b'\xc3')
    ];
    proptest::collection::vec(byte, 0..60)
}

proptest! {
    #[test]
    fn ranges_give_each_line_once(bytes in text(), range in 1u64..70, chunk in 1usize..70) {
        let mut lines = Vec::new();
        let mut start = 0;
        while start < bytes.len() as u64 {
            let options = LineOptions { start, end: Some(start + range), ..LineOptions::default() };
            lines.extend(split(&bytes, options, chunk));
            start += range;
        }
        prop_assert_eq!(lines, plain_lines(&bytes));
    }

    #[test]
    fn headers_and_footers(bytes in text(), header in 0usize..4, footer in 0usize..4, chunk in 1usize..70) {
        let options = LineOptions { header, footer, ..LineOptions::default() };
        let mut expected = plain_lines(&bytes);
        expected.drain(..header.min(expected.len()));
        expected.truncate(expected.len().saturating_sub(footer));
        prop_assert_eq!(split(&bytes, options, chunk), expected);
    }
}

#[test]
fn a_byte_order_mark_is_no_data() {
    for chunk in [1, 2, 100] {
        let lines = split(b"\xef\xbb\xbfa\nb\n", LineOptions::default(), chunk);
        assert_eq!(lines, [(3, b"a".to_vec()), (5, b"b".to_vec())]);
    }
}

#[test]
fn a_range_that_ends_inside_a_byte_order_mark_owns_the_first_line() {
    let file = b"\xef\xbb\xbfa\nb\n";
    for cut in 1..4 {
        let range = |start, end| LineOptions {
            start,
            end,
            ..LineOptions::default()
        };
        assert_eq!(
            split(file, range(0, Some(cut)), 2),
            [(3, b"a".to_vec())],
            "{cut}"
        );
        assert_eq!(
            split(file, range(cut, None), 2),
            [(5, b"b".to_vec())],
            "{cut}"
        );
    }
}

#[test]
fn a_long_line_is_an_error_that_says_where() {
    let mut splitter = LineSplitter::new(LineOptions {
        max_line: 4,
        ..LineOptions::default()
    });
    splitter.push(&Buffer::from(b"a\nbcd".as_slice())).unwrap();
    let error = splitter.push(&Buffer::from(b"efg".as_slice())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a line of more than 4 bytes begins at byte 2"
    );
}
