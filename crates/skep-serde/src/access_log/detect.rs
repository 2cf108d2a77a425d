//! Which format a file's lines are written in.

use memchr::memchr;

use super::format::LogFormat;
use super::known;
use super::reader::{LogReader, Verdict};

/// So many lines are looked at.
const LINES: usize = 100;

/// A line that is longer isn't looked at, in bytes.
const LONGEST: usize = 64 << 10;

/// The first of the known formats that most lines fit: more than half, and none fits more.
pub(super) fn by_lines(sample: &[u8]) -> Option<LogFormat> {
    let lines = lines(sample);
    if lines.is_empty() {
        return None;
    }
    let mut best: Option<(usize, LogFormat)> = None;
    for known in known::ALL {
        let Some(format) = LogFormat::of_known(known) else {
            continue;
        };
        let fitting = fitting(&format, &lines);
        if fitting * 2 > lines.len() && best.as_ref().is_none_or(|(most, _)| fitting > *most) {
            best = Some((fitting, format));
        }
    }
    best.map(|(_, format)| format)
}

/// How many lines fit, and say when and what: a line of words has no time, and JSON of another kind no access.
fn fitting(format: &LogFormat, lines: &[&[u8]]) -> usize {
    let wanted: Vec<usize> = ["time", "host", "status", "request", "path", "message"]
        .iter()
        .filter_map(|name| format.field(name))
        .collect();
    let mut reader = LogReader::new(format, &wanted);
    let mut fits = |line: &&&[u8]| match reader.read(line) {
        Verdict::Whole => {
            let known = (1..wanted.len())
                .filter(|slot| reader.raw(*slot, line).is_some())
                .count();
            reader.time().is_some() && known > 0
        }
        Verdict::Broken(_) => false,
        // Only the formats that have them take them for such.
        Verdict::Directive => line.starts_with(b"#Fields:") || line.starts_with(b"#Version:"),
    };
    lines.iter().filter(|line| fits(line)).count()
}

/// The first lines that are whole, without empty ones. The last counts only where it ends, or is the only one.
fn lines(sample: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut rest = sample;
    while lines.len() < LINES && !rest.is_empty() {
        let end = memchr(b'\n', rest);
        let (line, tail) = match end {
            Some(end) => (rest.get(..end), rest.get(end + 1..)),
            None if lines.is_empty() => (Some(rest), None),
            None => break,
        };
        let line = line.unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if !line.is_empty() && line.len() <= LONGEST {
            lines.push(line);
        }
        rest = tail.unwrap_or_default();
    }
    lines
}

/// Characters of a line that are shown in a message.
const SHOWN: usize = 120;

/// The first line of a file that isn't empty, for a message: shortened, and what can't be printed as escapes.
pub fn first_line(sample: &[u8]) -> String {
    let mut lines = sample.split(|byte| *byte == b'\n');
    let line = lines.find(|line| !line.trim_ascii().is_empty());
    let line = String::from_utf8_lossy(line.unwrap_or_default().trim_ascii_end());
    let mut chars = line.chars();
    let mut shown: String = chars
        .by_ref()
        .take(SHOWN)
        .flat_map(char::escape_debug)
        .collect();
    shown.extend(chars.next().map(|_| '…'));
    shown
}
