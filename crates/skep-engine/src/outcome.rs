//! What a statement gives back: rows that are pulled as they are wanted, a word that it is done, or a script to run.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringViewArray};
use arrow::datatypes::{Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use futures::{Stream, StreamExt};
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_field;

use crate::error::Result;

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputColumn {
    /// Its name as Hive shows it: lower case, `_c0` if it has none.
    pub name: String,
    /// Its Hive type; the batches hold exactly `skep_serde::types::arrow_type` of it.
    pub ty: HiveType,
}

/// What a statement gives back.
#[derive(Debug)]
pub enum Outcome {
    /// Rows.
    Rows(Rows),
    /// It is done, and there is nothing to show but perhaps notes.
    Done(Done),
    /// `source file`: the caller runs it, as [`crate::Session::run_script`] does.
    Script(Script),
}

/// A statement that gives no rows has been done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Rows that were written, if it wrote some.
    pub rows_written: Option<u64>,
    /// Things that the user should know, one a line.
    pub notes: Vec<String>,
}

/// A script that a statement asks to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Where it was read from.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// Batches as they are made.
pub type Batches = Pin<Box<dyn Stream<Item = Result<RecordBatch>> + Send>>;

/// Rows, pulled batch by batch. Dropping them stops the work that makes them.
pub struct Rows {
    /// The columns.
    pub columns: Vec<OutputColumn>,
    schema: SchemaRef,
    batches: Batches,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

impl Rows {
    /// Rows from a stream of batches of that schema.
    pub(crate) fn new(columns: Vec<OutputColumn>, schema: SchemaRef, batches: Batches) -> Rows {
        Rows {
            columns,
            schema,
            batches,
        }
    }

    /// Rows of text: what SHOW, DESCRIBE, EXPLAIN and SET print. Every row has one cell a column.
    pub fn text(names: &[&str], rows: Vec<Vec<String>>) -> Result<Rows> {
        let fields: Vec<_> = names
            .iter()
            .map(|name| arrow_field(name, &HiveType::String))
            .collect();
        let columns = names
            .iter()
            .map(|name| OutputColumn {
                name: (*name).to_owned(),
                ty: HiveType::String,
            })
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let mut result = Rows::new(columns, schema, Box::pin(futures::stream::empty()));
        if !rows.is_empty() {
            let arrays = (0..names.len())
                .map(|at| {
                    let cells = rows.iter().map(|row| row.get(at).map(String::as_str));
                    Arc::new(StringViewArray::from_iter(cells)) as ArrayRef
                })
                .collect();
            let batch = RecordBatch::try_new(Arc::clone(&result.schema), arrays)?;
            result.batches = Box::pin(futures::stream::iter([Ok(batch)]));
        }
        Ok(result)
    }

    /// Lines of text in one column.
    pub fn lines(name: &str, lines: impl IntoIterator<Item = String>) -> Result<Rows> {
        Rows::text(&[name], lines.into_iter().map(|line| vec![line]).collect())
    }

    /// The batches' schema, with the names that users see.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The next batch; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>> {
        self.batches.next().await.transpose()
    }
}

impl From<Rows> for Outcome {
    fn from(rows: Rows) -> Outcome {
        Outcome::Rows(rows)
    }
}

impl From<Done> for Outcome {
    fn from(done: Done) -> Outcome {
        Outcome::Done(done)
    }
}

impl Outcome {
    /// Done, with nothing to say.
    pub fn done() -> Outcome {
        Outcome::Done(Done::default())
    }

    /// Done, with a note.
    pub fn note(text: impl Into<String>) -> Outcome {
        Outcome::Done(Done {
            notes: vec![text.into()],
            ..Done::default()
        })
    }
}
