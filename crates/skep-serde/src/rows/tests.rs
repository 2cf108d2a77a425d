//! The row formats behind one door.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;

use arrow::buffer::Buffer;
use chrono_tz::Tz;
use skep_hiveql::types::{HiveType, StructField};

use crate::display::cell_to_string;
use crate::format::{FormatError, RowFormat};
use crate::lines::Run;

type Rows = Result<Vec<String>, FormatError>;

fn read(class: &str, properties: &[(&str, &str)], types: &[HiveType], text: &str) -> Rows {
    let properties: BTreeMap<_, _> = properties
        .iter()
        .map(|(k, v)| (String::from(*k), String::from(*v)))
        .collect();
    let columns: Vec<_> = types
        .iter()
        .enumerate()
        .map(|(i, ty)| (format!("c{i}"), ty.clone()))
        .collect();
    let projection: Vec<usize> = (0..types.len()).collect();
    let format = RowFormat::of_serde(class, &properties)?;
    let mut decoder = format.decoder(&columns, &projection, Tz::UTC)?;
    decoder.load(Run {
        bytes: Buffer::from(text.as_bytes()),
        offset: 0,
    });
    while decoder.decode(2)? > 0 {}
    let rows = decoder.rows();
    let arrays = decoder.finish().unwrap();
    let cell = |row: usize| {
        let cells = arrays
            .iter()
            .zip(types)
            .map(|(a, ty)| cell_to_string(a, row, ty, Tz::UTC));
        cells.collect::<Vec<_>>().join("|")
    };
    Ok((0..rows).map(cell).collect())
}

const CSV: &str = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
const REGEX: &str = "org.apache.hadoop.hive.serde2.RegexSerDe";
const JSON: &str = "org.apache.hadoop.hive.serde2.JsonSerDe";

#[test]
fn quoted_csv() {
    let strings = vec![HiveType::String; 3];
    let check = |properties: &[(&str, &str)], text: &str, expected: &[&str]| {
        assert_eq!(
            read(CSV, properties, &strings, text).unwrap(),
            expected,
            "{text:?}"
        );
    };
    check(&[], "a,\"b,c\",\"say \"\"x\"\"\"\n", &["a|b,c|say \"x\""]);
    check(&[], "a,b\n,,\n", &["a|b|NULL", "||"]);
    check(&[], "\"a\\\"b\",\"c\\\\d\",e\\f\n", &["a\"b|c\\d|ef"]);
    // The field that isn't ended is lost.
    check(&[], "a,\"b\n", &["a|NULL|NULL"]);
    let other = [
        ("separatorChar", "\t"),
        ("quoteChar", "'"),
        ("escapeChar", "/"),
    ];
    check(&other, "a\t'b\tc'\t'd/'e'\n", &["a|b\tc|d'e"]);
}

#[test]
fn lines_by_a_regular_expression() {
    let types = [HiveType::String, HiveType::Int];
    let pattern = [("input.regex", "(\\S+) (?:n=)?(\\d+)?.*")];
    let rows = read(REGEX, &pattern, &types, "a n=7 rest\nb x\nnothing\n").unwrap();
    assert_eq!(rows, ["a|7", "b|NULL", "NULL|NULL"]);
    let any_case = [
        ("input.regex", "X(.)"),
        ("input.regex.case.insensitive", "true"),
    ];
    assert_eq!(read(REGEX, &any_case, &types[..1], "x1\n").unwrap(), ["1"]);
    assert!(matches!(
        read(REGEX, &[], &types, ""),
        Err(FormatError::Property { .. })
    ));
    let broken = [("input.regex", "(")];
    assert!(matches!(
        read(REGEX, &broken, &types, ""),
        Err(FormatError::Property { .. })
    ));
}

#[test]
fn json_objects() {
    let point = HiveType::Struct(vec![StructField {
        name: "x".into(),
        ty: HiveType::Double,
    }]);
    let types = [
        HiveType::Int,
        HiveType::String,
        HiveType::Array(Box::new(point)),
        HiveType::Map(Box::new(HiveType::String), Box::new(HiveType::Boolean)),
    ];
    let text = concat!(
        r#"{"C0": 1, "c1": "a\nb", "c2": [{"x": 1}, {"X": "2.5"}, null], "c3": {"k": true}}"#,
        "\n\n",
        r#"{"c0": "x", "c1": {"n": [1]}, "c2": 5, "c3": {"k": null}, "more": 1}"#,
    );
    let rows = read(JSON, &[], &types, text).unwrap();
    assert_eq!(
        rows,
        [
            r#"1|a
b|[{"x":1.0},{"x":2.5},null]|{"k":true}"#,
            "NULL|NULL|NULL|NULL",
            r#"NULL|{"n":[1]}|NULL|{"k":null}"#,
        ]
    );
    let error = read(JSON, &[], &types, "{}\n{oops}\n").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the line at byte 3 is no JSON"),
        "{error}"
    );
    let lenient = [("ignore.malformed.json", "true")];
    assert_eq!(
        read(JSON, &lenient, &types[..1], "oops\n").unwrap(),
        ["NULL"]
    );
}

#[test]
fn a_serde_that_is_not_known_is_named() {
    let error = read("com.example.MySerDe", &[], &[], "").unwrap_err();
    assert_eq!(
        error.to_string(),
        "SerDe `com.example.MySerDe` is not supported"
    );
}
