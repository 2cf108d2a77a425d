//! The variables that the databases' own clients read.

use skep_storage::{Environment, Secret};

use super::{Dialect, Result, Settings, url::port};

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
