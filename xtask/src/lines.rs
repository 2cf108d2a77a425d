//! Runs one statement and gives what Hive's CLI would print of it.

use skep_engine::{Outcome, Session};

/// The rows of one statement, tab between cells, a line a row (more if a cell holds line ends).
pub(crate) async fn execute(session: &mut Session, text: &str) -> Result<Vec<String>, String> {
    let outcome = session.execute(text).await.map_err(|e| e.to_string())?;
    let mut rows = match outcome {
        Outcome::Rows(rows) => rows,
        Outcome::Done(_) => return Ok(Vec::new()),
        Outcome::Script(script) => {
            let mut lines = Vec::new();
            for piece in skep_hiveql::split_script(&script.text) {
                lines.extend(Box::pin(execute(session, &piece.text)).await?);
            }
            return Ok(lines);
        }
    };
    let zone = session.timezone();
    let mut printed = Vec::new();
    if session.settings().is_true("hive.cli.print.header") {
        let names: Vec<&str> = rows.columns.iter().map(|c| c.name.as_str()).collect();
        printed.extend_from_slice(names.join("\t").as_bytes());
        printed.push(b'\n');
    }
    while let Some(batch) = rows.next().await.map_err(|e| e.to_string())? {
        for row in 0..batch.num_rows() {
            for (at, (array, column)) in batch.columns().iter().zip(&rows.columns).enumerate() {
                if at > 0 {
                    printed.push(b'\t');
                }
                skep_serde::display::write_cell(&mut printed, array, row, &column.ty, zone);
            }
            printed.push(b'\n');
        }
    }
    let text = String::from_utf8_lossy(&printed);
    let lines = text
        .strip_suffix('\n')
        .map_or_else(Vec::new, |t| t.split('\n').map(str::to_string).collect());
    Ok(lines)
}
