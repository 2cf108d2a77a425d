//! A file's lines, a byte at a time (Hadoop's `LineReader`, `LineRecordReader.skipUtfByteOrderMark`).

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where in the file it begins, in bytes.
    pub offset: u64,
    /// Its bytes, without the end.
    pub text: Vec<u8>,
}

/// A line ends with LF, CR or CRLF; the last may lack its end. A byte order mark isn't part of the first.
pub fn lines_of(file: &[u8]) -> Vec<Line> {
    let first = if file.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let mut lines = Vec::new();
    let mut begin = first;
    let mut at = first;
    while at < file.len() {
        let end_length = if file[at..].starts_with(b"\r\n") {
            2
        } else if file[at] == b'\n' || file[at] == b'\r' {
            1
        } else {
            at += 1;
            continue;
        };
        lines.push(line(file, begin, at));
        at += end_length;
        begin = at;
    }
    if begin < file.len() {
        lines.push(line(file, begin, file.len()));
    }
    lines
}

fn line(file: &[u8], begin: usize, end: usize) -> Line {
    Line {
        offset: begin as u64,
        text: file[begin..end].to_vec(),
    }
}
