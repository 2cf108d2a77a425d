//! The decompressors, a step at a time, from one buffer into another.

use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{Decoder, Operation};

use super::Codec;

/// The largest window of deflate, as a power of two.
const WINDOW_BITS: u8 = 15;

/// How far a step came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// Bytes of the input that were used.
    pub(super) read: usize,
    /// Bytes of the output that were filled.
    pub(super) written: usize,
}

/// Unpacks a file's members (gzip's word; zstd's is frames) one after the other.
pub(super) struct Unpacker {
    state: State,
    /// Whether a member has begun and not ended.
    inside: bool,
    /// Whether a member has ended.
    any: bool,
}

enum State {
    Gzip(Box<Decompress>),
    Deflate(Box<Decompress>),
    Zstd(Decoder<'static>),
}

impl State {
    fn new(codec: Codec) -> Result<State, String> {
        Ok(match codec {
            Codec::Gzip => State::Gzip(Box::new(Decompress::new_gzip(WINDOW_BITS))),
            Codec::Deflate => State::Deflate(Box::new(Decompress::new(true))),
            Codec::Bzip2 => return Err("it is unpacked by blocks".into()),
            Codec::Zstd => State::Zstd(Decoder::new().map_err(|error| error.to_string())?),
        })
    }

    /// Ready for the next member.
    fn renew(&mut self) {
        match self {
            State::Gzip(state) => **state = Decompress::new_gzip(WINDOW_BITS),
            State::Deflate(state) => state.reset(true),
            // It begins the next frame by itself.
            State::Zstd(_) => {}
        }
    }

    /// Also tells whether a member is unfinished.
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<(Step, bool), String> {
        match self {
            State::Gzip(state) | State::Deflate(state) => {
                let before = (state.total_in(), state.total_out());
                let status = state.decompress(input, output, FlushDecompress::None);
                let status = status.map_err(|error| error.to_string())?;
                let step = step_of(before, (state.total_in(), state.total_out()));
                Ok((step, status != Status::StreamEnd))
            }
            State::Zstd(state) => {
                let status = state.run_on_buffers(input, output);
                let status = status.map_err(|error| error.to_string())?;
                let step = Step {
                    read: status.bytes_read,
                    written: status.bytes_written,
                };
                Ok((step, status.remaining != 0))
            }
        }
    }
}

fn step_of(before: (u64, u64), after: (u64, u64)) -> Step {
    let length = |from: u64, to: u64| usize::try_from(to - from).unwrap_or(usize::MAX);
    Step {
        read: length(before.0, after.0),
        written: length(before.1, after.1),
    }
}

impl Unpacker {
    pub(super) fn new(codec: Codec) -> Result<Unpacker, String> {
        Ok(Unpacker {
            state: State::new(codec)?,
            inside: false,
            any: false,
        })
    }

    /// Whether a member is unfinished: if nothing follows, the file was cut.
    pub(super) fn is_inside(&self) -> bool {
        self.inside
    }

    /// Unpacks from `input` into `output` (which has room) as much as goes. Nothing done means that it needs other input.
    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        if !self.inside {
            // Tapes and block devices pad with zeros, which gzip ignores.
            if self.any && matches!(self.state, State::Gzip(_)) {
                let zeros = input.iter().take_while(|byte| **byte == 0).count();
                if zeros > 0 {
                    return Ok(Step {
                        read: zeros,
                        written: 0,
                    });
                }
            }
            if input.is_empty() {
                return Ok(Step {
                    read: 0,
                    written: 0,
                });
            }
            if self.any {
                self.state.renew();
            }
        }
        let (step, unfinished) = self.state.step(input, output)?;
        if step.read > 0 || step.written > 0 {
            self.inside = unfinished;
            self.any |= !unfinished;
        }
        Ok(step)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::io::Write;

    use proptest::prelude::*;

    use super::{Codec, Unpacker};

    fn pack(codec: Codec, text: &[u8]) -> Vec<u8> {
        let level = flate2::Compression::fast();
        match codec {
            Codec::Gzip => {
                let mut out = flate2::write::GzEncoder::new(Vec::new(), level);
                out.write_all(text).unwrap();
                out.finish().unwrap()
            }
            Codec::Deflate => {
                let mut out = flate2::write::ZlibEncoder::new(Vec::new(), level);
                out.write_all(text).unwrap();
                out.finish().unwrap()
            }
            Codec::Bzip2 => unreachable!(),
            Codec::Zstd => zstd::encode_all(text, 1).unwrap(),
        }
    }

    /// What comes out of `packed`, given in pieces of `piece` bytes, and whether it was whole.
    fn unpack(codec: Codec, packed: &[u8], piece: usize, room: usize) -> Result<Vec<u8>, String> {
        let mut unpacker = Unpacker::new(codec)?;
        let mut all = Vec::new();
        for mut input in packed.chunks(piece) {
            loop {
                let mut output = vec![0; room];
                let step = unpacker.step(input, &mut output)?;
                input = &input[step.read..];
                all.extend_from_slice(&output[..step.written]);
                if step.read == 0 && step.written == 0 {
                    break;
                }
            }
            if !input.is_empty() {
                return Err("stuck".into());
            }
        }
        match unpacker.is_inside() {
            true => Err("cut".into()),
            false => Ok(all),
        }
    }

    const CODECS: [Codec; 3] = [Codec::Gzip, Codec::Deflate, Codec::Zstd];

    proptest! {
        #[test]
        fn members_in_pieces_come_out_whole(
            texts in prop::collection::vec("[ab\n]{0,300}", 1..4),
            piece in 1_usize..50,
            room in 1_usize..50,
        ) {
            for codec in CODECS {
                let packed: Vec<u8> = texts.iter().flat_map(|t| pack(codec, t.as_bytes())).collect();
                let found = unpack(codec, &packed, piece, room);
                prop_assert_eq!(found, Ok(texts.concat().into_bytes()), "{:?}", codec);
            }
        }

        #[test]
        fn what_is_cut_or_changed_is_noticed(text in "[a-z\n]{50,300}", at in 0.0..1.0_f64) {
            for codec in CODECS {
                let packed = pack(codec, text.as_bytes());
                let cut = 1 + ((packed.len() - 2) as f64 * at) as usize;
                prop_assert!(unpack(codec, &packed[..cut], 64, 64).is_err(), "{:?}", codec);
            }
        }
    }

    #[test]
    fn a_checksum_is_looked_at() {
        for codec in [Codec::Gzip, Codec::Deflate] {
            let mut packed = pack(codec, b"some text\n");
            let last = packed.len() - if codec == Codec::Gzip { 5 } else { 2 };
            packed[last] ^= 0x55;
            assert!(unpack(codec, &packed, 1000, 1000).is_err(), "{codec:?}");
        }
    }

    #[test]
    fn zeros_after_gzip_are_padding_and_other_bytes_are_not() {
        let mut packed = pack(Codec::Gzip, b"x\n");
        packed.extend([0; 100]);
        assert_eq!(unpack(Codec::Gzip, &packed, 7, 10).unwrap(), b"x\n");
        packed.extend(b"garbage");
        assert!(unpack(Codec::Gzip, &packed, 7, 10).is_err());
    }
}
