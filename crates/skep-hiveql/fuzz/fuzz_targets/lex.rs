//! Any text: the lexer and the splitter answer, and what they name lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use skep_hiveql::{lexer::lex_all, split_script};

fuzz_target!(|text: &str| {
    match lex_all(text) {
        Ok(tokens) => assert!(tokens.iter().all(|token| token.span.end as usize <= text.len())),
        Err(error) => assert!(error.span.end as usize <= text.len()),
    }
    for statement in split_script(text) {
        assert!(text.is_char_boundary(statement.offset));
    }
});
