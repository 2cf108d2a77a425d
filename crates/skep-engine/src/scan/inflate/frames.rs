//! zstd's frames, side by side where there are several (`pzstd`, the seekable format, files put one after the other).
//!
//! Where a frame ends can be told from its blocks' headers (RFC 8878, 3.1.1), without unpacking them. A frame that is
//! too long to be held is unpacked as it is read, and with it all that follows.

use std::collections::VecDeque;

use bytes::Bytes;
use datafusion::common::runtime::SpawnedTask;
use datafusion::error::{DataFusionError, Result};
use tokio::sync::mpsc;

use super::unpack::Unpacker;
use super::{CHUNK, Codec, QUEUE, in_order};
use crate::scan::chunks::{Chunks, File};

/// The longest frame that is held, in bytes.
const LONGEST_FRAME: usize = 8 << 20;

/// The longest content of one that is held, in bytes.
const LONGEST_CONTENT: usize = 32 << 20;

const FRAME: u32 = 0xfd2f_b528;
const SKIPPABLE: std::ops::RangeInclusive<u32> = 0x184d_2a50..=0x184d_2a5f;

/// A frame being unpacked: itself, and its content; None where that is too long.
type Task = SpawnedTask<(Vec<u8>, Result<Option<Vec<Bytes>>, String>)>;

/// Reads and unpacks the file into `sender`, until it ends or nobody listens.
pub(super) async fn pump(file: File, sender: mpsc::Sender<Result<Bytes>>) {
    let input = Chunks::new(file.clone(), 0, file.size);
    let mut frames = Frames {
        threads: file.pace.threads,
        file,
        input,
        at_end: false,
        bytes: Vec::new(),
        running: VecDeque::new(),
    };
    match frames.pump(&sender).await {
        Ok(Some(rest)) => frames.in_order(rest, sender).await,
        Ok(None) => {}
        // Where nobody listens there is nobody to tell.
        Err(error) => drop(sender.send(Err(error)).await),
    }
}

struct Frames {
    file: File,
    threads: usize,
    input: Chunks,
    at_end: bool,
    /// What is read and belongs to no frame that has been begun.
    bytes: Vec<u8>,
    /// In the file's order.
    running: VecDeque<Task>,
}

impl Frames {
    /// Unpacks frames until the file ends, or until one is too long: then gives what is left of what was read.
    async fn pump(&mut self, sender: &mpsc::Sender<Result<Bytes>>) -> Result<Option<Vec<u8>>> {
        loop {
            let mut too_long = false;
            while self.running.len() < self.threads && !too_long {
                match self.frame().await? {
                    Some(frame) => self.running.push_back(unpack(frame)),
                    None if self.bytes.is_empty() => break,
                    None => too_long = true,
                }
            }
            let Some(task) = self.running.pop_front() else {
                return Ok(too_long.then(|| std::mem::take(&mut self.bytes)));
            };
            let (frame, content) = joined(task).await?;
            let Some(pieces) = content.map_err(|reason| self.damaged(&reason))? else {
                let mut rest = frame;
                for task in std::mem::take(&mut self.running) {
                    rest.extend(joined(task).await?.0);
                }
                rest.append(&mut self.bytes);
                return Ok(Some(rest));
            };
            for piece in pieces {
                if sender.send(Ok(piece)).await.is_err() {
                    return Ok(None);
                }
            }
        }
    }

    /// The next frame; None at the file's end, and where it is too long to be held.
    async fn frame(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            match length(&self.bytes) {
                Some(length) if length <= self.bytes.len() => {
                    let rest = self.bytes.split_off(length);
                    return Ok(Some(std::mem::replace(&mut self.bytes, rest)));
                }
                _ if self.at_end || self.bytes.len() > LONGEST_FRAME => return Ok(None),
                _ => {}
            }
            match self.input.next().await? {
                Some(bytes) => self.bytes.extend_from_slice(&bytes),
                None => self.at_end = true,
            }
        }
    }

    /// Unpacks `rest` and what is not read yet as one stream.
    async fn in_order(self, rest: Vec<u8>, sender: mpsc::Sender<Result<Bytes>>) {
        let (raw, receiver) = mpsc::channel(QUEUE);
        in_order(self.file, Codec::Zstd, receiver, sender);
        if raw.send(Ok(Bytes::from(rest))).await.is_ok() {
            super::pump(self.input, raw).await;
        }
    }

    fn damaged(&self, reason: &str) -> DataFusionError {
        self.file
            .corrupt(format!("its Zstd data is damaged: {reason}"))
    }
}

fn unpack(frame: Vec<u8>) -> Task {
    SpawnedTask::spawn_blocking(move || {
        let content = content(&frame);
        (frame, content)
    })
}

/// What is in a whole frame; None where that is too long.
fn content(frame: &[u8]) -> Result<Option<Vec<Bytes>>, String> {
    let mut unpacker = Unpacker::new(Codec::Zstd)?;
    let mut pieces: Vec<Bytes> = Vec::new();
    let mut input = frame;
    loop {
        let mut output = vec![0; CHUNK];
        let mut filled = 0;
        while let Some(room) = output.get_mut(filled..).filter(|room| !room.is_empty()) {
            let step = unpacker.step(input, room)?;
            input = input.get(step.read..).unwrap_or_default();
            filled += step.written;
            if step.read == 0 && step.written == 0 {
                break;
            }
        }
        let at_end = filled < output.len();
        if filled > 0 {
            output.truncate(filled);
            pieces.push(Bytes::from(output));
        }
        if at_end {
            return match unpacker.is_inside() {
                true => Err("a frame is not whole".into()),
                false => Ok(Some(pieces)),
            };
        }
        if pieces.len() * CHUNK > LONGEST_CONTENT {
            return Ok(None);
        }
    }
}

/// How many bytes the frame has that `bytes` begins with, as far as that is seen: a frame that goes on further than
/// `bytes` is longer than that. None where nothing is seen yet, and where it is no frame.
fn length(bytes: &[u8]) -> Option<usize> {
    let number = |at: usize, count: usize| -> Option<usize> {
        let bytes = bytes.get(at..at + count)?.iter().rev();
        Some(bytes.fold(0, |all, byte| all << 8 | usize::from(*byte)))
    };
    let magic = u32::try_from(number(0, 4)?).ok()?;
    if SKIPPABLE.contains(&magic) {
        return Some(8 + number(4, 4)?);
    }
    if magic != FRAME {
        return None;
    }
    let descriptor = *bytes.get(4)?;
    let is_single = descriptor & 0x20 != 0;
    let dictionary = [0, 1, 2, 4].get(usize::from(descriptor & 3))?;
    let content_size = match descriptor >> 6 {
        0 => usize::from(is_single),
        power => 1 << power,
    };
    let mut at = 5 + usize::from(!is_single) + dictionary + content_size;
    loop {
        let header = number(at, 3)?;
        at += 3 + match header >> 1 & 3 {
            // A byte that is repeated.
            1 => 1,
            _ => header >> 3,
        };
        if header & 1 == 1 {
            return Some(at + if descriptor & 4 != 0 { 4 } else { 0 });
        }
    }
}

async fn joined<T: 'static>(task: SpawnedTask<T>) -> Result<T> {
    task.join_unwind()
        .await
        .map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    fn pack(text: &[u8], checksum: bool, sized: bool) -> Vec<u8> {
        let mut out = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        out.include_checksum(checksum).unwrap();
        if sized {
            out.set_pledged_src_size(Some(text.len() as u64)).unwrap();
        }
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    proptest! {
        #[test]
        fn a_frame_s_length_is_seen_once_it_is_whole(
            text in prop::collection::vec(any::<u8>(), 0..3000),
            repeated in 0_usize..400_000,
            checksum: bool,
            sized: bool,
        ) {
            let text = [text, vec![b'x'; repeated]].concat();
            let frame = pack(&text, checksum, sized);
            let followed = [&frame[..], b"\x28\xb5\x2f\xfd"].concat();
            prop_assert_eq!(length(&followed), Some(frame.len()));
            for cut in [0, 3, 4, 5, 6, frame.len() / 2, frame.len() - 1] {
                let cut = cut.min(frame.len() - 1);
                prop_assert!(length(&frame[..cut]).is_none_or(|length| length > cut));
            }
            let pieces = content(&frame).unwrap().unwrap();
            prop_assert!(pieces.concat() == text);
            prop_assert!(content(&frame[..frame.len() - 1]).is_err());
        }

        #[test]
        fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = length(&bytes);
            let _ = length(&[&FRAME.to_le_bytes()[..], &bytes].concat());
        }
    }

    #[test]
    fn skippable_frames_and_bombs() {
        assert_eq!(length(b"\x50\x2a\x4d\x18\x04\0\0\0abcd"), Some(12));
        assert_eq!(length(b"plain text"), None);
        assert_eq!(
            content(b"\x50\x2a\x4d\x18\x04\0\0\0abcd").unwrap(),
            Some(vec![])
        );
        let bomb = pack(&vec![0; LONGEST_CONTENT + (2 << 20)], true, false);
        assert!(bomb.len() < 1 << 20 && content(&bomb).unwrap().is_none());
    }
}
