//! Which tables a statement names: what an engine looks up before it plans.

use crate::ast::{
    AlterTableAction, AlterViewAction, Cte, Describe, Expr, ExprKind, FrameBound, FunctionCall,
    GroupingSets, Insert, InsertTarget, JoinConstraint, LikeSource, MergeClause, ObjectName,
    OrderItem, Query, Sample, Select, SelectItem, SetExpr, Show, Statement, TableRef, TableRefKind,
    WindowSpec,
};
use crate::stack::deeper;

/// Every table and view that a statement names, subqueries in expressions included; each once, in order of appearance.
///
/// Names of CTEs are among them where they are read, since only the binder can tell which is which; tables that are
/// written, altered or described are too.
pub fn table_names(statement: &Statement) -> Vec<ObjectName> {
    let mut names = Names(Vec::new());
    names.statement(statement);
    names.0
}

/// As [`table_names`], of a query.
pub fn query_table_names(query: &Query) -> Vec<ObjectName> {
    let mut names = Names(Vec::new());
    names.query(query);
    names.0
}

struct Names(Vec<ObjectName>);

impl Names {
    fn name(&mut self, name: &ObjectName) {
        let lower = |name: &ObjectName| {
            let database = name.database.as_ref().map(crate::ast::Ident::lower);
            (database, name.name.lower())
        };
        if !self.0.iter().any(|known| lower(known) == lower(name)) {
            self.0.push(name.clone());
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Query(query) => self.query(query),
            Statement::Insert(insert) => self.insert(insert),
            Statement::MultiInsert(insert) => {
                self.ctes(&insert.ctes);
                self.table(&insert.from);
                insert
                    .branches
                    .iter()
                    .for_each(|branch| self.insert(branch));
            }
            Statement::Load(load) => self.name(&load.table),
            Statement::Update(update) => {
                self.name(&update.table);
                update
                    .assignments
                    .iter()
                    .for_each(|(_, value)| self.expr(value));
                self.exprs(&update.filter);
            }
            Statement::Delete(delete) => {
                self.name(&delete.table);
                self.exprs(&delete.filter);
            }
            Statement::Merge(merge) => {
                self.name(&merge.table);
                self.table(&merge.source);
                self.expr(&merge.on);
                merge
                    .clauses
                    .iter()
                    .for_each(|clause| self.merge_clause(clause));
            }
            Statement::CreateTable(create) => {
                self.name(&create.name);
                create.query.iter().for_each(|query| self.query(query));
            }
            Statement::CreateTableLike(create) => {
                self.name(&create.name);
                if let LikeSource::Table(table) = &create.like {
                    self.name(table);
                }
            }
            Statement::CreateView(view) => {
                self.name(&view.name);
                self.query(&view.query);
            }
            Statement::DropTable(drop)
            | Statement::DropView(drop)
            | Statement::DropMaterializedView(drop) => self.name(&drop.name),
            Statement::Truncate(truncate) => self.name(&truncate.table),
            Statement::AlterTable(alter) => {
                self.name(&alter.table);
                if let AlterTableAction::ExchangePartition { table, .. } = &alter.action {
                    self.name(table);
                }
            }
            Statement::AlterView(alter) => {
                self.name(&alter.view);
                if let AlterViewAction::As(query) = &alter.action {
                    self.query(query);
                }
            }
            Statement::Msck(msck) => self.name(&msck.table),
            Statement::Analyze(analyze) => self.name(&analyze.table),
            Statement::CreateMacro(create) => self.expr(&create.body),
            Statement::Explain(explain) => self.statement(&explain.statement),
            Statement::Show(show) => self.show(show),
            Statement::Describe(describe) => {
                if let Describe::Table { table, .. } = describe.as_ref() {
                    self.name(table);
                }
            }
            Statement::Prepare { statement, .. } => self.statement(statement),
            Statement::CreateDatabase(_)
            | Statement::DropDatabase(_)
            | Statement::AlterDatabase(_)
            | Statement::Use(_)
            | Statement::CreateFunction(_)
            | Statement::DropFunction(_)
            | Statement::DropMacro(_)
            | Statement::ReloadFunctions
            | Statement::Set(_)
            | Statement::Shell(_)
            | Statement::Execute { .. }
            | Statement::Other(_) => {}
        }
    }

    fn insert(&mut self, insert: &Insert) {
        if let InsertTarget::Table { name, .. } = &insert.target {
            self.name(name);
        }
        self.query(&insert.query);
    }

    fn merge_clause(&mut self, clause: &MergeClause) {
        match clause {
            MergeClause::Update {
                condition,
                assignments,
            } => {
                self.exprs(condition);
                assignments.iter().for_each(|(_, value)| self.expr(value));
            }
            MergeClause::Delete { condition } => self.exprs(condition),
            MergeClause::Insert {
                condition, values, ..
            } => {
                self.exprs(condition);
                self.exprs(values);
            }
        }
    }

    fn show(&mut self, show: &Show) {
        match show {
            Show::Columns { table, .. }
            | Show::Partitions { table, .. }
            | Show::CreateTable(table)
            | Show::TableProperties { table, .. } => self.name(table),
            _ => {}
        }
    }

    fn ctes(&mut self, ctes: &[Cte]) {
        ctes.iter().for_each(|cte| self.query(&cte.query));
    }

    fn query(&mut self, query: &Query) {
        self.ctes(&query.ctes);
        deeper(|| self.body(&query.body));
        self.order(&query.order_by);
        self.order(&query.sort_by);
        self.exprs(&query.cluster_by);
        self.exprs(&query.distribute_by);
    }

    fn body(&mut self, body: &SetExpr) {
        match body {
            SetExpr::Select(select) => self.select(select),
            SetExpr::Query(query) => self.query(query),
            SetExpr::Values(rows) => rows.iter().for_each(|row| self.exprs(row)),
            SetExpr::SetOp { left, right, .. } => {
                self.body(left);
                self.body(right);
            }
        }
    }

    fn select(&mut self, select: &Select) {
        for item in &select.items {
            if let SelectItem::Expr { expr, .. } = item {
                self.expr(expr);
            }
        }
        if let Some(transform) = &select.transform {
            self.exprs(&transform.args);
        }
        select.from.iter().for_each(|from| self.table(from));
        self.exprs(&select.filter);
        if let Some(group) = &select.group_by {
            self.exprs(&group.exprs);
            if let Some(GroupingSets::Sets(sets)) = &group.sets {
                sets.iter().for_each(|set| self.exprs(set));
            }
        }
        self.exprs(&select.having);
        select
            .windows
            .iter()
            .for_each(|window| self.window(&window.spec));
        self.exprs(&select.qualify);
    }

    fn table(&mut self, table: &TableRef) {
        match &table.kind {
            TableRefKind::Table { name, sample, .. } => {
                self.name(name);
                if let Some(Sample::Bucket { on, .. }) = sample {
                    self.exprs(on);
                }
            }
            TableRefKind::Subquery { query, .. } => self.query(query),
            TableRefKind::Join {
                left,
                right,
                constraint,
                ..
            } => {
                self.table(left);
                self.table(right);
                if let JoinConstraint::On(condition) = constraint {
                    self.expr(condition);
                }
            }
            TableRefKind::LateralView(view) => {
                self.table(&view.input);
                self.exprs(&view.args);
            }
            TableRefKind::TableFunction(function) => {
                self.table(&function.input);
                self.window(&function.window);
                function.args.iter().for_each(|(_, value)| self.expr(value));
            }
            TableRefKind::Values { rows, .. } => rows.iter().for_each(|row| self.exprs(row)),
        }
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn order(&mut self, items: &[OrderItem]) {
        items.iter().for_each(|item| self.expr(&item.expr));
    }

    fn window(&mut self, window: &WindowSpec) {
        self.exprs(&window.partition_by);
        self.order(&window.order_by);
        let Some(frame) = &window.frame else { return };
        for bound in std::iter::once(&frame.start).chain(&frame.end) {
            if let FrameBound::Preceding(Some(by)) | FrameBound::Following(Some(by)) = bound {
                self.expr(by);
            }
        }
    }

    fn call(&mut self, call: &FunctionCall) {
        self.exprs(&call.args);
        self.order(&call.within_group);
        call.over.iter().for_each(|window| self.window(window));
    }

    fn expr(&mut self, expr: &Expr) {
        deeper(|| self.parts(expr));
    }

    fn parts(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Literal(_)
            | ExprKind::Column(_)
            | ExprKind::Wildcard(_)
            | ExprKind::Parameter(_) => {}
            ExprKind::Field { base: expr, .. }
            | ExprKind::Unary { expr, .. }
            | ExprKind::IsNull { expr, .. }
            | ExprKind::IsBoolean { expr, .. }
            | ExprKind::Cast { expr, .. }
            | ExprKind::Interval { value: expr, .. }
            | ExprKind::Extract { expr, .. }
            | ExprKind::FloorTo { expr, .. } => self.expr(expr),
            ExprKind::Index { base, index } => self.exprs([&**base, index]),
            ExprKind::Binary { left, right, .. } | ExprKind::IsDistinctFrom { left, right, .. } => {
                self.exprs([&**left, right]);
            }
            ExprKind::Between {
                expr, low, high, ..
            } => self.exprs([&**expr, low, high]),
            ExprKind::Like { expr, pattern, .. } => self.exprs([&**expr, pattern]),
            ExprKind::InList { expr, list, .. } => {
                self.expr(expr);
                self.exprs(list);
            }
            ExprKind::LikeQuantified { expr, patterns, .. } => {
                self.expr(expr);
                self.exprs(patterns);
            }
            ExprKind::InSubquery { expr, query, .. } | ExprKind::Quantified { expr, query, .. } => {
                self.expr(expr);
                self.query(query);
            }
            ExprKind::Exists(query) | ExprKind::Subquery(query) => self.query(query),
            ExprKind::Case {
                operand,
                branches,
                otherwise,
            } => {
                self.exprs(operand.as_deref());
                for (condition, result) in branches {
                    self.exprs([condition, result]);
                }
                self.exprs(otherwise.as_deref());
            }
            ExprKind::Function(call) => self.call(call),
            ExprKind::Tuple(items) => self.exprs(items),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::table_names;
    use crate::parse_statement;

    fn check(input: &str, expected: &str) {
        let names = match parse_statement(input) {
            Ok(statement) => table_names(&statement),
            Err(error) => unreachable!("{}", error.render(input)),
        };
        let shown: Vec<String> = names.iter().map(ToString::to_string).collect();
        assert_eq!(shown.join(" "), expected, "of {input}");
    }

    #[test]
    fn every_place_where_a_table_is_named() {
        check("select 1", "");
        check("select * from A join b on a.x = B.x, a c", "A b");
        check(
            "select (select max(x) from t), y from d.u where z in (select w from v)",
            "t d.u v",
        );
        check(
            "select * from t where exists (select 1 from u) order by (select 1 from w)",
            "t u w",
        );
        check("with q as (select * from t) select * from q", "t q");
        check("insert into t select * from u", "t u");
        check(
            "from s insert into t select a insert overwrite table u select b lateral view f(c) x",
            "s t u",
        );
        check(
            "explain create view v as select * from (select * from t union all select * from u) x",
            "v t u",
        );
        check(
            "select sum(a) over (order by (select 1 from t)) from noop(on u partition by b)",
            "t u",
        );
        check(
            "merge into t using (select * from s) x on t.a = x.a when matched then delete",
            "t s",
        );
        check("describe formatted d.t", "d.t");
        check("show tables", "");
    }
}
