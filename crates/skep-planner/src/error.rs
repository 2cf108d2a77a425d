//! Why a query can't be planned.

use datafusion::error::DataFusionError;
use skep_functions::registry::CallError;
use skep_hiveql::ast::Span;

/// What sort of mistake it is, by what a caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanErrorKind {
    /// No such table or view.
    UnknownTable,
    /// No such column.
    UnknownColumn,
    /// The name fits several columns.
    AmbiguousColumn,
    /// No such function.
    UnknownFunction,
    /// A function or operator doesn't take these arguments.
    WrongCall,
    /// A column stands outside an aggregate and is no GROUP BY key.
    NotGrouped,
    /// A well-formed query that makes no sense.
    Invalid,
    /// Hive can do it, skep can't yet.
    Unsupported,
    /// The catalog couldn't answer.
    Catalog,
    /// A plan that DataFusion refused: a fault of the planner.
    Internal,
}

/// An error of planning, with the place it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PlanError {
    /// What sort of mistake.
    pub kind: PlanErrorKind,
    /// The sentence for people, lower case.
    pub message: String,
    /// Where in the query's text.
    pub span: Option<Span>,
    /// What could be typed instead.
    pub hint: Option<String>,
}

impl PlanError {
    /// An error of a kind.
    pub fn new(kind: PlanErrorKind, message: impl Into<String>) -> Self {
        PlanError {
            kind,
            message: message.into(),
            span: None,
            hint: None,
        }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(PlanErrorKind::Invalid, message)
    }

    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(PlanErrorKind::Unsupported, message)
    }

    /// The same error, at a place, unless it already has one.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// The same error with a hint: `did you mean `word`?`
    #[must_use]
    pub fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

impl From<DataFusionError> for PlanError {
    fn from(error: DataFusionError) -> Self {
        Self::new(PlanErrorKind::Internal, error.strip_backtrace())
    }
}

impl From<CallError> for PlanError {
    fn from(error: CallError) -> Self {
        Self::new(PlanErrorKind::WrongCall, error.0)
    }
}

pub(crate) type Result<T> = std::result::Result<T, PlanError>;
