//! JSON lines against a plain reader that takes each line apart with serde_json.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use arrow::array::{ArrayRef, BinaryArray, StringViewArray};
use chrono_tz::Tz;
use proptest::prelude::*;
use serde_json::Value;
use skep_hiveql::types::{HiveType, StructField};

use super::value::field_of;
use crate::column::{Column, TextRules};
use crate::display::cell_to_string;
use crate::primitive::{self, Zone};
use crate::rows::tests::{columns, read, read_part, written};

const JSON: &str = "org.apache.hadoop.hive.serde2.JsonSerDe";

fn list(ty: HiveType) -> HiveType {
    HiveType::Array(Box::new(ty))
}

fn fields(types: &[(&str, HiveType)]) -> HiveType {
    let field = |(name, ty): &(&str, HiveType)| StructField {
        name: (*name).into(),
        ty: ty.clone(),
    };
    HiveType::Struct(types.iter().map(field).collect())
}

fn types() -> Vec<HiveType> {
    vec![
        HiveType::Int,
        HiveType::String,
        HiveType::Double,
        HiveType::Boolean,
        HiveType::Decimal(10, 2),
        list(HiveType::BigInt),
        HiveType::Map(Box::new(HiveType::String), Box::new(HiveType::String)),
        fields(&[("c0", HiveType::String), ("x", list(HiveType::Double))]),
    ]
}

/// What a line is, as the slow reader has it: None if it is refused.
fn slowly(line: &str, types: &[HiveType]) -> Option<String> {
    let value = match serde_json::from_str::<Value>(line) {
        Ok(value @ (Value::Object(_) | Value::Null)) => value,
        _ if line.trim().is_empty() => Value::Null,
        _ => return None,
    };
    let rules = TextRules {
        extended_boolean: false,
        base64: true,
        zone: Zone::Region(Tz::UTC),
    };
    let mut cells = Vec::new();
    let names: Vec<String> = columns(types).into_iter().map(|(name, _)| name).collect();
    for (name, ty) in columns(types) {
        let mut column = Column::new(&ty);
        append(&mut column, &ty, member(&value, &name, &names), &rules);
        cells.push(cell_to_string(&column.finish().unwrap(), 0, &ty, Tz::UTC));
    }
    Some(cells.join("|"))
}

/// serde_json's map keeps the place of the first of equal keys and the value of the last, as Jackson's does.
fn member<'v>(object: &'v Value, name: &str, names: &[String]) -> &'v Value {
    let Value::Object(members) = object else {
        return &Value::Null;
    };
    let names = || names.iter().map(String::as_str);
    let place = names().position(|other| other == name);
    let mut named = members
        .iter()
        .filter(|(key, _)| field_of(key, names()) == place);
    named.next_back().map_or(&Value::Null, |(_, value)| value)
}

fn append(column: &mut Column, ty: &HiveType, value: &Value, rules: &TextRules) {
    match (column, ty, value) {
        (Column::List(nested, element), HiveType::Array(ty), Value::Array(values)) => {
            for value in values {
                append(element, ty, value, rules);
            }
            nested.push(element.len(), true);
        }
        (Column::Map(nested, entries), HiveType::Map(_, ty), Value::Object(members)) => {
            for (key, value) in members {
                entries.0.append_text(key.as_bytes(), None, rules);
                append(&mut entries.1, ty, value, rules);
            }
            nested.push(entries.0.len(), true);
        }
        (Column::Struct(nested, columns), HiveType::Struct(fields), Value::Object(_)) => {
            let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
            for (column, field) in columns.iter_mut().zip(fields) {
                append(column, &field.ty, member(value, &field.name, &names), rules);
            }
            nested.valid.push(true);
        }
        (column, _, Value::Null) => column.append_null(),
        (column, ty, value) if ty.is_primitive() => match text(ty, value) {
            Some(text) => column.append_text(text.as_bytes(), None, rules),
            None => column.append_null(),
        },
        (column, ..) => column.append_null(),
    }
}

fn text(ty: &HiveType, value: &Value) -> Option<String> {
    let integer = matches!(ty, HiveType::Int | HiveType::BigInt);
    Some(match value {
        Value::String(text) => text.clone(),
        Value::Bool(truth) if integer || *ty == HiveType::Double => u8::from(*truth).to_string(),
        Value::Number(number) if *ty == HiveType::Boolean => {
            (number.as_f64() != Some(0.0)).to_string()
        }
        Value::Number(number) if number.is_f64() && *ty != HiveType::Double => {
            let double = number.as_f64()?;
            if integer {
                format!("{:.0}", double.trunc())
            } else {
                let mut text = Vec::new();
                primitive::format_f64(double, &mut text);
                String::from_utf8(text).unwrap()
            }
        }
        Value::Array(_) | Value::Object(_) if !ty.is_string() => return None,
        value => value.to_string(),
    })
}

/// What the fast reader makes of a line.
fn fast(line: &str, types: &[HiveType]) -> Option<String> {
    read(JSON, &[], types, &format!("{line}\n"))
        .ok()?
        .into_iter()
        .next()
}

/// JSON texts, as they may be written: with blanks, escapes and doubled keys.
fn json() -> impl Strategy<Value = String> {
    let string =
        "\"([ -!#-\\[\\]-~é€😀]|\\\\[\"\\\\/bfnrt]|\\\\u00[0-9a-f]{2}|\\\\ud83d\\\\ude00){0,12}\"";
    // No longer than serde_json reads exactly.
    let number = "-?(0|[1-9][0-9]{0,7})(\\.[0-9]{1,4})?([eE][+-]?[0-9])?"
        // serde_json reads it as -0.0.
        .prop_filter("a negative zero", |number: &String| number != "-0");
    let leaf = prop_oneof![
        4 => string,
        3 => number,
        1 => Just("true".to_owned()),
        1 => Just("false".to_owned()),
        1 => Just("null".to_owned()),
        1 => Just("\"12\"".to_owned()),
        1 => Just("\"true\"".to_owned()),
    ];
    let key = prop_oneof![
        6 => "\"[cC][0-9]\"",
        1 => "\"_col[0-9]\"",
        1 => Just("\"\\u0063\\u0031\"".to_owned()),
        1 => "\"[xX]\"",
        1 => string,
    ];
    leaf.prop_recursive(4, 24, 6, move |inner| {
        let member = (key.clone(), "[ \t]{0,2}", inner.clone());
        let member = member.prop_map(|(key, blank, value)| format!("{key}{blank}:{blank}{value}"));
        prop_oneof![
            1 => prop::collection::vec(inner, 0..5).prop_map(|all| format!("[{}]", all.join(" ,"))),
            2 => prop::collection::vec(member, 0..8)
                .prop_map(|all| format!("{{ {} }}", all.join(", "))),
        ]
    })
}

fn objects() -> impl Strategy<Value = String> {
    let member = ("\"[cC_][0-9ol]{1,4}\"|\"c[0-9]\"", json());
    let member = member.prop_map(|(key, value)| format!("{key}:{value}"));
    prop::collection::vec(member, 0..12).prop_map(|all| format!("{{{}}}", all.join(",")))
}

/// Objects without what both readers take differently when it is damaged: surrogates, exponents, `-0`.
fn simple() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "\"([a-d ]|\\\\[nt\"])*\"",
        "-?[1-9][0-9]{0,3}(\\.[1-9]{1,2})?",
        Just("true".to_owned()),
        Just("null".to_owned()),
    ];
    let value = leaf.prop_recursive(3, 12, 4, |inner| {
        let member = inner.clone().prop_map(|value| format!("\"c0\":{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|all| format!("[{}]", all.join(","))),
            prop::collection::vec(member, 0..3).prop_map(|all| format!("{{{}}}", all.join(" ,"))),
        ]
    });
    let member = ("\"[cx][0-9]\"", value).prop_map(|(key, value)| format!("{key}:{value}"));
    prop::collection::vec(member, 0..6).prop_map(|all| format!("{{{}}}", all.join(",")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn well_formed_lines_are_what_the_slow_reader_says(line in objects()) {
        prop_assert_eq!(fast(&line, &types()), slowly(&line, &types()));
    }

    /// A character more, less or another one.
    #[test]
    fn damaged_lines_are_refused_alike(
        line in simple(),
        at in any::<prop::sample::Index>(),
        damage in prop_oneof![Just(None), "[\"\\\\{}\\[\\],:1-9a-dt\u{1} .]".prop_map(Some)],
        instead in any::<bool>(),
    ) {
        let mut chars: Vec<char> = line.chars().collect();
        let at = at.index(chars.len());
        if instead || damage.is_none() {
            chars.remove(at);
        }
        if let Some(damage) = damage {
            chars.splice(at..at, damage.chars());
        }
        let damaged: String = chars.into_iter().collect();
        prop_assert_eq!(fast(&damaged, &types()), slowly(&damaged, &types()));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = read_part(JSON, &[], &types(), &[1, 5], &[&bytes]);
    }
}

fn refused(line: &str) -> String {
    read(JSON, &[], &types(), line).unwrap_err().to_string()
}

#[test]
fn what_is_refused() {
    let check = |line: &str, reason: &str| {
        let message = refused(line);
        assert_eq!(
            message,
            format!("the line at byte 0 is no JSON: {reason}"),
            "{line}"
        );
    };
    check(
        "{\"a\":01}",
        "`,` or the closing bracket is expected at its byte 6",
    );
    check("{\"a\":1} x", "the line's end is expected at its byte 8");
    check("{\"a\":\"x}", "the string's end is expected at its byte 8");
    check("{\"a\":\"\\x\"}", "an escape is expected at its byte 6");
    check("{\"a\":NaN}", "a value is expected at its byte 5");
    check("{'a':1}", "a string is expected at its byte 1");
    check("{\"a\":[1}", "`,` or `]` is expected at its byte 7");
    check("{\"a\":1,}", "a string is expected at its byte 7");
    assert_eq!(refused("[1]"), "the line at byte 0 is no JSON object");
}

#[test]
fn as_deep_as_jackson_goes() {
    let nested = |depth: usize| format!("{{\"c1\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(
        read(JSON, &[], &types()[..1], &nested(999)).unwrap(),
        ["NULL"]
    );
    let error = read(JSON, &[], &types()[..1], &nested(1001)).unwrap_err();
    assert!(error.to_string().contains("fewer levels"), "{error}");
    // Deeper than serde_json goes, as text.
    let text = read(JSON, &[], &types()[..2], &nested(300)).unwrap();
    assert_eq!(
        text,
        [format!("NULL|{}{}", "[".repeat(300), "]".repeat(300))]
    );
}

#[test]
fn numbers_and_surrogates_as_jackson_has_them() {
    let types = [
        HiveType::String,
        HiveType::Double,
        HiveType::Boolean,
        HiveType::Int,
    ];
    let check = |line: &str, expected: &str| {
        assert_eq!(read(JSON, &[], &types, line).unwrap(), [expected], "{line}");
    };
    check(
        r#"{"c0":123456789012345678901234567890}"#,
        "123456789012345678901234567890|NULL|NULL|NULL",
    );
    check(
        r#"{"c0":-0,"c1":1e999,"c2":0,"c3":true}"#,
        "0|Infinity|false|1",
    );
    check(
        r#"{"c0":1e30,"c1":false,"c2":2,"c3":1.9e1}"#,
        "1.0E30|0.0|true|19",
    );
    // Half a surrogate pair can't be encoded: Java puts a question mark.
    check(r#"{"c0":"a\ud83dz\ude00"}"#, "a?z?|NULL|NULL|NULL");
    check("null", "NULL|NULL|NULL|NULL");
}

#[test]
fn of_doubled_keys_the_last_counts() {
    let types = [HiveType::Int, HiveType::Int];
    let check = |line: &str, expected: &str| {
        assert_eq!(read(JSON, &[], &types, line).unwrap(), [expected], "{line}");
    };
    check(r#"{"c0":1,"c0":2}"#, "2|NULL");
    check(r#"{"c0":1,"C0":2}"#, "2|NULL");
    // Jackson's tree keeps one `c0`, in its first place.
    check(r#"{"c0":1,"C0":2,"c0":3}"#, "2|NULL");
    // `_colN` is the column's number.
    check(r#"{"_col1":5,"_col2":6,"_col":7}"#, "NULL|5");
}

#[test]
fn properties() {
    let strict = [("text.ignore.extra.fields", "false")];
    let error = read(JSON, &strict, &types(), r#"{"c0":1,"more":2}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the line at byte 0 has the member `more`, which is no column"
    );
    let simple = [("json.stringify.complex.fields", "false")];
    let error = read(JSON, &simple, &types(), r#"{"c1":[1]}"#).unwrap_err();
    assert!(
        error.to_string().contains("the string column `c1`"),
        "{error}"
    );
    let binary = [HiveType::Binary];
    assert_eq!(read(JSON, &[], &binary, r#"{"c0":"YQ=="}"#).unwrap(), ["a"]);
    let raw = [("json.binary.format", "rawstring")];
    assert_eq!(
        read(JSON, &raw, &binary, r#"{"c0":"YQ=="}"#).unwrap(),
        ["YQ=="]
    );
    assert!(read(JSON, &[("json.binary.format", "hex")], &binary, "").is_err());
    // data/files/tsformat.json with json_serde_tsformat.q's pattern
    let pattern = [("timestamp.formats", "yyyy-MM-dd'T'HH:mm:ss")];
    let line = r#"{"c0": "2001-02-03T12:34:56"}"#;
    assert_eq!(
        read(JSON, &pattern, &[HiveType::Timestamp], line).unwrap(),
        ["2001-02-03 12:34:56"]
    );
}

#[test]
fn bytes_that_are_no_utf8_are_replaced() {
    let types = [HiveType::String, HiveType::Int];
    let rows = read_part(
        JSON,
        &[],
        &types,
        &[0, 1],
        &[b"{\"c0\":\"a\xff\",\"c1\":1}\n"],
    )
    .unwrap();
    assert_eq!(rows, ["a\u{fffd}|1"]);
}

#[test]
fn writing() {
    let types = [HiveType::String, HiveType::Binary];
    let arrays: Vec<ArrayRef> = vec![
        std::sync::Arc::new(StringViewArray::from(vec![Some("a\"\n"), None])),
        std::sync::Arc::new(BinaryArray::from(vec![Some(b"hi".as_slice()), None])),
    ];
    let write =
        |properties: &[(&str, &str)]| written(JSON, properties, &types, arrays.clone()).unwrap();
    let nothing = "{\"c0\":null,\"c1\":null}\n";
    assert_eq!(
        write(&[]),
        format!("{{\"c0\":\"a\\\"\\n\",\"c1\":\"aGk=\"}}\n{nothing}")
    );
    assert_eq!(
        write(&[("json.binary.format", "rawstring")]),
        format!("{{\"c0\":\"a\\\"\\n\",\"c1\":\"hi\"}}\n{nothing}")
    );
}
