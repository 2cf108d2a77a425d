//! TPC-H's queries (examples/tpch) over one row a table: answers by arithmetic, and the plans that the full sizes get.

use super::harness::Sandbox;

/// A table, its row, and how many rows it has at scale 1.
const TABLES: [(&str, &str, u32); 8] = [
    ("region", "3|EUROPE|c|", 5),
    ("nation", "6|FRANCE|3|c|", 25),
    ("supplier", "1|Supplier#1|street|6|16-1|5755.94|c|", 10_000),
    (
        "customer",
        "1|Customer#1|street|6|16-2|711.56|BUILDING|c|",
        150_000,
    ),
    (
        "part",
        "1|forest green|Manufacturer#1|Brand#12|ECONOMY ANODIZED STEEL|3|SM CASE|901.00|c|",
        200_000,
    ),
    ("partsupp", "1|1|3325|20.00|c|", 800_000),
    (
        "orders",
        "1|1|O|1000.00|1996-01-02|5-LOW|Clerk#1|0|c|",
        1_500_000,
    ),
    (
        "lineitem",
        "1|1|1|1|10|1000.00|0.05|0.10|N|O|1996-03-13|1996-02-12|1996-03-22|DELIVER IN PERSON|MAIL|c|",
        6_001_215,
    ),
];

fn example(name: &str) -> String {
    let path = format!(
        "{}/../../examples/tpch/{name}.sql",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(path).unwrap()
}

fn house() -> Sandbox {
    let mut s = Sandbox::new();
    for (table, row, _) in TABLES {
        s.write(&format!("data/{table}/{table}.tbl"), format!("{row}\n"));
    }
    let data = format!("set hivevar:data=file://{}/data;", s.path().display());
    s.ok(&format!("{data}\n{}", example("schema")));
    // Sizes as if there were all rows: a file is as long as it was when they were counted.
    for (table, row, rows) in TABLES {
        let size = row.len() + 1;
        s.ok(&format!(
            "use tpch; alter table {table} set tblproperties ('numRows'='{rows}', 'totalSize'='{size}')"
        ));
    }
    s
}

#[test]
fn all_queries_run() {
    let mut s = house();
    for number in 1..=22 {
        let printed = s.run(&example(&format!("q{number:02}")));
        assert!(!printed.contains("error"), "query {number}: {printed}");
    }
}

#[test]
fn one_row_by_arithmetic() {
    let mut s = house();
    // 1000 × 0.95 = 950; × 1.1 = 1045
    let sums = "N\tO\t10.00\t1000.00\t950.0000\t1045.000000\t10.000000\t1000.000000\t0.050000\t1";
    s.check(&example("q01"), sums);
    // 950 − 20 × 10
    s.check(&example("q09"), "FRANCE\t1996\t750.0000");
    s.check(&example("q13"), "1\t1");
    s.check(&example("q15"), "1\tSupplier#1\tstreet\t16-1\t950.0000");
    s.check(&example("q19"), "NULL");
}

/// The tables of a plan's joins, the build side first.
fn tables(plan: &str) -> String {
    let physical = plan.split("Physical plan:").nth(1).unwrap();
    let scans = physical
        .lines()
        .filter(|line| line.contains("DataSourceExec"));
    let name = |line: &str| {
        let path = line.split("/data/").nth(1)?;
        path.split('/').next().map(str::to_owned)
    };
    scans.filter_map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn joins_go_from_small_to_large() {
    let mut s = house();
    for number in 1..=22 {
        let query = example(&format!("q{number:02}"));
        let query: Vec<_> = query
            .lines()
            .filter(|line| !line.starts_with("--"))
            .collect();
        let plan = s.run(&format!("explain {}", query.join("\n")));
        for bad in ["CrossJoinExec", "NestedLoopJoinExec"] {
            assert!(!plan.contains(bad), "query {number}:\n{plan}");
        }
        let expected = match number {
            3 => "customer orders lineitem",
            5 => "supplier region nation customer orders lineitem",
            9 => "nation supplier part partsupp lineitem orders",
            // Once more in the subquery.
            11 => "nation supplier partsupp nation supplier partsupp",
            18 => "customer lineitem orders lineitem",
            _ => continue,
        };
        assert_eq!(tables(&plan), expected, "query {number}:\n{plan}");
    }
}

#[test]
fn joins_of_a_subquery_alone_are_put_in_order_too() {
    let mut s = house();
    let plan = s.run(
        "explain select r_name from region where r_regionkey < (select count(*) from partsupp, supplier, nation \
         where ps_suppkey = s_suppkey and s_nationkey = n_nationkey and n_name = 'GERMANY')",
    );
    assert_eq!(tables(&plan), "region nation supplier partsupp", "{plan}");
}
