//! A request's first line, taken apart.

use memchr::{memchr, memrchr};

use super::items::Span;

/// Where the parts of `GET /path?query HTTP/1.1` lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) method: Span,
    pub(super) path: Span,
    pub(super) query: Span,
    pub(super) protocol: Span,
}

/// Takes the request line that lies at `span` apart. What doesn't begin with a method (RFC 9110, 5.6.2) and something behind it has
/// no parts; the protocol may be missing (HTTP/0.9), and the path may hold blanks, as clients that don't escape them send it.
#[inline]
pub(super) fn parts(line: &[u8], span: Span) -> Parts {
    let Some(request) = span.of(line) else {
        return Parts::default();
    };
    let Some(blank) = memchr(b' ', request) else {
        return Parts::default();
    };
    let (method, target) = request.split_at(blank);
    let target = target.get(1..).unwrap_or_default();
    if !is_token(method) || target.is_empty() {
        return Parts::default();
    }
    let start = span.start() + blank + 1;
    let (target, protocol) = match memrchr(b' ', target) {
        Some(at) if is_protocol(target.get(at + 1..).unwrap_or_default()) => (
            Span::new(start, start + at),
            Span::new(start + at + 1, span.end()),
        ),
        _ if is_protocol(target) => (Span::NONE, Span::new(start, span.end())),
        _ => (Span::new(start, span.end()), Span::NONE),
    };
    let (path, query) = path_and_query(line, target);
    Parts {
        method: Span::new(span.start(), span.start() + blank),
        path,
        query,
        protocol,
    }
}

/// What stands before `?`, and behind it.
#[inline]
pub(super) fn path_and_query(line: &[u8], target: Span) -> (Span, Span) {
    let text = target.of(line).unwrap_or_default();
    match memchr(b'?', text) {
        Some(at) => {
            let mark = target.start() + at;
            (
                Span::new(target.start(), mark),
                Span::new(mark + 1, target.end()),
            )
        }
        None => (target, Span::NONE),
    }
}

#[inline]
fn is_protocol(text: &[u8]) -> bool {
    text.starts_with(b"HTTP/")
}

/// RFC 9110, 5.6.2
#[inline]
fn is_token(text: &[u8]) -> bool {
    let is_char = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !text.is_empty() && text.iter().all(is_char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_method_path_query_and_protocol() {
        let text = |line: &str, span: Span| {
            span.of(line.as_bytes())
                .map(|t| String::from_utf8_lossy(t).into_owned())
        };
        for (line, method, path, query, protocol) in [
            (
                "GET / HTTP/1.1",
                Some("GET"),
                Some("/"),
                None,
                Some("HTTP/1.1"),
            ),
            (
                "GET /a?b=c?d HTTP/2.0",
                Some("GET"),
                Some("/a"),
                Some("b=c?d"),
                Some("HTTP/2.0"),
            ),
            (
                "GET /a? HTTP/1.0",
                Some("GET"),
                Some("/a"),
                Some(""),
                Some("HTTP/1.0"),
            ),
            (
                "GET /a b c HTTP/1.1",
                Some("GET"),
                Some("/a b c"),
                None,
                Some("HTTP/1.1"),
            ),
            ("GET /", Some("GET"), Some("/"), None, None),
            (
                "M-SEARCH * HTTP/1.1",
                Some("M-SEARCH"),
                Some("*"),
                None,
                Some("HTTP/1.1"),
            ),
            ("GET HTTP/1.1", Some("GET"), None, None, Some("HTTP/1.1")),
            ("", None, None, None, None),
            ("quit", None, None, None, None),
            (r"\x16\x03\x01 \x02", None, None, None, None),
        ] {
            let found = parts(line.as_bytes(), Span::new(0, line.len()));
            let found = [found.method, found.path, found.query, found.protocol]
                .map(|span| text(line, span));
            assert_eq!(
                found,
                [method, path, query, protocol].map(|t| t.map(str::to_owned)),
                "{line}"
            );
        }
    }
}
