//! What INSERT and partition values ask of the planner.

use datafusion::common::ScalarValue;
use skep_hiveql::types::HiveType;

use super::harness::{optimised, parse, with_planner};

#[test]
fn columns_become_those_of_the_target() {
    let query = parse("select key, value from src");
    let targets = [HiveType::BigInt, HiveType::Varchar(2)];
    let bound = with_planner(|p| p.bind_insert_source(&query, &targets)).unwrap();
    let types: Vec<_> = bound.output.iter().map(|o| o.ty.clone()).collect();
    assert_eq!(types, targets);
}

#[test]
fn columns_must_be_as_many_as_in_the_target() {
    let query = parse("select key from src");
    let targets = [HiveType::Int, HiveType::String];
    let error = with_planner(|p| p.bind_insert_source(&query, &targets)).unwrap_err();
    assert!(error.message.contains("2 columns"), "{error}");
}

#[test]
fn branches_read_the_same_source() {
    let from = parse("select 1 from src s").body;
    let skep_hiveql::ast::SetExpr::Select(select) = from else {
        panic!("a SELECT");
    };
    let from = select.from.unwrap();
    let (a, b) = (parse("select s.key"), parse("select count(*)"));
    let (int, long) = ([HiveType::Int], [HiveType::BigInt]);
    let branches: [(&_, &[HiveType]); 2] = [(&a, &int), (&b, &long)];
    let bound = with_planner(|p| p.bind_multi_insert(&[], &from, &branches)).unwrap();
    assert_eq!(bound.len(), 2);
}

#[test]
fn constants() {
    let value = |text: &str| {
        let expr = skep_hiveql::parse_expr(text).unwrap();
        with_planner(|p| p.bind_constant(&expr))
    };
    let three = (ScalarValue::Int32(Some(3)), HiveType::Int);
    assert_eq!(value("1 + 2").unwrap(), three);
    assert!(value("key").is_err());
    let expr = skep_hiveql::parse_expr("'7'").unwrap();
    let seven = with_planner(|p| p.bind_constant_as(&expr, &HiveType::Int)).unwrap();
    assert_eq!(seven, ScalarValue::Int32(Some(7)));
}

#[test]
fn conditions_become_join_keys() {
    let joins = [
        "select a.value from src a, dim b where a.key = b.key",
        "select a.value from src a join dim b on a.key = b.key and a.value <> b.name",
        "select a.value from src a join dim b where a.key = b.key",
    ];
    for sql in joins {
        let plan = optimised(sql);
        assert!(plan.contains("Inner Join: c"), "{plan}");
        assert!(!plan.contains("Cross Join"), "{plan}");
    }
}
