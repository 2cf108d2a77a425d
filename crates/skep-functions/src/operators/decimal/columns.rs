//! Sums, differences and products of whole columns of decimals, where nothing has to be rounded and everything fits.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Decimal128Array};
use arrow::buffer::NullBuffer;
use skep_serde::primitive::pow10;
use skep_serde::types::arrow_type;

use super::{Op, Scales};
use crate::routine::{Call, Column};

/// One side: a value for all rows, or one for each.
#[derive(Clone, Copy)]
enum Side<'a> {
    One(i128),
    Each(&'a Decimal128Array),
}

impl<'a> Side<'a> {
    fn of(column: &Column<'a, Decimal128Array>, len: usize) -> Option<Side<'a>> {
        match column.whole() {
            Some(array) => (array.len() == len).then_some(Side::Each(array)),
            None => column.constant().map(Side::One),
        }
    }

    fn nulls(self) -> Option<&'a NullBuffer> {
        match self {
            Side::One(_) => None,
            Side::Each(array) => array.nulls(),
        }
    }
}

/// The result; none where a row needs more care, or the operation does.
pub(super) fn run(
    call: &Call<'_>,
    op: Op,
    a: &Column<'_, Decimal128Array>,
    b: &Column<'_, Decimal128Array>,
    s: &Scales,
) -> Option<ArrayRef> {
    let (a, b) = (Side::of(a, call.len)?, Side::of(b, call.len)?);
    let values = match op {
        Op::Add | Op::Subtract => {
            let common = s.left.max(s.right);
            if !s.safe || common != s.result {
                return None;
            }
            let (x, y) = (
                pow10(u32::from(common - s.left))?,
                pow10(u32::from(common - s.right))?,
            );
            let y = if op == Op::Subtract { -y } else { y };
            map(call.len, a, b, |a, b| {
                a.wrapping_mul(x).wrapping_add(b.wrapping_mul(y))
            })
        }
        Op::Multiply if s.left + s.right == s.result => {
            if s.safe {
                map(call.len, a, b, i128::wrapping_mul)
            } else {
                checked_products(call.len, a, b, s.limit)?
            }
        }
        _ => return None,
    };
    let nulls = NullBuffer::union(a.nulls(), b.nulls());
    let array = Decimal128Array::try_new(values.into(), nulls).ok()?;
    Some(Arc::new(array.with_data_type(arrow_type(&call.returns()))))
}

fn map(len: usize, a: Side<'_>, b: Side<'_>, mut f: impl FnMut(i128, i128) -> i128) -> Vec<i128> {
    match (a, b) {
        (Side::One(a), Side::One(b)) => vec![f(a, b); len],
        (Side::One(a), Side::Each(b)) => b.values().iter().map(|b| f(a, *b)).collect(),
        (Side::Each(a), Side::One(b)) => a.values().iter().map(|a| f(*a, b)).collect(),
        (Side::Each(a), Side::Each(b)) => {
            let pairs = a.values().iter().zip(b.values());
            pairs.map(|(a, b)| f(*a, *b)).collect()
        }
    }
}

/// Products, if all are less than `limit`.
fn checked_products(len: usize, a: Side<'_>, b: Side<'_>, limit: i128) -> Option<Vec<i128>> {
    let mut fit = true;
    let values = map(len, a, b, |a, b| {
        // Nearly all values are short; the product of two of 64 bits can't overflow 128.
        let product = match (i64::try_from(a), i64::try_from(b)) {
            (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
            _ => a.checked_mul(b),
        };
        fit &= product.is_some_and(|v| v.unsigned_abs() < limit.unsigned_abs());
        product.unwrap_or_default()
    });
    fit.then_some(values)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use chrono_tz::Tz;
    use skep_hiveql::types::HiveType;

    use super::*;

    fn decimals(values: &[Option<i128>], p: u8, s: i8) -> ArrayRef {
        let array: Decimal128Array = values.iter().copied().collect();
        Arc::new(array.with_precision_and_scale(p, s).unwrap())
    }

    /// `a op b`, row by row; an array of one value is repeated.
    fn check(
        op: Op,
        a: (&[Option<i128>], u8, i8),
        b: (&[Option<i128>], u8, i8),
        result: (u8, u8),
        expected: &[Option<i128>],
    ) {
        let ty = |(_, p, s): (_, u8, i8)| HiveType::Decimal(p, s.unsigned_abs());
        let types = [ty(a), ty(b), HiveType::Decimal(result.0, result.1)];
        let side =
            |(values, p, s): (&[Option<i128>], u8, i8)| (decimals(values, p, s), values.len() == 1);
        let args = [side(a), side(b)];
        let call = Call::new(&args, expected.len(), &types, Tz::UTC);
        let array = super::super::run(&call, op).unwrap();
        let array = array.as_any().downcast_ref::<Decimal128Array>().unwrap();
        assert_eq!(array.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn columns_and_constants() {
        // 1 - 0.05, 1 - NULL, 1 - -0.5
        let discounts = [Some(5), None, Some(-50)];
        check(
            Op::Subtract,
            (&[Some(1)], 1, 0),
            (&discounts, 15, 2),
            (16, 2),
            &[Some(95), None, Some(150)],
        );
        // 2.00 * 0.95, NULL, -1.00 * 1.50
        let (prices, factors) = (
            [Some(200), Some(100), Some(-100)],
            [Some(95), None, Some(150)],
        );
        check(
            Op::Multiply,
            (&prices, 15, 2),
            (&factors, 16, 2),
            (32, 4),
            &[Some(19_000), None, Some(-15_000)],
        );
        check(
            Op::Add,
            (&prices, 15, 2),
            (&[Some(1)], 3, 3),
            (17, 3),
            &[Some(2001), Some(1001), Some(-999)],
        );
        check(
            Op::Add,
            (&prices, 15, 2),
            (&[None], 3, 3),
            (17, 3),
            &[None, None, None],
        );
    }

    #[test]
    fn one_product_that_is_too_large_leaves_the_others() {
        let (ten37, small) = (10_i128.pow(37), Some(3));
        check(
            Op::Multiply,
            (&[Some(ten37), small], 38, 0),
            (&[Some(10)], 2, 0),
            (38, 0),
            &[None, Some(30)],
        );
    }
}
