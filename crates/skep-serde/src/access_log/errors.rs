//! The error logs of Apache and nginx.

use memchr::{memchr, memmem};
use skep_hiveql::types::HiveType;

use super::build::{Builder, Layout, Meaning};
use super::escape::Escape;
use super::format::Grammar;
use super::items::Span;
use super::strftime::{self, Piece};
use super::time::Pattern;

const BIG: Meaning = Meaning::Integer(HiveType::BigInt);

/// `[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35708:tid 4328636416] [client 192.0.2.1:2817] AH00124: …, referer: …`
///
/// <https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat>
pub(super) fn apache() -> (Grammar, Layout) {
    let mut pieces = strftime::compile("%a %b %d %H:%M:%S").unwrap_or_default();
    pieces.push(Piece::Fraction);
    pieces.extend(strftime::compile(" %Y").unwrap_or_default());
    let layout = layout(&[
        ("time", Meaning::Time(Pattern::Strftime(pieces.into()))),
        ("module", Meaning::Text),
        ("level", Meaning::Text),
        ("pid", BIG),
        ("tid", BIG),
        ("host", Meaning::Text),
        ("port", Meaning::Integer(HiveType::Int)),
        ("message", Meaning::Text),
        ("referer", Meaning::Text),
    ]);
    (Grammar::ApacheError, layout)
}

/// `2016/06/14 09:00:00 [error] 1234#5678: *5 open() "/x" failed (2: No such file or directory), client: 192.0.2.1, server: example.com, …`
pub(super) fn nginx() -> (Grammar, Layout) {
    let layout = layout(&[
        ("time", Meaning::Time(Pattern::Iso)),
        ("level", Meaning::Text),
        ("pid", BIG),
        ("tid", BIG),
        ("connection", BIG),
        ("message", Meaning::Text),
        ("host", Meaning::Text),
        ("server", Meaning::Text),
        ("request", Meaning::Request),
        ("subrequest", Meaning::Text),
        ("upstream", Meaning::Text),
        ("vhost", Meaning::Text),
        ("referer", Meaning::Text),
    ]);
    (Grammar::NginxError, layout)
}

fn layout(fields: &[(&str, Meaning)]) -> Layout {
    let mut builder = Builder::default();
    for (name, meaning) in fields {
        builder.add(name, name, meaning.clone(), Escape::Server);
    }
    builder.finish()
}

/// Sets the span of a place.
fn set(spans: &mut [Span], place: usize, start: usize, end: usize) {
    if let Some(span) = spans.get_mut(place) {
        *span = Span::new(start, end);
    }
}

/// Finds the fields of a line of Apache's error log; the first that doesn't fit.
pub(super) fn locate_apache(line: &[u8], spans: &mut [Span]) -> Option<usize> {
    spans.fill(Span::NONE);
    let bracket = |at: usize| {
        let inside = line.get(at..)?.strip_prefix(b"[")?;
        memchr(b']', inside).map(|end| (at + 1, at + 1 + end))
    };
    let Some((start, end)) = bracket(0) else {
        return Some(0);
    };
    set(spans, 0, start, end);
    let mut at = skip_blank(line, end + 1);
    let Some((start, end)) = bracket(at) else {
        return Some(2);
    };
    let word = line.get(start..end).unwrap_or_default();
    match memchr(b':', word) {
        Some(colon) => {
            // A module that has no name stands as `-`, or not at all.
            set(spans, 1, start, start + colon);
            set(spans, 2, start + colon + 1, end);
        }
        None => set(spans, 2, start, end),
    }
    at = skip_blank(line, end + 1);
    if let Some((start, end)) = bracket(at)
        && line
            .get(start..end)
            .is_some_and(|word| word.starts_with(b"pid "))
    {
        let start = start + b"pid ".len();
        let word = line.get(start..end).unwrap_or_default();
        let colon = memmem::find(word, b":tid ");
        set(spans, 3, start, start + colon.unwrap_or(word.len()));
        if let Some(colon) = colon {
            set(spans, 4, start + colon + b":tid ".len(), end);
        }
        at = skip_blank(line, end + 1);
    }
    let mut message = at;
    let rest = line.get(at..).unwrap_or_default();
    if let Some(found) = memmem::find(rest, b"[client ")
        && let Some((start, end)) = bracket(at + found)
    {
        let start = start + b"client ".len();
        let address = line.get(start..end).unwrap_or_default();
        let port = port_start(address);
        set(spans, 5, start, start + port.unwrap_or(address.len()));
        if let Some(port) = port {
            set(spans, 6, start + port + 1, end);
        }
        // An error of the system may stand before it, and then belongs to the message.
        if found == 0 {
            message = skip_blank(line, end + 1);
        }
    }
    const REFERER: &[u8] = b", referer: ";
    let rest = line.get(message..).unwrap_or_default();
    let referer = memmem::rfind(rest, REFERER).map(|at| message + at);
    set(spans, 7, message, referer.unwrap_or(line.len()));
    if let Some(referer) = referer {
        set(spans, 8, referer + REFERER.len(), line.len());
    }
    None
}

/// Where the colon before the port stands: of `192.0.2.1:2817` and `2001:db8::1:2817`, as Apache writes them.
pub(super) fn port_start(address: &[u8]) -> Option<usize> {
    let colon = memchr::memrchr(b':', address)?;
    let port = address.get(colon + 1..)?;
    let digits = !port.is_empty() && port.len() <= 5 && port.iter().all(u8::is_ascii_digit);
    // An IPv6 address without a port has hexadecimal groups of at most four digits.
    let first = memchr(b':', address) == Some(colon);
    (digits && (first || port.len() == 5 || address.get(colon.wrapping_sub(1)) == Some(&b']')))
        .then_some(colon)
}

fn skip_blank(line: &[u8], at: usize) -> usize {
    at + usize::from(line.get(at) == Some(&b' '))
}

/// What may stand behind the message, in this order, with the place of its span; the quoted ones in quotes.
const TAIL: &[(&[u8], usize, bool)] = &[
    (b", client: ", 6, false),
    (b", server: ", 7, false),
    (b", request: \"", 8, true),
    (b", subrequest: \"", 9, true),
    (b", upstream: \"", 10, true),
    (b", host: \"", 11, true),
    (b", referrer: \"", 12, true),
];

/// Finds the fields of a line of nginx's error log; the first that doesn't fit.
pub(super) fn locate_nginx(line: &[u8], spans: &mut [Span]) -> Option<usize> {
    spans.fill(Span::NONE);
    const TIME: usize = b"2016/06/14 09:00:00".len();
    let Some(rest) = line.get(TIME..).and_then(|rest| rest.strip_prefix(b" [")) else {
        return Some(0);
    };
    set(spans, 0, 0, TIME);
    let Some(level) = memchr(b']', rest) else {
        return Some(1);
    };
    let mut at = TIME + 2;
    set(spans, 1, at, at + level);
    at = skip_blank(line, at + level + 1);
    // `1234#5678: `
    let rest = line.get(at..).unwrap_or_default();
    let (Some(hash), Some(colon)) = (memchr(b'#', rest), memmem::find(rest, b": ")) else {
        return Some(2);
    };
    if hash > colon {
        return Some(2);
    }
    set(spans, 2, at, at + hash);
    set(spans, 3, at + hash + 1, at + colon);
    at += colon + 2;
    if line.get(at) == Some(&b'*') {
        let rest = line.get(at + 1..).unwrap_or_default();
        let length = memchr(b' ', rest).unwrap_or(rest.len());
        set(spans, 4, at + 1, at + 1 + length);
        at = skip_blank(line, at + 1 + length);
    }
    // The message ends where the first of the tail begins.
    let (mut field, mut start) = (5, at);
    let mut quoted = false;
    for (mark, place, in_quotes) in TAIL {
        let rest = line.get(start..).unwrap_or_default();
        let Some(found) = memmem::find(rest, mark) else {
            continue;
        };
        end_field(line, spans, field, start, start + found, quoted);
        (field, start, quoted) = (*place, start + found + mark.len(), *in_quotes);
    }
    end_field(line, spans, field, start, line.len(), quoted);
    None
}

fn end_field(
    line: &[u8],
    spans: &mut [Span],
    field: usize,
    start: usize,
    end: usize,
    quoted: bool,
) {
    let closing = quoted && end > start && line.get(end - 1) == Some(&b'"');
    set(spans, field, start, end - usize::from(closing));
}
