//! The plain reader, checked by hand against what Hive's classes say.

#![expect(clippy::expect_used, reason = "a test may panic")]

use chrono_tz::Tz;
use skep_hiveql::parse_type;

use super::{Real, TextTable, Value, lines_of};

fn read(properties: &[(&str, &str)], types: &[&str], text: &str) -> Vec<Vec<Value>> {
    let table = TextTable {
        columns: types
            .iter()
            .map(|ty| (String::from("c"), parse_type(ty).expect("a type")))
            .collect(),
        properties: properties
            .iter()
            .map(|(k, v)| (String::from(*k), String::from(*v)))
            .collect(),
        header: 0,
        footer: 0,
        zone: Tz::UTC,
    };
    let rows = table.read(text.as_bytes());
    rows.into_iter().map(|row| row.values).collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn lines_and_their_offsets() {
    let lines: Vec<_> = lines_of(b"\xef\xbb\xbfa\r\n\rb\n\nc")
        .into_iter()
        .map(|line| (line.offset, line.text))
        .collect();
    let expected: [(u64, &[u8]); 5] = [(3, b"a"), (6, b""), (7, b"b"), (9, b""), (10, b"c")];
    assert_eq!(
        lines,
        expected.map(|(offset, text)| (offset, text.to_vec()))
    );
    assert!(lines_of(b"").is_empty());
}

#[test]
fn short_long_and_bad_fields() {
    let tab = [("field.delim", "\t")];
    assert_eq!(
        read(
            &tab,
            &["int", "string", "double"],
            "1\ta\t1.5\tmore\nx\n\\N\t\\N\tNaN\n"
        ),
        [
            vec![Value::Integer(1), text("a"), Value::Real(Real(1.5))],
            vec![Value::Null, Value::Null, Value::Null],
            vec![Value::Null, Value::Null, Value::Real(Real(f64::NAN))],
        ]
    );
}

#[test]
fn escapes_and_the_rest_of_the_line() {
    let comma = [("field.delim", ","), ("escape.delim", "\\")];
    assert_eq!(
        read(&comma, &["string", "string"], "a\\,b\\n,c\\\\\n"),
        [[text("a,b\n"), text("c\\")]]
    );
    let rest = [
        ("field.delim", ","),
        ("serialization.last.column.takes.rest", "true"),
    ];
    assert_eq!(
        read(&rest, &["string", "string"], "a,b,c\n"),
        [[text("a"), text("b,c")]]
    );
}

#[test]
fn nested_values() {
    let entry = |key: &str, value: Value| (text(key), value);
    assert_eq!(
        read(
            &[],
            &[
                "array<int>",
                "map<string,int>",
                "struct<a:int,b:string>",
                "uniontype<int,string>"
            ],
            "1\u{2}x\u{1}k\u{3}1\u{2}k\u{3}2\u{2}l\u{1}7\u{1}1\u{2}word\n"
        ),
        [[
            Value::Array(vec![Value::Integer(1), Value::Null]),
            Value::Map(vec![entry("k", Value::Integer(1)), entry("l", Value::Null)]),
            Value::Struct(vec![Value::Integer(7), Value::Null]),
            Value::Union(1, Box::new(text("word"))),
        ]]
    );
}

#[test]
fn what_lengths_say_at_first_sight() {
    assert_eq!(read(&[], &["double"], "NaN \n"), [[Value::Null]]);
    assert_eq!(read(&[], &["date"], "1-1-1\n"), [[Value::Null]]);
}

#[test]
fn base64_has_all_its_padding_or_none() {
    for (written, bytes) in [
        ("aGVsbA==", "hell"),
        ("aGVsbA", "hell"),
        ("aGVsbA=", "aGVsbA="),
        ("aGVsbG8=", "hello"),
        ("a", "a"),
    ] {
        let found = read(&[], &["binary"], written);
        assert_eq!(found, [[Value::Binary(bytes.into())]], "{written}");
    }
}
