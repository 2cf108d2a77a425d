//! `avg` of decimals: Hive rounds half up where DataFusion cuts off.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Decimal128Array, Int64Array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
};

/// `avg` of `decimal(p, s)`, which is `decimal(p + 4, s + 4)` (`GenericUDAFAverage`).
pub fn decimal_avg() -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::from(DecimalAvg {
        signature: Signature::any(1, Volatility::Immutable),
    }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct DecimalAvg {
    signature: Signature,
}

/// The type of an average of `decimal(p, s)`.
fn result_type(arg: &DataType) -> Result<(u8, i8)> {
    match arg {
        DataType::Decimal128(p, s) => {
            let s = u8::try_from(*s).unwrap_or(0);
            let whole = p.saturating_sub(s);
            let scale = (s + 4).min(38_u8.saturating_sub(whole));
            Ok((whole + scale, i8::try_from(scale).unwrap_or(38)))
        }
        other => exec_err!("hive_avg_decimal of {other}"),
    }
}

impl AggregateUDFImpl for DecimalAvg {
    fn name(&self) -> &str {
        "hive_avg_decimal"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        let (p, s) = result_type(args.first().unwrap_or(&DataType::Null))?;
        Ok(DataType::Decimal128(p, s))
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let ty = args.expr_fields.first().map(|f| f.data_type().clone());
        let ty = ty.unwrap_or(DataType::Null);
        let (precision, scale) = result_type(&ty)?;
        let DataType::Decimal128(_, from) = ty else {
            return exec_err!("hive_avg_decimal of {ty}");
        };
        Ok(Box::new(State {
            sum: 0,
            count: 0,
            seen: args.is_distinct.then(Default::default),
            from,
            precision,
            scale,
        }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let ty = args
            .input_fields
            .first()
            .map_or(DataType::Null, |f| f.data_type().clone());
        if args.is_distinct {
            let item = Arc::new(Field::new("item", ty, true));
            return Ok(vec![Arc::new(Field::new(
                "values",
                DataType::List(item),
                true,
            ))]);
        }
        let DataType::Decimal128(_, scale) = ty else {
            return exec_err!("hive_avg_decimal of {ty}");
        };
        Ok(vec![
            Arc::new(Field::new("sum", DataType::Decimal128(38, scale), true)),
            Arc::new(Field::new("count", DataType::Int64, true)),
        ])
    }
}

#[derive(Debug)]
struct State {
    sum: i128,
    count: i64,
    /// The values met, for DISTINCT.
    seen: Option<std::collections::HashSet<i128>>,
    from: i8,
    precision: u8,
    scale: i8,
}

impl State {
    fn decimals<'a>(&self, array: &'a ArrayRef) -> Result<&'a Decimal128Array> {
        match array.as_any().downcast_ref() {
            Some(array) => Ok(array),
            None => exec_err!("hive_avg_decimal of {}", array.data_type()),
        }
    }

    fn add(&mut self, v: i128) {
        if self.seen.as_mut().is_none_or(|seen| seen.insert(v)) {
            self.sum = self.sum.wrapping_add(v);
            self.count += 1;
        }
    }
}

impl Accumulator for State {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for array in values.iter().take(1) {
            for v in self.decimals(array)?.iter().flatten() {
                self.add(v);
            }
        }
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for array in values.iter().take(1) {
            for v in self.decimals(array)?.iter().flatten() {
                self.sum = self.sum.wrapping_sub(v);
                self.count -= 1;
            }
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        self.seen.is_none()
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let shift = u32::try_from(self.scale - self.from).unwrap_or(0);
        let mean = divide(self.sum, shift, i128::from(self.count))
            .filter(|v| v.unsigned_abs() < 10_u128.pow(u32::from(self.precision)));
        Ok(ScalarValue::Decimal128(mean, self.precision, self.scale))
    }

    fn size(&self) -> usize {
        size_of_val(self)
            + self
                .seen
                .as_ref()
                .map_or(0, |s| s.capacity() * size_of::<i128>())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        if let Some(seen) = &self.seen {
            let ty = DataType::Decimal128(38, self.from);
            let values = seen
                .iter()
                .map(|v| ScalarValue::Decimal128(Some(*v), 38, self.from));
            let values = values.collect::<Vec<_>>();
            return Ok(vec![ScalarValue::List(ScalarValue::new_list_nullable(
                &values, &ty,
            ))]);
        }
        Ok(vec![
            ScalarValue::Decimal128(Some(self.sum), 38, self.from),
            ScalarValue::Int64(Some(self.count)),
        ])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        match states {
            [lists] => {
                let Some(lists) = lists.as_any().downcast_ref::<arrow::array::ListArray>() else {
                    return exec_err!("hive_avg_decimal: a state of another type");
                };
                for values in lists.iter().flatten() {
                    for v in self.decimals(&values)?.iter().flatten() {
                        self.add(v);
                    }
                }
            }
            [sums, counts] => {
                for v in self.decimals(sums)?.iter().flatten() {
                    self.sum = self.sum.wrapping_add(v);
                }
                let counts = counts.as_any().downcast_ref::<Int64Array>();
                self.count += counts.map_or(0, |c| c.iter().flatten().sum::<i64>());
            }
            _ => return exec_err!("hive_avg_decimal: a state of another shape"),
        }
        Ok(())
    }
}

/// `sum * 10^shift / count`, half up; none for nothing, or where it is too large.
fn divide(sum: i128, shift: u32, count: i128) -> Option<i128> {
    if count == 0 {
        return None;
    }
    let half = |quotient: i128, rest: i128| {
        let up = rest.checked_abs()?.checked_mul(2)? >= count;
        Some(if up {
            quotient + sum.signum()
        } else {
            quotient
        })
    };
    // the quotient first, then the digits of the rest: no product of the whole sum
    let mut quotient = sum / count;
    let mut rest = sum % count;
    for _ in 0..shift {
        rest = rest.checked_mul(10)?;
        quotient = quotient.checked_mul(10)?.checked_add(rest / count)?;
        rest %= count;
    }
    half(quotient, rest)
}
