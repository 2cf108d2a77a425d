//! The kernels of the mathematical functions.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};
use arrow::datatypes::{
    DataType, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
};
use datafusion::common::{Result, exec_err};

use super::rounding::{self, Mode};
use crate::kernel::Kernel;
use crate::random::Random;
use crate::rows::Rows;

const DOUBLE: DataType = DataType::Float64;

/// A double of a double.
fn map(r: &Rows<'_>, f: fn(f64) -> f64) -> Result<ArrayRef> {
    partial(r, |x| Some(f(x)))
}

/// A double of a double, or NULL outside the domain.
fn partial(r: &Rows<'_>, f: impl Fn(f64) -> Option<f64>) -> Result<ArrayRef> {
    let x = r.nums::<Float64Type>(0)?;
    r.numbers::<Float64Type>(|i| f(x.get(i)?))
}

/// Every mathematical kernel.
pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::witnessed("round", |r| round(r, Mode::HalfUp)),
    Kernel::witnessed("bround", |r| round(r, Mode::HalfEven)),
    Kernel::new("floor", DataType::Int64, |r| to_long(r, f64::floor)),
    Kernel::new("ceil", DataType::Int64, |r| to_long(r, f64::ceil)),
    Kernel::witnessed("floor_decimal", |r| whole_decimal(r, i128::div_euclid)),
    Kernel::witnessed("ceil_decimal", |r| {
        whole_decimal(r, |n, unit| -(-n).div_euclid(unit))
    }),
    Kernel::volatile("rand", DOUBLE, |r| {
        let values = (0..r.len).map(|_| rand::random::<f64>());
        Ok(Arc::new(values.collect::<Float64Array>()))
    }),
    Kernel::volatile("rand_seeded", DOUBLE, |r| {
        let mut random = Random::new(r.nums::<Int64Type>(0)?.get(0).unwrap_or(0));
        let values = (0..r.len).map(|_| random.next_double());
        Ok(Arc::new(values.collect::<Float64Array>()))
    }),
    Kernel::witnessed("abs", abs),
    Kernel::new("sign", DOUBLE, |r| {
        map(r, |x| {
            if x == 0.0 {
                0.0
            } else if x > 0.0 {
                1.0
            } else {
                -1.0
            }
        })
    }),
    Kernel::new("sign_decimal", DataType::Int32, |r| {
        let x = r.nums::<Decimal128Type>(0)?;
        r.numbers::<Int32Type>(|i| i32::try_from(x.get(i)?.signum()).ok())
    }),
    Kernel::new("sqrt", DOUBLE, |r| {
        partial(r, |x| (x >= 0.0 || x.is_nan()).then(|| x.sqrt()))
    }),
    Kernel::new("cbrt", DOUBLE, |r| map(r, f64::cbrt)),
    Kernel::new("exp", DOUBLE, |r| map(r, f64::exp)),
    Kernel::new("ln", DOUBLE, |r| partial(r, |x| (x > 0.0).then(|| x.ln()))),
    Kernel::new("log2", DOUBLE, |r| {
        partial(r, |x| (x > 0.0).then(|| x.ln() / 2_f64.ln()))
    }),
    Kernel::new("log10", DOUBLE, |r| {
        partial(r, |x| (x > 0.0).then(|| x.log10()))
    }),
    Kernel::new("log", DOUBLE, |r| {
        let (base, x) = (r.nums::<Float64Type>(0)?, r.nums::<Float64Type>(1)?);
        r.numbers::<Float64Type>(|i| {
            let (base, x) = (base.get(i)?, x.get(i)?);
            (base > 1.0 && x > 0.0).then(|| x.ln() / base.ln())
        })
    }),
    Kernel::new("pow", DOUBLE, |r| {
        let (x, y) = (r.nums::<Float64Type>(0)?, r.nums::<Float64Type>(1)?);
        r.numbers::<Float64Type>(|i| Some(x.get(i)?.powf(y.get(i)?)))
    }),
    Kernel::new("sin", DOUBLE, |r| map(r, f64::sin)),
    Kernel::new("asin", DOUBLE, |r| {
        partial(r, |x| (-1.0..=1.0).contains(&x).then(|| x.asin()))
    }),
    Kernel::new("sinh", DOUBLE, |r| map(r, f64::sinh)),
    Kernel::new("cos", DOUBLE, |r| map(r, f64::cos)),
    Kernel::new("acos", DOUBLE, |r| {
        partial(r, |x| (-1.0..=1.0).contains(&x).then(|| x.acos()))
    }),
    Kernel::new("cosh", DOUBLE, |r| map(r, f64::cosh)),
    Kernel::new("tan", DOUBLE, |r| map(r, f64::tan)),
    Kernel::new("atan", DOUBLE, |r| map(r, f64::atan)),
    Kernel::new("tanh", DOUBLE, |r| map(r, f64::tanh)),
    Kernel::new("degrees", DOUBLE, |r| {
        map(r, |x| x * (180.0 / std::f64::consts::PI))
    }),
    Kernel::new("radians", DOUBLE, |r| {
        map(r, |x| x * (std::f64::consts::PI / 180.0))
    }),
    Kernel::new("pi", DOUBLE, |r| {
        r.numbers::<Float64Type>(|_| Some(std::f64::consts::PI))
    }),
    Kernel::new("e", DOUBLE, |r| {
        r.numbers::<Float64Type>(|_| Some(std::f64::consts::E))
    }),
    Kernel::new("factorial", DataType::Int64, |r| {
        let n = r.nums::<Int32Type>(0)?;
        r.numbers::<Int64Type>(|i| {
            let n = i64::from(n.get(i)?);
            (0..=20).contains(&n).then(|| (1..=n).product())
        })
    }),
    Kernel::witnessed("pmod", pmod),
    Kernel::witnessed("shiftleft", |r| {
        shift(r, i32::wrapping_shl, i64::wrapping_shl)
    }),
    Kernel::witnessed("shiftright", |r| {
        shift(r, i32::wrapping_shr, i64::wrapping_shr)
    }),
    Kernel::witnessed("shiftrightunsigned", |r| {
        shift(
            r,
            |a, n| a.cast_unsigned().wrapping_shr(n).cast_signed(),
            |a, n| a.cast_unsigned().wrapping_shr(n).cast_signed(),
        )
    }),
    Kernel::new("width_bucket", DataType::Int32, width_bucket),
    Kernel::new("width_bucket_exact", DataType::Int32, width_bucket_exact),
];

fn scale(ty: &DataType) -> i32 {
    match ty {
        DataType::Decimal128(_, s) => i32::from(*s),
        _ => 0,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "Java's narrowing casts")]
fn round(r: &Rows<'_>, mode: Mode) -> Result<ArrayRef> {
    let digits = r.nums::<Int32Type>(1)?;
    match r.data_type(0) {
        DataType::Int8 => {
            let x = r.nums::<Int8Type>(0)?;
            r.numbers::<Int8Type>(|i| {
                Some(low(rounding::whole(x.get(i)?.into(), digits.get(i)?, mode)) as i8)
            })
        }
        DataType::Int16 => {
            let x = r.nums::<Int16Type>(0)?;
            r.numbers::<Int16Type>(|i| {
                Some(low(rounding::whole(x.get(i)?.into(), digits.get(i)?, mode)) as i16)
            })
        }
        DataType::Int32 => {
            let x = r.nums::<Int32Type>(0)?;
            r.numbers::<Int32Type>(|i| {
                Some(low(rounding::whole(x.get(i)?.into(), digits.get(i)?, mode)))
            })
        }
        DataType::Int64 => {
            let x = r.nums::<Int64Type>(0)?;
            r.numbers::<Int64Type>(|i| Some(rounding::whole(x.get(i)?, digits.get(i)?, mode)))
        }
        DataType::Float32 => {
            let x = r.nums::<Float32Type>(0)?;
            r.numbers::<Float32Type>(|i| {
                Some(rounding::double(x.get(i)?.into(), digits.get(i)?, mode) as f32)
            })
        }
        DataType::Float64 => {
            let x = r.nums::<Float64Type>(0)?;
            r.numbers::<Float64Type>(|i| Some(rounding::double(x.get(i)?, digits.get(i)?, mode)))
        }
        ty @ DataType::Decimal128(..) => {
            let x = r.nums::<Decimal128Type>(0)?;
            let (from, to) = (scale(&ty), scale(r.returns));
            r.decimals(|i| rounding::decimal(x.get(i)?, from, digits.get(i)?, to, mode))
        }
        other => exec_err!("round of {other}"),
    }
}

/// Java's narrowing cast.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the low bits, as Java does"
)]
fn low(n: i64) -> i32 {
    n as i32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "Java's (long) saturates as Rust's does"
)]
fn to_long(r: &Rows<'_>, f: fn(f64) -> f64) -> Result<ArrayRef> {
    let x = r.nums::<Float64Type>(0)?;
    r.numbers::<Int64Type>(|i| Some(f(x.get(i)?) as i64))
}

fn whole_decimal(r: &Rows<'_>, f: fn(i128, i128) -> i128) -> Result<ArrayRef> {
    let x = r.nums::<Decimal128Type>(0)?;
    let unit = 10_i128.pow(scale(&r.data_type(0)).unsigned_abs());
    r.decimals(|i| Some(f(x.get(i)?, unit)))
}

fn abs(r: &Rows<'_>) -> Result<ArrayRef> {
    match r.returns {
        DataType::Int32 => {
            let x = r.nums::<Int32Type>(0)?;
            r.numbers::<Int32Type>(|i| x.get(i).map(i32::wrapping_abs))
        }
        DataType::Int64 => {
            let x = r.nums::<Int64Type>(0)?;
            r.numbers::<Int64Type>(|i| x.get(i).map(i64::wrapping_abs))
        }
        DataType::Decimal128(..) => {
            let x = r.nums::<Decimal128Type>(0)?;
            r.decimals(|i| x.get(i).map(i128::wrapping_abs))
        }
        _ => map(r, f64::abs),
    }
}

fn pmod(r: &Rows<'_>) -> Result<ArrayRef> {
    /// `((a % b) + b) % b` in a type's own wrapping arithmetic.
    macro_rules! whole {
        ($t:ty) => {{
            let (a, b) = (r.nums::<$t>(0)?, r.nums::<$t>(1)?);
            r.numbers::<$t>(|i| {
                let (a, b) = (a.get(i)?, b.get(i)?);
                (b != 0).then(|| a.wrapping_rem(b).wrapping_add(b).wrapping_rem(b))
            })
        }};
    }
    macro_rules! float {
        ($t:ty) => {{
            let (a, b) = (r.nums::<$t>(0)?, r.nums::<$t>(1)?);
            r.numbers::<$t>(|i| {
                let (a, b) = (a.get(i)?, b.get(i)?);
                (b != 0.0).then(|| ((a % b) + b) % b)
            })
        }};
    }
    match r.returns {
        DataType::Int8 => whole!(Int8Type),
        DataType::Int16 => whole!(Int16Type),
        DataType::Int32 => whole!(Int32Type),
        DataType::Int64 => whole!(Int64Type),
        DataType::Float32 => float!(Float32Type),
        DataType::Float64 => float!(Float64Type),
        DataType::Decimal128(..) => {
            let (a, b) = (r.nums::<Decimal128Type>(0)?, r.nums::<Decimal128Type>(1)?);
            r.decimals(|i| {
                let (a, b) = (a.get(i)?, b.get(i)?);
                (b != 0).then(|| a.wrapping_rem(b).wrapping_add(b).wrapping_rem(b))
            })
        }
        other => exec_err!("pmod of {other}"),
    }
}

fn shift(r: &Rows<'_>, int: fn(i32, u32) -> i32, long: fn(i64, u32) -> i64) -> Result<ArrayRef> {
    let n = r.nums::<Int32Type>(1)?;
    if *r.returns == DataType::Int64 {
        let a = r.nums::<Int64Type>(0)?;
        return r.numbers::<Int64Type>(|i| Some(long(a.get(i)?, n.get(i)?.cast_unsigned())));
    }
    let a = r.nums::<Int32Type>(0)?;
    r.numbers::<Int32Type>(|i| Some(int(a.get(i)?, n.get(i)?.cast_unsigned())))
}

/// Where a value is among buckets; the four numbers go up, or all of them down.
fn width_bucket(r: &Rows<'_>) -> Result<ArrayRef> {
    let x = r.nums::<Float64Type>(0)?;
    let (min, max) = (r.nums::<Float64Type>(1)?, r.nums::<Float64Type>(2)?);
    let n = r.nums::<Int32Type>(3)?;
    r.numbers::<Int32Type>(|i| {
        let (mut x, mut min, mut max, n) = (x.get(i)?, min.get(i)?, max.get(i)?, n.get(i)?);
        if n <= 0 || max == min {
            return None;
        }
        if max < min {
            (x, min, max) = (-x, -min, -max);
        }
        #[expect(clippy::cast_possible_truncation, reason = "a bucket's number")]
        Some(if x < min {
            0
        } else if x >= max {
            n + 1
        } else {
            (f64::from(n) * (x - min) / (max - min)) as i32 + 1
        })
    })
}

fn width_bucket_exact(r: &Rows<'_>) -> Result<ArrayRef> {
    let x = r.nums::<Int64Type>(0)?;
    let (min, max) = (r.nums::<Int64Type>(1)?, r.nums::<Int64Type>(2)?);
    let n = r.nums::<Int32Type>(3)?;
    r.numbers::<Int32Type>(|i| {
        let wide = |v: i64| i128::from(v);
        let (mut x, mut min, mut max) = (wide(x.get(i)?), wide(min.get(i)?), wide(max.get(i)?));
        let n = n.get(i)?;
        if n <= 0 || max == min {
            return None;
        }
        if max < min {
            (x, min, max) = (-x, -min, -max);
        }
        if x < min {
            return Some(0);
        }
        if x >= max {
            return n.checked_add(1);
        }
        i32::try_from(i128::from(n) * (x - min) / (max - min) + 1).ok()
    })
}
