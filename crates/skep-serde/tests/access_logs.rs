//! Access logs of any bytes, and lines as servers write them: the properties that the fuzz target `access_log` holds.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use skep_testkit::random_log;

/// Pieces that logs are made of, so that lines come near to fitting.
const PIECES: &[&str] = &[
    "\n",
    " ",
    "-",
    "\"",
    "\" \"",
    "[",
    "] \"",
    "\\",
    "\\\"",
    "\\xe4",
    "#Fields: date time c-ip sc-status",
    "{\"status\":",
    "\"}",
    "10/Oct/2000:13:55:36 -0700",
    "2000-10-10T20:55:36Z",
    "200",
    "::1",
    "GET /a?b=%41 HTTP/1.1",
    "%h ",
    "%{%F}t",
    "$status ",
    "é",
    "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326",
];

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => select(PIECES).prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..20),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn check(how: u8, choice: u8, bytes: &[u8]) -> Result<(), TestCaseError> {
    random_log::check(&[&[how, choice], bytes].concat()).map_err(TestCaseError::fail)
}

proptest! {
    #[test]
    fn any_lines_of_any_format(how in 0_u8..3, choice: u8, bytes in pieces()) {
        check(how, choice, &bytes)?;
    }

    #[test]
    fn what_a_server_writes(choice in 0_u8..2, values in vec(vec(any::<u8>(), 0..30), 5)) {
        let bytes: Vec<u8> = values.iter().flat_map(|value| [&[value.len() as u8], value.as_slice()].concat()).collect();
        check(3, choice, &bytes)?;
    }
}
