//! Tokens to syntax tree: recursive descent for statements, precedence climbing for expressions.
//!
//! The rules are those of Hive's `.g` files; each function names the construct that it reads. This file has the
//! cursor that they share: looking, taking, and saying what was expected.

mod alter;
mod atom;
mod create;
mod ddl;
mod dml;
mod expr;
mod from;
mod query;
mod raw;
mod select;
mod show;
mod statement;
mod table;
mod types;

pub(crate) use atom::callable;
pub(crate) use expr::level;

use crate::ast::{Expr, Ident, ObjectName, Query, Span, Statement};
use crate::error::{ParseError, nearest};
use crate::keywords;
use crate::lexer::{Token, TokenKind, lex};
use crate::stack::deeper;
use crate::text::unescape;
use crate::types::HiveType;

/// How deep expressions, queries and types may nest: more than people write, and less than a thread of 2 MiB needs to
/// clone and drop such a tree in an unoptimised build (measured: 500).
const MAX_DEPTH: u32 = 200;

type Result<T> = std::result::Result<T, ParseError>;

/// Reads one statement; a `;` may follow it.
pub fn parse_statement(source: &str) -> Result<Statement> {
    if let Some(raw) = raw::statement(source) {
        return Ok(raw);
    }
    whole(source, Parser::statement)
}

/// Reads a query: what may stand in a view.
pub fn parse_query(source: &str) -> Result<Query> {
    whole(source, Parser::query)
}

/// Reads an expression.
pub fn parse_expr(source: &str) -> Result<Expr> {
    whole(source, Parser::expr)
}

/// Reads a type, in the spelling of DDL (`decimal (10, 2)`) or of the metastore (`decimal(10,2)`).
pub fn parse_type(source: &str) -> Result<HiveType> {
    whole(source, Parser::any_type)
}

fn whole<'s, T>(source: &'s str, rule: impl FnOnce(&mut Parser<'s>) -> Result<T>) -> Result<T> {
    let mut parser = Parser::new(source)?;
    let read = rule(&mut parser)?;
    while parser.eat(";") {}
    if parser.peek().kind == TokenKind::End {
        Ok(read)
    } else {
        Err(parser.unexpected_or("the end of the statement"))
    }
}

/// A cursor over the tokens of one statement.
struct Parser<'s> {
    source: &'s str,
    tokens: Vec<Token>,
    /// For each `(`, the place of its `)`; elsewhere, and where it is missing, the place of the last token.
    closes: Vec<usize>,
    place: usize,
    /// What was looked for at `expected_at` and not found.
    expected: Vec<&'static str>,
    expected_at: usize,
    depth: u32,
    /// How many `?` were read.
    parameters: u32,
}

impl<'s> Parser<'s> {
    fn new(source: &'s str) -> Result<Parser<'s>> {
        let tokens = lex(source)?;
        let closes = matching(&tokens);
        Ok(Parser {
            source,
            tokens,
            closes,
            place: 0,
            expected: Vec::new(),
            expected_at: 0,
            depth: 0,
            parameters: 0,
        })
    }

    /// The token at a place; the last one (End) beyond.
    fn token(&self, place: usize) -> Token {
        let last = self.tokens.len().saturating_sub(1);
        self.tokens.get(place.min(last)).copied().unwrap_or(Token {
            kind: TokenKind::End,
            tag: "",
            span: Span::default(),
        })
    }

    fn peek(&self) -> Token {
        self.token(self.place)
    }

    fn peek_at(&self, ahead: usize) -> Token {
        self.token(self.place + ahead)
    }

    fn advance(&mut self) -> Token {
        let token = self.peek();
        if token.kind != TokenKind::End {
            self.place += 1;
        }
        token
    }

    fn text(&self, token: Token) -> &'s str {
        token.text(self.source)
    }

    /// True if the next token is this keyword or symbol. Unlike [`Parser::eat`], leaves no trace in errors.
    fn at(&self, tag: &'static str) -> bool {
        self.at_ahead(0, tag)
    }

    fn at_ahead(&self, ahead: usize, tag: &'static str) -> bool {
        debug_assert!(known(tag), "no token is ever tagged {tag}");
        self.peek_at(ahead).tag == tag
    }

    fn at_any(&self, tags: &[&'static str]) -> bool {
        tags.iter().any(|tag| self.at(tag))
    }

    /// True if the next tokens are these.
    fn at_all(&self, tags: &[&'static str]) -> bool {
        tags.iter()
            .enumerate()
            .all(|(ahead, tag)| self.at_ahead(ahead, tag))
    }

    /// Notes what could stand here.
    fn note(&mut self, what: &'static str) {
        if self.place > self.expected_at {
            self.expected.clear();
            self.expected_at = self.place;
        }
        if self.place == self.expected_at && !self.expected.contains(&what) {
            self.expected.push(what);
        }
    }

    /// Takes the next token if it is this one.
    fn eat(&mut self, tag: &'static str) -> bool {
        let there = self.at(tag);
        if there {
            self.advance();
        } else {
            self.note(tag);
        }
        there
    }

    /// Takes the next tokens if they are all these.
    fn eat_all(&mut self, tags: &[&'static str]) -> bool {
        let there = self.at_all(tags);
        if there {
            self.place += tags.len();
        } else if let Some(first) = tags.first() {
            self.note(first);
        }
        there
    }

    /// Takes whichever of these comes next.
    fn eat_any(&mut self, tags: &[&'static str]) -> Option<&'static str> {
        tags.iter().copied().find(|tag| self.eat(tag))
    }

    fn expect(&mut self, tag: &'static str) -> Result<()> {
        if self.eat(tag) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn expect_all(&mut self, tags: &[&'static str]) -> Result<()> {
        tags.iter().try_for_each(|tag| self.expect(tag))
    }

    fn expect_any(&mut self, tags: &[&'static str]) -> Result<&'static str> {
        self.eat_any(tags).ok_or_else(|| self.unexpected())
    }

    /// `(item, item, …)`
    fn list<T>(&mut self, item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        self.expect("(")?;
        let items = self.commas(item)?;
        self.expect(")")?;
        Ok(items)
    }

    /// `item, item, …`
    fn commas<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.eat(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// True if the token can be a name: in backticks, or a word that isn't reserved.
    fn is_name(&self, token: Token) -> bool {
        match token.kind {
            TokenKind::Quoted => true,
            TokenKind::Word => !keywords::is_reserved(token.tag),
            _ => false,
        }
    }

    fn ident(&mut self) -> Result<Ident> {
        if self.is_name(self.peek()) {
            let token = self.advance();
            self.ident_of(token)
        } else {
            self.note("a name");
            Err(self.unexpected())
        }
    }

    /// A name, where even a reserved word can't be mistaken.
    fn any_word(&mut self) -> Result<Ident> {
        if self.peek().kind == TokenKind::Word {
            let token = self.advance();
            self.ident_of(token)
        } else {
            self.ident()
        }
    }

    fn ident_of(&self, token: Token) -> Result<Ident> {
        let text = self.text(token);
        let quoted = token.kind == TokenKind::Quoted;
        let inner = text
            .strip_prefix('`')
            .and_then(|text| text.strip_suffix('`'));
        let value = match inner {
            Some(inner) if quoted => inner.replace("``", "`"),
            _ => text.to_string(),
        };
        if value.is_empty() {
            return Err(ParseError::at(
                self.source,
                token.span,
                "a name can't be empty",
            ));
        }
        Ok(Ident {
            value,
            quoted,
            span: token.span,
        })
    }

    /// `name` or `database.name`
    fn object_name(&mut self) -> Result<ObjectName> {
        let first = self.ident()?;
        if !self.at(".") {
            return Ok(ObjectName {
                database: None,
                name: first,
            });
        }
        self.advance();
        let name = self.ident()?;
        if self.at(".") {
            return Err(self
                .refuse("names of three parts (metadata and snapshot tables) are not supported"));
        }
        Ok(ObjectName {
            database: Some(first),
            name,
        })
    }

    fn string(&mut self) -> Result<String> {
        if self.peek().kind == TokenKind::String {
            let token = self.advance();
            Ok(unescape(self.text(token)))
        } else {
            self.note("a string");
            Err(self.unexpected())
        }
    }

    /// A count without sign or suffix.
    fn integer(&mut self) -> Result<u64> {
        let token = self.peek();
        let number = (token.kind == TokenKind::Number)
            .then(|| self.text(token).parse().ok())
            .flatten();
        match number {
            Some(number) => {
                self.advance();
                Ok(number)
            }
            None => {
                self.note("a whole number");
                Err(self.unexpected())
            }
        }
    }

    fn small_integer(&mut self) -> Result<u32> {
        let token = self.peek();
        let number = self.integer()?;
        u32::try_from(number)
            .map_err(|_| ParseError::at(self.source, token.span, "this number is too large"))
    }

    /// From the start of the token at `place` to the end of the last one taken.
    fn span_from(&self, place: usize) -> Span {
        let start = self.token(place).span.start;
        let last = self.token(self.place.saturating_sub(1)).span.end;
        Span {
            start,
            end: last.max(start),
        }
    }

    /// Reads something that may contain itself.
    fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.refuse(&format!("this nests deeper than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        let read = deeper(|| rule(self));
        self.depth -= 1;
        read
    }

    /// The tokens from here to the end of the statement, parted by single blanks.
    fn rest(&mut self) -> String {
        let mut words = Vec::new();
        while !self.at(";") && self.peek().kind != TokenKind::End {
            let token = self.advance();
            words.push(self.text(token));
        }
        words.join(" ")
    }

    /// An error at the next token, in words.
    fn refuse(&self, message: &str) -> ParseError {
        ParseError::at(self.source, self.peek().span, message)
    }

    fn unexpected_or(&mut self, what: &'static str) -> ParseError {
        self.note(what);
        self.unexpected()
    }

    /// An error: what was expected at the next token, and what stands there.
    fn unexpected(&self) -> ParseError {
        let token = self.peek();
        let found = match token.kind {
            TokenKind::End => "the end".to_string(),
            _ => format!("`{}`", shorten(self.text(token))),
        };
        let mut expected: Vec<&'static str> = Vec::new();
        if self.expected_at == self.place {
            expected.clone_from(&self.expected);
        }
        let message = match join_or(&expected) {
            Some(list) => format!("expected {list}, found {found}"),
            None => format!("unexpected {found}"),
        };
        let mut error = ParseError::at(self.source, token.span, message);
        error.suggestion = self.suggestion(token, &expected);
        error.expected = expected.iter().map(|what| (*what).to_string()).collect();
        error.found = found;
        error
    }

    /// A keyword that the token here, or the plain name before it, looks like.
    fn suggestion(&self, token: Token, expected: &[&'static str]) -> Option<String> {
        const CLAUSES: [&str; 16] = [
            "SELECT",
            "FROM",
            "WHERE",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "JOIN",
            "UNION",
            "LATERAL",
            "PARTITIONED",
            "STORED",
            "LOCATION",
            "INSERT",
            "TABLE",
            "DISTRIBUTE",
        ];
        // Reserved words that people give to columns.
        const COLUMNS: [&str; 10] = [
            "DATE",
            "TIMESTAMP",
            "TIME",
            "USER",
            "ROW",
            "START",
            "END",
            "FUNCTION",
            "PERCENT",
            "RANGE",
        ];
        let keywords = expected.iter().copied().filter(|tag| is_keyword(tag));
        if token.kind == TokenKind::Word
            && let Some(meant) = nearest(self.text(token), keywords)
        {
            return Some(meant.to_string());
        }
        let reserved = token.kind == TokenKind::Word && keywords::is_reserved(token.tag);
        let column = expected.contains(&"an expression") && COLUMNS.contains(&token.tag);
        if reserved && (column || expected.contains(&"a name")) {
            let name = self.text(token);
            return Some(format!("`{name}` in backticks (it is a reserved word)"));
        }
        let before = self.token(self.place.checked_sub(1)?);
        if before.kind != TokenKind::Word || !before.tag.is_empty() {
            return None;
        }
        let written = self.text(before);
        nearest(written, CLAUSES).map(|meant| format!("{meant} instead of {written}"))
    }
}

/// For each `(`, the place of its `)`; for everything else, of the last token.
fn matching(tokens: &[Token]) -> Vec<usize> {
    let mut closes = vec![tokens.len().saturating_sub(1); tokens.len()];
    let mut open = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        match token.tag {
            "(" => open.push(place),
            ")" => {
                if let Some(close) = open.pop().and_then(|opened: usize| closes.get_mut(opened)) {
                    *close = place;
                }
            }
            _ => {}
        }
    }
    closes
}

fn is_keyword(tag: &str) -> bool {
    tag.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
}

/// Holds the parser's own spelling of tags to what the lexer gives.
fn known(tag: &str) -> bool {
    !is_keyword(tag) || tag == "NOT" || keywords::lookup(tag) == Some(tag)
}

fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= MOST && line.len() == text.len() {
        return text.to_string();
    }
    let head: String = line.chars().take(MOST).collect();
    format!("{head}…")
}

/// `A, B or C`; at most eight of them, words before symbols.
fn join_or(expected: &[&'static str]) -> Option<String> {
    const MOST: usize = 8;
    let show = |tag: &&&'static str| {
        if tag.bytes().any(|b| b.is_ascii_alphabetic()) {
            (***tag).to_string()
        } else {
            format!("`{tag}`")
        }
    };
    let mut shown: Vec<String> = expected.iter().take(MOST).map(|tag| show(&tag)).collect();
    if expected.len() > MOST {
        shown.push("something else".to_string());
    }
    let last = shown.pop()?;
    if shown.is_empty() {
        return Some(last);
    }
    Some(format!("{} or {last}", shown.join(", ")))
}
