//! Any bytes as lines of access logs of any format, and any values as a server writes them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_testkit::random_log;

fuzz_target!(|bytes: &[u8]| {
    if let Err(difference) = random_log::check(bytes) {
        panic!("{difference}");
    }
});
