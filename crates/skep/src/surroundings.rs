//! What the process found around itself: environment, directory, user, time zone. The only place that looks.

#![expect(clippy::disallowed_methods, reason = "the one place that looks")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use skep_engine::{ErrorKind, SessionOptions};

use skep_storage::Environment;

use crate::failure::Failure;

/// What verbs without a session need to know.
pub(crate) struct Here {
    /// Variables and the working directory.
    pub(crate) env: Environment,
    /// The time zone, as a session has it.
    pub(crate) zone: Tz,
    /// The machine's name.
    pub(crate) host: Option<String>,
    /// The moment.
    pub(crate) now: DateTime<Utc>,
}

/// Looks around.
pub(crate) fn here() -> Result<Here, Failure> {
    let cwd = cwd()?;
    let env = Environment::new(std::env::vars_os(), cwd);
    let kernels = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let host = kernels
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty());
    Ok(Here {
        zone: timezone(env.var("TZ"), std::fs::read_link("/etc/localtime").ok()),
        host: host.or_else(|| env.var("HOSTNAME").map(str::to_owned)),
        now: Utc::now(),
        env,
    })
}

/// The home that `--home` names, else that of [`skep_metastore::home`].
pub(crate) fn home(home: Option<&Path>, env: &Environment) -> Result<PathBuf, Failure> {
    match home {
        Some(home) => Ok(env.cwd().join(home)),
        None => skep_metastore::home::find(|name| env.var_os(name), env.cwd())
            .map_err(|error| Failure::Told(ErrorKind::Usage, error.to_string())),
    }
}

fn cwd() -> Result<PathBuf, Failure> {
    std::env::current_dir()
        .map_err(|error| Failure::usage(format!("cannot tell the current directory: {error}")))
}

/// The session's options as these surroundings and `--home` have them.
pub(crate) fn options(home: Option<&Path>) -> Result<SessionOptions, Failure> {
    let cwd = cwd()?;
    let env = environment();
    let home = match home {
        Some(home) => cwd.join(home),
        None => skep_metastore::home::find(|name| std::env::var_os(name), &cwd)
            .map_err(|error| Failure::Told(ErrorKind::Usage, error.to_string()))?,
    };
    let user = ["USER", "LOGNAME"]
        .iter()
        .find_map(|name| env.get(*name).filter(|v| !v.is_empty()));
    let localtime = std::fs::read_link("/etc/localtime").ok();
    Ok(SessionOptions {
        timezone: timezone(env.get("TZ").map(String::as_str), localtime),
        user: user.cloned().unwrap_or_else(|| "skep".to_owned()),
        cwd,
        env,
        ..SessionOptions::new(home)
    })
}

/// The machine's time zone.
pub(crate) fn local_zone() -> Tz {
    let localtime = std::fs::read_link("/etc/localtime").ok();
    timezone(std::env::var("TZ").ok().as_deref(), localtime)
}

/// The present.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Whether colours are unwanted (<https://no-color.org>).
pub(crate) fn no_colours() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The environment; what is no UTF-8 can't be named in a statement and is left out.
fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// `$TZ` if it names a zone, else the zone that `/etc/localtime` links to, else UTC.
fn timezone(variable: Option<&str>, localtime: Option<PathBuf>) -> Tz {
    let named = variable.and_then(|name| name.trim_start_matches(':').parse().ok());
    let linked = || {
        let path = localtime?;
        let (_, name) = path.to_str()?.split_once("zoneinfo/")?;
        name.parse().ok()
    };
    named.or_else(linked).unwrap_or(Tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_the_variables_then_the_machines() {
        let berlin = || Some(PathBuf::from("../usr/share/zoneinfo/Europe/Berlin"));
        assert_eq!(timezone(Some("US/Pacific"), berlin()), Tz::US__Pacific);
        assert_eq!(timezone(Some(":UTC"), berlin()), Tz::UTC);
        assert_eq!(timezone(Some("nowhere"), berlin()), Tz::Europe__Berlin);
        assert_eq!(timezone(None, berlin()), Tz::Europe__Berlin);
        assert_eq!(timezone(None, Some("/elsewhere".into())), Tz::UTC);
        assert_eq!(timezone(None, None), Tz::UTC);
    }
}
