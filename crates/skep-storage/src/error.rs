//! What can go wrong with storage, by what a caller can do about it, in words that name the place.

use std::fmt;

use object_store::Error as StoreError;

use crate::Location;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The text is no location, or one that skep can't reach.
    BadLocation,
    /// There is nothing there.
    NotFound,
    /// It is there, and this user may not.
    PermissionDenied,
    /// No credentials, or ones that the server does not take.
    Credentials,
    /// The bucket is in another region.
    WrongRegion,
    /// There is no such bucket.
    NoSuchBucket,
    /// The server does not answer; retrying may help.
    Unreachable,
    /// The disk or the quota is full.
    NoSpace,
    /// Something is there already.
    AlreadyExists,
    /// Another writer is at it; retrying may help.
    Busy,
    /// What is stored is not what it should be.
    Corrupt,
    /// Anything else.
    Other,
}

impl ErrorKind {
    /// True where the trouble is on the other side and may pass (exit code 3).
    pub fn is_remote(self) -> bool {
        matches!(self, ErrorKind::Unreachable | ErrorKind::Busy)
    }

    /// What to check.
    fn hint(self) -> Option<&'static str> {
        Some(match self {
            ErrorKind::NotFound => "check the spelling of the location",
            ErrorKind::PermissionDenied => "check who owns it and what these credentials may do",
            ErrorKind::Credentials => {
                "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE and ~/.aws/credentials; \
                 for public data set fs.s3a.aws.credentials.provider=anonymous"
            }
            ErrorKind::WrongRegion => "set AWS_REGION to the bucket's region",
            ErrorKind::NoSuchBucket => {
                "check the bucket's spelling, and AWS_ENDPOINT_URL if it is not on Amazon's S3"
            }
            ErrorKind::Unreachable => {
                "check the network, AWS_ENDPOINT_URL and AWS_REGION, then run it again"
            }
            ErrorKind::NoSpace => "free some space and run it again: nothing was changed",
            ErrorKind::Corrupt => {
                "put back a good copy, or move it out of the directory; is it what its name or its table says?"
            }
            ErrorKind::Busy => "run it again when the other statement is done",
            _ => return None,
        })
    }
}

/// An error of storage: what was attempted where, why it failed, and what to check.
///
/// Printing it gives "cannot list `s3://logs/2026`: access denied"; the hint is apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageError {
    kind: ErrorKind,
    attempt: String,
    place: String,
    reason: String,
    hint: Option<String>,
}

impl StorageError {
    /// An error that reads "cannot {attempt} `{place}`: {reason}".
    pub fn new(
        kind: ErrorKind,
        attempt: &str,
        place: impl fmt::Display,
        reason: impl fmt::Display,
    ) -> Self {
        StorageError {
            kind,
            attempt: attempt.to_owned(),
            place: place.to_string(),
            reason: reason.to_string(),
            hint: kind.hint().map(str::to_owned),
        }
    }

    /// With another hint than the kind's own.
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        StorageError {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What to check, as a sentence without a full stop.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// True where there is nothing at the location.
    pub fn is_not_found(&self) -> bool {
        self.kind == ErrorKind::NotFound
    }

    /// From an error of the local file system.
    pub fn of_io(attempt: &str, place: impl fmt::Display, error: &std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let (kind, reason) = match error.kind() {
            Io::NotFound => (ErrorKind::NotFound, "no such file or directory".to_owned()),
            Io::PermissionDenied => (ErrorKind::PermissionDenied, "permission denied".to_owned()),
            Io::StorageFull | Io::QuotaExceeded => (ErrorKind::NoSpace, "no space left".to_owned()),
            Io::ReadOnlyFilesystem => (
                ErrorKind::PermissionDenied,
                "the file system is read-only".to_owned(),
            ),
            Io::AlreadyExists => (ErrorKind::AlreadyExists, "it already exists".to_owned()),
            Io::TimedOut | Io::NotConnected => (ErrorKind::Unreachable, error.to_string()),
            _ => (ErrorKind::Other, error.to_string()),
        };
        StorageError::new(kind, attempt, place, reason)
    }

    /// From an error of an object store, met while trying to `attempt` something with `location`.
    pub fn of_store(attempt: &str, location: &Location, error: &StoreError) -> Self {
        if let Some(io) = io_cause(error) {
            return Self::of_io(attempt, location, io);
        }
        if let Some(ours) = causes(error).find_map(|e| e.downcast_ref::<StorageError>()) {
            return ours.clone();
        }
        let text = full_text(error);
        let code = element(&text, "Code");
        let kind = match code.and_then(kind_of_code) {
            Some(kind) => kind,
            None => kind_of_store(error, &text),
        };
        let reason = match (code, element(&text, "Message")) {
            (Some(code), Some(message)) => format!("{} ({code})", message.trim_end_matches('.')),
            (Some(code), None) => code.to_owned(),
            _ => reason_of(kind, &text),
        };
        let made = StorageError::new(kind, attempt, location, reason);
        match element(&text, "Region") {
            Some(region) if kind == ErrorKind::WrongRegion => {
                made.with_hint(format!("set AWS_REGION={region}"))
            }
            _ => made,
        }
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot {} `{}`: {}",
            self.attempt, self.place, self.reason
        )
    }
}

impl std::error::Error for StorageError {}

/// The codes of S3 that say what a user must change
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>).
fn kind_of_code(code: &str) -> Option<ErrorKind> {
    Some(match code {
        "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "ExpiredToken"
        | "InvalidToken"
        | "TokenRefreshRequired"
        | "InvalidSecurity"
        | "MissingSecurityHeader"
        | "RequestTimeTooSkewed"
        | "AuthFailure"
        | "UnauthorizedAccess" => ErrorKind::Credentials,
        "AccessDenied" | "AllAccessDisabled" | "AccountProblem" | "NotSignedUp" => {
            ErrorKind::PermissionDenied
        }
        "NoSuchBucket" | "InvalidBucketName" => ErrorKind::NoSuchBucket,
        "NoSuchKey" | "NoSuchVersion" => ErrorKind::NotFound,
        "PermanentRedirect"
        | "TemporaryRedirect"
        | "AuthorizationHeaderMalformed"
        | "IllegalLocationConstraintException" => ErrorKind::WrongRegion,
        "SlowDown" | "ServiceUnavailable" | "InternalError" | "RequestTimeout" => {
            ErrorKind::Unreachable
        }
        "QuotaExceeded" | "EntityTooLarge" => ErrorKind::NoSpace,
        "BadDigest" | "InvalidDigest" => ErrorKind::Corrupt,
        _ => return None,
    })
}

fn kind_of_store(error: &StoreError, text: &str) -> ErrorKind {
    match error {
        StoreError::NotFound { .. } => ErrorKind::NotFound,
        StoreError::AlreadyExists { .. } | StoreError::Precondition { .. } => {
            ErrorKind::AlreadyExists
        }
        StoreError::PermissionDenied { .. } => ErrorKind::PermissionDenied,
        StoreError::Unauthenticated { .. } => ErrorKind::Credentials,
        StoreError::InvalidPath { .. } => ErrorKind::BadLocation,
        _ if text.contains("redirect without LOCATION") || text.contains("301 Moved") => {
            ErrorKind::WrongRegion
        }
        // The instance's role is the last place that is asked for credentials.
        _ if text.contains("169.254.16") || text.contains("/latest/api/token") => {
            ErrorKind::Credentials
        }
        _ if is_unreachable(text) => ErrorKind::Unreachable,
        _ => ErrorKind::Other,
    }
}

fn is_unreachable(text: &str) -> bool {
    let signs = [
        "error sending request",
        "connection",
        "timed out",
        "dns error",
        "502 Bad Gateway",
        "503 Service",
        "504 Gateway",
        "500 Internal",
    ];
    signs.iter().any(|sign| text.contains(sign))
}

fn reason_of(kind: ErrorKind, text: &str) -> String {
    match kind {
        ErrorKind::NotFound => "there is nothing there".to_owned(),
        ErrorKind::PermissionDenied => "access denied".to_owned(),
        ErrorKind::AlreadyExists => "it already exists".to_owned(),
        ErrorKind::WrongRegion => "the bucket is in another region".to_owned(),
        ErrorKind::Credentials => "found no credentials that the server takes".to_owned(),
        ErrorKind::Unreachable => format!("the server does not answer: {}", last_cause(text)),
        _ => text.to_owned(),
    }
}

fn last_cause(text: &str) -> &str {
    text.rsplit(": ").next().unwrap_or(text)
}

/// `<Code>NoSuchBucket</Code>` in the body of an answer.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(&format!("<{name}>"))?;
    let (inside, _) = after.split_once(&format!("</{name}>"))?;
    Some(inside.trim()).filter(|t| !t.is_empty())
}

fn causes<'a>(
    error: &'a StoreError,
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    let first: &(dyn std::error::Error + 'static) = error;
    std::iter::successors(Some(first), |e| e.source())
}

fn io_cause(error: &StoreError) -> Option<&std::io::Error> {
    // Errors of the network are `io::Error`s too, below an HTTP error: those are about the server.
    let http = causes(error).any(|e| e.is::<object_store::client::HttpError>());
    causes(error)
        .filter(|_| !http)
        .find_map(|e| e.downcast_ref::<std::io::Error>())
}

/// The error and its causes, each said once.
fn full_text(error: &StoreError) -> String {
    let mut text = String::new();
    for cause in causes(error) {
        let said = cause.to_string();
        if !text.contains(&said) {
            let colon = if text.is_empty() { "" } else { ": " };
            text = format!("{text}{colon}{said}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use object_store::Error as StoreError;

    use super::{ErrorKind, StorageError};
    use crate::Location;

    fn of_body(body: &str) -> StorageError {
        let location: Location = "s3://logs/2026".parse().unwrap();
        let source = body.to_owned().into();
        StorageError::of_store(
            "list",
            &location,
            &StoreError::Generic {
                store: "S3",
                source,
            },
        )
    }

    #[test]
    fn tells_what_the_server_said() {
        let e = of_body(
            "403: <Error><Code>SignatureDoesNotMatch</Code><Message>It does not match.</Message></Error>",
        );
        assert_eq!(e.kind(), ErrorKind::Credentials);
        assert_eq!(
            e.to_string(),
            "cannot list `s3://logs/2026`: It does not match (SignatureDoesNotMatch)"
        );
        let e = of_body("<Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region>");
        assert_eq!(e.kind(), ErrorKind::WrongRegion);
        assert_eq!(e.hint(), Some("set AWS_REGION=eu-west-1"));
        assert_eq!(
            of_body("<Code>NoSuchBucket</Code>").kind(),
            ErrorKind::NoSuchBucket
        );
        assert_eq!(
            of_body("<Code>AccessDenied</Code>").kind(),
            ErrorKind::PermissionDenied
        );
        assert_eq!(
            of_body("<Code>ExpiredToken</Code>").kind(),
            ErrorKind::Credentials
        );
    }

    #[test]
    fn a_full_disk_is_told_apart() {
        let source = Box::new(std::io::Error::from(std::io::ErrorKind::StorageFull));
        let location: Location = "/d/f".parse().unwrap();
        let store = StoreError::Generic {
            store: "Local",
            source,
        };
        let e = StorageError::of_store("write", &location, &store);
        assert_eq!(e.kind(), ErrorKind::NoSpace);
        assert_eq!(e.to_string(), "cannot write `file:/d/f`: no space left");
    }
}
