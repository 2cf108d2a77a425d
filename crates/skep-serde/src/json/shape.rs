//! What type the values of JSON lines have: the inverse of reading them by a table's types.

use skep_hiveql::types::{HiveType, StructField};

use super::scan::{Kind, Scanner, Span};
use super::value::{elements, members};
use crate::primitive::{parse_f64, parse_i64};

/// Values that are nested deeper than this are strings: their text.
const DEEPEST: usize = 10;

/// An object with more members than this is no struct but a string: its keys are data.
const MEMBERS: usize = 200;

/// What is known of the values in one place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Shape {
    /// None but NULL.
    #[default]
    Nothing,
    Boolean,
    Integer,
    Double,
    List(Box<Shape>),
    /// By key in lower case, in the order of their first coming.
    Object(Vec<(String, Shape)>),
    /// Strings, and values that have nothing else in common.
    Text,
}

impl Shape {
    /// The shape of an object that makes up a whole line; None where the line is none. An empty line says nothing.
    pub(crate) fn of_line(line: &[u8]) -> Option<Shape> {
        let mut scanner = Scanner::new(line, 0);
        scanner.blank();
        if scanner.peek() != Some(b'{') {
            return None;
        }
        let value = scanner.value().ok()?;
        scanner.end().ok()?;
        let members = members(line, value).into_iter();
        Some(Shape::Object(by_key(members.map(|(key, value)| {
            (key.to_lowercase(), Shape::of(line, value, 1))
        }))))
    }

    fn of(line: &[u8], value: Span, depth: usize) -> Shape {
        match value.kind {
            Kind::Null => Shape::Nothing,
            Kind::True | Kind::False => Shape::Boolean,
            Kind::Integer if parse_i64(value.of(line)).is_some() => Shape::Integer,
            // A double would lose digits.
            Kind::Integer => Shape::Text,
            Kind::Float if parse_f64(value.of(line)).is_some() => Shape::Double,
            Kind::Array if depth < DEEPEST => {
                let values = elements(line, value).into_iter();
                let shape = values.fold(Shape::Nothing, |shape, value| {
                    shape.or(Shape::of(line, value, depth + 1))
                });
                Shape::List(Box::new(shape))
            }
            Kind::Object if depth < DEEPEST => Shape::object(line, value, depth),
            _ => Shape::Text,
        }
    }

    /// A struct, where its keys can be a struct's names.
    fn object(line: &[u8], value: Span, depth: usize) -> Shape {
        let members = members(line, value);
        let is_name = |key: &str| {
            key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        if members.len() > MEMBERS || !members.iter().all(|(key, _)| is_name(key)) {
            return Shape::Text;
        }
        Shape::Object(by_key(members.into_iter().map(|(key, value)| {
            (key.to_lowercase(), Shape::of(line, value, depth + 1))
        })))
    }

    /// The shape of values of which some have this one and some another.
    pub(crate) fn or(self, other: Shape) -> Shape {
        match (self, other) {
            (Shape::Nothing, shape) | (shape, Shape::Nothing) => shape,
            (Shape::Integer, Shape::Double) | (Shape::Double, Shape::Integer) => Shape::Double,
            (Shape::List(a), Shape::List(b)) => Shape::List(Box::new(a.or(*b))),
            (Shape::Object(a), Shape::Object(b)) => Shape::Object(by_key(a.into_iter().chain(b))),
            (a, b) if a == b => a,
            _ => Shape::Text,
        }
    }

    /// The type of a column that takes such values.
    pub(crate) fn hive_type(self) -> HiveType {
        match self {
            Shape::Boolean => HiveType::Boolean,
            Shape::Integer => HiveType::BigInt,
            Shape::Double => HiveType::Double,
            Shape::List(element) => HiveType::Array(Box::new(element.hive_type())),
            Shape::Object(members) if !members.is_empty() && members.len() <= MEMBERS => {
                let field = |(name, shape): (String, Shape)| StructField {
                    name,
                    ty: shape.hive_type(),
                };
                HiveType::Struct(members.into_iter().map(field).collect())
            }
            Shape::Nothing | Shape::Text | Shape::Object(_) => HiveType::String,
        }
    }
}

/// The members, those of one key joined.
fn by_key(members: impl Iterator<Item = (String, Shape)>) -> Vec<(String, Shape)> {
    let mut joined: Vec<(String, Shape)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (key, shape) in members {
        let place = *places.entry(key.clone()).or_insert(joined.len());
        match joined.get_mut(place) {
            Some((_, known)) => *known = std::mem::take(known).or(shape),
            None => joined.push((key, shape)),
        }
    }
    joined
}
