//! ANALYZE TABLE: counts rows and bytes into the table's properties.

use skep_hiveql::ast::{Analyze, AnalyzeWhat};
use skep_metastore::{Metastore, Partition, Table};

use crate::error::{EngineError, Result, did_you_mean};
use crate::outcome::Outcome;
use crate::session::Session;

impl Session {
    pub(super) async fn analyze(&mut self, statement: &Analyze) -> Result<Outcome> {
        let table = self.real_table(&statement.table, "analyze").await?;
        let predicates = self.partition_predicates(&table, &statement.partition)?;
        let count_rows = match &statement.what {
            AnalyzeWhat::CacheMetadata => {
                return Err(EngineError::unsupported("ANALYZE TABLE … CACHE METADATA"));
            }
            AnalyzeWhat::NoScan => false,
            AnalyzeWhat::Table => true,
            // The planner reads no column statistics: there is nothing to keep, but the names must be right.
            AnalyzeWhat::Columns(names) => {
                for name in names {
                    let mut all = table
                        .columns
                        .iter()
                        .chain(&table.partition_keys)
                        .map(|c| c.name.as_str());
                    if !all.any(|known| known == name.lower()) {
                        let error = EngineError::query(format!(
                            "table `{}` has no column `{}`",
                            table.name, name.value
                        ));
                        let near = did_you_mean(
                            &name.value,
                            table.columns.iter().map(|c| c.name.as_str()),
                        );
                        let error = error.at(name.span);
                        return Err(match near {
                            Some(hint) => error.hint(hint),
                            None => error,
                        });
                    }
                }
                return Ok(Outcome::done());
            }
        };
        if table.partition_keys.is_empty() {
            let statistics = self
                .statistics(&table, &table.location, None, count_rows)
                .await?;
            let mut table = table;
            table.properties.extend(statistics);
            self.store(&table).await?;
            return Ok(Outcome::done());
        }
        for mut partition in self.matching_partitions(&table, &predicates).await? {
            let statistics = self
                .statistics(&table, &partition.location, Some(&partition), count_rows)
                .await?;
            partition.properties.extend(statistics);
            let values = partition.values.clone();
            self.metastore()
                .alter_partition(&table.database, &table.name, &values, &partition)
                .await?;
        }
        Ok(Outcome::done())
    }

    /// `numFiles`, `totalSize` and, where asked for, `numRows` of a directory.
    async fn statistics(
        &mut self,
        table: &Table,
        location: &str,
        partition: Option<&Partition>,
        count_rows: bool,
    ) -> Result<Vec<(String, String)>> {
        let files = self
            .data_files(std::slice::from_ref(&location.to_owned()))
            .await?;
        let size: u64 = files.iter().map(|file| file.size).sum();
        let mut all = vec![
            ("numFiles".to_owned(), files.len().to_string()),
            ("totalSize".to_owned(), size.to_string()),
        ];
        if count_rows {
            let rows = self.count_rows(table, partition).await?;
            all.push(("numRows".to_owned(), rows.to_string()));
        }
        Ok(all)
    }
}
