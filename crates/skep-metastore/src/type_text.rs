//! Types in the metastore's spelling, back to [`HiveType`]: the inverse of its `Display`.

use skep_hiveql::types::{HiveType, StructField};

/// Reads `map<string,array<decimal(10,2)>>` and the like (`TypeInfoUtils.TypeInfoParser`); None where it isn't a type.
pub fn parse_type(text: &str) -> Option<HiveType> {
    let mut rest = text.trim();
    let ty = read(&mut rest, 0)?;
    rest.is_empty().then_some(ty)
}

/// Deeper nesting than this is refused, so that stored text can't exhaust the stack.
const MAX_DEPTH: usize = 100;

fn read(rest: &mut &str, depth: usize) -> Option<HiveType> {
    if depth > MAX_DEPTH {
        return None;
    }
    let end = rest.find(['<', '>', ',', '(']).unwrap_or(rest.len());
    let (word, tail) = rest.split_at(end);
    *rest = tail;
    let word = word.trim().to_ascii_lowercase();
    match word.as_str() {
        "array" | "map" | "struct" | "uniontype" if rest.starts_with('<') => {
            read_nested(&word, rest, depth)
        }
        "decimal" | "varchar" | "char" if rest.starts_with('(') => {
            read_sized(&word, read_numbers(rest)?)
        }
        _ => simple(&word),
    }
}

fn simple(word: &str) -> Option<HiveType> {
    Some(match word {
        "void" => HiveType::Void,
        "boolean" => HiveType::Boolean,
        "tinyint" => HiveType::TinyInt,
        "smallint" => HiveType::SmallInt,
        "int" | "integer" => HiveType::Int,
        "bigint" => HiveType::BigInt,
        "float" => HiveType::Float,
        "double" => HiveType::Double,
        "decimal" => HiveType::DEFAULT_DECIMAL,
        "string" => HiveType::String,
        "binary" => HiveType::Binary,
        "date" => HiveType::Date,
        "timestamp" => HiveType::Timestamp,
        "timestamp with local time zone" => HiveType::TimestampLocalTz,
        "interval_year_month" => HiveType::IntervalYearMonth,
        "interval_day_time" => HiveType::IntervalDayTime,
        _ => return None,
    })
}

/// `(10,2)`, which is taken off `rest`.
fn read_numbers(rest: &mut &str) -> Option<Vec<u32>> {
    let (inside, tail) = rest.strip_prefix('(')?.split_once(')')?;
    *rest = tail;
    inside.split(',').map(|n| n.trim().parse().ok()).collect()
}

fn read_sized(word: &str, numbers: Vec<u32>) -> Option<HiveType> {
    Some(match (word, numbers.as_slice()) {
        ("decimal", [p]) => HiveType::Decimal(u8::try_from(*p).ok()?, 0),
        ("decimal", [p, s]) => HiveType::Decimal(u8::try_from(*p).ok()?, u8::try_from(*s).ok()?),
        ("varchar", [n]) => HiveType::Varchar(*n),
        ("char", [n]) => HiveType::Char(*n),
        _ => return None,
    })
}

fn read_nested(word: &str, rest: &mut &str, depth: usize) -> Option<HiveType> {
    let mut parts = Vec::new();
    let mut names = Vec::new();
    let mut closed = false;
    *rest = rest.strip_prefix('<')?;
    while !closed {
        if word == "struct" {
            let (name, tail) = rest.split_once(':')?;
            names.push(name.trim().to_owned());
            *rest = tail;
        }
        parts.push(read(rest, depth + 1)?);
        closed = rest.starts_with('>');
        *rest = rest.strip_prefix([',', '>'])?;
    }
    let mut parts = parts.into_iter();
    let ty = match word {
        "array" => HiveType::Array(Box::new(parts.next()?)),
        "map" => HiveType::Map(Box::new(parts.next()?), Box::new(parts.next()?)),
        "uniontype" => return Some(HiveType::Union(parts.collect())),
        _ => {
            let field = |(name, ty)| StructField { name, ty };
            return Some(HiveType::Struct(
                names.into_iter().zip(parts).map(field).collect(),
            ));
        }
    };
    parts.next().is_none().then_some(ty)
}

/// For `#[serde(with = …)]`: a type as its spelling.
pub(crate) mod spelled {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _, ser::Error as _};
    use skep_hiveql::types::HiveType;

    pub(crate) fn serialize<S: Serializer>(ty: &HiveType, to: S) -> Result<S::Ok, S::Error> {
        let text = ty.to_string();
        // A struct field whose name holds `:` or `<` has no spelling that could be read back.
        if super::parse_type(&text).as_ref() != Some(ty) {
            return Err(S::Error::custom(format!("type `{text}` cannot be stored")));
        }
        to.serialize_str(&text)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<HiveType, D::Error> {
        let text = String::deserialize(from)?;
        super::parse_type(&text).ok_or_else(|| D::Error::custom(format!("unknown type `{text}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::parse_type;

    #[test]
    fn reads_back_what_it_spells() {
        for text in [
            "int",
            "timestamp with local time zone",
            "decimal(38,18)",
            "varchar(65535)",
            "char(1)",
            "array<int>",
            "map<string,array<decimal(10,2)>>",
            "struct<a:int,b c:struct<d:map<int,string>>>",
            "uniontype<int,struct<x:double>>",
            "interval_day_time",
        ] {
            let ty = parse_type(text).map(|t| t.to_string());
            assert_eq!(ty.as_deref(), Some(text));
        }
    }

    #[test]
    fn refuses_what_is_no_type() {
        for text in [
            "",
            "in",
            "array",
            "array<",
            "array<int",
            "array<int>>",
            "map<int>",
            "map<int,int,int>",
            "struct<a>",
            "struct<>",
            "decimal(",
            "decimal(a)",
            "decimal(999,1)",
            "char(1,2)",
            "int,int",
            "varchar",
        ] {
            assert_eq!(parse_type(text), None, "{text}");
        }
        assert_eq!(parse_type(&"array<".repeat(100_000)), None);
    }
}
