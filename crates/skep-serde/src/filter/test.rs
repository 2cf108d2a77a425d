//! A condition made ready to be tested on fields.

use std::cmp::Ordering;
use std::collections::HashSet;

use memchr::memmem;
use skep_hiveql::types::HiveType;

use super::{Condition, Constant, Operator, Place};
use crate::column::{TextRules, read_f32, read_f64};
use crate::primitive;

/// A field's value, as far as conditions ask for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Datum<'a> {
    Text(&'a [u8]),
    Integer(i64),
    Double(f64),
    Decimal(i128),
    Date(i32),
    Timestamp(i64),
    /// Not NULL; that is all there is to ask.
    Other,
}

impl<'a> Datum<'a> {
    /// Reads a primitive field that isn't the text for NULL; None where Hive reads NULL. A string's text is unescaped and
    /// UTF-8 already. A table: one line a type.
    #[inline]
    pub(crate) fn read(ty: &HiveType, text: &'a [u8], rules: &TextRules) -> Option<Datum<'a>> {
        let other = |readable: bool| readable.then_some(Datum::Other);
        match ty {
            HiveType::String => Some(Datum::Text(text)),
            HiveType::TinyInt => primitive::parse_i8(text).map(|v| Datum::Integer(v.into())),
            HiveType::SmallInt => primitive::parse_i16(text).map(|v| Datum::Integer(v.into())),
            HiveType::Int => primitive::parse_i32(text).map(|v| Datum::Integer(v.into())),
            HiveType::BigInt => primitive::parse_i64(text).map(Datum::Integer),
            HiveType::Float => read_f32(text).map(|v| Datum::Double(v.into())),
            HiveType::Double => read_f64(text).map(Datum::Double),
            HiveType::Decimal(p, s) => primitive::parse_decimal(text, *p, *s).map(Datum::Decimal),
            HiveType::Date => primitive::parse_date(text).map(Datum::Date),
            HiveType::Timestamp => primitive::parse_timestamp(text).map(Datum::Timestamp),
            HiveType::TimestampLocalTz => {
                primitive::parse_timestamp_tz(text, rules.zone).map(Datum::Timestamp)
            }
            HiveType::Boolean if rules.extended_boolean => {
                other(primitive::parse_bool_extended(text).is_some())
            }
            HiveType::Boolean => other(primitive::parse_bool(text).is_some()),
            HiveType::Varchar(_) | HiveType::Char(_) | HiveType::Binary => Some(Datum::Other),
            _ => None,
        }
    }

    #[inline]
    fn compare(self, constant: &Constant) -> Option<Ordering> {
        Some(match (self, constant) {
            (Datum::Text(a), Constant::Text(b)) => a.cmp(b.as_slice()),
            (Datum::Integer(a), Constant::Integer(b)) => a.cmp(b),
            (Datum::Double(a), Constant::Double(b)) => a.total_cmp(b),
            (Datum::Decimal(a), Constant::Decimal(b)) => a.cmp(b),
            (Datum::Date(a), Constant::Date(b)) => a.cmp(b),
            (Datum::Timestamp(a), Constant::Timestamp(b)) => a.cmp(b),
            _ => return None,
        })
    }
}

/// Types whose fields [`Datum::read`] reads as a column would.
pub(crate) fn readable(ty: &HiveType) -> bool {
    use HiveType::{
        BigInt, Binary, Boolean, Char, Date, Decimal, Double, Float, Int, SmallInt, String,
        Timestamp, TimestampLocalTz, TinyInt, Varchar,
    };
    matches!(
        ty,
        Boolean
            | TinyInt
            | SmallInt
            | Int
            | BigInt
            | Float
            | Double
            | Decimal(..)
            | String
            | Varchar(_)
            | Char(_)
            | Binary
            | Date
            | Timestamp
            | TimestampLocalTz
    )
}

/// A condition, with what is worth making once.
#[derive(Debug)]
pub(crate) enum Test {
    IsNull,
    IsNotNull,
    Compare(Operator, Constant),
    /// Whether the value is among the constants is what is wanted of it.
    Among(Among, bool),
    Like(Place, Box<memmem::Finder<'static>>, bool),
    Any(Vec<Test>),
    All(Vec<Test>),
}

/// Constants to look a value up in.
#[derive(Debug)]
pub(crate) enum Among {
    Few(Vec<Constant>),
    Texts(HashSet<Vec<u8>>),
    Integers(HashSet<i64>),
}

/// Above this many constants a hash set is quicker than a look at each.
const FEW: usize = 6;

impl Test {
    pub(crate) fn new(condition: &Condition) -> Test {
        let all = |conditions: &[Condition]| conditions.iter().map(Test::new).collect();
        match condition {
            Condition::IsNull => Test::IsNull,
            Condition::IsNotNull => Test::IsNotNull,
            Condition::Compare(operator, constant) => Test::Compare(*operator, constant.clone()),
            Condition::OneOf(constants) => Test::Among(Among::new(constants), true),
            Condition::NoneOf(constants) => Test::Among(Among::new(constants), false),
            Condition::Like {
                place,
                text,
                negated,
            } => {
                let finder = memmem::Finder::new(text).into_owned();
                Test::Like(*place, Box::new(finder), !negated)
            }
            Condition::Any(conditions) => Test::Any(all(conditions)),
            Condition::All(conditions) => Test::All(all(conditions)),
        }
    }

    /// What a test costs, roughly: cheap ones are done first.
    pub(crate) fn cost(&self, ty: &HiveType) -> u32 {
        let read = match ty {
            HiveType::String | HiveType::Binary | HiveType::Varchar(_) | HiveType::Char(_) => 1,
            HiveType::Boolean => 2,
            HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt => 3,
            HiveType::Date => 5,
            _ => 8,
        };
        match self {
            Test::IsNull | Test::IsNotNull => read,
            Test::Compare(Operator::Eq, _) => read,
            Test::Compare(..) => read + 1,
            Test::Among(..) => read + 3,
            Test::Like(Place::Anywhere, ..) => read + 10,
            Test::Like(..) => read + 1,
            Test::Any(all) | Test::All(all) => all.iter().map(|test| test.cost(ty)).sum(),
        }
    }

    /// Whether a value (None is NULL) passes.
    #[inline]
    pub(crate) fn holds(&self, value: Option<Datum<'_>>) -> bool {
        let Some(value) = value else {
            return match self {
                Test::IsNull => true,
                Test::Any(all) => all.iter().any(|test| test.holds(None)),
                Test::All(all) => all.iter().all(|test| test.holds(None)),
                _ => false,
            };
        };
        match self {
            Test::IsNull => false,
            Test::IsNotNull => true,
            Test::Compare(operator, constant) => value
                .compare(constant)
                .is_some_and(|ordering| operator.accepts(ordering)),
            Test::Among(among, wanted) => among.has(value) == *wanted,
            Test::Like(place, finder, wanted) => match value {
                Datum::Text(text) => place.has(text, finder) == *wanted,
                _ => false,
            },
            Test::Any(all) => all.iter().any(|test| test.holds(Some(value))),
            Test::All(all) => all.iter().all(|test| test.holds(Some(value))),
        }
    }
}

impl Operator {
    #[inline]
    pub(crate) fn accepts(self, ordering: Ordering) -> bool {
        match self {
            Operator::Eq => ordering.is_eq(),
            Operator::NotEq => ordering.is_ne(),
            Operator::Less => ordering.is_lt(),
            Operator::LessEq => ordering.is_le(),
            Operator::Greater => ordering.is_gt(),
            Operator::GreaterEq => ordering.is_ge(),
        }
    }
}

impl Place {
    #[inline]
    fn has(self, text: &[u8], finder: &memmem::Finder<'_>) -> bool {
        match self {
            Place::Start => text.starts_with(finder.needle()),
            Place::End => text.ends_with(finder.needle()),
            Place::Anywhere => finder.find(text).is_some(),
        }
    }
}

impl Among {
    fn new(constants: &[Constant]) -> Among {
        let texts = || constants.iter().map(Constant::text).collect::<Option<_>>();
        let integers = || {
            constants
                .iter()
                .map(Constant::integer)
                .collect::<Option<_>>()
        };
        if constants.len() <= FEW {
            return Among::Few(constants.to_vec());
        }
        let set = texts().map(Among::Texts);
        let set = set.or_else(|| integers().map(Among::Integers));
        set.unwrap_or_else(|| Among::Few(constants.to_vec()))
    }

    #[inline]
    fn has(&self, value: Datum<'_>) -> bool {
        match (self, value) {
            (Among::Texts(set), Datum::Text(text)) => set.contains(text),
            (Among::Integers(set), Datum::Integer(integer)) => set.contains(&integer),
            (Among::Few(all), value) => all
                .iter()
                .any(|constant| value.compare(constant).is_some_and(Ordering::is_eq)),
            _ => false,
        }
    }
}

impl Constant {
    fn text(&self) -> Option<Vec<u8>> {
        match self {
            Constant::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn integer(&self) -> Option<i64> {
        match self {
            Constant::Integer(integer) => Some(*integer),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(condition: Condition, passing: &[Option<Datum<'_>>], failing: &[Option<Datum<'_>>]) {
        let test = Test::new(&condition);
        for value in passing {
            assert!(test.holds(*value), "{condition:?} of {value:?}");
        }
        for value in failing {
            assert!(!test.holds(*value), "{condition:?} of {value:?}");
        }
    }

    fn text(text: &str) -> Option<Datum<'_>> {
        Some(Datum::Text(text.as_bytes()))
    }

    #[test]
    fn three_valued_as_sql_has_it() {
        let one = Some(Datum::Integer(1));
        let two = Some(Datum::Integer(2));
        let is = |operator, n| Condition::Compare(operator, Constant::Integer(n));
        check(Condition::IsNull, &[None], &[one]);
        check(Condition::IsNotNull, &[one], &[None]);
        check(is(Operator::NotEq, 1), &[two], &[one, None]);
        check(is(Operator::LessEq, 1), &[one], &[two, None]);
        let ones = vec![Constant::Integer(1)];
        check(Condition::OneOf(ones.clone()), &[one], &[two, None]);
        check(Condition::NoneOf(ones), &[two], &[one, None]);
        let either = vec![Condition::IsNull, is(Operator::Eq, 2)];
        check(Condition::Any(either.clone()), &[None, two], &[one]);
        check(Condition::All(either), &[], &[one, two, None]);
        check(Condition::Any(vec![]), &[], &[one, None]);
    }

    #[test]
    fn texts() {
        let like = |place, negated| Condition::Like {
            place,
            text: b"th".to_vec(),
            negated,
        };
        let (the, bath, cloth, a) = (text("the"), text("bathe"), text("cloth"), text("a"));
        check(like(Place::Start, false), &[the], &[bath, cloth, a, None]);
        check(like(Place::End, false), &[cloth], &[the, bath, a, None]);
        check(
            like(Place::Anywhere, false),
            &[the, bath, cloth],
            &[a, None],
        );
        check(like(Place::Anywhere, true), &[a], &[the, bath, cloth, None]);
        let many: Vec<_> = (0..9)
            .map(|i| Constant::Text(format!("t{i}").into()))
            .collect();
        check(Condition::OneOf(many.clone()), &[text("t8")], &[the, None]);
        check(Condition::NoneOf(many), &[the], &[text("t0"), None]);
    }

    #[test]
    fn doubles_in_total_order() {
        let zero = Condition::Compare(Operator::Less, Constant::Double(0.0));
        let value = |v| Some(Datum::Double(v));
        check(
            zero,
            &[value(-0.0), value(-1.0)],
            &[value(0.0), value(f64::NAN)],
        );
    }
}
