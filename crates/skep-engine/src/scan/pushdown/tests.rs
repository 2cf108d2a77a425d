//! Translations of DataFusion's own physical expressions: a few by hand, many by chance against their evaluation.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod by_chance;

use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::Operator as Op;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{self as physical, BinaryExpr, Column, Literal};
use datafusion::prelude::{Expr, cast, col, lit, not};
use skep_hiveql::types::HiveType;
use skep_serde::filter::{Condition, Constant, Operator, Place, Predicate};
use skep_serde::types::arrow_field;

use super::translate::translate;

fn columns() -> Vec<(String, HiveType)> {
    let column = |name: &str, ty| (name.to_owned(), ty);
    vec![
        column("b", HiveType::TinyInt),
        column("i", HiveType::Int),
        column("l", HiveType::BigInt),
        column("m", HiveType::Decimal(5, 2)),
        column("f", HiveType::Float),
        column("d", HiveType::Double),
        column("s", HiveType::String),
        column("day", HiveType::Date),
        column("ts", HiveType::Timestamp),
        column("c", HiveType::Char(3)),
        column("at", HiveType::TimestampLocalTz),
    ]
}

/// The columns and, as in a table, a partition key after them.
fn schema() -> Schema {
    let mut fields: Vec<_> = columns().iter().map(|(n, ty)| arrow_field(n, ty)).collect();
    fields.push(arrow_field("p", &HiveType::String));
    Schema::new(fields)
}

fn constant(constant: &Constant) -> String {
    match constant {
        Constant::Text(text) => format!("'{}'", String::from_utf8_lossy(text)),
        Constant::Integer(n) => n.to_string(),
        Constant::Double(n) => format!("{n:?}d"),
        Constant::Decimal(n) => format!("{n}m"),
        Constant::Date(n) => format!("day {n}"),
        Constant::Timestamp(n) => format!("micro {n}"),
    }
}

fn condition(of: &Condition) -> String {
    let join = |all: &[Constant]| all.iter().map(constant).collect::<Vec<_>>().join(",");
    match of {
        Condition::IsNull => "null".into(),
        Condition::IsNotNull => "not null".into(),
        Condition::Compare(op, to) => {
            let op = match op {
                Operator::Eq => "=",
                Operator::NotEq => "<>",
                Operator::Less => "<",
                Operator::LessEq => "<=",
                Operator::Greater => ">",
                Operator::GreaterEq => ">=",
            };
            format!("{op} {}", constant(to))
        }
        Condition::OneOf(all) => format!("in {}", join(all)),
        Condition::NoneOf(all) => format!("not in {}", join(all)),
        Condition::Like {
            place,
            text,
            negated,
        } => {
            let text = String::from_utf8_lossy(text);
            let text = match place {
                Place::Start => format!("{text}…"),
                Place::End => format!("…{text}"),
                Place::Anywhere => format!("…{text}…"),
            };
            format!("{}{text}", if *negated { "not " } else { "" })
        }
        Condition::Any(all) => {
            let all: Vec<_> = all.iter().map(condition).collect();
            format!("({})", all.join(" or "))
        }
        Condition::All(all) => {
            let all: Vec<_> = all.iter().map(condition).collect();
            format!("({})", all.join(" and "))
        }
    }
}

#[track_caller]
fn check(expr: Expr, expected: &str) {
    let schema = DFSchema::try_from(schema()).unwrap();
    let physical = SessionContext::new()
        .create_physical_expr(expr, &schema)
        .unwrap();
    let columns = columns();
    let implied = translate(&physical, &columns);
    let exact = implied.is_exact();
    let mut texts: Vec<_> = implied
        .predicates()
        .iter()
        .map(|p| {
            assert!(p.condition.fits(&columns.get(p.column).unwrap().1));
            let (name, _) = columns.get(p.column).unwrap();
            format!("{name} {}", condition(&p.condition))
        })
        .collect();
    if !exact {
        texts.push("…".into());
    }
    assert_eq!(texts.join("; "), expected, "{physical}");
}

fn scalar(value: ScalarValue) -> Expr {
    Expr::Literal(value, None)
}

fn text(value: &str) -> Expr {
    scalar(ScalarValue::Utf8View(Some(value.into())))
}

#[test]
fn comparisons() {
    check(col("i").gt(lit(5_i32)), "i > 5");
    check(lit(5_i32).lt(col("i")), "i > 5");
    check(not(col("i").gt(lit(5_i32))), "i <= 5");
    check(col("s").not_eq(text("")), "s <> ''");
    check(col("d").gt_eq(lit(0.5)), "d >= 0.5d");
    check(col("f").lt(lit(0.1_f32)), "f < 0.10000000149011612d");
    check(col("d").eq(lit(-0.0)), "d in 0.0d,-0.0d");
    check(col("d").not_eq(lit(0.0)), "d not in 0.0d,-0.0d");
    check(col("d").lt(lit(0.0)), "d < -0.0d");
    check(col("d").gt(lit(-0.0)), "d > 0.0d");
    check(col("i").eq(scalar(ScalarValue::Int32(None))), "b ()");
    check(col("p").eq(text("x")), "…");
    check(col("c").eq(text("x")), "…");
    check(col("c").is_null(), "c null");
    check(col("i").eq(col("b")), "…");
    let day = scalar(ScalarValue::Date32(Some(8766)));
    check(col("day").lt(day), "day < day 8766");
    let instant = ScalarValue::TimestampMicrosecond(Some(5), Some("UTC".into()));
    check(col("at").lt(scalar(instant)), "at < micro 5");
}

#[test]
fn casts_move_to_the_constant() {
    use arrow::datatypes::{DataType, TimeUnit};
    let decimal = |n, p, s| scalar(ScalarValue::Decimal128(Some(n), p, s));
    let wide = |name| cast(col(name), DataType::Decimal128(12, 4));
    check(wide("m").lt(decimal(123_400, 12, 4)), "m < 1234m");
    check(wide("m").lt(decimal(123_401, 12, 4)), "m <= 1234m");
    check(wide("m").gt(decimal(-123_401, 12, 4)), "m > -1235m");
    check(wide("m").eq(decimal(123_401, 12, 4)), "b ()");
    check(wide("m").not_eq(decimal(123_401, 12, 4)), "m not null");
    check(wide("b").gt(decimal(55_000, 12, 4)), "b > 5");
    // The column's range is the decoder's business.
    check(
        cast(col("b"), DataType::Int32).lt(lit(1000_i32)),
        "b < 1000",
    );
    check(cast(col("i"), DataType::Float64).gt_eq(lit(5.5)), "i > 5");
    check(cast(col("i"), DataType::Float64).eq(lit(-1.5)), "b ()");
    check(cast(col("i"), DataType::Float64).lt(lit(1e17)), "…");
    check(cast(col("i"), DataType::Float64).lt(lit(f64::NAN)), "…");
    check(
        cast(col("i"), DataType::Float32).lt(lit(16_777_216_f32)),
        "…",
    );
    check(cast(col("i"), DataType::Float32).lt(lit(7_f32)), "i < 7");
    // Narrowing loses values.
    check(cast(col("l"), DataType::Int32).eq(lit(5_i32)), "…");
    let micros = DataType::Timestamp(TimeUnit::Microsecond, None);
    let noon = scalar(ScalarValue::TimestampMicrosecond(
        Some(129_600_000_000),
        None,
    ));
    check(
        cast(col("day"), micros.clone()).lt(noon.clone()),
        "day <= day 1",
    );
    check(cast(col("day"), micros).gt_eq(noon), "day > day 1");
    check(
        cast(col("i"), DataType::Int64).lt(lit(i64::MAX)),
        "i < 9223372036854775807",
    );
    check(
        cast(col("l"), DataType::Decimal128(38, 0)).lt(decimal(1 << 70, 38, 0)),
        "l not null",
    );
    check(
        cast(col("l"), DataType::Decimal128(38, 0)).lt(decimal(-(1 << 70), 38, 0)),
        "b ()",
    );
}

#[test]
fn lists() {
    let of = |all: &[i32]| all.iter().map(|n| lit(*n)).collect::<Vec<_>>();
    check(
        col("i").in_list(of(&[1, 2, 3, 4, 5]), false),
        "i in 1,2,3,4,5",
    );
    check(
        col("i").in_list(of(&[1, 2, 3, 4, 5]), true),
        "i not in 1,2,3,4,5",
    );
    let mut with_null = of(&[1, 2, 3, 4]);
    with_null.push(scalar(ScalarValue::Int32(None)));
    check(col("i").in_list(with_null.clone(), false), "i in 1,2,3,4");
    check(col("i").in_list(with_null, true), "b ()");
    check(col("i").in_list(of(&[7]), false), "i = 7");
}

#[test]
fn patterns() {
    check(col("s").like(text("th%")), "s th…");
    check(col("s").like(text("%th")), "s …th");
    check(col("s").not_like(text("%th%")), "s not …th…");
    check(col("s").like(text("th")), "s = 'th'");
    check(col("s").not_like(text("th")), "s <> 'th'");
    check(col("s").like(text("%")), "s not null");
    check(col("s").not_like(text("%%")), "b ()");
    check(col("s").like(text("")), "s = ''");
    check(col("s").like(text("50\\%%")), "s 50%…");
    check(col("s").like(text("50\\%")), "s = '50%'");
    check(col("s").like(text("a\\_b\\\\c\\")), "s = 'a_b\\c\\'");
    check(col("s").like(text("a%b%c")), "s a…; s …b…; s …c; …");
    check(col("s").like(text("a_b")), "s a…; s …b; …");
    check(col("s").like(text("_")), "s not null; …");
    check(col("s").not_like(text("a_b")), "s not null; …");
    check(col("s").ilike(text("a%")), "…");
    check(col("c").like(text("a%")), "…");
    check(col("s").like(scalar(ScalarValue::Utf8View(None))), "b ()");
}

#[test]
fn and_or() {
    let i = |n: i32| col("i").eq(lit(n));
    let s = |t: &str| col("s").eq(text(t));
    check(i(1).or(i(2)).or(col("i").gt(lit(9))), "i (> 9 or in 1,2)");
    check(i(1).and(s("x")), "i = 1; s = 'x'");
    check(not(i(1)).and(not(i(2))), "i not in 1,2");
    check(not(i(1).or(i(2))), "i not in 1,2");
    // Each alternative says something of `i`, not of `s`.
    check(i(1).and(s("x")).or(i(2)), "i in 1,2; …");
    check(i(1).or(s("x")), "…");
    check(
        i(1).and(s("x")).or(i(2).and(s("y"))),
        "i in 1,2; s in 'x','y'; …",
    );
    check(i(1).and(col("i").is_not_null()), "i = 1");
    check(i(1).and(col("p").eq(text("x"))), "i = 1; …");
    check(i(1).or(col("p").eq(text("x"))), "…");
    check(lit(true), "");
    check(lit(false), "b ()");
    check(i(1).or(lit(true)), "");
    check(
        col("i").lt_eq(lit(9)).and(col("i").gt_eq(lit(5))),
        "i <= 9; i >= 5",
    );
}

#[test]
fn nulls() {
    let distinct = |n| {
        Expr::BinaryExpr(datafusion::logical_expr::BinaryExpr {
            left: Box::new(col("i")),
            op: datafusion::logical_expr::Operator::IsDistinctFrom,
            right: Box::new(scalar(ScalarValue::Int32(n))),
        })
    };
    check(distinct(Some(5)), "i (null or <> 5)");
    check(distinct(None), "i not null");
    check(not(distinct(Some(5))), "i = 5");
    check(not(distinct(None)), "i null");
    check(
        col("i").is_null().or(col("i").lt(lit(3))),
        "i (null or < 3)",
    );
    check(not(col("i").is_null()), "i not null");
    check(
        cast(col("i"), arrow::datatypes::DataType::Int64).is_null(),
        "i null",
    );
}

#[test]
fn a_long_chain_is_one_level() {
    let column: Arc<dyn PhysicalExpr> = Arc::new(Column::new("i", 1));
    let mut chain: Arc<dyn PhysicalExpr> = Arc::new(Literal::new(ScalarValue::from(false)));
    for n in 0..2000_i32 {
        let equal = BinaryExpr::new(Arc::clone(&column), Op::Eq, physical::lit(n));
        chain = Arc::new(BinaryExpr::new(chain, Op::Or, Arc::new(equal)));
    }
    let implied = translate(&chain, &columns());
    assert!(implied.is_exact());
    assert!(matches!(
        implied.predicates().as_slice(),
        [Predicate { column: 1, condition: Condition::OneOf(all) }] if all.len() == 2000
    ));
}
