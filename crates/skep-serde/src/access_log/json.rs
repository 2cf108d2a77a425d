//! JSON access logs: an object a line, whose keys mean what servers mean by them.

use std::collections::HashMap;
use std::sync::LazyLock;

use skep_hiveql::types::HiveType;

use super::build::{Builder, Layout, Meaning};
use super::escape::Escape;
use super::format::Grammar;
use super::items::Span;
use super::request;
use super::time::Pattern;
use crate::json::scan::{Kind, Scanner};

/// A field: its name, what it holds, and the keys it has with nginx's usual formats, Apache's, Caddy, Traefik, Elastic's common schema,
/// Google Cloud and others. A dot leads into an object. The first key in a line that has a value counts. (A table.)
const FIELDS: &[(&str, Meaning, &[&str])] = &[
    (
        "host",
        Meaning::Text,
        &[
            "remote_addr",
            "remote_ip",
            "client_ip",
            "clientip",
            "client",
            "ip",
            "remote_host",
            "remoteip",
            "clienthost",
            "request.client_ip",
            "request.remote_ip",
            "client.ip",
            "source.ip",
            "source.address",
            "httprequest.remoteip",
        ],
    ),
    ("ident", Meaning::Text, &["ident"]),
    (
        "user",
        Meaning::Text,
        &[
            "remote_user",
            "user",
            "user_id",
            "username",
            "auth",
            "clientusername",
            "user.name",
        ],
    ),
    (
        "time",
        Meaning::Time(Pattern::Any),
        &[
            "time",
            "timestamp",
            "@timestamp",
            "ts",
            "time_iso8601",
            "time_local",
            "msec",
            "datetime",
            "date",
            "startutc",
            "start_time",
        ],
    ),
    (
        "method",
        Meaning::Text,
        &[
            "method",
            "request_method",
            "requestmethod",
            "verb",
            "http_method",
            "request.method",
            "http.request.method",
            "httprequest.requestmethod",
        ],
    ),
    (
        "target",
        Meaning::Target,
        &[
            "uri",
            "request_uri",
            "path",
            "url",
            "requestpath",
            "request.uri",
            "url.original",
            "url.path",
            "httprequest.requesturl",
        ],
    ),
    (
        "query",
        Meaning::Query,
        &["query", "args", "query_string", "url.query"],
    ),
    (
        "protocol",
        Meaning::Text,
        &[
            "protocol",
            "server_protocol",
            "proto",
            "request.proto",
            "requestprotocol",
            "httprequest.protocol",
        ],
    ),
    ("request", Meaning::Text, &["request", "request_line"]),
    (
        "status",
        Meaning::Status,
        &[
            "status",
            "status_code",
            "statuscode",
            "response",
            "response_code",
            "code",
            "downstreamstatus",
            "http.response.status_code",
            "httprequest.status",
        ],
    ),
    (
        "bytes",
        Meaning::Integer(HiveType::BigInt),
        &[
            "bytes",
            "body_bytes_sent",
            "size",
            "bytes_sent",
            "response_size",
            "length",
            "downstreamcontentsize",
            "http.response.body.bytes",
            "httprequest.responsesize",
        ],
    ),
    (
        "bytes_in",
        Meaning::Integer(HiveType::BigInt),
        &[
            "request_length",
            "bytes_received",
            "bytes_in",
            "bytes_read",
            "http.request.bytes",
            "httprequest.requestsize",
        ],
    ),
    (
        "referer",
        Meaning::Text,
        &[
            "referer",
            "referrer",
            "http_referer",
            "http_referrer",
            "request.headers.referer",
            "http.request.referrer",
            "httprequest.referer",
            "request_referer",
        ],
    ),
    (
        "agent",
        Meaning::Text,
        &[
            "agent",
            "user_agent",
            "http_user_agent",
            "useragent",
            "request.headers.user-agent",
            "user_agent.original",
            "httprequest.useragent",
            "request_user-agent",
        ],
    ),
    (
        "vhost",
        Meaning::Text,
        &[
            "host",
            "vhost",
            "server_name",
            "http_host",
            "request.host",
            "requesthost",
            "url.domain",
            "server.domain",
        ],
    ),
    (
        "duration",
        Meaning::Seconds(1.0),
        &[
            "duration",
            "request_time",
            "elapsed",
            "latency",
            "response_time",
        ],
    ),
    (
        "duration_ms",
        Meaning::Double,
        &[
            "duration_ms",
            "response_time_ms",
            "latency_ms",
            "elapsed_ms",
        ],
    ),
    (
        "request_id",
        Meaning::Text,
        &[
            "request_id",
            "requestid",
            "x_request_id",
            "trace_id",
            "http.request.id",
        ],
    ),
    (
        "x_forwarded_for",
        Meaning::Text,
        &[
            "x_forwarded_for",
            "http_x_forwarded_for",
            "request.headers.x-forwarded-for",
        ],
    ),
    (
        "upstream",
        Meaning::Text,
        &["upstream_addr", "upstream", "serviceaddr"],
    ),
];

/// What a key means: which span, and how it ranks among the keys of that. One that only leads into an object has none.
type Meant = Option<(usize, usize)>;

static KEYS: LazyLock<HashMap<&[u8], Meant>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for (place, (_, _, keys)) in FIELDS.iter().enumerate() {
        for (rank, key) in keys.iter().enumerate() {
            for (dot, _) in key.match_indices('.') {
                all.entry(key.as_bytes().get(..dot).unwrap_or_default())
                    .or_insert(None);
            }
            all.insert(key.as_bytes(), Some((place, rank)));
        }
    }
    all
});

/// The longest key that is looked up, with those it lies in.
const LONGEST: usize = 64;

pub(super) fn compile() -> (Grammar, Layout) {
    let mut builder = Builder::default();
    for (name, meaning, _) in FIELDS {
        builder.add(name, name, meaning.clone(), Escape::Json);
    }
    (Grammar::Json, builder.finish())
}

/// Finds the fields of a line; the first span that doesn't fit.
pub(super) fn locate(line: &[u8], spans: &mut [Span]) -> Option<usize> {
    spans.fill(Span::NONE);
    let mut ranks = [usize::MAX; FIELDS.len()];
    let mut found = Found {
        spans,
        ranks: &mut ranks,
    };
    let mut scanner = Scanner::new(line, 0);
    scanner.blank();
    let whole = scanner.peek() == Some(b'{')
        && found.object(line, &mut scanner, b"").is_some()
        && scanner.end().is_ok();
    found.take_from_request(line);
    (!whole).then(|| {
        // What stood before the fault keeps its value; the first field without one is named.
        found
            .spans
            .iter()
            .take(FIELDS.len())
            .position(|span| span.is_none())
            .unwrap_or(0)
    })
}

struct Found<'a> {
    spans: &'a mut [Span],
    ranks: &'a mut [usize; FIELDS.len()],
}

/// The places of `method`, `target`, `protocol` and `request` in [`FIELDS`].
const OF_REQUEST: [usize; 4] = [4, 5, 7, 8];

impl Found<'_> {
    /// Method, target and protocol from the request line, where the line has no keys of their own for them.
    fn take_from_request(&mut self, line: &[u8]) {
        let [method, target, protocol, request] = OF_REQUEST;
        let parts = request::parts(line, self.spans.get(request).copied().unwrap_or_default());
        let end = if parts.query.is_none() {
            parts.path
        } else {
            parts.query
        };
        let whole = match parts.path.is_none() {
            true => Span::NONE,
            false => Span::new(parts.path.start(), end.end()),
        };
        for (place, span) in [
            (method, parts.method),
            (target, whole),
            (protocol, parts.protocol),
        ] {
            if let Some(known) = self.spans.get_mut(place).filter(|known| known.is_none()) {
                *known = span;
            }
        }
    }

    fn object(&mut self, line: &[u8], scanner: &mut Scanner<'_>, prefix: &[u8]) -> Option<()> {
        let mut inside = scanner.enter(b'}');
        while inside {
            let key = scanner.key().ok()?;
            let mut path = [0; LONGEST];
            let path = path_of(prefix, key.of(line), &mut path);
            self.member(line, scanner, path)?;
            inside = scanner.more(b'}').ok()?;
        }
        Some(())
    }

    /// Takes in the value that comes next, whose key is `path`.
    fn member(&mut self, line: &[u8], scanner: &mut Scanner<'_>, path: &[u8]) -> Option<()> {
        let known = KEYS.get(path);
        if known.is_some() && scanner.peek() == Some(b'{') {
            return self.object(line, scanner, path);
        }
        let mut value = scanner.value().ok()?;
        // Caddy's headers are lists: the first counts.
        if value.kind == Kind::Array {
            let mut list = Scanner::new(line.get(..value.end)?, value.start);
            if list.enter(b']') {
                value = list.value().ok()?;
            }
        }
        if let Some(Some((place, rank))) = known
            && !matches!(value.kind, Kind::Null | Kind::Array | Kind::Object)
            && let (Some(span), Some(best)) =
                (self.spans.get_mut(*place), self.ranks.get_mut(*place))
            && rank < best
        {
            *best = *rank;
            *span = Span::new(value.start, value.end);
        }
        Some(())
    }
}

/// `prefix.key` in lower case; empty where that is longer than any key that means something.
fn path_of<'b>(prefix: &[u8], key: &[u8], buffer: &'b mut [u8; LONGEST]) -> &'b [u8] {
    let dot: &[u8] = if prefix.is_empty() { b"" } else { b"." };
    let length = prefix.len() + dot.len() + key.len();
    let Some(path) = buffer.get_mut(..length) else {
        return b"";
    };
    for (to, from) in path.iter_mut().zip(prefix.iter().chain(dot).chain(key)) {
        *to = from.to_ascii_lowercase();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_where_it_is_looked_for() {
        let names = OF_REQUEST.map(|place| FIELDS.get(place).map_or("", |field| field.0));
        assert_eq!(names, ["method", "target", "protocol", "request"]);
    }
}
