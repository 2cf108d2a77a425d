//! Rows that come after their day was dumped, or would: days are counted again, and wait for transactions that are open.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::daily::{Days, subject};
use super::run::Run;
use super::table::text;
use super::window::Window;
use super::{Day, Event, Result};

impl Run {
    /// Counts the last days that are done again.
    pub(super) async fn look_back(&mut self, days: &Days) -> Result<()> {
        let noted = &days.found.noted;
        let last: Vec<Day> = days
            .found
            .done
            .iter()
            .rev()
            .take(self.job.look_back)
            .copied()
            .collect();
        let days_to_count: BTreeSet<Day> = last.into_iter().chain(noted.iter().copied()).collect();
        for day in days_to_count {
            let path = days.places.manifest(day);
            let Some((manifest, version)) = self.read_manifest(&path).await? else {
                continue;
            };
            let subject = subject(days, day);
            let mut wanted = self.wanted(subject.clone(), &days.table.name, &days.places);
            wanted.window =
                Some(Window::of_day(&days.column, days.kind, day, self.job.zone).condition());
            let rows = self.reader.count(&wanted).await?;
            if rows == manifest.rows {
                if noted.contains(&day) {
                    self.archive.remove(&days.places.changed(day)).await?;
                }
                continue;
            }
            self.watch
                .event(Event::Changed(subject, manifest.rows, rows));
            if self.job.redump {
                self.day(days, day, Some((manifest, version))).await?;
                continue;
            }
            self.summary.changed += 1;
            let note =
                serde_json::json!({"rows": manifest.rows, "now": rows, "seen": self.watch.now()});
            self.archive
                .write(
                    &days.places.changed(day),
                    &days.places.books,
                    note.to_string().as_bytes(),
                )
                .await?;
        }
        Ok(())
    }

    /// Since when the oldest transaction is open that has changed rows: what it wrote is in no snapshot yet. `None` where there is none, or the user
    /// may not see it (PROCESS).
    pub(super) async fn oldest_writer(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let attempt = "look for open transactions";
        // `trx_started` is in the server's own zone, as NOW() is in it.
        self.session
            .run("SET time_zone = 'SYSTEM'", attempt)
            .await
            .ok()?;
        let age = "SELECT TIMESTAMPDIFF(SECOND, MIN(trx_started), NOW()) FROM information_schema.INNODB_TRX WHERE trx_rows_modified > 0";
        let age = self.session.rows(age, attempt).await;
        self.session
            .run("SET time_zone = '+00:00'", attempt)
            .await
            .ok()?;
        let age: i64 = text(age.ok()?.first()?, 0).parse().ok()?;
        // A second more: both moments are cut to seconds.
        now.checked_sub_signed(TimeDelta::seconds(age + 1))
    }
}
