//! Random expressions over random rows: what a translation says must be true of each row that the expression is true of,
//! and of no other where it calls itself exact.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int32Type, Int64Type,
    TimeUnit, TimestampMicrosecondType,
};
use arrow::record_batch::RecordBatch;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator as Op;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{
    CaseExpr, Column, binary, cast, in_list, is_not_null, is_null, like, lit, not,
};
use proptest::prelude::*;
use skep_serde::filter::{Condition, Constant, Operator, Place};

use super::super::translate::translate;
use super::{columns, schema};

type Physical = Arc<dyn PhysicalExpr>;

fn column(name: &str) -> Physical {
    Arc::new(Column::new_with_schema(name, &schema()).unwrap())
}

fn cast_to(name: &str, ty: DataType) -> Physical {
    cast(column(name), &schema(), ty).unwrap()
}

fn decimals(values: &[i128], p: u8, s: i8) -> Vec<ScalarValue> {
    values
        .iter()
        .map(|n| ScalarValue::Decimal128(Some(*n), p, s))
        .collect()
}

fn doubles() -> Vec<ScalarValue> {
    let all = [
        5.0,
        5.5,
        -5.5,
        0.0,
        -0.0,
        1e300,
        f64::NAN,
        f64::INFINITY,
        -128.0,
    ];
    all.iter().map(|n| ScalarValue::Float64(Some(*n))).collect()
}

/// Things to compare and what to compare them with.
fn operands() -> Vec<(Physical, Vec<ScalarValue>)> {
    let micros = DataType::Timestamp(TimeUnit::Microsecond, None);
    let ints = |all: &[i32]| all.iter().map(|n| ScalarValue::Int32(Some(*n))).collect();
    let longs = |all: &[i64]| all.iter().map(|n| ScalarValue::Int64(Some(*n))).collect();
    let stamps = [0, 86_400_000_000, 86_400_000_001, -1];
    let stamps: Vec<_> = stamps
        .iter()
        .map(|n| ScalarValue::TimestampMicrosecond(Some(*n), None))
        .collect();
    let instants = stamps.iter().map(|stamp| match stamp {
        ScalarValue::TimestampMicrosecond(n, _) => {
            ScalarValue::TimestampMicrosecond(*n, Some("UTC".into()))
        }
        other => other.clone(),
    });
    let instants: Vec<_> = instants.collect();
    let floats = [0.1, 5.0, -0.0, f32::NAN, 16_777_217.0];
    let floats: Vec<_> = floats
        .iter()
        .map(|n| ScalarValue::Float32(Some(*n)))
        .collect();
    let texts = ["", "a", "ab", "b", "é", "%"];
    let texts: Vec<_> = texts
        .iter()
        .map(|t| ScalarValue::Utf8View(Some((*t).into())))
        .collect();
    let mut all = vec![
        (
            column("b"),
            vec![ScalarValue::Int8(Some(5)), ScalarValue::Int8(Some(-128))],
        ),
        (cast_to("b", DataType::Int32), ints(&[5, 128, -129])),
        (
            cast_to("b", DataType::Decimal128(4, 1)),
            decimals(&[50, 55, -55], 4, 1),
        ),
        (cast_to("b", DataType::Float64), doubles()),
        (cast_to("b", DataType::Float32), floats.clone()),
        (column("i"), ints(&[0, 5, i32::MAX])),
        (
            cast_to("i", DataType::Int64),
            longs(&[5, 1 << 40, -(1 << 40)]),
        ),
        (cast_to("i", DataType::Float64), doubles()),
        (cast_to("i", DataType::Float32), floats.clone()),
        (column("l"), longs(&[0, 5, i64::MAX, i64::MIN])),
        (cast_to("l", DataType::Float64), doubles()),
        (
            cast_to("l", DataType::Decimal128(38, 2)),
            decimals(&[500, 501, -501, 1 << 80], 38, 2),
        ),
        (column("m"), decimals(&[500, -1, 0], 5, 2)),
        (
            cast_to("m", DataType::Decimal128(9, 4)),
            decimals(&[50_000, 50_001, -50_001], 9, 4),
        ),
        (column("f"), floats),
        (cast_to("f", DataType::Float64), doubles()),
        (column("d"), doubles()),
        (column("s"), texts),
        (
            column("day"),
            vec![ScalarValue::Date32(Some(1)), ScalarValue::Date32(Some(0))],
        ),
        (cast_to("day", micros), stamps.clone()),
        (column("ts"), stamps),
        (column("at"), instants),
        (column("c"), vec![ScalarValue::Utf8View(Some("a".into()))]),
        (column("p"), vec![ScalarValue::Utf8View(Some("a".into()))]),
    ];
    for (operand, constants) in &mut all {
        let ty = operand.data_type(&schema()).unwrap();
        constants.push(ScalarValue::try_from(&ty).unwrap());
    }
    all
}

const OPS: [Op; 8] = [
    Op::Eq,
    Op::NotEq,
    Op::Lt,
    Op::LtEq,
    Op::Gt,
    Op::GtEq,
    Op::IsDistinctFrom,
    Op::IsNotDistinctFrom,
];

const PATTERNS: [&str; 12] = [
    "a%", "%b", "%b%", "a", "a_", "_", "%", "a%b", "\\%", "%a%b%", "", "a\\",
];

fn leaf() -> impl Strategy<Value = Physical> {
    let index = any::<prop::sample::Index>;
    (
        index(),
        0..14_usize,
        index(),
        prop::collection::vec(index(), 0..5),
    )
        .prop_map(|(operand, kind, constant, list)| {
            let schema = schema();
            let operands = operands();
            let (operand, constants) = operand.get(&operands);
            match kind {
                0..8 => {
                    let right = lit(constant.get(constants).clone());
                    binary(Arc::clone(operand), *OPS.get(kind).unwrap(), right, &schema).unwrap()
                }
                8 => {
                    let left = lit(constant.get(constants).clone());
                    binary(left, Op::Lt, Arc::clone(operand), &schema).unwrap()
                }
                9 => is_null(Arc::clone(operand)).unwrap(),
                10 => is_not_null(Arc::clone(operand)).unwrap(),
                11 => {
                    let all = list.iter().map(|i| lit(i.get(constants).clone()));
                    let negated = list.len() % 2 == 1;
                    in_list(Arc::clone(operand), all.collect(), &negated, &schema).unwrap()
                }
                _ => {
                    let pattern = ScalarValue::Utf8View(Some((*constant.get(&PATTERNS)).into()));
                    like(kind == 12, false, column("s"), lit(pattern), &schema).unwrap()
                }
            }
        })
}

fn expression() -> impl Strategy<Value = Physical> {
    leaf().prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| binary(a, Op::And, b, &schema()).unwrap()),
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| binary(a, Op::Or, b, &schema()).unwrap()),
            inner.clone().prop_map(|a| not(a).unwrap()),
            inner
                .clone()
                .prop_map(|a| binary(a, Op::IsNotDistinctFrom, lit(false), &schema()).unwrap()),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| Arc::new(
                CaseExpr::try_new(None, vec![(a, b)], Some(c)).unwrap()
            ) as Physical),
        ]
    })
}

fn values(name: &str, ty: &DataType) -> Vec<ScalarValue> {
    let mut all: Vec<ScalarValue> = operands()
        .into_iter()
        .filter(|(operand, _)| operand.to_string().starts_with(&format!("{name}@")))
        .flat_map(|(_, constants)| constants)
        .collect();
    // Between and beside the constants.
    all.extend(match ty {
        DataType::Int8 => vec![ScalarValue::Int8(Some(6)), ScalarValue::Int8(Some(-6))],
        DataType::Int32 => vec![
            ScalarValue::Int32(Some(6)),
            ScalarValue::Int32(Some(16_777_217)),
        ],
        DataType::Int64 => vec![ScalarValue::Int64(Some(6)), ScalarValue::Int64(Some(-6))],
        DataType::Float32 => vec![
            ScalarValue::Float32(Some(0.0)),
            ScalarValue::Float32(Some(5.5)),
        ],
        DataType::Date32 => vec![ScalarValue::Date32(Some(-1)), ScalarValue::Date32(Some(2))],
        _ => Vec::new(),
    });
    all
}

fn rows() -> impl Strategy<Value = RecordBatch> {
    prop::collection::vec(any::<prop::sample::Index>(), 12 * 8).prop_map(|indices| {
        let schema = Arc::new(schema());
        let arrays = schema
            .fields()
            .iter()
            .zip(indices.chunks(8))
            .map(|(field, picks)| {
                let values = values(field.name(), field.data_type());
                let picked = picks.iter().map(|i| i.get(&values).clone());
                ScalarValue::iter_to_array(picked).unwrap()
            });
        let arrays: Vec<ArrayRef> = arrays.collect();
        RecordBatch::try_new(schema, arrays).unwrap()
    })
}

/// How a value compares with a constant; None for NULL.
fn order(array: &dyn Array, row: usize, constant: &Constant) -> Option<Ordering> {
    if array.is_null(row) {
        return None;
    }
    Some(match constant {
        Constant::Text(text) => array.as_string_view().value(row).as_bytes().cmp(text),
        Constant::Integer(n) => {
            let value = match array.data_type() {
                DataType::Int8 => array.as_primitive::<Int8Type>().value(row).into(),
                DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
                _ => array.as_primitive::<Int64Type>().value(row),
            };
            value.cmp(n)
        }
        Constant::Double(n) => {
            let value = match array.data_type() {
                DataType::Float32 => array.as_primitive::<Float32Type>().value(row).into(),
                _ => array.as_primitive::<Float64Type>().value(row),
            };
            value.total_cmp(n)
        }
        Constant::Decimal(n) => array.as_primitive::<Decimal128Type>().value(row).cmp(n),
        Constant::Date(n) => array.as_primitive::<Date32Type>().value(row).cmp(n),
        Constant::Timestamp(n) => array
            .as_primitive::<TimestampMicrosecondType>()
            .value(row)
            .cmp(n),
    })
}

fn fulfils(array: &dyn Array, row: usize, condition: &Condition) -> bool {
    let equals = |constant: &Constant| order(array, row, constant) == Some(Ordering::Equal);
    match condition {
        Condition::IsNull => array.is_null(row),
        Condition::IsNotNull => !array.is_null(row),
        Condition::Compare(op, constant) => match (order(array, row, constant), op) {
            (None, _) => false,
            (Some(order), Operator::Eq) => order.is_eq(),
            (Some(order), Operator::NotEq) => order.is_ne(),
            (Some(order), Operator::Less) => order.is_lt(),
            (Some(order), Operator::LessEq) => order.is_le(),
            (Some(order), Operator::Greater) => order.is_gt(),
            (Some(order), Operator::GreaterEq) => order.is_ge(),
        },
        Condition::OneOf(all) => all.iter().any(equals),
        Condition::NoneOf(all) => !array.is_null(row) && !all.iter().any(equals),
        Condition::Like {
            place,
            text,
            negated,
        } => {
            let value = array.as_string_view().value(row);
            let text = std::str::from_utf8(text).unwrap();
            let found = match place {
                Place::Start => value.starts_with(text),
                Place::End => value.ends_with(text),
                Place::Anywhere => value.contains(text),
            };
            !array.is_null(row) && found != *negated
        }
        Condition::Any(all) => all.iter().any(|c| fulfils(array, row, c)),
        Condition::All(all) => all.iter().all(|c| fulfils(array, row, c)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_translation_holds(expr in expression(), batch in rows()) {
        let implied = translate(&expr, &columns());
        let exact = implied.is_exact();
        let predicates = implied.predicates();
        let verdict = expr.evaluate(&batch).unwrap().into_array(batch.num_rows()).unwrap();
        let verdict = verdict.as_boolean();
        for row in 0..batch.num_rows() {
            let truth = verdict.is_valid(row) && verdict.value(row);
            let holds = predicates
                .iter()
                .all(|p| fulfils(batch.column(p.column), row, &p.condition));
            prop_assert!(holds || !truth, "{expr}: row {row} is lost by {predicates:?}");
            prop_assert!(truth || !holds || !exact, "{expr}: row {row} is kept by {predicates:?}");
        }
    }
}
