//! The words of a `dfs` command.

use crate::error::{EngineError, Result};

/// `-verb -flags words`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    /// The command, without its dash.
    pub(super) verb: String,
    /// The letters of all flags.
    pub(super) flags: String,
    /// The paths.
    pub(super) words: Vec<String>,
}

impl Arguments {
    pub(super) fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }
}

/// Splits a command at blanks outside quotes.
pub(super) fn parse(command: &str) -> Result<Arguments> {
    let mut arguments = Arguments::default();
    for (at, word) in words(command)?.into_iter().enumerate() {
        match word.strip_prefix('-') {
            Some(verb) if at == 0 => arguments.verb = verb.to_owned(),
            // A flag that only says where deleted files go.
            Some("skipTrash" | "crc" | "ignoreCrc") => {}
            Some(flags) if !flags.is_empty() && arguments.words.is_empty() => {
                arguments.flags.push_str(flags)
            }
            _ => arguments.words.push(word),
        }
    }
    match arguments.verb.is_empty() {
        true => Err(EngineError::query(
            "dfs needs a command, such as `dfs -ls /tmp`",
        )),
        false => Ok(arguments),
    }
}

fn words(command: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in command.trim().trim_end_matches(';').chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    match quote {
        Some(quote) => Err(EngineError::query(format!(
            "dfs: the quote {quote} is not closed"
        ))),
        None => Ok(words),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::parse;

    #[test]
    fn flags_and_words() {
        let arguments = parse("-rm -r -skipTrash '/a b' \"c\"d;").unwrap();
        assert_eq!(
            (arguments.verb.as_str(), arguments.flags.as_str()),
            ("rm", "r")
        );
        assert_eq!(arguments.words, ["/a b", "cd"]);
        assert!(parse("").is_err());
        assert!(parse("-ls 'x").is_err());
    }
}
