//! Messages, byte by byte.

use super::{PgError, Result};

/// A message that is being written.
pub(super) struct Body(Option<u8>, Vec<u8>);

impl Body {
    /// The first messages of a connection have no tag.
    pub(super) fn new(tag: Option<u8>) -> Body {
        Body(tag, Vec::new())
    }

    pub(super) fn byte(&mut self, value: u8) -> &mut Self {
        self.1.push(value);
        self
    }

    pub(super) fn short(&mut self, value: i16) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(super) fn int(&mut self, value: i32) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// A text ends with NUL. None that comes here has one inside: names refuse them, and values go by [`Body::sized`].
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.replace('\0', "").as_bytes()).byte(0)
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.1.extend_from_slice(bytes);
        self
    }

    /// Bytes with their number before them.
    pub(super) fn sized(&mut self, bytes: &[u8]) -> Result<&mut Self> {
        let length = i32::try_from(bytes.len())
            .map_err(|_| PgError::Protocol("a value is too long".to_owned()))?;
        Ok(self.int(length).bytes(bytes))
    }

    /// The message as it is sent.
    pub(super) fn finish(self) -> Vec<u8> {
        let length = u32::try_from(self.1.len() + 4).unwrap_or(u32::MAX);
        let tag = self.0.into_iter().collect::<Vec<u8>>();
        [tag, length.to_be_bytes().to_vec(), self.1].concat()
    }
}

/// A message that was read.
pub(super) struct Message {
    pub(super) tag: u8,
    body: Vec<u8>,
    at: usize,
}

impl Message {
    pub(super) fn new(tag: u8, body: Vec<u8>) -> Message {
        Message { tag, body, at: 0 }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let bytes = self.slice(N)?;
        bytes.try_into().map_err(|_| short())
    }

    fn slice(&mut self, length: usize) -> Result<&[u8]> {
        let end = self.at.checked_add(length).ok_or_else(short)?;
        let bytes = self.body.get(self.at..end).ok_or_else(short)?;
        self.at = end;
        Ok(bytes)
    }

    pub(super) fn int(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.take()?))
    }

    fn short(&mut self) -> Result<i16> {
        Ok(i16::from_be_bytes(self.take()?))
    }

    /// What is left.
    pub(super) fn rest(&mut self) -> Result<&[u8]> {
        self.slice(self.body.len() - self.at)
    }

    /// A text up to its NUL.
    pub(super) fn text(&mut self) -> Result<String> {
        let rest = self.body.get(self.at..).ok_or_else(short)?;
        let length = rest.iter().position(|byte| *byte == 0).ok_or_else(short)?;
        let text = String::from_utf8_lossy(self.slice(length)?).into_owned();
        self.at += 1;
        Ok(text)
    }

    /// `RowDescription`: the types' numbers.
    pub(super) fn types(&mut self) -> Result<Vec<u32>> {
        let count = self.short()?;
        let mut types = Vec::new();
        for _ in 0..count {
            self.text()?;
            // The table's number and the column's.
            self.slice(6)?;
            types.push(u32::from_be_bytes(self.take()?));
            // Length, modifier and format.
            self.slice(8)?;
        }
        Ok(types)
    }

    /// `DataRow`: its first value.
    pub(super) fn first_value(&mut self) -> Result<Option<String>> {
        if self.short()? < 1 {
            return Ok(None);
        }
        match usize::try_from(self.int()?) {
            Ok(length) => Ok(Some(
                String::from_utf8_lossy(self.slice(length)?).into_owned(),
            )),
            Err(_) => Ok(None),
        }
    }

    /// `ErrorResponse`: its code and its message.
    pub(super) fn error(&mut self) -> Result<PgError> {
        let (mut code, mut text) = (String::new(), String::new());
        loop {
            match self.take::<1>()? {
                [0] => return Ok(PgError::Server(code, text)),
                [b'C'] => code = self.text()?,
                [b'M'] => text = self.text()?,
                _ => drop(self.text()?),
            }
        }
    }
}

fn short() -> PgError {
    PgError::Protocol("the server's message is too short".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Whatever a server sends is a message or an error.
        #[test]
        fn any_bytes(body: Vec<u8>) {
            let message = || Message::new(b'T', body.clone());
            let _ = message().types();
            let _ = message().first_value();
            let _ = message().error();
            let _ = message().text();
            let _ = message().rest();
        }
    }
}
