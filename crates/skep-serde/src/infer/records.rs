//! A sample taken apart by one delimiter, with quotes as RFC 4180 has them or with none.

/// A field of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its text, without quotes.
    pub(super) text: String,
    /// Whether quotes were around it.
    pub(super) quoted: bool,
}

/// The rows of a sample, empty lines left out.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) rows: Vec<Vec<Cell>>,
    /// In which line of the sample, from 0, each row begins.
    pub(super) lines: Vec<usize>,
    /// Fields in quotes.
    pub(super) quoted: usize,
    /// Fields that begin with a quote and don't end with one.
    pub(super) broken: usize,
}

/// Takes a sample apart. A row whose quotes are still open at its end is left out: where the sample isn't the `whole` file, it may be
/// cut; else it counts as broken.
pub(super) fn records(sample: &str, delimiter: char, quote: Option<char>, whole: bool) -> Records {
    let mut records = Records::default();
    let mut row = Vec::new();
    let (mut line, mut begins) = (0, 0);
    let mut chars = sample.chars().peekable();
    while chars.peek().is_some() {
        let mut cell = Cell::default();
        if quote.is_some() && chars.peek() == quote.as_ref() {
            chars.next();
            cell.quoted = true;
            let mut open = true;
            while let Some(c) = chars.next() {
                if Some(c) == quote && chars.next_if(|next| Some(*next) == quote).is_none() {
                    open = false;
                    break;
                }
                line += usize::from(is_line_end(c, chars.peek()));
                cell.text.push(c);
            }
            if open {
                let long = cell.text.len() > sample.len() / 2;
                records.broken += usize::from(whole || long) * BROKEN_OPEN;
                return records;
            }
            let ends = chars
                .peek()
                .is_none_or(|c| *c == delimiter || matches!(c, '\n' | '\r'));
            match ends {
                true => records.quoted += 1,
                false => records.broken += 1,
            }
        }
        let is_end = |c: char| c == delimiter || matches!(c, '\n' | '\r');
        while let Some(c) = chars.next_if(|c| !is_end(*c)) {
            cell.text.push(c);
        }
        let end = chars.next();
        row.push(cell);
        if end == Some(delimiter) {
            if chars.peek().is_none() {
                row.push(Cell::default());
            }
            continue;
        }
        if end == Some('\r') {
            chars.next_if_eq(&'\n');
        }
        let empty = row.len() == 1 && row.iter().all(|cell| cell.text.is_empty() && !cell.quoted);
        let full = std::mem::take(&mut row);
        if !empty {
            records.rows.push(full);
            records.lines.push(begins);
        }
        line += 1;
        begins = line;
    }
    if !row.is_empty() {
        records.rows.push(row);
        records.lines.push(begins);
    }
    records
}

/// Quotes that never close are a sign that these are no quotes.
const BROKEN_OPEN: usize = 1000;

/// Whether a line ends with this character: of CR LF the LF ends it.
fn is_line_end(c: char, next: Option<&char>) -> bool {
    c == '\n' || (c == '\r' && next != Some(&'\n'))
}
