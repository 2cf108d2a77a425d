//! ANALYZE TABLE: counts files, bytes, rows and what columns hold into the properties of tables and partitions.
//!
//! Columns are looked at by a query: one scan for the table, whatever the number of partitions.

use std::collections::BTreeMap;

use skep_hiveql::ast::{Analyze, AnalyzeWhat, Ident};
use skep_hiveql::parse_query;
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, FileFormat, Metastore, Partition, PartitionPredicate, Table};
use skep_serde::display::cell_to_string;

use super::hive_text::quoted;
use crate::error::{EngineError, Result, did_you_mean};
use crate::outcome::Outcome;
use crate::scan::FILE_NAME;
use crate::session::Session;
use crate::statistics::{self, ColumnStatistics};

/// What a query has found in a directory.
struct Found {
    rows: u64,
    columns: Vec<(String, ColumnStatistics)>,
}

/// What is counted besides files and bytes.
enum Count {
    Nothing,
    Rows,
    /// By a file of each directory that has rows.
    Columns(Vec<(String, Found)>, Vec<Column>),
}

impl Session {
    pub(super) async fn analyze(&mut self, statement: &Analyze) -> Result<Outcome> {
        let table = self.real_table(&statement.table, "analyze").await?;
        let predicates = self.partition_predicates(&table, &statement.partition)?;
        let count = match &statement.what {
            AnalyzeWhat::CacheMetadata => {
                return Err(EngineError::unsupported("ANALYZE TABLE … CACHE METADATA"));
            }
            AnalyzeWhat::NoScan => Count::Nothing,
            AnalyzeWhat::Table => Count::Rows,
            AnalyzeWhat::Columns(names) => {
                let columns = wanted(&table, names)?;
                let found = self.look_at(&table, &columns, &predicates).await?;
                Count::Columns(found, columns)
            }
        };
        if table.partition_keys.is_empty() {
            let mut table = table;
            let mut properties = std::mem::take(&mut table.properties);
            self.count(&mut properties, &table, None, &count).await?;
            table.properties = properties;
            self.store(&table).await?;
            return Ok(Outcome::done());
        }
        for mut partition in self.matching_partitions(&table, &predicates).await? {
            let mut properties = std::mem::take(&mut partition.properties);
            self.count(&mut properties, &table, Some(&partition), &count)
                .await?;
            partition.properties = properties;
            let values = partition.values.clone();
            self.metastore()
                .alter_partition(&table.database, &table.name, &values, &partition)
                .await?;
        }
        Ok(Outcome::done())
    }

    /// Counts into the properties of a table or partition.
    async fn count(
        &mut self,
        properties: &mut BTreeMap<String, String>,
        table: &Table,
        partition: Option<&Partition>,
        count: &Count,
    ) -> Result<()> {
        let location = partition.map_or(&table.location, |partition| &partition.location);
        let files = self
            .data_files(std::slice::from_ref(&location.to_owned()))
            .await?;
        let size: u64 = files.iter().map(|file| file.size).sum();
        let mut set = |key: &str, value: u64| properties.insert(key.to_owned(), value.to_string());
        set("numFiles", files.len() as u64);
        set("totalSize", size);
        let (rows, columns) = match count {
            Count::Nothing => (None, Vec::new()),
            Count::Rows => (Some(self.count_rows(table, partition).await?), Vec::new()),
            Count::Columns(found, columns) => {
                let here = found.iter().find(|(file, _)| match partition {
                    None => true,
                    Some(_) => files
                        .iter()
                        .any(|known| known.location.to_string() == *file),
                });
                match here {
                    Some((_, found)) => (Some(found.rows), found.columns.clone()),
                    None => (Some(0), columns.iter().map(nothing).collect()),
                }
            }
        };
        if let Some(rows) = rows {
            set("numRows", rows);
            let format = partition.and_then(|partition| partition.format.as_ref());
            if let Some(bytes) = raw_size(format.unwrap_or(&table.format), size, rows) {
                set("rawDataSize", bytes);
            }
        }
        statistics::remember(properties, columns);
        Ok(())
    }

    /// Runs the query that looks at columns: what it found by a file of each directory.
    async fn look_at(
        &mut self,
        table: &Table,
        columns: &[Column],
        predicates: &[PartitionPredicate],
    ) -> Result<Vec<(String, Found)>> {
        let query = parse_query(&question(table, columns, predicates)).map_err(|error| {
            EngineError::query(format!(
                "cannot look at the columns of `{}`: {error}",
                table.name
            ))
        })?;
        let bound = self.bind(&query).await?;
        let zone = self.timezone();
        let mut rows = self.run(bound).await?;
        let mut all = Vec::new();
        while let Some(batch) = rows.next().await? {
            let cell = |row: usize, place: usize| {
                let array = batch.columns().get(place)?;
                let known = !array.is_null(row);
                known.then(|| cell_to_string(array, row, &HiveType::String, zone))
            };
            for row in 0..batch.num_rows() {
                let Some(file) = cell(row, 0) else { continue };
                let number = |place| cell(row, place)?.parse().ok();
                let rows: u64 = number(1).unwrap_or(0);
                let one = |(n, column): (usize, &Column)| {
                    let first = 2 + n * ASKED.len();
                    let mut statistics = ColumnStatistics::default();
                    for (n, (name, _)) in ASKED.iter().enumerate() {
                        statistics.set(name, cell(row, first + n).map(shortened(&column.ty)));
                    }
                    (column.name.clone(), statistics)
                };
                let columns = columns.iter().enumerate().map(one).collect();
                all.push((file, Found { rows, columns }));
            }
        }
        Ok(all)
    }

    /// Statistics of a table, or of these partitions of it, are wrong from now on.
    pub(super) async fn forget_statistics(
        &self,
        table: &Table,
        partitions: &[Vec<String>],
    ) -> Result<()> {
        let metastore = self.metastore();
        for values in partitions {
            let known = metastore.partition(&table.database, &table.name, values);
            if let Some(mut partition) = known.await?
                && statistics::forget(&mut partition.properties)
            {
                metastore
                    .alter_partition(&table.database, &table.name, values, &partition)
                    .await?;
            }
        }
        let mut changed = metastore.table(&table.database, &table.name).await?;
        if statistics::forget(&mut changed.properties) {
            self.store(&changed).await?;
        }
        Ok(())
    }
}

/// The columns that FOR COLUMNS names, or all that statistics can be made of.
fn wanted(table: &Table, names: &[Ident]) -> Result<Vec<Column>> {
    let fits = |ty: &HiveType| ty.is_primitive() && *ty != HiveType::Void;
    if names.is_empty() {
        let columns = table.columns.iter().filter(|column| fits(&column.ty));
        return Ok(columns.cloned().collect());
    }
    let mut columns = Vec::new();
    for name in names {
        if table
            .partition_keys
            .iter()
            .any(|key| key.name == name.lower())
        {
            continue;
        }
        let Some(column) = table.columns.iter().find(|c| c.name == name.lower()) else {
            let error = EngineError::query(format!(
                "table `{}` has no column `{}`",
                table.name, name.value
            ));
            let near = did_you_mean(&name.value, table.columns.iter().map(|c| c.name.as_str()));
            let error = error.at(name.span);
            return Err(match near {
                Some(hint) => error.hint(hint),
                None => error,
            });
        };
        if !fits(&column.ty) {
            return Err(EngineError::query(format!(
                "statistics can't be made of column `{}` of type {}",
                column.name, column.ty
            ))
            .at(name.span));
        }
        columns.push(column.clone());
    }
    Ok(columns)
}

/// Kinds of types that have the same statistics.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Real,
    Text,
    Bytes,
    Truth,
}

fn kind(ty: &HiveType) -> Kind {
    match ty {
        HiveType::Float => Kind::Real,
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => Kind::Text,
        HiveType::Binary => Kind::Bytes,
        HiveType::Boolean => Kind::Truth,
        _ => Kind::Number,
    }
}

/// How a statistic of a column `{}` is asked for; empty where its kind has none.
type Asked = fn(Kind) -> &'static str;

/// What is asked of every column, by Hive's names (`ColumnStatsSemanticAnalyzer`).
const ASKED: [(&str, Asked); 8] = [
    ("num_nulls", |_| "count(1) - count({})"),
    ("distinct_count", |kind| match kind {
        Kind::Bytes | Kind::Truth => "",
        _ => "approx_distinct({})",
    }),
    ("min", |kind| match kind {
        Kind::Number => "min({})",
        // As Hive, which keeps a double.
        Kind::Real => "min(cast({} as double))",
        _ => "",
    }),
    ("max", |kind| match kind {
        Kind::Number => "max({})",
        Kind::Real => "max(cast({} as double))",
        _ => "",
    }),
    ("avg_col_len", |kind| match kind {
        Kind::Text | Kind::Bytes => "avg(length({}))",
        _ => "",
    }),
    ("max_col_len", |kind| match kind {
        Kind::Text | Kind::Bytes => "max(length({}))",
        _ => "",
    }),
    ("num_trues", |kind| match kind {
        Kind::Truth => "count(case when {} then 1 end)",
        _ => "",
    }),
    ("num_falses", |kind| match kind {
        Kind::Truth => "count(case when not {} then 1 end)",
        _ => "",
    }),
];

/// The query over a table's columns: a file's name, how many rows there are, and what is asked of each column, as text; a row
/// for each partition.
fn question(table: &Table, columns: &[Column], predicates: &[PartitionPredicate]) -> String {
    let mut asked = vec![format!("min({FILE_NAME})"), "count(1)".to_owned()];
    for column in columns {
        let name = quoted(&column.name);
        let kind = kind(&column.ty);
        asked.extend(ASKED.iter().map(|(_, ask)| match ask(kind) {
            "" => "null".to_owned(),
            ask => ask.replace("{}", &name),
        }));
    }
    let asked: Vec<_> = asked
        .into_iter()
        .map(|expr| format!("cast({expr} as string)"))
        .collect();
    let key = |n: usize| table.partition_keys.get(n).map(|key| quoted(&key.name));
    let conditions: Vec<_> = predicates
        .iter()
        .filter_map(|predicate| {
            let value = predicate.values.first()?;
            let value = value.replace('\\', "\\\\").replace('\'', "\\'");
            Some(format!("{} = '{value}'", key(predicate.key)?))
        })
        .collect();
    let mut query = format!(
        "select {} from {}.{}",
        asked.join(", "),
        quoted(&table.database),
        quoted(&table.name)
    );
    if !conditions.is_empty() {
        query += &format!(" where {}", conditions.join(" and "));
    }
    let keys: Vec<_> = (0..table.partition_keys.len()).filter_map(key).collect();
    if !keys.is_empty() {
        query += &format!(" group by {}", keys.join(", "));
    }
    query
}

/// A decimal's end is kept without trailing zeros (`HiveDecimal.toString`).
fn shortened(ty: &HiveType) -> impl Fn(String) -> String + use<> {
    let decimal = matches!(ty, HiveType::Decimal(..));
    move |text| match decimal && text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// What is known of a column that has no rows.
fn nothing(column: &Column) -> (String, ColumnStatistics) {
    let mut statistics = ColumnStatistics::default();
    let kind = kind(&column.ty);
    for (name, ask) in ASKED {
        let zero = !ask(kind).is_empty() && !matches!(name, "min" | "max");
        statistics.set(name, zero.then(|| "0".to_owned()));
    }
    (column.name.clone(), statistics)
}

/// `rawDataSize`: of text what is between line ends; other formats have no such number.
fn raw_size(format: &FileFormat, bytes: u64, rows: u64) -> Option<u64> {
    match format {
        FileFormat::TextFile => Some(bytes.saturating_sub(rows)),
        _ => None,
    }
}
