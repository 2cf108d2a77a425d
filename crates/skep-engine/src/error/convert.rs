//! Errors of other crates as errors of the engine. Each is given its kind here and nowhere else.

use datafusion::error::DataFusionError;

use super::{EngineError, ErrorKind};

impl From<DataFusionError> for EngineError {
    fn from(error: DataFusionError) -> EngineError {
        from_datafusion(&error)
    }
}

impl From<arrow::error::ArrowError> for EngineError {
    fn from(error: arrow::error::ArrowError) -> EngineError {
        from_arrow(&error)
    }
}

impl From<std::io::Error> for EngineError {
    fn from(error: std::io::Error) -> EngineError {
        EngineError::query(error.to_string())
    }
}

/// The engine's view of an error that came up through a running plan.
fn from_datafusion(error: &DataFusionError) -> EngineError {
    match error {
        DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => {
            from_datafusion(inner)
        }
        DataFusionError::Shared(inner) => from_datafusion(inner),
        DataFusionError::Collection(all) => match all.first() {
            Some(first) => from_datafusion(first),
            None => internal("an empty list of errors"),
        },
        DataFusionError::External(inner) => from_any(inner.as_ref()),
        DataFusionError::ObjectStore(inner) => from_object_store(inner),
        DataFusionError::ArrowError(inner, _) => from_arrow(inner),
        DataFusionError::ParquetError(inner) => from_parquet(inner),
        DataFusionError::IoError(inner) => from_any(inner),
        DataFusionError::ExecutionJoin(inner) if inner.is_cancelled() => EngineError::interrupted(),
        DataFusionError::ExecutionJoin(inner) => internal(&inner.to_string()),
        DataFusionError::ResourcesExhausted(message) => {
            EngineError::query(format!("the query needs more memory than it may take: {message}"))
                .hint("raise the limit, for example `set skep.memory.limit=8g`, or ask for fewer rows at once")
        }
        DataFusionError::Execution(message) | DataFusionError::Plan(message) => EngineError::query(message),
        DataFusionError::NotImplemented(message) => EngineError::query(format!("not supported: {message}")),
        DataFusionError::Internal(message) => internal(message),
        other => EngineError::query(other.strip_backtrace()),
    }
}

fn internal(message: &str) -> EngineError {
    EngineError::query(format!("internal error: {message}"))
        .hint("this is a defect in skep; please report it with the statement")
}

fn from_arrow(error: &arrow::error::ArrowError) -> EngineError {
    match error {
        arrow::error::ArrowError::ExternalError(inner) => from_any(inner.as_ref()),
        arrow::error::ArrowError::IoError(_, inner) => from_any(inner),
        other => EngineError::query(other.to_string()),
    }
}

fn from_parquet(error: &parquet::errors::ParquetError) -> EngineError {
    match error {
        parquet::errors::ParquetError::External(inner) => from_any(inner.as_ref()),
        other => EngineError::query(format!("cannot decode a Parquet file: {other}")),
    }
}

/// An object store's error that no crate of ours has named better.
fn from_object_store(error: &object_store::Error) -> EngineError {
    use object_store::Error as E;
    let kind = match error {
        E::NotFound { .. }
        | E::InvalidPath { .. }
        | E::NotSupported { .. }
        | E::AlreadyExists { .. }
        | E::Precondition { .. }
        | E::NotModified { .. }
        | E::UnknownConfigurationKey { .. } => ErrorKind::Query,
        E::Generic { store, .. } if *store == "LocalFileSystem" => ErrorKind::Query,
        _ => ErrorKind::Remote,
    };
    EngineError::new(kind, error.to_string())
}

/// Any error: the first of our own in its chain of sources says what it is.
pub(super) fn from_any(error: &(dyn std::error::Error + 'static)) -> EngineError {
    let mut cause = Some(error);
    while let Some(this) = cause {
        if let Some(known) = known(this) {
            return known;
        }
        cause = match this
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => this.source(),
        };
    }
    EngineError::query(error.to_string())
}

fn known(error: &(dyn std::error::Error + 'static)) -> Option<EngineError> {
    if let Some(error) = error.downcast_ref::<EngineError>() {
        return Some(error.clone());
    }
    if let Some(error) = error.downcast_ref::<DataFusionError>() {
        return Some(from_datafusion(error));
    }
    if let Some(error) = error.downcast_ref::<std::sync::Arc<DataFusionError>>() {
        return Some(from_datafusion(error));
    }
    if let Some(error) = error.downcast_ref::<skep_storage::StorageError>() {
        return Some(from_storage(error));
    }
    if let Some(error) = error.downcast_ref::<skep_metastore::MetastoreError>() {
        return Some(error.clone().into());
    }
    if let Some(error) = error.downcast_ref::<object_store::Error>() {
        return Some(from_object_store(error));
    }
    None
}

impl From<skep_metastore::MetastoreError> for EngineError {
    fn from(error: skep_metastore::MetastoreError) -> EngineError {
        use skep_metastore::MetastoreError as E;
        let kind = match &error {
            E::Busy { .. } => ErrorKind::Remote,
            _ => ErrorKind::Query,
        };
        let made = EngineError::new(kind, error.to_string());
        match error {
            E::Busy { .. } | E::Conflict { .. } => made.hint("run it again"),
            _ => made,
        }
    }
}

impl From<skep_storage::StorageError> for EngineError {
    fn from(error: skep_storage::StorageError) -> EngineError {
        from_storage(&error)
    }
}

fn from_storage(error: &skep_storage::StorageError) -> EngineError {
    let kind = match error.kind().is_remote() {
        true => ErrorKind::Remote,
        false => ErrorKind::Query,
    };
    let made = EngineError::new(kind, error.to_string());
    match error.hint() {
        Some(hint) => made.hint(hint),
        None => made,
    }
}

impl From<skep_planner::PlanError> for EngineError {
    fn from(error: skep_planner::PlanError) -> EngineError {
        let made = match error.kind {
            skep_planner::PlanErrorKind::Internal => internal(&error.message),
            _ => EngineError::query(error.message),
        };
        EngineError {
            span: error
                .span
                .map(|span| (span.start as usize, span.end as usize)),
            hint: error.hint.or(made.hint.clone()),
            ..made
        }
    }
}

impl From<skep_hiveql::ParseError> for EngineError {
    fn from(error: skep_hiveql::ParseError) -> EngineError {
        let made = EngineError::query(error.message).at(error.span);
        match error.suggestion {
            Some(suggestion) => made.hint(format!("did you mean {suggestion}?")),
            None => made,
        }
    }
}
