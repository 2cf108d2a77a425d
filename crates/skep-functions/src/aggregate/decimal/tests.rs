//! Sums and averages of decimals in groups, by arithmetic.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Decimal128Array};
use arrow::datatypes::DataType;
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};

use super::groups::Groups;
use super::{Finish, Kind};

/// As large as 38 digits get.
const MOST: i128 = 10_i128.pow(38) - 1;

fn column(values: &[Option<i128>], p: u8, s: i8) -> ArrayRef {
    let array: Decimal128Array = values.iter().copied().collect();
    Arc::new(array.with_precision_and_scale(p, s).unwrap())
}

fn groups(kind: Kind, p: u8, s: i8) -> Groups {
    Groups::new(Finish::of(kind, &DataType::Decimal128(p, s)).unwrap())
}

fn shown(array: &ArrayRef) -> Vec<Option<i128>> {
    let array = array.as_any().downcast_ref::<Decimal128Array>().unwrap();
    array.iter().collect()
}

#[test]
fn groups_are_summed_apart() {
    let mut sums = groups(Kind::Sum, 32, 4);
    let values = column(&[Some(15), Some(-5), None, Some(7)], 32, 4);
    sums.update_batch(&[Arc::clone(&values)], &[0, 1, 2, 0], None, 3)
        .unwrap();
    let filter = BooleanArray::from(vec![Some(true), None, Some(true), Some(false)]);
    sums.update_batch(&[values], &[1, 1, 1, 1], Some(&filter), 4)
        .unwrap();
    assert_eq!(
        shown(&sums.evaluate(EmitTo::All).unwrap()),
        [Some(22), Some(10), None, None]
    );
}

#[test]
fn a_sum_of_more_than_38_digits_is_null_and_stays_so() {
    let values = column(&[Some(MOST), Some(1), Some(MOST), Some(MOST)], 38, 0);
    let indices = [0, 0, 1, 1];
    let mut first = groups(Kind::Sum, 38, 0);
    first
        .update_batch(&[Arc::clone(&values)], &indices, None, 2)
        .unwrap();
    let states = first.state(EmitTo::All).unwrap();
    let mut last = groups(Kind::Sum, 38, 0);
    last.merge_batch(&states, &[0, 1], 2).unwrap();
    last.update_batch(&[column(&[Some(-MOST)], 38, 0)], &[0], None, 2)
        .unwrap();
    assert_eq!(shown(&last.evaluate(EmitTo::All).unwrap()), [None, None]);
    first.update_batch(&[values], &indices, None, 2).unwrap();
    assert_eq!(shown(&first.evaluate(EmitTo::All).unwrap()), [None, None]);
}

#[test]
fn an_average_is_rounded_half_up_over_all_stages() {
    let input = groups(Kind::Average, 3, 1);
    // 2/3 and -2/3 of decimal(3,1) with four more digits
    let values = column(&[Some(10), Some(10), Some(0), Some(-20), None], 3, 1);
    let states = input.convert_to_state(&[values], None).unwrap();
    let mut mean = groups(Kind::Average, 3, 1);
    mean.merge_batch(&states, &[0, 0, 0, 1, 1], 2).unwrap();
    let zeros = column(&[Some(0), Some(0)], 3, 1);
    mean.update_batch(&[zeros], &[1, 1], None, 2).unwrap();
    let means = mean.evaluate(EmitTo::All).unwrap();
    assert_eq!(means.data_type(), &DataType::Decimal128(7, 5));
    assert_eq!(shown(&means), [Some(66_667), Some(-66_667)]);
}

#[test]
fn the_first_groups_can_leave_early() {
    let mut sums = groups(Kind::Sum, 32, 4);
    sums.update_batch(
        &[column(&[Some(1), Some(2), Some(3)], 32, 4)],
        &[0, 1, 2],
        None,
        3,
    )
    .unwrap();
    assert_eq!(
        shown(&sums.evaluate(EmitTo::First(2)).unwrap()),
        [Some(1), Some(2)]
    );
    assert_eq!(shown(&sums.evaluate(EmitTo::All).unwrap()), [Some(3)]);
}
