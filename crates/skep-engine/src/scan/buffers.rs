//! Memory that is read into, used again and again.
//!
//! A fresh megabyte costs the system more (mapping it, zeroing it, page by page) than filling it. So buffers come back
//! when the last array that points into them is dropped.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

/// How many idle buffers are kept.
const KEPT: usize = 8;

/// Buffers of one size.
#[derive(Debug)]
pub(crate) struct Buffers {
    size: usize,
    idle: Mutex<Vec<Vec<u8>>>,
}

impl Buffers {
    /// Buffers of `size` bytes.
    pub(crate) fn new(size: usize) -> Arc<Buffers> {
        Arc::new(Buffers {
            size,
            idle: Mutex::default(),
        })
    }

    /// How long its buffers are.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// A buffer with any content.
    pub(crate) fn take(&self) -> Vec<u8> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.unwrap_or_else(|| vec![0; self.size])
    }

    /// The first `length` bytes of a buffer, which comes back when they are dropped.
    pub(crate) fn lend(self: &Arc<Self>, buffer: Vec<u8>, length: usize) -> Bytes {
        Bytes::from_owner(Lent {
            length: length.min(buffer.len()),
            buffer,
            home: Arc::clone(self),
        })
    }

    /// Takes back a buffer that wasn't needed.
    pub(crate) fn put(&self, buffer: Vec<u8>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT && buffer.len() == self.size {
            idle.push(buffer);
        }
    }
}

struct Lent {
    buffer: Vec<u8>,
    length: usize,
    home: Arc<Buffers>,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.home.put(std::mem::take(&mut self.buffer));
    }
}

#[cfg(test)]
mod tests {
    use super::Buffers;

    #[test]
    fn a_buffer_comes_back_when_its_last_slice_is_dropped() {
        let buffers = Buffers::new(8);
        let mut buffer = buffers.take();
        buffer.copy_from_slice(b"abcdefgh");
        let place = buffer.as_ptr();
        let bytes = buffers.lend(buffer, 5);
        assert_eq!(&bytes[..], b"abcde");
        let slice = bytes.slice(1..3);
        drop(bytes);
        let other = buffers.take();
        assert_ne!(other.as_ptr(), place);
        drop(slice);
        let same = buffers.take();
        assert_eq!(same.as_ptr(), place);
    }
}
