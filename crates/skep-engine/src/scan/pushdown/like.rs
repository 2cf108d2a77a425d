//! LIKE patterns as texts at places.

use skep_serde::filter::{Condition, Constant, Operator, Place};

use super::implied::Implied;

/// What a stretch of a pattern between two `%` stands for.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Segment {
    /// Texts with one `_` (any character) between each two.
    texts: Vec<String>,
}

impl Segment {
    fn new() -> Segment {
        Segment {
            texts: vec![String::new()],
        }
    }

    fn push(&mut self, c: char) {
        if let Some(text) = self.texts.last_mut() {
            text.push(c);
        }
    }

    /// The text, of a segment without `_`.
    fn text(&self) -> Option<&str> {
        match self.texts.as_slice() {
            [text] => Some(text),
            _ => None,
        }
    }
}

/// What `column LIKE pattern` (or NOT LIKE) says of a string column. As for Arrow's `like`, a backslash takes its meaning
/// from the character after it; the last character it stands for itself.
pub(super) fn like(column: usize, pattern: &str, negated: bool) -> Implied {
    let segments = segments(pattern);
    let texts: Option<Vec<&str>> = segments.iter().map(Segment::text).collect();
    let exact = match texts.as_deref() {
        Some([text]) => {
            let op = if negated {
                Operator::NotEq
            } else {
                Operator::Eq
            };
            Some(Condition::Compare(op, Constant::Text((*text).into())))
        }
        // `%`, `%%` …
        Some(texts) if texts.iter().all(|text| text.is_empty()) => Some(match negated {
            true => super::implied::never(),
            false => Condition::IsNotNull,
        }),
        Some([text, ""]) => Some(at(Place::Start, text, negated)),
        Some(["", text]) => Some(at(Place::End, text, negated)),
        Some(["", text, ""]) => Some(at(Place::Anywhere, text, negated)),
        _ => None,
    };
    match exact {
        Some(condition) => Implied::exactly(column, condition),
        None if negated => Implied::exactly(column, Condition::IsNotNull).inexact(),
        None => parts(column, &segments).inexact(),
    }
}

/// What every match of the pattern has.
fn parts(column: usize, segments: &[Segment]) -> Implied {
    let mut conditions = Vec::new();
    for (i, segment) in segments.iter().enumerate() {
        for (j, text) in segment.texts.iter().enumerate() {
            let first = i == 0 && j == 0;
            let last = i + 1 == segments.len() && j + 1 == segment.texts.len();
            let place = match (first, last) {
                (true, _) => Place::Start,
                (_, true) => Place::End,
                _ => Place::Anywhere,
            };
            if !text.is_empty() {
                conditions.push(Implied::exactly(column, at(place, text, false)));
            }
        }
    }
    if conditions.is_empty() {
        return Implied::exactly(column, Condition::IsNotNull);
    }
    Implied::all(conditions)
}

fn at(place: Place, text: &str, negated: bool) -> Condition {
    Condition::Like {
        place,
        text: text.into(),
        negated,
    }
}

/// The pattern cut at each `%`.
fn segments(pattern: &str) -> Vec<Segment> {
    let mut segments = vec![];
    let mut current = Segment::new();
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => current.push(rest.next().unwrap_or('\\')),
            '%' => segments.push(std::mem::replace(&mut current, Segment::new())),
            '_' => current.texts.push(String::new()),
            c => current.push(c),
        }
    }
    segments.push(current);
    segments
}
