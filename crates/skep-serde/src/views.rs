//! String columns as views into the bytes that were read.
//!
//! The one place of the crate with `unsafe`: Arrow's checked constructor looks at every string again, which would cost more than
//! all the rest of reading a short one. What it would check is held here: every view is made by [`inline_view`] or [`far_view`]
//! from bytes that were seen to be UTF-8.

use std::sync::Arc;

use arrow::array::{ArrayRef, NullBufferBuilder, StringViewArray};
use arrow::buffer::{Buffer, ScalarBuffer};

/// Strings up to this length lie in the view itself.
const INLINE: usize = 12;

/// Own blocks are closed at this size, in bytes.
const BLOCK: usize = 1 << 20;

/// Bytes that are valid UTF-8 from the first to the last.
#[derive(Debug, Clone)]
pub(crate) struct Utf8Buffer {
    bytes: Buffer,
    /// Counts them: no two that a column sees have the same.
    serial: u64,
}

impl Utf8Buffer {
    /// None if they aren't, or if they are too many for a view.
    pub(crate) fn check(bytes: &Buffer, serial: u64) -> Option<Utf8Buffer> {
        let fits = i32::try_from(bytes.len()).is_ok();
        (fits && std::str::from_utf8(bytes).is_ok()).then(|| Utf8Buffer {
            bytes: bytes.clone(),
            serial,
        })
    }

    /// The bytes `start..end`, if those are valid UTF-8 by themselves.
    #[inline]
    fn text(&self, start: usize, end: usize) -> Option<&[u8]> {
        let text = self.bytes.get(start..end)?;
        let borders = is_border(text.first()) && is_border(self.bytes.get(end));
        borders.then_some(text)
    }

    /// The 16 bytes from `start` on.
    #[inline]
    fn sixteen(&self, start: usize) -> Option<u128> {
        let bytes = self.bytes.get(start..)?.first_chunk::<16>()?;
        Some(u128::from_le_bytes(*bytes))
    }
}

/// Whether a character may begin with this byte; so does the end.
#[inline]
fn is_border(byte: Option<&u8>) -> bool {
    byte.is_none_or(|byte| byte & 0xC0 != 0x80)
}

/// A view that holds the string: its length, then its bytes, then zeroes. `sixteen` begins with the string, whose length is at most
/// [`INLINE`].
#[inline]
fn inline_view(sixteen: u128, length: usize) -> u128 {
    let kept = sixteen & ((1_u128 << (8 * length)) - 1);
    kept << 32 | length as u128
}

/// A view of a longer string: its length, its first four bytes, the buffer and where in it.
#[inline]
fn far_view(text: &[u8], buffer: u32, offset: u32) -> u128 {
    let head = text
        .first_chunk::<4>()
        .map_or(0, |head| u32::from_le_bytes(*head));
    u128::from(offset) << 96
        | u128::from(buffer) << 64
        | u128::from(head) << 32
        | text.len() as u128
}

/// Up to 16 bytes as a number that begins with them.
fn padded(text: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(text) {
        *to = *from;
    }
    u128::from_le_bytes(bytes)
}

/// A string column in the making.
#[derive(Debug)]
pub(crate) struct Views {
    views: Vec<u128>,
    nulls: NullBufferBuilder,
    buffers: Vec<Buffer>,
    /// Which [`Utf8Buffer`] `buffers` last took, and where in it.
    shared: Option<(u64, u32)>,
    /// Texts that are not in a run as they are (unescaped, repaired), and the place kept for them in `buffers`.
    own: Vec<u8>,
    own_block: Option<usize>,
}

impl Default for Views {
    fn default() -> Views {
        Views {
            views: Vec::new(),
            nulls: NullBufferBuilder::new(0),
            buffers: Vec::new(),
            shared: None,
            own: Vec::new(),
            own_block: None,
        }
    }
}

impl Views {
    pub(crate) fn len(&self) -> usize {
        self.views.len()
    }

    pub(crate) fn reserve(&mut self, rows: usize) {
        self.views.reserve(rows);
    }

    pub(crate) fn append_null(&mut self) {
        self.views.push(0);
        self.nulls.append_null();
    }

    /// Appends the bytes `start..end` of `run`; false, and nothing appended, if they cut a character.
    #[inline]
    pub(crate) fn append_shared(&mut self, run: &Utf8Buffer, start: usize, end: usize) -> bool {
        let Some(text) = run.text(start, end) else {
            return false;
        };
        let view = if text.len() <= INLINE {
            inline_view(
                run.sixteen(start).unwrap_or_else(|| padded(text)),
                text.len(),
            )
        } else {
            let buffer = match self.shared {
                Some((serial, buffer)) if serial == run.serial => buffer,
                _ => self.add_run(run),
            };
            // A run is shorter than 2^31.
            far_view(text, buffer, u32::try_from(start).unwrap_or(0))
        };
        self.views.push(view);
        self.nulls.append_non_null();
        true
    }

    /// Appends a copy of the bytes `start..end` of `run`, as [`Views::append_shared`] does, so that the run needn't be kept for it.
    pub(crate) fn append_copied(&mut self, run: &Utf8Buffer, start: usize, end: usize) -> bool {
        if end - start <= INLINE {
            return self.append_shared(run, start, end);
        }
        let text = run.text(start, end).map(std::str::from_utf8);
        let Some(Ok(text)) = text else {
            return false;
        };
        self.append_copy(text);
        true
    }

    /// Appends a copy of `text`.
    pub(crate) fn append_copy(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let view = if bytes.len() <= INLINE {
            inline_view(padded(bytes), bytes.len())
        } else {
            self.own_view(bytes)
        };
        self.views.push(view);
        self.nulls.append_non_null();
    }

    fn own_view(&mut self, bytes: &[u8]) -> u128 {
        if !self.own.is_empty() && self.own.len() + bytes.len() > BLOCK {
            self.close_own();
        }
        let block = match self.own_block {
            Some(block) => block,
            None => {
                self.buffers.push(Buffer::default());
                *self.own_block.insert(self.buffers.len() - 1)
            }
        };
        let offset = u32::try_from(self.own.len()).unwrap_or(0);
        self.own.extend_from_slice(bytes);
        far_view(bytes, u32::try_from(block).unwrap_or(0), offset)
    }

    /// The column; leaves this one empty.
    pub(crate) fn finish(&mut self) -> ArrayRef {
        self.close_own();
        self.shared = None;
        let nulls = self.nulls.finish();
        let views = ScalarBuffer::from(std::mem::take(&mut self.views));
        let buffers = std::mem::take(&mut self.buffers);
        #[expect(unsafe_code, reason = "the checks were made before; see the module")]
        // SAFETY: each view was made by `inline_view` or `far_view` in this file, of a NULL or of valid UTF-8 (a checked part of a
        // `Utf8Buffer` or a `&str`); a far one names a buffer of `buffers` that holds those bytes at that offset: runs are
        // shorter than 2^31 bytes and own blocks close at 1 MiB (one longer text stands alone, at offset 0).
        let array = unsafe { StringViewArray::new_unchecked(views, buffers, nulls) };
        Arc::new(array)
    }

    fn add_run(&mut self, run: &Utf8Buffer) -> u32 {
        self.buffers.push(run.bytes.clone());
        let buffer = u32::try_from(self.buffers.len() - 1).unwrap_or(0);
        self.shared = Some((run.serial, buffer));
        buffer
    }

    fn close_own(&mut self) {
        let bytes = std::mem::take(&mut self.own);
        if let Some(place) = self
            .own_block
            .take()
            .and_then(|block| self.buffers.get_mut(block))
        {
            *place = Buffer::from_vec(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};

    use super::*;

    /// What Arrow's own constructor refuses must not come out.
    fn validate(array: &ArrayRef) -> Vec<Option<String>> {
        let views = array.as_string_view();
        let checked = StringViewArray::try_new(
            views.views().clone(),
            views.data_buffers().to_vec(),
            views.nulls().cloned(),
        );
        assert!(checked.is_ok(), "{checked:?}");
        views.iter().map(|text| text.map(str::to_owned)).collect()
    }

    #[test]
    fn every_length_at_every_place() {
        let text: String = ('a'..='z').chain("äß€😀".chars()).collect();
        let bytes = Buffer::from(text.as_bytes());
        let run = Utf8Buffer::check(&bytes, 1);
        let mut views = Views::default();
        let mut expected = Vec::new();
        for start in 0..=text.len() {
            for end in start..=text.len() {
                let whole = text.get(start..end);
                for copied in [false, true] {
                    let appended = run.as_ref().is_some_and(|run| match copied {
                        true => views.append_copied(run, start, end),
                        false => views.append_shared(run, start, end),
                    });
                    assert_eq!(appended, whole.is_some(), "{start}..{end}");
                    expected.extend(whole.map(|text| Some(text.to_owned())));
                }
            }
            views.append_null();
            expected.push(None);
        }
        assert_eq!(validate(&views.finish()), expected);
        assert_eq!(views.finish().len(), 0);
    }

    #[test]
    fn long_texts_have_blocks_of_their_own() {
        let long = "x".repeat(BLOCK + 5);
        let mut views = Views::default();
        for text in ["a text of some length", &long, "another text of length", ""] {
            views.append_copy(text);
        }
        let texts = validate(&views.finish());
        assert_eq!(texts.get(1).and_then(|t| t.as_deref()), Some(long.as_str()));
        assert_eq!(
            texts.get(2).and_then(|t| t.as_deref()),
            Some("another text of length")
        );
    }

    #[test]
    fn other_bytes_are_no_text() {
        assert!(Utf8Buffer::check(&Buffer::from(b"a\xffb"), 1).is_none());
    }
}
