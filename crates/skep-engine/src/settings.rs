//! What `SET` reads and writes: Hive's configuration, variables, the environment and system properties.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::error::{EngineError, Result};

/// A setting that the engine itself reads: its Hive name, its default, and what it does.
pub struct Known {
    /// Hive's name.
    pub name: &'static str,
    /// The value if nobody sets one.
    pub default: &'static str,
    /// One line of help.
    pub help: &'static str,
}

/// The settings that the engine reads. (A table.)
pub const KNOWN: &[Known] = &[
    Known {
        name: "hive.cli.errors.ignore",
        default: "false",
        help: "a script goes on after a statement that fails",
    },
    Known {
        name: "hive.cli.print.header",
        default: "false",
        help: "print column names above rows",
    },
    Known {
        name: "hive.exec.dynamic.partition",
        default: "true",
        help: "INSERT may make partitions from values",
    },
    Known {
        name: "hive.exec.dynamic.partition.mode",
        default: "nonstrict",
        help: "strict asks for one static partition column",
    },
    Known {
        name: "hive.exec.drop.ignorenonexistent",
        default: "true",
        help: "DROP of a table, view or partition that isn't there does nothing",
    },
    Known {
        name: "hive.exec.default.partition.name",
        default: "__HIVE_DEFAULT_PARTITION__",
        help: "the directory of a NULL partition value",
    },
    Known {
        name: "hive.default.fileformat",
        default: "TextFile",
        help: "the format of a table that names none",
    },
    Known {
        name: "hive.groupby.position.alias",
        default: "false",
        help: "GROUP BY 1 means the first column",
    },
    Known {
        name: "hive.orderby.position.alias",
        default: "true",
        help: "ORDER BY 1 means the first column",
    },
    Known {
        name: "hive.resultset.use.unique.column.names",
        default: "true",
        help: "printed headers say which table a column is of",
    },
    Known {
        name: "hive.local.time.zone",
        default: "LOCAL",
        help: "the session's time zone",
    },
    Known {
        name: "hive.metastore.warehouse.dir",
        default: "",
        help: "where managed tables live",
    },
    Known {
        name: "hive.support.quoted.identifiers",
        default: "column",
        help: "none: `…` is a regular expression over columns",
    },
    Known {
        name: "hive.variable.substitute",
        default: "true",
        help: "replace ${…} in statements",
    },
    Known {
        name: "hive.variable.substitute.depth",
        default: "40",
        help: "how deep ${…} may nest",
    },
    Known {
        name: "hive.msck.path.validation",
        default: "throw",
        help: "what MSCK does with a bad directory name: throw, skip, ignore",
    },
    Known {
        name: "skep.target.partitions",
        default: "",
        help: "threads a query runs on; the machine's cores if empty",
    },
    Known {
        name: "skep.line.limit",
        default: "64m",
        help: "the longest line of a text file that is accepted, in bytes (64m, 1g)",
    },
    Known {
        name: "skep.memory.limit",
        default: "",
        help: "bytes a query may hold before it spills (1g, 512m); 70 % of memory if empty",
    },
];

/// What a key is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Namespace {
    Conf,
    HiveVar,
    Env,
    System,
}

/// Configuration and variables of one session.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    conf: BTreeMap<String, String>,
    hivevars: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
    system: BTreeMap<String, String>,
}

impl Settings {
    /// Settings from what the command line and the environment gave.
    pub fn new(
        conf: BTreeMap<String, String>,
        hivevars: BTreeMap<String, String>,
        env: BTreeMap<String, String>,
        system: BTreeMap<String, String>,
    ) -> Settings {
        Settings {
            conf,
            hivevars,
            env,
            system,
        }
    }

    /// The value of a configuration key: what was set, else the default.
    pub fn get(&self, key: &str) -> Option<&str> {
        match self.conf.get(key) {
            Some(value) => Some(value),
            None => default_of(key),
        }
    }

    /// A boolean setting; anything but `true` is false, as in Hadoop's configuration.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key)
            .is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
    }

    /// Every configuration key that has been set.
    pub fn conf(&self) -> &BTreeMap<String, String> {
        &self.conf
    }

    /// The environment that `${env:…}` and child processes see.
    pub fn env(&self) -> &BTreeMap<String, String> {
        &self.env
    }

    /// Sets a configuration key without looking at its name.
    pub fn set_conf(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.conf.insert(key.into(), value.into());
    }

    /// Forgets a configuration key: its default holds again.
    pub(crate) fn unset_conf(&mut self, key: &str) {
        self.conf.remove(key);
    }

    /// Sets `hivevar:key`.
    pub fn set_hivevar(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.hivevars.insert(key.into(), value.into());
    }

    /// `SET name=value`; the value is already substituted.
    pub fn assign(&mut self, name: &str, value: &str) -> Result<()> {
        let (namespace, key) = split_name(name.trim());
        let value = value.trim();
        match namespace {
            Namespace::Env => {
                return Err(EngineError::query(format!(
                    "cannot set `{name}`: env:* variables can not be set"
                )));
            }
            Namespace::System => self.system.insert(key.to_owned(), value.to_owned()),
            Namespace::HiveVar => self.hivevars.insert(key.to_owned(), value.to_owned()),
            Namespace::Conf => {
                check(key, value)?;
                self.conf.insert(key.to_owned(), value.to_owned())
            }
        };
        Ok(())
    }

    /// `SET name`: the line that Hive prints (`SetProcessor.getVariable`).
    pub fn show(&self, name: &str) -> Result<String> {
        let (namespace, key) = split_name(name);
        let (value, what) = match namespace {
            Namespace::System => (self.system.get(key).map(String::as_str), "system property"),
            Namespace::Env => (
                self.env.get(key).map(String::as_str),
                "environmental variable",
            ),
            Namespace::HiveVar => (self.hivevars.get(key).map(String::as_str), "hive variable"),
            Namespace::Conf => (self.get(key), "hive configuration variable"),
        };
        let bare = name == key;
        let value = match value {
            None if bare => self.hivevars.get(key).map(String::as_str),
            value => value,
        };
        match value {
            Some(_) if is_secret(key) => Ok(format!("{name} is a hidden config")),
            Some(value) => Ok(format!("{name}={value}")),
            None if bare => Ok(format!("{name} is undefined")),
            None => Err(EngineError::query(format!(
                "{name} is undefined as a {what}"
            ))),
        }
    }

    /// `SET`: what was set, sorted; with `all` also defaults, the environment and system properties.
    pub fn list(&self, all: bool) -> Vec<String> {
        let mut lines: BTreeMap<String, &str> = BTreeMap::new();
        if all {
            lines.extend(
                KNOWN
                    .iter()
                    .map(|known| (known.name.to_owned(), known.default)),
            );
        }
        lines.extend(self.conf.iter().map(|(k, v)| (k.clone(), v.as_str())));
        lines.extend(
            self.hivevars
                .iter()
                .map(|(k, v)| (format!("hivevar:{k}"), v.as_str())),
        );
        let mut lines: Vec<(String, &str)> = lines.into_iter().collect();
        if all {
            lines.extend(
                self.env
                    .iter()
                    .map(|(k, v)| (format!("env:{k}"), v.as_str())),
            );
            lines.extend(
                self.system
                    .iter()
                    .map(|(k, v)| (format!("system:{k}"), v.as_str())),
            );
        }
        lines
            .into_iter()
            .filter(|(key, _)| !is_secret(key))
            .map(|(key, value)| format!("{key}={value}"))
            .collect()
    }

    /// `RESET`: forgets what was set, down to `base`.
    pub fn reset(&mut self, base: &Settings) {
        self.conf.clone_from(&base.conf);
    }

    /// The longest line that is accepted, in bytes.
    pub(crate) fn max_line(&self) -> usize {
        self.get("skep.line.limit")
            .and_then(parse_bytes)
            .unwrap_or(skep_serde::lines::DEFAULT_MAX_LINE)
    }

    /// The session's time zone; `LOCAL` is `local`.
    pub fn timezone(&self, local: Tz) -> Tz {
        match self.get("hive.local.time.zone") {
            Some(name) => parse_timezone(name).unwrap_or(local),
            None => local,
        }
    }

    /// What `${name}` stands for, if anything.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let value = match name.split_once(':') {
            Some(("env", key)) => self.env.get(key),
            Some(("system", key)) => self.system.get(key),
            Some(("hiveconf", key)) => return self.get(key),
            Some(("hivevar", key)) => self.hivevars.get(key),
            _ => self.hivevars.get(name),
        };
        value.map(String::as_str)
    }
}

/// `hivevar:x` → its namespace and `x`; a bare name is configuration.
fn split_name(name: &str) -> (Namespace, &str) {
    match name.split_once(':') {
        Some(("env", key)) => (Namespace::Env, key),
        Some(("system", key)) => (Namespace::System, key),
        Some(("hivevar", key)) => (Namespace::HiveVar, key),
        Some(("hiveconf" | "metaconf", key)) => (Namespace::Conf, key),
        _ => (Namespace::Conf, name),
    }
}

fn default_of(key: &str) -> Option<&'static str> {
    KNOWN
        .iter()
        .find(|known| known.name == key && !known.default.is_empty())
        .map(|known| known.default)
}

/// More than this a line can't have: positions in a run of lines are 32 bits.
const MAX_LINE_LIMIT: usize = 1 << 30;

/// Refuses values of the engine's own settings that it could not use.
pub(crate) fn check(key: &str, value: &str) -> Result<()> {
    let refuse = |expected: &str| {
        Err(EngineError::query(format!(
            "cannot set `{key}` to `{value}`: {expected} expected"
        )))
    };
    match key {
        "hive.local.time.zone"
            if !value.eq_ignore_ascii_case("local") && parse_timezone(value).is_none() =>
        {
            refuse("a time zone such as `Europe/Berlin`, `UTC` or `LOCAL`")
        }
        "hive.support.quoted.identifiers" if !["none", "column", "standard"].contains(&value) => {
            refuse("`none`, `column` or `standard`")
        }
        "skep.target.partitions"
            if !value.is_empty() && !value.parse().is_ok_and(|n: usize| n > 0) =>
        {
            refuse("a number of threads")
        }
        "skep.line.limit"
            if !parse_bytes(value).is_some_and(|n| (1..=MAX_LINE_LIMIT).contains(&n)) =>
        {
            refuse("a size up to `1g`")
        }
        "skep.memory.limit" if !value.is_empty() && parse_bytes(value).is_none() => {
            refuse("a size such as `512m`")
        }
        _ if default_of(key).is_some_and(|default| ["true", "false"].contains(&default))
            && !["true", "false"].contains(&value.to_lowercase().as_str()) =>
        {
            refuse("`true` or `false`")
        }
        _ => Ok(()),
    }
}

/// A zone by name, also in quotes, with `US/Pacific` and offsets that name whole hours (`GMT+8`).
pub(crate) fn parse_timezone(name: &str) -> Option<Tz> {
    let name = name.trim().trim_matches(['\'', '"']);
    if let Ok(zone) = name.parse() {
        return Some(zone);
    }
    if name.eq_ignore_ascii_case("z") {
        return Some(Tz::UTC);
    }
    let offset = name
        .strip_prefix("GMT")
        .or_else(|| name.strip_prefix("UTC"))
        .unwrap_or(name);
    let (sign, digits) = match offset.strip_prefix('+') {
        Some(digits) => ('-', digits),
        None => ('+', offset.strip_prefix('-')?),
    };
    let hours: u8 = digits.strip_suffix(":00").unwrap_or(digits).parse().ok()?;
    // POSIX's sign: Etc/GMT-8 is eight hours east.
    format!("Etc/GMT{sign}{hours}").parse().ok()
}

/// `512m`, `2G`, `1000000` → bytes.
pub(crate) fn parse_bytes(text: &str) -> Option<usize> {
    let text = text.trim().to_lowercase();
    let text = text
        .strip_suffix("ib")
        .or_else(|| text.strip_suffix('b'))
        .unwrap_or(&text);
    let (digits, shift) = match text.char_indices().last()? {
        (at, 'k') => (&text[..at], 10),
        (at, 'm') => (&text[..at], 20),
        (at, 'g') => (&text[..at], 30),
        (at, 't') => (&text[..at], 40),
        _ => (text, 0),
    };
    let count: usize = digits.trim().parse().ok()?;
    count.checked_mul(1 << shift)
}

/// Keys whose values are never listed: passwords, secrets, tokens.
pub fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    [
        "password",
        "paswd",
        "pswd",
        "passwd",
        "secret",
        "token",
        "access.key",
        "access_key",
        "credential",
    ]
    .iter()
    .any(|part| key.contains(part))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn settings() -> Settings {
        let env = BTreeMap::from([
            ("HOME".to_owned(), "/home/ann".to_owned()),
            ("AWS_SECRET_ACCESS_KEY".to_owned(), "xyz".to_owned()),
        ]);
        Settings::new(BTreeMap::new(), BTreeMap::new(), env, BTreeMap::new())
    }

    #[test]
    fn set_prints_as_hive_does() {
        let mut s = settings();
        s.assign("x.y", " 1 ").unwrap();
        s.assign("hivevar:day", "2009-12-13").unwrap();
        assert_eq!(s.show("x.y").unwrap(), "x.y=1");
        assert_eq!(s.show("hiveconf:x.y").unwrap(), "hiveconf:x.y=1");
        assert_eq!(s.show("hivevar:day").unwrap(), "hivevar:day=2009-12-13");
        assert_eq!(s.show("day").unwrap(), "day=2009-12-13");
        assert_eq!(s.show("env:HOME").unwrap(), "env:HOME=/home/ann");
        assert_eq!(s.show("nothing").unwrap(), "nothing is undefined");
        assert_eq!(
            s.show("hivevar:nothing").unwrap_err().message,
            "hivevar:nothing is undefined as a hive variable"
        );
    }

    #[test]
    fn secrets_are_not_listed() {
        let mut s = settings();
        s.assign("javax.jdo.option.ConnectionPassword", "p")
            .unwrap();
        assert_eq!(
            s.show("env:AWS_SECRET_ACCESS_KEY").unwrap(),
            "env:AWS_SECRET_ACCESS_KEY is a hidden config"
        );
        let all = s.list(true).join("\n");
        assert!(!all.contains("xyz") && !all.contains("Password"), "{all}");
    }

    #[test]
    fn the_environment_is_read_only_and_values_are_checked() {
        let mut s = settings();
        for (key, value) in [
            ("env:HOME", "/"),
            ("hive.local.time.zone", "Mars/Olympus"),
            ("hive.groupby.position.alias", "maybe"),
            ("skep.line.limit", "0"),
            ("skep.line.limit", "2g"),
            ("skep.line.limit", "long"),
            ("skep.target.partitions", "0"),
            ("skep.memory.limit", "lots"),
        ] {
            assert!(s.assign(key, value).is_err(), "{key}={value}");
        }
        s.assign("hive.no.such.key", "kept").unwrap();
        assert_eq!(s.get("hive.no.such.key"), Some("kept"));
    }

    #[test]
    fn zones_and_sizes() {
        assert_eq!(parse_timezone("US/Pacific"), Some(Tz::US__Pacific));
        assert_eq!(parse_timezone("'Europe/Berlin'"), Some(Tz::Europe__Berlin));
        assert_eq!(parse_timezone("GMT+8"), Some(Tz::Etc__GMTMinus8));
        assert_eq!(parse_timezone("-03:00"), Some(Tz::Etc__GMTPlus3));
        assert_eq!(parse_timezone("nowhere"), None);
        assert_eq!(parse_bytes("512m"), Some(512 << 20));
        assert_eq!(parse_bytes("2GiB"), Some(2 << 30));
        assert_eq!(parse_bytes("77"), Some(77));
        assert_eq!(parse_bytes("m"), None);
        assert_eq!(parse_bytes(""), None);
    }
}
