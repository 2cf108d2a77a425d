//! Rounding as `java.math.BigDecimal.setScale` does.

use skep_hiveql::types::HiveType;

/// Half up, or half to even.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    HalfUp,
    HalfEven,
}

/// The type of a decimal rounded to `digits` (`GenericUDFRound.getOutputTypeInfo`).
pub(super) fn decimal_type(precision: u8, scale: u8, digits: i64) -> HiveType {
    let whole = precision.saturating_sub(scale) + u8::from(digits < i64::from(scale));
    let scale = u8::try_from(digits.clamp(0, 38)).unwrap_or(0);
    HiveType::Decimal((whole + scale).min(38), scale)
}

/// `n / 10^k`, rounded.
pub(crate) fn drop_digits(n: i128, k: u32, mode: Mode) -> i128 {
    let Some(unit) = 10_i128.checked_pow(k) else {
        return 0;
    };
    let (quotient, rest) = (n / unit, (n % unit).unsigned_abs());
    let half = unit.unsigned_abs() / 2;
    let up = match mode {
        Mode::HalfUp => unit > 1 && rest >= half,
        Mode::HalfEven => rest > half || (unit > 1 && rest == half && quotient % 2 != 0),
    };
    if up { quotient + n.signum() } else { quotient }
}

/// A whole number rounded to `digits`, which only matter when negative.
pub(super) fn whole(n: i64, digits: i32, mode: Mode) -> i64 {
    if digits >= 0 {
        return n;
    }
    let k = digits.unsigned_abs();
    if k > 19 {
        return 0;
    }
    let rounded = drop_digits(i128::from(n), k, mode) * 10_i128.pow(k);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "BigDecimal.longValue keeps the low bits"
    )]
    let low = rounded as i64;
    low
}

/// An unscaled decimal of `scale` brought to `digits`, with the result's `to_scale`; none where it doesn't fit.
pub(super) fn decimal(n: i128, scale: i32, digits: i32, to_scale: i32, mode: Mode) -> Option<i128> {
    let cut = scale.saturating_sub(digits);
    if cut <= 0 {
        let up = u32::try_from(to_scale - scale).ok()?;
        return n.checked_mul(10_i128.checked_pow(up)?);
    }
    let rounded = drop_digits(n, cut.unsigned_abs(), mode);
    if rounded == 0 {
        return Some(0);
    }
    // the value is rounded * 10^-digits
    let up = u32::try_from(to_scale - digits).ok()?;
    rounded.checked_mul(10_i128.checked_pow(up)?)
}

/// A double rounded by its shortest text, as `BigDecimal.valueOf` takes it.
pub(crate) fn double(x: f64, digits: i32, mode: Mode) -> f64 {
    if !x.is_finite() || x == 0.0 {
        return x + 0.0;
    }
    let text = format!("{x:e}");
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return x;
    };
    let fraction = mantissa.split_once('.').map_or(0, |(_, f)| f.len());
    let (Ok(exponent), Ok(fraction)) = (exponent.parse::<i32>(), i32::try_from(fraction)) else {
        return x;
    };
    let Ok(n) = mantissa.replace('.', "").parse::<i128>() else {
        return x;
    };
    let exponent = exponent - fraction;
    let cut = digits.saturating_neg().saturating_sub(exponent);
    if cut <= 0 {
        return x;
    }
    let rounded = drop_digits(n, cut.unsigned_abs(), mode);
    if rounded == 0 {
        return 0.0;
    }
    format!("{rounded}e{}", digits.saturating_neg())
        .parse()
        .unwrap_or(x)
}
