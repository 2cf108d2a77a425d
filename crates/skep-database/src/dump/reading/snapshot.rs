//! Snapshots: of one moment where the server tells moments apart, and where its binary log was then.

use crate::dump::table::text;
use crate::dump::{Position, Result, Session, Snapshot};

/// Snapshots of several connections are taken so many times, to be of one moment.
const SNAPSHOTS: u32 = 5;

/// Takes a snapshot on each connection; where there are several, of one moment if the server tells moments apart.
pub(super) async fn take(sessions: &mut [Session]) -> Result<(Position, Snapshot)> {
    for attempt in 1.. {
        let mut positions = Vec::with_capacity(sessions.len());
        for session in &mut *sessions {
            session.begin_snapshot().await?;
            positions.push(position(session).await);
        }
        let first = positions.first().cloned().unwrap_or_default();
        let is_one =
            positions.len() == 1 || !first.file.is_empty() && positions.iter().all(|p| *p == first);
        if is_one {
            return Ok((first, Snapshot::One));
        }
        if attempt == SNAPSHOTS || first.file.is_empty() {
            return Ok((first, Snapshot::Chunks));
        }
        for session in &mut *sessions {
            session.commit().await?;
        }
    }
    Ok((Position::default(), Snapshot::Chunks))
}

/// Where the binary log was when this snapshot was taken: MariaDB tells it of the snapshot, MySQL about.
async fn position(session: &mut Session) -> Position {
    let attempt = "read the position of the binary log";
    let status = "SHOW STATUS LIKE 'binlog_snapshot_%'";
    let rows = session.rows(status, attempt).await.unwrap_or_default();
    let of = |wanted: &str| {
        let row = rows
            .iter()
            .find(|row| text(row, 0).eq_ignore_ascii_case(wanted));
        row.map(|row| text(row, 1)).unwrap_or_default()
    };
    let (file, place) = (of("binlog_snapshot_file"), of("binlog_snapshot_position"));
    // The place says it all, and to turn it into a transaction's id MariaDB reads its log from the beginning.
    let gtid = match file.is_empty() {
        true => {
            let executed = "SELECT @@GLOBAL.gtid_executed";
            session.value(executed, attempt).await.ok().flatten()
        }
        false => None,
    };
    Position {
        gtid: gtid.unwrap_or_default().replace('\n', ""),
        position: match file.is_empty() {
            true => String::new(),
            false => place,
        },
        file,
    }
}
