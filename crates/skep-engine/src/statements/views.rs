//! CREATE, ALTER and DROP VIEW. A view is its text; it is bound anew wherever it is used.

use skep_hiveql::ast::{AlterView, AlterViewAction, CreateView, DropObject, PartitionedBy, Query};
use skep_metastore::{Column, Metastore, Table, TableKind, ViewText};

use crate::error::{EngineError, Result};
use crate::outcome::Outcome;
use crate::session::Session;

/// The property of a view that names the database of its text's unqualified names, where that isn't the view's own.
pub(crate) const VIEW_DATABASE: &str = "skep.view.database";

impl Session {
    pub(super) async fn create_view(
        &mut self,
        statement: &CreateView,
        text: &str,
    ) -> Result<Outcome> {
        if statement.materialized {
            return Err(EngineError::unsupported("CREATE MATERIALIZED VIEW")
                .hint("CREATE TABLE … AS SELECT keeps a result; CREATE VIEW keeps a query"));
        }
        let (database, name) = self.qualify(&statement.name);
        let there = match self.metastore().table(&database, &name).await {
            Ok(table) => Some(table),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error.into()),
        };
        match &there {
            Some(_) if statement.if_not_exists => return Ok(Outcome::done()),
            Some(table) if table.kind != TableKind::View || !statement.or_replace => {
                let what = if table.kind == TableKind::View {
                    "view"
                } else {
                    "table"
                };
                return Err(EngineError::query(format!(
                    "{what} `{database}.{name}` already exists"
                ))
                .at(statement.name.name.span));
            }
            _ => {}
        }
        let mut view = self.new_table(&statement.name, false).await?;
        view.kind = TableKind::View;
        view.location = String::new();
        view.comment.clone_from(&statement.comment);
        view.properties.extend(statement.properties.iter().cloned());
        self.set_query(&mut view, &statement.query, text, Some(statement))
            .await?;
        match there {
            Some(before) => {
                view.version = before.version;
                view.created_at = before.created_at;
                self.store(&view).await?;
            }
            None => self.metastore().create_table(&view).await?,
        }
        Ok(Outcome::done())
    }

    /// Gives a view its query: binds it to learn the columns, and keeps its text.
    async fn set_query(
        &mut self,
        view: &mut Table,
        query: &Query,
        text: &str,
        statement: Option<&CreateView>,
    ) -> Result<()> {
        let bound = self.bind(query).await?;
        let mut columns: Vec<Column> = bound
            .output
            .iter()
            .map(|column| Column::new(column.name.to_lowercase(), column.ty.clone()))
            .collect();
        let names = statement
            .map(|statement| statement.columns.as_slice())
            .unwrap_or_default();
        if !names.is_empty() && names.len() != columns.len() {
            return Err(EngineError::query(format!(
                "view `{}` names {} columns, but its query gives {}",
                view.name,
                names.len(),
                columns.len()
            ))
            .at(query.span));
        }
        for (column, (name, comment)) in columns.iter_mut().zip(names) {
            column.name = name.lower();
            column.comment.clone_from(comment);
        }
        let mut seen = std::collections::BTreeSet::new();
        if let Some(twice) = columns
            .iter()
            .find(|column| !seen.insert(column.name.clone()))
        {
            return Err(EngineError::query(format!(
                "view `{}` would have two columns `{}`",
                view.name, twice.name
            ))
            .at(query.span)
            .hint("give one of them another name with AS"));
        }
        view.partition_keys.clear();
        if let Some(PartitionedBy::Names(keys)) = statement.and_then(|s| s.partitioned_on.as_ref())
        {
            let split = columns.len().saturating_sub(keys.len());
            let last: Vec<_> = columns.split_off(split);
            if !last.iter().map(|column| &column.name).eq(keys
                .iter()
                .map(skep_hiveql::ast::Ident::lower)
                .collect::<Vec<_>>()
                .iter())
            {
                return Err(EngineError::query(
                    "the columns of PARTITIONED ON must be the last of the view, in their order",
                ));
            }
            view.partition_keys = last;
        }
        view.columns = columns;
        let text = slice(text, query);
        view.view = Some(ViewText {
            original: text.to_owned(),
            expanded: text.to_owned(),
        });
        // Names without a database mean those of the current one, wherever the view itself is.
        match self.current_database() == view.database {
            true => drop(view.properties.remove(VIEW_DATABASE)),
            false => {
                drop(
                    view.properties
                        .insert(VIEW_DATABASE.to_owned(), self.current_database().to_owned()),
                );
            }
        }
        Ok(())
    }

    pub(super) async fn alter_view(
        &mut self,
        statement: &AlterView,
        text: &str,
    ) -> Result<Outcome> {
        use AlterViewAction as A;
        if statement.materialized {
            return Err(EngineError::unsupported("ALTER MATERIALIZED VIEW"));
        }
        let mut view = self.table_named(&statement.view).await?;
        if view.kind != TableKind::View {
            return Err(
                EngineError::query(format!("`{}` is a table, not a view", view.name))
                    .at(statement.view.name.span),
            );
        }
        match &statement.action {
            A::As(query) => self.set_query(&mut view, query, text, None).await?,
            A::Rename(new) => return self.rename_table(view, &statement.view, new).await,
            A::SetProperties(properties) => {
                for (key, value) in properties {
                    match key.as_str() {
                        "comment" => view.comment = Some(value.clone()),
                        _ => drop(view.properties.insert(key.clone(), value.clone())),
                    }
                }
            }
            A::UnsetProperties { if_exists, keys } => {
                for key in keys {
                    if view.properties.remove(key).is_none() && !if_exists {
                        return Err(EngineError::query(format!(
                            "view `{}` has no property `{key}`",
                            view.name
                        )));
                    }
                }
            }
            A::AddPartitions {
                if_not_exists,
                partitions,
            } => {
                return self.add_partitions(&view, partitions, *if_not_exists).await;
            }
            A::DropPartitions {
                if_exists,
                partitions,
            } => {
                return self.drop_partitions(&view, partitions, *if_exists).await;
            }
            A::Rebuild | A::Rewrite { .. } => {
                return Err(EngineError::unsupported("ALTER MATERIALIZED VIEW"));
            }
        }
        self.store(&view).await?;
        Ok(Outcome::done())
    }

    pub(super) async fn drop_view(&mut self, statement: &DropObject) -> Result<Outcome> {
        let view = match self.table_to_drop(statement).await? {
            Ok(view) => view,
            Err(missing) => return Ok(missing.into()),
        };
        if view.kind != TableKind::View {
            return Err(EngineError::query(format!(
                "cannot drop table `{}` with DROP VIEW",
                view.name
            ))
            .at(statement.name.name.span)
            .hint(format!("drop table {}", view.name)));
        }
        self.metastore()
            .drop_table(&view.database, &view.name)
            .await?;
        Ok(Outcome::done())
    }
}

/// The text of a query, as it stands in its statement.
fn slice<'t>(text: &'t str, query: &Query) -> &'t str {
    text.get(query.span.start as usize..query.span.end as usize)
        .unwrap_or(text)
        .trim()
}
