//! The variables that the databases' own clients read, and PostgreSQL's file of passwords.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use skep_storage::{Environment, Secret};

use super::{Address, Dialect, Result, Server, Settings, url::port};

/// What `MYSQL_HOST`, `MYSQL_TCP_PORT`, `MYSQL_UNIX_PORT` and `MYSQL_PWD` say. They count for less than option files
/// (<https://dev.mysql.com/doc/refman/8.4/en/environment-variables.html>).
pub fn mysql_environment(env: &Environment) -> Result<Settings> {
    Ok(Settings {
        dialect: Some(Dialect::MySql),
        host: env.var("MYSQL_HOST").map(str::to_owned),
        port: env.var("MYSQL_TCP_PORT").map(port).transpose()?,
        socket: env.var("MYSQL_UNIX_PORT").map(Into::into),
        password: env.var("MYSQL_PWD").map(Secret::new),
        ..Settings::default()
    })
}

/// What `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`, `PGSSLMODE` and `PGSSLROOTCERT` say
/// (<https://www.postgresql.org/docs/current/libpq-envars.html>).
pub fn postgresql_environment(env: &Environment) -> Result<Settings> {
    let text = |name: &str| env.var(name).map(str::to_owned);
    Ok(Settings {
        dialect: Some(Dialect::PostgreSql),
        host: text("PGHOST"),
        port: env.var("PGPORT").map(port).transpose()?,
        user: text("PGUSER"),
        password: env.var("PGPASSWORD").map(Secret::new),
        database: text("PGDATABASE"),
        tls_mode: env.var("PGSSLMODE").map(str::parse).transpose()?,
        tls_ca: env.var("PGSSLROOTCERT").map(Into::into),
        ..Settings::default()
    })
}

/// The password that `$PGPASSFILE` or `~/.pgpass` has for this server
/// (<https://www.postgresql.org/docs/current/libpq-pgpass.html>). A file that others may read is left alone, as by libpq.
pub(super) fn pgpass(server: &Server, env: &Environment) -> Option<Secret> {
    let path = match env.var("PGPASSFILE") {
        Some(path) => env.cwd().join(path),
        None => env.home()?.join(".pgpass"),
    };
    let others = fs::metadata(&path).ok()?.permissions().mode() & 0o077;
    let text = (others == 0).then(|| fs::read_to_string(path).ok())??;
    let (host, port) = match &server.address {
        Address::Tcp(host, port) => (host.clone(), port.to_string()),
        Address::Socket(path) | Address::File(path) => {
            let port = path.extension()?.to_str()?;
            (path.parent()?.display().to_string(), port.to_owned())
        }
    };
    // The default directory's sockets are `localhost` there.
    let host = if host.ends_with("/run/postgresql") {
        "localhost".to_owned()
    } else {
        host
    };
    let wanted = [&host, &port, server.database.as_ref()?, &server.user];
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let fields = fields(line);
            let fits = |(field, wanted): (&String, &&String)| *field == "*" || field == *wanted;
            let matching = fields.len() == 5 && fields.iter().zip(&wanted).all(fits);
            matching.then(|| fields.last().map(Secret::new))?
        })
}

/// Between colons; `\` takes the meaning from a colon or from itself.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut field) = (Vec::new(), String::new());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ':' if fields.len() < 4 => fields.push(std::mem::take(&mut field)),
            '\\' => field.extend(chars.next()),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;
    use crate::settings::database_url;

    #[test]
    fn a_file_of_passwords() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".pgpass");
        fs::write(
            &path,
            "# x\nother:*:*:*:no\ndb1:5433:*:app:sp\\:e\\\\cial:x\n*:*:shop:*:rest\n",
        )
        .unwrap();
        let env = Environment::new([("HOME", dir.path())], "/");
        let found = |url: &str| {
            let server = database_url(url).unwrap().server(&env).unwrap();
            server.password.map(|password| password.reveal().to_owned())
        };
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(found("postgresql://app@db1:5433/d"), None);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(
            found("postgresql://app@db1:5433/d").unwrap(),
            "sp:e\\cial:x"
        );
        assert_eq!(found("postgresql://app@db1/shop").unwrap(), "rest");
        assert_eq!(found("postgresql://app@db1/d"), None);
        assert_eq!(found("postgresql://app:mine@db1/shop").unwrap(), "mine");
        assert_eq!(found("mysql://app@db1/shop"), None);
    }

    #[test]
    fn variables() {
        let env = Environment::new(
            [("PGHOST", "h"), ("PGPORT", "1"), ("PGSSLMODE", "require")],
            "/",
        );
        let read = postgresql_environment(&env).unwrap();
        assert_eq!((read.host.as_deref(), read.port), (Some("h"), Some(1)));
        let env = Environment::new([("MYSQL_TCP_PORT", "x")], "/");
        assert!(mysql_environment(&env).is_err());
    }
}
