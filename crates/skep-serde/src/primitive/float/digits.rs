//! The decimal digits of a floating-point number as Java up to 18 chooses them.
//!
//! They aren't always the fewest that name the number: `Float.toString(1234567890f)` is `1.23456794E9`, the least
//! double is `4.9E-324`. Hive's answers were printed by this method (Steele and White's digit generation with Java's
//! own stopping rule, `jdk.internal.math.FloatingDecimal`), so it is followed step by step.

use std::cmp::Ordering;

/// Digits `d1 d2 …` (as numbers) of `d1.d2… × 10^exponent`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    bytes: [u8; 32],
    len: usize,
    /// The power of ten of the first digit.
    pub exponent: i32,
}

impl Digits {
    fn new(exponent: i32) -> Digits {
        Digits {
            bytes: [0; 32],
            len: 0,
            exponent,
        }
    }

    /// The digits, first to last; at least one.
    pub(super) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    fn push(&mut self, digit: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = digit;
            self.len += 1;
        }
    }

    /// Adds one to the last digit.
    fn round_up(&mut self) {
        for digit in self.bytes.iter_mut().take(self.len).rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        if let Some(first) = self.bytes.first_mut() {
            *first = 1;
        }
        self.exponent += 1;
    }
}

/// The bits after the point of a double's mantissa.
const SHIFT: i32 = 52;

/// The digits of a finite double that isn't zero; its sign is ignored.
pub(super) fn of_f64(value: f64) -> Digits {
    let bits = value.to_bits();
    let exponent = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    generate(bits & ((1 << 52) - 1), exponent, 1023, SHIFT)
}

/// The digits of a finite float that isn't zero; its sign is ignored.
pub(super) fn of_f32(value: f32) -> Digits {
    let bits = u64::from(value.to_bits());
    let exponent = i32::try_from((bits >> 23) & 0xff).unwrap_or(0);
    generate(bits & ((1 << 23) - 1), exponent, 127, 23)
}

/// From the parts of a number whose mantissa has `width` bits after the point.
fn generate(fraction: u64, exponent: i32, bias: i32, width: i32) -> Digits {
    let (bits, exponent, significant) = if exponent == 0 {
        // Subnormal: moved up until the first bit is where a normal number has it.
        let used = 64 - fraction.leading_zeros().cast_signed();
        let shift = width + 1 - used;
        (fraction << shift, 1 - shift - bias, used)
    } else {
        (fraction | (1 << width), exponent - bias, width + 1)
    };
    let number = Number {
        bits: bits << (SHIFT - width),
        exponent,
        significant,
    };
    if number.tiny() == 0 && (-21..=62).contains(&exponent) {
        number.whole()
    } else {
        number.fractional()
    }
}

/// `bits / 2^52 × 2^exponent`, with 1 ≤ bits / 2^52 < 2.
struct Number {
    bits: u64,
    exponent: i32,
    /// How many of the bits the number's type has.
    significant: i32,
}

/// B / S is the number over a power of ten, M half the distance to the next: `(power of 2, power of 5)` of each.
struct Scale {
    mantissa: u64,
    b: (i32, i32),
    s: (i32, i32),
    m: (i32, i32),
    exponent: i32,
}

impl Number {
    /// How many bits are in use.
    fn used(&self) -> i32 {
        SHIFT + 1 - self.bits.trailing_zeros().cast_signed()
    }

    /// How many of them are after the point.
    fn tiny(&self) -> i32 {
        (self.used() - self.exponent - 1).max(0)
    }

    /// A whole number below 2^63: its digits, rounded where they lie below what the type can tell apart.
    fn whole(&self) -> Digits {
        let spare = self.exponent - self.significant - 1;
        let cut = if spare > 0 { log10_of_pow2(spare) } else { 0 };
        let mut value = match self.exponent - SHIFT {
            up @ 0.. => self.bits << up,
            down => self.bits >> -down,
        };
        let divisor = 10_u64.pow(cut);
        let rest = value % divisor;
        value /= divisor;
        if cut > 0 && rest >= divisor / 2 {
            value += 1;
        }
        let mut digits = Digits::new(-1);
        let text = value.to_string();
        digits.exponent += (text.len() + cut as usize).try_into().unwrap_or(0);
        for digit in text.trim_end_matches('0').bytes() {
            digits.push(digit - b'0');
        }
        digits
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::approx_constant,
        reason = "Java's constants; a power of ten of a double"
    )]
    fn estimate(&self) -> i32 {
        let mantissa = f64::from_bits((1023 << 52) | (self.bits & ((1 << 52) - 1)));
        let log = (mantissa - 1.5) * 0.289_529_654
            + 0.176_091_259
            + f64::from(self.exponent) * 0.301_029_995_663_981;
        log.floor() as i32
    }

    fn scale(&self) -> Scale {
        let exponent = self.estimate();
        let b5 = (-exponent).max(0);
        let s5 = exponent.max(0);
        let mut b2 = b5 + self.tiny() + self.exponent;
        let mut s2 = s5 + self.tiny();
        let mut m2 = b2 - self.significant;
        b2 -= self.used() - 1;
        let common = b2.min(s2);
        b2 -= common;
        s2 -= common;
        m2 -= common;
        // Below a power of two the next number is only half as far.
        if self.used() == 1 {
            m2 -= 1;
        }
        if m2 < 0 {
            b2 -= m2;
            s2 -= m2;
            m2 = 0;
        }
        Scale {
            mantissa: self.bits >> self.bits.trailing_zeros(),
            b: (b2, b5),
            s: (s2, s5),
            m: (m2, b5),
            exponent,
        }
    }

    fn fractional(&self) -> Digits {
        let scale = self.scale();
        let b_bits = self.used() + scale.b.0 + pow5_bits(scale.b.1);
        let tens_bits = scale.s.0 + 1 + pow5_bits(scale.s.1 + 1);
        match b_bits.max(tens_bits) {
            ..32 => in_ints(&scale),
            32..64 => in_longs(&scale),
            _ => in_bigs(&scale),
        }
    }
}

/// ⌊log10 2^p⌋ for the small p that occur.
fn log10_of_pow2(p: i32) -> u32 {
    (1_u64 << p.clamp(0, 62)).ilog10()
}

/// How many bits 5^n has, as Java's table says.
fn pow5_bits(n: i32) -> i32 {
    match u32::try_from(n) {
        Ok(0) => 0,
        Ok(n @ 1..27) => 64 - 5_u64.pow(n).leading_zeros().cast_signed(),
        _ => n * 3,
    }
}

/// True where Java prints an exponent, and so wants a second digit.
fn scientific(exponent: i32) -> bool {
    !(-3..8).contains(&exponent)
}

/// How the generation ended: the last digit is too low, too high, and how the rest compares to a half.
fn finish(mut digits: Digits, low: bool, high: bool, rest: Ordering) -> Digits {
    let odd = digits.as_slice().last().is_some_and(|d| d % 2 == 1);
    let up = match (low, rest) {
        (false, _) | (true, Ordering::Greater) => true,
        (true, Ordering::Equal) => odd,
        (true, Ordering::Less) => false,
    };
    if high && up {
        digits.round_up();
    }
    digits
}

/// The generation in a machine integer. It may overflow where Java's does, with the same outcome.
macro_rules! generation {
    ($name:ident, $int:ty) => {
        fn $name(scale: &Scale) -> Digits {
            let pow = |(two, five): (i32, i32)| {
                let five = (5 as $int).wrapping_pow(five.unsigned_abs());
                five.wrapping_shl(two.unsigned_abs())
            };
            let mantissa = <$int>::try_from(scale.mantissa).unwrap_or(<$int>::MAX);
            let mut b = mantissa.wrapping_mul(pow(scale.b));
            let s = pow(scale.s).max(1);
            let mut m = pow(scale.m);
            let tens = s.wrapping_mul(10);
            let mut digits = Digits::new(scale.exponent);
            let mut first = true;
            let (low, high) = loop {
                let digit = u8::try_from(b / s).unwrap_or(9);
                b = (b % s).wrapping_mul(10);
                m = m.wrapping_mul(10);
                let overflowed = m <= 0 && !first;
                let mut low = overflowed || b < m;
                let mut high = overflowed || b.wrapping_add(m) > tens;
                if first && digit == 0 && !high {
                    digits.exponent -= 1;
                } else {
                    digits.push(digit);
                }
                if first && scientific(digits.exponent) {
                    (low, high) = (false, false);
                }
                first = false;
                if low || high {
                    break (low, high);
                }
            };
            finish(
                digits,
                low,
                high,
                b.wrapping_mul(2).wrapping_sub(tens).cmp(&0),
            )
        }
    };
}

generation!(in_ints, i32);
generation!(in_longs, i64);

/// The generation in as many bits as it takes.
fn in_bigs(scale: &Scale) -> Digits {
    let mut b = Big::new(scale.mantissa, scale.b);
    let s = Big::new(1, scale.s);
    let mut m = Big::new(1, scale.m);
    let mut tens = s.clone();
    tens.times(10);
    let mut digits = Digits::new(scale.exponent);
    let mut first = true;
    let (low, high) = loop {
        let digit = b.divide(&s);
        b.times(10);
        m.times(10);
        let mut low = b.compare(&m).is_lt();
        let mut high = b.plus(&m).compare(&tens).is_ge();
        if first && digit == 0 && !high {
            digits.exponent -= 1;
        } else {
            digits.push(digit);
        }
        if first && scientific(digits.exponent) {
            (low, high) = (false, false);
        }
        first = false;
        if low || high {
            break (low, high);
        }
    };
    b.times(2);
    finish(digits, low, high, b.compare(&tens))
}

/// A whole number of any size: 32 bits a limb, lowest first, no zero limb at the end.
#[derive(Clone)]
struct Big(Vec<u32>);

impl Big {
    /// `value × 2^two × 5^five`
    fn new(value: u64, (two, five): (i32, i32)) -> Big {
        let mut big = Big(vec![low(value), low(value >> 32)]);
        big.trim();
        for _ in 0..five {
            big.times(5);
        }
        let (limbs, bits) = (two.max(0) / 32, two.max(0) % 32);
        big.times(1 << bits);
        big.0.splice(0..0, (0..limbs).map(|_| 0));
        big
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn times(&mut self, factor: u32) {
        let mut carry = 0;
        for limb in &mut self.0 {
            let product = u64::from(*limb) * u64::from(factor) + carry;
            *limb = low(product);
            carry = product >> 32;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
    }

    fn plus(&self, other: &Big) -> Big {
        let mut carry = 0;
        let limb = |big: &Big, i: usize| u64::from(big.0.get(i).copied().unwrap_or(0));
        let mut sum = Vec::with_capacity(self.0.len() + 1);
        for i in 0..=self.0.len().max(other.0.len()) {
            carry += limb(self, i) + limb(other, i);
            sum.push(low(carry));
            carry >>= 32;
        }
        let mut sum = Big(sum);
        sum.trim();
        sum
    }

    fn compare(&self, other: &Big) -> Ordering {
        let length = self.0.len().cmp(&other.0.len());
        length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Leaves the rest and returns the quotient, which is a digit.
    fn divide(&mut self, divisor: &Big) -> u8 {
        let mut quotient = 0;
        while quotient < 9 && self.compare(divisor).is_ge() {
            self.subtract(divisor);
            quotient += 1;
        }
        quotient
    }

    /// `self - other`, which isn't negative.
    fn subtract(&mut self, other: &Big) {
        let mut borrow = false;
        for (i, limb) in self.0.iter_mut().enumerate() {
            let take = other.0.get(i).copied().unwrap_or(0);
            let (rest, under) = limb.overflowing_sub(take);
            let (rest, again) = rest.overflowing_sub(u32::from(borrow));
            *limb = rest;
            borrow = under || again;
        }
        self.trim();
    }
}

/// The lowest 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "that is what it is for")]
fn low(value: u64) -> u32 {
    value as u32
}
