//! What a log's fields are called, what type they have and what they mean: the same in every format.

use skep_hiveql::types::HiveType;

/// A field that a format's lines give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, in lower case.
    pub name: String,
    /// The type of its column.
    pub ty: HiveType,
    /// One line of what it is.
    pub about: String,
    /// Whether it is shown where nobody says which fields to show: it doesn't repeat another field.
    pub standard: bool,
}

/// What is known of a name. (A table.)
const KNOWN: &[(&str, &str)] = &[
    ("actions", "what the load balancer did"),
    (
        "agent",
        "the client's program, as it calls itself (`User-Agent`)",
    ),
    ("bytes", "bytes of the answer, without its header"),
    ("bytes_in", "bytes received, with request line and header"),
    ("bytes_out", "bytes sent, with the answer's header"),
    ("bytes_total", "bytes received and sent"),
    ("client", "the client's address"),
    (
        "connection",
        "the connection's state when the answer was sent (`X` broken off, `+` kept, `-` closed), or its number",
    ),
    ("duration", "how long it took, in seconds"),
    ("file", "the file that was asked for"),
    ("handler", "what made the answer"),
    ("host", "the client's address or name"),
    ("ident", "the client's user by RFC 1413 (nobody uses it)"),
    ("level", "how serious it is"),
    ("line", "the whole line, as it stands in the log"),
    ("message", "what happened"),
    ("method", "the request's method: GET, POST …"),
    ("module", "the part of the server that says it"),
    ("params", "the query's parameters, decoded"),
    ("path", "what was asked for, without the query"),
    (
        "peer",
        "the address of who made the connection: a proxy's, perhaps",
    ),
    ("pid", "the server's process"),
    ("port", "the port"),
    ("protocol", "the request's protocol: HTTP/1.1 …"),
    ("query", "the query: what stands behind `?`"),
    ("referer", "the page that led here (`Referer`)"),
    ("request", "the request's first line"),
    ("request_id", "the request's number"),
    ("server_ip", "the server's address"),
    ("status", "the answer's status"),
    ("status_class", "the status in short: 2xx, 4xx …"),
    ("tid", "the server's thread"),
    ("time", "when it was"),
    ("time_offset", "how far the log's clock is from UTC: +0200"),
    ("user", "the user by HTTP authentication"),
    ("vhost", "the server's name"),
    (
        "x_forwarded_for",
        "the client's address, as proxies pass it on (`X-Forwarded-For`)",
    ),
];

/// What a field of this name means; `own` is what the format calls it.
pub(super) fn about(name: &str, own: &str) -> String {
    match KNOWN.binary_search_by_key(&name, |(known, _)| known) {
        Ok(at) => KNOWN.get(at).map_or("", |known| known.1).to_owned(),
        Err(_) => format!("`{own}`"),
    }
}

/// Whether a field only says once more, or in other words, what another one says.
pub(super) fn repeats(name: &str) -> bool {
    matches!(
        name,
        "line" | "params" | "request" | "status_class" | "time_offset"
    )
}

/// A header's name as a field's: `X-Forwarded-For` is `x_forwarded_for`.
pub(super) fn of_header(header: &str) -> String {
    match header.to_ascii_lowercase().as_str() {
        "user-agent" | "user_agent" => "agent".to_owned(),
        lower => identifier(lower),
    }
}

/// Letters, digits and `_`, in lower case.
pub(super) fn identifier(text: &str) -> String {
    let plain = |c: char| match c.to_ascii_lowercase() {
        c @ ('a'..='z' | '0'..='9') => c,
        _ => '_',
    };
    text.chars()
        .map(plain)
        .collect::<String>()
        .trim_matches('_')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(KNOWN.is_sorted_by_key(|known| known.0));
    }

    #[test]
    fn headers_become_names() {
        assert_eq!(of_header("X-Forwarded-For"), "x_forwarded_for");
        assert_eq!(of_header("User-agent"), "agent");
        assert_eq!(identifier("cs(Cookie)"), "cs_cookie");
    }
}
