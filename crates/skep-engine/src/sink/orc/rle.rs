//! ORC's run length encodings: bytes, bits, and integers (version 1).

/// The longest run.
const RUN: usize = 130;

/// The longest stretch of values that are no run.
const LITERALS: usize = 128;

/// What a [`Rle`] writes for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A byte.
    Byte,
    /// A variable-length integer.
    Unsigned,
    /// A variable-length integer, zigzag.
    Signed,
}

/// Values in, runs out.
#[derive(Debug)]
pub(super) struct Rle {
    form: Form,
    out: Vec<u8>,
    literals: Vec<i64>,
    run: Option<Run>,
}

/// `length` values, each `delta` more than the one before.
#[derive(Debug)]
struct Run {
    base: i64,
    delta: i64,
    last: i64,
    length: usize,
}

impl Rle {
    pub(super) fn new(form: Form) -> Rle {
        Rle {
            form,
            out: Vec::new(),
            literals: Vec::new(),
            run: None,
        }
    }

    pub(super) fn push(&mut self, value: i64) {
        if let Some(run) = &mut self.run {
            if run.length < RUN && run.last.checked_add(run.delta) == Some(value) {
                run.length += 1;
                run.last = value;
                return;
            }
            self.end_run();
        }
        self.literals.push(value);
        if let [.., base, middle, last] = self.literals[..]
            && let Some(delta) = middle.checked_sub(base)
            && last.checked_sub(middle) == Some(delta)
            && self.allows(delta)
        {
            self.literals.truncate(self.literals.len() - 3);
            self.end_literals();
            self.run = Some(Run {
                base,
                delta,
                last,
                length: 3,
            });
        } else if self.literals.len() == LITERALS {
            self.end_literals();
        }
    }

    fn allows(&self, delta: i64) -> bool {
        match self.form {
            Form::Byte => delta == 0,
            _ => i8::try_from(delta).is_ok(),
        }
    }

    /// A header of the length less 3, the delta, the first value.
    fn end_run(&mut self) {
        let Some(run) = self.run.take() else { return };
        self.out.push((run.length - 3) as u8);
        if self.form != Form::Byte {
            self.out.push(run.delta as i8 as u8);
        }
        self.put(run.base);
    }

    /// A header of the negative length, the values.
    fn end_literals(&mut self) {
        if self.literals.is_empty() {
            return;
        }
        self.out.push((self.literals.len() as u8).wrapping_neg());
        for value in std::mem::take(&mut self.literals) {
            self.put(value);
        }
    }

    fn put(&mut self, value: i64) {
        match self.form {
            Form::Byte => self.out.push(value as u8),
            Form::Unsigned => varint(&mut self.out, u128::from(value as u64)),
            Form::Signed => varint(
                &mut self.out,
                u128::from(((value << 1) ^ (value >> 63)) as u64),
            ),
        }
    }

    /// About how many bytes there are.
    pub(super) fn size(&self) -> usize {
        self.out.len() + self.literals.len() * 8
    }

    /// The bytes of all values since the last call.
    pub(super) fn finish(&mut self) -> Vec<u8> {
        self.end_run();
        self.end_literals();
        std::mem::take(&mut self.out)
    }
}

/// Seven bits a byte, the lowest first.
pub(super) fn varint(out: &mut Vec<u8>, mut value: u128) {
    while value > 0x7f {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Bits, the first one highest, in bytes that are run length encoded.
#[derive(Debug)]
pub(super) struct Bits {
    bytes: Rle,
    byte: u8,
    filled: u8,
}

impl Bits {
    pub(super) fn new() -> Bits {
        Bits {
            bytes: Rle::new(Form::Byte),
            byte: 0,
            filled: 0,
        }
    }

    pub(super) fn push(&mut self, bit: bool) {
        self.byte = self.byte << 1 | u8::from(bit);
        self.filled += 1;
        if self.filled == 8 {
            self.end_byte();
        }
    }

    fn end_byte(&mut self) {
        self.bytes.push(i64::from(self.byte));
        (self.byte, self.filled) = (0, 0);
    }

    pub(super) fn size(&self) -> usize {
        self.bytes.size()
    }

    pub(super) fn finish(&mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.byte <<= 8 - self.filled;
            self.end_byte();
        }
        self.bytes.finish()
    }
}

/// The examples are those of the ORC specification.
#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: Form, values: impl IntoIterator<Item = i64>, wanted: &[u8]) {
        let mut rle = Rle::new(form);
        values.into_iter().for_each(|value| rle.push(value));
        assert_eq!(rle.finish(), wanted);
    }

    #[test]
    fn integers() {
        check(
            Form::Unsigned,
            std::iter::repeat_n(7, 100),
            &[0x61, 0x00, 0x07],
        );
        check(Form::Unsigned, (1..=100).rev(), &[0x61, 0xff, 0x64]);
        check(Form::Unsigned, [2, 3, 6, 7, 11], &[0xfb, 2, 3, 6, 7, 0xb]);
        check(
            Form::Unsigned,
            [128, 16383],
            &[0xfe, 0x80, 0x01, 0xff, 0x7f],
        );
        check(Form::Signed, [0, -1, 1, -2, 2], &[0xfb, 0, 1, 2, 3, 4]);
        check(
            Form::Signed,
            [i64::MIN, i64::MAX],
            &[
                0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0xfe, 0xff, 0xff,
                0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
            ],
        );
    }

    #[test]
    fn bytes_and_bits() {
        check(Form::Byte, std::iter::repeat_n(0, 100), &[0x61, 0x00]);
        check(Form::Byte, [0x44, 0x45], &[0xfe, 0x44, 0x45]);
        let mut bits = Bits::new();
        for bit in [true, false, false, false, false, false, false, false] {
            bits.push(bit);
        }
        assert_eq!(bits.finish(), [0xff, 0x80]);
        assert_eq!(bits.finish(), [0u8; 0]);
        bits.push(true);
        assert_eq!(bits.finish(), [0xff, 0x80]);
    }

    #[test]
    fn long_runs_and_literals_are_cut() {
        check(
            Form::Byte,
            std::iter::repeat_n(1, 132),
            &[127, 1, 0xfe, 1, 1],
        );
        let mut wanted = vec![0x80];
        wanted.extend((0..64).flat_map(|_| [0, 1]));
        wanted.extend([0xff, 0]);
        check(Form::Byte, (0..129).map(|i| i % 2), &wanted);
    }
}
