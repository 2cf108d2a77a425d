//! The fast text scan gives what the plain reader gives, whatever the table, the file and the way it is read.
//!
//! The plain reader is `skep_testkit::plain_reader`; what tables, files and conditions there are is told in
//! `skep_testkit::random_scan`. `PROPTEST_CASES` asks for more of them.

use proptest::prelude::*;
use skep_testkit::random_scan::Scan;

/// Six times the usual 256 (or `PROPTEST_CASES`); each is a file of up to some hundred lines.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: usual.cases.saturating_mul(6),
        failure_persistence: None,
        ..usual
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn reads_what_the_plain_reader_reads(bytes in proptest::collection::vec(any::<u8>(), 8..120)) {
        let scan = Scan::from_bytes(&bytes, false);
        if let Err(difference) = scan.check() {
            prop_assert!(false, "{difference}\n{scan}");
        }
    }
}
