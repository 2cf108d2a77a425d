//! Any bytes, cut into ranges and chunks: every line comes out once, where it lies, with a plain reader's header and
//! footer left out, or the file's longest line is said to be too long.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_serde::lines::{LineOptions, Lines};
use skep_testkit::plain_reader::{Line, lines_of};
use skep_testkit::random_scan::read_lines;

fuzz_target!(|input: (u8, u8, u8, u8, Vec<u8>, &[u8])| {
    let (header, footer, chunk, max_line, mut cuts, file) = input;
    let (header, footer) = (usize::from(header % 4), usize::from(footer % 4));
    if header + footer > 0 {
        // Such a file is one range.
        cuts.clear();
    }
    cuts.sort_unstable();
    let max_line = match max_line {
        0..128 => 1 << 20,
        _ => usize::from(max_line - 127),
    };
    let mut found = Vec::new();
    let mut start = 0;
    for end in cuts.into_iter().map(|cut| Some(u64::from(cut))).chain([None]) {
        let options = LineOptions {
            start,
            end,
            header,
            footer,
            max_line,
            ..LineOptions::default()
        };
        let Ok(runs) = read_lines(options, file, usize::from(chunk) + 1) else {
            // A line with its end, CRLF at most, that is longer than the limit.
            let longest = lines_of(file).iter().map(|line| line.text.len()).max();
            assert!(longest.is_some_and(|longest| longest + 2 > max_line));
            return;
        };
        for run in runs {
            let has_cr = run.bytes.contains(&b'\r');
            for (from, to) in Lines::new(&run.bytes, 0, has_cr) {
                found.push(Line {
                    offset: run.offset + from as u64,
                    text: run.bytes[from..to].to_vec(),
                });
            }
        }
        start = end.unwrap_or(start);
    }
    let all = lines_of(file);
    let end = all.len().saturating_sub(footer);
    let expected = all.get(header..end).unwrap_or_default();
    assert_eq!(found, expected);
});
