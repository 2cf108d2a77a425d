//! The tables and views that a statement names, loaded before it is planned: the planner itself waits for nothing.
//!
//! What a name means depends on CTEs, scopes and views, which only the planner knows. So it is asked: it plans with what
//! is loaded, the catalog notes what it asked for in vain, that is loaded, and it plans again, until nothing is missing.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::TableSource;
use skep_hiveql::ast::{Query, Statement};
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, Metastore, Partition, Table, TableKind};
use skep_planner::{Catalog, Macro, PlanError, Planner, Relation};
use skep_serde::csv::CsvOptions;

use crate::error::{EngineError, Result, did_you_mean};
use crate::paths::is_path;
use crate::scan::HiveTable;
use crate::session::Session;
use crate::statements::VIEW_DATABASE;

/// A database and a name in it, in lower case.
type Key = (String, String);

/// Tables and views by name.
#[derive(Default)]
struct Loaded {
    database: String,
    /// `None`: there is no such table.
    relations: HashMap<Key, Option<Known>>,
    macros: Arc<HashMap<String, Macro>>,
    /// What was asked for and is not loaded.
    wanted: RefCell<Vec<Key>>,
    /// The names in the databases where a name was not found.
    near: Vec<String>,
}

struct Known {
    table: Table,
    kind: KnownKind,
}

enum KnownKind {
    Table(Arc<dyn TableSource>),
    View(Box<Query>),
}

impl Catalog for Loaded {
    fn table(&self, database: Option<&str>, name: &str) -> Result<Option<Relation>, PlanError> {
        let key = (
            database.unwrap_or(&self.database).to_lowercase(),
            if name.contains('/') {
                name.to_owned()
            } else {
                name.to_lowercase()
            },
        );
        match self.relations.get(&key) {
            Some(Some(known)) => Ok(Some(known.relation())),
            Some(None) => Ok(None),
            None => {
                self.wanted.borrow_mut().push(key);
                Ok(None)
            }
        }
    }

    fn suggest(&self, name: &str) -> Option<String> {
        did_you_mean(name, self.near.iter().map(String::as_str))
    }

    fn named_macro(&self, name: &str) -> Option<&Macro> {
        self.macros.get(name)
    }

    fn current_database(&self) -> &str {
        &self.database
    }
}

impl Known {
    fn relation(&self) -> Relation {
        let table = &self.table;
        let columns = typed(table.columns.iter().chain(&table.partition_keys));
        match &self.kind {
            KnownKind::Table(source) => Relation::Table {
                source: Arc::clone(source),
                columns,
                virtual_columns: crate::scan::virtual_columns(table),
                bucket_columns: table
                    .buckets
                    .as_ref()
                    .map(|b| b.columns.clone())
                    .unwrap_or_default(),
                database: table.database.clone(),
                name: table.name.clone(),
            },
            KnownKind::View(query) => Relation::View {
                query: query.clone(),
                columns,
                database: table
                    .properties
                    .get(VIEW_DATABASE)
                    .unwrap_or(&table.database)
                    .clone(),
                name: table.name.clone(),
            },
        }
    }
}

/// OpenCSVSerde's columns are strings, whatever the table says of them (`OpenCSVSerde.getObjectInspector`), unless our own property
/// says that they aren't.
fn as_read(mut table: Table) -> Table {
    let typed = CsvOptions::from_properties(&table.serde_properties).rfc4180;
    if table.serde.ends_with(".OpenCSVSerde") && !typed {
        for column in &mut table.columns {
            column.ty = HiveType::String;
        }
    }
    table
}

fn typed<'c>(columns: impl Iterator<Item = &'c Column>) -> Vec<(String, HiveType)> {
    columns
        .map(|column| (column.name.clone(), column.ty.clone()))
        .collect()
}

/// Whether `t`, `f`, `1` and `0` in text files are booleans.
const EXTENDED_BOOLEAN: &str = "hive.lazysimple.extended_boolean_literal";

impl Session {
    /// Plans something, with whatever tables it turns out to need.
    pub(crate) async fn plan<T>(
        &mut self,
        mut plan: impl FnMut(&Planner<'_>) -> Result<T, PlanError>,
    ) -> Result<T> {
        let mut loaded = Loaded {
            database: self.current_database().to_owned(),
            macros: self.macros(),
            ..Loaded::default()
        };
        loop {
            let planned = {
                let context = self.context();
                plan(&Planner::new(&context, &loaded, self.planner_options()))
            };
            let wanted = loaded.wanted.take();
            if wanted.is_empty() {
                return Ok(planned?);
            }
            for key in wanted {
                self.load_relation(&mut loaded, key).await?;
            }
        }
    }

    async fn load_relation(&self, loaded: &mut Loaded, key: Key) -> Result<()> {
        let known = match self.metastore().table(&key.0, &key.1).await {
            Ok(table) => Some(self.known(as_read(table))?),
            Err(error) if error.is_not_found() && is_path(&key.1) => {
                let path = self.path_table(&key.1).await?;
                let source = provider_as_source(Arc::new(self.path_provider(&path)));
                Some(Known {
                    table: path.table,
                    kind: KnownKind::Table(source),
                })
            }
            Err(error) if error.is_not_found() => {
                let names = self
                    .metastore()
                    .tables(&key.0, None)
                    .await
                    .unwrap_or_default();
                loaded.near.extend(names.into_iter().map(|name| name.name));
                None
            }
            Err(error) => return Err(error.into()),
        };
        loaded.relations.insert(key, known);
        Ok(())
    }

    /// A table's rows.
    pub(crate) fn provider(&self, table: &Table) -> HiveTable {
        let metastore = self.metastore_arc();
        let mut table = table.clone();
        // Of LazySimpleSerDe's options the one that the session has, not the table.
        if self.settings().is_true(EXTENDED_BOOLEAN) {
            let yes = "true".to_owned();
            table.properties.insert(EXTENDED_BOOLEAN.to_owned(), yes);
        }
        HiveTable::new(table, metastore, Arc::clone(self.stores()), self.timezone())
            .with_max_line(self.settings().max_line())
    }

    /// A partition's rows.
    pub(crate) fn provider_of_partition(&self, table: &Table, partition: &Partition) -> HiveTable {
        self.provider(table)
            .with_partitions(vec![partition.clone()])
    }

    /// A table or view as the planner needs it.
    fn known(&self, table: Table) -> Result<Known> {
        if table.kind != TableKind::View {
            let kind = KnownKind::Table(provider_as_source(Arc::new(self.provider(&table))));
            return Ok(Known { table, kind });
        }
        let text = table
            .view
            .as_ref()
            .map(|view| view.expanded.as_str())
            .unwrap_or_default();
        let broken = |why: &str| {
            EngineError::query(format!(
                "the text of view `{}.{}` cannot be read: {why}",
                table.database, table.name
            ))
        };
        match skep_hiveql::parse_statement(text).map_err(|error| broken(&error.message))? {
            Statement::Query(query) => Ok(Known {
                kind: KnownKind::View(query),
                table,
            }),
            _ => Err(broken("it is no query")),
        }
    }
}
