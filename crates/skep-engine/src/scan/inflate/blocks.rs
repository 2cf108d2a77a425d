//! bzip2's blocks: where they begin, and what is in them.
//!
//! A stream is `BZh` and a digit, blocks, and an end. Each block begins with 48 bits that are the same for all, at any
//! bit; nothing says how long it is. A block can be unpacked by itself, which is what makes bzip2 files readable by many
//! threads (`bzip2recover`, Hadoop's `CBZip2InputStream`). Those 48 bits may also come up inside of a block, once in
//! some tens of terabytes: such a piece isn't whole, and is unpacked together with the next one.

use std::collections::VecDeque;

use bzip2::{Decompress, Status};
use memchr::memmem;

use super::bits::{Bits, number};

/// What a block begins with: the digits of π.
const BLOCK: u64 = 0x3141_5926_5359;

/// What ends a stream, before its checksum: the digits of √π.
const END: u64 = 0x1772_4538_5090;

const MAGIC_BITS: usize = 48;
const CHECKSUM_BITS: usize = 32;

/// No block is longer, in bytes: it holds at most 900,000 and is hardly ever longer than what it holds.
const LONGEST_BLOCK: usize = 2 << 20;

/// A block, from its magic number on.
#[derive(Debug)]
pub(super) struct Block {
    /// The stream's digit.
    level: u8,
    bits: Bits,
}

/// What a file consists of.
#[derive(Debug)]
pub(super) enum Item {
    Block(Block),
    /// The end of a stream, and its checksum.
    End(u32),
}

impl Block {
    /// The checksum of its content, as it says itself.
    pub(super) fn checksum(&self) -> u32 {
        let number = self.bits.number(MAGIC_BITS, CHECKSUM_BITS);
        number
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or_default()
    }

    /// This block where what seemed to be the next was a part of it.
    pub(super) fn joined(mut self, next: &Block) -> Block {
        self.bits.extend(&next.bits);
        self
    }

    /// Its content: unpacked as the only block of a stream.
    pub(super) fn unpack(&self) -> Result<Vec<u8>, String> {
        let mut stream = Bits {
            bytes: vec![b'B', b'Z', b'h', self.level],
            length: 32,
        };
        stream.extend(&self.bits);
        stream.push(END, MAGIC_BITS);
        stream.push(u64::from(self.checksum()), CHECKSUM_BITS);
        let mut unpacker = Decompress::new(false);
        let mut out = Vec::with_capacity(usize::from(self.level - b'0') * 100_000);
        loop {
            let read = usize::try_from(unpacker.total_in()).unwrap_or(usize::MAX);
            let input = stream.bytes.get(read..).unwrap_or_default();
            let before = (read, out.len());
            let status = unpacker.decompress_vec(input, &mut out);
            match status.map_err(|error| error.to_string())? {
                Status::StreamEnd => return Ok(out),
                _ if out.len() == out.capacity() => out.reserve(1 << 20),
                _ if (unpacker.total_in(), out.len()) == (before.0 as u64, before.1) => {
                    return Err("a block is not whole".into());
                }
                _ => {}
            }
        }
    }
}

/// Cuts a file into blocks.
#[derive(Debug)]
pub(super) struct Cutter {
    finders: Vec<Finder>,
    /// What isn't given out yet.
    bytes: Vec<u8>,
    /// How many of them have been looked at.
    searched: usize,
    /// The magic numbers found, in order: at which bit.
    marks: VecDeque<(usize, u64)>,
    place: Place,
    any: bool,
}

/// Where the next item begins, as a bit in `bytes`.
#[derive(Debug, Clone, Copy)]
enum Place {
    Stream(usize),
    Block(usize, u8),
}

/// Finds a magic number that begins at some bit of a byte, by the bytes that it fills.
#[derive(Debug)]
struct Finder {
    magic: u64,
    shift: usize,
    bytes: memmem::Finder<'static>,
}

impl Finder {
    fn new(magic: u64, shift: usize) -> Finder {
        let mut bits = Bits::default();
        bits.push(magic, MAGIC_BITS);
        let skipped = (8 - shift) % 8;
        let filled = Bits::cut(
            &bits.bytes,
            skipped,
            skipped + (MAGIC_BITS - skipped) / 8 * 8,
        );
        Finder {
            magic,
            shift,
            bytes: memmem::Finder::new(&filled.unwrap_or_default().bytes).into_owned(),
        }
    }

    /// At which bits of `bytes` the number is, from byte `from` on.
    fn find<'a>(&'a self, bytes: &'a [u8], from: usize) -> impl Iterator<Item = usize> + 'a {
        let found = self.bytes.find_iter(bytes.get(from..).unwrap_or_default());
        found.filter_map(move |at| {
            let bit = match self.shift {
                0 => (from + at) * 8,
                shift => (from + at).checked_sub(1)? * 8 + shift,
            };
            (number(bytes, bit, MAGIC_BITS) == Some(self.magic)).then_some(bit)
        })
    }
}

impl Cutter {
    pub(super) fn new() -> Cutter {
        let shifts = (0..8).flat_map(|shift| [(BLOCK, shift), (END, shift)]);
        Cutter {
            finders: shifts
                .map(|(magic, shift)| Finder::new(magic, shift))
                .collect(),
            bytes: Vec::new(),
            searched: 0,
            marks: VecDeque::new(),
            place: Place::Stream(0),
            any: false,
        }
    }

    /// Takes the next bytes of the file.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.forget();
        self.bytes.extend_from_slice(bytes);
        let from = self.searched.saturating_sub(6);
        let mut found = Vec::new();
        for finder in &self.finders {
            let new = finder
                .find(&self.bytes, from)
                .filter(|bit| (bit + MAGIC_BITS).div_ceil(8) > self.searched);
            found.extend(new.map(|bit| (bit, finder.magic)));
        }
        found.sort_unstable();
        self.marks.extend(found);
        self.searched = self.bytes.len();
    }

    /// Drops the bytes that have been given out.
    fn forget(&mut self) {
        let (Place::Stream(bit) | Place::Block(bit, _)) = self.place;
        let gone = (bit / 8).min(self.bytes.len());
        self.bytes.drain(..gone);
        self.searched = self.searched.saturating_sub(gone);
        self.place = match self.place {
            Place::Stream(bit) => Place::Stream(bit - gone * 8),
            Place::Block(bit, level) => Place::Block(bit - gone * 8, level),
        };
        self.marks.retain(|(bit, _)| *bit >= gone * 8);
        for (bit, _) in &mut self.marks {
            *bit -= gone * 8;
        }
    }

    /// The next item; None where it takes more bytes, or at the file's end where `at_end` says that there are none.
    pub(super) fn next(&mut self, at_end: bool) -> Result<Option<Item>, String> {
        match self.place {
            Place::Stream(bit) => self.stream(bit / 8, at_end),
            Place::Block(bit, level) => self.block(bit, level, at_end),
        }
    }

    fn stream(&mut self, start: usize, at_end: bool) -> Result<Option<Item>, String> {
        let head = self.bytes.get(start..).unwrap_or_default();
        if at_end && head.is_empty() && self.any {
            return Ok(None);
        }
        let ([b'B', b'Z', b'h', level @ b'1'..=b'9', ..], Some(magic)) =
            (head, number(head, 32, MAGIC_BITS))
        else {
            return match at_end
                || head.len() > 10
                || !b"BZh".starts_with(head.get(..3).unwrap_or(head))
            {
                true if head.len() < 10 && self.any => Err("it ends too early".into()),
                true => Err("a stream does not begin with BZh".into()),
                false => Ok(None),
            };
        };
        let level = *level;
        let bit = start * 8 + 32;
        match magic {
            BLOCK => {
                self.any = true;
                self.place = Place::Block(bit, level);
                self.block(bit, level, at_end)
            }
            // A stream of nothing.
            END => self.end(bit, at_end),
            _ => Err("a stream begins without a block".into()),
        }
    }

    /// The block that begins at `start`, once it is known where the next thing does.
    fn block(&mut self, start: usize, level: u8, at_end: bool) -> Result<Option<Item>, String> {
        while let Some((bit, magic)) = self.marks.front().copied() {
            let is_next = bit >= start + MAGIC_BITS + CHECKSUM_BITS;
            if is_next && magic == END {
                match self.is_end(bit, at_end) {
                    None => return Ok(None),
                    Some(true) => {
                        // `end` takes it next.
                        let item = self.cut(start, bit, level)?;
                        self.place = Place::Block(bit, level);
                        return Ok(Some(item));
                    }
                    Some(false) => {}
                }
            } else if is_next {
                let item = self.cut(start, bit, level)?;
                self.place = Place::Block(bit, level);
                return Ok(Some(item));
            } else if bit == start && magic == END {
                return self.end(start, at_end);
            }
            self.marks.pop_front();
        }
        if at_end {
            return Err("it ends too early".into());
        }
        if self.bytes.len() * 8 - start > LONGEST_BLOCK * 8 {
            return Err("a block has no end".into());
        }
        Ok(None)
    }

    fn cut(&self, start: usize, end: usize, level: u8) -> Result<Item, String> {
        let bits = Bits::cut(&self.bytes, start, end).ok_or("it ends too early")?;
        Ok(Item::Block(Block { level, bits }))
    }

    /// Whether what looks like a stream's end is one: the file ends, or another stream begins. None: that isn't seen yet.
    fn is_end(&self, bit: usize, at_end: bool) -> Option<bool> {
        let after = (bit + MAGIC_BITS + CHECKSUM_BITS).div_ceil(8);
        let Some(rest) = self.bytes.get(after..) else {
            return at_end.then_some(false);
        };
        match rest {
            [] => at_end.then_some(true),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Some(true),
            rest if rest.len() < 4 && !at_end => None,
            _ => Some(false),
        }
    }

    fn end(&mut self, bit: usize, at_end: bool) -> Result<Option<Item>, String> {
        let Some(checksum) = number(&self.bytes, bit + MAGIC_BITS, CHECKSUM_BITS) else {
            return match at_end {
                true => Err("it ends too early".into()),
                false => Ok(None),
            };
        };
        let after = (bit + MAGIC_BITS + CHECKSUM_BITS).div_ceil(8);
        self.any = true;
        self.place = Place::Stream(after * 8);
        self.marks.retain(|(mark, _)| *mark >= after * 8);
        Ok(Some(Item::End(u32::try_from(checksum).unwrap_or_default())))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    fn pack(text: &[u8]) -> Vec<u8> {
        let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    /// What comes out of a file given in pieces, and how many blocks it has.
    fn unpack(packed: &[u8], piece: usize) -> Result<(Vec<u8>, usize), String> {
        let mut cutter = Cutter::new();
        let (mut text, mut blocks, mut combined) = (Vec::new(), 0, 0_u32);
        let mut pieces = packed.chunks(piece);
        loop {
            let next = pieces.next();
            cutter.push(next.unwrap_or_default());
            while let Some(item) = cutter.next(next.is_none())? {
                match item {
                    Item::Block(block) => {
                        text.extend(block.unpack()?);
                        combined = combined.rotate_left(1) ^ block.checksum();
                        blocks += 1;
                    }
                    Item::End(checksum) => {
                        assert_eq!(checksum, combined);
                        combined = 0;
                    }
                }
            }
            if next.is_none() {
                return Ok((text, blocks));
            }
        }
    }

    /// Text that doesn't get much smaller, so that blocks end at all bits.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b' ' + (state >> 24) as u8 % 64
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn blocks_of_several_streams() {
        // Level 1 makes blocks of 100,000 bytes.
        let text = noise(730_000);
        let one = pack(&text);
        let (found, blocks) = unpack(&one, 4096).unwrap();
        assert!(found == text);
        assert_eq!(blocks, 8);
        let three = [one.clone(), pack(b""), one].concat();
        for piece in [10_000, 1 << 20] {
            let (found, blocks) = unpack(&three, piece).unwrap();
            assert!(found == [text.clone(), text.clone()].concat());
            assert_eq!(blocks, 16);
        }
    }

    proptest! {
        #[test]
        fn small_streams_in_pieces(texts in prop::collection::vec("[a-c]{0,40}", 1..5), piece in 1_usize..60) {
            let packed: Vec<u8> = texts.iter().flat_map(|text| pack(text.as_bytes())).collect();
            let (found, _) = unpack(&packed, piece).unwrap();
            prop_assert_eq!(String::from_utf8(found).unwrap(), texts.concat());
        }

        #[test]
        fn what_is_cut_or_no_bzip2_is_noticed(text in "[a-z]{10,400}", at in 0.0..1.0_f64, piece in 1_usize..99) {
            let packed = [pack(text.as_bytes()), pack(text.as_bytes())].concat();
            let cut = 1 + ((packed.len() - 2) as f64 * at) as usize;
            if cut != packed.len() / 2 {
                prop_assert!(unpack(&packed[..cut], piece).is_err());
            }
            prop_assert!(unpack(text.as_bytes(), piece).is_err());
        }

        #[test]
        fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), piece in 1_usize..99) {
            let _ = unpack(&bytes, piece);
            let _ = unpack(&[&b"BZh9"[..], &BLOCK.to_be_bytes()[2..], &bytes, &END.to_be_bytes()[2..], &bytes].concat(), piece);
        }
    }

    #[test]
    fn a_block_that_was_taken_for_two_is_put_together_again() {
        let mut cutter = Cutter::new();
        let packed = pack(&noise(50_000));
        cutter.push(&packed);
        let Some(Item::Block(block)) = cutter.next(true).unwrap() else {
            panic!("no block");
        };
        let level = block.level;
        let half = block.bits.length / 2 + 3;
        let part = |start, end| Block {
            level,
            bits: Bits::cut(&block.bits.bytes, start, end).unwrap(),
        };
        let (first, second) = (part(0, half), part(half, block.bits.length));
        assert!(first.unpack().is_err());
        assert!(first.joined(&second).unpack().unwrap() == noise(50_000));
    }
}
