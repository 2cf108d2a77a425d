//! MySQL's option files: which are read, in which order, and what of them concerns a connection.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use skep_storage::{Environment, Secret};

use super::option_file::{Line, lines};
use super::url::port;
use super::{Dialect, Result, Settings, SettingsError, TlsMode};

/// Which files are read; what the `mysql` client's flags of these names choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionFiles {
    /// `--defaults-file`: this one only.
    pub only: Option<PathBuf>,
    /// `--defaults-extra-file`: this one too, after the machine's and before the user's.
    pub extra: Option<PathBuf>,
    /// `--defaults-group-suffix`: with `_prod` also the groups `[client_prod]` …; else `$MYSQL_GROUP_SUFFIX`.
    pub group_suffix: Option<String>,
    /// Groups besides those of every client, such as `mysqldump`.
    pub groups: Vec<String>,
}

/// The groups that count: those of the clients of MySQL and MariaDB, and our own.
const GROUPS: [&str; 6] = [
    "client",
    "client-server",
    "client-mariadb",
    "mysql",
    "mariadb-client",
    "skep",
];
/// Of the whole machine.
const MACHINES: [&str; 2] = ["/etc/my.cnf", "/etc/mysql/my.cnf"];
/// Files that include files that include …
const MAX_DEPTH: usize = 10;

/// What the option files say; a later line counts for more than an earlier one.
///
/// Files that everybody may write are left out, as the `mysql` client does. A file named by a flag has to be there.
pub fn mysql_options(files: &OptionFiles, env: &Environment) -> Result<Settings> {
    let suffix = files.group_suffix.as_deref();
    let mut reader = Reader {
        env,
        groups: groups(files, suffix.or_else(|| env.var("MYSQL_GROUP_SUFFIX"))),
        read: Read::default(),
    };
    if let Some(only) = &files.only {
        reader.named(only)?;
        return Ok(reader.read.settings());
    }
    for file in MACHINES {
        reader.file(Path::new(file), 0)?;
    }
    if let Some(extra) = &files.extra {
        reader.named(extra)?;
    }
    if let Some(home) = env.home() {
        reader.file(&home.join(".my.cnf"), 0)?;
    }
    Ok(reader.read.settings())
}

fn groups(files: &OptionFiles, suffix: Option<&str>) -> Vec<String> {
    let plain = GROUPS
        .iter()
        .map(|group| (*group).to_owned())
        .chain(files.groups.iter().cloned());
    plain
        .flat_map(|group| {
            let with_suffix = suffix.map(|suffix| format!("{group}{suffix}"));
            [Some(group), with_suffix].into_iter().flatten()
        })
        .collect()
}

/// What has been read so far.
#[derive(Default)]
struct Read {
    settings: Settings,
    /// `protocol=tcp`
    tcp: bool,
    verify: bool,
}

impl Read {
    fn settings(self) -> Settings {
        let mut settings = self.settings;
        settings.dialect = Some(Dialect::MySql);
        if self.tcp {
            settings.socket = None;
            let local = settings.host.as_deref().is_none_or(|h| h == "localhost");
            if local {
                settings.host = Some("127.0.0.1".to_owned());
            }
        }
        if self.verify && settings.tls_mode != Some(TlsMode::Disabled) {
            settings.tls_mode = Some(TlsMode::VerifyIdentity);
        }
        settings
    }

    /// One option; most of a client's don't concern the connection.
    fn option(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let settings = &mut self.settings;
        let text = || value.map(str::to_owned);
        let path = || value.map(PathBuf::from);
        let on = !matches!(
            value.map(str::to_ascii_lowercase).as_deref(),
            Some("0" | "off" | "false" | "no")
        );
        match name.strip_prefix("loose-").unwrap_or(name) {
            "host" => settings.host = text(),
            "port" => settings.port = value.map(port).transpose()?.filter(|port| *port != 0),
            "socket" => settings.socket = path(),
            "user" => settings.user = text(),
            // Without a value the clients ask a person.
            "password" | "pass" => settings.password = value.map(Secret::new),
            "database" => settings.database = text(),
            "protocol" => self.tcp = value.is_some_and(|v| v.eq_ignore_ascii_case("tcp")),
            "ssl-mode" => settings.tls_mode = value.map(str::parse).transpose()?,
            "ssl" if on => settings.tls_mode = settings.tls_mode.or(Some(TlsMode::Required)),
            "ssl" | "skip-ssl" | "disable-ssl" => settings.tls_mode = Some(TlsMode::Disabled),
            "ssl-verify-server-cert" => self.verify = on,
            "skip-ssl-verify-server-cert" | "disable-ssl-verify-server-cert" => self.verify = false,
            "ssl-ca" => settings.tls_ca = path(),
            "ssl-cert" => settings.tls_cert = path(),
            "ssl-key" => settings.tls_key = path(),
            _ => {}
        }
        Ok(())
    }
}

struct Reader<'a> {
    env: &'a Environment,
    groups: Vec<String>,
    read: Read,
}

impl Reader<'_> {
    /// A file that the user named.
    fn named(&mut self, path: &Path) -> Result<()> {
        let path = self.env.cwd().join(path);
        fs::metadata(&path).map_err(|error| SettingsError::of_file(&path, &error))?;
        if everybody_writes(&path) {
            return Err(SettingsError::new(format!(
                "`{}` is not read: everybody may write to it",
                path.display()
            ))
            .with_hint(format!("chmod 600 {}", path.display())));
        }
        self.file(&path, 0)
    }

    /// A file that need not be there, nor be for us.
    fn file(&mut self, path: &Path, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH || everybody_writes(path) {
            return Ok(());
        }
        let text = match fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if depth == 0 && passes_by(&error) => return Ok(()),
            Err(error) => return Err(SettingsError::of_file(path, &error)),
        };
        let mut inside = false;
        for (number, line) in lines(&text) {
            match line {
                Line::Group(name) => inside = self.groups.contains(&name),
                Line::Option(name, value) if inside => self
                    .read
                    .option(&name, value.as_deref())
                    .map_err(|error| at(path, number, &error.to_string()))?,
                Line::Option(..) => {}
                Line::Include(file) => self.file(&self.env.cwd().join(file), depth + 1)?,
                Line::IncludeDirectory(dir) => self.directory(Path::new(&dir), depth + 1)?,
                Line::Broken => {
                    return Err(at(
                        path,
                        number,
                        "neither `[group]`, `name=value` nor `!include file`",
                    ));
                }
            }
        }
        Ok(())
    }

    /// The `.cnf` files of a directory, by name.
    fn directory(&mut self, dir: &Path, depth: usize) -> Result<()> {
        let dir = self.env.cwd().join(dir);
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if passes_by(&error) => return Ok(()),
            Err(error) => return Err(SettingsError::of_file(&dir, &error)),
        };
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "cnf"))
            .collect();
        files.sort();
        for file in files {
            // One that is for another user alone is passed by, as everywhere.
            match fs::File::open(&file) {
                Err(error) if passes_by(&error) => {}
                _ => self.file(&file, depth)?,
            }
        }
        Ok(())
    }
}

fn at(path: &Path, line: usize, what: &str) -> SettingsError {
    SettingsError::new(format!("{}:{line}: {what}", path.display()))
}

fn passes_by(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::NotADirectory
    )
}

fn everybody_writes(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o002 != 0)
}

#[cfg(test)]
mod tests;
