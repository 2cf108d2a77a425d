//! What decides how a bucket is reached, from strongest to weakest: `SET fs.s3a.bucket.NAME.…`, `SET fs.s3a.…`, environment variables,
//! the profile in the shared AWS files, the machine's role.

use std::collections::BTreeMap;
use std::time::Duration;

use super::profile::Profile;
use crate::{Environment, ErrorKind, Result, Secret, StorageError};

/// The region where none is set, as in every AWS tool.
const DEFAULT_REGION: &str = "us-east-1";
/// Tries after the first, for an answer that may be different next time.
const RETRIES: usize = 4;
/// Before the first of them; each next one waits up to twice as long as the one before.
const RETRY_INTERVAL: Duration = Duration::from_millis(100);

/// How a bucket is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct S3Settings {
    pub(crate) region: String,
    /// With its scheme, without the bucket; None is Amazon's.
    pub(crate) endpoint: Option<String>,
    pub(crate) credentials: Credentials,
    /// Tries after the first.
    pub(crate) retries: usize,
    /// The pause before the first of them.
    pub(crate) retry_interval: Duration,
    /// Whether the bucket is part of the path, where that was said.
    path_style: Option<bool>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// Nobody: requests are not signed.
    Anonymous,
    /// The holder of a key.
    Keys {
        id: String,
        secret: Secret,
        token: Option<Secret>,
    },
    /// Whoever this command says (`credential_process`).
    Process(String),
    /// The role of this machine, container or web identity.
    Role,
}

impl S3Settings {
    /// For a bucket. `set` holds what `SET` set, by names in lower case.
    pub(crate) fn resolve(
        bucket: &str,
        set: &BTreeMap<String, String>,
        env: &Environment,
    ) -> Result<Self> {
        let set = Set { bucket, set };
        // The files are not read where they can't matter.
        let keys = keys_of(&set, env);
        let anonymous = is_anonymous(&set, env);
        let region = set
            .get("endpoint.region")
            .or(env.var("AWS_REGION"))
            .or(env.var("AWS_DEFAULT_REGION"));
        let endpoint = set
            .get("endpoint")
            .or(env.var("AWS_ENDPOINT_URL_S3"))
            .or(env.var("AWS_ENDPOINT_URL"));
        let decided = keys.is_some() || anonymous;
        let profile = match decided && region.is_some() && endpoint.is_some() {
            true => Profile::default(),
            // A profile that can't be used is no error where its credentials aren't needed.
            false if decided => Profile::load(env).unwrap_or_default(),
            false => Profile::load(env)?,
        };
        let credentials = match keys {
            _ if anonymous => Credentials::Anonymous,
            Some(keys) => keys,
            None => of_profile(&profile)?,
        };
        let region = region.or(profile.get("region")).unwrap_or(DEFAULT_REGION);
        let endpoint = endpoint.or(profile.get("endpoint_url"));
        let tls = set.get("connection.ssl.enabled") != Some("false");
        Ok(S3Settings {
            region: region.to_owned(),
            endpoint: endpoint.map(|e| with_scheme(e, tls)),
            credentials,
            retries: number(&set, "retry.limit", |text| text.parse().ok(), RETRIES)?,
            retry_interval: number(&set, "retry.interval", duration, RETRY_INTERVAL)?,
            path_style: set
                .get("path.style.access")
                .map(|v| v.eq_ignore_ascii_case("true")),
        })
    }

    /// Whether the bucket goes into the path and not into the host name: always where the name can't be part of a host name that a
    /// certificate covers, and with servers other than Amazon's unless it was said otherwise.
    pub(crate) fn path_style(&self, bucket: &str) -> bool {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits_host =
            bucket.chars().all(plain) && !bucket.starts_with('-') && !bucket.ends_with('-');
        !fits_host || self.path_style.unwrap_or(self.endpoint.is_some())
    }

    /// An endpoint with `http:` is taken at its word.
    pub(crate) fn allows_http(&self) -> bool {
        self.endpoint
            .as_deref()
            .is_some_and(|e| e.starts_with("http://"))
    }
}

/// `fs.s3a.*` as it was SET, with the bucket's own before the general.
struct Set<'a> {
    bucket: &'a str,
    set: &'a BTreeMap<String, String>,
}

impl<'a> Set<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        let own = self.set.get(&format!(
            "fs.s3a.bucket.{}.{name}",
            self.bucket.to_ascii_lowercase()
        ));
        let value = own.or_else(|| self.set.get(&format!("fs.s3a.{name}")));
        value.map(|v| v.trim()).filter(|v| !v.is_empty())
    }
}

/// A setting that has to be of a form.
fn number<T>(
    set: &Set<'_>,
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
    default: T,
) -> Result<T> {
    let Some(text) = set.get(name) else {
        return Ok(default);
    };
    parse(text).ok_or_else(|| {
        let setting = format!("fs.s3a.{name}");
        let reason = format!("`{text}` is not what it can be");
        let error = StorageError::new(ErrorKind::BadLocation, "use", setting, reason);
        error
            .with_hint("a whole number for retry.limit, a time like 500ms or 2s for retry.interval")
    })
}

/// Hadoop's times: a number alone is milliseconds.
fn duration(text: &str) -> Option<Duration> {
    let at = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let number = number.parse().ok()?;
    match unit {
        "" | "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        _ => None,
    }
}

fn keys_of(set: &Set<'_>, env: &Environment) -> Option<Credentials> {
    let of_set = (
        set.get("access.key"),
        set.get("secret.key"),
        set.get("session.token"),
    );
    let of_env = (
        env.var("AWS_ACCESS_KEY_ID"),
        env.var("AWS_SECRET_ACCESS_KEY"),
        env.var("AWS_SESSION_TOKEN"),
    );
    [of_set, of_env]
        .into_iter()
        .find_map(|(id, secret, token)| keys(id, secret, token))
}

fn keys(id: Option<&str>, secret: Option<&str>, token: Option<&str>) -> Option<Credentials> {
    Some(Credentials::Keys {
        id: id?.to_owned(),
        secret: Secret::new(secret?),
        token: token.map(Secret::new),
    })
}

/// By SET with Hadoop's class name or the word alone, or by `SKEP_S3_ANONYMOUS=1`, `AWS_SKIP_SIGNATURE=true`.
fn is_anonymous(set: &Set<'_>, env: &Environment) -> bool {
    if let Some(provider) = set.get("aws.credentials.provider") {
        return provider.to_ascii_lowercase().contains("anonymous");
    }
    let on = |v: &str| matches!(v.to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "on");
    ["SKEP_S3_ANONYMOUS", "AWS_SKIP_SIGNATURE"]
        .iter()
        .any(|name| env.var(name).is_some_and(on))
}

fn of_profile(profile: &Profile) -> Result<Credentials> {
    let id = profile.get("aws_access_key_id");
    let secret = profile.get("aws_secret_access_key");
    if let Some(keys) = keys(id, secret, profile.get("aws_session_token")) {
        return Ok(keys);
    }
    if let Some(command) = profile.get("credential_process") {
        return Ok(Credentials::Process(command.to_owned()));
    }
    profile.check_supported()?;
    Ok(Credentials::Role)
}

fn with_scheme(endpoint: &str, tls: bool) -> String {
    let endpoint = endpoint.trim_end_matches('/');
    match (endpoint.contains("://"), tls) {
        (true, _) => endpoint.to_owned(),
        (false, true) => format!("https://{endpoint}"),
        (false, false) => format!("http://{endpoint}"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use super::{Credentials, S3Settings};
    use crate::{Environment, ErrorKind};

    fn resolve(
        set: &[(&str, &str)],
        vars: &[(&str, &str)],
        home: &Path,
    ) -> crate::Result<S3Settings> {
        let set: BTreeMap<String, String> = set
            .iter()
            .map(|(k, v)| (k.to_string(), v.to_string()))
            .collect();
        let home = ("HOME", home.to_str().unwrap());
        let env = Environment::new(vars.iter().copied().chain([home]), "/");
        S3Settings::resolve("my-bucket", &set, &env)
    }

    fn id(settings: &S3Settings) -> &str {
        match &settings.credentials {
            Credentials::Keys { id, .. } => id,
            Credentials::Anonymous => "anonymous",
            Credentials::Process(_) => "process",
            Credentials::Role => "role",
        }
    }

    const KEYS: [(&str, &str); 2] = [
        ("AWS_ACCESS_KEY_ID", "env"),
        ("AWS_SECRET_ACCESS_KEY", "s3cr3t"),
    ];

    fn home() -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join(".aws");
        fs::create_dir(&dir).unwrap();
        let config = "[default]\nregion = eu-west-1\n\n[profile work]\nregion=eu-north-1\n\
                      endpoint_url = http://localhost:9000/\n[profile sso]\nsso_session = x\n\
                      [profile proc]\ncredential_process = /bin/tool --json \"a b\"\n";
        fs::write(dir.join("config"), config).unwrap();
        let credentials = "# mine\n[default]\naws_access_key_id = dflt\naws_secret_access_key = a/b+c=#\\d\n\
                           [work]\naws_access_key_id=wrk\naws_secret_access_key=zzz\naws_session_token=tok\n";
        fs::write(dir.join("credentials"), credentials).unwrap();
        home
    }

    #[test]
    fn nothing_set_asks_the_role() {
        let empty = tempfile::tempdir().unwrap();
        let settings = resolve(&[], &[], empty.path()).unwrap();
        assert_eq!(
            (id(&settings), settings.region.as_str()),
            ("role", "us-east-1")
        );
        assert!(!settings.path_style("my-bucket"));
        assert!(settings.path_style("my_bucket"));
        assert!(settings.path_style("my.bucket"));
        assert!(settings.path_style("Bucket"));
    }

    #[test]
    fn set_is_stronger_than_the_environment_than_the_files() {
        let home = home();
        let at = |set: &[_], vars: &[_]| resolve(set, vars, home.path()).unwrap();
        assert_eq!(id(&at(&[], &[])), "dflt");
        let Credentials::Keys { secret, .. } = at(&[], &[]).credentials else {
            panic!("the profile has keys");
        };
        assert_eq!(secret.reveal(), "a/b+c=#\\d");
        assert_eq!(at(&[], &[]).region, "eu-west-1");
        assert_eq!(id(&at(&[], &KEYS)), "env");
        assert_eq!(at(&[], &KEYS).region, "eu-west-1");
        let set = [("fs.s3a.access.key", "set"), ("fs.s3a.secret.key", "x")];
        assert_eq!(id(&at(&set, &KEYS)), "set");
        let own = [
            ("fs.s3a.bucket.my-bucket.access.key", "own"),
            set[0],
            set[1],
        ];
        assert_eq!(id(&at(&own, &KEYS)), "own");
        let anonymous = [(
            "fs.s3a.aws.credentials.provider",
            "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider",
        )];
        assert_eq!(id(&at(&anonymous, &KEYS)), "anonymous");
        assert_eq!(id(&at(&[], &[("SKEP_S3_ANONYMOUS", "1")])), "anonymous");
    }

    #[test]
    fn a_profile_is_taken_from_both_files() {
        let home = home();
        let work = resolve(&[], &[("AWS_PROFILE", "work")], home.path()).unwrap();
        assert_eq!((id(&work), work.region.as_str()), ("wrk", "eu-north-1"));
        assert_eq!(work.endpoint.as_deref(), Some("http://localhost:9000"));
        assert!(work.allows_http() && work.path_style("my-bucket"));
        let proc = resolve(&[], &[("AWS_PROFILE", "proc")], home.path()).unwrap();
        let command = "/bin/tool --json \"a b\"".to_owned();
        assert_eq!(proc.credentials, Credentials::Process(command));
        for profile in ["sso", "nosuch"] {
            let e = resolve(&[], &[("AWS_PROFILE", profile)], home.path()).unwrap_err();
            assert_eq!(e.kind(), ErrorKind::Credentials);
            assert!(e.to_string().contains(profile), "{e}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let empty = tempfile::tempdir().unwrap();
        let shown = format!("{:?}", resolve(&[], &KEYS, empty.path()).unwrap());
        assert!(
            !shown.contains("s3cr3t") && shown.contains("***"),
            "{shown}"
        );
    }

    #[test]
    fn retries_are_said_as_hadoop_says_them() {
        let empty = tempfile::tempdir().unwrap();
        let of = |set: &[_]| {
            resolve(set, &KEYS, empty.path()).map(|s| (s.retries, s.retry_interval.as_millis()))
        };
        assert_eq!(of(&[]).unwrap(), (4, 100));
        let set = [("fs.s3a.retry.limit", "7"), ("fs.s3a.retry.interval", "2s")];
        assert_eq!(of(&set).unwrap(), (7, 2000));
        assert_eq!(of(&[("fs.s3a.retry.interval", "5")]).unwrap(), (4, 5));
        let wrong = of(&[("fs.s3a.retry.interval", "soon")]).unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "cannot use `fs.s3a.retry.interval`: `soon` is not what it can be"
        );
    }

    #[test]
    fn endpoints_get_a_scheme() {
        let empty = tempfile::tempdir().unwrap();
        let of = |set: &[_]| resolve(set, &KEYS, empty.path()).unwrap().endpoint.unwrap();
        assert_eq!(of(&[("fs.s3a.endpoint", "h:9000")]), "https://h:9000");
        let plain = [
            ("fs.s3a.endpoint", "h:9000"),
            ("fs.s3a.connection.ssl.enabled", "false"),
        ];
        assert_eq!(of(&plain), "http://h:9000");
    }
}
