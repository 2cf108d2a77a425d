//! An ORC writer on a thread of its own: `orc-rust`'s can't move between threads.

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use orc_rust::error::OrcError;
use tokio::sync::{mpsc, oneshot};

use super::external;
use super::file::Shared;

/// Batches in; bytes gather in the buffer. Dropped unfinished, its thread ends.
pub(super) struct OrcWriter {
    batches: mpsc::Sender<RecordBatch>,
    ended: oneshot::Receiver<Result<(), OrcError>>,
}

impl OrcWriter {
    // Not one of the runtime's blocking threads: those are limited, and every open file holds one to its end.
    pub(super) fn new(schema: SchemaRef, out: Shared) -> Result<OrcWriter> {
        let (batches, receiver) = mpsc::channel(1);
        let (sender, ended) = oneshot::channel();
        std::thread::Builder::new()
            .name("orc-writer".into())
            .spawn(move || {
                // Nobody listens where the statement was cancelled.
                let _ = sender.send(run(schema, out, receiver));
            })?;
        Ok(OrcWriter { batches, ended })
    }

    pub(super) async fn write(&mut self, batch: RecordBatch) -> Result<()> {
        match self.batches.send(batch).await {
            Ok(()) => Ok(()),
            Err(_) => Err(failure((&mut self.ended).await)),
        }
    }

    pub(super) async fn finish(self) -> Result<()> {
        drop(self.batches);
        match self.ended.await {
            Ok(Ok(())) => Ok(()),
            other => Err(failure(other)),
        }
    }
}

fn run(
    schema: SchemaRef,
    out: Shared,
    mut batches: mpsc::Receiver<RecordBatch>,
) -> Result<(), OrcError> {
    let mut writer = orc_rust::ArrowWriterBuilder::new(out, schema).try_build()?;
    while let Some(batch) = batches.blocking_recv() {
        writer.write(&batch)?;
    }
    writer.close()
}

fn failure<E>(ended: Result<Result<(), OrcError>, E>) -> DataFusionError {
    match ended {
        Ok(Err(error)) => external(error),
        _ => DataFusionError::Execution("the ORC writer ended early".into()),
    }
}
