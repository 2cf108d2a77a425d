//! Ten thousand lines of a real server, field by field as a regular expression in Python finds them.

use std::io::Read;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value as Json, json};
use skep_log::input::Bytes;
use skep_serde::access_log::{LogFormat, LogReader, Value, Verdict};

const FIELDS: [&str; 12] = [
    "host", "ident", "user", "request", "method", "path", "query", "protocol", "status", "bytes",
    "referer", "agent",
];

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

fn shown(value: Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Text(text) | Value::Params(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Double(number) => json!(number),
        Value::Time(_) => panic!("asked for apart"),
    }
}

#[test]
fn every_field_of_every_line_is_what_python_finds() {
    let log = data("semicomplete-2015.log.gz");
    let python = Command::new("python3")
        .arg(data("parse.py"))
        .arg(&log)
        .output()
        .unwrap();
    assert!(
        python.status.success(),
        "{}",
        String::from_utf8_lossy(&python.stderr)
    );
    let python = String::from_utf8(python.stdout).unwrap();
    let mut text = Vec::new();
    Bytes::open(&log, |_| ())
        .unwrap()
        .read_to_end(&mut text)
        .unwrap();
    let lines: Vec<&[u8]> = text
        .strip_suffix(b"\n")
        .unwrap_or(&text)
        .split(|byte| *byte == b'\n')
        .collect();
    assert_eq!((lines.len(), python.lines().count()), (10_000, 10_000));

    let format = LogFormat::detect(&text).unwrap();
    assert_eq!(format.name(), "combined");
    let mut wanted: Vec<usize> = FIELDS
        .iter()
        .map(|name| format.field(name).unwrap())
        .collect();
    wanted.push(format.field("time").unwrap());
    let mut reader = LogReader::new(&format, &wanted);
    let mut rejected = Vec::new();
    for (number, (line, expected)) in (1..).zip(lines.iter().zip(python.lines())) {
        let expected: Json = serde_json::from_str(expected).unwrap();
        let verdict = reader.read(line);
        if verdict != Verdict::Whole {
            assert_eq!(expected, Json::Null, "line {number}");
            rejected.push((number, verdict));
            continue;
        }
        let mut found: Vec<Json> = (0..FIELDS.len())
            .map(|slot| shown(reader.value(slot, line)))
            .collect();
        let Value::Time(time) = reader.value(FIELDS.len(), line) else {
            panic!("line {number} has no time");
        };
        found.splice(3..3, [json!(time.micros / 1_000_000), json!(time.offset)]);
        assert_eq!(Json::Array(found), expected, "line {number}");
    }
    // It is cut off in the middle of the agent.
    assert_eq!(
        rejected,
        [(8899, Verdict::Broken(format.field("agent").unwrap()))]
    );
}
