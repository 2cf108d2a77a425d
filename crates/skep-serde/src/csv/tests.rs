//! CSV against the reader that goes character by character.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use skep_hiveql::types::HiveType;

use super::{CsvOptions, split};
use crate::rows::tests::{map, pairs, read, read_part, written};

const CSV: &str = "org.apache.hadoop.hive.serde2.OpenCSVSerde";

fn cells(options: &CsvOptions, line: &str, projection: &[usize]) -> String {
    let fields = match line {
        "" => Vec::new(),
        line => split(options, line),
    };
    let cell = |field: &usize| fields.get(*field).map_or("NULL", String::as_str);
    projection.iter().map(cell).collect::<Vec<_>>().join("|")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn fields_are_what_the_slow_reader_says(
        line in prop_oneof![
            "[ab\",\\\\ é']{0,24}",
            "(\"([ab,é]|\"\"){0,6}\"|[ab é]{0,6})(,(\"([ab,é]|\"\"){0,6}\"|[ab é]{0,6})){0,5}",
        ],
        projection in prop::sample::subsequence(vec![0, 1, 2, 3, 4, 5], 1..6),
        other in any::<bool>(),
    ) {
        let properties: &[(&str, &str)] = match other {
            true => &[("quoteChar", "'"), ("escapeChar", "é")],
            false => &[],
        };
        let options = CsvOptions::from_properties(&map(properties));
        let types = vec![HiveType::String; 6];
        let run = format!("{line}\n");
        let rows = read_part(CSV, properties, &types, &projection, &[run.as_bytes()]).unwrap();
        prop_assert_eq!(rows, [cells(&options, &line, &projection)]);
    }

    /// What is written is read again, line ends and all; also where runs end anywhere between lines.
    #[test]
    fn rows_come_back(
        rows in prop::collection::vec(("[ab\",\n é']{0,9}", "[ab\",\né' ]{0,9}"), 1..9),
        cut in any::<prop::sample::Index>(),
    ) {
        let properties = [("multiline", "true")];
        let text = write(&properties, &rows.iter().map(|(a, b)| (Some(a.as_str()), Some(b.as_str()))).collect::<Vec<_>>());
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let (first, second) = text.as_bytes().split_at(ends[cut.index(ends.len())]);
        let types = [HiveType::String, HiveType::String];
        let read = read_part(CSV, &properties, &types, &[0, 1], &[first, second]).unwrap();
        let expected: Vec<String> = rows.iter().map(|(a, b)| format!("{a}|{b}")).collect();
        prop_assert_eq!(read, expected);
    }
}

fn write(properties: &[(&str, &str)], rows: &[(Option<&str>, Option<&str>)]) -> String {
    let types = [HiveType::String, HiveType::String];
    written(CSV, properties, &types, pairs(rows)).unwrap()
}

#[test]
fn written_as_opencsv_writes() {
    assert_eq!(
        write(
            &[],
            &[
                (Some("a"), Some("say \"x\"")),
                (None, Some("")),
                (Some("b\\c"), None)
            ]
        ),
        "\"a\",\"say \"\"x\"\"\"\n,\"\"\n\"b\\c\",\n"
    );
    let other = [
        ("separatorChar", "\t"),
        ("quoteChar", "'"),
        ("escapeChar", "\\"),
    ];
    assert_eq!(
        write(&other, &[(Some("it's"), Some("a\\b"))]),
        "'it\\'s'\t'a\\\\b'\n"
    );
}

/// data/files/t11_csv_serde.csv and what serde_multi_delimit.q.out says of it.
#[test]
fn an_empty_line_is_a_row_of_nulls() {
    let rows = read(
        CSV,
        &[],
        &vec![HiveType::String; 3],
        "5,5\n\n7777\n1,,2,3\n",
    )
    .unwrap();
    assert_eq!(
        rows,
        ["5|5|NULL", "NULL|NULL|NULL", "7777|NULL|NULL", "1||2"]
    );
}

#[test]
fn a_quote_that_is_never_closed() {
    let types = vec![HiveType::String; 2];
    let text = "a,b\nc,\"d\ne,f\n";
    assert_eq!(
        read(CSV, &[], &types, text).unwrap(),
        ["a|b", "c|NULL", "e|f"]
    );
    // All the rest of the file is the field.
    assert_eq!(
        read(CSV, &[("multiline", "TRUE")], &types, text).unwrap(),
        ["a|b", "c|NULL"]
    );
}
