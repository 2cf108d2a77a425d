//! Giving way: who waits for a lock on the table that a snapshot of ours keeps from them gets it, as others would queue behind.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::dump::error::GAVE_WAY;
use crate::dump::literal::quoted;
use crate::dump::{DumpError, Source};

/// How often it is looked whether somebody waits for the table.
const LOOK: Duration = Duration::from_millis(20);

/// Ends when somebody waits for the table. The connections `ids` are killed then, which frees the table at once. Ends, too, when the server doesn't
/// answer any more: whoever reads would wait for it.
pub(super) async fn somebody_waits(
    source: &Source,
    table: &str,
    ids: &[String],
    killed: &AtomicBool,
) -> DumpError {
    let never = std::future::pending();
    let Ok(mut session) = source.open().await else {
        // Reading goes on; its own connection is there.
        return never.await;
    };
    let look = look(source.database(), table);
    loop {
        tokio::time::sleep(LOOK).await;
        let attempt = "look who waits";
        match tokio::time::timeout(source.patience(), session.value(&look, attempt)).await {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(_))) => break,
            Ok(Err(_)) => return never.await,
            Err(_) => return source.silent(&format!("read `{table}`")),
        }
    }
    killed.store(true, Ordering::Relaxed);
    for id in ids {
        // One that has ended can't be killed, and needn't.
        let _ = session.run(&format!("KILL {id}"), "give way").await;
    }
    gave_way(table)
}

/// Who waits may have no database of its own, or another one, and write `shop.log_entries`.
fn look(database: &str, table: &str) -> String {
    let mentions = |name: &str| {
        let pattern = format!("%{}%", name.replace(['\\', '%', '_'], "_"));
        format!("INFO LIKE {}", quoted(&pattern))
    };
    let (database, table) = (mentions(database), mentions(table));
    format!(
        "SELECT 1 FROM information_schema.PROCESSLIST WHERE \
         STATE LIKE 'Waiting for table metadata lock%' AND {table} AND (DB = DATABASE() OR {database}) \
         OR STATE LIKE 'Waiting for table flush%' AND (DB IS NULL OR DB = DATABASE()) LIMIT 1"
    )
}

pub(super) fn gave_way(table: &str) -> DumpError {
    DumpError {
        number: Some(GAVE_WAY),
        ..DumpError::remote(format!(
            "somebody waits for `{table}`, and reading it was given up for them"
        ))
    }
}
