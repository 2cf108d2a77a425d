//! What expressions are made of: literals, names, calls, CASE, CAST, subqueries.

use super::{Parser, Result};
use crate::ast::{
    Expr, ExprKind, FunctionCall, Ident, IntegerSuffix, IntervalUnit, Literal, NullTreatment,
    ObjectName, UnaryOp,
};
use crate::lexer::{Token, TokenKind};
use crate::text::unescape;

/// Reserved words that name functions all the same.
const FUNCTION_WORDS: [&str; 17] = [
    "IF",
    "ARRAY",
    "MAP",
    "BIGINT",
    "BINARY",
    "BOOLEAN",
    "CURRENT_DATE",
    "CURRENT_TIMESTAMP",
    "DATE",
    "DOUBLE",
    "FLOAT",
    "REAL",
    "GROUPING",
    "INT",
    "SMALLINT",
    "TIMESTAMP",
    "FLOOR",
];

/// Units of intervals, EXTRACT and FLOOR, as the lexer tags them.
const UNITS: [(&str, IntervalUnit); 7] = [
    ("YEAR", IntervalUnit::Year),
    ("MONTH", IntervalUnit::Month),
    ("WEEK", IntervalUnit::Week),
    ("DAY", IntervalUnit::Day),
    ("HOUR", IntervalUnit::Hour),
    ("MINUTE", IntervalUnit::Minute),
    ("SECOND", IntervalUnit::Second),
];

/// True of a name that can stand before a call's `(` without backticks though it is reserved.
pub(crate) fn callable(name: &str) -> bool {
    FUNCTION_WORDS
        .iter()
        .any(|word| word.eq_ignore_ascii_case(name))
}

impl Parser<'_> {
    pub(super) fn atom(&mut self) -> Result<Expr> {
        let token = self.peek();
        let start = self.place;
        match token.kind {
            TokenKind::Number | TokenKind::String if self.unit_ahead(1) => {
                let value = self.literal(token)?;
                self.interval(value, start)
            }
            TokenKind::Number | TokenKind::String => self.literal(token),
            TokenKind::Word => self.word_atom(token),
            TokenKind::Quoted => self.name_or_call(),
            TokenKind::Symbol if token.tag == "(" => self.parenthesis(),
            TokenKind::Symbol if token.tag == "?" => {
                self.advance();
                self.parameters += 1;
                Ok(self.finish(ExprKind::Parameter(self.parameters), start))
            }
            _ => Err(self.unexpected_or("an expression")),
        }
    }

    fn word_atom(&mut self, token: Token) -> Result<Expr> {
        let start = self.place;
        let string_next = self.peek_at(1).kind == TokenKind::String;
        match token.tag {
            "NULL" => Ok(self.constant(Literal::Null)),
            "TRUE" => Ok(self.constant(Literal::Boolean(true))),
            "FALSE" => Ok(self.constant(Literal::Boolean(false))),
            "DATE" if string_next => self.typed_literal(Literal::Date),
            "TIMESTAMP" if string_next => self.typed_literal(Literal::Timestamp),
            "TIMESTAMPLOCALTZ" if string_next => self.typed_literal(Literal::TimestampLocalTz),
            "TIMESTAMP" if self.at_all(&["TIMESTAMP", "WITH", "LOCAL"]) => {
                self.expect_all(&["TIMESTAMP", "WITH", "LOCAL", "TIME"])?;
                self.typed_literal(Literal::TimestampLocalTz)
            }
            "CURRENT_DATE" | "CURRENT_TIMESTAMP" if !self.at_ahead(1, "(") => {
                let name = self.any_word()?;
                Ok(self.finish(ExprKind::Function(plain_call(name, Vec::new())), start))
            }
            "INTERVAL" => self.interval_expression(),
            "CAST" => self.cast(),
            "CASE" => self.case(),
            "EXTRACT" => self.extract(),
            "FLOOR" if self.at_ahead(1, "(") => self.floor(),
            "TRIM" if self.at_ahead(1, "(") => self.trim(),
            "" if self.charset_ahead(token) => self.charset_literal(),
            _ => self.name_or_call(),
        }
    }

    fn constant(&mut self, literal: Literal) -> Expr {
        let start = self.place;
        self.advance();
        self.finish(ExprKind::Literal(literal), start)
    }

    fn typed_literal(&mut self, make: impl FnOnce(String) -> Literal) -> Result<Expr> {
        let start = self.place;
        self.advance();
        let text = self.string()?;
        Ok(self.finish(ExprKind::Literal(make(text)), start))
    }

    /// A number, or strings in a row, which are one.
    fn literal(&mut self, token: Token) -> Result<Expr> {
        let start = self.place;
        if token.kind == TokenKind::Number {
            let literal = number(self.text(token));
            return Ok(self.constant(literal));
        }
        let mut text = self.string()?;
        while self.peek().kind == TokenKind::String {
            text.push_str(&self.string()?);
        }
        Ok(self.finish(ExprKind::Literal(Literal::String(text)), start))
    }

    /// `_utf8 'text'` and `_utf8 0x6869`: the charset is read and UTF-8 assumed.
    fn charset_ahead(&self, token: Token) -> bool {
        let next = self.peek_at(1);
        let hex = || self.text(next).to_ascii_lowercase().starts_with("0x");
        self.text(token).starts_with('_')
            && (next.kind == TokenKind::String || next.kind == TokenKind::Word && hex())
    }

    fn charset_literal(&mut self) -> Result<Expr> {
        let start = self.place;
        self.advance();
        let token = self.peek();
        let text = self.text(token);
        let decoded = if token.kind == TokenKind::String {
            unescape(text)
        } else {
            let digits = text.as_bytes().get(2..).unwrap_or_default();
            let Some(bytes) = hex_bytes(digits) else {
                return Err(self.refuse("this is not a hexadecimal number"));
            };
            String::from_utf8_lossy(&bytes).into_owned()
        };
        self.advance();
        Ok(self.finish(ExprKind::Literal(Literal::String(decoded)), start))
    }

    fn unit_ahead(&self, ahead: usize) -> bool {
        let tag = self.peek_at(ahead).tag;
        tag != "WEEK" && UNITS.iter().any(|(unit, _)| *unit == tag)
    }

    /// The unit after an interval's value.
    fn interval(&mut self, value: Expr, start: usize) -> Result<Expr> {
        let Some(tag) = self.eat_any(&UNITS.map(|(unit, _)| unit)) else {
            return Err(self.unexpected());
        };
        let unit = match tag {
            "YEAR" if self.at_all(&["TO", "MONTH"]) => IntervalUnit::YearToMonth,
            "DAY" if self.at_all(&["TO", "SECOND"]) => IntervalUnit::DayToSecond,
            _ => UNITS
                .iter()
                .find(|(unit, _)| *unit == tag)
                .map_or(IntervalUnit::Day, |(_, unit)| *unit),
        };
        if matches!(unit, IntervalUnit::YearToMonth | IntervalUnit::DayToSecond) {
            self.place += 2;
        }
        let value = Box::new(value);
        Ok(self.finish(ExprKind::Interval { value, unit }, start))
    }

    /// `INTERVAL '1' DAY`, `INTERVAL 1 DAY`, `INTERVAL (a + 1) DAY`
    fn interval_expression(&mut self) -> Result<Expr> {
        let start = self.place;
        self.advance();
        let token = self.peek();
        let value = match token.kind {
            TokenKind::Number | TokenKind::String => self.literal(token)?,
            _ if token.tag == "(" => {
                self.advance();
                let value = self.expr()?;
                self.expect(")")?;
                value
            }
            _ => return Err(self.unexpected_or("an interval's value")),
        };
        self.interval(value, start)
    }

    /// `CAST(a AS type [FORMAT 'f'])`
    fn cast(&mut self) -> Result<Expr> {
        let start = self.place;
        self.advance();
        self.expect("(")?;
        let expr = Box::new(self.expr()?);
        self.expect("AS")?;
        let ty = self.hive_type()?;
        let format = if self.eat("FORMAT") {
            Some(self.string()?)
        } else {
            None
        };
        self.expect(")")?;
        Ok(self.finish(ExprKind::Cast { expr, ty, format }, start))
    }

    /// `CASE [operand] WHEN … THEN … [ELSE …] END`
    fn case(&mut self) -> Result<Expr> {
        let start = self.place;
        self.advance();
        let operand = if self.at("WHEN") {
            None
        } else {
            Some(Box::new(self.expr()?))
        };
        let mut branches = Vec::new();
        self.expect("WHEN")?;
        loop {
            let condition = self.expr()?;
            self.expect("THEN")?;
            branches.push((condition, self.expr()?));
            if !self.eat("WHEN") {
                break;
            }
        }
        let otherwise = if self.eat("ELSE") {
            Some(Box::new(self.expr()?))
        } else {
            None
        };
        self.expect("END")?;
        let kind = ExprKind::Case {
            operand,
            branches,
            otherwise,
        };
        Ok(self.finish(kind, start))
    }

    /// `EXTRACT(unit FROM a)`
    fn extract(&mut self) -> Result<Expr> {
        let start = self.place;
        self.advance();
        self.expect("(")?;
        let field = self.unit(&["DAYOFWEEK"])?;
        self.expect("FROM")?;
        let expr = Box::new(self.expr()?);
        self.expect(")")?;
        Ok(self.finish(ExprKind::Extract { field, expr }, start))
    }

    /// A unit of time, in lower case and singular.
    fn unit(&mut self, more: &[&'static str]) -> Result<String> {
        let mut units = UNITS.map(|(unit, _)| unit).to_vec();
        units.push("QUARTER");
        units.extend_from_slice(more);
        Ok(self.expect_any(&units)?.to_ascii_lowercase())
    }

    /// `FLOOR(a [TO unit])`
    fn floor(&mut self) -> Result<Expr> {
        let start = self.place;
        let name = self.any_word()?;
        self.expect("(")?;
        let expr = self.expr()?;
        let kind = if self.eat("TO") {
            ExprKind::FloorTo {
                unit: self.unit(&[])?,
                expr: Box::new(expr),
            }
        } else {
            ExprKind::Function(plain_call(name, vec![expr]))
        };
        self.expect(")")?;
        Ok(self.finish(kind, start))
    }

    /// `TRIM([LEADING|TRAILING|BOTH] [characters] FROM a)` as a call of ltrim, rtrim or trim; or a plain `trim(a)`.
    fn trim(&mut self) -> Result<Expr> {
        let start = self.place;
        let mut name = self.any_word()?;
        self.expect("(")?;
        let side = self.eat_any(&["LEADING", "TRAILING", "BOTH"]);
        match side {
            Some("LEADING") => name.value = "ltrim".to_string(),
            Some("TRAILING") => name.value = "rtrim".to_string(),
            _ => {}
        }
        let mut args = Vec::new();
        if !self.at("FROM") {
            args = self.commas(Self::argument)?;
        }
        if args.len() < 2 && self.eat("FROM") {
            args.insert(0, self.argument()?);
        } else if side.is_some() {
            return Err(self.unexpected());
        }
        self.expect(")")?;
        Ok(self.finish(ExprKind::Function(plain_call(name, args)), start))
    }

    /// `(query)`, `(a)`, `(a, b)`, `(1) day`
    fn parenthesis(&mut self) -> Result<Expr> {
        let start = self.place;
        if self.query_in_parentheses(false) {
            let query = Box::new(self.parenthesised_query()?);
            return Ok(self.finish(ExprKind::Subquery(query), start));
        }
        let inner = self.peek_at(1);
        let value = matches!(inner.kind, TokenKind::Number | TokenKind::String);
        if value && self.at_ahead(2, ")") && self.unit_ahead(3) {
            self.advance();
            let value = self.literal(inner)?;
            self.expect(")")?;
            return self.interval(value, start);
        }
        let mut items = self.list(Self::expr)?;
        match items.pop() {
            Some(only) if items.is_empty() => Ok(only),
            Some(last) => {
                items.push(last);
                Ok(self.finish(ExprKind::Tuple(items), start))
            }
            None => Err(self.unexpected()),
        }
    }

    /// A column, or a call `f(…)`, `db.f(…)`.
    fn name_or_call(&mut self) -> Result<Expr> {
        let start = self.place;
        let token = self.peek();
        if FUNCTION_WORDS.contains(&token.tag) && self.at_ahead(1, "(") {
            let name = self.any_word()?;
            return self.call(bare(name), start);
        }
        if !self.is_name(token) {
            return Err(self.unexpected_or("an expression"));
        }
        let first = self.ident()?;
        if self.at("(") {
            return self.call(bare(first), start);
        }
        if self.at(".") && self.is_name(self.peek_at(1)) && self.at_ahead(2, "(") {
            self.advance();
            let name = ObjectName {
                database: Some(first),
                name: self.ident()?,
            };
            return self.call(name, start);
        }
        Ok(self.finish(ExprKind::Column(first), start))
    }

    /// `([DISTINCT] arguments)` and what may follow.
    fn call(&mut self, name: ObjectName, start: usize) -> Result<Expr> {
        let call = self.call_of(name)?;
        Ok(self.finish(ExprKind::Function(call), start))
    }

    fn call_of(&mut self, name: ObjectName) -> Result<FunctionCall> {
        self.expect("(")?;
        let mut call = FunctionCall {
            name,
            distinct: false,
            star: false,
            args: Vec::new(),
            null_treatment: None,
            within_group: Vec::new(),
            over: None,
        };
        if self.at_all(&["*", ")"]) {
            self.advance();
            call.star = true;
        } else {
            call.distinct = self.eat("DISTINCT");
            if !call.distinct {
                self.eat("ALL");
            }
            if !self.at(")") {
                call.args = self.commas(Self::argument)?;
            }
        }
        call.null_treatment = self.null_treatment();
        self.expect(")")?;
        if self.at_all(&["WITHIN", "GROUP"]) {
            self.expect_all(&["WITHIN", "GROUP", "(", "ORDER", "BY"])?;
            call.within_group = self.commas(Self::order_item)?;
            self.expect(")")?;
        }
        if call.null_treatment.is_none() {
            call.null_treatment = self.null_treatment();
        }
        if self.eat("OVER") {
            call.over = Some(self.window()?);
        }
        Ok(call)
    }

    fn null_treatment(&mut self) -> Option<NullTreatment> {
        if self.at_all(&["IGNORE", "NULLS"]) {
            self.place += 2;
            Some(NullTreatment::Ignore)
        } else if self.at_all(&["RESPECT", "NULLS"]) {
            self.place += 2;
            Some(NullTreatment::Respect)
        } else {
            None
        }
    }

    /// A function of LATERAL VIEW: its name and arguments.
    pub(super) fn table_call(&mut self) -> Result<(Ident, Vec<Expr>)> {
        let token = self.peek();
        let name = if FUNCTION_WORDS.contains(&token.tag) {
            self.any_word()?
        } else {
            self.ident()?
        };
        let args = if self.at_all(&["(", ")"]) {
            self.place += 2;
            Vec::new()
        } else {
            self.list(Self::argument)?
        };
        Ok((name, args))
    }

    /// An argument: an expression, `*` or `t.*`.
    pub(super) fn argument(&mut self) -> Result<Expr> {
        let start = self.place;
        match self.wildcard()? {
            Some(qualifier) => Ok(self.finish(ExprKind::Wildcard(qualifier), start)),
            None => self.expr(),
        }
    }

    /// A constant: what PARTITION, SKEWED and DEFAULT take.
    pub(super) fn constant_expr(&mut self) -> Result<Expr> {
        let place = self.place;
        let expr = self.signed()?;
        if is_constant(&expr) {
            Ok(expr)
        } else {
            self.place = place;
            Err(self.unexpected_or("a constant"))
        }
    }
}

fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Parameter(_) => true,
        ExprKind::Interval { value, .. } => is_constant(value),
        ExprKind::Unary { op, expr } => *op != UnaryOp::Not && is_constant(expr),
        ExprKind::Function(call) => {
            call.args.is_empty() && !call.star && call.name.name.lower().starts_with("current_")
        }
        _ => false,
    }
}

pub(super) fn bare(name: Ident) -> ObjectName {
    ObjectName {
        database: None,
        name,
    }
}

pub(super) fn plain_call(name: Ident, args: Vec<Expr>) -> FunctionCall {
    FunctionCall {
        name: bare(name),
        distinct: false,
        star: false,
        args,
        null_treatment: None,
        within_group: Vec::new(),
        over: None,
    }
}

/// A number token: `1`, `1L`, `1.5`, `1BD`, `1e5`, `1D`.
fn number(text: &str) -> Literal {
    let lower = text.to_ascii_lowercase();
    let cut = |suffix: &str| lower.strip_suffix(suffix).map(str::to_string);
    if let Some(text) = cut("bd") {
        return Literal::Decimal(text);
    }
    if let Some(text) = cut("d") {
        return Literal::Double { text, float: false };
    }
    let suffixes = [
        ("l", IntegerSuffix::Long),
        ("s", IntegerSuffix::Short),
        ("y", IntegerSuffix::Byte),
    ];
    for (letter, suffix) in suffixes {
        if let Some(digits) = cut(letter) {
            return Literal::Integer { digits, suffix };
        }
    }
    if lower.contains('e') {
        Literal::Double {
            text: lower,
            float: false,
        }
    } else if lower.contains('.') {
        Literal::Decimal(lower)
    } else {
        Literal::Integer {
            digits: lower,
            suffix: IntegerSuffix::None,
        }
    }
}

fn hex_bytes(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16);
    if digits.is_empty() || digits.len() % 2 == 1 {
        return None;
    }
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
            _ => None,
        })
        .collect()
}
