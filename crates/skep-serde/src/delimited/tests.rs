//! Tests of the module beside this directory.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringViewArray};
use arrow::buffer::Buffer;
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use proptest::prelude::*;
use skep_hiveql::types::{HiveType, StructField};

use super::{DelimitedDecoder, DelimitedOptions, Encoder};
use crate::display::cell_to_string;
use crate::format::{FormatError, RowDecoder};
use crate::lines::Run;
use crate::primitive::Zone;
use crate::types::arrow_field;

fn columns(types: &[HiveType]) -> Vec<(String, HiveType)> {
    types
        .iter()
        .enumerate()
        .map(|(i, ty)| (format!("c{i}"), ty.clone()))
        .collect()
}

fn options(properties: &[(&str, &str)]) -> DelimitedOptions {
    let properties: BTreeMap<_, _> = properties
        .iter()
        .map(|(k, v)| (String::from(*k), String::from(*v)))
        .collect();
    DelimitedOptions::from_properties(&properties).unwrap()
}

fn decode(
    options: &DelimitedOptions,
    types: &[HiveType],
    projection: &[usize],
    runs: &[&[u8]],
    step: usize,
) -> Vec<ArrayRef> {
    let utc = Zone::Region(Tz::UTC);
    let mut decoder =
        DelimitedDecoder::new(options.clone(), &columns(types), projection, utc).unwrap();
    let mut offset = 0;
    for bytes in runs {
        decoder.load(Run {
            bytes: Buffer::from(*bytes),
            offset,
        });
        offset += bytes.len() as u64;
        while decoder.decode(step).unwrap() > 0 {}
    }
    decoder.finish().unwrap()
}

/// What the CLI would print of the text, all columns.
fn shown(options: &DelimitedOptions, types: &[HiveType], text: &[u8]) -> Vec<Vec<String>> {
    let projection: Vec<usize> = (0..types.len()).collect();
    let arrays = decode(options, types, &projection, &[text], 3);
    let rows = arrays.first().map_or(0, |a| a.len());
    let cell = |row, i: usize| cell_to_string(&arrays[i], row, &types[i], Tz::UTC);
    (0..rows)
        .map(|row| (0..types.len()).map(|i| cell(row, i)).collect())
        .collect()
}

fn check(properties: &[(&str, &str)], types: &[HiveType], text: &str, expected: &[&[&str]]) {
    assert_eq!(
        shown(&options(properties), types, text.as_bytes()),
        expected,
        "{text:?}"
    );
}

fn array(ty: HiveType) -> HiveType {
    HiveType::Array(Box::new(ty))
}

fn map(key: HiveType, value: HiveType) -> HiveType {
    HiveType::Map(Box::new(key), Box::new(value))
}

fn strukt(fields: &[(&str, HiveType)]) -> HiveType {
    let field = |(name, ty): &(&str, HiveType)| StructField {
        name: (*name).into(),
        ty: ty.clone(),
    };
    HiveType::Struct(fields.iter().map(field).collect())
}

const TAB: &[(&str, &str)] = &[("field.delim", "\t")];

#[test]
fn bad_short_and_long_lines() {
    let types = [HiveType::Int, HiveType::String, HiveType::Double];
    check(TAB, &types, "1\ta\t1.5\n", &[&["1", "a", "1.5"]]);
    check(TAB, &types, "x\ta\ty\n", &[&["NULL", "a", "NULL"]]);
    check(TAB, &types, "1\n", &[&["1", "NULL", "NULL"]]);
    check(
        TAB,
        &types,
        "\\N\n\t\t",
        &[&["NULL"; 3], &["NULL", "", "NULL"]],
    );
    check(TAB, &types, "1\ta\t2\tmore\tstill", &[&["1", "a", "2.0"]]);
    check(
        TAB,
        &types,
        "\\N\t\\N\t\\N\r\n3\tb\t4\r",
        &[&["NULL"; 3], &["3", "b", "4.0"]],
    );
    check(TAB, &types, " 1\t b \t 2 \n", &[&["NULL", " b ", "2.0"]]);
    check(
        TAB,
        &types,
        "2147483648\t\\n\t1e3\n",
        &[&["NULL", "\\n", "1000.0"]],
    );
}

#[test]
fn an_empty_line_is_a_row() {
    check(
        TAB,
        &[HiveType::String, HiveType::Int],
        "\n",
        &[&["", "NULL"]],
    );
}

#[test]
fn default_delimiters_and_nesting() {
    let types = [
        array(HiveType::Int),
        map(HiveType::String, HiveType::Int),
        strukt(&[("a", HiveType::Int), ("b", HiveType::String)]),
        array(array(HiveType::String)),
    ];
    check(
        &[],
        &types,
        "1\u{2}x\u{2}\\N\u{1}k\u{3}1\u{2}l\u{2}k\u{3}9\u{1}7\u{1}p\u{3}q\u{2}r\n",
        &[&[
            "[1,null,null]",
            r#"{"k":1,"l":null}"#,
            r#"{"a":7,"b":null}"#,
            r#"[["p","q"],["r"]]"#,
        ]],
    );
    check(
        &[],
        &types,
        "\u{1}\u{1}\u{1}\n",
        &[&["[]", "{}", r#"{"a":null,"b":null}"#, "[]"]],
    );
    check(&[], &types, "\\N\n", &[&["NULL"; 4]]);
}

#[test]
fn keys_that_cannot_be_read_are_left_out() {
    let types = [map(HiveType::Int, HiveType::String)];
    let nested = [("collection.delim", ","), ("mapkey.delim", ":")];
    check(
        &nested,
        &types,
        "1:a,x:b,:c,\\N:d,2\n",
        &[&[r#"{1:"a",2:null}"#]],
    );
}

#[test]
fn a_key_is_known_by_its_value() {
    let nested = [("collection.delim", ","), ("mapkey.delim", "=")];
    let check = |key: HiveType, text: &str, expected: &str| {
        let types = [map(key, HiveType::Int)];
        check(&nested, &types, text, &[&[expected]]);
    };
    check(HiveType::Int, "1=1,01=2,1.5=3,2=4\n", "{1:1,2:4}");
    check(HiveType::Varchar(1), "ab=1,ac=2\n", r#"{"a":1}"#);
    // Not every word is a boolean, and a NULL key makes no entry.
    check(HiveType::Boolean, "t=1,true=2\n", "{true:2}");
    check(HiveType::IntervalYearMonth, "1-2=1,x=2\n", "{1-2:1}");
}

#[test]
fn a_number_does_not_begin_like_null() {
    // LazyUtils.isNumberMaybe: four characters, the first an N.
    check(TAB, &[HiveType::Double], "NaN\n", &[&["NaN"]]);
    check(TAB, &[HiveType::Double], "NaN \n", &[&["NULL"]]);
}

#[test]
fn unions_have_a_tag() {
    let types = [HiveType::Union(vec![HiveType::Int, HiveType::String])];
    check(
        &[("collection.delim", ",")],
        &types,
        "0,5\n1,x\n2,y\nz\n",
        &[&["{0:5}"], &["{1:\"x\"}"], &["NULL"], &["NULL"]],
    );
}

#[test]
fn escapes() {
    let properties = [("field.delim", ","), ("escape.delim", "\\")];
    let types = [HiveType::String, HiveType::String];
    check(&properties, &types, "a\\,b,c\\\\\n", &[&["a,b", "c\\"]]);
    check(
        &properties,
        &types,
        "a\\n\\r\\x,\\N\n",
        &[&["a\n\rx", "NULL"]],
    );
    check(
        &properties,
        &types,
        "a,long enough not to be \\, inline\\",
        &[&["a", "long enough not to be , inline\\"]],
    );
}

#[test]
fn last_column_takes_rest() {
    let properties = [
        ("field.delim", "|"),
        ("serialization.last.column.takes.rest", "true"),
    ];
    check(
        &properties,
        &[HiveType::Int, HiveType::String],
        "1|a|b|c\n",
        &[&["1", "a|b|c"]],
    );
}

#[test]
fn other_nulls() {
    let properties = [("field.delim", ","), ("serialization.null.format", "")];
    check(
        &properties,
        &[HiveType::String, HiveType::String],
        ",a\n",
        &[&["NULL", "a"]],
    );
}

#[test]
fn delimiters_by_number() {
    let properties = [("field.delim", "9"), ("collection.delim", "44")];
    check(
        &properties,
        &[HiveType::Int, array(HiveType::Int)],
        "1\t2,3\n",
        &[&["1", "[2,3]"]],
    );
}

#[test]
fn what_is_not_utf8_is_replaced() {
    let types = [HiveType::String, HiveType::String];
    let rows = shown(&options(TAB), &types, b"a\xffb\tgood\nc\td\xc3\n");
    assert_eq!(rows, [["a\u{fffd}b", "good"], ["c", "d\u{fffd}"]]);
}

#[test]
fn lengths_are_in_characters() {
    let types = [HiveType::Varchar(3), HiveType::Char(3)];
    check(
        TAB,
        &types,
        "\u{e9}\u{e9}\u{e9}\u{e9}\tab  \nabcd\tabcd\n",
        &[&["\u{e9}\u{e9}\u{e9}", "ab "], &["abc", "abc"]],
    );
}

#[test]
fn binary_is_base64_where_it_can_be() {
    check(
        TAB,
        &[HiveType::Binary],
        "aGVsbG8\naGVsbG8=\nno base64!\naGVsbA=\n",
        &[&["hello"], &["hello"], &["no base64!"], &["aGVsbA="]],
    );
}

#[test]
fn booleans_dates_and_decimals() {
    let types = [
        HiveType::Boolean,
        HiveType::Date,
        HiveType::Decimal(5, 2),
        HiveType::Timestamp,
    ];
    check(
        TAB,
        &types,
        "TRUE\t2020-02-29\t1.005\t2020-01-01 01:02:03.50\n",
        &[&["true", "2020-02-29", "1.01", "2020-01-01 01:02:03.5"]],
    );
    check(TAB, &types, "t\t2020-02-30\t1000\t2020\n", &[&["NULL"; 4]]);
    let extended = [
        ("field.delim", "\t"),
        ("hive.lazysimple.extended_boolean_literal", "true"),
    ];
    check(
        &extended,
        &[HiveType::Boolean],
        "t\n0\nyes\n",
        &[&["true"], &["false"], &["NULL"]],
    );
}

#[test]
fn timestamps_by_pattern() {
    let properties = [(
        "timestamp.formats",
        "dd/MMM,dd.MM.yyyy HH:mm,yyyyMMdd'T'HHmmss,millis",
    )];
    check(
        &properties,
        &[HiveType::Timestamp],
        "24.12.2009 18:30\n20091224T183001\n1000000000000\n2009-01-01 00:00:00\n",
        &[
            &["2009-12-24 18:30:00"],
            &["2009-12-24 18:30:01"],
            &["2001-09-09 01:46:40"],
            &["2009-01-01 00:00:00"],
        ],
    );
}

#[test]
fn too_deep_a_type_is_refused() {
    let deep = (0..8).fold(HiveType::Int, |ty, _| array(ty));
    let utc = Zone::Region(Tz::UTC);
    let error = DelimitedDecoder::new(
        options(&[]),
        &columns(std::slice::from_ref(&deep)),
        &[0],
        utc,
    );
    assert!(matches!(error, Err(FormatError::Column { .. })));
    let more = options(&[("hive.serialization.extend.nesting.levels", "true")]);
    assert!(DelimitedDecoder::new(more, &columns(&[deep]), &[0], utc).is_ok());
}

#[test]
fn projections_offsets_and_counts() {
    let types = [HiveType::Int, HiveType::String];
    let text: &[&[u8]] = &[b"1,a\n2,b\n", b"3,c"];
    let comma = options(&[("field.delim", ",")]);
    let arrays = decode(&comma, &types, &[1, 2], text, 1);
    let words: Vec<_> = arrays[0].as_string_view().iter().flatten().collect();
    assert_eq!(words, ["a", "b", "c"]);
    let offsets = arrays[1].as_primitive::<arrow::datatypes::Int64Type>();
    assert_eq!(offsets.values(), &[0, 4, 8]);
    let mut counter =
        DelimitedDecoder::new(comma, &columns(&types), &[], Zone::Region(Tz::UTC)).unwrap();
    counter.load(Run {
        bytes: Buffer::from(text[0]),
        offset: 0,
    });
    assert_eq!(counter.decode(100).unwrap(), 2);
    assert_eq!((counter.rows(), counter.finish().unwrap().len()), (2, 0));
}

/// `LazyStruct.parse` and `LazyString.init`, a byte at a time.
fn plain(line: &[u8], escaped: bool, width: usize) -> Vec<Option<String>> {
    let mut fields: Vec<Vec<u8>> = vec![Vec::new()];
    let mut i = 0;
    while i < line.len() {
        let field = fields.last_mut().unwrap();
        match line[i] {
            b',' => fields.push(Vec::new()),
            b'\\' if escaped && i + 1 < line.len() => {
                field.extend_from_slice(&line[i..i + 2]);
                i += 1;
            }
            byte => field.push(byte),
        }
        i += 1;
    }
    let value = |raw: Option<&Vec<u8>>| {
        let raw = raw.filter(|raw| *raw != b"\\N")?;
        let mut out = Vec::new();
        let mut i = 0;
        while i < raw.len() {
            if escaped && raw[i] == b'\\' && i + 1 < raw.len() {
                i += 1;
                out.push(match raw[i] {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    byte => byte,
                });
            } else {
                out.push(raw[i]);
            }
            i += 1;
        }
        Some(String::from_utf8_lossy(&out).into_owned())
    };
    (0..width).map(|i| value(fields.get(i))).collect()
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        Just(b','),
        Just(b'\\'),
        Just(b'N'),
        Just(b'n'),
        Just(b'\n'),
        Just(b'a'),
        Just(b'\xff'),
        Just(b'\xc3'),
        Just(b'\xa9'),
    ];
    proptest::collection::vec(byte, 0..80)
}

proptest! {
    #[test]
    fn agrees_with_a_plain_reader(text in bytes(), escaped: bool, step in 1usize..5, cut in 0usize..80) {
        let mut properties = vec![("field.delim", ",")];
        if escaped {
            properties.push(("escape.delim", "\\"));
        }
        let types = vec![HiveType::String; 3];
        // Two runs of whole lines.
        let cut = text.iter().take(cut).rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let (head, tail) = text.split_at(cut);
        let arrays = decode(&options(&properties), &types, &[2, 0], &[head, tail], step);
        let mut lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
        if lines.last().is_some_and(|l| l.is_empty()) {
            lines.pop();
        }
        let expected: Vec<_> = lines.iter().map(|line| plain(line, escaped, 3)).collect();
        for (array, column) in arrays.iter().zip([2, 0]) {
            let found: Vec<_> = array.as_string_view().iter().map(|v| v.map(String::from)).collect();
            let wanted: Vec<_> = expected.iter().map(|row| row[column].clone()).collect();
            prop_assert_eq!(found, wanted);
        }
    }

    #[test]
    fn what_is_written_is_read_again(words in proptest::collection::vec(proptest::option::of("[a-c,\\\\\n\r\u{1}é]{0,20}"), 1..20)) {
        let options = options(&[("field.delim", ","), ("escape.delim", "\\"), ("serialization.escape.crlf", "true")]);
        let types = [HiveType::String];
        let array: ArrayRef = Arc::new(StringViewArray::from(words.clone()));
        let schema = Arc::new(Schema::new(vec![arrow_field("c0", &HiveType::String)]));
        let batch = RecordBatch::try_new(schema, vec![array]).unwrap();
        let mut text = Vec::new();
        Encoder::new(options.clone(), &columns(&types), Tz::UTC).unwrap().encode(&batch, &mut text);
        let arrays = decode(&options, &types, &[0], &[&text], 7);
        let found: Vec<_> = arrays[0].as_string_view().iter().map(|v| v.map(String::from)).collect();
        prop_assert_eq!(found, words);
    }
}

#[test]
fn nested_values_are_written_as_they_are_read() {
    let types = [
        HiveType::Int,
        map(HiveType::String, array(HiveType::Int)),
        strukt(&[("a", HiveType::Double), ("b", HiveType::Char(3))]),
        HiveType::Union(vec![HiveType::Int, HiveType::String]),
        HiveType::Binary,
        HiveType::Decimal(5, 2),
    ];
    let text = "1\u{1}k\u{3}1\u{4}\\N\u{2}l\u{3}\u{1}1.5\u{2}ab \u{1}1\u{2}x\u{1}aGVsbG8\u{1}1.50\n\
                \\N\u{1}\\N\u{1}\\N\u{1}\\N\u{1}\\N\u{1}\\N\n";
    let options = options(&[]);
    let arrays = decode(&options, &types, &[0, 1, 2, 3, 4, 5], &[text.as_bytes()], 9);
    let fields: Vec<_> = types
        .iter()
        .enumerate()
        .map(|(i, t)| arrow_field(&format!("c{i}"), t))
        .collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap();
    let mut out = Vec::new();
    Encoder::new(options, &columns(&types), Tz::UTC)
        .unwrap()
        .encode(&batch, &mut out);
    assert_eq!(String::from_utf8(out).unwrap(), text);
}

/// What a hint leaves out fails it; it need not leave out all of that.
#[test]
fn hints() {
    use crate::filter::{Condition, Constant, Operator, Predicate};
    let columns = columns(&[HiveType::Int]);
    let mut text = Vec::new();
    for n in 0..200_000_u32 {
        text.extend(format!("{n}\n").bytes());
    }
    let given = |limit: i64| {
        let decoder = DelimitedDecoder::new(options(&[]), &columns, &[0], Zone::Region(Tz::UTC));
        let mut decoder = decoder.unwrap();
        decoder.set_hints(&[Predicate {
            column: 0,
            condition: Condition::Compare(Operator::Less, Constant::Integer(limit)),
        }]);
        let bytes = Buffer::from_vec(text.clone());
        decoder.load(Run { bytes, offset: 0 });
        while decoder.decode(8192).unwrap() > 0 {}
        decoder.rows()
    };
    assert_eq!(given(1000), 1000);
    assert_eq!(given(10_000), 10_000);
    // The first rows all pass, so that testing is given up for a while.
    assert!((30_000..=200_000).contains(&given(30_000)));
}
