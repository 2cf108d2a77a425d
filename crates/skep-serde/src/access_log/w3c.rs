//! W3C extended log files, whose `#Fields:` lines say what the lines behind them hold.
//!
//! <https://www.w3.org/TR/WD-logfile.html>

use memchr::memchr;
use skep_hiveql::types::HiveType;

use super::build::{Builder, Layout, Meaning};
use super::escape::Escape;
use super::format::Grammar;
use super::items::Span;

/// What a server's W3C log has.
#[derive(Debug)]
pub(super) struct Dialect {
    /// Its fields in their usual order, which holds until a file says another.
    columns: &'static [Column],
    separator: u8,
    escape: Escape,
}

/// The header's name, the field's name, what it holds.
type Column = (&'static str, &'static str, Meaning);

/// How such lines are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct W3c {
    names: Vec<&'static str>,
    separator: u8,
}

pub(super) fn compile(dialect: &'static Dialect) -> (Grammar, Layout) {
    let mut builder = Builder::default();
    for (own, name, meaning) in dialect.columns {
        builder.add(name, own, meaning.clone(), dialect.escape);
    }
    let w3c = W3c {
        names: dialect.columns.iter().map(|column| column.0).collect(),
        separator: dialect.separator,
    };
    (Grammar::W3c(w3c), builder.finish())
}

/// For each token of a line its place among the spans, where it has one.
pub(super) type Order = Vec<Option<usize>>;

impl W3c {
    /// The order of a file that doesn't tell.
    pub(super) fn usual_order(&self) -> Order {
        (0..self.names.len()).map(Some).collect()
    }

    /// Takes in a line that begins with `#`.
    pub(super) fn directive(&self, line: &[u8], order: &mut Order) {
        let Some(fields) = line.strip_prefix(b"#Fields:") else {
            return;
        };
        let fields = String::from_utf8_lossy(fields);
        let place = |name: &str| {
            self.names
                .iter()
                .position(|known| known.eq_ignore_ascii_case(name))
        };
        *order = fields.split_ascii_whitespace().map(place).collect();
    }

    /// Finds the fields of a line; the first that doesn't fit.
    pub(super) fn locate(&self, line: &[u8], order: &Order, spans: &mut [Span]) -> Option<usize> {
        spans.fill(Span::NONE);
        let mut at = 0;
        for (count, place) in order.iter().enumerate() {
            if at > line.len() || (line.is_empty() && count == 0) {
                return order.iter().skip(count).find_map(|place| *place);
            }
            let rest = line.get(at..).unwrap_or_default();
            let end = at + memchr(self.separator, rest).unwrap_or(rest.len());
            if let Some(span) = place.and_then(|place| spans.get_mut(place)) {
                *span = Span::new(at, end);
            }
            at = end + 1;
        }
        // More tokens than fields: nobody knows which is which.
        let more = line
            .get(at..)
            .is_some_and(|rest| !rest.trim_ascii().is_empty());
        more.then(|| order.iter().rev().find_map(|place| *place))
            .flatten()
    }
}

const BIG: Meaning = Meaning::Integer(HiveType::BigInt);
const INT: Meaning = Meaning::Integer(HiveType::Int);

/// <https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging>
pub(super) static IIS: Dialect = Dialect {
    separator: b' ',
    escape: Escape::Plus,
    columns: &[
        ("date", "time", Meaning::DateAndTime),
        ("time", "time", Meaning::Nothing),
        ("s-ip", "server_ip", Meaning::Text),
        ("cs-method", "method", Meaning::Text),
        ("cs-uri-stem", "path", Meaning::Text),
        ("cs-uri-query", "query", Meaning::Query),
        ("s-port", "port", INT),
        ("cs-username", "user", Meaning::Text),
        ("c-ip", "host", Meaning::Text),
        ("cs(User-Agent)", "agent", Meaning::Text),
        ("cs(Referer)", "referer", Meaning::Text),
        ("sc-status", "status", Meaning::Status),
        ("sc-substatus", "substatus", INT),
        ("sc-win32-status", "win32_status", BIG),
        ("time-taken", "duration", Meaning::Seconds(1e3)),
        ("s-sitename", "site", Meaning::Text),
        ("s-computername", "server", Meaning::Text),
        ("cs-version", "protocol", Meaning::Text),
        ("cs-host", "vhost", Meaning::Text),
        ("cs(Cookie)", "cookie", Meaning::Text),
        ("sc-bytes", "bytes_out", BIG),
        ("cs-bytes", "bytes_in", BIG),
    ],
};

/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>
pub(super) static CLOUDFRONT: Dialect = Dialect {
    separator: b'\t',
    escape: Escape::Percent,
    columns: &[
        ("date", "time", Meaning::DateAndTime),
        ("time", "time", Meaning::Nothing),
        ("x-edge-location", "edge_location", Meaning::Text),
        ("sc-bytes", "bytes_out", BIG),
        ("c-ip", "host", Meaning::Text),
        ("cs-method", "method", Meaning::Text),
        ("cs(Host)", "distribution", Meaning::Text),
        ("cs-uri-stem", "path", Meaning::Text),
        ("sc-status", "status", Meaning::Status),
        ("cs(Referer)", "referer", Meaning::Text),
        ("cs(User-Agent)", "agent", Meaning::Text),
        ("cs-uri-query", "query", Meaning::Query),
        ("cs(Cookie)", "cookie", Meaning::Text),
        ("x-edge-result-type", "edge_result_type", Meaning::Text),
        ("x-edge-request-id", "request_id", Meaning::Text),
        ("x-host-header", "vhost", Meaning::Text),
        ("cs-protocol", "scheme", Meaning::Text),
        ("cs-bytes", "bytes_in", BIG),
        ("time-taken", "duration", Meaning::Seconds(1.0)),
        ("x-forwarded-for", "x_forwarded_for", Meaning::Text),
        ("ssl-protocol", "ssl_protocol", Meaning::Text),
        ("ssl-cipher", "ssl_cipher", Meaning::Text),
        (
            "x-edge-response-result-type",
            "edge_response_result_type",
            Meaning::Text,
        ),
        ("cs-protocol-version", "protocol", Meaning::Text),
        ("fle-status", "fle_status", Meaning::Text),
        (
            "fle-encrypted-fields",
            "fle_encrypted_fields",
            Meaning::Text,
        ),
        ("c-port", "remote_port", INT),
        ("time-to-first-byte", "time_to_first_byte", Meaning::Double),
        (
            "x-edge-detailed-result-type",
            "edge_detailed_result_type",
            Meaning::Text,
        ),
        ("sc-content-type", "content_type", Meaning::Text),
        ("sc-content-len", "bytes", BIG),
        ("sc-range-start", "range_start", BIG),
        ("sc-range-end", "range_end", BIG),
    ],
};
