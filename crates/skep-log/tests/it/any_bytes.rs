//! Any bytes, in all formats: nothing panics, no line is lost, and what was written comes back.

use std::io;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use skep_log::input::{Block, Lines};
use skep_log::sieve::{Choice, Sieve, Sink};
use skep_serde::access_log::{LogFormat, LogReader, Value, Verdict};

/// Pieces that logs are made of, so that lines come near to fitting.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = [
        "\n",
        "\r\n",
        " ",
        " ",
        "-",
        "\"",
        "\" \"",
        "[",
        "]",
        "\\",
        "\\\"",
        "\\x",
        "\\xe4",
        "\t",
        "#Fields: date time sc-status",
        "{\"",
        "\":",
        "}",
        "10/Oct/2000:13:55:36 -0700",
        "2000-10-10T20:55:36Z",
        "200",
        "::1",
        "GET /a?b=%41 HTTP/1.1",
        "[error] 1#2: *3 ",
        "é",
        "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326",
    ];
    prop_oneof![
        4 => select(known.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..8),
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

fn names() -> Vec<&'static str> {
    LogFormat::known().iter().map(|known| known.0).collect()
}

/// Counts what it is given.
#[derive(Default)]
struct Count {
    rows: u64,
    rejects: u64,
}

impl Sink for Count {
    fn row(&mut self, reader: &LogReader, line: &[u8]) -> io::Result<()> {
        self.rows += 1;
        let _ = reader.value(0, line);
        Ok(())
    }

    fn reject(&mut self, _: usize) {
        self.rejects += 1;
    }
}

/// Gives as many bytes at a time as it is told.
struct Steps<'a>(&'a [u8], usize);

impl io::Read for Steps<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(self.1).min(buffer.len());
        let (now, rest) = self.0.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.0 = rest;
        Ok(count)
    }
}

fn fields_of(format: &LogFormat) -> Vec<usize> {
    (0..format.fields().len()).collect()
}

proptest! {
    #[test]
    fn no_line_is_lost(text in bytes(), name in select(names()), step in 1_usize..40, max_line in 1_usize..200, keep: bool) {
        let format = LogFormat::parse(name).unwrap();
        let choice = Choice {
            condition: format.field("status").map(|_| "status >= 300 or status is null".to_owned()),
            since: None,
            until: None,
            zone: chrono_tz::UTC,
            keep,
            limit: None,
        };
        let mut sieve = Sieve::new(&format, &fields_of(&format), &choice, None).unwrap();
        let mut sink = Count::default();
        let mut source = sieve.source("x");
        let mut lines = Lines::new(Steps(&text, step), max_line);
        while let Some(block) = lines.next().unwrap() {
            sieve.block(block, &mut source, &mut sink).unwrap();
        }
        if let Some(block) = lines.finish() {
            prop_assert!(!matches!(block, Block::Long(_, false)));
            sieve.block(block, &mut source, &mut sink).unwrap();
        }
        let counts = sieve.counts;
        let ends = text.iter().filter(|byte| **byte == b'\n').count() as u64;
        let unended = u64::from(!text.is_empty() && !text.ends_with(b"\n"));
        prop_assert_eq!(counts.read, ends + unended);
        prop_assert_eq!(counts.read, counts.written + counts.filtered + counts.rejected + counts.directives);
        prop_assert_eq!((sink.rows, sink.rejects), (counts.written, counts.rejected + counts.kept));
    }

    #[test]
    fn any_line_is_read(line in bytes(), name in select(names())) {
        let format = LogFormat::parse(name).unwrap();
        let all = fields_of(&format);
        let line: Vec<u8> = line.into_iter().filter(|byte| *byte != b'\n').collect();
        let mut reader = LogReader::new(&format, &all);
        let verdict = reader.read(&line);
        let values: Vec<String> = all.iter().map(|slot| format!("{:?}", reader.value(*slot, &line))).collect();
        if let Verdict::Broken(field) = verdict {
            prop_assert!(field < all.len());
        }
        // Who asks for less sees the same.
        if verdict != Verdict::Directive {
            for slot in &all {
                let mut one = LogReader::lenient(&format, &[*slot]);
                one.read(&line);
                prop_assert_eq!(&format!("{:?}", one.value(0, &line)), &values[*slot], "{}", format.fields()[*slot].name);
            }
        }
        // And it is found without a panic what it is.
        let _ = LogFormat::detect(&line);
    }

    #[test]
    fn what_apache_escapes_comes_back(texts in vec(text(), 4), status in 100_u16..600, sent in proptest::option::of(any::<u32>())) {
        let [user, request, referer, agent] = texts.try_into().unwrap();
        let size = sent.map_or("-".to_owned(), |sent| sent.to_string());
        let line = format!(
            "::1 - {} [10/Oct/2000:13:55:36 -0700] \"{}\" {status} {size} \"{}\" \"{}\"",
            escaped(&user).replace('[', "("), escaped(&request), escaped(&referer), escaped(&agent),
        );
        let user = user.replace('[', "(");
        let format = LogFormat::parse("combined").unwrap();
        let wanted: Vec<usize> = ["user", "request", "status", "bytes", "referer", "agent"].iter().map(|name| format.field(name).unwrap()).collect();
        let mut reader = LogReader::new(&format, &wanted);
        prop_assert_eq!(reader.read(line.as_bytes()), Verdict::Whole, "{}", line);
        for (slot, expected) in [(0, &user), (1, &request), (4, &referer), (5, &agent)] {
            prop_assert_eq!(reader.value(slot, line.as_bytes()), Value::Text(expected.as_str().into()), "{}", line);
        }
        prop_assert_eq!(reader.value(2, line.as_bytes()), Value::Integer(status.into()));
        prop_assert_eq!(reader.value(3, line.as_bytes()), sent.map_or(Value::Null, |sent| Value::Integer(sent.into())));
    }
}

/// A text that a client may send; `-` alone would stand for nothing, and so would a text that looks like an escape of what isn't UTF-8.
fn text() -> impl Strategy<Value = String> {
    "[ -~\t\n\u{e4}\u{20ac}\"\\\\]{1,20}".prop_filter("it stands for nothing", |text| text != "-")
}

/// As `ap_escape_logitem` of Apache's server/util.c writes it.
fn escaped(text: &str) -> String {
    let mut written = String::new();
    for byte in text.bytes() {
        match byte {
            b'"' => written.push_str("\\\""),
            b'\\' => written.push_str("\\\\"),
            b'\n' => written.push_str("\\n"),
            b'\t' => written.push_str("\\t"),
            0x20..=0x7e => written.push(char::from(byte)),
            other => written.push_str(&format!("\\x{other:02x}")),
        }
    }
    written
}
