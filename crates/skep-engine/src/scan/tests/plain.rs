//! Random text tables on disk, scanned in parallel parts and with conditions, against the plain reader.

use arrow::array::ArrayRef;
use arrow::record_batch::RecordBatch;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator as Op;
use datafusion::logical_expr::{binary_expr, in_list};
use proptest::prelude::*;
use skep_serde::filter::{Condition, Constant, Operator, Place, Predicate};
use skep_serde::types::arrow_type;
use skep_testkit::plain_reader::holds;
use skep_testkit::random_scan::{Scan, value_at};

use super::*;

/// The table of a scan, its file in its directory.
fn table(house: &House, scan: &Scan) -> Table {
    house.write("t/file", &scan.file);
    let mut table = house.table(&[]);
    let columns = scan.table.columns.iter();
    table.columns = columns
        .map(|(name, ty)| Column::new(name, ty.clone()))
        .collect();
    table.serde_properties = scan.table.properties.clone();
    for (key, lines) in [
        ("skip.header.line.count", scan.table.header),
        ("skip.footer.line.count", scan.table.footer),
    ] {
        table.properties.insert(key.into(), lines.to_string());
    }
    table
}

/// A condition on a column as a query has it.
fn expression(condition: &Condition, name: &str, ty: &HiveType) -> Expr {
    let value = || Expr::Column(datafusion::common::Column::from_name(name));
    let all = |constants: &[Constant]| constants.iter().map(|c| literal(c, ty)).collect();
    let inner = |c: &Condition| expression(c, name, ty);
    match condition {
        Condition::IsNull => value().is_null(),
        Condition::IsNotNull => value().is_not_null(),
        Condition::Compare(operator, constant) => {
            let operator = match operator {
                Operator::Eq => Op::Eq,
                Operator::NotEq => Op::NotEq,
                Operator::Less => Op::Lt,
                Operator::LessEq => Op::LtEq,
                Operator::Greater => Op::Gt,
                Operator::GreaterEq => Op::GtEq,
            };
            binary_expr(value(), operator, literal(constant, ty))
        }
        // SQL has no empty list.
        Condition::OneOf(constants) if constants.is_empty() => lit(false),
        Condition::NoneOf(constants) if constants.is_empty() => value().is_not_null(),
        Condition::OneOf(constants) => in_list(value(), all(constants), false),
        Condition::NoneOf(constants) => in_list(value(), all(constants), true),
        Condition::Like {
            place,
            text,
            negated,
        } => {
            let mut pattern = String::new();
            for c in String::from_utf8_lossy(text).chars() {
                if matches!(c, '%' | '_' | '\\') {
                    pattern.push('\\');
                }
                pattern.push(c);
            }
            let pattern = match place {
                Place::Start => format!("{pattern}%"),
                Place::End => format!("%{pattern}"),
                Place::Anywhere => format!("%{pattern}%"),
            };
            let pattern = lit(ScalarValue::Utf8View(Some(pattern)));
            match negated {
                false => value().like(pattern),
                true => value().not_like(pattern),
            }
        }
        Condition::Any(all) => all.iter().map(inner).fold(lit(false), Expr::or),
        Condition::All(all) => all.iter().map(inner).fold(lit(true), Expr::and),
    }
}

fn literal(constant: &Constant, ty: &HiveType) -> Expr {
    let exact = match constant {
        Constant::Text(text) => {
            ScalarValue::Utf8View(Some(String::from_utf8_lossy(text).into_owned()))
        }
        Constant::Integer(integer) => ScalarValue::Int64(Some(*integer)),
        Constant::Double(double) => ScalarValue::Float64(Some(*double)),
        Constant::Decimal(decimal) => match arrow_type(ty) {
            arrow::datatypes::DataType::Decimal128(p, s) => {
                ScalarValue::Decimal128(Some(*decimal), p, s)
            }
            _ => ScalarValue::Null,
        },
        Constant::Date(days) => ScalarValue::Date32(Some(*days)),
        Constant::Timestamp(micros) => ScalarValue::TimestampMicrosecond(Some(*micros), None),
    };
    lit(exact)
}

/// The projected cells of each row, in no order.
async fn found(house: &House, scan: &Scan, partitions: usize) -> Result<Vec<String>> {
    let width = scan.table.columns.len();
    let mut frame = context(partitions).read_table(house.provider(table(house, scan)))?;
    for predicate in conditions(scan) {
        let (name, ty) = &scan.table.columns[predicate.column];
        frame = frame.filter(expression(&predicate.condition, name, ty))?;
    }
    let columns = scan.projection.iter().enumerate().map(|(i, &column)| {
        let name = match column {
            _ if column == width => "BLOCK__OFFSET__INSIDE__FILE",
            _ => scan.table.columns[column].0.as_str(),
        };
        ident(name).alias(format!("p{i}"))
    });
    let batches = frame.select(columns)?.collect().await?;
    let mut rows = Vec::new();
    for batch in batches {
        rows.extend((0..batch.num_rows()).map(|row| shown(&batch, row, scan)));
    }
    rows.sort();
    Ok(rows)
}

fn shown(batch: &RecordBatch, row: usize, scan: &Scan) -> String {
    let cell = |(array, &column): (&ArrayRef, &usize)| {
        let ty = scan.table.columns.get(column);
        value_at(array, row, ty.map_or(&HiveType::BigInt, |(_, ty)| ty))
    };
    let cells: Vec<_> = batch
        .columns()
        .iter()
        .zip(&scan.projection)
        .map(cell)
        .collect();
    format!("{cells:?}")
}

/// The first set of conditions, as a query has but one: those that SQL can say.
fn conditions(scan: &Scan) -> Vec<&Predicate> {
    let first = scan.filters.first().map_or(&[][..], |(_, all)| all);
    first.iter().filter(|p| is_sql(&p.condition)).collect()
}

/// A pattern in a query is text, not a part of a character.
fn is_sql(condition: &Condition) -> bool {
    match condition {
        Condition::Like { text, .. } => std::str::from_utf8(text).is_ok(),
        Condition::Any(all) | Condition::All(all) => all.iter().all(is_sql),
        _ => true,
    }
}

fn expected(scan: &Scan) -> Vec<String> {
    let width = scan.table.columns.len();
    let mut rows = Vec::new();
    for row in scan.table.read(&scan.file) {
        let mut all = conditions(scan).into_iter();
        if !all.all(|p| holds(&p.condition, &row.values[p.column])) {
            continue;
        }
        let offset = skep_testkit::plain_reader::Value::Integer(i64::try_from(row.offset).unwrap());
        let cell = |&column: &usize| match column {
            _ if column == width => &offset,
            _ => &row.values[column],
        };
        rows.push(format!(
            "{:?}",
            scan.projection.iter().map(cell).collect::<Vec<_>>()
        ));
    }
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn scans_give_what_the_plain_reader_gives(
        bytes in proptest::collection::vec(any::<u8>(), 8..120),
        partitions in 1_usize..=4,
    ) {
        let mut scan = Scan::from_bytes(&bytes, false);
        // Local time needs the session's zone, which is UTC here.
        scan.table.zone = Tz::UTC;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(found(&House::new(), &scan, partitions));
        match found {
            Ok(found) => prop_assert_eq!(found, expected(&scan), "{}", scan),
            Err(error) => prop_assert!(false, "{error}\n{scan}"),
        }
    }
}
