//! A way to a server that breaks where it is told to: an HTTP/1.1 forwarder on a free port, one request a connection.
//!
//! What comes is passed on byte by byte, the `Host` header with it, so signatures stay right. It ends with the value.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};

/// No request and no answer takes longer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// No head of a request is longer.
const HEAD: usize = 64 << 10;

/// What may happen to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is answered with this status, and the server never sees it.
    Status(u16),
    /// The connection is reset before the server sees it.
    Reset,
    /// The server does it, and of its answer only the first half arrives.
    Cut,
    /// The server does it, and the connection ends without an answer.
    Lost,
    /// The server does it, and the connection is reset.
    LostByReset,
}

/// A request that has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Counted from 0.
    pub number: usize,
    /// `GET`, `PUT` …
    pub method: String,
    /// With its query.
    pub path: String,
}

type Rule = Box<dyn FnMut(&Asked) -> Option<Fault> + Send>;

struct State {
    upstream: SocketAddr,
    rule: Mutex<(usize, Rule)>,
    is_over: AtomicBool,
}

/// A forwarder that runs.
pub struct Faulty {
    /// `http://127.0.0.1:PORT`
    pub endpoint: String,
    address: SocketAddr,
    state: Arc<State>,
}

impl Faulty {
    /// Stands before the server at `endpoint`, `http://127.0.0.1:PORT`, and does no harm yet.
    pub fn before(endpoint: &str) -> Result<Faulty> {
        let upstream = endpoint.trim_start_matches("http://");
        let upstream = upstream.parse().context("no address of a server")?;
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            upstream,
            rule: Mutex::new((0, Box::new(|_| None))),
            is_over: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.is_over.load(Ordering::SeqCst) {
                    break;
                }
                let state = Arc::clone(&shared);
                // A connection that breaks is what this is for.
                std::thread::spawn(move || drop(serve(&state, client)));
            }
        });
        Ok(Faulty {
            endpoint: format!("http://{address}"),
            address,
            state,
        })
    }

    /// From now on this decides; requests are counted from 0 again.
    pub fn set(&self, rule: impl FnMut(&Asked) -> Option<Fault> + Send + 'static) {
        *self.rule() = (0, Box::new(rule));
    }

    /// How many requests have come since.
    pub fn count(&self) -> usize {
        self.rule().0
    }

    fn rule(&self) -> std::sync::MutexGuard<'_, (usize, Rule)> {
        let rule = self.state.rule.lock();
        rule.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}

impl State {
    fn decide(&self, head: &Head) -> Option<Fault> {
        let mut rule = self.rule.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, rule) = &mut *rule;
        let asked = Asked {
            number: *count,
            method: head.method.clone(),
            path: head.path.clone(),
        };
        *count += 1;
        rule(&asked)
    }
}

/// What the first lines of a request say.
struct Head {
    method: String,
    path: String,
    /// Where the body begins.
    length: usize,
    body: usize,
}

impl Head {
    /// None where it isn't whole yet.
    fn parse(bytes: &[u8]) -> Option<Head> {
        let length = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let text = String::from_utf8_lossy(bytes.get(..length)?).into_owned();
        let mut words = text.split(' ');
        let body = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_it = name.eq_ignore_ascii_case("content-length");
            is_it.then(|| value.trim().parse().ok())?
        });
        Some(Head {
            method: words.next()?.to_owned(),
            path: words.next()?.to_owned(),
            length,
            body: body.unwrap_or(0),
        })
    }
}

/// A connection that is closed while something that came on it wasn't read is reset; so nothing is read before it is known what to do, and
/// the last byte is left where the connection is to be reset in the end.
fn serve(state: &State, mut client: TcpStream) -> io::Result<()> {
    client.set_read_timeout(Some(TIMEOUT))?;
    client.set_write_timeout(Some(TIMEOUT))?;
    let Some(head) = peeked(&client)? else {
        return Ok(());
    };
    let fault = state.decide(&head);
    match fault {
        Some(Fault::Reset) => return Ok(()),
        Some(Fault::Status(code)) => {
            taken(&mut client, head.length + head.body, &mut io::sink(), false)?;
            let body =
                format!("<Error><Code>Told</Code><Message>{code} was asked for</Message></Error>");
            let length = body.len();
            return write!(
                client,
                "HTTP/1.1 {code} Fault\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
        _ => {}
    }
    let mut server = TcpStream::connect_timeout(&state.upstream, TIMEOUT)?;
    server.set_read_timeout(Some(TIMEOUT))?;
    server.set_nodelay(true)?;
    let mut first = vec![0; head.length];
    let is_reset = fault == Some(Fault::LostByReset);
    if is_reset && head.body == 0 {
        client.peek(&mut first)?;
    } else {
        client.read_exact(&mut first)?;
    }
    // One request a connection, so that an answer ends where the connection does.
    let first_line = first.iter().position(|byte| *byte == b'\n').unwrap_or(0) + 1;
    first.splice(first_line..first_line, *b"Connection: close\r\n");
    server.write_all(&first)?;
    taken(&mut client, head.body, &mut server, is_reset)?;
    let mut answer = Vec::new();
    match fault {
        None => drop(io::copy(&mut server, &mut client)?),
        Some(_) => drop(server.read_to_end(&mut answer)?),
    }
    if fault == Some(Fault::Cut) {
        client.write_all(answer.get(..answer.len() / 2).unwrap_or_default())?;
    }
    if !is_reset {
        client.shutdown(Shutdown::Write)?;
    }
    Ok(())
}

/// The head of the request, which stays unread. None where none comes.
fn peeked(client: &TcpStream) -> io::Result<Option<Head>> {
    let mut bytes = vec![0; HEAD];
    loop {
        let seen = client.peek(&mut bytes)?;
        let seen_bytes = bytes.get(..seen).unwrap_or_default();
        if let Some(head) = Head::parse(seen_bytes) {
            return Ok(Some(head));
        }
        if seen == 0 || seen == HEAD {
            return Ok(None);
        }
        // What was seen is there still, so there is nothing to wait on but time.
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Passes on so many bytes; the last one stays unread where it is `left`.
fn taken(
    client: &mut TcpStream,
    length: usize,
    to: &mut dyn Write,
    is_left: bool,
) -> io::Result<()> {
    let left = usize::from(is_left).min(length);
    let length = u64::try_from(length - left).map_err(io::Error::other)?;
    io::copy(&mut client.take(length), to)?;
    if left > 0 {
        let mut last = [0];
        client.peek(&mut last)?;
        to.write_all(&last)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// Answers each request with a body of ten bytes, and tells the body that it got.
    fn echo() -> (String, std::sync::mpsc::Receiver<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let head = peeked(&client).unwrap().unwrap();
                let mut body = Vec::new();
                taken(&mut client, head.length, &mut io::sink(), false).unwrap();
                taken(&mut client, head.body, &mut body, false).unwrap();
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
                client.write_all(answer).unwrap();
                if tell.send(body).is_err() {
                    break;
                }
            }
        });
        (endpoint, told)
    }

    /// What comes back, and whether the connection was reset.
    fn ask(endpoint: &str, body: &str) -> (String, bool) {
        let mut stream = TcpStream::connect(endpoint.trim_start_matches("http://")).unwrap();
        let length = body.len();
        let request =
            format!("PUT /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer);
        let is_reset = ended.is_err_and(|e| e.kind() == io::ErrorKind::ConnectionReset);
        (String::from_utf8(answer).unwrap(), is_reset)
    }

    #[test]
    fn each_fault_is_what_it_says() {
        let (endpoint, told) = echo();
        let faulty = Faulty::before(&endpoint).unwrap();
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
        // What is done, the body, what comes back, whether it is reset, whether the server got it.
        let table = [
            (None, "body", whole, false, true),
            (
                Some(Fault::Status(503)),
                "body",
                "HTTP/1.1 503 Fault\r\n",
                false,
                false,
            ),
            (Some(Fault::Reset), "body", "", true, false),
            (Some(Fault::Reset), "", "", true, false),
            (Some(Fault::Cut), "", &whole[..24], false, true),
            (Some(Fault::Lost), "body", "", false, true),
            (Some(Fault::Lost), "", "", false, true),
            (Some(Fault::LostByReset), "body", "", true, true),
            (Some(Fault::LostByReset), "", "", true, true),
        ];
        for (fault, body, expected, is_reset, is_done) in table {
            faulty.set(move |asked| {
                assert_eq!(
                    (asked.method.as_str(), asked.path.as_str()),
                    ("PUT", "/a?b")
                );
                fault
            });
            let (answer, was_reset) = ask(&faulty.endpoint, body);
            let case = format!("{fault:?} {body:?}: {answer:?}");
            match expected.is_empty() {
                true => assert_eq!(answer, "", "{case}"),
                false => assert!(answer.starts_with(expected), "{case}"),
            }
            assert_eq!((was_reset, faulty.count()), (is_reset, 1), "{case}");
            let got = told.try_recv().ok();
            assert_eq!(got, is_done.then(|| body.as_bytes().to_vec()), "{case}");
        }
    }
}
