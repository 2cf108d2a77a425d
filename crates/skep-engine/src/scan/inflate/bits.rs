//! Runs of bits that begin and end anywhere in a byte, the highest bit of a byte first.

/// Bits, from the highest of the first byte on; the last byte is filled up with zeros.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits {
    pub(super) bytes: Vec<u8>,
    pub(super) length: usize,
}

impl Bits {
    /// The bits `start..end` of `bytes`; None where `bytes` has fewer.
    pub(super) fn cut(bytes: &[u8], start: usize, end: usize) -> Option<Bits> {
        let length = end.checked_sub(start)?;
        let shift = start % 8;
        let source = bytes.get(start / 8..end.div_ceil(8))?;
        let mut cut: Vec<u8> = match shift {
            0 => source.to_vec(),
            _ => {
                let next = source.iter().skip(1).copied().chain([0]);
                let pairs = source.iter().zip(next);
                pairs.map(|(a, b)| a << shift | b >> (8 - shift)).collect()
            }
        };
        cut.truncate(length.div_ceil(8));
        if let (Some(last), 1..) = (cut.last_mut(), length % 8) {
            *last &= 0xff << (8 - length % 8);
        }
        Some(Bits { bytes: cut, length })
    }

    /// Appends the lowest `count` bits of `value`.
    pub(super) fn push(&mut self, value: u64, count: usize) {
        for place in (0..count).rev() {
            let bit = u8::from(value >> place & 1 == 1);
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << (7 - self.length % 8);
            }
            self.length += 1;
        }
    }

    /// Appends other bits.
    pub(super) fn extend(&mut self, other: &Bits) {
        if self.length.is_multiple_of(8) {
            self.bytes.extend_from_slice(&other.bytes);
            self.length += other.length;
            return;
        }
        let mut left = other.length;
        for byte in &other.bytes {
            let count = left.min(8);
            self.push(u64::from(*byte) >> (8 - count), count);
            left -= count;
        }
    }

    /// `count` bits from `start` on, up to 56, as a number.
    pub(super) fn number(&self, start: usize, count: usize) -> Option<u64> {
        number(&self.bytes, start, count).filter(|_| start + count <= self.length)
    }
}

/// `count` bits of `bytes` from `start` on, up to 56, as a number.
pub(super) fn number(bytes: &[u8], start: usize, count: usize) -> Option<u64> {
    let source = bytes.get(start / 8..(start + count).div_ceil(8))?;
    let all = source
        .iter()
        .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    let behind = source.len() * 8 - start % 8 - count;
    Some(all >> behind & ((1 << count) - 1))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use proptest::prelude::*;

    use super::*;

    fn text(bits: &Bits) -> String {
        (0..bits.length)
            .map(|at| bits.number(at, 1).unwrap().to_string())
            .collect()
    }

    proptest! {
        #[test]
        fn cut_and_put_together_again(bytes in prop::collection::vec(any::<u8>(), 1..20), a in 0_usize..160, b in 0_usize..160) {
            let length = bytes.len() * 8;
            let (a, b) = (a.min(b).min(length), a.max(b).min(length));
            let all = Bits::cut(&bytes, 0, length).unwrap();
            let mut joined = Bits::cut(&bytes, 0, a).unwrap();
            joined.extend(&Bits::cut(&bytes, a, b).unwrap());
            prop_assert_eq!(text(&joined), text(&all)[..b].to_owned());
            joined.extend(&Bits::cut(&bytes, b, length).unwrap());
            prop_assert_eq!(joined, all);
        }

        #[test]
        fn numbers_are_read_as_they_were_pushed(before in 0_usize..9, value: u64, count in 1_usize..57) {
            let mut bits = Bits::default();
            bits.push(0, before);
            bits.push(value, count);
            bits.push(u64::MAX, 3);
            prop_assert_eq!(bits.number(before, count), Some(value & ((1 << count) - 1)));
        }
    }
}
