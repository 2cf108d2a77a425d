//! The shared AWS files: `~/.aws/config` and `~/.aws/credentials`
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ini::{Ini, ParseOption};

use crate::{Environment, ErrorKind, Result, StorageError};

/// The settings of one profile, of both files together.
#[derive(Default)]
pub(super) struct Profile {
    pub(super) name: String,
    values: BTreeMap<String, String>,
}

impl Profile {
    /// The profile that the environment names, `default` where it names none. A profile that was named and is in neither file is an
    /// error; the default one may be missing.
    pub(super) fn load(env: &Environment) -> Result<Profile> {
        let named = env.var("AWS_PROFILE").or(env.var("AWS_DEFAULT_PROFILE"));
        let name = named.unwrap_or("default");
        let mut values = BTreeMap::new();
        let mut found = false;
        let config = path(env, "AWS_CONFIG_FILE", "config");
        let credentials = path(env, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
        // Where both have a setting, the credentials file's counts.
        for (file, section) in [
            (&config, format!("profile {name}")),
            (&config, name.to_owned()),
            (&credentials, name.to_owned()),
        ] {
            let is_config = file == &config && !section.starts_with("profile ");
            if is_config && name != "default" {
                continue;
            }
            let Some(file) = file else { continue };
            let Some(ini) = read(file)? else { continue };
            let Some(section) = section_of(&ini, &section) else {
                continue;
            };
            found = true;
            values.extend(
                section
                    .iter()
                    .map(|(k, v)| (k.to_ascii_lowercase(), v.trim().to_owned())),
            );
        }
        if named.is_some() && !found {
            let reason = "it is in neither ~/.aws/config nor ~/.aws/credentials";
            let error = StorageError::new(ErrorKind::Credentials, "use AWS profile", name, reason);
            return Err(error
                .with_hint("check AWS_PROFILE, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE"));
        }
        Ok(Profile {
            name: name.to_owned(),
            values,
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.values
            .get(key)
            .map(String::as_str)
            .filter(|v| !v.is_empty())
    }

    /// Fails where the profile gets its credentials in a way that skep does not know.
    pub(super) fn check_supported(&self) -> Result<()> {
        let unknown = [
            "role_arn",
            "sso_session",
            "sso_start_url",
            "source_profile",
            "login_session",
        ];
        let Some(key) = unknown.into_iter().find(|key| self.get(key).is_some()) else {
            return Ok(());
        };
        let reason = format!("skep does not follow `{key}`");
        let error = StorageError::new(
            ErrorKind::Credentials,
            "use AWS profile",
            &self.name,
            reason,
        );
        let hint = "run `aws configure export-credentials --format env` and set what it prints, or put \
                    `credential_process = aws configure export-credentials` into the profile";
        Err(error.with_hint(hint))
    }
}

fn path(env: &Environment, variable: &str, file: &str) -> Option<PathBuf> {
    match env.var(variable) {
        Some(path) => Some(env.cwd().join(path)),
        None => Some(env.home()?.join(".aws").join(file)),
    }
}

fn read(path: &Path) -> Result<Option<Ini>> {
    let place = path.display();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(StorageError::of_io("read", place, &e)),
    };
    let options = ParseOption {
        enabled_quote: false,
        enabled_escape: false,
        enabled_indented_mutiline_value: true,
        ..ParseOption::default()
    };
    match Ini::load_from_str_opt(&text, options) {
        Ok(ini) => Ok(Some(ini)),
        // The parser's own message could quote a line with a secret.
        Err(e) => {
            let reason = format!("line {} is not understood", e.line);
            Err(StorageError::new(
                ErrorKind::Credentials,
                "read",
                place,
                reason,
            ))
        }
    }
}

fn section_of<'a>(ini: &'a Ini, name: &str) -> Option<&'a ini::Properties> {
    let same = |section: &str| section.split_whitespace().eq(name.split_whitespace());
    ini.iter()
        .find(|(section, _)| section.is_some_and(same))
        .map(|(_, values)| values)
}
