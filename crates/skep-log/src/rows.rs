//! Fields of lines as rows of CSV (RFC 4180), TSV or JSON lines.

use std::io::Write;

use skep_serde::access_log::{Field, Instant, LogReader, Value, params};
use skep_serde::primitive::calendar::{MICROS_PER_SECOND, date_of, split_micros};
use skep_serde::primitive::pad;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Fields with commas between them, in quotes where they hold a comma, a quote or a line's end. Lines end with LF.
    Csv,
    /// Fields with tabs between them; tab, line ends and backslash are `\t`, `\n`, `\r`, `\\`.
    Tsv,
    /// An object a line.
    Json,
}

/// Writes the chosen fields of lines.
#[derive(Debug)]
pub struct RowWriter {
    form: Form,
    columns: Vec<Column>,
    utc: bool,
    clock: Clock,
}

#[derive(Debug)]
struct Column {
    name: String,
    /// What stands before the value: a separator, in JSON the key too.
    before: Vec<u8>,
    slot: usize,
}

/// The time that was written last: lines of the same second are many.
#[derive(Debug, Default)]
struct Clock {
    time: Option<Instant>,
    text: Vec<u8>,
}

impl Clock {
    /// `2000-10-10T13:55:36-07:00` (ISO 8601).
    fn write(&mut self, time: Instant, utc: bool, out: &mut Vec<u8>) {
        if self.time != Some(time) {
            self.time = Some(time);
            self.text.clear();
            write_time(time, utc, &mut self.text);
        }
        out.extend_from_slice(&self.text);
    }
}

/// Appends the moment by its own clock, with its offset, or in UTC. Where lines are of different seconds this is done for each: digit by digit.
fn write_time(time: Instant, utc: bool, out: &mut Vec<u8>) {
    let (days, of_day) = split_micros(if utc { time.micros } else { time.wall_clock() });
    let (year, month, day) = date_of(days);
    let (seconds, micros) = (of_day / MICROS_PER_SECOND, of_day % MICROS_PER_SECOND);
    let parts = [
        (b'-', month, 2),
        (b'-', day, 2),
        (b'T', seconds / 3600, 2),
        (b':', seconds / 60 % 60, 2),
        (b':', seconds % 60, 2),
    ];
    pad(out, year, 4);
    for (mark, number, width) in parts {
        out.push(mark);
        pad(out, number, width);
    }
    // As exact as it needs to be: in thousandths, or in millionths.
    if micros != 0 {
        out.push(b'.');
        match micros % 1000 {
            0 => pad(out, micros / 1000, 3),
            _ => pad(out, micros, 6),
        }
    }
    if utc {
        return out.push(b'Z');
    }
    let minutes = i64::from(time.offset.unsigned_abs() / 60);
    out.push(if time.offset < 0 { b'-' } else { b'+' });
    pad(out, minutes / 60, 2);
    out.push(b':');
    pad(out, minutes % 60, 2);
}

impl RowWriter {
    /// A writer of these fields, each with its slot in the reader. Times are written in UTC, or by the log's own clock.
    pub fn new<'f>(
        form: Form,
        fields: impl Iterator<Item = (&'f Field, usize)>,
        utc: bool,
    ) -> RowWriter {
        let separator: &[u8] = match form {
            Form::Csv | Form::Json => b",",
            Form::Tsv => b"\t",
        };
        let column = |(place, (field, slot)): (usize, (&Field, usize))| {
            let mut before = if place == 0 {
                Vec::new()
            } else {
                separator.to_vec()
            };
            if form == Form::Json {
                json_text(&field.name, &mut before);
                before.push(b':');
            }
            Column {
                name: field.name.clone(),
                before,
                slot,
            }
        };
        RowWriter {
            form,
            columns: fields.enumerate().map(column).collect(),
            utc,
            clock: Clock::default(),
        }
    }

    /// Appends the names of the fields as a row; nothing in JSON, which has them in every row.
    pub fn header(&self, out: &mut Vec<u8>) {
        if self.form == Form::Json {
            return;
        }
        for column in &self.columns {
            out.extend_from_slice(&column.before);
            self.text(&column.name, out);
        }
        out.push(b'\n');
    }

    /// Appends the fields of the line that `reader` has read last, which is `line`. What has no value is empty, in JSON null.
    #[inline]
    pub fn row(&mut self, reader: &LogReader, line: &[u8], out: &mut Vec<u8>) {
        let json = self.form == Form::Json;
        if json {
            out.push(b'{');
        }
        for column in &self.columns {
            out.extend_from_slice(&column.before);
            match reader.value(column.slot, line) {
                Value::Null if json => out.extend_from_slice(b"null"),
                Value::Null => {}
                Value::Text(text) => self.text(&text, out),
                // Its digits are there already.
                Value::Integer(number) => match reader.raw(column.slot, line).filter(|_| !json) {
                    Some(digits) => out.extend_from_slice(digits),
                    None => drop(write!(out, "{number}")),
                },
                Value::Double(number) => drop(write!(out, "{number}")),
                Value::Time(time) => {
                    let quote: &[u8] = if json { b"\"" } else { b"" };
                    out.extend_from_slice(quote);
                    self.clock.write(time, self.utc, out);
                    out.extend_from_slice(quote);
                }
                Value::Params(query) => {
                    let object = json_params(&query);
                    match json {
                        true => out.extend_from_slice(object.as_bytes()),
                        false => self.text(&object, out),
                    }
                }
            }
        }
        out.extend_from_slice(if json { b"}\n" } else { b"\n" });
    }

    #[inline]
    fn text(&self, text: &str, out: &mut Vec<u8>) {
        match self.form {
            Form::Csv => csv_text(text.as_bytes(), out),
            Form::Tsv => tsv_text(text.as_bytes(), out),
            Form::Json => json_text(text, out),
        }
    }
}

/// Bytes that a CSV field holds only in quotes.
const QUOTED: [bool; 256] = marked(b",\"\r\n");

/// Bytes that a TSV field holds only as escapes.
const ESCAPED: [bool; 256] = marked(b"\t\r\n\\");

const fn marked(bytes: &[u8]) -> [bool; 256] {
    let mut marks = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        marks[bytes[at] as usize] = true;
        at += 1;
    }
    marks
}

#[inline]
fn holds(text: &[u8], marks: &[bool; 256]) -> bool {
    // Without a branch a byte, so that it is vectorised.
    text.iter().fold(false, |found, byte| {
        found | marks.get(usize::from(*byte)).copied().unwrap_or(false)
    })
}

#[inline]
fn csv_text(text: &[u8], out: &mut Vec<u8>) {
    if !holds(text, &QUOTED) {
        return out.extend_from_slice(text);
    }
    out.push(b'"');
    for byte in text {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

#[inline]
fn tsv_text(text: &[u8], out: &mut Vec<u8>) {
    if !holds(text, &ESCAPED) {
        return out.extend_from_slice(text);
    }
    for byte in text {
        match byte {
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\\' => out.extend_from_slice(b"\\\\"),
            byte => out.push(*byte),
        }
    }
}

#[inline]
fn json_text(text: &str, out: &mut Vec<u8>) {
    let plain = |byte: &u8| *byte >= 0x20 && *byte != b'"' && *byte != b'\\';
    if text.as_bytes().iter().all(plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return;
    }
    // Writing to memory doesn't fail.
    drop(serde_json::to_writer(out, text));
}

/// A query's parameters as an object; of those with the same name the last.
fn json_params(query: &str) -> String {
    let map: serde_json::Map<String, serde_json::Value> = params(query)
        .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
        .collect();
    serde_json::Value::Object(map).to_string()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use skep_serde::access_log::LogFormat;

    use super::*;

    const LINE: &[u8] =
        br#"::1 - bob [10/Oct/2000:13:55:36 -0700] "GET /a,\"b\"\t?x=1&y=%22 HTTP/1.1" 200 - "-" "a\nb\\""#;

    fn check(form: Form, utc: bool, fields: &str, expected: &str) {
        let format = LogFormat::parse("combined").unwrap();
        let wanted: Vec<usize> = fields
            .split(',')
            .map(|name| format.field(name).unwrap())
            .collect();
        let mut reader = LogReader::new(&format, &wanted);
        reader.read(LINE);
        let fields = wanted
            .iter()
            .zip(0..)
            .map(|(field, slot)| (&format.fields()[*field], slot));
        let mut writer = RowWriter::new(form, fields, utc);
        let mut out = Vec::new();
        writer.header(&mut out);
        writer.row(&reader, LINE, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn times_are_iso_8601() {
        // 971211336 is 2000-10-10 20:55:36 UTC.
        for (micros, offset, utc, expected) in [
            (
                971_211_336_000_000,
                -25_200,
                false,
                "2000-10-10T13:55:36-07:00",
            ),
            (971_211_336_000_000, -25_200, true, "2000-10-10T20:55:36Z"),
            (
                971_211_336_250_000,
                19_800,
                false,
                "2000-10-11T02:25:36.250+05:30",
            ),
            (
                971_211_336_000_001,
                0,
                false,
                "2000-10-10T20:55:36.000001+00:00",
            ),
            (-1_000_000, 0, true, "1969-12-31T23:59:59Z"),
        ] {
            let mut out = Vec::new();
            write_time(Instant { micros, offset }, utc, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn rows_are_written_in_all_forms() {
        let fields = "host,time,path,status,bytes,agent";
        check(
            Form::Csv,
            false,
            fields,
            "host,time,path,status,bytes,agent\n::1,2000-10-10T13:55:36-07:00,\"/a,\"\"b\"\"\t\",200,,\"a\nb\\\"\n",
        );
        check(
            Form::Tsv,
            true,
            fields,
            "host\ttime\tpath\tstatus\tbytes\tagent\n::1\t2000-10-10T20:55:36Z\t/a,\"b\"\\t\t200\t\ta\\nb\\\\\n",
        );
        check(
            Form::Json,
            true,
            "time,path,bytes,status,params",
            "{\"time\":\"2000-10-10T20:55:36Z\",\"path\":\"/a,\\\"b\\\"\\t\",\"bytes\":null,\"status\":200,\"params\":{\"x\":\"1\",\"y\":\"\\\"\"}}\n",
        );
        check(
            Form::Csv,
            false,
            "params",
            "params\n\"{\"\"x\"\":\"\"1\"\",\"\"y\"\":\"\"\\\"\"\"\"}\"\n",
        );
    }
}
