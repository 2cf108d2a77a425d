//! Samples and what they are. Expected are the rules in `docs/files.md`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use arrow::buffer::Buffer;
use chrono_tz::Tz;
use proptest::prelude::*;
use skep_hiveql::types::HiveType;

use super::{Inferred, infer, whole_lines};
use crate::format::RowFormat;
use crate::lines::{LineOptions, LineSplitter};

fn shown(found: &Inferred) -> String {
    let columns = found.columns.iter().take(9);
    let columns: Vec<_> = columns.map(|c| format!("{} {}", c.name, c.ty)).collect();
    format!(
        "{}; skip {}: {}",
        found.about,
        found.header,
        columns.join(", ")
    )
}

#[track_caller]
fn check(sample: &str, expected: &str) {
    assert_eq!(shown(&infer(sample.as_bytes(), true).unwrap()), expected);
}

#[track_caller]
fn refused(sample: &[u8], expected: &str) {
    let error = infer(sample, true).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn csv() {
    check(
        "id,name,when,price,ok\n1,\"a, b\",2026-01-02,1.5,true\n2,\"c \"\"d\"\"\",2026-01-03,,false\n",
        "CSV, fields parted by \",\", with a header; skip 1: id bigint, name string, when date, price double, ok boolean",
    );
    check(
        "1,x\n2,y\n",
        "CSV, fields parted by \",\", without a header; skip 0: _c0 bigint, _c1 string",
    );
    check(
        "\u{feff}a;b\r\n1,5;2\r\n2,5;3\r\n",
        "CSV, fields parted by \";\", with a header; skip 1: a string, b bigint",
    );
    check(
        "city,country\nOslo,Norway\nRome,Italy\n",
        "CSV, fields parted by \",\", with a header; skip 1: city string, country string",
    );
    check(
        "\"a\nb\",c\n1,2\n",
        "CSV, fields parted by \",\", with a header; skip 2: a_b bigint, c bigint",
    );
    check(
        "'a,b','1'\n'c,d','2'\n",
        "CSV, fields parted by \",\", quoted with ', without a header; skip 0: _c0 string, _c1 bigint",
    );
    check(
        "Report of March\n\nday,hits\n2026-03-01,5\n2026-03-02,6\n2026-03-03,6\n",
        "CSV, fields parted by \",\", with a header; skip 3: day date, hits bigint",
    );
    check(
        "zip,n\n01234,1\n10115,2\n",
        "CSV, fields parted by \",\", with a header; skip 1: zip string, n bigint",
    );
    check(
        "a,A,,1st\n1,2,3,4\n",
        "CSV, fields parted by \",\", with a header; skip 1: a bigint, a_1 bigint, _c2 bigint, _1st bigint",
    );
    check(
        "t,u\n2026-01-02 03:04:05.5,2026-01-02T03:04:05\n,\n",
        "CSV, fields parted by \",\", with a header; skip 1: t timestamp, u timestamp",
    );
}

#[test]
fn tsv_and_lines() {
    check(
        "5\tfive, or so\n6\tsix\n",
        "TSV, fields parted by a tab, without a header; skip 0: _c0 bigint, _c1 string",
    );
    check(
        "a 5\" nail\t1\n\"quoted\" word\t2\nplain\t3\n",
        "TSV, fields parted by a tab, without a header; skip 0: _c0 string, _c1 bigint",
    );
    check(
        "To be, or not to be\nthat is the question:\nWhether 'tis nobler, in the mind, to suffer\n",
        "text, a column of lines; skip 0: line string",
    );
    check("", "text, a column of lines; skip 0: line string");
    check(
        "n|w\n\\N|x\n3|y\n",
        "delimited text, fields parted by \"|\", with a header; skip 1: n bigint, w string",
    );
}

#[test]
fn json() {
    check(
        "{\"A\":1,\"b\":[1,2.5],\"c\":{\"x\":true,\"y\":null}}\n\n{\"a\":null,\"d\":\"z\",\"c\":{\"z\":{}}}\n",
        "JSON, an object a line; skip 0: a bigint, b array<double>, c struct<x:boolean,y:string,z:string>, d string",
    );
    check(
        "{\"a\":1,\"b\":1}\n{\"a\":\"x\",\"b\":99999999999999999999}\n",
        "JSON, an object a line; skip 0: a string, b string",
    );
    check(
        "{\"a\":{\"a key\":1}}\n",
        "JSON, an object a line; skip 0: a string",
    );
    refused(b"[{\"a\":1},\n{\"a\":2}]\n", "jq -c '.[]'");
    refused(b"{\n  \"a\": 1\n}\n", "jq -c .");
}

#[test]
fn logs() {
    let line =
        "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326\n";
    let found = infer(line.repeat(3).as_bytes(), true).unwrap();
    assert_eq!(found.about, "access log, format common");
    assert!(
        found
            .columns
            .iter()
            .any(|c| c.name == "status" && c.ty == HiveType::Int)
    );
}

#[test]
fn what_is_no_text_is_refused() {
    refused(b"PK\x03\x04\0\0", "NUL");
    refused(b"\xff\xfea\0", "UTF-16");
}

/// What was inferred reads what it was inferred from.
fn reads(sample: &[u8], whole: bool) {
    let Ok(found) = infer(sample, whole) else {
        return;
    };
    let columns: Vec<_> = found
        .columns
        .iter()
        .map(|c| (c.name.clone(), c.ty.clone()))
        .collect();
    let mut names: Vec<_> = columns.iter().map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), columns.len());
    let all: Vec<usize> = (0..columns.len()).collect();
    let format = RowFormat::of_serde(&found.serde, &found.properties).unwrap();
    let mut decoder = format.decoder(&columns, &all, Tz::UTC).unwrap();
    let mut splitter = LineSplitter::new(LineOptions {
        header: found.header,
        ..LineOptions::default()
    });
    let sample = whole_lines(sample, whole);
    splitter.push(&Buffer::from(sample.to_vec())).unwrap();
    splitter.finish();
    while let Some(run) = splitter.next_run() {
        decoder.load(run);
        while decoder.decode(100).unwrap() > 0 {}
    }
    if decoder.end() {
        while decoder.decode(100).unwrap() > 0 {}
    }
    let rows = decoder.rows();
    let arrays = decoder.finish().unwrap();
    assert!(arrays.iter().all(|array| array.len() == rows));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_bytes_do_no_harm(
        sample in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..80),
            "[a1\",;|\t'\n\r \\\\{}:.-]{0,60}".prop_map(String::into_bytes),
            "(([a-c]{0,3}|[0-9]{1,3}|\"[a,\n\"]{0,4}\")(,|;|\t)){1,4}[a-z0-9]{0,3}\n([0-9a,;\t\"]{0,9}\n){0,6}".prop_map(String::into_bytes),
            "(\\{\"[ab]\":([0-9]{1,2}|null|\"x\"|\\[1,\"a\"\\]|\\{\"c\":1.5\\})\\}?[\n ]){0,6}".prop_map(String::into_bytes),
        ],
        whole in any::<bool>(),
    ) {
        reads(&sample, whole);
    }
}
