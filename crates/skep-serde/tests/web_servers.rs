//! Requests of all kinds, hostile ones too, sent to Apache and nginx: every line that they log comes back as it was sent.
//!
//! What is expected is what was sent, but for what the servers' sources say that they change.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use skep_serde::access_log::{LogFormat, LogReader, Value, Verdict};
use skep_testkit::random_log::with_invalid_bytes_told;
use skep_testkit::web::WebServer;

/// How a server took a request: the status, and whether it read the headers.
type Taken = (i64, bool);

/// It read the request and has the page.
const FINE: Taken = (200, true);
/// It did not like the first line.
const REFUSED: Taken = (400, false);

/// Method, path, query, protocol, as far as a line has them.
type Parts = [Option<Vec<u8>>; 4];

/// What is sent, and what of it a log must show.
#[derive(Clone)]
struct Request {
    name: &'static str,
    line: Vec<u8>,
    parts: Parts,
    headers: Vec<(&'static str, Vec<u8>)>,
    /// What Apache logs in its place, and the parts of that: it puts the line together again from what it took it apart into.
    apache_line: Option<(Vec<u8>, Parts)>,
    /// What is sent before the first line.
    before: &'static str,
    user: Option<&'static str>,
    ipv6: bool,
    apache: Taken,
    nginx: Taken,
}

fn bytes(text: impl AsRef<[u8]>) -> Vec<u8> {
    text.as_ref().to_vec()
}

/// `GET path?query HTTP/1.1` with these headers.
fn get(
    name: &'static str,
    path: impl AsRef<[u8]>,
    query: Option<&[u8]>,
    headers: &[(&'static str, &[u8])],
) -> Request {
    let path = path.as_ref();
    let query_part = query
        .map(|query| [b"?", query].concat())
        .unwrap_or_default();
    Request {
        name,
        line: [b"GET ", path, &query_part, b" HTTP/1.1"].concat(),
        parts: [
            Some(bytes("GET")),
            Some(bytes(path)),
            query.map(bytes),
            Some(bytes("HTTP/1.1")),
        ],
        headers: headers
            .iter()
            .map(|(name, value)| (*name, bytes(value)))
            .collect(),
        apache_line: None,
        before: "",
        user: None,
        ipv6: false,
        apache: FINE,
        nginx: FINE,
    }
}

/// A first line that isn't what HTTP says.
fn line(
    name: &'static str,
    line: impl AsRef<[u8]>,
    parts: [Option<&str>; 4],
    apache: Taken,
    nginx: Taken,
) -> Request {
    Request {
        line: bytes(line),
        parts: parts.map(|part| part.map(bytes)),
        apache,
        nginx,
        ..get(name, "/", None, &[("User-Agent", b"hostile")])
    }
}

#[expect(clippy::too_many_lines, reason = "it is a table")]
fn requests() -> Vec<Request> {
    let long: Vec<u8> = [b"/?".as_slice(), &b"a".repeat(8000)].concat();
    let headers = |agent: &'static [u8], referer: &'static [u8]| {
        [("User-Agent", agent), ("Referer", referer)]
    };
    vec![
        get(
            "usual",
            "/",
            Some(b"a=1&b=%C3%A4"),
            &headers(b"Mozilla/5.0 (X11; Linux)", b"http://example.com/?q=x"),
        ),
        get("no headers", "/index.html", None, &[]),
        get(
            "quotes and backslashes",
            "/",
            Some(br#"q="a\b""#),
            &headers(br#"a "quoted" \agent\"#, br#"\" \\" \x22 ""#),
        ),
        get(
            "a closing quote and fields",
            "/",
            None,
            &headers(br#"x" 500 1 "-" "y"#, br#"] "GET /x HTTP/1.0" 200 1"#),
        ),
        get(
            "UTF-8",
            "/\u{e4}\u{20ac}",
            Some("\u{1f41d}".as_bytes()),
            &headers("\u{e4}gent".as_bytes(), "\u{20ac}".as_bytes()),
        )
        .found(404),
        get(
            "Latin-1",
            b"/\xe4",
            Some(b"\xff\xfe"),
            &headers(b"\xe4gent \x80\xc3", b"\xf0\x9f"),
        )
        .found(404),
        get("tabs", "/", None, &headers(b"a\tb", b"c\td")),
        get(
            "commas",
            "/a,b;c",
            Some(b"d,e"),
            &headers(b"a, b; c", b"d,e"),
        )
        .found(404),
        get("brackets", "/", Some(b"[x]"), &headers(b"[x] [y]", b"[")),
        get(
            "a value that looks like an escape",
            "/",
            Some(br"\x41\n"),
            &headers(br"\x41\n\t\\", br"\"),
        ),
        get(
            "a lone dash within",
            "/-",
            Some(b"-"),
            &headers(b"- -", b"--"),
        )
        .found(404),
        get("IPv6", "/", None, &headers(b"six", b"http://[::1]/")).over_ipv6(),
        get("8 KB", "/", Some(&long[2..]), &headers(b"long", b"x")),
        get(
            "a long agent",
            "/",
            None,
            &[("User-Agent", &b"\"\\ab".repeat(2000))],
        ),
        get(
            "X-Forwarded-For",
            "/",
            None,
            &[("X-Forwarded-For", b"192.0.2.1, \"2001:db8::1\", unknown")],
        ),
        get(
            "a user",
            "/private/",
            None,
            &[("Authorization", b"Basic ZnJhbms6eA==")],
        )
        .by("frank"),
        // bob smith:x
        get(
            "a user with a blank",
            "/private/",
            None,
            &[("Authorization", b"Basic Ym9iIHNtaXRoOng=")],
        )
        .by("bob smith"),
        // a "b" \c:x
        get(
            "a user with quotes",
            "/private/",
            None,
            &[("Authorization", b"Basic YSAiYiIgXGM6eA==")],
        )
        .by(r#"a "b" \c"#),
        // - [x:y
        get(
            "a user with a bracket",
            "/private/",
            None,
            &[("Authorization", b"Basic LSBbeDp5")],
        )
        .by("- [x"),
        line(
            "HTTP/1.0",
            "GET / HTTP/1.0",
            [Some("GET"), Some("/"), None, Some("HTTP/1.0")],
            FINE,
            FINE,
        ),
        // Both answer with the page alone, and read no headers.
        line(
            "HTTP/0.9",
            "GET /",
            [Some("GET"), Some("/"), None, None],
            (200, false),
            (200, false),
        ),
        line(
            "an unknown method",
            "BREW /pot HTTP/1.1",
            [Some("BREW"), Some("/pot"), None, Some("HTTP/1.1")],
            (501, true),
            (405, true),
        ),
        get("empty lines before it", "/", None, &headers(b"late", b"x")).after("\r\n"),
        // The protocol ends at a blank.
        line(
            "a blank in the path",
            "GET /a b HTTP/1.1",
            [Some("GET"), Some("/a b"), None, Some("HTTP/1.1")],
            REFUSED,
            REFUSED,
        )
        .in_apache("GET /a b", [Some("GET"), Some("/a b"), None, None]),
        line("words", "quit", [None; 4], REFUSED, REFUSED),
        line("no method", " / HTTP/1.1", [None; 4], REFUSED, REFUSED).in_apache("", [None; 4]),
        // Apache's texts end at a zero.
        line(
            "a TLS hello",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\"\\\x8f \xc3\xa4",
            [None; 4],
            REFUSED,
            REFUSED,
        )
        .in_apache("\x16\x03\x01\x02", [None; 4]),
        line(
            "an unknown protocol",
            "GET / FTP/1.0",
            [Some("GET"), Some("/ FTP/1.0"), None, None],
            REFUSED,
            REFUSED,
        ),
        line(
            "control characters",
            "\x16\x03\x01\x02\x7f\x1b[31m",
            [None; 4],
            REFUSED,
            REFUSED,
        ),
        line(
            "any bytes",
            b"\xff\xfe\x80 \xe4\xc3\xa4\x01",
            [None; 4],
            REFUSED,
            REFUSED,
        ),
    ]
}

impl Request {
    fn found(mut self, status: i64) -> Request {
        (self.apache, self.nginx) = ((status, true), (status, true));
        self
    }

    fn over_ipv6(mut self) -> Request {
        self.ipv6 = true;
        self
    }

    fn after(mut self, before: &'static str) -> Request {
        self.before = before;
        self
    }

    fn in_apache(mut self, line: &str, parts: [Option<&str>; 4]) -> Request {
        self.apache_line = Some((bytes(line), parts.map(|part| part.map(bytes))));
        self
    }

    fn by(mut self, user: &'static str) -> Request {
        self.user = Some(user);
        self
    }

    fn sent(&self) -> Vec<u8> {
        let mut sent = [self.before.as_bytes(), &self.line, b"\r\n"].concat();
        for (name, value) in [("Host", bytes("localhost")), ("Connection", bytes("close"))]
            .iter()
            .chain(&self.headers)
        {
            sent.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        [sent.as_slice(), b"\r\n"].concat()
    }

    fn address(&self) -> &'static str {
        if self.ipv6 { "::1" } else { "127.0.0.1" }
    }

    /// The fields that a log has of it, by name.
    fn expected(&self, line: &[u8], parts: &Parts, (status, heads): Taken) -> Expected {
        let header = |name: &str| {
            let found = self
                .headers
                .iter()
                .find(|header| header.0 == name)
                .filter(|_| heads);
            found.map(|(_, value)| with_invalid_bytes_told(value))
        };
        let part = |place: usize| parts[place].as_deref().map(with_invalid_bytes_told);
        vec![
            ("host", Some(self.address().to_owned())),
            ("request", Some(with_invalid_bytes_told(line))),
            ("method", part(0)),
            ("path", part(1)),
            ("query", part(2)),
            ("protocol", part(3)),
            ("status", Some(status.to_string())),
            ("referer", header("Referer")),
            ("agent", header("User-Agent")),
            ("x_forwarded_for", header("X-Forwarded-For")),
            ("user", self.user.map(str::to_owned)),
        ]
    }
}

/// Fields by name.
type Expected = Vec<(&'static str, Option<String>)>;

fn shown(value: Value<'_>) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Text(text) | Value::Params(text) => Some(text.into_owned()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Double(number) => Some(number.to_string()),
        Value::Time(time) => Some(time.micros.to_string()),
    }
}

/// Sends all requests, and compares what is read of each line.
fn check(server: Option<WebServer>, format: &str, expected: impl Fn(&Request) -> Expected) {
    let Some(server) = server else {
        return;
    };
    let format = LogFormat::parse(format).unwrap();
    let all: Vec<usize> = (0..format.fields().len()).collect();
    let mut reader = LogReader::new(&format, &all);
    let start = now();
    let mut wrong = Vec::new();
    // Who sends nothing isn't logged.
    server.send(b"").unwrap();
    for (count, request) in requests().iter().enumerate() {
        server
            .send_from(request.address(), &request.sent())
            .unwrap();
        let lines = server.logged(count + 1).unwrap();
        assert_eq!(lines.len(), count + 1, "{}", request.name);
        let line = lines.last().unwrap();
        let verdict = reader.read(line);
        let complain = |what: String| {
            format!(
                "{}: {what}\n    {}",
                request.name,
                String::from_utf8_lossy(line)
            )
        };
        if verdict != Verdict::Whole {
            wrong.push(complain(format!("{verdict:?}")));
        }
        for (name, expected) in expected(request) {
            let Some(slot) = format.field(name) else {
                continue;
            };
            let found = shown(reader.value(slot, line));
            // As JSON, nginx logs nothing as an empty text.
            let nothing = format.name().contains("escape=json") && found.as_deref() == Some("");
            if found != expected && !(nothing && expected.is_none()) {
                wrong.push(complain(format!(
                    "{name}: {found:?}, right is {expected:?}"
                )));
            }
        }
        for (name, least) in [("duration", 0.0), ("bytes_in", 0.0), ("bytes_out", 1.0)] {
            let Some(slot) = format.field(name) else {
                continue;
            };
            let number: Option<f64> =
                shown(reader.value(slot, line)).and_then(|text| text.parse().ok());
            if number.is_none_or(|number| !(least..1e6).contains(&number)) {
                wrong.push(complain(format!("{name}: {number:?}")));
            }
        }
        let time = format.field("time").map(|slot| reader.value(slot, line));
        // Logged to the second, and nginx's clock ticks.
        if !matches!(time, Some(Value::Time(time)) if (start - 2_000_000..=now() + 2_000_000).contains(&time.micros))
        {
            wrong.push(complain(format!("time: {time:?}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn now() -> i64 {
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(time.unwrap().as_micros()).unwrap()
}

fn apache(format: &str) {
    let seen = |request: &Request| {
        let logged = request.apache_line.clone();
        let (line, parts) = logged.unwrap_or_else(|| (request.line.clone(), request.parts.clone()));
        request.expected(&line, &parts, request.apache)
    };
    check(WebServer::apache(format).unwrap(), format, seen);
}

fn nginx(format: &str) {
    let directive = format!("log_format tested {format};");
    let seen = |request: &Request| request.expected(&request.line, &request.parts, request.nginx);
    check(WebServer::nginx(format).unwrap(), &directive, seen);
}

#[test]
fn apache_combined() {
    apache(r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#);
}

#[test]
fn apache_with_much() {
    apache(
        r#"%v:%p %a %u [%{%F %T}t.%{usec_frac}t] "%r" %<s %>s "%{X-Forwarded-For}i" "%{Referer}i" "%{User-Agent}i" %D %I %O %X %k "%{Content-Type}o""#,
    );
}

#[test]
fn apache_with_bars() {
    apache(r#"%{msec}t|%h|"%r"|%>s|%{us}T|%I|%O|"%{Referer}i"|"%{User-Agent}i"|"%u""#);
}

#[test]
fn nginx_combined() {
    nginx(
        r#"'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'"#,
    );
}

#[test]
fn nginx_with_much() {
    nginx(
        r#"'$msec $remote_addr "$remote_user" "$request" $status $request_length $bytes_sent $request_time "$http_x_forwarded_for" "$http_referer" "$http_user_agent" $pipe $connection "$upstream_response_time"'"#,
    );
}

#[test]
fn nginx_as_json() {
    nginx(
        r#"escape=json '{"time":"$time_iso8601","host":"$remote_addr","user":"$remote_user","request":"$request","status":$status,"duration":$request_time,"referer":"$http_referer","agent":"$http_user_agent","forwarded":"$http_x_forwarded_for"}'"#,
    );
}
