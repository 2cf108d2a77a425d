//! Types: `decimal(10,2)`, `map<string,array<int>>`.

use super::{Parser, Result};
use crate::error::ParseError;
use crate::lexer::TokenKind;
use crate::types::{HiveType, StructField};

/// Types of one word. `real` is `float`; `datetime`, which Hive's grammar knows and its type system doesn't, is missing.
const SIMPLE: [(&str, HiveType); 14] = [
    ("boolean", HiveType::Boolean),
    ("tinyint", HiveType::TinyInt),
    ("smallint", HiveType::SmallInt),
    ("int", HiveType::Int),
    ("integer", HiveType::Int),
    ("bigint", HiveType::BigInt),
    ("float", HiveType::Float),
    ("real", HiveType::Float),
    ("double", HiveType::Double),
    ("string", HiveType::String),
    ("binary", HiveType::Binary),
    ("date", HiveType::Date),
    ("timestamp", HiveType::Timestamp),
    ("timestamplocaltz", HiveType::TimestampLocalTz),
];

/// Types that only the metastore spells.
const INTERNAL: [(&str, HiveType); 3] = [
    ("void", HiveType::Void),
    ("interval_year_month", HiveType::IntervalYearMonth),
    ("interval_day_time", HiveType::IntervalDayTime),
];

impl Parser<'_> {
    /// A type in DDL or CAST.
    pub(super) fn hive_type(&mut self) -> Result<HiveType> {
        self.nested(|p| p.type_within(false))
    }

    /// A type in any spelling.
    pub(super) fn any_type(&mut self) -> Result<HiveType> {
        self.nested(|p| p.type_within(true))
    }

    fn type_within(&mut self, internal: bool) -> Result<HiveType> {
        let token = self.peek();
        if token.kind != TokenKind::Word {
            return Err(self.unexpected_or("a type"));
        }
        let word = self.text(token).to_ascii_lowercase();
        let find = |table: &[(&str, HiveType)]| {
            table
                .iter()
                .find(|(name, _)| *name == word)
                .map(|(_, ty)| ty.clone())
        };
        if let Some(ty) = find(&SIMPLE) {
            self.advance();
            return self.after_word(ty);
        }
        if let Some(ty) = find(&INTERNAL).filter(|_| internal) {
            self.advance();
            return Ok(ty);
        }
        match word.as_str() {
            "decimal" | "dec" | "numeric" => self.decimal(),
            "varchar" => Ok(HiveType::Varchar(self.length(65_535)?)),
            "char" => Ok(HiveType::Char(self.length(255)?)),
            "array" => {
                self.open_type()?;
                let element = self.part(internal)?;
                self.expect(">")?;
                Ok(HiveType::Array(Box::new(element)))
            }
            "map" => self.map_type(internal),
            "struct" => self.struct_type(internal),
            "uniontype" => {
                self.open_type()?;
                let types = self.commas(|p| p.part(internal))?;
                self.expect(">")?;
                Ok(HiveType::Union(types))
            }
            _ => Err(self.unknown_type(&word)),
        }
    }

    fn unknown_type(&mut self, word: &str) -> ParseError {
        let names = SIMPLE.iter().map(|(name, _)| *name);
        let upper: Vec<String> = names.map(str::to_ascii_uppercase).collect();
        let mut error = self.unexpected_or("a type");
        error.suggestion = crate::error::nearest(word, upper.iter().map(String::as_str))
            .map(|name| name.to_ascii_lowercase());
        error
    }

    /// `double precision`, `timestamp with local time zone`
    fn after_word(&mut self, ty: HiveType) -> Result<HiveType> {
        match ty {
            HiveType::Double => {
                self.eat("PRECISION");
                Ok(ty)
            }
            HiveType::Timestamp if self.at_all(&["WITH", "LOCAL"]) => {
                self.expect_all(&["WITH", "LOCAL", "TIME", "ZONE"])?;
                Ok(HiveType::TimestampLocalTz)
            }
            _ => Ok(ty),
        }
    }

    fn part(&mut self, internal: bool) -> Result<HiveType> {
        self.nested(|p| p.type_within(internal))
    }

    fn open_type(&mut self) -> Result<()> {
        self.advance();
        self.expect("<")
    }

    /// `decimal[(precision[, scale])]`: precision 1..=38, scale 0..=precision.
    fn decimal(&mut self) -> Result<HiveType> {
        let start = self.place;
        self.advance();
        if !self.at("(") {
            return Ok(HiveType::DEFAULT_DECIMAL);
        }
        let numbers = self.list(Self::integer)?;
        let (precision, scale) = match numbers.as_slice() {
            [precision] => (*precision, 0),
            [precision, scale] => (*precision, *scale),
            _ => (0, 0),
        };
        match (u8::try_from(precision), u8::try_from(scale)) {
            (Ok(precision @ 1..=38), Ok(scale)) if scale <= precision => {
                Ok(HiveType::Decimal(precision, scale))
            }
            _ => Err(ParseError::at(
                self.source,
                self.span_from(start),
                "a decimal has a precision of 1 to 38 and a scale of 0 to the precision",
            )),
        }
    }

    /// `(n)` after `char` and `varchar`
    fn length(&mut self, most: u32) -> Result<u32> {
        let start = self.place;
        self.advance();
        self.expect("(")?;
        let length = self.integer()?;
        self.expect(")")?;
        match u32::try_from(length) {
            Ok(length) if (1..=most).contains(&length) => Ok(length),
            _ => Err(ParseError::at(
                self.source,
                self.span_from(start),
                format!("the length here is 1 to {most}"),
            )),
        }
    }

    fn map_type(&mut self, internal: bool) -> Result<HiveType> {
        self.open_type()?;
        let start = self.place;
        let key = self.part(internal)?;
        if !key.is_primitive() {
            let span = self.span_from(start);
            return Err(ParseError::at(
                self.source,
                span,
                "a map's key is a primitive type",
            ));
        }
        self.expect(",")?;
        let value = self.part(internal)?;
        self.expect(">")?;
        Ok(HiveType::Map(Box::new(key), Box::new(value)))
    }

    /// `struct<name:type [COMMENT 'text'], …>`; comments are dropped.
    fn struct_type(&mut self, internal: bool) -> Result<HiveType> {
        self.open_type()?;
        let fields = self.commas(|p| {
            let name = p.any_word()?.lower();
            p.expect(":")?;
            let ty = p.part(internal)?;
            if p.eat("COMMENT") {
                p.string()?;
            }
            Ok(StructField { name, ty })
        })?;
        self.expect(">")?;
        Ok(HiveType::Struct(fields))
    }
}
