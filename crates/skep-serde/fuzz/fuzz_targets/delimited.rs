//! Any bytes as a file of any table: the fast reader gives what the plain one gives.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_testkit::random_scan::Scan;

fuzz_target!(|bytes: &[u8]| {
    let scan = Scan::from_bytes(bytes, true);
    if let Err(difference) = scan.check() {
        panic!("{difference}\n{scan}");
    }
});
