//! `sentences`: words of each sentence, in the manner of Java's `BreakIterator` for English.

/// The words of each sentence; blanks and punctuation are no words.
pub(crate) fn sentences(s: &str) -> Vec<Vec<&str>> {
    let mut out = Vec::new();
    let mut rest = s;
    while !rest.is_empty() {
        let (sentence, after) = rest.split_at(sentence_end(rest));
        let words = words(sentence);
        if !words.is_empty() {
            out.push(words);
        }
        rest = after;
    }
    out
}

/// The length of the first sentence: up to `.`, `!` or `?` that are followed by a blank, or to the end of a paragraph.
fn sentence_end(s: &str) -> usize {
    let mut ended = false;
    for (at, c) in s.char_indices() {
        match c {
            '.' | '!' | '?' => ended = true,
            '\n' | '\u{2029}' => return at + c.len_utf8(),
            c if c.is_whitespace() && ended => return at + c.len_utf8(),
            '"' | '\'' | ')' | ']' if ended => {}
            _ => ended = false,
        }
    }
    s.len()
}

/// Runs of letters and digits; an apostrophe or point between two of them belongs to the word.
fn words(s: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = None;
    let chars = s.char_indices().collect::<Vec<_>>();
    for (n, (at, c)) in chars.iter().enumerate() {
        let joins = matches!(c, '\'' | '.' | '_' | '’')
            && start.is_some()
            && chars
                .get(n + 1)
                .is_some_and(|(_, next)| next.is_alphanumeric());
        match (c.is_alphanumeric() || joins, start) {
            (true, None) => start = Some(*at),
            (false, Some(from)) => {
                out.extend(s.get(from..*at));
                start = None;
            }
            _ => {}
        }
    }
    out.extend(start.and_then(|from| s.get(from..)));
    out
}
