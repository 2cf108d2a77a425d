//! Any text: what parses prints to what parses to the same tree; what doesn't has an error that can be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_hiveql::parse_statement;

fuzz_target!(|text: &str| {
    match parse_statement(text) {
        Ok(statement) => assert_eq!(parse_statement(&statement.to_string()), Ok(statement)),
        Err(error) => assert!(!error.render(text).is_empty()),
    }
});
