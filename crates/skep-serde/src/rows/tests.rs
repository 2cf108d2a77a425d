//! The row formats behind one door.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringViewArray};
use arrow::buffer::Buffer;
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use skep_hiveql::types::{HiveType, StructField};

use crate::charset::Charset;
use crate::display::cell_to_string;
use crate::filter::{Condition, Constant, Operator, Place, Predicate};
use crate::format::{FormatError, RowDecoder, RowFormat};
use crate::lines::Run;
use crate::types::arrow_field;

type Rows = Result<Vec<String>, FormatError>;

/// The rows of a text, cells parted by `|`.
pub(crate) fn read(
    class: &str,
    properties: &[(&str, &str)],
    types: &[HiveType],
    text: &str,
) -> Rows {
    let all: Vec<usize> = (0..types.len()).collect();
    read_part(class, properties, types, &all, &[text.as_bytes()])
}

/// The same of some columns, from several runs.
pub(crate) fn read_part(
    class: &str,
    properties: &[(&str, &str)],
    types: &[HiveType],
    projection: &[usize],
    runs: &[&[u8]],
) -> Rows {
    let format = RowFormat::of_serde(class, &map(properties))?;
    let decoder = format.decoder(&columns(types), projection, Tz::UTC)?;
    rows_of(decoder, types, projection, runs)
}

pub(crate) fn map(properties: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(k, v): &(&str, &str)| (String::from(*k), String::from(*v));
    properties.iter().map(owned).collect()
}

pub(crate) fn columns(types: &[HiveType]) -> Vec<(String, HiveType)> {
    let named = |(i, ty): (usize, &HiveType)| (format!("c{i}"), ty.clone());
    types.iter().enumerate().map(named).collect()
}

/// Rows of two strings.
pub(crate) fn pairs(rows: &[(Option<&str>, Option<&str>)]) -> Vec<ArrayRef> {
    let (a, b): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
    vec![
        Arc::new(StringViewArray::from(a)),
        Arc::new(StringViewArray::from(b)),
    ]
}

/// What is written of arrays.
pub(crate) fn written(
    class: &str,
    properties: &[(&str, &str)],
    types: &[HiveType],
    arrays: Vec<ArrayRef>,
) -> Result<String, FormatError> {
    let columns = columns(types);
    let fields = columns.iter().map(|(name, ty)| arrow_field(name, ty));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    let batch = RecordBatch::try_new(schema.into(), arrays).unwrap();
    let mut out = Vec::new();
    RowFormat::of_serde(class, &map(properties))?
        .encoder(Charset::Utf8, &columns, Tz::UTC)?
        .encode(&batch, &mut out);
    Ok(String::from_utf8(out).unwrap())
}

/// What a decoder makes of runs.
pub(crate) fn rows_of(
    mut decoder: Box<dyn RowDecoder>,
    types: &[HiveType],
    projection: &[usize],
    runs: &[&[u8]],
) -> Rows {
    let mut offset = 0;
    for run in runs {
        decoder.load(Run {
            bytes: Buffer::from(*run),
            offset,
        });
        offset += run.len() as u64;
        while decoder.decode(2)? > 0 {}
    }
    if decoder.end() {
        while decoder.decode(2)? > 0 {}
    }
    let rows = decoder.rows();
    let arrays = decoder.finish().unwrap();
    let cell = |row: usize| {
        let cells = arrays.iter().zip(projection).map(|(array, field)| {
            let ty = types.get(*field).unwrap_or(&HiveType::BigInt);
            cell_to_string(array, row, ty, Tz::UTC)
        });
        cells.collect::<Vec<_>>().join("|")
    };
    Ok((0..rows).map(cell).collect())
}

const CSV: &str = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
const REGEX: &str = "org.apache.hadoop.hive.serde2.RegexSerDe";
const MULTI: &str = "org.apache.hadoop.hive.serde2.MultiDelimitSerDe";
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

/// Conditions leave out the same rows whichever columns are asked for.
#[test]
fn conditions_on_every_format() {
    let types = [HiveType::String, HiveType::Int, HiveType::String];
    let compare = |operator, number| Condition::Compare(operator, Constant::Integer(number));
    let check = |class: &str, properties: &[(&str, &str)], text: &str| {
        let format = RowFormat::of_serde(class, &map(properties)).unwrap();
        let select = |projection: &[usize], conditions: &[(usize, Condition)]| {
            let predicate = |(column, condition): &(usize, Condition)| Predicate {
                column: *column,
                condition: condition.clone(),
            };
            let predicates: Vec<_> = conditions.iter().map(predicate).collect();
            for predicate in &predicates {
                assert!(format.supports(predicate, &columns(&types)));
            }
            let mut decoder = format
                .decoder(&columns(&types), projection, Tz::UTC)
                .unwrap();
            decoder.set_filter(&predicates);
            rows_of(decoder, &types, projection, &[text.as_bytes()]).unwrap()
        };
        assert_eq!(
            select(&[0], &[(1, compare(Operator::Greater, 1))]),
            ["b", "c"]
        );
        assert_eq!(select(&[2, 1], &[(1, compare(Operator::Eq, 2))]), ["äy|2"]);
        assert_eq!(select(&[0], &[(1, Condition::IsNull)]), ["d"]);
        let like = Condition::Like {
            place: Place::Start,
            text: "ä".into(),
            negated: false,
        };
        assert_eq!(
            select(&[1], &[(2, like.clone()), (0, Condition::IsNotNull)]),
            ["2", "3"]
        );
        assert_eq!(select(&[], &[(2, like)]), ["", ""]);
    };
    check(
        CSV,
        &[],
        "a,1,x\n\"b\",\"2\",\"äy\"\nc,3,\"ä\"\"\"\nd,e,f\n",
    );
    let pattern = [("input.regex", "(.) ([^ ]*) (.*)")];
    check(REGEX, &pattern, "a 1 x\nb 2 äy\nc 3 ä\nd e f\n");
    check(
        JSON,
        &[],
        concat!(
            r#"{"c0":"a","c1":1,"c2":"x"}"#,
            "\n",
            r#"{"c2":"\u00e4y","c1":"2","C0":"b"}"#,
            "\n",
            r#"{"c0":"c","c1":3.7,"c2":"ä"}"#,
            "\n",
            r#"{"c0":"d","c2":""}"#,
        ),
    );
    let delimiter = [("field.delim", "||")];
    check(MULTI, &delimiter, "a||1||x\nb||2||äy\nc||3||ä\nd||e\n");
}

#[test]
fn a_serde_that_is_not_known_is_named() {
    let error = read("com.example.MySerDe", &[], &[], "").unwrap_err();
    assert_eq!(
        error.to_string(),
        "SerDe `com.example.MySerDe` is not supported"
    );
}
