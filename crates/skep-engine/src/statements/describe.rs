//! DESCRIBE of tables, partitions and columns, laid out as Hive 4 does (`TextDescTableFormatter`).

use std::collections::BTreeMap;

use skep_hiveql::ast::{DescribeStyle, Ident, ObjectName, PartitionValue};
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, Metastore, Partition, Table, TableKind};

use super::formats::classes;
use super::hive_text::{escape_java, java_date, padded, padded_rows, short_row};
use crate::error::{EngineError, Result, did_you_mean};
use crate::outcome::{Outcome, Rows};
use crate::session::Session;
use crate::statistics::{self, ColumnStatistics};

type Lines = Vec<Vec<String>>;

const HEADER: [&str; 3] = ["col_name", "data_type", "comment"];

impl Session {
    pub(super) async fn describe_table(
        &self,
        style: DescribeStyle,
        name: &ObjectName,
        partition: &[PartitionValue],
        path: &[Ident],
    ) -> Result<Outcome> {
        let table = self.table_or_path(name).await?;
        let partition = match partition.is_empty() {
            true => None,
            false => Some(self.partition_named(&table, partition).await?),
        };
        let lines = match path.split_first() {
            Some((column, fields)) => {
                let known = self.known_of(&table, partition.as_ref(), column).await?;
                describe_column(&table, style, column, fields, &known)?
            }
            None => self.describe_whole(&table, partition.as_ref(), style),
        };
        Ok(Rows::text(&HEADER, lines)?.into())
    }

    /// The partition with these values, or an error.
    pub(super) async fn partition_named(
        &self,
        table: &Table,
        spec: &[PartitionValue],
    ) -> Result<Partition> {
        let values = self.full_partition(table, spec)?;
        let found = self
            .metastore()
            .partition(&table.database, &table.name, &values)
            .await?;
        found.ok_or_else(|| {
            let span = spec
                .first()
                .map(|item| item.column.span)
                .unwrap_or_default();
            let names: Vec<_> = table
                .partition_keys
                .iter()
                .zip(&values)
                .map(|(k, v)| format!("{}={v}", k.name))
                .collect();
            EngineError::query(format!(
                "table `{}` has no partition ({})",
                table.name,
                names.join(", ")
            ))
            .at(span)
        })
    }

    /// What ANALYZE has found out of a column, and the note which statistics are accurate.
    async fn known_of(
        &self,
        table: &Table,
        partition: Option<&Partition>,
        name: &Ident,
    ) -> Result<(ColumnStatistics, Option<String>)> {
        let name = name.lower();
        let all = || table.columns.iter().chain(&table.partition_keys);
        let Some(column) = all().find(|column| column.name == name) else {
            return Ok(Default::default());
        };
        let properties = partition.map_or(&table.properties, |partition| &partition.properties);
        let known = if partition.is_none() && !table.partition_keys.is_empty() {
            let partitions = self.matching_partitions(table, &[]).await?;
            let all = partitions.iter().map(|partition| &partition.properties);
            statistics::of_partitions(all, &name, &column.ty)
        } else {
            statistics::of_column(properties, &name)
        };
        let accurate = properties.get(statistics::ACCURATE).cloned();
        Ok((known.unwrap_or_default(), accurate))
    }

    fn describe_whole(
        &self,
        table: &Table,
        partition: Option<&Partition>,
        style: DescribeStyle,
    ) -> Lines {
        let mut lines = Lines::new();
        if style == DescribeStyle::Formatted {
            lines.push(header());
            lines.extend(table.columns.iter().flat_map(column_rows));
        } else {
            lines.extend(
                table
                    .columns
                    .iter()
                    .chain(&table.partition_keys)
                    .flat_map(column_rows),
            );
        }
        if !table.partition_keys.is_empty() {
            lines.extend([blank(), title("# Partition Information"), header()]);
            lines.extend(table.partition_keys.iter().flat_map(column_rows));
        }
        match (style, partition) {
            (DescribeStyle::Plain, _) => {}
            (DescribeStyle::Extended, _) => {
                lines.extend([blank(), self.extended(table, partition)])
            }
            (DescribeStyle::Formatted, Some(partition)) => {
                self.formatted_partition(&mut lines, table, partition)
            }
            (DescribeStyle::Formatted, None) => self.formatted_table(&mut lines, table),
        }
        lines
    }

    fn formatted_table(&self, lines: &mut Lines, table: &Table) {
        lines.extend([blank(), title("# Detailed Table Information")]);
        lines.extend([
            pair("Database:", &table.database),
            pair("OwnerType:", "USER"),
            pair("Owner:", table.owner.as_deref().unwrap_or("null")),
            pair("CreateTime:", &java_date(table.created_at, self.timezone())),
            pair("LastAccessTime:", "UNKNOWN"),
            pair("Retention:", "0"),
        ]);
        if table.kind != TableKind::View {
            lines.push(pair("Location:", &table.location));
        }
        lines.push(pair("Table Type:", table.kind.hive_name()));
        parameters(lines, "Table Parameters:", &table_parameters(table), false);
        storage(lines, table, None);
        if let Some(view) = &table.view {
            lines.extend([blank(), title("# View Information")]);
            lines.extend(long_pair("Original Query:", &view.original));
            lines.extend(long_pair("Expanded Query:", &view.expanded));
        }
    }

    fn formatted_partition(&self, lines: &mut Lines, table: &Table, partition: &Partition) {
        lines.extend([blank(), title("# Detailed Partition Information")]);
        lines.extend([
            pair(
                "Partition Value:",
                &format!("[{}]", partition.values.join(", ")),
            ),
            pair("Database:", &table.database),
            pair("Table:", &table.name),
            pair(
                "CreateTime:",
                &java_date(partition.created_at, self.timezone()),
            ),
            pair("LastAccessTime:", "UNKNOWN"),
            pair("Location:", &partition.location),
        ]);
        let shown = statistics::visible(&partition.properties);
        parameters(lines, "Partition Parameters:", &shown, true);
        if table.kind != TableKind::View {
            storage(lines, table, Some(partition));
        }
    }

    /// The one long line of DESCRIBE EXTENDED.
    fn extended(&self, table: &Table, partition: Option<&Partition>) -> Vec<String> {
        let columns: Vec<_> = table
            .columns
            .iter()
            .chain(&table.partition_keys)
            .map(|c| {
                format!(
                    "FieldSchema(name:{}, type:{}, comment:{})",
                    c.name,
                    c.ty,
                    c.comment.as_deref().unwrap_or("null")
                )
            })
            .collect();
        let braces = |map: &BTreeMap<String, String>| {
            let pairs: Vec<_> = map.iter().map(|(k, v)| format!("{k}={v}")).collect();
            format!("{{{}}}", pairs.join(", "))
        };
        let location = partition.map_or(&table.location, |p| &p.location);
        let (serde, input, output) = storage_classes(table, partition);
        let serde_properties = partition
            .and_then(|p| p.serde_properties.as_ref())
            .unwrap_or(&table.serde_properties);
        let storage = format!(
            "sd:StorageDescriptor(cols:[{}], location:{location}, inputFormat:{input}, outputFormat:{output}, \
             compressed:false, numBuckets:{}, serdeInfo:SerDeInfo(name:null, serializationLib:{serde}, parameters:{}))",
            columns.join(", "),
            bucket_count(table),
            braces(serde_properties),
        );
        let (what, text) = match partition {
            Some(partition) => (
                "Detailed Partition Information",
                format!(
                    "Partition(values:[{}], dbName:{}, tableName:{}, createTime:{}, lastAccessTime:0, {storage}, parameters:{})",
                    partition.values.join(", "),
                    table.database,
                    table.name,
                    partition.created_at,
                    braces(&statistics::visible(&partition.properties)),
                ),
            ),
            None => (
                "Detailed Table Information",
                format!(
                    "Table(tableName:{}, dbName:{}, owner:{}, createTime:{}, lastAccessTime:0, retention:0, {storage}, \
                     parameters:{}, viewOriginalText:{}, viewExpandedText:{}, tableType:{})",
                    table.name,
                    table.database,
                    table.owner.as_deref().unwrap_or("null"),
                    table.created_at,
                    braces(&table_parameters(table)),
                    table.view.as_ref().map_or("null", |view| &view.original),
                    table.view.as_ref().map_or("null", |view| &view.expanded),
                    table.kind.hive_name(),
                ),
            ),
        };
        vec![what.to_owned(), text.replace('\n', "\\n"), String::new()]
    }
}

/// The parameters that Hive keeps among the properties and skep in fields of their own.
pub(super) fn table_parameters(table: &Table) -> BTreeMap<String, String> {
    let mut all = statistics::visible(&table.properties);
    if table.kind == TableKind::External {
        all.insert("EXTERNAL".to_owned(), "TRUE".to_owned());
    }
    if let Some(comment) = &table.comment {
        all.insert("comment".to_owned(), comment.clone());
    }
    all
}

fn describe_column(
    table: &Table,
    style: DescribeStyle,
    name: &Ident,
    fields: &[Ident],
    (known, accurate): &(ColumnStatistics, Option<String>),
) -> Result<Lines> {
    let wanted = name.lower();
    let all = || table.columns.iter().chain(&table.partition_keys);
    let Some(column) = all().find(|column| column.name == wanted) else {
        let error = EngineError::query(format!(
            "table `{}` has no column `{}`",
            table.name, name.value
        ))
        .at(name.span);
        return Err(
            match did_you_mean(&wanted, all().map(|column| column.name.as_str())) {
                Some(hint) => error.hint(hint),
                None => error,
            },
        );
    };
    let mut lines = Lines::new();
    if style == DescribeStyle::Formatted && fields.is_empty() {
        lines.push(vec![
            padded("col_name"),
            padded(&column.name),
            " ".to_owned(),
        ]);
        lines.push(vec![
            padded("data_type"),
            padded(&column.ty.to_string()),
            " ".to_owned(),
        ]);
        for what in STATISTICS {
            let value = match what {
                // Hive's name for a HyperLogLog, which the count is from.
                "bit_vector" => known.get("distinct_count").map(|_| "HL"),
                what => known.get(what),
            };
            let value = value.unwrap_or_default();
            lines.push(vec![padded(what), padded(value), " ".to_owned()]);
        }
        let comment = column.comment.as_deref().unwrap_or_default();
        lines.push(vec![padded("comment"), padded(comment), " ".to_owned()]);
        if let Some(accurate) = accurate {
            let text = escape_java(accurate);
            lines.push(vec![
                padded(statistics::ACCURATE),
                padded(&text),
                " ".to_owned(),
            ]);
        }
        return Ok(lines);
    }
    let mut ty = &column.ty;
    let mut last = name;
    for field in fields {
        ty = part_of(ty, field).ok_or_else(|| {
            EngineError::query(format!("`{ty}` has no part `{}`", field.value)).at(field.span)
        })?;
        last = field;
    }
    // What Hive asks the SerDe for has this comment; a partition key is known to the table alone.
    let key = table.partition_keys.iter().any(|key| key.name == wanted);
    match ty {
        HiveType::Struct(parts) => {
            lines.extend(parts.iter().flat_map(|part| {
                padded_rows(&part.name, &part.ty.to_string(), "from deserializer")
            }));
        }
        _ if key => lines.extend(column_rows(column)),
        _ => lines.extend(padded_rows(
            &last.lower(),
            &ty.to_string(),
            "from deserializer",
        )),
    }
    Ok(lines)
}

/// What ANALYZE … FOR COLUMNS would tell of a column.
const STATISTICS: [&str; 9] = [
    "min",
    "max",
    "num_nulls",
    "distinct_count",
    "avg_col_len",
    "max_col_len",
    "num_trues",
    "num_falses",
    "bit_vector",
];

/// A part of a type by its name in DESCRIBE: a struct's field, `$elem$`, `$key$`, `$value$`.
fn part_of<'t>(ty: &'t HiveType, name: &Ident) -> Option<&'t HiveType> {
    let name = name.lower();
    match (ty, name.as_str()) {
        (HiveType::Struct(fields), _) => fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| &field.ty),
        (HiveType::Array(element), "$elem$") => Some(element),
        (HiveType::Map(key, _), "$key$") => Some(key),
        (HiveType::Map(_, value), "$value$") => Some(value),
        _ => None,
    }
}

fn column_rows(column: &Column) -> Lines {
    padded_rows(
        &column.name,
        &column.ty.to_string(),
        column.comment.as_deref().unwrap_or_default(),
    )
}

fn header() -> Vec<String> {
    vec![
        format!("# {}", padded("col_name")),
        padded("data_type"),
        padded("comment"),
    ]
}

fn blank() -> Vec<String> {
    short_row([String::new()])
}

fn title(text: &str) -> Vec<String> {
    short_row([text.to_owned()])
}

fn pair(name: &str, value: &str) -> Vec<String> {
    short_row([padded(name), padded(value)])
}

/// A pair whose value may have several lines: they go on below the first.
fn long_pair(name: &str, value: &str) -> Lines {
    let mut lines = value.split('\n');
    let mut rows = vec![pair(name, lines.next().unwrap_or_default())];
    rows.extend(lines.map(|line| vec![String::new(), padded(""), padded(line)]));
    rows
}

fn parameters(lines: &mut Lines, heading: &str, all: &BTreeMap<String, String>, always: bool) {
    if all.is_empty() && !always {
        return;
    }
    if !all.is_empty() {
        lines.push(title(heading));
    }
    for (key, value) in all {
        lines.push(vec![
            String::new(),
            padded(key),
            padded(&escape_java(value)),
        ]);
    }
}

fn storage_classes(table: &Table, partition: Option<&Partition>) -> (String, String, String) {
    let format = partition
        .and_then(|p| p.format.as_ref())
        .unwrap_or(&table.format);
    let serde = partition
        .and_then(|p| p.serde.as_deref())
        .unwrap_or(&table.serde);
    classes(format, serde)
}

fn bucket_count(table: &Table) -> String {
    table
        .buckets
        .as_ref()
        .map_or_else(|| "-1".to_owned(), |buckets| buckets.count.to_string())
}

fn storage(lines: &mut Lines, table: &Table, partition: Option<&Partition>) {
    let (serde, input, output) = storage_classes(table, partition);
    let serde = if table.kind == TableKind::View {
        "null".to_owned()
    } else {
        serde
    };
    let buckets = table.buckets.as_ref();
    let bucket_columns = buckets.map(|b| b.columns.join(", ")).unwrap_or_default();
    let sort_columns: Vec<_> = buckets
        .iter()
        .flat_map(|b| &b.sort)
        .map(|sort| {
            format!(
                "Order(col:{}, order:{})",
                sort.name,
                i32::from(!sort.descending)
            )
        })
        .collect();
    lines.extend([
        blank(),
        title("# Storage Information"),
        pair("SerDe Library:", &serde),
        pair("InputFormat:", &input),
        pair("OutputFormat:", &output),
        pair("Compressed:", "No"),
        pair("Num Buckets:", &bucket_count(table)),
        pair("Bucket Columns:", &format!("[{bucket_columns}]")),
        pair("Sort Columns:", &format!("[{}]", sort_columns.join(", "))),
    ]);
    let properties = partition
        .and_then(|p| p.serde_properties.as_ref())
        .unwrap_or(&table.serde_properties);
    parameters(lines, "Storage Desc Params:", properties, false);
}
