//! `java.util.Random`: the same numbers for the same seed.

/// A linear congruential generator of 48 bits.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    const MULTIPLIER: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;

    /// A generator with a seed.
    pub(crate) fn new(seed: i64) -> Self {
        Self((seed.cast_unsigned() ^ Self::MULTIPLIER) & Self::MASK)
    }

    fn next(&mut self, bits: u32) -> u64 {
        self.0 = self.0.wrapping_mul(Self::MULTIPLIER).wrapping_add(0xB) & Self::MASK;
        self.0 >> (48 - bits)
    }

    /// A number in `[0, 1)`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub(crate) fn next_double(&mut self) -> f64 {
        let high = self.next(26) << 27;
        (high + self.next(27)) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_javas() {
        // new Random(42).nextDouble() and its successor, as documented widely
        let mut random = Random::new(42);
        assert_eq!(random.next_double(), 0.727_563_680_032_868_1);
        assert_eq!(random.next_double(), 0.683_223_471_759_845_4);
    }
}
