//! EXPLAIN: the logical plan, after DataFusion's rules, and the physical plan. Nothing is run.

use datafusion::physical_plan::displayable;
use skep_hiveql::ast::{Explain, InsertTarget, Query, Statement};

use super::query::physical_plan;
use crate::error::Result;
use crate::joins;
use crate::outcome::{Outcome, Rows};
use crate::session::Session;

impl Session {
    pub(super) async fn explain(&mut self, statement: &Explain) -> Result<Outcome> {
        if let Statement::Insert(insert) = statement.statement.as_ref()
            && let InsertTarget::Table { name, .. } = &insert.target
        {
            self.table_named(name).await?;
        }
        let mut lines = Vec::new();
        match queries(&statement.statement) {
            queries if queries.is_empty() => lines.push("This statement runs no query.".to_owned()),
            queries => {
                for query in queries {
                    lines.extend(self.explain_query(query).await?);
                }
            }
        }
        Ok(Rows::lines("Explain", lines)?.into())
    }

    async fn explain_query(&mut self, query: &Query) -> Result<Vec<String>> {
        let bound = self.bind(query).await?;
        let state = self.state()?;
        let logical = joins::arranged(&state, state.optimize(&bound.plan)?).await?;
        let physical = physical_plan(&state, &logical).await?;
        let mut lines = vec!["Output:".to_owned()];
        lines.extend(
            bound
                .output
                .iter()
                .map(|column| format!("  {}: {} ({})", column.name, column.ty, column.field)),
        );
        lines.push("Logical plan:".to_owned());
        lines.extend(indented(&logical.display_indent().to_string()));
        lines.push("Physical plan:".to_owned());
        lines.extend(indented(
            &displayable(physical.as_ref()).indent(false).to_string(),
        ));
        Ok(lines)
    }
}

fn indented(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|line| format!("  {line}"))
}

/// The queries that a statement would run.
fn queries(statement: &Statement) -> Vec<&Query> {
    match statement {
        Statement::Query(query) => vec![query],
        Statement::Insert(insert) => vec![&insert.query],
        Statement::CreateView(view) => vec![&view.query],
        Statement::CreateTable(table) => table.query.as_deref().into_iter().collect(),
        Statement::Explain(explain) => queries(&explain.statement),
        _ => Vec::new(),
    }
}
