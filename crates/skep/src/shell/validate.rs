//! When Enter runs what was typed, and when it begins another line: statements end with `;`.

use reedline::ValidationResult;

/// Asks for lines until the last statement is ended.
pub(super) struct Validator;

impl reedline::Validator for Validator {
    fn validate(&self, text: &str) -> ValidationResult {
        if is_complete(text) {
            ValidationResult::Complete
        } else {
            ValidationResult::Incomplete
        }
    }
}

/// Whether all statements of the text are ended, or it needs no `;`.
fn is_complete(text: &str) -> bool {
    let bare = text.trim();
    bare.starts_with('!')
        || ["quit", "exit"]
            .iter()
            .any(|word| bare.eq_ignore_ascii_case(word))
        || skep_hiveql::is_complete(text)
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    #[test]
    fn statements_end_with_a_semicolon() {
        for text in [
            "",
            "  ",
            "select 1;",
            "select ';';",
            "a; b;",
            "quit",
            "EXIT",
            "!ls",
            "select 1; -- x",
            "-- x",
        ] {
            assert!(is_complete(text), "{text}");
        }
        for text in [
            "select",
            "select ';",
            "select 1; select",
            "select 1 -- ;",
            "select /* ;",
            "select `a;",
            "quit x",
        ] {
            assert!(!is_complete(text), "{text}");
        }
    }
}
