//! Lines of several files that come in turns, as while files are followed.

use std::io;

use skep_log::input::Block;
use skep_log::sieve::{Choice, Sieve, Sink};
use skep_serde::access_log::{LogFormat, LogReader, Value};

/// The first field of each row.
#[derive(Default)]
struct Firsts(Vec<String>);

impl Sink for Firsts {
    fn row(&mut self, reader: &LogReader, line: &[u8]) -> io::Result<()> {
        if let Value::Integer(status) = reader.value(0, line) {
            self.0.push(status.to_string());
        }
        Ok(())
    }
}

#[test]
fn each_has_header_lines_and_line_numbers_of_its_own() {
    let format = LogFormat::parse("iis").unwrap();
    let status = format.field("status").unwrap();
    let choice = Choice {
        condition: None,
        since: None,
        until: None,
        zone: chrono_tz::UTC,
        keep: false,
        limit: None,
    };
    let mut sieve = Sieve::new(&format, &[status], &choice, None).unwrap();
    let mut files = [sieve.source("a"), sieve.source("b")];
    let mut rows = Firsts::default();
    for (file, lines) in [
        (0, "#Fields: sc-status date time\n"),
        (1, "#Fields: date time sc-status\n"),
        (0, "200 2000-10-10 20:55:36\n"),
        (1, "2000-10-10 20:55:37 404\nbroken\n"),
    ] {
        let block = Block::Lines(lines.as_bytes());
        sieve.block(block, &mut files[file], &mut rows).unwrap();
    }
    assert_eq!(rows.0, ["200", "404"]);
    let first = sieve.first_reject.unwrap();
    assert_eq!((first.file.as_str(), first.line), ("b", 3));
}
