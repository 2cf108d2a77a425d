//! Every format on the same few rows.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, StringViewArray};
use expect_test::{Expect, expect};
use skep_hiveql::types::HiveType;

use super::*;

fn column(name: &str, ty: HiveType) -> Column {
    Column {
        name: name.to_owned(),
        ty,
    }
}

fn columns() -> Vec<Column> {
    vec![
        column("freq", HiveType::Int),
        column("word", HiveType::String),
        column("share", HiveType::Double),
    ]
}

fn batch() -> RecordBatch {
    let freqs: ArrayRef = Arc::new(Int32Array::from(vec![Some(25_045), None, Some(-1)]));
    let words = vec![Some("the"), Some("a,\"b\"|c\n\u{1b}d"), None];
    let words: ArrayRef = Arc::new(StringViewArray::from(words));
    let shares: ArrayRef = Arc::new(Float64Array::from(vec![Some(0.5), Some(1e10), None]));
    RecordBatch::try_from_iter([("0", freqs), ("1", words), ("2", shares)]).unwrap()
}

fn print(
    format: Format,
    width: Option<usize>,
    columns: Vec<Column>,
    batches: &[RecordBatch],
) -> String {
    let mut out = Vec::new();
    let layout = Layout {
        format,
        header: false,
        width,
        zone: Tz::UTC,
    };
    let mut printer = printer(layout, columns, &mut out).unwrap();
    for batch in batches {
        printer.rows(batch).unwrap();
    }
    printer.end().unwrap();
    drop(printer);
    String::from_utf8(out).unwrap()
}

fn check(format: Format, width: Option<usize>, expected: &Expect) {
    let text = print(format, width, columns(), &[batch()]);
    expected.assert_eq(&text.replace('\u{1b}', "<ESC>"));
}

#[test]
fn tsv_is_raw() {
    check(
        Format::Tsv,
        None,
        &expect![[r#"
            25045	the	0.5
            NULL	a,"b"|c
            <ESC>d	1.0E10
            -1	NULL	NULL
        "#]],
    );
}

#[test]
fn csv_quotes_and_tells_null_from_empty() {
    check(
        Format::Csv,
        None,
        &expect![[r#"
            freq,word,share
            25045,the,0.5
            ,"a,""b""|c
            <ESC>d",1.0E10
            -1,,
        "#]],
    );
    let empty: ArrayRef = Arc::new(StringViewArray::from(vec![""]));
    let batch = RecordBatch::try_from_iter([("0", empty)]).unwrap();
    let text = print(
        Format::Csv,
        None,
        vec![column("s", HiveType::String)],
        &[batch],
    );
    assert_eq!(text, "s\n\"\"\n");
}

#[test]
fn json_keeps_types() {
    check(
        Format::Json,
        None,
        &expect![[r#"
            {"freq":25045,"word":"the","share":0.5}
            {"freq":null,"word":"a,\"b\"|c\n\u001bd","share":1.0E10}
            {"freq":-1,"word":null,"share":null}
        "#]],
    );
}

#[test]
fn json_keys_are_unique() {
    let int = |name| column(name, HiveType::Int);
    let one: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let batch =
        RecordBatch::try_from_iter([("0", one.clone()), ("1", one.clone()), ("2", one)]).unwrap();
    let text = print(
        Format::Json,
        None,
        vec![int("a"), int("a"), int("a_2")],
        &[batch],
    );
    assert_eq!(text, "{\"a\":1,\"a_2\":1,\"a_2_2\":1}\n");
}

#[test]
fn tables_are_ruled_and_spell_out_control_characters() {
    check(
        Format::Table,
        None,
        &expect![[r#"
            +-------+------------------+--------+
            |  freq | word             |  share |
            +-------+------------------+--------+
            | 25045 | the              |    0.5 |
            |  NULL | a,"b"|c\n\u001bd | 1.0E10 |
            |    -1 | NULL             |   NULL |
            +-------+------------------+--------+
        "#]],
    );
}

#[test]
fn a_table_wider_than_the_terminal_is_vertical() {
    check(
        Format::Table,
        Some(35),
        &expect![[r#"
            -[ row 1 ]-
             freq | 25045
             word | the
            share | 0.5
            -[ row 2 ]-
             freq | NULL
             word | a,"b"|c\n\u001bd
            share | 1.0E10
            -[ row 3 ]-
             freq | -1
             word | NULL
            share | NULL
        "#]],
    );
}

#[test]
fn wide_characters_are_lined_up() {
    let words: ArrayRef = Arc::new(StringViewArray::from(vec!["日本", "e\u{301}té", "ab"]));
    let batch = RecordBatch::try_from_iter([("0", words)]).unwrap();
    let text = print(
        Format::Table,
        None,
        vec![column("w", HiveType::String)],
        &[batch],
    );
    assert_eq!(
        text,
        "+------+\n| w    |\n+------+\n| 日本 |\n| e\u{301}té  |\n| ab   |\n+------+\n"
    );
}

#[test]
fn a_long_table_streams_and_widens() {
    let many: ArrayRef = Arc::new(Int32Array::from(vec![1; TABLE_ROWS]));
    let many = RecordBatch::try_from_iter([("0", many)]).unwrap();
    let wide: ArrayRef = Arc::new(Int32Array::from(vec![1_000_000]));
    let wide = RecordBatch::try_from_iter([("0", wide)]).unwrap();
    let text = print(
        Format::Table,
        Some(8),
        vec![column("n", HiveType::Int)],
        &[many, wide],
    );
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), TABLE_ROWS + 5);
    assert_eq!(lines.first(), Some(&"+---+"));
    assert_eq!(lines.get(TABLE_ROWS + 3), Some(&"| 1000000 |"));
}

#[test]
fn an_answer_without_rows_still_has_its_header() {
    let check = |format, expected| assert_eq!(print(format, Some(80), columns(), &[]), expected);
    check(Format::Tsv, "");
    check(Format::Csv, "freq,word,share\n");
    check(Format::Json, "");
    check(Format::Vertical, "");
    check(
        Format::Markdown,
        "| freq | word | share |\n| ---: | --- | ---: |\n",
    );
    check(
        Format::Table,
        "+------+------+-------+\n| freq | word | share |\n+------+------+-------+\n+------+------+-------+\n",
    );
}

#[test]
fn markdown_escapes() {
    check(
        Format::Markdown,
        None,
        &expect![[r#"
            | freq | word | share |
            | ---: | --- | ---: |
            | 25045 | the | 0.5 |
            | NULL | a,"b"\|c<br>\u001bd | 1.0E10 |
            | -1 | NULL | NULL |
        "#]],
    );
}
