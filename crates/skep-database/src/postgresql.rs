//! A small client of PostgreSQL's protocol, version 3: enough to put one question and to cancel it.
//!
//! Why not one of the crates (tokio-postgres, sqlx's): they switch on features of hash crates that DataFusion builds on, so that every build
//! of this crate's would be one of the engine, too; and of what they do a check needs a tenth. The protocol is that of
//! <https://www.postgresql.org/docs/current/protocol-message-formats.html>.

mod authentication;
mod message;
mod tls;

use std::fmt;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use crate::{Address, Server, TlsMode};
use authentication::Authentication;
use message::{Body, Message};

/// What the connection runs over.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum PgError {
    /// The network.
    Io(io::Error),
    /// The encryption.
    Tls(String),
    /// The server says so: its SQLSTATE and its message.
    Server(String, String),
    /// What it sends is none of the protocol, or none that is known here.
    Protocol(String),
}

impl fmt::Display for PgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PgError::Io(error) => write!(f, "{error}"),
            PgError::Tls(text) | PgError::Server(_, text) | PgError::Protocol(text) => {
                f.write_str(text)
            }
        }
    }
}

impl From<io::Error> for PgError {
    fn from(error: io::Error) -> PgError {
        PgError::Io(error)
    }
}

pub(crate) type Result<T, E = PgError> = std::result::Result<T, E>;

/// No message that concerns us is longer.
const MAX_BYTES: usize = 1 << 20;
const SSL_REQUEST: i32 = 80_877_103;
const CANCEL_REQUEST: i32 = 80_877_102;
const VERSION_3: i32 = 196_608;

/// With which a query is cancelled, on another connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CancelKey {
    process: i32,
    secret: i32,
}

/// An open connection.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    /// For [`cancel`].
    pub(crate) key: CancelKey,
}

/// What came of a query.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// The columns' types, by their numbers in `pg_type`.
    pub(crate) types: Vec<u32>,
    /// The first column of each row, as text.
    pub(crate) first: Vec<Option<String>>,
}

/// Connects and says who we are.
pub(crate) async fn connect(server: &Server) -> Result<Connection> {
    let mut stream = open(server).await?;
    let mut hello = Body::new(None);
    hello.int(VERSION_3);
    hello.text("user").text(&server.user);
    if let Some(database) = &server.database {
        hello.text("database").text(database);
    }
    hello
        .text("application_name")
        .text("skep")
        .text("client_encoding")
        .text("UTF8")
        .byte(0);
    stream.write_all(&hello.finish()).await?;
    let mut connection = Connection {
        stream,
        key: CancelKey {
            process: 0,
            secret: 0,
        },
    };
    let mut authentication = Authentication::new(server);
    loop {
        let mut message = connection.read().await?;
        match message.tag {
            b'R' => {
                if let Some(answer) = authentication.answer(&mut message)? {
                    connection.stream.write_all(&answer).await?;
                }
            }
            b'K' => {
                connection.key = CancelKey {
                    process: message.int()?,
                    secret: message.int()?,
                };
            }
            b'Z' => return Ok(connection),
            _ => {}
        }
    }
}

/// Cancels what the connection with this key is doing.
pub(crate) async fn cancel(server: &Server, key: CancelKey) -> Result<()> {
    let mut stream = open(server).await?;
    let mut body = Body::new(None);
    body.int(CANCEL_REQUEST).int(key.process).int(key.secret);
    stream.write_all(&body.finish()).await?;
    // The server closes the connection when the signal is sent.
    let _ = stream.read(&mut [0; 1]).await;
    Ok(())
}

async fn open(server: &Server) -> Result<Box<dyn Stream>> {
    let (host, port) = match &server.address {
        Address::Tcp(host, port) => (host.as_str(), *port),
        Address::Socket(path) | Address::File(path) => {
            return Ok(Box::new(UnixStream::connect(path).await?));
        }
    };
    let mut stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    if server.tls.mode == TlsMode::Disabled {
        return Ok(Box::new(stream));
    }
    let mut request = Body::new(None);
    request.int(SSL_REQUEST);
    stream.write_all(&request.finish()).await?;
    match (stream.read_u8().await?, server.tls.mode) {
        (b'S', _) => Ok(Box::new(tls::encrypt(stream, host, &server.tls).await?)),
        (_, TlsMode::Preferred) => Ok(Box::new(stream)),
        _ => Err(PgError::Tls("the server has no TLS".to_owned())),
    }
}

impl Connection {
    /// Runs statements without parameters.
    pub(crate) async fn run(&mut self, statements: &str) -> Result<Rows> {
        let mut query = Body::new(Some(b'Q'));
        query.text(statements);
        self.stream.write_all(&query.finish()).await?;
        self.rows().await
    }

    /// Runs a statement; the parameters are texts that the server reads as the types it takes them to be.
    pub(crate) async fn ask(&mut self, statement: &str, parameters: &[String]) -> Result<Rows> {
        let count = i16::try_from(parameters.len())
            .map_err(|_| PgError::Protocol("too many parameters".to_owned()))?;
        let mut parse = Body::new(Some(b'P'));
        parse.text("").text(statement).short(0);
        let mut bind = Body::new(Some(b'B'));
        bind.text("").text("").short(0).short(count);
        for parameter in parameters {
            bind.sized(parameter.as_bytes())?;
        }
        bind.short(0);
        let mut execute = Body::new(Some(b'E'));
        execute.text("").int(0);
        let sync = Body::new(Some(b'S'));
        let messages = [parse, bind, execute, sync].map(Body::finish).concat();
        self.stream.write_all(&messages).await?;
        self.rows().await
    }

    /// Says goodbye.
    pub(crate) async fn close(mut self) -> Result<()> {
        self.stream
            .write_all(&Body::new(Some(b'X')).finish())
            .await?;
        Ok(self.stream.shutdown().await?)
    }

    async fn rows(&mut self) -> Result<Rows> {
        let mut rows = Rows::default();
        loop {
            let mut message = self.read().await?;
            match message.tag {
                b'T' => rows.types = message.types()?,
                b'D' => rows.first.push(message.first_value()?),
                b'Z' => return Ok(rows),
                _ => {}
            }
        }
    }

    /// The next message; one that tells of an error is an error.
    async fn read(&mut self) -> Result<Message> {
        let tag = self.stream.read_u8().await?;
        let length = self.stream.read_i32().await?;
        let length = usize::try_from(length)
            .ok()
            .and_then(|length| length.checked_sub(4));
        let length = length
            .filter(|length| *length <= MAX_BYTES)
            .ok_or_else(|| {
                PgError::Protocol("the server does not speak PostgreSQL's protocol".to_owned())
            })?;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        let mut message = Message::new(tag, body);
        match tag {
            b'E' => Err(message.error()?),
            _ => Ok(message),
        }
    }
}
