//! Tables in memory, and queries over them.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::Schema;
use chrono::{TimeZone, Utc};
use datafusion::catalog::MemTable;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::common::ScalarValue;
use datafusion::prelude::SessionContext;
use skep_functions::registry::Context;
use skep_hiveql::ast::Query;
use skep_hiveql::types::{HiveType, StructField};
use skep_serde::display::cell_to_string;
use skep_serde::types::arrow_field;

use skep_planner::{Bound, Catalog, Options, PlanError, Planner, Relation, session_config};

fn context() -> Context {
    Context {
        now: Utc.with_ymd_and_hms(2024, 3, 1, 12, 0, 0).unwrap(),
        timezone: chrono_tz::UTC,
        user: "ann".into(),
        database: "default".into(),
    }
}

/// The tables that all tests share.
struct Tables;

/// Columns, and rows with commas; `-` is NULL.
type Literal = (Vec<(&'static str, HiveType)>, Vec<&'static str>);

/// `src`: five rows, with a duplicate and a NULL. `dim`: names for some keys. `nums`: numbers with a NULL.
fn rows(name: &str) -> Option<Literal> {
    let string = || HiveType::String;
    let int = || HiveType::Int;
    Some(match name {
        "src" => (
            vec![("key", int()), ("value", string())],
            vec!["1,one", "2,two", "2,zwei", "3,three", "-,none"],
        ),
        "dim" => (
            vec![("key", int()), ("name", string())],
            vec!["1,uno", "2,dos", "4,quatro", "-,nada"],
        ),
        "nums" => (
            vec![("g", string()), ("n", int())],
            vec!["a,1", "a,2", "a,3", "b,10", "b,-", "c,5"],
        ),
        "one" => (vec![("x", int())], vec!["1"]),
        "empty" => (vec![("x", int())], vec![]),
        _ => return None,
    })
}

fn column(ty: &HiveType, cells: &[&str]) -> ArrayRef {
    let value = |cell: &&str| match ty {
        HiveType::Int => ScalarValue::Int32(cell.parse().ok()),
        _ => ScalarValue::Utf8View((*cell != "-").then(|| (*cell).to_owned())),
    };
    let field = arrow_field("c", ty);
    if cells.is_empty() {
        return arrow::array::new_empty_array(field.data_type());
    }
    ScalarValue::iter_to_array(cells.iter().map(value)).unwrap()
}

/// A table of nested values, built by hand: `id int, tags array<string>, info struct<name:string,age:int>`.
fn nested() -> (Vec<(String, HiveType)>, RecordBatch) {
    use arrow::array::{Int32Builder, ListBuilder, StringViewBuilder, StructArray};
    let info = HiveType::Struct(vec![
        StructField {
            name: "name".into(),
            ty: HiveType::String,
        },
        StructField {
            name: "age".into(),
            ty: HiveType::Int,
        },
    ]);
    let columns = vec![
        ("id".to_owned(), HiveType::Int),
        (
            "tags".to_owned(),
            HiveType::Array(Box::new(HiveType::String)),
        ),
        ("info".to_owned(), info),
    ];
    let schema = schema(&columns);
    let mut tags = ListBuilder::new(StringViewBuilder::new());
    tags.append_value([Some("x"), Some("y")]);
    tags.append_value(Vec::<Option<&str>>::new());
    tags.append_null();
    let names = arrow::array::StringViewArray::from(vec![Some("ann"), Some("bob"), None]);
    let mut ages = Int32Builder::new();
    ages.append_value(30);
    ages.append_value(40);
    ages.append_null();
    let arrow::datatypes::DataType::Struct(fields) = schema.field(2).data_type().clone() else {
        panic!("info is a struct");
    };
    let info = StructArray::new(fields, vec![Arc::new(names), Arc::new(ages.finish())], None);
    let ids = arrow::array::Int32Array::from(vec![1, 2, 3]);
    let batch = RecordBatch::try_new(
        Arc::new(schema),
        vec![Arc::new(ids), Arc::new(tags.finish()), Arc::new(info)],
    );
    (columns, batch.unwrap())
}

fn schema(columns: &[(String, HiveType)]) -> Schema {
    Schema::new(
        columns
            .iter()
            .map(|(n, t)| arrow_field(n, t))
            .collect::<Vec<_>>(),
    )
}

fn table(name: &str) -> Option<(Vec<(String, HiveType)>, RecordBatch)> {
    if name == "nested" {
        return Some(nested());
    }
    let (columns, rows) = rows(name)?;
    let columns: Vec<_> = columns
        .into_iter()
        .map(|(n, t)| (n.to_owned(), t))
        .collect();
    let cells: Vec<Vec<&str>> = rows.iter().map(|r| r.split(',').collect()).collect();
    let arrays = columns
        .iter()
        .enumerate()
        .map(|(i, (_, ty))| column(ty, &cells.iter().map(|r| r[i]).collect::<Vec<_>>()))
        .collect();
    let batch = RecordBatch::try_new(Arc::new(schema(&columns)), arrays).unwrap();
    Some((columns, batch))
}

impl Catalog for Tables {
    fn table(&self, database: Option<&str>, name: &str) -> Result<Option<Relation>, PlanError> {
        if database.unwrap_or("default") != "default" {
            return Ok(None);
        }
        if name == "big" {
            return Ok(Some(Relation::View {
                query: Box::new(parse("select key k, upper(value) v from src where key > 1")),
                columns: vec![("k".into(), HiveType::Int), ("v".into(), HiveType::String)],
                database: "default".into(),
                name: "big".into(),
            }));
        }
        let Some((columns, batch)) = table(name) else {
            return Ok(None);
        };
        let table = MemTable::try_new(batch.schema(), vec![vec![batch]])?;
        Ok(Some(Relation::Table {
            source: provider_as_source(Arc::new(table)),
            columns,
            virtual_columns: vec![],
            bucket_columns: vec![],
            database: "default".into(),
            name: name.into(),
        }))
    }

    fn suggest(&self, name: &str) -> Option<String> {
        (name == "scr").then(|| "did you mean `src`?".into())
    }

    fn current_database(&self) -> &str {
        "default"
    }
}

pub(super) fn parse(sql: &str) -> Query {
    skep_hiveql::parse_query(sql).unwrap_or_else(|e| panic!("{sql}: {e}"))
}

/// What `work` does with a planner over the test's tables.
pub(super) fn with_planner<T>(work: impl FnOnce(&Planner<'_>) -> T) -> T {
    let context = context();
    work(&Planner::new(&context, &Tables, Options::default()))
}

/// The plan as DataFusion's optimizer leaves it.
pub(super) fn optimised(sql: &str) -> String {
    let bound = bind(sql, Options::default()).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let session = SessionContext::new_with_config(session_config());
    let plan = session.state().optimize(&bound.plan).unwrap();
    plan.display_indent().to_string()
}

pub(super) fn bind(sql: &str, options: Options) -> Result<Bound, PlanError> {
    let context = context();
    Planner::new(&context, &Tables, options).bind_query(&parse(sql))
}

/// The rows of a bound query, tab-separated; the optimizer must not change a type.
fn run(sql: &str, bound: &Bound) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let session = SessionContext::new_with_config(session_config().with_target_partitions(2));
    runtime.block_on(async {
        let state = session.state();
        let fail = |e: datafusion::error::DataFusionError| -> RecordBatch {
            panic!(
                "{sql}\n{}\n{}",
                e.strip_backtrace(),
                bound.plan.display_indent()
            )
        };
        let optimised = match state.optimize(&bound.plan) {
            Ok(plan) => plan,
            Err(e) => {
                fail(e);
                return vec![];
            }
        };
        for (output, field) in bound.output.iter().zip(optimised.schema().fields()) {
            assert_eq!(
                (field.name(), field.data_type()),
                (&output.field, &skep_serde::types::arrow_type(&output.ty)),
                "{sql}: the type of {}",
                output.name
            );
        }
        let frame = session
            .execute_logical_plan(bound.plan.clone())
            .await
            .unwrap();
        let batches = match frame.collect().await {
            Ok(batches) => batches,
            Err(e) => vec![fail(e)],
        };
        let mut lines = Vec::new();
        for batch in batches {
            for row in 0..batch.num_rows() {
                let cells: Vec<String> = bound
                    .output
                    .iter()
                    .zip(batch.columns())
                    .map(|(o, a)| cell_to_string(a, row, &o.ty, chrono_tz::UTC))
                    .collect();
                lines.push(cells.join("\t"));
            }
        }
        lines
    })
}

fn expected(rows: &str) -> Vec<String> {
    rows.lines()
        .map(|l| l.trim().replace('|', "\t"))
        .filter(|l| !l.is_empty())
        .collect()
}

/// The query gives these rows, in any order unless it ends in an ORDER BY. `|` stands for a tab.
#[track_caller]
pub(super) fn check(sql: &str, rows: &str) {
    check_with(sql, Options::default(), rows);
}

#[track_caller]
pub(super) fn check_with(sql: &str, options: Options, rows: &str) {
    let bound = bind(sql, options).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let mut got = run(sql, &bound);
    let mut want = expected(rows);
    let query = parse(sql);
    if query.order_by.is_empty() {
        got.sort();
        want.sort();
    }
    assert_eq!(got, want, "{sql}\n{}", bound.plan.display_indent());
}

/// The query's columns have these names and types: `key int, _c1 bigint`.
#[track_caller]
pub(super) fn check_columns(sql: &str, columns: &str) {
    let bound = bind(sql, Options::default()).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let got: Vec<String> = bound
        .output
        .iter()
        .map(|o| format!("{} {}", o.name, o.ty))
        .collect();
    assert_eq!(got.join(", "), columns, "{sql}");
}

/// The query is refused with a message that holds this.
#[track_caller]
pub(super) fn refuse(sql: &str, message: &str) {
    match bind(sql, Options::default()) {
        Ok(bound) => panic!("{sql} is bound:\n{}", bound.plan.display_indent()),
        Err(e) => {
            let hint = e.hint.clone().unwrap_or_default();
            let text = format!("{e} ({hint})");
            assert!(text.contains(message), "{sql}: {text}");
        }
    }
}
