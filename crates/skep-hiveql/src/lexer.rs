//! Text to tokens.
//!
//! Follows `HiveLexerParent.g`: a name may begin with a digit, both kinds of quotes make strings, `!` is NOT.

use crate::ast::Span;
use crate::error::ParseError;
use crate::keywords;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word without quotes: a keyword or a name.
    Word,
    /// A name in backticks.
    Quoted,
    /// A string in quotes, with those that touch it.
    String,
    /// `1`, `1.5`, `1e5`, with its suffix `L`, `S`, `Y`, `D` or `BD`.
    Number,
    /// An operator or a bracket.
    Symbol,
    /// `/*+ … */` after SELECT or MERGE.
    Hint,
    /// `-- …` or `/* … */`; only in [`lex_all`].
    Comment,
    /// After the last one.
    End,
}

/// A token: what it is and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// The keyword (`DAY` for `days`) or symbol (`=` for `==`) that it is for the parser; empty if neither.
    pub tag: &'static str,
    /// Where it stands.
    pub span: Span,
}

impl Token {
    /// The token as written.
    pub fn text<'s>(&self, source: &'s str) -> &'s str {
        source
            .get(self.span.start as usize..self.span.end as usize)
            .unwrap_or_default()
    }
}

/// Symbols as written, and the parser's name for them; longer ones first.
const SYMBOLS: [(&str, &str); 31] = [
    ("<=>", "<=>"),
    ("==", "="),
    ("<>", "<>"),
    ("!=", "<>"),
    ("<=", "<="),
    (">=", ">="),
    ("||", "||"),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("!", "NOT"),
    (".", "."),
    (",", ","),
    (":", ":"),
    (";", ";"),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    ("{", "{"),
    ("}", "}"),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("%", "%"),
    ("&", "&"),
    ("|", "|"),
    ("^", "^"),
    ("~", "~"),
    ("?", "?"),
];

/// The tokens of `source` without comments; the last one is [`TokenKind::End`].
///
/// Fails on an open quote, backtick or comment, and on a character that begins nothing.
pub fn lex(source: &str) -> Result<Vec<Token>, ParseError> {
    let mut tokens = lex_all(source)?;
    tokens.retain(|token| token.kind != TokenKind::Comment);
    Ok(tokens)
}

/// As [`lex`], with comments: what a highlighter needs.
pub fn lex_all(source: &str) -> Result<Vec<Token>, ParseError> {
    if u32::try_from(source.len()).is_err() {
        return Err(ParseError::at(
            source,
            Span::default(),
            "a statement of 4 GiB or more",
        ));
    }
    let mut lexer = Lexer {
        source,
        place: 0,
        hint_next: false,
    };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        tokens.push(token);
        if token.kind == TokenKind::End {
            return Ok(tokens);
        }
        if token.kind != TokenKind::Comment {
            lexer.hint_next = matches!(token.tag, "SELECT" | "MERGE");
        }
    }
}

struct Lexer<'s> {
    source: &'s str,
    place: usize,
    /// The last token was one that a hint may follow.
    hint_next: bool,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.place..).unwrap_or_default()
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span {
            start: start as u32,
            end: end as u32,
        }
    }

    fn token(&mut self, kind: TokenKind, tag: &'static str, length: usize) -> Token {
        let start = self.place;
        self.place = start + length;
        Token {
            kind,
            tag,
            span: self.span(start, self.place),
        }
    }

    fn next(&mut self) -> Result<Token, ParseError> {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start().len();
        self.place += blank;
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Ok(self.token(TokenKind::End, "", 0));
        };
        if rest.starts_with("--") {
            let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
            return Ok(self.token(TokenKind::Comment, "", length));
        }
        if rest.starts_with("/*") {
            return self.comment();
        }
        match first {
            '\'' | '"' => self.string(),
            '`' => self.quoted(),
            '0'..='9' => Ok(self.number_or_word()),
            '_' if charset_length(rest) > 0 => {
                let length = charset_length(rest);
                Ok(self.token(TokenKind::Word, "", length))
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let length = word_length(rest);
                let tag = rest.get(..length).and_then(keywords::lookup);
                Ok(self.token(TokenKind::Word, tag.unwrap_or_default(), length))
            }
            '$' => self.dollar(),
            _ => self.symbol(first),
        }
    }

    fn comment(&mut self) -> Result<Token, ParseError> {
        let rest = self.rest();
        let hint = self.hint_next && rest.starts_with("/*+");
        let Some(end) = rest.get(2..).and_then(|inner| inner.find("*/")) else {
            return Err(self.open("this comment is never closed", "*/"));
        };
        let kind = if hint {
            TokenKind::Hint
        } else {
            TokenKind::Comment
        };
        Ok(self.token(kind, "", end + 4))
    }

    /// One or more strings that touch: `'a''b'` is one literal.
    fn string(&mut self) -> Result<Token, ParseError> {
        let mut length = 0;
        while let Some(quote @ ('\'' | '"')) = self
            .rest()
            .get(length..)
            .and_then(|rest| rest.chars().next())
        {
            let inner = self.rest().get(length + 1..).unwrap_or_default();
            let Some(end) = closing_quote(inner, quote) else {
                self.place += length;
                let close = if quote == '"' { "\"" } else { "'" };
                return Err(self.open("this string is never closed", close));
            };
            length += end + 2;
        }
        Ok(self.token(TokenKind::String, "", length))
    }

    /// A name in backticks; two of them inside stand for one.
    fn quoted(&mut self) -> Result<Token, ParseError> {
        let bytes = self.rest().as_bytes();
        let mut length = 1;
        loop {
            match (bytes.get(length), bytes.get(length + 1)) {
                (Some(b'`'), Some(b'`')) => length += 2,
                (Some(b'`'), _) => break,
                (Some(_), _) => length += 1,
                (None, _) => return Err(self.open("this name is never closed", "`")),
            }
        }
        Ok(self.token(TokenKind::Quoted, "", length + 1))
    }

    /// The longer of a number and a name that begins with a digit; a number if they are equally long.
    fn number_or_word(&mut self) -> Token {
        let rest = self.rest();
        let (number, word) = (number_length(rest.as_bytes()), word_length(rest));
        if word > number {
            self.token(TokenKind::Word, "", word)
        } else {
            self.token(TokenKind::Number, "", number)
        }
    }

    /// `$elem$`, `$key$`, `$value$` in DESCRIBE.
    fn dollar(&mut self) -> Result<Token, ParseError> {
        let inner = word_length(self.rest().get(1..).unwrap_or_default());
        if inner > 0 && self.rest().as_bytes().get(inner + 1) == Some(&b'$') {
            return Ok(self.token(TokenKind::Word, "", inner + 2));
        }
        self.symbol('$')
    }

    fn symbol(&mut self, first: char) -> Result<Token, ParseError> {
        let rest = self.rest();
        if let Some((text, tag)) = SYMBOLS.iter().find(|(text, _)| rest.starts_with(text)) {
            return Ok(self.token(TokenKind::Symbol, tag, text.len()));
        }
        let span = self.span(self.place, self.place + first.len_utf8());
        let message = if first.is_alphabetic() {
            format!("unexpected `{first}`: a name with such letters needs backticks")
        } else {
            format!("unexpected character `{}`", first.escape_debug())
        };
        Err(ParseError::at(self.source, span, message))
    }

    fn open(&self, message: &str, closing: &'static str) -> ParseError {
        let span = self.span(self.place, self.source.len());
        let mut error = ParseError::at(self.source, span, message);
        error.expected = vec![closing.to_string()];
        error.found = "the end".to_string();
        error
    }
}

/// The offset of the quote that ends a string, whose text begins at the start of `inner`.
pub(crate) fn closing_quote(inner: &str, quote: char) -> Option<usize> {
    let mut chars = inner.char_indices();
    while let Some((offset, c)) = chars.next() {
        if c == quote {
            return Some(offset);
        }
        if c == '\\' {
            chars.next();
        }
    }
    None
}

fn word_length(text: &str) -> usize {
    text.bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
        .count()
}

/// The length of a charset's name (`_UTF-8`), if a string or hexadecimal number follows it; else 0.
fn charset_length(text: &str) -> usize {
    let inner = |b: &u8| b.is_ascii_alphanumeric() || b"_-.:".contains(b);
    let length = text.bytes().take_while(inner).count();
    let next = text.get(length..).unwrap_or_default().trim_start();
    let literal = ["'", "\"", "0x", "0X"]
        .iter()
        .any(|start| next.starts_with(start));
    if literal { length } else { 0 }
}

/// True of a text that is one word to the lexer, and no number.
pub(crate) fn is_word(text: &str) -> bool {
    let digit = text.starts_with(|c: char| c.is_ascii_digit());
    let number = digit && number_length(text.as_bytes()) == text.len();
    !text.is_empty() && word_length(text) == text.len() && !number
}

/// The length of the number, suffix included, that begins at the first byte (a digit).
fn number_length(bytes: &[u8]) -> usize {
    let digits = |from: usize| {
        let tail = bytes.get(from..).unwrap_or_default();
        tail.iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let exponent = |from: usize| {
        if !matches!(bytes.get(from), Some(b'e' | b'E')) {
            return 0;
        }
        let sign = usize::from(matches!(bytes.get(from + 1), Some(b'+' | b'-')));
        match digits(from + 1 + sign) {
            0 => 0,
            count => 1 + sign + count,
        }
    };
    let mut length = digits(0);
    let whole = bytes.get(length) != Some(&b'.');
    if !whole {
        length += 1;
        length += digits(length);
    }
    let power = exponent(length);
    length += power;
    let suffix = match (bytes.get(length), bytes.get(length + 1)) {
        (Some(b'l' | b'L' | b's' | b'S' | b'y' | b'Y'), _) if whole && power == 0 => 1,
        (Some(b'd' | b'D'), _) => 1,
        (Some(b'b' | b'B'), Some(b'd' | b'D')) => 2,
        _ => 0,
    };
    length + suffix
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, lex};

    /// Tokens as `kind:text`, words marked `w`, quoted `q`, strings `s`, numbers `n`, symbols by themselves.
    fn check(input: &str, expected: &str) {
        let shown = match lex(input) {
            Err(error) => format!("error: {}", error.message),
            Ok(tokens) => {
                let show = |token: &super::Token| {
                    let text = token.text(input);
                    match token.kind {
                        TokenKind::Word if token.tag.is_empty() => format!("w:{text}"),
                        TokenKind::Word => format!("k:{}", token.tag),
                        TokenKind::Quoted => format!("q:{text}"),
                        TokenKind::String => format!("s:{text}"),
                        TokenKind::Number => format!("n:{text}"),
                        TokenKind::Symbol => token.tag.to_string(),
                        TokenKind::Hint => format!("h:{text}"),
                        TokenKind::Comment | TokenKind::End => String::new(),
                    }
                };
                let shown: Vec<_> = tokens.iter().map(show).collect();
                shown.join(" ").trim_end().to_string()
            }
        };
        assert_eq!(shown, expected, "of {input}");
    }

    #[test]
    fn words_and_numbers() {
        check("a_1 1a 1 1L 1l 5S 3y", "w:a_1 w:1a n:1 n:1L n:1l n:5S n:3y");
        check("1.5 1. 1.5e-3 1e5 1e5x", "n:1.5 n:1. n:1.5e-3 n:1e5 w:1e5x");
        check(
            "1.5D 1BD 2.5bd 1.5f 1F",
            "n:1.5D n:1BD n:2.5bd n:1.5 w:f w:1F",
        );
        check("100M 10days 2009_t", "w:100M w:10days w:2009_t");
        check("a.b.1c t1.c", "w:a . w:b . w:1c w:t1 . w:c");
        check("`a b` `a``b` $elem$", "q:`a b` q:`a``b` w:$elem$");
        check("days Integer numeric", "k:DAY k:INT k:DECIMAL");
    }

    #[test]
    fn symbols() {
        check("a==b a<=>b", "w:a = w:b w:a <=> w:b");
        check("a!=b a<>b !a", "w:a <> w:b w:a <> w:b NOT w:a");
        check("a||b|c&d^e~f", "w:a || w:b | w:c & w:d ^ w:e ~ w:f");
        check("array<array<int>>", "k:ARRAY < k:ARRAY < k:INT > >");
    }

    #[test]
    fn strings() {
        check(
            r#"'a' "b" 'c''d' 'e'"f""#,
            r#"s:'a' s:"b" s:'c''d' s:'e'"f""#,
        );
        check(r"'it\'s' '\\'", r"s:'it\'s' s:'\\'");
        check("'open", "error: this string is never closed");
        check("'a''open", "error: this string is never closed");
        check("`open", "error: this name is never closed");
    }

    #[test]
    fn comments() {
        check("a -- 'b\nc", "w:a w:c");
        check("a /* ' */ b /**/ c", "w:a w:b w:c");
        check(
            "select /*+ mapjoin(a) */ 1",
            "k:SELECT h:/*+ mapjoin(a) */ n:1",
        );
        check("a /*+ x */ b", "w:a w:b");
        check("a /* b", "error: this comment is never closed");
    }

    #[test]
    fn strangers() {
        check("a \u{0} b", "error: unexpected character `\\0`");
        check(
            "größe",
            "error: unexpected `ö`: a name with such letters needs backticks",
        );
    }
}
