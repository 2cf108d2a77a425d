//! Patterns of names, as people know them from shells and Hadoop's `GlobPattern`.

use skep_storage::name_pattern::fits_by;

use crate::error::{EngineError, Result};

/// No pattern stands for more alternatives.
const ALTERNATIVES: usize = 1000;

/// Whether a part of a path is a pattern.
pub(super) fn is_pattern(part: &str) -> bool {
    part.contains(['*', '?', '['])
}

/// A pattern's alternatives, `{a,b}` in it chosen in turn; braces without a comma or an end stand for themselves.
///
/// # Errors
/// There are too many.
pub(super) fn braces(pattern: &str) -> Result<Vec<String>> {
    let mut done = Vec::new();
    let mut open = vec![(String::new(), pattern.to_owned())];
    while let Some((before, rest)) = open.pop() {
        if done.len() + open.len() > ALTERNATIVES {
            return Err(EngineError::query(format!(
                "the braces in `{pattern}` stand for more than {ALTERNATIVES} names"
            )));
        }
        let group = rest
            .match_indices('{')
            .find_map(|(start, _)| Some((start, alternatives(rest.get(start + 1..)?)?)));
        match group {
            Some((start, (choices, after))) => {
                let before = format!("{before}{}", rest.get(..start).unwrap_or_default());
                // The first is popped first.
                open.extend(
                    choices
                        .iter()
                        .rev()
                        .map(|choice| (before.clone(), format!("{choice}{after}"))),
                );
            }
            None => done.push(format!("{before}{rest}")),
        }
    }
    Ok(done)
}

/// The choices of a group whose brace is open already, and what follows it.
fn alternatives(text: &str) -> Option<(Vec<&str>, &str)> {
    let (mut depth, mut from) = (0_usize, 0);
    let mut choices = Vec::new();
    for (at, c) in text.char_indices() {
        match (c, depth) {
            ('{', _) => depth += 1,
            ('}', 0) => {
                choices.push(text.get(from..at)?);
                return (choices.len() > 1).then_some((choices, text.get(at + 1..)?));
            }
            ('}', _) => depth -= 1,
            (',', 0) => {
                choices.push(text.get(from..at)?);
                from = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// Whether a name fits a pattern without braces: `*` is any text, `?` any character, `[…]` one of a set, `\` takes the next
/// character's meaning away.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    fits_by(pattern, name, one)
}

/// How many characters of the pattern stand for this one, if they do.
fn one(pattern: &[char], c: char) -> Option<usize> {
    match pattern {
        ['?', ..] => Some(1),
        ['\\', escaped, ..] => (*escaped == c).then_some(2),
        ['[', set @ ..] => match set.iter().skip(2).position(|c| *c == ']') {
            Some(_) => in_set(set, c),
            None if set.get(1) == Some(&']') => in_set(set, c),
            None => (c == '[').then_some(1),
        },
        [plain, ..] => (*plain == c).then_some(1),
        [] => None,
    }
}

/// Of a set whose bracket is open already, with a character or more before the one that closes it.
fn in_set(set: &[char], c: char) -> Option<usize> {
    let negated = matches!(set.first(), Some('!' | '^'));
    let from = usize::from(negated);
    let length = set.iter().skip(from + 1).position(|c| *c == ']')? + 1;
    let members = set.get(from..from + length)?;
    let mut place = 0;
    let mut found = false;
    while let Some(low) = members.get(place) {
        match (members.get(place + 1), members.get(place + 2)) {
            (Some('-'), Some(high)) => {
                found |= (*low..=*high).contains(&c);
                place += 3;
            }
            _ => {
                found |= *low == c;
                place += 1;
            }
        }
    }
    // The brackets on both sides too.
    (found != negated).then_some(from + length + 2)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::{braces, matches};

    #[test]
    fn names_fit_patterns() {
        for (pattern, yes, no) in [
            ("*", "abc", "\0"),
            ("*.gz", "a.log.gz", "a.gz.log"),
            ("a*b*c", "aXbXbXc", "aXbX"),
            ("a?c", "aéc", "ac"),
            ("[a-c]x", "bx", "dx"),
            ("[!a-c]x", "dx", "bx"),
            ("[^a]", "b", "a"),
            ("[]]", "]", "["),
            ("[a", "[a", "a"),
            (r"a\*", "a*", "ab"),
            ("", "", "a"),
        ] {
            assert!(matches(pattern, yes), "{pattern} {yes}");
            assert!(pattern == "*" || !matches(pattern, no), "{pattern} {no}");
        }
    }

    #[test]
    fn braces_are_chosen_in_turn() {
        for (pattern, expected) in [
            ("a{b,c}d{e,f}", "abde abdf acde acdf"),
            ("{a,b{c,d}}", "a bc bd"),
            ("{a}{", "{a}{"),
            ("x{,.gz}", "x x.gz"),
        ] {
            assert_eq!(braces(pattern).unwrap().join(" "), expected);
        }
        assert!(braces(&"{a,b}".repeat(20)).is_err());
    }
}
