//! `avg` and `sum` of decimals: an average is rounded half up where DataFusion cuts off, and a sum of more than 38 digits is
//! NULL (`GenericUDAFAverage`, `GenericUDAFSum`, `HiveDecimalWritable.mutateAdd`).
//!
//! One group's values are added up here, in 256 bits; [`groups`] does many groups at a time.

mod groups;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Decimal128Array, Int64Array, ListArray};
use arrow::datatypes::{DataType, Field, FieldRef, i256};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility,
};

/// `avg` of `decimal(p, s)`, which is `decimal(p + 4, s + 4)`.
pub fn decimal_avg() -> Arc<AggregateUDF> {
    aggregate(Kind::Average)
}

/// `sum` of `decimal(p, s)`, which is `decimal(p + 10, s)`.
pub fn decimal_sum() -> Arc<AggregateUDF> {
    aggregate(Kind::Sum)
}

fn aggregate(kind: Kind) -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::from(DecimalAggregate {
        kind,
        signature: Signature::any(1, Volatility::Immutable),
    }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Average,
    Sum,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct DecimalAggregate {
    kind: Kind,
    signature: Signature,
}

/// What is made of a sum and a count: the kind, the argument's scale, the result's digits.
#[derive(Debug, Clone, Copy)]
struct Finish {
    kind: Kind,
    from: i8,
    precision: u8,
    scale: i8,
}

impl Finish {
    fn of(kind: Kind, arg: &DataType) -> Result<Finish> {
        let &DataType::Decimal128(p, from) = arg else {
            return exec_err!("{} of {arg}", kind.name());
        };
        let s = u8::try_from(from).unwrap_or(0);
        let (precision, scale) = match kind {
            Kind::Sum => ((p + 10).min(38), s),
            Kind::Average => {
                let whole = p.saturating_sub(s);
                let scale = (s + 4).min(38_u8.saturating_sub(whole));
                (whole + scale, scale)
            }
        };
        Ok(Finish {
            kind,
            from,
            precision,
            scale: i8::try_from(scale).unwrap_or(38),
        })
    }

    /// The aggregate's value; none for nothing, or where it is too large. `sum` is what fits into 38 digits.
    fn value(&self, sum: i128, count: i64) -> Option<i128> {
        if count <= 0 || sum.unsigned_abs() >= 10_u128.pow(38) {
            return None;
        }
        let value = match self.kind {
            Kind::Sum => sum,
            Kind::Average => {
                let shift = u32::try_from(self.scale - self.from).unwrap_or(0);
                divide(sum, shift, i128::from(count))?
            }
        };
        (value.unsigned_abs() < 10_u128.pow(u32::from(self.precision))).then_some(value)
    }

    fn ty(&self) -> DataType {
        DataType::Decimal128(self.precision, self.scale)
    }

    /// The type of a sum on its way from one stage to the next.
    fn sum_type(&self) -> DataType {
        DataType::Decimal128(38, self.from)
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Average => "hive_avg_decimal",
            Kind::Sum => "hive_sum_decimal",
        }
    }
}

fn arg_type<'a>(mut fields: impl Iterator<Item = &'a FieldRef>) -> DataType {
    fields
        .next()
        .map_or(DataType::Null, |field| field.data_type().clone())
}

impl AggregateUDFImpl for DecimalAggregate {
    fn name(&self) -> &str {
        self.kind.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        let arg = args.first().unwrap_or(&DataType::Null);
        Ok(Finish::of(self.kind, arg)?.ty())
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(State {
            sum: i256::ZERO,
            count: 0,
            overflown: false,
            seen: args.is_distinct.then(Default::default),
            finish: Finish::of(self.kind, &arg_type(args.expr_fields.iter()))?,
        }))
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        !args.is_distinct
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        let finish = Finish::of(self.kind, &arg_type(args.expr_fields.iter()))?;
        Ok(Box::new(groups::Groups::new(finish)))
    }

    /// The sum, which is NULL where it overflowed, and how many values it is of; the values themselves for DISTINCT.
    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let ty = arg_type(args.input_fields.iter());
        let finish = Finish::of(self.kind, &ty)?;
        let field = |name: &str, ty| Arc::new(Field::new(name, ty, true));
        if args.is_distinct {
            let item = Arc::new(Field::new("item", finish.sum_type(), true));
            return Ok(vec![field("values", DataType::List(item))]);
        }
        Ok(vec![
            field("sum", finish.sum_type()),
            field("count", DataType::Int64),
        ])
    }
}

/// The decimals of an array.
fn decimals(array: &ArrayRef) -> Result<&Decimal128Array> {
    match array.as_any().downcast_ref() {
        Some(array) => Ok(array),
        None => exec_err!("an aggregate of decimals met {}", array.data_type()),
    }
}

/// The sums and counts of earlier stages.
fn states(states: &[ArrayRef]) -> Result<(&Decimal128Array, &Int64Array)> {
    if let [sums, counts] = states
        && let Some(counts) = counts.as_any().downcast_ref()
    {
        return Ok((decimals(sums)?, counts));
    }
    exec_err!("an aggregate of decimals met a state of another shape")
}

#[derive(Debug)]
struct State {
    sum: i256,
    count: i64,
    /// An earlier stage's sum was too large.
    overflown: bool,
    /// The values met, for DISTINCT.
    seen: Option<HashSet<i128>>,
    finish: Finish,
}

impl State {
    fn add(&mut self, v: i128) {
        if self.seen.as_mut().is_none_or(|seen| seen.insert(v)) {
            self.sum = self.sum.wrapping_add(i256::from_i128(v));
            self.count += 1;
        }
    }

    /// The sum, if it fits.
    fn narrow(&self) -> Option<i128> {
        let sum = self.sum.to_i128().filter(|_| !self.overflown)?;
        (sum.unsigned_abs() < 10_u128.pow(38)).then_some(sum)
    }
}

impl Accumulator for State {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for array in values.iter().take(1) {
            for v in decimals(array)?.iter().flatten() {
                self.add(v);
            }
        }
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for array in values.iter().take(1) {
            for v in decimals(array)?.iter().flatten() {
                self.sum = self.sum.wrapping_sub(i256::from_i128(v));
                self.count -= 1;
            }
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        self.seen.is_none()
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let finish = self.finish;
        let value = self.narrow().and_then(|sum| finish.value(sum, self.count));
        Ok(ScalarValue::Decimal128(
            value,
            finish.precision,
            finish.scale,
        ))
    }

    fn size(&self) -> usize {
        let seen = self.seen.as_ref();
        size_of_val(self) + seen.map_or(0, |s| s.capacity() * size_of::<i128>())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let from = self.finish.from;
        if let Some(seen) = &self.seen {
            let values = seen
                .iter()
                .map(|v| ScalarValue::Decimal128(Some(*v), 38, from));
            let values = values.collect::<Vec<_>>();
            let list = ScalarValue::new_list_nullable(&values, &self.finish.sum_type());
            return Ok(vec![ScalarValue::List(list)]);
        }
        Ok(vec![
            ScalarValue::Decimal128(self.narrow(), 38, from),
            ScalarValue::Int64(Some(self.count)),
        ])
    }

    fn merge_batch(&mut self, arrays: &[ArrayRef]) -> Result<()> {
        if let [lists] = arrays {
            let Some(lists) = lists.as_any().downcast_ref::<ListArray>() else {
                return exec_err!("an aggregate of decimals met a state of another type");
            };
            for values in lists.iter().flatten() {
                for v in decimals(&values)?.iter().flatten() {
                    self.add(v);
                }
            }
            return Ok(());
        }
        let (sums, counts) = states(arrays)?;
        for (sum, count) in sums.iter().zip(counts.iter()) {
            let count = count.unwrap_or(0);
            self.count += count;
            match sum {
                Some(sum) => self.sum = self.sum.wrapping_add(i256::from_i128(sum)),
                None => self.overflown |= count > 0,
            }
        }
        Ok(())
    }
}

/// `sum * 10^shift / count`, half up; none where it is too large.
fn divide(sum: i128, shift: u32, count: i128) -> Option<i128> {
    let half = |quotient: i128, rest: i128| {
        let up = rest.checked_abs()?.checked_mul(2)? >= count;
        Some(if up {
            quotient + sum.signum()
        } else {
            quotient
        })
    };
    if let Some(sum) = sum.checked_mul(10_i128.checked_pow(shift)?) {
        return half(sum.checked_div(count)?, sum.checked_rem(count)?);
    }
    // the quotient first, then the digits of the rest: no product of the whole sum
    let mut quotient = sum.checked_div(count)?;
    let mut rest = sum.checked_rem(count)?;
    for _ in 0..shift {
        rest = rest.checked_mul(10)?;
        quotient = quotient.checked_mul(10)?.checked_add(rest / count)?;
        rest %= count;
    }
    half(quotient, rest)
}
