//! Text files that aren't UTF-8 (`serialization.encoding`).
//!
//! As in Hive, lines are found in the file's own bytes and are UTF-8 from then on: delimiters, NULLs and conditions are
//! looked for in UTF-8. So a charset in which the byte of a line feed is part of other characters (UTF-16) can't be read.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use arrow::array::ArrayRef;
use arrow::buffer::Buffer;
use arrow::error::ArrowError;
use encoding_rs::{EncoderResult, Encoding};

use crate::filter::Predicate;
use crate::format::{FormatError, RowDecoder};
use crate::lines::{Lines, Run};

/// The property that names it.
const PROPERTY: &str = "serialization.encoding";

/// How characters are coded in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charset {
    /// What isn't valid becomes U+FFFD, when it is decoded.
    #[default]
    Utf8,
    /// Other bytes than ASCII's become U+FFFD.
    Ascii,
    /// ISO 8859-1
    Latin1,
    /// One of the web's legacy encodings, where it has the same name in Java.
    Other(&'static Encoding),
}

/// Names that Java has besides those of the web: what the web calls them. (A table.)
const JAVA_NAMES: &[(&str, &str)] = &[
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("euc-cn", "gbk"),
    ("eucjis", "euc-jp"),
    ("eucjp", "euc-jp"),
    ("euckr", "euc-kr"),
    ("iso2022jp", "iso-2022-jp"),
    ("koi8r", "koi8-r"),
    ("koi8u", "koi8-u"),
    ("ms874", "windows-874"),
    ("ms936", "gbk"),
    ("ms949", "euc-kr"),
    ("ms950", "big5"),
    ("tis620", "windows-874"),
    ("windows-936", "gbk"),
    ("windows-949", "euc-kr"),
    ("windows-950", "big5"),
];

impl Charset {
    /// The one that a table's properties name.
    ///
    /// # Errors
    /// It isn't known, or lines can't be found in it.
    pub fn from_properties(properties: &BTreeMap<String, String>) -> Result<Charset, FormatError> {
        let Some(value) = properties.get(PROPERTY) else {
            return Ok(Charset::Utf8);
        };
        let refuse = |reason| Err(FormatError::property(PROPERTY, value, reason));
        let name = value.trim().to_ascii_lowercase().replace('_', "-");
        match name.as_str() {
            "" | "utf-8" | "utf8" => return Ok(Charset::Utf8),
            "us-ascii" | "ascii" | "ascii7" | "iso646-us" | "646" => return Ok(Charset::Ascii),
            "iso-8859-1" | "iso8859-1" | "8859-1" | "latin1" | "l1" | "cp819" | "ibm819" => {
                return Ok(Charset::Latin1);
            }
            _ => {}
        }
        let known = JAVA_NAMES.iter().find(|(java, _)| *java == name);
        let label = known.map_or(name.as_str(), |(_, web)| web);
        match Encoding::for_label_no_replacement(label.as_bytes()) {
            Some(encoding)
                if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE =>
            {
                refuse("lines can't be found in UTF-16; convert the files to UTF-8")
            }
            Some(encoding) if encoding == encoding_rs::X_USER_DEFINED => {
                refuse("this charset is not known")
            }
            Some(encoding) => Ok(Charset::Other(encoding)),
            None => refuse("this charset is not known"),
        }
    }

    /// Whole lines, as UTF-8; without a copy where they are already.
    pub fn decode(self, lines: Buffer) -> Buffer {
        if self == Charset::Utf8 || lines.is_ascii() && self.is_ascii_compatible() {
            return lines;
        }
        let text = match self {
            Charset::Utf8 => return lines,
            Charset::Ascii => lines.iter().map(|&byte| ascii(byte)).collect(),
            Charset::Latin1 => lines.iter().map(|&byte| char::from(byte)).collect(),
            Charset::Other(encoding) => match encoding.decode_without_bom_handling(&lines).0 {
                Cow::Borrowed(_) => return lines,
                Cow::Owned(text) => text,
            },
        };
        Buffer::from_vec(text.into_bytes())
    }

    /// Lines in UTF-8, as they are written; `?` for what the charset hasn't (`String.getBytes`).
    pub fn encode(self, lines: &[u8]) -> Cow<'_, [u8]> {
        if self == Charset::Utf8 || lines.is_ascii() && self.is_ascii_compatible() {
            return Cow::Borrowed(lines);
        }
        let text = String::from_utf8_lossy(lines);
        let below = |limit: u32| {
            move |c: char| {
                u8::try_from(u32::from(c))
                    .ok()
                    .filter(|_| u32::from(c) < limit)
            }
        };
        let narrow = |limit| text.chars().map(move |c| below(limit)(c).unwrap_or(b'?'));
        Cow::Owned(match self {
            Charset::Utf8 => return Cow::Borrowed(lines),
            Charset::Ascii => narrow(128).collect(),
            Charset::Latin1 => narrow(256).collect(),
            Charset::Other(encoding) => encode(encoding, &text),
        })
    }

    fn is_ascii_compatible(self) -> bool {
        match self {
            Charset::Other(encoding) => encoding.is_ascii_compatible(),
            _ => true,
        }
    }

    /// A decoder of lines in this charset, around one of lines in UTF-8. `offsets` says that a line's offset in the file
    /// is among the wanted columns.
    pub fn around(self, decoder: Box<dyn RowDecoder>, offsets: bool) -> Box<dyn RowDecoder> {
        if self == Charset::Utf8 {
            return decoder;
        }
        Box::new(Recoding {
            charset: self,
            decoder,
            offsets,
            waiting: VecDeque::new(),
        })
    }
}

fn ascii(byte: u8) -> char {
    if byte.is_ascii() {
        char::from(byte)
    } else {
        char::REPLACEMENT_CHARACTER
    }
}

fn encode(encoding: &'static Encoding, mut text: &str) -> Vec<u8> {
    let mut encoder = encoding.new_encoder();
    let mut out = Vec::with_capacity(text.len());
    loop {
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(text, &mut out, true);
        text = text.get(read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => return out,
            EncoderResult::Unmappable(_) => out.push(b'?'),
            EncoderResult::OutputFull => out.reserve(text.len().max(64) * 2),
        }
    }
}

/// Converts lines before they are decoded.
#[derive(Debug)]
struct Recoding {
    charset: Charset,
    decoder: Box<dyn RowDecoder>,
    offsets: bool,
    /// Lines of the run that aren't loaded yet, each by itself, because what comes before it changes its length.
    waiting: VecDeque<Run>,
}

impl RowDecoder for Recoding {
    fn load(&mut self, run: Run) {
        let bytes = self.charset.decode(run.bytes.clone());
        if !self.offsets || bytes.as_ptr() == run.bytes.as_ptr() {
            return self.decoder.load(Run {
                bytes,
                offset: run.offset,
            });
        }
        let mut lines = Lines::new(&run.bytes, 0, memchr::memchr(b'\r', &run.bytes).is_some());
        while let Some((start, _)) = lines.next() {
            let line = run.bytes.slice_with_length(start, lines.position() - start);
            self.waiting.push_back(Run {
                bytes: self.charset.decode(line),
                offset: run.offset + start as u64,
            });
        }
        if let Some(first) = self.waiting.pop_front() {
            self.decoder.load(first);
        }
    }

    fn set_filter(&mut self, predicates: &[Predicate]) {
        self.decoder.set_filter(predicates);
    }

    fn end(&mut self) -> bool {
        self.decoder.end()
    }

    fn set_hints(&mut self, hints: &[Predicate]) {
        self.decoder.set_hints(hints);
    }

    fn decode(&mut self, max_rows: usize) -> Result<usize, FormatError> {
        loop {
            let decoded = self.decoder.decode(max_rows)?;
            if decoded > 0 {
                return Ok(decoded);
            }
            match self.waiting.pop_front() {
                Some(line) => self.decoder.load(line),
                None => return Ok(0),
            }
        }
    }

    fn rows(&self) -> usize {
        self.decoder.rows()
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        self.decoder.finish()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use arrow::array::AsArray;
    use arrow::datatypes::Int64Type;
    use chrono_tz::Tz;
    use skep_hiveql::types::HiveType;

    use super::*;
    use crate::format::RowFormat;

    fn charset(name: &str) -> Result<Charset, FormatError> {
        Charset::from_properties(&[(PROPERTY.to_owned(), name.to_owned())].into())
    }

    /// Texts and their bytes, as Python's codecs and the charsets' own tables give them.
    const KNOWN: &[(&str, &str, &[u8])] = &[
        ("ISO8859_1", "été\n", b"\xe9t\xe9\n"),
        ("latin1", "\u{80}\n", b"\x80\n"),
        ("windows-1252", "€5\n", b"\x805\n"),
        ("Cp1251", "Привет\n", b"\xcf\xf0\xe8\xe2\xe5\xf2\n"),
        ("KOI8_R", "Привет\n", b"\xf0\xd2\xc9\xd7\xc5\xd4\n"),
        ("ISO-8859-15", "€\n", b"\xa4\n"),
        ("GBK", "中文,x\n", b"\xd6\xd0\xce\xc4,x\n"),
        ("GB18030", "中😀\n", b"\xd6\xd0\x94\x39\xfc\x36\n"),
        ("Big5", "中文\n", b"\xa4\xa4\xa4\xe5\n"),
        ("Shift_JIS", "表\n", b"\x95\x5c\n"),
        ("EUC_JP", "日本\n", b"\xc6\xfc\xcb\xdc\n"),
        ("ISO-2022-JP", "日本\n", b"\x1b$BF|K\\\x1b(B\n"),
        ("EUC-KR", "한글\n", b"\xc7\xd1\xb1\xdb\n"),
        ("UTF-8", "é\n", "é\n".as_bytes()),
        ("US-ASCII", "plain\n", b"plain\n"),
    ];

    #[test]
    fn known_texts_in_known_charsets() {
        for (name, text, bytes) in KNOWN {
            let charset = charset(name).unwrap();
            let decoded = charset.decode(Buffer::from(*bytes));
            assert_eq!(std::str::from_utf8(&decoded), Ok(*text), "{name}");
            assert_eq!(&charset.encode(text.as_bytes())[..], *bytes, "{name}");
        }
    }

    #[test]
    fn what_a_charset_has_not_is_a_question_mark_or_a_replacement() {
        for (name, bytes) in [
            ("latin1", &b"?\xe9"[..]),
            ("ascii", b"??"),
            ("koi8-r", b"??"),
            ("cp1252", b"?\xe9"),
        ] {
            assert_eq!(
                &charset(name).unwrap().encode("中é".as_bytes())[..],
                bytes,
                "{name}"
            );
        }
        let decoded = charset("ascii")
            .unwrap()
            .decode(Buffer::from(&b"a\xe9"[..]));
        assert_eq!(decoded.as_slice(), "a\u{fffd}".as_bytes());
        // The first byte of a character at a line's end takes nothing of the next line.
        let decoded = charset("gbk")
            .unwrap()
            .decode(Buffer::from(&b"a\xd6\nb"[..]));
        assert_eq!(decoded.as_slice(), "a\u{fffd}\nb".as_bytes());
    }

    #[test]
    fn others_are_refused_by_name() {
        for (name, reason) in [
            ("UTF-16", "UTF-16"),
            ("utf-16le", "UTF-16"),
            ("cp037", "not known"),
            ("x", "not known"),
        ] {
            let error = charset(name).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(reason), "{error}");
        }
    }

    #[test]
    fn offsets_count_the_bytes_of_the_file() {
        let columns = [
            ("a".to_owned(), HiveType::String),
            ("b".to_owned(), HiveType::String),
        ];
        let properties = BTreeMap::from([
            ("field.delim".to_owned(), ",".to_owned()),
            (PROPERTY.to_owned(), "gbk".to_owned()),
        ]);
        let rows = RowFormat::of_serde("", &properties).unwrap();
        for (projection, offsets) in [(&[1, 2][..], true), (&[1], false)] {
            let mut decoder = rows.decoder(&columns, projection, Tz::UTC).unwrap();
            decoder.load(Run {
                bytes: Buffer::from(&b"\xd6\xd0,\xce\xc4\r\nx,y\n\xd6\xd0,z"[..]),
                offset: 100,
            });
            while decoder.decode(2).unwrap() > 0 {}
            let found = decoder.finish().unwrap();
            let texts: Vec<_> = found[0]
                .as_string_view()
                .iter()
                .flatten()
                .map(str::to_owned)
                .collect();
            assert_eq!(texts, ["文", "y", "z"]);
            if offsets {
                assert_eq!(
                    found[1].as_primitive::<Int64Type>().values(),
                    &[100, 107, 111]
                );
            }
        }
    }
}
