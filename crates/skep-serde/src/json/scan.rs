//! JSON looked over without being taken apart: where its values end, and whether they are well formed (RFC 8259).

/// Deeper values are refused (as by Jackson's `StreamReadConstraints`).
const DEEPEST: usize = 1000;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    True,
    False,
    /// A number without fraction and exponent.
    Integer,
    Float,
    /// A string that is itself.
    String,
    /// One with escapes.
    Escaped,
    Array,
    Object,
}

/// Where a value lies; a string without its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Span {
    pub(crate) fn of<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Something else than JSON's grammar has here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// What was expected.
    pub(crate) expected: &'static str,
    /// Where, counted from 0.
    pub(crate) at: usize,
}

type Result<T> = std::result::Result<T, Malformed>;

/// Walks over a text that is valid UTF-8.
#[derive(Debug, Clone)]
pub(crate) struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a [u8], at: usize) -> Scanner<'a> {
        Scanner { text, at }
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Skips blanks.
    #[inline]
    pub(crate) fn blank(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Skips `literal` if it comes next.
    #[inline]
    pub(crate) fn take(&mut self, literal: &[u8]) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let taken = rest.starts_with(literal);
        self.at += if taken { literal.len() } else { 0 };
        taken
    }

    fn malformed<T>(&self, expected: &'static str) -> Result<T> {
        Err(Malformed {
            expected,
            at: self.at,
        })
    }

    /// Skips a value.
    #[inline]
    pub(crate) fn value(&mut self) -> Result<Span> {
        match self.peek() {
            Some(open @ (b'{' | b'[')) => {
                let start = self.at;
                self.nested()?;
                let kind = if open == b'{' {
                    Kind::Object
                } else {
                    Kind::Array
                };
                Ok(Span {
                    kind,
                    start,
                    end: self.at,
                })
            }
            _ => self.scalar(),
        }
    }

    #[inline]
    fn scalar(&mut self) -> Result<Span> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word(b"true", Kind::True),
            Some(b'f') => self.word(b"false", Kind::False),
            Some(b'n') => self.word(b"null", Kind::Null),
            _ => self.malformed("a value"),
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<Span> {
        let start = self.at;
        if !self.take(word) {
            return self.malformed("a value");
        }
        Ok(Span {
            kind,
            start,
            end: self.at,
        })
    }

    /// Skips a string.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Span> {
        if self.peek() != Some(b'"') {
            return self.malformed("a string");
        }
        let start = self.at + 1;
        let mut kind = Kind::String;
        self.at = start;
        loop {
            self.at = plain_end(self.text, self.at);
            match self.peek() {
                Some(b'"') => {
                    let end = self.at;
                    self.at += 1;
                    return Ok(Span { kind, start, end });
                }
                Some(b'\\') => {
                    kind = Kind::Escaped;
                    self.escape()?;
                }
                Some(_) => return self.malformed("no control character"),
                None => return self.malformed("the string's end"),
            }
        }
    }

    fn escape(&mut self) -> Result<()> {
        let length = match self.text.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') => {
                let digits = self.text.get(self.at + 2..self.at + 6);
                if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                    return self.malformed("four hexadecimal digits");
                }
                6
            }
            _ => return self.malformed("an escape"),
        };
        self.at += length;
        Ok(())
    }

    fn number(&mut self) -> Result<Span> {
        let start = self.at;
        let mut kind = Kind::Integer;
        self.take(b"-");
        if !self.take(b"0") {
            self.digits()?;
        }
        if self.take(b".") {
            kind = Kind::Float;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            kind = Kind::Float;
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Span {
            kind,
            start,
            end: self.at,
        })
    }

    /// Skips digits, at least one.
    #[inline]
    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return self.malformed("a digit");
        }
        Ok(())
    }

    /// Skips an array or object, however deep.
    fn nested(&mut self) -> Result<()> {
        let mut open = Open::default();
        loop {
            // Here a value begins.
            match self.peek() {
                Some(b'{') => {
                    self.at += 1;
                    self.blank();
                    if !self.take(b"}") {
                        if !open.push(true) {
                            return self.malformed("fewer levels");
                        }
                        self.key()?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    self.blank();
                    if !self.take(b"]") {
                        if !open.push(false) {
                            return self.malformed("fewer levels");
                        }
                        continue;
                    }
                }
                _ => {
                    self.scalar()?;
                }
            }
            // Here one has ended.
            loop {
                let Some(in_object) = open.top() else {
                    return Ok(());
                };
                self.blank();
                match (self.peek(), in_object) {
                    (Some(b','), _) => {
                        self.at += 1;
                        self.blank();
                        if in_object {
                            self.key()?;
                        }
                        break;
                    }
                    (Some(b'}'), true) | (Some(b']'), false) => {
                        self.at += 1;
                        open.depth -= 1;
                    }
                    (_, true) => return self.malformed("`,` or `}`"),
                    (_, false) => return self.malformed("`,` or `]`"),
                }
            }
        }
    }

    /// Skips a member's key and what stands between it and the value.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<Span> {
        let key = self.string()?;
        self.blank();
        if !self.take(b":") {
            return self.malformed("`:`");
        }
        self.blank();
        Ok(key)
    }

    /// After a member or element: whether another one follows. Skips up to it, or past the closing bracket.
    #[inline]
    pub(crate) fn more(&mut self, close: u8) -> Result<bool> {
        self.blank();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.blank();
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => self.malformed("`,` or the closing bracket"),
        }
    }

    /// At an opening bracket: whether anything is inside. Skips up to it, or past the closing bracket.
    #[inline]
    pub(crate) fn enter(&mut self, close: u8) -> bool {
        self.at += 1;
        self.blank();
        !self.take(&[close])
    }

    /// Skips the blanks at the end; there must be nothing else.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.blank();
        match self.peek() {
            None => Ok(()),
            Some(_) => self.malformed("the line's end"),
        }
    }
}

/// The brackets that are open: a bit each, set for an object.
#[derive(Default)]
struct Open {
    bits: [u64; DEEPEST.div_ceil(64)],
    depth: usize,
}

impl Open {
    /// False if that is too deep.
    fn push(&mut self, object: bool) -> bool {
        let Some(word) = self.bits.get_mut(self.depth / 64) else {
            return false;
        };
        let bit = 1 << (self.depth % 64);
        *word = if object { *word | bit } else { *word & !bit };
        self.depth += 1;
        self.depth < DEEPEST
    }

    #[inline]
    fn top(&self) -> Option<bool> {
        let last = self.depth.checked_sub(1)?;
        Some(self.bits.get(last / 64)? >> (last % 64) & 1 == 1)
    }
}

/// Where, from `at` on, a string's plain characters end: at a quote, a backslash or a control character, or with the text.
#[inline]
fn plain_end(text: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES * 0x80;
    // Eight bytes at a time; a byte's high bit becomes set where it is 0 (below 0x20). A borrow may set more above it.
    while let Some(eight) = text.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*eight);
        let quote = word ^ (ONES * 0x22);
        let backslash = word ^ (ONES * 0x5c);
        let hits = (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let hits = hits & HIGH;
        if hits != 0 {
            return at + (hits.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = text.get(at..).unwrap_or_default();
    let found = rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    at + found.unwrap_or(rest.len())
}
