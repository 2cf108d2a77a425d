//! Where an INSERT INTO a table puts its rows: which partition, which columns, in which format.

use skep_hiveql::ast::{Ident, ObjectName, PartitionValue};
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, FileFormat, Metastore, Table};
use skep_serde::charset::Charset;
use skep_serde::format::{FormatError, RowFormat};

use super::directory::Directory;
use crate::error::{EngineError, Result, did_you_mean};
use crate::session::Session;
use crate::sink::{Target, TextCodec, WriteFormat};

/// Partitions that one statement may make, unless `hive.exec.max.dynamic.partitions` says otherwise.
const MAX_PARTITIONS: usize = 1000;

/// A table or a directory.
pub(super) enum Into {
    Table(Box<TableTarget>),
    Directory(Directory),
}

/// A table, and what of it the statement gives.
pub(super) struct TableTarget {
    pub(super) table: Table,
    /// The values of the partition keys that the statement fixes: the first ones.
    pub(super) fixed: Vec<String>,
    /// The other partition keys.
    pub(super) dynamic: Vec<Column>,
    /// The directory of the table, or of the fixed partition.
    pub(super) location: String,
    overwrite: bool,
    /// Where each column of the file, and then each dynamic key, comes from; `None`: from the query, in order.
    pub(super) sources: Option<Vec<Source>>,
    /// The types that the query must give, in its order.
    types: Vec<HiveType>,
}

/// Where a column's values come from.
pub(super) enum Source {
    /// A column of the query, by its place.
    Query(usize),
    /// The column isn't named: NULL of its type.
    Null(HiveType),
}

impl TableTarget {
    /// The types that the query must give.
    pub(super) fn source_types(&self) -> Vec<HiveType> {
        self.types.clone()
    }
}

impl Session {
    pub(super) async fn table_target(
        &self,
        table: Table,
        name: &ObjectName,
        overwrite: bool,
        spec: &[PartitionValue],
        columns: &[Ident],
    ) -> Result<TableTarget> {
        let values = self.partition_values(&table, spec)?;
        if !spec.is_empty() && spec.len() < table.partition_keys.len() {
            let missing = table
                .partition_keys
                .iter()
                .find(|key| spec.iter().all(|item| item.column.lower() != key.name));
            let missing = missing.map(|key| key.name.as_str()).unwrap_or_default();
            return Err(EngineError::query(format!(
                "PARTITION (…) does not name the partition column `{missing}`"
            ))
            .at(name.name.span));
        }
        let split = values
            .iter()
            .position(Option::is_none)
            .unwrap_or(values.len());
        let (first, rest) = values.split_at(split);
        if rest.iter().any(Option::is_some) {
            return Err(EngineError::query(
                "a dynamic partition column cannot stand before one with a value",
            )
            .at(name.name.span));
        }
        let fixed: Vec<String> = first.iter().flatten().cloned().collect();
        let dynamic: Vec<Column> = table.partition_keys.iter().skip(split).cloned().collect();
        self.check_dynamic(&dynamic, &fixed, name)?;
        let location = self.write_location(&table, &fixed, &dynamic).await?;
        let mut into = TableTarget {
            types: table
                .columns
                .iter()
                .chain(&dynamic)
                .map(|column| column.ty.clone())
                .collect(),
            table,
            fixed,
            dynamic,
            location,
            overwrite,
            sources: None,
        };
        if !columns.is_empty() {
            name_columns(&mut into, columns)?;
        }
        Ok(into)
    }

    /// A new table, all of whose columns come from a query.
    pub(super) fn whole_table(&self, table: Table) -> TableTarget {
        TableTarget {
            fixed: Vec::new(),
            dynamic: table.partition_keys.clone(),
            location: table.location.clone(),
            overwrite: false,
            sources: None,
            types: Vec::new(),
            table,
        }
    }

    fn check_dynamic(&self, dynamic: &[Column], fixed: &[String], name: &ObjectName) -> Result<()> {
        if dynamic.is_empty() {
            return Ok(());
        }
        let refuse =
            |why: &str, hint: &str| Err(EngineError::query(why).at(name.name.span).hint(hint));
        if !self.settings().is_true("hive.exec.dynamic.partition") {
            return refuse(
                "dynamic partitions are turned off",
                "set hive.exec.dynamic.partition=true",
            );
        }
        let strict = self.settings().get("hive.exec.dynamic.partition.mode") == Some("strict");
        if strict && fixed.is_empty() {
            return refuse(
                "strict mode asks for at least one partition column with a value",
                "set hive.exec.dynamic.partition.mode=nonstrict",
            );
        }
        Ok(())
    }

    /// The directory that is written: a known partition's own, else the one that its values name.
    async fn write_location(
        &self,
        table: &Table,
        fixed: &[String],
        dynamic: &[Column],
    ) -> Result<String> {
        if fixed.is_empty() {
            return Ok(table.location.clone());
        }
        if dynamic.is_empty()
            && let Some(known) = self
                .metastore()
                .partition(&table.database, &table.name, fixed)
                .await?
        {
            return Ok(known.location);
        }
        self.own_location(table, fixed)
    }

    /// True where the partition that the statement fixes is known: INSERT … IF NOT EXISTS then does nothing.
    pub(super) async fn is_there(&self, into: &TableTarget) -> Result<bool> {
        let table = &into.table;
        if table.partition_keys.is_empty() {
            return Ok(!self
                .data_files(std::slice::from_ref(&table.location))
                .await?
                .is_empty());
        }
        if !into.dynamic.is_empty() {
            return Err(EngineError::query(
                "IF NOT EXISTS needs a value for every partition column",
            ));
        }
        Ok(self
            .metastore()
            .partition(&table.database, &table.name, &into.fixed)
            .await?
            .is_some())
    }

    /// What the sink needs to know.
    pub(super) fn sink_target(&self, into: &TableTarget) -> Result<Target> {
        let typed = |columns: &[Column]| {
            columns
                .iter()
                .map(|c| (c.name.clone(), c.ty.clone()))
                .collect()
        };
        let table = &into.table;
        let mut properties = table.properties.clone();
        properties.extend(table.serde_properties.clone());
        Ok(Target {
            location: self.location(&into.location)?,
            columns: typed(&table.columns),
            dynamic: typed(&into.dynamic),
            format: self.write_format(&table.format, &table.serde, &properties)?,
            overwrite: into.overwrite,
            max_partitions: self
                .settings()
                .get("hive.exec.max.dynamic.partitions")
                .and_then(|text| text.trim().parse().ok())
                .unwrap_or(MAX_PARTITIONS),
            zone: self.timezone(),
        })
    }

    /// How files of a format are written.
    pub(super) fn write_format(
        &self,
        format: &FileFormat,
        serde: &str,
        properties: &std::collections::BTreeMap<String, String>,
    ) -> Result<WriteFormat> {
        match format {
            FileFormat::Parquet => Ok(WriteFormat::Parquet),
            FileFormat::Orc => Ok(WriteFormat::Orc),
            FileFormat::TextFile | FileFormat::JsonFile => {
                let class = match (format, serde) {
                    (FileFormat::JsonFile, "") => "JsonSerDe",
                    (_, serde) => serde,
                };
                let wrong = |error: FormatError| EngineError::query(error.to_string());
                let rows = RowFormat::of_serde(class, properties).map_err(wrong)?;
                let charset = Charset::from_properties(properties).map_err(wrong)?;
                Ok(WriteFormat::Text(rows, charset, self.codec()?))
            }
            other => Err(EngineError::unsupported(format!("writing {other:?} files"))
                .hint("rows are written as delimited text, JSON, Parquet or ORC")),
        }
    }

    /// How text is compressed: `hive.exec.compress.output` and the codec's class.
    fn codec(&self) -> Result<Option<TextCodec>> {
        let settings = self.settings();
        if !settings.is_true("hive.exec.compress.output") {
            return Ok(None);
        }
        let class = [
            "mapreduce.output.fileoutputformat.compress.codec",
            "mapred.output.compression.codec",
        ]
        .into_iter()
        .find_map(|key| settings.get(key))
        .unwrap_or("org.apache.hadoop.io.compress.DefaultCodec");
        match TextCodec::of_class(class) {
            Some(codec) => Ok(Some(codec)),
            None => Err(
                EngineError::unsupported(format!("compression with `{class}`"))
                    .hint("there are GzipCodec, BZip2Codec, ZStandardCodec and DefaultCodec"),
            ),
        }
    }
}

/// `INSERT INTO t (b, a)`: which column of the query goes where.
fn name_columns(into: &mut TableTarget, names: &[Ident]) -> Result<()> {
    let all: Vec<&Column> = into.table.columns.iter().chain(&into.dynamic).collect();
    let mut places: Vec<Option<usize>> = vec![None; all.len()];
    let mut types = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let lower = name.lower();
        let Some(place) = all.iter().position(|column| column.name == lower) else {
            let error = EngineError::query(format!(
                "table `{}` has no column `{lower}` to insert into",
                into.table.name
            ))
            .at(name.span);
            return Err(
                match did_you_mean(&lower, all.iter().map(|column| column.name.as_str())) {
                    Some(hint) => error.hint(hint),
                    None => error,
                },
            );
        };
        match places.get_mut(place) {
            Some(slot) if slot.is_none() => *slot = Some(at),
            _ => {
                return Err(
                    EngineError::query(format!("column `{lower}` is named twice")).at(name.span),
                );
            }
        }
        types.push(
            all.get(place)
                .map_or(HiveType::Void, |column| column.ty.clone()),
        );
    }
    // Dynamic partition columns that aren't named come last, as without names.
    let columns = into.table.columns.len();
    let mut next = names.len();
    for (place, column) in all.iter().enumerate().skip(columns) {
        if let Some(slot @ None) = places.get_mut(place) {
            *slot = Some(next);
            next += 1;
            types.push(column.ty.clone());
        }
    }
    let sources = all
        .iter()
        .zip(places)
        .map(|(column, place)| place.map_or_else(|| Source::Null(column.ty.clone()), Source::Query))
        .collect();
    into.types = types;
    into.sources = Some(sources);
    Ok(())
}
