//! What the process found around itself: environment, directory, user, time zone. The only place that looks.

#![expect(clippy::disallowed_methods, reason = "the one place that looks")]

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
    /// The moment.
    pub(crate) now: DateTime<Utc>,
}

/// Looks around.
pub(crate) fn here() -> Result<Here, Failure> {
    let cwd = std::env::current_dir()
        .map_err(|error| Failure::usage(format!("cannot tell the current directory: {error}")))?;
    let env = Environment::new(std::env::vars_os(), cwd);
    Ok(Here {
        zone: local_zone(),
        now: now(),
        env,
    })
}

/// The machine's name.
pub(crate) fn host(env: &Environment) -> Option<String> {
    let kernels = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let host = kernels
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty());
    host.or_else(|| env.var("HOSTNAME").map(str::to_owned))
}

/// The home that `--home` names, else that of [`skep_metastore::home`].
pub(crate) fn home(home: Option<&Path>, env: &Environment) -> Result<PathBuf, Failure> {
    match home {
        Some(home) => Ok(env.cwd().join(home)),
        None => skep_metastore::home::find(|name| env.var_os(name), env.cwd())
            .map_err(|error| Failure::Told(ErrorKind::Usage, error.to_string())),
    }
}

/// The session's options as these surroundings and `--home` have them.
pub(crate) fn options(home: Option<&Path>) -> Result<SessionOptions, Failure> {
    let Here { env, zone, .. } = here()?;
    let user = ["USER", "LOGNAME"].iter().find_map(|name| env.var(name));
    let text = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    Ok(SessionOptions {
        timezone: zone,
        user: user.unwrap_or("skep").to_owned(),
        cwd: env.cwd().to_owned(),
        // What is no UTF-8 can't be named in a statement and is left out.
        env: env.vars().map(text).collect(),
        ..SessionOptions::new(self::home(home, &env)?)
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
