//! Filters, limits and dynamic filters as DataFusion's optimizer hands them to a scan.

use arrow::array::AsArray;
use arrow::datatypes::Int32Type;
use datafusion::common::ScalarValue;
use datafusion::common::stats::Precision;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::functions_aggregate::expr_fn::count;

use super::*;

/// A table of 200,000 rows in two files: `n` counts, `w` is `w` and n's last two digits, every thousandth NULL.
fn numbers(house: &House) -> Table {
    for (file, numbers) in [("a", 0..100_000), ("b", 100_000..200_000)] {
        let lines = numbers.map(|n| match n % 1000 {
            0 => format!("{n},\\N\n"),
            _ => format!("{n},w{}\n", n % 100),
        });
        let text: String = lines.collect();
        house.write(&format!("t/{file}"), text.as_bytes());
    }
    house.table(&[("n", HiveType::Int), ("w", HiveType::String)])
}

fn text(value: &str) -> Expr {
    Expr::Literal(ScalarValue::Utf8View(Some(value.into())), None)
}

async fn planned(frame: &DataFrame) -> String {
    shown(&frame.clone().create_physical_plan().await.unwrap())
}

async fn counted(frame: DataFrame) -> usize {
    frame.count().await.unwrap()
}

fn metric(plan: &Arc<dyn ExecutionPlan>, name: &str) -> usize {
    let own = plan.metrics().and_then(|m| m.sum_by_name(name));
    let below = plan.children().into_iter().map(|p| metric(p, name));
    own.map_or(0, |value| value.as_usize()) + below.sum::<usize>()
}

#[tokio::test]
async fn a_filter_takes_its_columns_along() {
    let house = House::new();
    let table = numbers(&house);
    let frame = context(2).read_table(house.provider(table)).unwrap();
    let filter = col("w").eq(text("w7")).and(col("n").lt(lit(1000)));
    let frame = frame.filter(filter).unwrap();
    let totals = frame
        .clone()
        .aggregate(vec![], vec![count(lit(1))])
        .unwrap();
    let plan = planned(&totals).await;
    assert!(!plan.contains("FilterExec"), "{plan}");
    assert!(!plan.contains("projection="), "{plan}");
    assert!(plan.contains("filter=[w@1 = w7, n@0 < 1000]"), "{plan}");
    assert_eq!(counted(frame).await, 10);
}

#[tokio::test]
async fn what_a_scan_cannot_test_stays_above() {
    let house = House::new();
    let table = numbers(&house);
    let frame = context(2).read_table(house.provider(table)).unwrap();
    let either = col("w").eq(text("w7")).and(col("n").lt(lit(1000)));
    let either = either.or(col("w").eq(text("w8")));
    let frame = frame.filter(either).unwrap();
    let plan = planned(&frame).await;
    assert!(plan.contains("FilterExec"), "{plan}");
    assert!(plan.contains("prefilter=[w@1 = w7 AND"), "{plan}");
    assert_eq!(counted(frame).await, 10 + 2000);

    let table = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    let frame = context(2).read_table(house.provider(table)).unwrap();
    let virtual_column = ident("BLOCK__OFFSET__INSIDE__FILE").gt(lit(0_i64));
    let frame = frame
        .filter(virtual_column.and(col("n").lt(lit(5))))
        .unwrap();
    let plan = planned(&frame).await;
    assert!(plan.contains("FilterExec: BLOCK"), "{plan}");
    assert!(plan.contains("filter=[n@0 < 5]"), "{plan}");
    assert_eq!(counted(frame).await, 4);
}

#[tokio::test]
async fn rows_are_counted_before_they_are_left_out() {
    let house = House::new();
    let table = numbers(&house);
    let context = context(2);
    let frame = context.read_table(house.provider(table)).unwrap();
    let frame = frame.filter(col("n").lt(lit(10))).unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    let scan = plan.downcast_ref::<DataSourceExec>().unwrap();
    let scan = scan.data_source().downcast_ref::<FileScanConfig>().unwrap();
    assert!(!matches!(scan.statistics().num_rows, Precision::Exact(_)));
    collect(Arc::clone(&plan), context.task_ctx())
        .await
        .unwrap();
    assert_eq!(metric(&plan, "rows_filtered"), 200_000 - 10);
}

#[tokio::test]
async fn a_limit_stops_once_enough_rows_have_passed() {
    let house = House::new();
    let table = numbers(&house);
    let size: u64 = ["t/a", "t/b"]
        .iter()
        .map(|f| house.dir.path().join(f).metadata().unwrap().len())
        .sum();
    let context = context(1);
    let frame = context.read_table(house.provider(table)).unwrap();
    let filtered = frame.filter(col("w").eq(text("w7"))).unwrap();
    for limit in [1, 3, 2000, 5000] {
        let frame = filtered.clone().limit(0, Some(limit)).unwrap();
        let plan = frame.create_physical_plan().await.unwrap();
        let batches = collect(Arc::clone(&plan), context.task_ctx())
            .await
            .unwrap();
        let rows: usize = batches.iter().map(|b| b.num_rows()).sum();
        assert_eq!(rows, limit.min(2000));
        let read = bytes_scanned(&plan) as u64;
        assert_eq!(read < size, limit < 1000, "{read} of {size} for {limit}");
    }
}

#[tokio::test]
async fn the_best_rows_so_far_rule_out_others() {
    let house = House::new();
    let table = numbers(&house);
    let context = context(1);
    let frame = context.read_table(house.provider(table)).unwrap();
    let frame = frame.sort(vec![col("n").sort(true, false)]).unwrap();
    let frame = frame.limit(0, Some(3)).unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    assert!(
        shown(&plan).contains("dynamic_filter=["),
        "{}",
        shown(&plan)
    );
    let batches = collect(Arc::clone(&plan), context.task_ctx())
        .await
        .unwrap();
    let found: Vec<i32> = batches
        .iter()
        .flat_map(|b| b.column(0).as_primitive::<Int32Type>().values().to_vec())
        .collect();
    assert_eq!(found, [0, 1, 2]);
    assert!(metric(&plan, "rows_filtered") > 150_000);
}

#[tokio::test]
async fn a_join_s_other_side_rules_out_rows() {
    let house = House::new();
    let table = numbers(&house);
    house.write("k/f", b"w7\nw8\n\\N\n");
    let mut keys = house.table(&[("k", HiveType::String)]);
    keys.name = "k".into();
    keys.location = house.uri("k");
    let context = context(2);
    let numbers = context.read_table(house.provider(table)).unwrap();
    let numbers = numbers.select(vec![col("n"), col("w")]).unwrap();
    let keys = context.read_table(house.provider(keys)).unwrap();
    let keys = keys.select(vec![col("k")]).unwrap();
    // What skipping may do to each kind of join: 4,000 rows have a partner, NULL has none.
    let kinds = [
        (JoinType::Inner, 4000, true),
        (JoinType::LeftSemi, 2, true),
        (JoinType::RightSemi, 4000, true),
        (JoinType::Left, 4001, true),
        (JoinType::Right, 200_000, false),
        (JoinType::Full, 200_001, false),
        (JoinType::LeftAnti, 1, true),
        (JoinType::RightAnti, 196_000, false),
    ];
    for (kind, rows, prunes) in kinds {
        let joined = keys
            .clone()
            .join(numbers.clone(), kind, &["k"], &["w"], None)
            .unwrap();
        let plan = joined.create_physical_plan().await.unwrap();
        let batches = collect(Arc::clone(&plan), context.task_ctx())
            .await
            .unwrap();
        let found: usize = batches.iter().map(|b| b.num_rows()).sum();
        assert_eq!(found, rows, "{kind}");
        let skipped = metric(&plan, "rows_filtered");
        assert_eq!(skipped > 0, prunes, "{kind}: {}", shown(&plan));
    }
}
