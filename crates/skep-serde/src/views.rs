//! String columns as views into the bytes that were read.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringViewArray, make_view};
use arrow::buffer::{Buffer, NullBuffer, ScalarBuffer};
use arrow::error::ArrowError;

/// Strings up to this length lie in the view itself.
const INLINE: usize = 12;

/// Own blocks are closed at this size, in bytes.
const BLOCK: usize = 1 << 20;

/// A string column in the making.
#[derive(Debug, Default)]
pub(crate) struct Views {
    views: Vec<u128>,
    valid: Vec<bool>,
    nulls: usize,
    buffers: Vec<Buffer>,
    /// Which run `buffers` last took, and where in it.
    shared: Option<(u64, u32)>,
    /// Texts that are not in a run as they are (unescaped, repaired), and the place kept for them in `buffers`.
    own: Vec<u8>,
    own_block: Option<usize>,
}

impl Views {
    pub(crate) fn len(&self) -> usize {
        self.views.len()
    }

    pub(crate) fn append_null(&mut self) {
        self.views.push(0);
        self.valid.push(false);
        self.nulls += 1;
    }

    /// Appends `text`, which is valid UTF-8 and lies at `offset` in run number `serial`, whose bytes are `run`.
    #[inline]
    pub(crate) fn append_shared(&mut self, text: &[u8], offset: u32, serial: u64, run: &Buffer) {
        let block = match self.shared {
            _ if text.len() <= INLINE => 0,
            Some((known, block)) if known == serial => block,
            _ => {
                let block = self.add_buffer(run.clone());
                self.shared = Some((serial, block));
                block
            }
        };
        self.views.push(make_view(text, block, offset));
        self.valid.push(true);
    }

    /// Appends a copy of `text`.
    pub(crate) fn append_copy(&mut self, text: &str) {
        let bytes = text.as_bytes();
        if bytes.len() <= INLINE {
            self.views.push(make_view(bytes, 0, 0));
            self.valid.push(true);
            return;
        }
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
        let offset = u32::try_from(self.own.len()).unwrap_or(u32::MAX);
        self.own.extend_from_slice(bytes);
        let block = u32::try_from(block).unwrap_or(u32::MAX);
        self.views.push(make_view(bytes, block, offset));
        self.valid.push(true);
    }

    /// The column; leaves this one empty.
    pub(crate) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        self.close_own();
        self.shared = None;
        let valid = std::mem::take(&mut self.valid);
        let nulls = (self.nulls > 0).then(|| NullBuffer::from(valid));
        self.nulls = 0;
        let views = ScalarBuffer::from(std::mem::take(&mut self.views));
        let buffers = std::mem::take(&mut self.buffers);
        // It checks every view again: the price of no `unsafe` here.
        Ok(Arc::new(StringViewArray::try_new(views, buffers, nulls)?))
    }

    fn add_buffer(&mut self, buffer: Buffer) -> u32 {
        self.buffers.push(buffer);
        u32::try_from(self.buffers.len() - 1).unwrap_or(u32::MAX)
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
