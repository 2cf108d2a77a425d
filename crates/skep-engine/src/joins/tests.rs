//! Join orders of small plans: a star and a chain, in any order of FROM.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::JoinType;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::empty::EmptyTable;
use datafusion::datasource::provider_as_source;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, lit};
use datafusion::prelude::{Expr, col};

use super::*;

/// Tables with a number of rows and bigint columns, each column named after its table.
struct House {
    tables: Vec<(&'static str, f64, LogicalPlan)>,
}

impl House {
    fn new(tables: &[(&'static str, f64, &[&str])]) -> House {
        let mut plans = Vec::new();
        for (name, rows, columns) in tables {
            let fields = columns
                .iter()
                .map(|column| Field::new(*column, DataType::Int64, true));
            let schema = Schema::new(fields.collect::<Vec<_>>());
            let source = provider_as_source(Arc::new(EmptyTable::new(Arc::new(schema))));
            let scan = LogicalPlanBuilder::scan(*name, source, None);
            let scan = scan.unwrap().build().unwrap();
            let renamed = columns
                .iter()
                .map(|column| col(format!("{name}.{column}")).alias(format!("{name}_{column}")));
            let plan = LogicalPlanBuilder::from(scan).project(renamed.collect::<Vec<_>>());
            plans.push((*name, *rows, plan.unwrap().build().unwrap()));
        }
        House { tables: plans }
    }

    fn table(&self, name: &str) -> LogicalPlan {
        let found = self.tables.iter().find(|(known, ..)| *known == name);
        found.expect("a table of the house").2.clone()
    }

    /// `SELECT * FROM names… WHERE condition`, optimized.
    fn from(&self, names: &[&str], condition: Expr) -> LogicalPlan {
        let mut names = names.iter();
        let mut plan = LogicalPlanBuilder::from(self.table(names.next().unwrap()));
        for name in names {
            plan = plan.cross_join(self.table(name)).unwrap();
        }
        optimized(&plan.filter(condition).unwrap().build().unwrap())
    }

    /// The sizes of a plan's tables.
    fn sizes(&self, plan: &LogicalPlan) -> Sizes {
        let mut sizes = Sizes::default();
        plan.apply(|node| {
            if let LogicalPlan::TableScan(scan) = node {
                let name = scan.table_name.to_string();
                let table = self.tables.iter().find(|(known, ..)| *known == name);
                let size = TableSize {
                    rows: table.unwrap().1,
                    ..TableSize::default()
                };
                sizes.insert(scan, size);
            }
            Ok(TreeNodeRecursion::Continue)
        })
        .unwrap();
        sizes
    }

    /// The order in which a plan's tables are joined, the left side first.
    fn order(&self, plan: LogicalPlan) -> String {
        let schema = Arc::clone(plan.schema());
        let arranged = arrange(plan.clone(), &self.sizes(&plan)).unwrap();
        assert_eq!(schema.columns(), arranged.schema().columns());
        shown(&arranged)
    }
}

fn optimized(plan: &LogicalPlan) -> LogicalPlan {
    let state = SessionStateBuilder::new().with_default_features().build();
    state.optimize(plan).unwrap()
}

fn shown(plan: &LogicalPlan) -> String {
    match plan {
        LogicalPlan::TableScan(scan) => scan.table_name.to_string(),
        LogicalPlan::Join(join) => {
            let sign = match join.join_type {
                JoinType::Inner if join.on.is_empty() => "×",
                JoinType::Inner => "⋈",
                JoinType::Left => "⟕",
                JoinType::Right => "⟖",
                JoinType::LeftSemi => "⋉",
                JoinType::RightSemi => "⋊",
                JoinType::LeftAnti => "▷",
                JoinType::RightAnti => "◁",
                _ => "?",
            };
            format!("({} {sign} {})", shown(&join.left), shown(&join.right))
        }
        other => other.inputs().into_iter().map(shown).collect(),
    }
}

fn star() -> House {
    House::new(&[
        ("sales", 1e6, &["day", "shop", "item"]),
        ("days", 3650.0, &["id", "year"]),
        ("shops", 500.0, &["id", "town"]),
        ("items", 20_000.0, &["id", "name"]),
    ])
}

fn on_keys() -> Expr {
    col("sales_day")
        .eq(col("days_id"))
        .and(col("sales_shop").eq(col("shops_id")))
        .and(col("sales_item").eq(col("items_id")))
}

#[test]
fn a_star_is_joined_alike_in_any_order_of_from() {
    let star = star();
    let condition = on_keys().and(col("shops_town").eq(lit(7_i64)));
    let orders = [
        ["sales", "days", "shops", "items"],
        ["items", "days", "shops", "sales"],
        ["days", "items", "sales", "shops"],
    ];
    for names in orders {
        let plan = star.from(&names, condition.clone());
        // The shops of one town first, for they leave a tenth of the sales.
        let order = star.order(plan);
        assert!(order.contains("(shops ⋈ sales)"), "{order} of {names:?}");
        assert!(!order.contains('×'), "{order} of {names:?}");
    }
}

#[test]
fn what_is_equal_by_way_of_another_is_joined_directly() {
    // customers and suppliers of one nation: never each customer with each supplier
    let house = House::new(&[
        ("customers", 150_000.0, &["id", "nation"]),
        ("suppliers", 10_000.0, &["id", "nation"]),
        ("nations", 25.0, &["id", "name"]),
        ("orders", 1.5e6, &["customer", "supplier"]),
    ]);
    let condition = col("customers_nation")
        .eq(col("suppliers_nation"))
        .and(col("suppliers_nation").eq(col("nations_id")))
        .and(col("orders_customer").eq(col("customers_id")))
        .and(col("orders_supplier").eq(col("suppliers_id")))
        .and(col("nations_name").eq(lit(1_i64)));
    let plan = house.from(&["customers", "suppliers", "orders", "nations"], condition);
    assert_eq!(
        house.order(plan),
        "(suppliers ⋈ ((nations ⋈ customers) ⋈ orders))"
    );
}

#[test]
fn a_selective_semi_join_is_asked_first() {
    let star = star();
    let joined = star.from(&["sales", "days"], col("sales_day").eq(col("days_id")));
    let few = LogicalPlanBuilder::from(star.table("shops"))
        .filter(col("shops_town").eq(lit(7_i64)))
        .unwrap()
        .project(vec![col("shops_id")])
        .unwrap()
        .build()
        .unwrap();
    let plan = LogicalPlanBuilder::from(joined)
        .join_on(
            few,
            JoinType::LeftSemi,
            [col("sales_shop").eq(col("shops_id"))],
        )
        .unwrap()
        .build()
        .unwrap();
    assert_eq!(star.order(optimized(&plan)), "(days ⋈ (shops ⋊ sales))");
}

#[test]
fn an_outer_join_keeps_its_rows_and_builds_the_smaller_side() {
    let star = star();
    let join = |left: &str, right: &str, kind| {
        let keys = (vec!["sales_shop"], vec!["shops_id"]);
        let keys = if left == "sales" {
            keys
        } else {
            (keys.1, keys.0)
        };
        let plan =
            LogicalPlanBuilder::from(star.table(left)).join(star.table(right), kind, keys, None);
        star.order(plan.unwrap().build().unwrap())
    };
    assert_eq!(join("sales", "shops", JoinType::Left), "(shops ⟖ sales)");
    assert_eq!(join("shops", "sales", JoinType::Left), "(shops ⟕ sales)");
    assert_eq!(
        join("sales", "shops", JoinType::LeftAnti),
        "(shops ◁ sales)"
    );
    assert_eq!(
        join("shops", "sales", JoinType::RightSemi),
        "(shops ⋊ sales)"
    );
}

#[test]
fn what_nothing_connects_is_still_multiplied() {
    let star = star();
    let plan = star.from(&["items", "shops"], lit(true));
    assert_eq!(star.order(plan), "(shops × items)");
}
