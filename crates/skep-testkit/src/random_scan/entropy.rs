//! Choices from bytes: first those given, then as many as wanted from a generator that they seed.

/// Where choices come from.
#[derive(Debug)]
pub(super) struct Entropy<'a> {
    given: &'a [u8],
    at: usize,
    state: u64,
}

impl<'a> Entropy<'a> {
    pub(super) fn new(given: &'a [u8]) -> Entropy<'a> {
        // The first bytes alone seed what follows the given ones, so that changing a later byte changes one choice.
        let seed = given.iter().take(8);
        Entropy {
            given,
            at: seed.len(),
            state: seed.fold(0, |seed, byte| seed << 8 | u64::from(*byte)),
        }
    }

    /// The bytes not yet used.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        let rest = self.given.get(self.at..).unwrap_or_default().to_vec();
        self.at = self.given.len();
        rest
    }

    pub(super) fn byte(&mut self) -> u8 {
        if let Some(byte) = self.given.get(self.at) {
            self.at += 1;
            return *byte;
        }
        self.next().to_le_bytes()[0]
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number less than `limit`; 0 if there is none.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let mut number = usize::from(self.byte());
        if limit > 256 {
            number = number << 16 | usize::from(self.byte()) << 8 | usize::from(self.byte());
        }
        number.checked_rem(limit).unwrap_or(0)
    }

    /// True once in `times`.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(super) fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    pub(super) fn number(&mut self) -> i64 {
        let bytes = std::array::from_fn(|_| self.byte());
        // Numbers of all lengths alike.
        i64::from_le_bytes(bytes) >> self.below(64)
    }
}
