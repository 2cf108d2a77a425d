//! Where separators and line ends stand: found by bit masks over 64 bytes at a time, noted in a flat list.

/// Walks over the separators and line ends of some bytes, in order.
///
/// With `CR`, a CR ends a line too, and so does a CRLF (once); without, the bytes must hold none.
///
/// The marks of some blocks are noted before any is asked for: two short loops are quicker than one that keeps the state of both (measured:
/// 25 cycles a line of two fields were spent in one loop).
pub(super) struct Marks<'a, const CR: bool> {
    bytes: &'a [u8],
    separator: u8,
    /// Where the next block begins.
    block: usize,
    /// Whether the block before ended with a CR.
    after_cr: bool,
    /// Where marks stand; those of line ends have [`END`] added.
    noted: Box<[u32; ROOM]>,
    /// Those of `noted` that count, and haven't been passed.
    next: usize,
    filled: usize,
    /// How many marks were passed one by one.
    passed: usize,
}

/// The bit of a line end. Runs are shorter than 2^31 bytes.
pub(super) const END: u32 = 1 << 31;

/// Blocks whose marks are noted at a time.
const BLOCKS: usize = 32;

/// In a block every byte may be a mark; notes are made eight at a time.
const ROOM: usize = BLOCKS * BLOCK + BLOCK;

impl<'a, const CR: bool> Marks<'a, CR> {
    /// From `start` on, where a line begins.
    pub(super) fn new(bytes: &'a [u8], start: usize, separator: u8) -> Marks<'a, CR> {
        Marks {
            bytes,
            separator,
            block: start,
            after_cr: false,
            noted: Box::new([0; ROOM]),
            next: 0,
            filled: 0,
            passed: 0,
        }
    }

    /// The next mark: where it stands, and whether it ends a line. At the end of the bytes, a line end right behind them.
    #[inline]
    pub(super) fn next(&mut self) -> (usize, bool) {
        if self.next == self.filled {
            self.fill();
        }
        let mark = self.noted.get(self.next).copied().unwrap_or(END);
        self.next += 1;
        self.passed += 1;
        ((mark & !END) as usize, mark & END != 0)
    }

    /// How many marks [`Marks::next`] has given.
    #[inline]
    pub(super) fn passed(&self) -> usize {
        self.passed
    }

    /// The next `count` marks, if they have been noted and the last of them is the first line end: a line of that many fields.
    /// Those who take it say so by [`Marks::pass`].
    #[inline]
    pub(super) fn line_of(&self, count: usize) -> Option<&[u32]> {
        let noted = self.noted.get(self.next..self.filled)?;
        let (line, _) = noted.split_at_checked(count)?;
        let (last, inner) = line.split_last()?;
        let any_end = inner.iter().fold(0, |any, mark| any | mark) & END;
        (last & END != 0 && any_end == 0).then_some(line)
    }

    /// Passes over marks that `line_of` gave.
    #[inline]
    pub(super) fn pass(&mut self, count: usize) {
        self.next += count;
    }

    /// Passes over what is left of the line; where it ends.
    #[inline]
    pub(super) fn line_end(&mut self) -> usize {
        loop {
            let (at, is_end) = self.next();
            if is_end {
                return at;
            }
        }
    }

    /// Notes the marks of the next blocks: at least one.
    #[inline(never)]
    fn fill(&mut self) {
        self.next = 0;
        self.filled = 0;
        while self.filled == 0 {
            for _ in 0..BLOCKS {
                let rest = self.bytes.get(self.block..).unwrap_or_default();
                let Some(block) = rest.first_chunk::<BLOCK>() else {
                    return self.fill_last(rest);
                };
                let (separators, ends) = self.masks(block);
                self.note(separators, ends);
                self.block += BLOCK;
            }
        }
    }

    /// Notes the marks of less than a block, and the end.
    fn fill_last(&mut self, rest: &[u8]) {
        let mut block = [0; BLOCK];
        for (to, from) in block.iter_mut().zip(rest) {
            *to = *from;
        }
        let valid = (1 << rest.len()) - 1;
        let (separators, ends) = self.masks(&block);
        self.note(separators & valid, (ends & valid) | (1 << rest.len()));
        self.block += rest.len();
    }

    #[inline]
    fn masks(&mut self, block: &[u8; BLOCK]) -> (u64, u64) {
        let mut ends = mask(block, b'\n');
        let mut separators = mask(block, self.separator);
        if CR {
            let returns = mask(block, b'\r');
            let behind = returns << 1 | u64::from(self.after_cr);
            let feeds = ends;
            ends = (ends & !behind) | returns;
            self.after_cr = returns >> (BLOCK - 1) != 0;
            separators &= !feeds;
        }
        (separators & !ends, ends)
    }

    /// Notes eight bits at a time, whether there are as many or not: what is too much is written over.
    #[inline]
    fn note(&mut self, separators: u64, ends: u64) {
        let mut any = separators | ends;
        let count = any.count_ones() as usize;
        let base = u32::try_from(self.block).unwrap_or(0);
        let room = self.noted.get_mut(self.filled..).unwrap_or_default();
        let (groups, _) = room.as_chunks_mut::<8>();
        for group in groups {
            if any == 0 {
                break;
            }
            for place in group {
                let at = any.trailing_zeros();
                let end = u32::from(ends >> (at & 63) & 1 != 0) << 31;
                *place = base.wrapping_add(at) | end;
                any &= any.wrapping_sub(1);
            }
        }
        self.filled += count;
    }
}

/// Bytes looked at at a time: one bit each in a mask.
const BLOCK: usize = 64;

/// A bit for each byte of the block that is `byte`.
#[cfg(target_arch = "x86_64")]
#[inline]
fn mask(block: &[u8; BLOCK], byte: u8) -> u64 {
    #[expect(unsafe_code, reason = "SSE2 is part of x86-64")]
    // SAFETY: every x86-64 has SSE2; the function does nothing else that is unsafe.
    unsafe {
        sse2_mask(block, byte)
    }
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn sse2_mask(block: &[u8; BLOCK], byte: u8) -> u64 {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x, _mm_set1_epi8};
    let wanted = _mm_set1_epi8(byte.cast_signed());
    let (words, _) = block.as_chunks::<8>();
    let (lanes, _) = words.as_chunks::<2>();
    let mut mask = 0;
    for (i, [low, high]) in lanes.iter().enumerate() {
        let lane = _mm_set_epi64x(i64::from_le_bytes(*high), i64::from_le_bytes(*low));
        let found = _mm_movemask_epi8(_mm_cmpeq_epi8(lane, wanted));
        mask |= u64::from(found.cast_unsigned()) << (16 * i);
    }
    mask
}

/// A bit for each byte of the block that is `byte`.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn mask(block: &[u8; BLOCK], byte: u8) -> u64 {
    plain_mask(block, byte)
}

/// The same in plain words.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn plain_mask(block: &[u8; BLOCK], byte: u8) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    let (words, _) = block.as_chunks::<8>();
    let mut mask = 0;
    for (i, word) in words.iter().enumerate() {
        let differing = u64::from_le_bytes(*word) ^ (LOW * u64::from(byte));
        // 0x80 in every byte that is zero, exactly: no carry leaves a byte.
        let zero = !(((differing & (LOW * 0x7F)) + LOW * 0x7F) | differing | (LOW * 0x7F));
        // Gathers the eight top bits.
        let bits = (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask |= bits << (8 * i);
    }
    mask
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All marks, one byte after the other.
    fn plain<const CR: bool>(bytes: &[u8], separator: u8) -> Vec<(usize, bool)> {
        let mut marks = Vec::new();
        for (i, &byte) in bytes.iter().enumerate() {
            let feed_of_crlf = CR && byte == b'\n' && i > 0 && bytes[i - 1] == b'\r';
            let end = byte == b'\n' || CR && byte == b'\r';
            if end && !feed_of_crlf {
                marks.push((i, true));
            } else if !end && byte == separator {
                marks.push((i, false));
            }
        }
        marks.push((bytes.len(), true));
        marks
    }

    fn all<const CR: bool>(bytes: &[u8], separator: u8) -> Vec<(usize, bool)> {
        let mut marks = Marks::<CR>::new(bytes, 0, separator);
        let mut found = vec![marks.next()];
        while found.last().is_some_and(|(at, _)| *at < bytes.len()) {
            found.push(marks.next());
        }
        found
    }

    fn line_ends<const CR: bool>(bytes: &[u8]) -> Vec<usize> {
        let mut marks = Marks::<CR>::new(bytes, 0, b'\t');
        let mut found = vec![marks.line_end()];
        while found.last().is_some_and(|at| *at < bytes.len()) {
            found.push(marks.line_end());
        }
        found
    }

    proptest! {
        #[test]
        fn finds_what_a_plain_look_finds(
            bytes in proptest::collection::vec(prop_oneof![
                Just(b'\t'), Just(b'\n'), Just(b'\r'), Just(b'x'), any::<u8>()
            ], 0..300),
            separator in prop_oneof![Just(b'\t'), Just(0), Just(0xFE), Just(b'\n')],
        ) {
            prop_assert_eq!(all::<true>(&bytes, separator), plain::<true>(&bytes, separator));
            prop_assert_eq!(all::<false>(&bytes, separator), plain::<false>(&bytes, separator));
            let ends = |marks: Vec<(usize, bool)>| -> Vec<usize> {
                marks.into_iter().filter(|m| m.1).map(|m| m.0).collect()
            };
            prop_assert_eq!(line_ends::<true>(&bytes), ends(plain::<true>(&bytes, b'\t')));
            prop_assert_eq!(line_ends::<false>(&bytes), ends(plain::<false>(&bytes, b'\t')));
        }

        #[test]
        fn masks_agree(block in any::<[[u8; 16]; 4]>(), byte in any::<u8>()) {
            let mut whole = [0; BLOCK];
            whole.iter_mut().zip(block.as_flattened()).for_each(|(to, from)| *to = *from);
            whole[7] = byte;
            let expected = whole.iter().enumerate().filter(|(_, b)| **b == byte).fold(0, |m, (i, _)| m | 1 << i);
            prop_assert_eq!(mask(&whole, byte), expected);
            prop_assert_eq!(plain_mask(&whole, byte), expected);
        }
    }
}
