//! How skep ends when something went wrong: one message on stderr, and an exit code by the kind of error.
//!
//! 1: the query or its data is wrong. 2: the command line is wrong. 3: a remote system failed. 130: interrupted.
//! A closed pipe is no error: who reads us has seen enough.

use std::io;
use std::process::ExitCode;

use skep_engine::{EngineError, ErrorKind};
use skep_log::LogError;

use crate::say::say;

/// Why a verb ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// To be told: the report and what kind it is.
    Told(ErrorKind, String),
    /// It has been told already (a statement of a script); only the exit code is left.
    Said(ErrorKind),
    /// It has been told in another program's convention, which has this exit code for it.
    Code(u8),
    /// Nobody reads our output any more.
    ClosedPipe,
}

impl Failure {
    /// The command line or the environment is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::Told(ErrorKind::Usage, message.into())
    }

    /// What is to be told; nothing if that was done already.
    pub(crate) fn message(&self) -> &str {
        match self {
            Failure::Told(_, report) => report,
            Failure::Said(ErrorKind::Interrupted) => "interrupted",
            Failure::Said(_) | Failure::Code(_) | Failure::ClosedPipe => "",
        }
    }

    /// With its hint beside it, for those who show one line.
    pub(crate) fn in_one_line(self) -> Failure {
        match self {
            Failure::Told(kind, report) => Failure::Told(kind, report.replace('\n', "; ")),
            other => other,
        }
    }

    /// Says it, if that is still to be done, and gives the exit code.
    pub(crate) fn end(self) -> ExitCode {
        match self {
            Failure::ClosedPipe => ExitCode::SUCCESS,
            Failure::Said(kind) => kind.exit_code().into(),
            Failure::Code(code) => code.into(),
            Failure::Told(kind, report) => {
                say(&format!("error: {report}"));
                kind.exit_code().into()
            }
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Failure {
        Failure::Told(error.kind, error.report())
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Failure {
        let kind = match &error {
            LogError::Write { error, .. } if error.kind() == io::ErrorKind::BrokenPipe => {
                return Failure::ClosedPipe;
            }
            LogError::Read { .. } | LogError::Write { .. } | LogError::Unknown { .. } => {
                ErrorKind::Query
            }
            _ => ErrorKind::Usage,
        };
        let hint = match &error {
            LogError::Unknown { .. } => {
                "\nhint: give its format, as in the server's configuration, with --format; `skep log --list-formats` prints the names"
            }
            _ => "",
        };
        Failure::Told(kind, format!("{error}{hint}"))
    }
}

impl From<io::Error> for Failure {
    /// An error of our own terminal or output; the engine reports those of files and servers.
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::ClosedPipe;
        }
        Failure::Told(
            ErrorKind::Query,
            format!("cannot write the answer: {error}"),
        )
    }
}
