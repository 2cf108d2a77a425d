//! Access logs: what goes into the decoder, which files are cut, and the column of what doesn't fit.

use datafusion::common::ScalarValue;
use skep_serde::access_log::{LogFormat, REJECTED_FIELD};
use skep_serde::format::LOG_SERDE;

use super::*;

/// A table of a format's fields, without the line.
fn log(house: &House, format: &str) -> Table {
    let known = LogFormat::parse(format).unwrap();
    let fields = known.fields().iter();
    let columns: Vec<_> = fields.map(|f| (f.name.as_str(), f.ty.clone())).collect();
    let property = |(k, v): (&str, &str)| (k.to_owned(), v.to_owned());
    Table {
        serde: LOG_SERDE.into(),
        serde_properties: [property(("log.format", format))].into(),
        ..house.table(&columns)
    }
}

fn instant(micros: i64) -> Expr {
    let value = ScalarValue::TimestampMicrosecond(Some(micros), Some("UTC".into()));
    Expr::Literal(value, None)
}

/// Line `n` was logged `n` seconds after 1970 began, an hour east of UTC.
fn common(n: u32) -> String {
    let (hour, minute, second) = (1 + n / 3600, n / 60 % 60, n % 60);
    let status = if n.is_multiple_of(100) { 500 } else { 200 };
    format!(
        "h{} - - [01/Jan/1970:{hour:02}:{minute:02}:{second:02} +0100] \"GET /{n} HTTP/1.1\" {status} {n}\n",
        n % 10
    )
}

#[tokio::test]
async fn conditions_are_the_decoders() {
    let house = House::new();
    let text: String = (0..10_000).map(common).collect();
    house.write("t/a", text.as_bytes());
    let frame = context(2)
        .read_table(house.provider(log(&house, "common")))
        .unwrap();
    let since = col("time").gt_eq(instant(5_000_000_000));
    let until = col("time").lt(instant(6_000_000_000));
    let failed = col("status").eq(lit(500));
    let frame = frame.filter(since.and(until).and(failed)).unwrap();
    let plan = shown(&frame.clone().create_physical_plan().await.unwrap());
    assert!(!plan.contains("FilterExec"), "{plan}");
    assert!(plan.contains("filter=[time@3 >= "), "{plan}");
    assert_eq!(frame.count().await.unwrap(), 10);
}

#[tokio::test]
async fn broken_lines_are_told_from_whole_ones() {
    let house = House::new();
    house.write(
        "t/a",
        format!("{}broken\n{}", common(1), common(2)).as_bytes(),
    );
    let frame = context(2)
        .read_table(house.provider(log(&house, "common")))
        .unwrap();
    let broken = frame.filter(ident(REJECTED_FIELD).is_not_null()).unwrap();
    let found = rows(
        broken
            .select(vec![col("line"), ident(REJECTED_FIELD)])
            .unwrap(),
        &[HiveType::String, HiveType::String],
    );
    assert_eq!(found.await.unwrap(), ["broken\thost"]);
}

#[tokio::test]
async fn a_file_whose_header_lines_count_is_not_cut() {
    let house = House::new();
    let head = |fields: &str| format!("#Version: 1.0\n#Fields: {fields}\n");
    let mut text = head("date time c-ip sc-status");
    (0..5000).for_each(|n| text += &format!("1970-01-01 00:00:00 10.0.0.1 {}\n", 200 + n % 2));
    text += &head("sc-status date time c-ip");
    (0..5000).for_each(|n| text += &format!("{} 1970-01-01 00:00:00 10.0.0.2\n", 200 + n % 2));
    house.write("t/a", text.as_bytes());
    let table = house.provider(log(&house, "iis"));
    let frame = context(4).read_table(table).unwrap();
    assert_eq!(frame.clone().count().await.unwrap(), 10_000);
    let second = col("status")
        .eq(lit(201))
        .and(col("host").eq(lit("10.0.0.2")));
    assert_eq!(frame.filter(second).unwrap().count().await.unwrap(), 2500);
}
