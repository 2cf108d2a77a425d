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
    /// Whether every byte is a character.
    ascii: bool,
    /// Counts them: no two that a column sees have the same.
    serial: u64,
}

impl Utf8Buffer {
    /// None if they aren't, or if they are too many for a view.
    pub(crate) fn check(bytes: &Buffer, serial: u64) -> Option<Utf8Buffer> {
        let ascii = bytes.is_ascii();
        let fits = i32::try_from(bytes.len()).is_ok();
        (fits && (ascii || std::str::from_utf8(bytes).is_ok())).then(|| Utf8Buffer {
            bytes: bytes.clone(),
            ascii,
            serial,
        })
    }

    /// The bytes `start..end`, if those are valid UTF-8 by themselves.
    #[inline]
    fn text(&self, start: usize, end: usize) -> Option<&[u8]> {
        let text = self.bytes.get(start..end)?;
        let whole = self.ascii || is_border(text.first()) && is_border(self.bytes.get(end));
        whole.then_some(text)
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

/// The lowest bytes of a number, by how many.
const LOWEST: [u128; INLINE + 1] = {
    let mut masks = [0; INLINE + 1];
    let mut i = 0;
    while i < masks.len() {
        masks[i] = (1 << (8 * i)) - 1;
        i += 1;
    }
    masks
};

/// A view that holds the string: its length, then its bytes, then zeroes. `sixteen` begins with the string. None if that is longer
/// than [`INLINE`].
#[inline]
fn inline_view(sixteen: u128, length: usize) -> Option<u128> {
    let lowest = LOWEST.get(length)?;
    Some((sixteen & lowest) << 32 | length as u128)
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

    pub(crate) fn append_null(&mut self) {
        self.views.push(0);
        self.nulls.append_null();
    }

    /// Appends the bytes `start..end` of `run`; false, and nothing appended, if they cut a character.
    pub(crate) fn append_shared(&mut self, run: &Utf8Buffer, start: usize, end: usize) -> bool {
        let view = self.shared_view(run, start, end);
        if let Some(view) = view {
            self.views.push(view);
            self.nulls.append_non_null();
        }
        view.is_some()
    }

    /// Appends parts of `run`, each given by where it begins and ends: what isn't inside the run is NULL, and so is a part that
    /// equals `null`. `sparse` parts are copied if they are long, so that the run needn't be kept for them.
    #[inline]
    pub(crate) fn extend(
        &mut self,
        run: &Utf8Buffer,
        parts: impl ExactSizeIterator<Item = (usize, usize)>,
        null: &[u8],
        sparse: bool,
    ) {
        let null_view = inline_view(padded(null), null.len());
        self.views.reserve(parts.len());
        // Appended to `nulls` when the next NULL comes, or at the end.
        let mut filled = 0;
        for (start, end) in parts {
            let near = run
                .sixteen(start)
                .filter(|_| run.ascii && start <= end && end <= run.bytes.len())
                .and_then(|sixteen| inline_view(sixteen, end - start));
            let view = match near {
                Some(view) => (Some(view) != null_view).then_some(view),
                None => self.view(run, start, end, null, sparse),
            };
            if let Some(view) = view {
                filled += 1;
                self.views.push(view);
            } else {
                self.nulls.append_n_non_nulls(std::mem::take(&mut filled));
                self.append_null();
            }
        }
        self.nulls.append_n_non_nulls(filled);
    }

    /// A view of a part, whatever it holds; None for NULL.
    fn view(
        &mut self,
        run: &Utf8Buffer,
        start: usize,
        end: usize,
        null: &[u8],
        sparse: bool,
    ) -> Option<u128> {
        let part = run.bytes.get(start..end).filter(|part| *part != null)?;
        if !sparse || part.len() <= INLINE {
            let view = self.shared_view(run, start, end);
            if view.is_some() {
                return view;
            }
        }
        // A separator that is no ASCII character may have cut one in two.
        Some(self.copied_view(&String::from_utf8_lossy(part)))
    }

    #[inline]
    fn shared_view(&mut self, run: &Utf8Buffer, start: usize, end: usize) -> Option<u128> {
        let text = run.text(start, end)?;
        let sixteen = run.sixteen(start).unwrap_or_else(|| padded(text));
        if let Some(view) = inline_view(sixteen, text.len()) {
            return Some(view);
        }
        let buffer = match self.shared {
            Some((serial, buffer)) if serial == run.serial => buffer,
            _ => self.add_run(run),
        };
        // A run is shorter than 2^31.
        Some(far_view(text, buffer, u32::try_from(start).unwrap_or(0)))
    }

    /// Appends a copy of `text`.
    pub(crate) fn append_copy(&mut self, text: &str) {
        let view = self.copied_view(text);
        self.views.push(view);
        self.nulls.append_non_null();
    }

    fn copied_view(&mut self, text: &str) -> u128 {
        let bytes = text.as_bytes();
        match inline_view(padded(bytes), bytes.len()) {
            Some(view) => view,
            None => self.own_view(bytes),
        }
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
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

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
        let ascii: String = ('a'..='z').collect();
        for text in [ascii.clone(), ascii + "äß€😀"] {
            let bytes = Buffer::from(text.as_bytes());
            let run = Utf8Buffer::check(&bytes, 1).unwrap();
            let mut views = Views::default();
            let mut expected = Vec::new();
            for (start, end) in parts(text.len()) {
                let whole = text.get(start..end);
                assert_eq!(views.append_shared(&run, start, end), whole.is_some());
                expected.extend(whole.map(|text| Some(text.to_owned())));
                views.append_null();
                expected.push(None);
            }
            assert_eq!(validate(&views.finish()), expected);
            assert_eq!(views.finish().len(), 0);
        }
    }

    #[test]
    fn many_at_a_time() {
        let ascii: String = ('a'..='z').collect();
        for text in [ascii.clone(), ascii + "äß€😀"] {
            let bytes = Buffer::from(text.as_bytes());
            let run = Utf8Buffer::check(&bytes, 1).unwrap();
            // Also what isn't inside.
            let outside = [(5, 4), (0, text.len() + 1), (usize::MAX, 0)];
            let all: Vec<(usize, usize)> = parts(text.len()).into_iter().chain(outside).collect();
            for null in ["", "cd", "abcdefghijklmnop", "no"] {
                for sparse in [false, true] {
                    let mut views = Views::default();
                    views.extend(&run, all.iter().copied(), null.as_bytes(), sparse);
                    let expected: Vec<Option<String>> = all
                        .iter()
                        .map(|(start, end)| {
                            let part = text.as_bytes().get(*start..*end)?;
                            (part != null.as_bytes())
                                .then(|| String::from_utf8_lossy(part).into_owned())
                        })
                        .collect();
                    assert_eq!(validate(&views.finish()), expected);
                }
            }
        }
    }

    fn parts(length: usize) -> Vec<(usize, usize)> {
        let ends = |start| (start..=length).map(move |end| (start, end));
        (0..=length).flat_map(ends).collect()
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
