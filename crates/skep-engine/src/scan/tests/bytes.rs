//! Between the store and the decoder: parts of files, header and footer lines in them, compressed files.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::*;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap()
}

/// The lines of a text: ended by LF, CR or CRLF.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        lines.push(&rest[..end]);
        let crlf = rest[end..].starts_with("\r\n");
        rest = &rest[(end + 1 + usize::from(crlf)).min(rest.len())..];
    }
    lines
}

#[test]
fn header_and_footer_lines_are_left_out_of_parts_of_any_size() {
    let (house, runtime) = (House::new(), runtime());
    let texts = prop::collection::vec(("[a-z]{0,9}", "\n|\r\n|\r"), 0..12);
    let case = (texts, any::<bool>(), 0..5_usize, 0..5_usize, 1..40_usize);
    let mut runner = TestRunner::new(proptest::test_runner::Config::with_cases(150));
    let outcome = runner.run(&case, |(texts, ended, header, footer, partitions)| {
        let mut text: String = texts
            .iter()
            .map(|(line, end)| format!("{line}{end}"))
            .collect();
        if !ended {
            text.push_str("the last");
        }
        house.write("t/a", text.as_bytes());
        let mut table = house.table(&[("w", HiveType::String)]);
        for (key, count) in [("header", header), ("footer", footer)] {
            let key = format!("skip.{key}.line.count");
            table.properties.insert(key, count.to_string());
        }
        let all = lines(&text);
        let kept = all.len().saturating_sub(footer);
        let mut expected: Vec<String> = all
            .get(header..kept)
            .unwrap_or_default()
            .iter()
            .map(|l| (*l).to_owned())
            .collect();
        expected.sort();
        let found = runtime
            .block_on(read(&house, table, &["w"], partitions))
            .unwrap();
        prop_assert_eq!(found, expected);
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn header_lines_longer_than_a_read_and_than_a_part() {
    let house = House::new();
    // The CR and the LF that end the header lie in different reads of 64 KiB.
    let mut text = "h".repeat((64 << 10) - 1);
    text.push_str("\r\n");
    let rows: Vec<String> = (0..100).map(|i| format!("row{i:03}")).collect();
    text.push_str(&rows.join("\n"));
    house.write("t/a", text.as_bytes());
    let mut table = house.table(&[("w", HiveType::String)]);
    table
        .properties
        .insert("skip.header.line.count".into(), "1".into());
    for partitions in [1, 2, 50, 999] {
        let found = read(&house, table.clone(), &["w"], partitions)
            .await
            .unwrap();
        assert_eq!(found, rows, "{partitions}");
    }
}

#[tokio::test]
async fn files_with_header_and_footer_are_read_in_parts() {
    let house = House::new();
    house.write("t/a", "n\n1\n2\n3\n4\n".repeat(10).as_bytes());
    let mut table = house.table(&[("n", HiveType::Int)]);
    for key in ["skip.header.line.count", "skip.footer.line.count"] {
        table.properties.insert(key.into(), "1".into());
    }
    let frame = context(4).read_table(house.provider(table)).unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    assert_eq!(plan.properties().output_partitioning().partition_count(), 4);
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text).unwrap();
    out.finish().unwrap()
}

/// Lines that fill several chunks once they are inflated.
fn many_lines() -> String {
    (0..60_000)
        .map(|i| format!("{i},{}\n", "w".repeat(i % 13)))
        .collect()
}

#[tokio::test]
async fn large_compressed_files_of_several_members() {
    let house = House::new();
    let text = many_lines();
    let members = text.as_bytes().chunks(300_001);
    house.write(
        "t/a.gz",
        &members.clone().flat_map(gzip).collect::<Vec<_>>(),
    );
    let table = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    let plain = House::new();
    plain.write("t/a", text.as_bytes());
    let plain_table = plain.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    let expected = read(&plain, plain_table, &["n", "w"], 2).await.unwrap();
    assert_eq!(
        read(&house, table.clone(), &["n", "w"], 2).await.unwrap(),
        expected
    );

    let bzip2 = |text: &[u8]| {
        let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    };
    std::fs::remove_file(house.dir.path().join("t/a.gz")).unwrap();
    house.write(
        "t/a.bz2",
        &members.clone().flat_map(bzip2).collect::<Vec<_>>(),
    );
    assert_eq!(
        read(&house, table.clone(), &["n", "w"], 2).await.unwrap(),
        expected
    );

    std::fs::remove_file(house.dir.path().join("t/a.bz2")).unwrap();
    let zstd = |text: &[u8]| zstd::encode_all(text, 1).unwrap();
    house.write("t/a.zst", &members.flat_map(zstd).collect::<Vec<_>>());
    assert_eq!(
        read(&house, table.clone(), &["n", "w"], 2).await.unwrap(),
        expected
    );

    // A frame whose content is too long to be held, between others.
    let long = format!("{}\n", "x".repeat(1 << 20)).repeat(40);
    let frames = [zstd(b"1,x\n"), zstd(long.as_bytes()), zstd(b"2,y\n")];
    house.write("t/a.zst", &frames.concat());
    let frame = context(2).read_table(house.provider(table)).unwrap();
    assert_eq!(frame.count().await.unwrap(), 42);
}

#[tokio::test]
async fn a_compressed_file_that_was_cut_is_an_error_that_names_it() {
    let text = many_lines();
    let two =
        |pack: &dyn Fn(&[u8]) -> Vec<u8>| [pack(text.as_bytes()), pack(text.as_bytes())].concat();
    let bzip2 = |text: &[u8]| {
        let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    };
    let zstd = |text: &[u8]| zstd::encode_all(text, 1).unwrap();
    for (name, packed) in [
        ("a.gz", two(&gzip)),
        ("a.bz2", two(&bzip2)),
        ("a.zst", two(&zstd)),
    ] {
        let house = House::new();
        for cut in [1, 5, 1000, packed.len() / 2 - 3, packed.len() / 2 + 3] {
            house.write(&format!("t/{name}"), &packed[..packed.len() - cut]);
            let table = house.table(&[("n", HiveType::Int)]);
            let error = read(&house, table, &["n"], 2)
                .await
                .unwrap_err()
                .to_string();
            assert!(
                error.contains(name) && error.contains("damaged"),
                "{cut}: {error}"
            );
        }
    }
}

#[tokio::test]
async fn objects_are_read_whole_in_parts_of_any_size() {
    let house = House::new();
    let text = many_lines();
    let place = house.stores.location("memory:/t/a").unwrap();
    house.stores.put(&place, text.clone()).await.unwrap();
    let mut table = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    table.location = "memory:/t".into();
    house.write("t/a", text.as_bytes());
    let local = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    let expected = read(&house, local, &["n", "w"], 3).await.unwrap();
    assert_eq!(expected.len(), 60_000);
    for partitions in [1, 3, 40] {
        assert_eq!(
            read(&house, table.clone(), &["n", "w"], partitions)
                .await
                .unwrap(),
            expected
        );
    }
}

#[tokio::test]
async fn files_in_another_charset_are_read_with_any_serde() {
    let house = House::new();
    house.write("t/a", b"1,\xcf\xf0\xe8\n2,x\n");
    let mut table = house.table(&[("n", HiveType::String), ("w", HiveType::String)]);
    table
        .serde_properties
        .insert("serialization.encoding".into(), "windows-1251".into());
    for serde in ["", "org.apache.hadoop.hive.serde2.OpenCSVSerde"] {
        table.serde = serde.into();
        for partitions in [1, 5] {
            let found = read(&house, table.clone(), &["n", "w"], partitions)
                .await
                .unwrap();
            assert_eq!(found, ["1\tПри", "2\tx"]);
        }
    }
}

#[tokio::test]
async fn another_end_of_lines_is_refused() {
    let house = House::new();
    house.write("t/a", b"1|2|");
    let mut table = house.table(&[("n", HiveType::Int)]);
    let key = "textinputformat.record.delimiter";
    table.properties.insert(key.into(), "|".into());
    let error = read(&house, table, &["n"], 1).await.unwrap_err();
    assert!(error.to_string().contains(key), "{error}");
}

#[tokio::test]
async fn a_table_that_is_read_twice_is_listed_once() {
    let house = House::new();
    house.write("t/a", b"1\n");
    let provider = house.provider(house.table(&[("n", HiveType::Int)]));
    let context = context(2);
    let rows_of = async || {
        let frame = context.read_table(Arc::clone(&provider) as _).unwrap();
        frame.count().await.unwrap()
    };
    assert_eq!(rows_of().await, 1);
    // What comes later is not seen by this statement, and by the next it is.
    house.write("t/b", b"2\n");
    assert_eq!(rows_of().await, 1);
    let next = house.provider(house.table(&[("n", HiveType::Int)]));
    let frame = context.read_table(next).unwrap();
    assert_eq!(frame.count().await.unwrap(), 2);
}
