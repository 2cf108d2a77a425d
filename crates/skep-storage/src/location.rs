//! A place where data lies.
//!
//! Locations are raw text, as Hadoop's `Path` is: `%20` in one is three characters of a name and never a blank. They are
//! printed as Hive keeps them, `file:/a/b` and `s3a://bucket/key`, without a slash at the end.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use object_store::path::Path as ObjectPath;
use url::Url;

use crate::{Environment, ErrorKind, Result, StorageError};

/// What kind of place a [`Location`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// The local file system.
    File,
    /// S3, written `s3://`.
    S3,
    /// S3, written `s3a://`.
    S3a,
    /// S3, written `s3n://`.
    S3n,
    /// The memory of this process, for tests.
    Memory,
}

impl Scheme {
    /// As it is written before the colon.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::File => "file",
            Scheme::S3 => "s3",
            Scheme::S3a => "s3a",
            Scheme::S3n => "s3n",
            Scheme::Memory => "memory",
        }
    }

    /// True of the three spellings of S3.
    pub fn is_s3(self) -> bool {
        matches!(self, Scheme::S3 | Scheme::S3a | Scheme::S3n)
    }
}

/// A file or directory, local or in an object store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    scheme: Scheme,
    /// The bucket of S3; else empty.
    bucket: String,
    /// Without slashes at either end; empty at the root.
    key: String,
}

impl Location {
    /// Reads a location as a user writes it: a plain path (relative to the working directory; `~/` is the home directory), or a
    /// URI with `file:`, `s3:`, `s3a:`, `s3n:` or `memory:`.
    pub fn parse(text: &str, env: &Environment) -> Result<Location> {
        if text.is_empty() {
            return Err(bad(text, "a location cannot be empty"));
        }
        if text.contains('\0') {
            return Err(bad(text, "a location cannot hold a NUL character"));
        }
        match split_scheme(text) {
            Some(("file" | "pfile", rest)) => Self::file_uri(text, rest),
            Some(("s3", rest)) => Self::bucketed(Scheme::S3, text, rest),
            Some(("s3a", rest)) => Self::bucketed(Scheme::S3a, text, rest),
            Some(("s3n", rest)) => Self::bucketed(Scheme::S3n, text, rest),
            Some(("memory", rest)) => Ok(Self::of(Scheme::Memory, "", rest)),
            Some((scheme, _)) => Err(bad(
                text,
                &format!(
                    "skep does not know the scheme `{scheme}:`; it reads plain paths, file:, s3:, s3a: and s3n:"
                ),
            )),
            None => Self::from_path(&expand_home(text, env), env.cwd()),
        }
    }

    /// A local path, relative to `cwd`.
    pub fn from_path(path: &Path, cwd: &Path) -> Result<Location> {
        let absolute = normal(&cwd.join(path));
        match absolute.to_str() {
            Some(text) => Ok(Self::of(Scheme::File, "", text)),
            None => Err(bad(&path.to_string_lossy(), "the path is not valid UTF-8")),
        }
    }

    /// `file:/a`, `file:///a` and `file://localhost/a`.
    fn file_uri(text: &str, rest: &str) -> Result<Location> {
        let path = match rest.strip_prefix("//") {
            Some(after) if after.starts_with('/') => after,
            Some(after) => match after.split_once('/') {
                Some(("localhost", _)) => after.get("localhost".len()..).unwrap_or(after),
                _ => return Err(bad(text, "a file: location cannot name another host")),
            },
            None => rest,
        };
        if !path.starts_with('/') {
            return Err(bad(text, "a file: location must be absolute"));
        }
        Self::from_path(Path::new(path), Path::new("/"))
    }

    fn bucketed(scheme: Scheme, text: &str, rest: &str) -> Result<Location> {
        let rest = rest.strip_prefix("//").unwrap_or("");
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(bad(
                text,
                "the bucket is missing: it is written s3://bucket/key",
            ));
        }
        if let Some((_, bucket)) = bucket.rsplit_once('@') {
            // What stands before it may be a secret, so it isn't shown.
            return Err(bad(
                &format!("{}://…@{bucket}/{key}", scheme.as_str()),
                "a location holds no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            ));
        }
        if !bucket
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        {
            return Err(bad(
                text,
                &format!("`{bucket}` cannot be the name of a bucket"),
            ));
        }
        Ok(Self::of(scheme, bucket, key))
    }

    fn of(scheme: Scheme, bucket: &str, key: &str) -> Location {
        Location {
            scheme,
            bucket: bucket.to_owned(),
            key: key.trim_matches('/').to_owned(),
        }
    }

    /// What kind of place it is.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// True of files on this machine.
    pub fn is_local(&self) -> bool {
        self.scheme == Scheme::File
    }

    /// The bucket, of a location in S3.
    pub fn bucket(&self) -> Option<&str> {
        self.scheme.is_s3().then_some(self.bucket.as_str())
    }

    /// The key in the bucket, or the path below `/`: without slashes at either end.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The path, of a local location.
    pub fn local_path(&self) -> Option<PathBuf> {
        self.is_local()
            .then(|| PathBuf::from(format!("/{}", self.key)))
    }

    /// The root of the store it is in, as DataFusion names stores: `file:///`, `s3://bucket/`.
    pub fn store_url(&self) -> Result<Url> {
        let text = match self.scheme {
            Scheme::File => "file:///".to_owned(),
            Scheme::Memory => "memory:///".to_owned(),
            scheme => format!("{}://{}/", scheme.as_str(), self.bucket),
        };
        Url::parse(&text).map_err(|e| bad(&text, &e.to_string()))
    }

    /// The path inside its store. The key is taken as it is; a key with an empty, `.` or `..` segment or a control character
    /// has no such path.
    pub fn object_path(&self) -> Result<ObjectPath> {
        ObjectPath::parse(&self.key).map_err(|e| bad(&self.to_string(), &e.to_string()))
    }

    /// The location of an object of the store that this location is in.
    pub fn with_object_path(&self, path: &ObjectPath) -> Location {
        self.with_key(path.as_ref())
    }

    fn with_key(&self, key: &str) -> Location {
        Self::of(self.scheme, &self.bucket, key)
    }

    /// A name or a relative path below this one, taken as it is.
    pub fn join(&self, below: &str) -> Location {
        let below = below.trim_matches('/');
        match (self.key.is_empty(), below.is_empty()) {
            (_, true) => self.clone(),
            (true, _) => self.with_key(below),
            _ => self.with_key(&format!("{}/{below}", self.key)),
        }
    }

    /// The directory it is in; None at the root.
    pub fn parent(&self) -> Option<Location> {
        if self.key.is_empty() {
            return None;
        }
        let dir = self.key.rsplit_once('/').map_or("", |(dir, _)| dir);
        Some(self.with_key(dir))
    }

    /// The last part of its path; empty at the root.
    pub fn file_name(&self) -> &str {
        self.key.rsplit('/').next().unwrap_or("")
    }

    /// The path from `base` to here, without a slash in front: empty where they are the same, None where this isn't below.
    pub fn below<'a>(&'a self, base: &Location) -> Option<&'a str> {
        if (self.scheme, &self.bucket) != (base.scheme, &base.bucket) {
            return None;
        }
        match self.key.strip_prefix(base.key.as_str())? {
            rest if rest.is_empty() || base.key.is_empty() => Some(rest),
            rest => rest.strip_prefix('/'),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scheme {
            Scheme::File => write!(f, "file:/{}", self.key),
            Scheme::Memory => write!(f, "memory:/{}", self.key),
            scheme if self.key.is_empty() => write!(f, "{}://{}", scheme.as_str(), self.bucket),
            scheme => write!(f, "{}://{}/{}", scheme.as_str(), self.bucket, self.key),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Location {
    type Err = StorageError;

    /// Reads an absolute location, as the metastore keeps it.
    fn from_str(text: &str) -> Result<Location> {
        match text.starts_with('/') || split_scheme(text).is_some() {
            true => Location::parse(text, &Environment::default()),
            false => Err(bad(text, "the location is not absolute")),
        }
    }
}

fn bad(text: &str, reason: &str) -> StorageError {
    StorageError::new(ErrorKind::BadLocation, "use", text, reason)
}

/// The scheme in lower case and what follows its colon. A colon in a plain relative name (`a:b`) makes no scheme,
/// unless it is one of ours or `//` follows.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let known = ["file", "pfile", "s3", "s3a", "s3n", "memory"];
    if let Some(known) = known.into_iter().find(|k| k.eq_ignore_ascii_case(scheme)) {
        return Some((known, rest));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    let is_scheme =
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(plain);
    (is_scheme && rest.starts_with("//")).then_some((scheme, rest))
}

fn expand_home(text: &str, env: &Environment) -> PathBuf {
    let below = match text {
        "~" => Some(""),
        _ => text.strip_prefix("~/"),
    };
    match (below, env.home()) {
        (Some(below), Some(home)) => home.join(below),
        _ => PathBuf::from(text),
    }
}

/// Without `.`, `..` and doubled slashes, by the text alone, as Hadoop's `Path` does it.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::from("/");
    for part in path.components() {
        match part {
            Component::Normal(name) => out.push(name),
            Component::ParentDir => drop(out.pop()),
            Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::{Location, Scheme};
    use crate::{Environment, ErrorKind};

    fn parse(text: &str) -> crate::Result<Location> {
        let env = Environment::new([("HOME", "/home/u")], "/data/dir");
        Location::parse(text, &env)
    }

    #[test]
    fn is_printed_as_hive_keeps_it() {
        for (text, expected) in [
            ("/a/b", "file:/a/b"),
            ("/a/b/", "file:/a/b"),
            ("b", "file:/data/dir/b"),
            ("./b/../c//d", "file:/data/dir/c/d"),
            ("../../..", "file:/"),
            ("~/x", "file:/home/u/x"),
            ("~", "file:/home/u"),
            ("~x", "file:/data/dir/~x"),
            ("a:b", "file:/data/dir/a:b"),
            ("file:/a b/%20", "file:/a b/%20"),
            ("file:///a", "file:/a"),
            ("FILE:///a", "file:/a"),
            ("file://localhost/a", "file:/a"),
            ("pfile:/a", "file:/a"),
            (
                "s3://hive-emr/tables/wordfreqs",
                "s3://hive-emr/tables/wordfreqs",
            ),
            (
                "s3://hive-emr/tables/wordfreqs/",
                "s3://hive-emr/tables/wordfreqs",
            ),
            ("s3n://my_bucket", "s3n://my_bucket"),
            ("s3a://b/", "s3a://b"),
            ("s3a://b/a//c#d?e%2F=:é", "s3a://b/a//c#d?e%2F=:é"),
            ("memory:/x", "memory:/x"),
            ("memory:///x/", "memory:/x"),
        ] {
            let location = parse(text).unwrap();
            assert_eq!(location.to_string(), expected, "{text}");
            assert_eq!(expected.parse::<Location>().unwrap(), location, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_nowhere() {
        for text in [
            "",
            "s3:",
            "s3://",
            "s3:///k",
            "s3://a b/k",
            "file:x",
            "file://host/x",
            "hdfs://n/x",
            "gs://b/k",
            "a\0b",
        ] {
            assert_eq!(
                parse(text).unwrap_err().kind(),
                ErrorKind::BadLocation,
                "{text}"
            );
        }
        assert!("a/b".parse::<Location>().is_err());
    }

    #[test]
    fn keys_reach_the_store_raw() {
        for key in [
            "a b", "a%20b", "a#b", "a?b", "dt=1", "a:b", "ü/é", "a_b/_c", "x*[y]^~",
        ] {
            let location = parse(&format!("s3://b/{key}")).unwrap();
            let path = location.object_path().unwrap();
            assert_eq!(path.as_ref(), key);
            assert_eq!(location.with_object_path(&path), location);
        }
        assert!(parse("s3://b/a//b").unwrap().object_path().is_err());
    }

    #[test]
    fn walks_up_and_down() {
        let root = parse("s3://b").unwrap();
        let file = root.join("t").join("/dt=1/f/");
        assert_eq!(file.to_string(), "s3://b/t/dt=1/f");
        assert_eq!(file.file_name(), "f");
        assert_eq!(file.parent().unwrap().file_name(), "dt=1");
        assert_eq!(file.below(&root.join("t")), Some("dt=1/f"));
        assert_eq!(file.below(&file), Some(""));
        assert_eq!(file.below(&root), Some("t/dt=1/f"));
        assert_eq!(root.join("tt").below(&root.join("t")), None);
        assert_eq!(root.parent(), None);
        assert_eq!(root.scheme(), Scheme::S3);
        assert_eq!(
            parse("/a").unwrap().store_url().unwrap().as_str(),
            "file:///"
        );
        assert_eq!(
            parse("s3://my_b/k").unwrap().store_url().unwrap().as_str(),
            "s3://my_b/"
        );
    }
}
