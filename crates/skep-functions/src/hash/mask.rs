//! Masks: letters and digits hidden behind others (`MaskTransformer` and its kin).

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Int8Type, Int16Type, Int32Type, Int64Type};
use datafusion::common::{Result, exec_err};
use datafusion::scalar::ScalarValue;
use skep_hiveql::types::HiveType;

use crate::call::{
    Bound, CallArgs, I, L, S, cast_to, count, done, int, literal_int, literal_text, typed, wrong,
};
use crate::registry::{CallError, Typed};
use crate::rows::Rows;
use datafusion::prelude::Expr;

/// What stands for what; a negative number leaves a character as it is.
struct Masks {
    upper: i32,
    lower: i32,
    digit: i32,
    other: i32,
    number: i64,
}

/// Which characters are hidden.
#[derive(Clone, Copy)]
pub(super) enum Part {
    All,
    First,
    Last,
    AllButFirst,
    AllButLast,
}

impl Part {
    /// Whether character `i` of `len` is hidden when `n` are named.
    fn hides(self, i: usize, len: usize, n: usize) -> bool {
        match self {
            Part::All => true,
            Part::First => i < n,
            Part::Last => i + n >= len,
            Part::AllButFirst => i >= n,
            Part::AllButLast => i + n < len,
        }
    }
}

/// Binds a call: every option is a constant, a character or its number.
pub(super) fn bind(name: &str, args: CallArgs) -> Bound {
    let counted = name != "mask";
    count(name, &args, 1, if counted { 7 } else { 9 })?;
    let mut args = args.into_iter();
    let Some(x) = args.next() else {
        return Err(CallError(format!("`{name}` takes at least 1 argument")));
    };
    let ty = match &x.ty {
        t if t.is_string() || t.is_integer() => t.clone(),
        HiveType::Date if !counted => return date(&x, &args.collect::<Vec<_>>()),
        HiveType::Void => S,
        t => return Ok(typed(crate::kernel::null(t), t.clone())),
    };
    let mut options = vec![];
    if counted {
        let n = args.next().map_or(Some(4), |n| literal_int(&n.expr));
        options.push(match n {
            Some(n) => int(i32::try_from(n.max(0)).unwrap_or(i32::MAX)),
            None => return Err(wrong(name, 1, "a constant number", &I)),
        });
    }
    for default in ['X', 'x', 'n'].map(|c| c as i32).into_iter().chain([-1]) {
        options.push(int(args
            .next()
            .map_or(default, |a| char_option(&a.expr, default))));
    }
    let number = args.next().and_then(|n| literal_int(&n.expr)).unwrap_or(1);
    let number = if (0..=9).contains(&number) { number } else { 1 };
    options.push(typed_long(number));
    let carrier = if ty.is_string() { S } else { ty.clone() };
    let x = cast_to(x, &carrier);
    let result = done(name, [vec![x], options].concat(), carrier);
    Ok(typed(result.expr, ty))
}

fn typed_long(n: i64) -> Expr {
    debug_assert_eq!(L, HiveType::BigInt);
    Expr::Literal(ScalarValue::Int64(Some(n)), None)
}

/// A character given as itself or as its number.
fn char_option(expr: &Expr, default: i32) -> i32 {
    if let Some(n) = literal_int(expr) {
        return i32::try_from(n).unwrap_or(default);
    }
    let c = literal_text(expr).and_then(|t| t.chars().next());
    c.and_then(|c| i32::try_from(u32::from(c)).ok())
        .unwrap_or(default)
}

/// `mask` of a date: year, month and day replaced; 0000-01-01 unless told otherwise.
fn date(x: &Typed, options: &[Typed]) -> Bound {
    let option = |n: usize, default: i64| {
        options
            .get(n)
            .and_then(|o| literal_int(&o.expr))
            .unwrap_or(default)
    };
    let part = |v: i64| int(i32::try_from(v).unwrap_or(-1));
    let day = Some(option(5, 1))
        .filter(|d| *d == -1 || (1..=31).contains(d))
        .unwrap_or(1);
    let month = Some(option(6, 0))
        .filter(|m| *m == -1 || (0..=11).contains(m))
        .unwrap_or(0);
    let args = vec![x.expr.clone(), part(option(7, 0)), part(month), part(day)];
    Ok(done("mask_date", args, HiveType::Date))
}

pub(super) fn mask_date(r: &Rows<'_>) -> Result<ArrayRef> {
    use arrow::datatypes::Date32Type;
    use chrono::{Datelike, NaiveDate};
    let x = r.nums::<Date32Type>(0)?;
    let option = |n: usize| r.nums::<Int32Type>(n);
    let (year, month, day) = (option(1)?, option(2)?, option(3)?);
    r.numbers::<Date32Type>(|i| {
        let d = Date32Type::to_naive_date_opt(x.get(i)?)?;
        let year = year.get(i).filter(|y| *y != -1).unwrap_or(d.year());
        let month = month.get(i).filter(|m| *m != -1);
        let month = month.map_or(Some(d.month()), |m| u32::try_from(m + 1).ok())?;
        let day = day.get(i).filter(|d| *d != -1);
        let day = day.map_or(Some(d.day()), |d| u32::try_from(d).ok())?;
        NaiveDate::from_ymd_opt(year, month, day).map(Date32Type::from_naive_date)
    })
}

impl Masks {
    fn char(&self, c: char) -> char {
        let mask = if c.is_uppercase() {
            self.upper
        } else if c.is_lowercase() {
            self.lower
        } else if c.is_numeric() {
            self.digit
        } else {
            self.other
        };
        u32::try_from(mask)
            .ok()
            .and_then(char::from_u32)
            .unwrap_or(c)
    }

    fn text(&self, s: &str, hides: impl Fn(usize, usize) -> bool) -> String {
        let len = s.chars().count();
        let chars = s.chars().enumerate();
        chars
            .map(|(i, c)| if hides(i, len) { self.char(c) } else { c })
            .collect()
    }

    /// The digits of a number, in place; overflow wraps as Java's does.
    fn number(&self, v: i64, hides: impl Fn(usize, usize) -> bool) -> i64 {
        let digits = v.unsigned_abs().to_string();
        let len = digits.len();
        let masked = digits.bytes().enumerate().fold(0_i64, |n, (i, b)| {
            let digit = if hides(i, len) {
                self.number
            } else {
                i64::from(b - b'0')
            };
            n.wrapping_mul(10).wrapping_add(digit)
        });
        if v < 0 { masked.wrapping_neg() } else { masked }
    }
}

/// Hides a part of every value.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a masked number wraps as Java's does"
)]
pub(super) fn mask(r: &Rows<'_>, part: Part) -> Result<ArrayRef> {
    let counted = !matches!(part, Part::All);
    let at = usize::from(counted) + 1;
    let option = |n: usize| -> Result<i32> { Ok(r.nums::<Int32Type>(n)?.get(0).unwrap_or(-1)) };
    let n = if counted {
        usize::try_from(option(1)?).unwrap_or(0)
    } else {
        0
    };
    let masks = Masks {
        upper: option(at)?,
        lower: option(at + 1)?,
        digit: option(at + 2)?,
        other: option(at + 3)?,
        number: r.nums::<Int64Type>(at + 4)?.get(0).unwrap_or(1),
    };
    let hides = |i: usize, len: usize| part.hides(i, len, n);
    match r.data_type(0) {
        DataType::Utf8View => {
            let x = r.strs(0)?;
            r.text(|i| Some(masks.text(x.get(i)?, hides)))
        }
        DataType::Int8 => {
            let x = r.nums::<Int8Type>(0)?;
            r.numbers::<Int8Type>(|i| Some(masks.number(x.get(i)?.into(), hides) as i8))
        }
        DataType::Int16 => {
            let x = r.nums::<Int16Type>(0)?;
            r.numbers::<Int16Type>(|i| Some(masks.number(x.get(i)?.into(), hides) as i16))
        }
        DataType::Int32 => {
            let x = r.nums::<Int32Type>(0)?;
            r.numbers::<Int32Type>(|i| Some(masks.number(x.get(i)?.into(), hides) as i32))
        }
        DataType::Int64 => {
            let x = r.nums::<Int64Type>(0)?;
            r.numbers::<Int64Type>(|i| Some(masks.number(x.get(i)?, hides)))
        }
        other => exec_err!("mask of {other}"),
    }
}
