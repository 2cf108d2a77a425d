//! SHOW CREATE TABLE, printed as Hive prints it (`DDLPlanUtils`).

use std::collections::BTreeMap;

use skep_hiveql::ast::ObjectName;
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, Table, TableKind};

use super::formats::classes;
use super::hive_text::{escape_hive, quoted};
use crate::error::Result;
use crate::outcome::{Outcome, Rows};
use crate::session::Session;
use crate::statistics;

/// Properties that are statistics or have a clause of their own.
const LEFT_OUT: &[&str] = &[
    "TEMPORARY",
    "EXTERNAL",
    "comment",
    "SORTBUCKETCOLSPREFIX",
    "COLUMN_STATS_ACCURATE",
    "numFiles",
    "numRows",
    "numPartitions",
    "numFilesErasureCoded",
    "totalSize",
    "rawDataSize",
];

impl Session {
    pub(super) async fn show_create_table(&self, name: &ObjectName) -> Result<Outcome> {
        let table = self.table_or_path(name).await?;
        let shown = match &name.database {
            Some(_) => format!("{}.{}", quoted(&table.database), quoted(&table.name)),
            None => quoted(&table.name),
        };
        let temporary = self.metastore().is_temporary(&table.database, &table.name);
        let lines = match &table.view {
            Some(view) => {
                let keys: Vec<_> = table
                    .partition_keys
                    .iter()
                    .map(|key| quoted(&key.name))
                    .collect();
                let keys = match keys.is_empty() {
                    true => String::new(),
                    false => format!(" PARTITIONED ON ({})", keys.join(", ")),
                };
                let text = format!("CREATE VIEW {shown}{keys} AS {}", view.expanded);
                text.lines().map(str::to_owned).collect()
            }
            None => create_table(&table, &shown, temporary),
        };
        Ok(Rows::lines("createtab_stmt", lines)?.into())
    }
}

fn create_table(table: &Table, name: &str, temporary: bool) -> Vec<String> {
    let temporary = if temporary { "TEMPORARY " } else { "" };
    let external = if table.kind == TableKind::External {
        "EXTERNAL "
    } else {
        ""
    };
    let mut lines = vec![format!("CREATE {temporary}{external}TABLE {name}(")];
    lines.extend(list(
        table.columns.iter().map(|c| column(c, &spelled(&c.ty))),
    ));
    if let Some(comment) = &table.comment {
        lines.push(format!("COMMENT '{}'", escape_hive(comment)));
    }
    if !table.partition_keys.is_empty() {
        lines.push("PARTITIONED BY ( ".to_owned());
        lines.extend(list(
            table
                .partition_keys
                .iter()
                .map(|c| column(c, &c.ty.to_string())),
        ));
    }
    if let Some(buckets) = &table.buckets {
        lines.push("CLUSTERED BY ( ".to_owned());
        lines.extend(list(buckets.columns.iter().map(|column| quoted(column))));
        if !buckets.sort.is_empty() {
            lines.push("SORTED BY ( ".to_owned());
            lines.extend(list(buckets.sort.iter().map(|sort| {
                format!(
                    "{} {}",
                    quoted(&sort.name),
                    if sort.descending { "DESC" } else { "ASC" }
                )
            })));
        }
        lines.push(format!("INTO {} BUCKETS", buckets.count));
    }
    lines.extend(row_format(table));
    lines.extend([
        "LOCATION".to_owned(),
        format!("  '{}'", escape_hive(&table.location)),
    ]);
    lines.push("TBLPROPERTIES (".to_owned());
    let shown = statistics::visible(&table.properties);
    let kept = shown
        .iter()
        .filter(|(key, _)| !LEFT_OUT.contains(&key.as_str()));
    lines.extend(list(kept.map(|(key, value)| {
        format!("'{}'='{}'", escape_hive(key), escape_hive(value))
    })));
    lines
}

fn row_format(table: &Table) -> Vec<String> {
    let (serde, input, output) = classes(&table.format, &table.serde);
    let mut lines = vec![
        "ROW FORMAT SERDE ".to_owned(),
        format!("  '{}' ", escape_hive(&serde)),
    ];
    let mut properties: BTreeMap<_, _> = table.serde_properties.clone();
    if properties
        .get("serialization.format")
        .is_some_and(|format| format == "1")
    {
        properties.remove("serialization.format");
    }
    if !properties.is_empty() {
        lines.push("WITH SERDEPROPERTIES ( ".to_owned());
        lines.extend(list(
            properties
                .iter()
                .map(|(key, value)| format!("'{key}'='{}'", escape_hive(value))),
        ));
        if let Some(last) = lines.last_mut() {
            last.push(' ');
        }
    }
    lines.extend([
        "STORED AS INPUTFORMAT ".to_owned(),
        format!("  '{}' ", escape_hive(&input)),
    ]);
    lines.extend([
        "OUTPUTFORMAT ".to_owned(),
        format!("  '{}'", escape_hive(&output)),
    ]);
    lines
}

fn column(column: &Column, ty: &str) -> String {
    match &column.comment {
        Some(comment) => format!(
            "{} {ty} COMMENT '{}'",
            quoted(&column.name),
            escape_hive(comment)
        ),
        None => format!("{} {ty}", quoted(&column.name)),
    }
}

/// The items of a list, a line each, and the parenthesis that ends it.
fn list(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = items.map(|item| format!("  {item}, ")).collect();
    match lines.last_mut() {
        Some(last) => {
            last.truncate(last.len() - 2);
            last.push(')');
        }
        None => lines.push(")".to_owned()),
    }
    lines
}

/// A type as it may stand in CREATE TABLE: names of struct fields in backticks.
fn spelled(ty: &HiveType) -> String {
    match ty {
        HiveType::Struct(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|f| format!("{}:{}", quoted(&f.name), spelled(&f.ty)))
                .collect();
            format!("struct<{}>", fields.join(", "))
        }
        HiveType::Array(element) => format!("array<{}>", spelled(element)),
        HiveType::Map(key, value) => format!("map<{key},{}>", spelled(value)),
        HiveType::Union(members) => {
            let members: Vec<_> = members.iter().map(spelled).collect();
            format!("uniontype<{}>", members.join(", "))
        }
        other => other.to_string(),
    }
}
