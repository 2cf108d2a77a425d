//! Where the fields of a line lie that is written by a string of literals and fields.

use memchr::{memchr, memchr2, memrchr};

use super::time::Pattern;

/// A piece of a line; none where the line has no such field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Default for Span {
    fn default() -> Span {
        Span::NONE
    }
}

impl Span {
    /// No field.
    pub(super) const NONE: Span = Span {
        start: u32::MAX,
        end: 0,
    };

    /// Lines are shorter than 4 GiB: longer ones aren't looked at.
    #[inline]
    pub(super) fn new(start: usize, end: usize) -> Span {
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(start), Ok(end)) => Span { start, end },
            _ => Span::NONE,
        }
    }

    #[inline]
    pub(super) fn start(self) -> usize {
        self.start as usize
    }

    #[inline]
    pub(super) fn end(self) -> usize {
        self.end as usize
    }

    #[inline]
    pub(super) fn is_none(self) -> bool {
        self.start > self.end
    }

    /// The bytes; None where there is no field.
    #[inline]
    pub(super) fn of(self, line: &[u8]) -> Option<&[u8]> {
        line.get(self.start()..self.end())
    }
}

/// A field of a line, and the literal behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) shape: Shape,
    /// What stands between this field and the next; of the last one, what stands before the line's end.
    pub(super) after: Box<[u8]>,
}

/// How it is seen where a field ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// Where the literal behind it begins.
    Bare,
    /// At the closing quote that isn't escaped; the opening one is the end of the literal before.
    Quoted,
    /// It begins with a quote or a bracket and ends with one, or it has no blanks.
    Token,
    /// Like `Bare`, but the literal behind it is the last of its kind before the next blank: the colon of `example.com:80`.
    BeforeLast,
    /// A time, whose own pattern tells.
    Time(Pattern),
    /// After so many bytes.
    Width(usize),
}

/// Literals and fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Items {
    /// What stands before the first field.
    pub(super) head: Box<[u8]>,
    pub(super) items: Vec<Item>,
    /// A line may end after so many fields.
    pub(super) required: usize,
    /// Whether more fields may follow than are known of.
    pub(super) open: bool,
}

impl Items {
    /// Finds the first `wanted` fields of a line; gives the first that doesn't fit, where there is one. All of `spans` is set; those behind a
    /// field without an end are none.
    #[inline]
    pub(super) fn locate(&self, line: &[u8], wanted: usize, spans: &mut [Span]) -> Option<usize> {
        let mut broken = None;
        if !begins(line, &self.head) {
            spans.fill(Span::NONE);
            return Some(0);
        }
        let mut at = self.head.len();
        let count = self.items.len();
        let mut before: Option<&mut Span> = None;
        for (place, (item, span)) in self
            .items
            .iter()
            .zip(spans.iter_mut())
            .enumerate()
            .take(wanted)
        {
            if at >= line.len() && place >= self.required {
                *span = Span::NONE;
                continue;
            }
            let is_last = place + 1 == count;
            // The fields that may be missing take their blank with them.
            let ends = is_last || place + 1 >= self.required;
            let mut found = item.end(line, at, is_last, ends, self.open);
            if let End::NoTime = found {
                if let Some(span) = before.take()
                    && let Some((end, start)) = self.time_further_on(line, place, *span)
                {
                    *span = Span::new(span.start(), end);
                    at = start;
                }
                found = item
                    .end(line, at, is_last, ends, self.open)
                    .or_find(item, line, at);
            }
            match found {
                End::At(end, next) => {
                    *span = match item.shape {
                        Shape::Token => inside(line, at, end),
                        _ => Span::new(at, end),
                    };
                    at = next;
                }
                End::More(end, next) => {
                    *span = Span::new(at, end);
                    at = next;
                    broken = broken.or(Some(place));
                }
                End::Nowhere | End::NoTime => {
                    spans
                        .iter_mut()
                        .skip(place)
                        .for_each(|span| *span = Span::NONE);
                    return broken.or(Some(place));
                }
            }
            before = Some(span);
        }
        broken
    }

    /// How many fields must be located for the first `wanted` ones: where a field ends, the time behind it may tell.
    pub(super) fn reach(&self, wanted: usize) -> usize {
        let is_time = |item: &Item| matches!(item.shape, Shape::Time(_));
        match wanted > 0 && self.items.get(wanted).is_some_and(is_time) {
            true => wanted + 1,
            false => wanted,
        }
    }

    /// Users choose their names: for `%u %t` there is one called `a [b`. Where the field before a time ends that isn't found where that field
    /// `was` thought to end, and where the time begins: behind a later literal, if there is one with a time behind it.
    #[cold]
    fn time_further_on(&self, line: &[u8], place: usize, was: Span) -> Option<(usize, usize)> {
        let (field, time) = (
            self.items.get(place.checked_sub(1)?)?,
            self.items.get(place)?,
        );
        let mut end = was.end();
        if field.after.is_empty() || field.shape != Shape::Bare {
            return None;
        }
        loop {
            end += 1;
            end += find(line.get(end..)?, &field.after)?;
            let start = end + field.after.len();
            if time.time_length(line.get(start..)?).is_some() {
                return Some((end, start));
            }
        }
    }
}

/// Where a field ends.
enum End {
    /// Here, and the next one begins there.
    At(usize, usize),
    /// The same, but it isn't followed by what must follow.
    More(usize, usize),
    /// It can't be seen.
    Nowhere,
    /// It should be a time and isn't one.
    NoTime,
}

impl End {
    /// A time that isn't one ends where the literal behind it begins.
    #[cold]
    fn or_find(self, item: &Item, line: &[u8], at: usize) -> End {
        match self {
            End::NoTime => match find(line.get(at..).unwrap_or_default(), &item.after) {
                Some(length) => End::At(at + length, at + length + item.after.len()),
                None => End::Nowhere,
            },
            found => found,
        }
    }
}

impl Item {
    /// Where the field ends that begins at `at`. `ends`: the line may end behind it.
    #[inline]
    fn end(&self, line: &[u8], at: usize, is_last: bool, ends: bool, open: bool) -> End {
        let after = &*self.after;
        let rest = line.get(at..).unwrap_or_default();
        let found = match &self.shape {
            Shape::Bare if is_last && after.is_empty() && !open => Some(rest.len()),
            Shape::Bare => find(rest, after),
            Shape::Quoted => match quoted(rest, after, is_last, true) {
                None => match quoted(rest, after, is_last, false) {
                    None => None,
                    Some((end, whole)) => return more(at, end, after, whole),
                },
                Some((end, whole)) => return more(at, end, after, whole),
            },
            Shape::Token => token(rest).map(|end| end.min(rest.len())),
            Shape::BeforeLast => {
                let word = memchr(b' ', rest).unwrap_or(rest.len());
                after
                    .first()
                    .and_then(|byte| memrchr(*byte, rest.get(..word)?))
            }
            Shape::Time(_) => match self.time_length(rest) {
                Some(length) => Some(length),
                None => return End::NoTime,
            },
            Shape::Width(width) => Some(*width).filter(|width| *width <= rest.len()),
        };
        let Some(length) = found else {
            // The last field that must be there has no blank behind it if it is the last that is.
            return match ends && !is_last && matches!(self.shape, Shape::Bare) {
                true => End::At(line.len(), line.len()),
                false => End::Nowhere,
            };
        };
        let end = at + length;
        let rest = line.get(end..).unwrap_or_default();
        if begins(rest, after) {
            let next = end + after.len();
            return match is_last && !open && next != line.len() {
                true => End::More(end, next),
                false => End::At(end, next),
            };
        }
        match rest.is_empty() && ends {
            true => End::At(end, end),
            false => End::Nowhere,
        }
    }
}

impl Item {
    /// How long the time is at the front of `text`; None without one that the literal follows.
    #[inline]
    fn time_length(&self, text: &[u8]) -> Option<usize> {
        let Shape::Time(pattern) = &self.shape else {
            return None;
        };
        let length = pattern.length(text)?;
        let rest = text.get(length..)?;
        begins(rest, &self.after).then_some(length)
    }
}

fn more(at: usize, length: usize, after: &[u8], whole: bool) -> End {
    let end = at + length;
    match whole {
        true => End::At(end, end + after.len()),
        false => End::More(end, end + after.len()),
    }
}

/// `starts_with` for literals of a few bytes, for which a call of `memcmp` takes longer than the comparison.
#[inline]
fn begins(text: &[u8], literal: &[u8]) -> bool {
    text.len() >= literal.len() && literal.iter().zip(text).all(|(a, b)| a == b)
}

/// Where `literal` begins. An empty one is the text's end.
#[inline]
fn find(text: &[u8], literal: &[u8]) -> Option<usize> {
    let (first, tail) = match literal {
        [] => return Some(text.len()),
        // Fields of one byte are frequent: `-`
        [byte] if text.get(1) == Some(byte) && text.first() != Some(byte) => return Some(1),
        [byte] => return memchr(*byte, text),
        [first, tail @ ..] => (*first, tail),
    };
    let mut from = 0;
    loop {
        let at = from + memchr(first, text.get(from..)?)?;
        if begins(text.get(at + 1..)?, tail) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Where a quoted text ends, and whether what must follow does. A quote that isn't escaped but stands before something else than a blank is
/// part of the text, as older servers wrote it.
#[inline]
fn quoted(text: &[u8], after: &[u8], is_last: bool, escapes: bool) -> Option<(usize, bool)> {
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let found = match escapes {
            true => memchr2(b'"', b'\\', rest),
            false => memchr(b'"', rest),
        };
        let at = from + found?;
        if text.get(at) == Some(&b'\\') {
            from = at + 2;
            continue;
        }
        let behind = text.get(at..)?;
        if begins(behind, after) {
            if !is_last || behind.len() == after.len() {
                return Some((at, true));
            }
            if behind.get(after.len()) == Some(&b' ') {
                return Some((at, false));
            }
        }
        from = at + 1;
    }
}

/// A token without its quotes or brackets.
#[inline]
fn inside(line: &[u8], start: usize, end: usize) -> Span {
    match line.get(start) {
        Some(b'"' | b'[') => Span::new(start + 1, end.saturating_sub(1).max(start + 1)),
        _ => Span::new(start, end),
    }
}

/// Where a token ends: behind its closing quote or bracket, or before a blank.
#[inline]
fn token(text: &[u8]) -> Option<usize> {
    match text.first() {
        Some(b'"') => {
            let inside = text.get(1..)?;
            let found = quoted(inside, b"\" ", false, true)
                .or_else(|| quoted(inside, b"\"", true, true))
                .or_else(|| quoted(inside, b"\" ", false, false));
            found.map(|(end, _)| end + 2)
        }
        Some(b'[') => memchr(b']', text).map(|end| end + 1),
        _ => Some(memchr(b' ', text).unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn combined() -> Items {
        let item = |shape, after: &str| Item {
            shape,
            after: after.as_bytes().into(),
        };
        Items {
            head: Box::default(),
            items: vec![
                item(Shape::Bare, " "),
                item(Shape::Bare, " "),
                item(Shape::Bare, " ["),
                item(Shape::Time(Pattern::Clf), "] \""),
                item(Shape::Quoted, "\" "),
                item(Shape::Bare, " "),
                item(Shape::Bare, " \""),
                item(Shape::Quoted, "\" \""),
                item(Shape::Quoted, "\""),
            ],
            required: 9,
            open: false,
        }
    }

    fn check(line: &str, broken: Option<usize>, expected: &[&str]) {
        let items = combined();
        let mut spans = vec![Span::NONE; 9];
        let found = items.locate(line.as_bytes(), 9, &mut spans);
        let texts: Vec<_> = spans
            .iter()
            .filter_map(|span| span.of(line.as_bytes()))
            .map(String::from_utf8_lossy)
            .collect();
        assert_eq!(found, broken, "{line}");
        assert_eq!(texts, expected, "{line}");
    }

    #[test]
    fn fields_lie_between_literals() {
        let time = "10/Oct/2000:13:55:36 -0700";
        check(
            &format!(r#"::1 - bob smith [{time}] "GET /a\"b\\ HTTP/1.0" 200 - "-" "a, \"b\"""#),
            None,
            &[
                "::1",
                "-",
                "bob smith",
                time,
                r#"GET /a\"b\\ HTTP/1.0"#,
                "200",
                "-",
                "-",
                r#"a, \"b\""#,
            ],
        );
        // Names that look like what follows them.
        let name = format!(r#"a [b [{time}] \" c"#);
        check(
            &format!(r#"h - {name} [{time}] "GET /" 200 1 "-" "-""#),
            None,
            &["h", "-", &name, time, "GET /", "200", "1", "-", "-"],
        );
        // A quote that wasn't escaped.
        check(
            &format!(r#"h - - [{time}] "GET /a"b HTTP/1.0" 200 1 "" "x"y""#),
            None,
            &[
                "h",
                "-",
                "-",
                time,
                r#"GET /a"b HTTP/1.0"#,
                "200",
                "1",
                "",
                r#"x"y"#,
            ],
        );
    }

    #[test]
    fn a_line_that_does_not_fit_keeps_what_does() {
        check("h - - [10/Oct/2000:13:5", Some(3), &["h", "-", "-"]);
        check("garbage", Some(0), &[]);
        check("", Some(0), &[]);
        check("\u{16}\u{3} a b", Some(2), &["\u{16}\u{3}", "a"]);
        let time = "10/Oct/2000:13:55:36 -0700";
        // More than the format has.
        check(
            &format!(r#"h - - [{time}] "GET /" 200 1 "-" "x" "1.2.3.4""#),
            Some(8),
            &["h", "-", "-", time, "GET /", "200", "1", "-", "x"],
        );
    }
}
