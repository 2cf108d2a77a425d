//! A [`Server`] as the MySQL client takes it.

use sqlx::ConnectOptions;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

use crate::{Address, Server, Tls, TlsMode};

/// How to connect, with nothing said to the server after that (no `SET`), and no statement logged.
///
/// A prepared statement is kept until the connection ends: to close one is a message without an answer, and what is sent behind it then waits for
/// the acknowledgement that the server's system puts off, some 40 ms (RFC 1122, 4.2.3.2; the client doesn't set TCP_NODELAY).
///
/// Characters are UTF-8 (utf8mb4) from the handshake on.
pub fn mysql_options(server: &Server) -> MySqlConnectOptions {
    let options = MySqlConnectOptions::new()
        .username(&server.user)
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false)
        .disable_statement_logging();
    let options = match &server.address {
        Address::Tcp(host, port) => options.host(host).port(*port),
        Address::Socket(path) | Address::File(path) => options.socket(path),
    };
    let options = match &server.password {
        Some(password) => options.password(password.reveal()),
        None => options,
    };
    let options = match &server.database {
        Some(database) => options.database(database),
        None => options,
    };
    encrypted(options, &server.tls)
}

fn encrypted(options: MySqlConnectOptions, tls: &Tls) -> MySqlConnectOptions {
    let options = options.ssl_mode(match tls.mode {
        TlsMode::Disabled => MySqlSslMode::Disabled,
        TlsMode::Preferred => MySqlSslMode::Preferred,
        TlsMode::Required => MySqlSslMode::Required,
        TlsMode::VerifyCa => MySqlSslMode::VerifyCa,
        TlsMode::VerifyIdentity => MySqlSslMode::VerifyIdentity,
    });
    let options = match &tls.ca {
        Some(ca) => options.ssl_ca(ca),
        None => options,
    };
    match &tls.client {
        Some((cert, key)) => options.ssl_client_cert(cert).ssl_client_key(key),
        None => options,
    }
}
