//! Sums and averages of decimals for many groups at a time, in 128 bits.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Decimal128Array, Int64Array};
use arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};

use super::{Finish, decimals, states};

/// The groups met so far.
pub(super) struct Groups {
    slots: Vec<Slot>,
    finish: Finish,
}

/// One group; a negative count says that its sum overflowed.
#[derive(Clone, Copy, Default)]
struct Slot {
    sum: i128,
    count: i64,
}

/// No number of rows makes this positive.
const OVERFLOWN: i64 = i64::MIN / 2;

impl Slot {
    fn add(&mut self, sum: i128, count: i64) {
        match self.sum.checked_add(sum) {
            Some(sum) => {
                self.sum = sum;
                self.count += count;
            }
            None => self.count = OVERFLOWN,
        }
    }
}

impl Groups {
    pub(super) fn new(finish: Finish) -> Groups {
        let slots = Vec::new();
        Groups { slots, finish }
    }

    fn array(
        &self,
        values: impl Iterator<Item = Option<i128>>,
        ty: DataType,
    ) -> Result<Decimal128Array> {
        let DataType::Decimal128(precision, scale) = ty else {
            return exec_err!("a decimal of the type {ty}");
        };
        let array = values.collect::<Decimal128Array>();
        Ok(array.with_precision_and_scale(precision, scale)?)
    }
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        groups: usize,
    ) -> Result<()> {
        self.slots.resize(groups, Slot::default());
        for array in values.iter().take(1) {
            let array = decimals(array)?;
            let rows = group_indices.iter().zip(array.values()).enumerate();
            let all = array.null_count() == 0 && filter.is_none();
            for (row, (group, value)) in rows {
                let counts = all || array.is_valid(row) && wanted(filter, row);
                if counts && let Some(slot) = self.slots.get_mut(*group) {
                    slot.add(*value, 1);
                }
            }
        }
        Ok(())
    }

    fn merge_batch(
        &mut self,
        arrays: &[ArrayRef],
        group_indices: &[usize],
        groups: usize,
    ) -> Result<()> {
        self.slots.resize(groups, Slot::default());
        let (sums, counts) = states(arrays)?;
        let rows = group_indices.iter().zip(sums.iter().zip(counts.iter()));
        for (group, (sum, count)) in rows {
            let count = count.unwrap_or(0);
            if let Some(slot) = self.slots.get_mut(*group) {
                match sum {
                    Some(sum) => slot.add(sum, count),
                    None if count > 0 => slot.count = OVERFLOWN,
                    None => {}
                }
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let slots = emit_to.take_needed(&mut self.slots);
        let finish = self.finish;
        let values = slots.iter().map(|slot| finish.value(slot.sum, slot.count));
        Ok(Arc::new(self.array(values, finish.ty())?))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let slots = emit_to.take_needed(&mut self.slots);
        let fits = |slot: &Slot| slot.count >= 0 && slot.sum.unsigned_abs() < 10_u128.pow(38);
        let sums = slots.iter().map(|slot| fits(slot).then_some(slot.sum));
        let sums = self.array(sums, self.finish.sum_type())?;
        let counts = slots
            .iter()
            .map(|slot| if fits(slot) { slot.count } else { 1 });
        let counts = Int64Array::from_iter_values(counts);
        Ok(vec![Arc::new(sums), Arc::new(counts)])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let [values] = values else {
            return exec_err!("an aggregate of decimals takes one argument");
        };
        let values = decimals(values)?;
        let value = |row: usize| values.is_valid(row) && wanted(filter, row);
        let sums = (0..values.len()).map(|row| value(row).then(|| values.value(row)));
        let sums = self.array(sums, self.finish.sum_type())?;
        let counts = (0..values.len()).map(|row| i64::from(value(row)));
        let counts = Int64Array::from_iter_values(counts);
        Ok(vec![Arc::new(sums), Arc::new(counts)])
    }

    fn size(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>()
    }
}

/// True if the filter of an aggregate lets a row through.
fn wanted(filter: Option<&BooleanArray>, row: usize) -> bool {
    filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row))
}
