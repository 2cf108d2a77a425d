//! `variance`, `stddev` and their sample forms, step by step as Hive computes them, so that the last digits agree.
//!
//! The state is Hive's: a count, a sum, and the count times the variance (`GenericUDAFVariance`, after Chan, Golub and
//! LeVeque).

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, Int64Array, ListArray};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
};

/// Which of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `var_pop`
    Variance,
    /// `var_samp`
    VarianceSample,
    /// `stddev_pop`
    Deviation,
    /// `stddev_samp`
    DeviationSample,
}

/// The aggregate over doubles.
pub fn variance(kind: Kind) -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::from(Variance {
        kind,
        signature: Signature::exact(vec![DataType::Float64], Volatility::Immutable),
    }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Variance {
    kind: Kind,
    signature: Signature,
}

impl AggregateUDFImpl for Variance {
    fn name(&self) -> &str {
        match self.kind {
            Kind::Variance => "hive_var_pop",
            Kind::VarianceSample => "hive_var_samp",
            Kind::Deviation => "hive_stddev_pop",
            Kind::DeviationSample => "hive_stddev_samp",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(State {
            kind: self.kind,
            count: 0,
            sum: 0.0,
            variance: 0.0,
            seen: args.is_distinct.then(Default::default),
        }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        if args.is_distinct {
            let item = Arc::new(Field::new("item", DataType::Float64, true));
            let values = Field::new("values", DataType::List(item), true);
            return Ok(vec![Arc::new(values)]);
        }
        Ok(vec![
            Arc::new(Field::new("count", DataType::Int64, true)),
            Arc::new(Field::new("sum", DataType::Float64, true)),
            Arc::new(Field::new("variance", DataType::Float64, true)),
        ])
    }
}

#[derive(Debug)]
struct State {
    kind: Kind,
    count: i64,
    sum: f64,
    /// The count times the variance.
    variance: f64,
    /// The bits of the values met, for DISTINCT.
    seen: Option<HashSet<u64>>,
}

#[expect(clippy::cast_precision_loss, reason = "a number of rows")]
fn float(count: i64) -> f64 {
    count as f64
}

impl State {
    fn add(&mut self, v: f64) {
        let new = |seen: &mut HashSet<u64>| seen.insert(v.to_bits());
        if !self.seen.as_mut().is_none_or(new) {
            return;
        }
        self.count += 1;
        self.sum += v;
        if self.count > 1 {
            self.variance += self.step(v);
        }
    }

    /// What a value adds, once it is counted and in the sum.
    fn step(&self, v: f64) -> f64 {
        let t = float(self.count) * v - self.sum;
        (t * t) / (float(self.count) * float(self.count - 1))
    }

    fn remove(&mut self, v: f64) {
        if self.count > 1 {
            self.variance = (self.variance - self.step(v)).max(0.0);
        }
        self.count -= 1;
        self.sum -= v;
        if self.count <= 0 {
            (self.count, self.sum, self.variance) = (0, 0.0, 0.0);
        }
    }

    fn merge(&mut self, count: i64, sum: f64, variance: f64) {
        if count == 0 {
            return;
        }
        if self.count == 0 {
            (self.count, self.sum, self.variance) = (count, sum, variance);
            return;
        }
        let (n, m) = (float(self.count), float(count));
        let t = (m / n) * self.sum - sum;
        self.variance += variance + ((n / m) / (n + m)) * t * t;
        self.count += count;
        self.sum += sum;
    }

    fn result(&self) -> Option<f64> {
        let (n, least) = match self.kind {
            Kind::Variance | Kind::Deviation => (self.count, 1),
            Kind::VarianceSample | Kind::DeviationSample => (self.count - 1, 2),
        };
        if self.count < least {
            return None;
        }
        let variance = if self.count > 1 {
            self.variance / float(n)
        } else {
            0.0
        };
        Some(match self.kind {
            Kind::Variance | Kind::VarianceSample => variance,
            Kind::Deviation | Kind::DeviationSample => variance.sqrt(),
        })
    }
}

fn doubles(array: &ArrayRef) -> Result<&Float64Array> {
    match array.as_any().downcast_ref() {
        Some(array) => Ok(array),
        None => exec_err!("a variance of {}", array.data_type()),
    }
}

impl Accumulator for State {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for array in values.iter().take(1) {
            doubles(array)?.iter().flatten().for_each(|v| self.add(v));
        }
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for array in values.iter().take(1) {
            let values = doubles(array)?.iter().flatten();
            values.for_each(|v| self.remove(v));
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        self.seen.is_none()
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Float64(self.result()))
    }

    fn size(&self) -> usize {
        let seen = self.seen.as_ref();
        size_of_val(self) + seen.map_or(0, |s| s.capacity() * size_of::<u64>())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        if let Some(seen) = &self.seen {
            let values = seen
                .iter()
                .map(|bits| ScalarValue::Float64(Some(f64::from_bits(*bits))));
            let values = values.collect::<Vec<_>>();
            let list = ScalarValue::new_list_nullable(&values, &DataType::Float64);
            return Ok(vec![ScalarValue::List(list)]);
        }
        Ok(vec![
            ScalarValue::Int64(Some(self.count)),
            ScalarValue::Float64(Some(self.sum)),
            ScalarValue::Float64(Some(self.variance)),
        ])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        match states {
            [lists] => {
                let Some(lists) = lists.as_any().downcast_ref::<ListArray>() else {
                    return exec_err!("variance: a state of another type");
                };
                for values in lists.iter().flatten() {
                    doubles(&values)?.iter().flatten().for_each(|v| self.add(v));
                }
            }
            [counts, sums, variances] => {
                let Some(counts) = counts.as_any().downcast_ref::<Int64Array>() else {
                    return exec_err!("variance: a state of another type");
                };
                let parts = doubles(sums)?.iter().zip(doubles(variances)?);
                for (count, part) in counts.iter().zip(parts) {
                    if let (Some(count), (Some(sum), Some(variance))) = (count, part) {
                        self.merge(count, sum, variance);
                    }
                }
            }
            _ => return exec_err!("variance: a state of another shape"),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(kind: Kind, values: &[f64]) -> State {
        let mut state = State {
            kind,
            count: 0,
            sum: 0.0,
            variance: 0.0,
            seen: None,
        };
        values.iter().for_each(|v| state.add(*v));
        state
    }

    /// 2, 4, 4, 4, 5, 5, 7, 9 have the mean 5 and 32 as the sum of squares about it.
    #[test]
    fn the_family() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let of = |kind| state(kind, &values).result();
        assert_eq!(of(Kind::Variance), Some(4.0));
        assert_eq!(of(Kind::Deviation), Some(2.0));
        assert_eq!(of(Kind::VarianceSample), Some(32.0 / 7.0));
        assert_eq!(of(Kind::DeviationSample), Some((32.0_f64 / 7.0).sqrt()));
    }

    #[test]
    fn few_values() {
        assert_eq!(state(Kind::Variance, &[]).result(), None);
        assert_eq!(state(Kind::Variance, &[3.0]).result(), Some(0.0));
        assert_eq!(state(Kind::VarianceSample, &[3.0]).result(), None);
    }

    #[test]
    fn parts_merge_and_leave() {
        let mut whole = state(Kind::Variance, &[2.0, 4.0, 4.0, 4.0]);
        let part = state(Kind::Variance, &[5.0, 5.0, 7.0, 9.0]);
        whole.merge(part.count, part.sum, part.variance);
        assert_eq!(whole.result(), Some(4.0));
        whole.remove(9.0);
        whole.remove(7.0);
        // 2, 4, 4, 4, 5, 5: the mean is 4, the squares about it sum up to 6.
        assert!(whole.result().is_some_and(|v| (v - 1.0).abs() < 1e-12));
    }
}
