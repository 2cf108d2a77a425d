//! Hive's conversion rules: what becomes what by itself, and which type two types meet in.
//!
//! One table for the whole project; the sources are `TypeInfoUtils.implicitConvertible` and `FunctionRegistry`'s
//! `getCommonClass`, `getCommonClassForComparison` and `getCommonClassForUnionAll`.

use skep_hiveql::types::{HiveType, StructField};

/// The families that Hive sorts primitive types into (`PrimitiveGrouping`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// `void`
    Void,
    /// `boolean`
    Boolean,
    /// The numbers.
    Numeric,
    /// `string`, `varchar`, `char`
    String,
    /// `date` and the timestamps
    Date,
    /// The two intervals.
    Interval,
    /// `binary`
    Binary,
    /// Types with parts.
    Complex,
}

/// The family of a type.
pub fn group(ty: &HiveType) -> Group {
    match ty {
        HiveType::Void => Group::Void,
        HiveType::Boolean => Group::Boolean,
        HiveType::TinyInt
        | HiveType::SmallInt
        | HiveType::Int
        | HiveType::BigInt
        | HiveType::Float
        | HiveType::Double
        | HiveType::Decimal(..) => Group::Numeric,
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => Group::String,
        HiveType::Date | HiveType::Timestamp | HiveType::TimestampLocalTz => Group::Date,
        HiveType::IntervalYearMonth | HiveType::IntervalDayTime => Group::Interval,
        HiveType::Binary => Group::Binary,
        HiveType::Array(_) | HiveType::Map(..) | HiveType::Struct(_) | HiveType::Union(_) => {
            Group::Complex
        }
    }
}

/// The order in which numbers widen; a string is the widest.
fn numeric_rank(ty: &HiveType) -> Option<u8> {
    Some(match ty {
        HiveType::TinyInt => 1,
        HiveType::SmallInt => 2,
        HiveType::Int => 3,
        HiveType::BigInt => 4,
        HiveType::Decimal(..) => 5,
        HiveType::Float => 6,
        HiveType::Double => 7,
        HiveType::String => 8,
        _ => return None,
    })
}

fn date_rank(ty: &HiveType) -> u8 {
    match ty {
        HiveType::Date => 1,
        HiveType::Timestamp => 2,
        _ => 3,
    }
}

/// The kind of a type without its parameters is the same.
fn same_kind(a: &HiveType, b: &HiveType) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// True if Hive converts `from` to `to` without being asked.
pub fn implicit(from: &HiveType, to: &HiveType) -> bool {
    if from == to || (same_kind(from, to) && from.is_primitive()) || *from == HiveType::Void {
        return true;
    }
    match (group(from), group(to)) {
        (Group::String, _) if *to == HiveType::Double => true,
        (Group::Date | Group::Numeric | Group::String, Group::String) => true,
        _ => matches!((numeric_rank(from), numeric_rank(to)), (Some(f), Some(t)) if f <= t),
    }
}

/// Digits and fraction digits of a number as a decimal.
pub fn decimal_digits(ty: &HiveType) -> (u8, u8) {
    match ty {
        HiveType::Decimal(p, s) => (*p, *s),
        HiveType::Float => (7, 7),
        HiveType::Double => (15, 15),
        HiveType::TinyInt => (3, 0),
        HiveType::SmallInt => (5, 0),
        HiveType::Int => (10, 0),
        HiveType::BigInt => (19, 0),
        HiveType::Void => (1, 0),
        _ => (38, 18),
    }
}

/// The decimal that holds both, as far as 38 digits go.
fn wide_decimal(a: &HiveType, b: &HiveType) -> HiveType {
    let ((p1, s1), (p2, s2)) = (decimal_digits(a), decimal_digits(b));
    let whole = p1.saturating_sub(s1).max(p2.saturating_sub(s2));
    let scale = s1.max(s2);
    HiveType::Decimal((whole + scale).min(38), scale.min(38 - whole.min(38)))
}

/// `kind` with parameters that hold both `a` and `b` (`getTypeInfoForPrimitiveCategory`).
fn with_parameters(kind: &HiveType, a: &HiveType, b: &HiveType) -> HiveType {
    match kind {
        HiveType::Decimal(..) => wide_decimal(a, b),
        HiveType::Char(_) => HiveType::Char(length(a).max(length(b))),
        HiveType::Varchar(_) => HiveType::Varchar(length(a).max(length(b))),
        other => other.clone(),
    }
}

fn length(ty: &HiveType) -> u32 {
    match ty {
        HiveType::Char(n) | HiveType::Varchar(n) => *n,
        _ => 0,
    }
}

/// The type in which values of `a` and `b` live together: CASE, IF, COALESCE, array elements (`getCommonClass`).
pub fn common_type(a: &HiveType, b: &HiveType) -> Option<HiveType> {
    if a == b {
        return Some(a.clone());
    }
    let kind = match (group(a), group(b)) {
        (Group::Void, _) => return Some(b.clone()),
        (_, Group::Void) => return Some(a.clone()),
        (Group::Complex, Group::Complex) => return parts(a, b, common_type),
        _ if same_kind(a, b) => a,
        (Group::Numeric, Group::Numeric) if numeric_rank(a) > numeric_rank(b) => a,
        (Group::Numeric, Group::Numeric) => b,
        (Group::Date, Group::Date) if date_rank(a) > date_rank(b) => a,
        (Group::Date, Group::Date) => b,
        (Group::String, Group::String) => return Some(HiveType::String),
        (Group::String, Group::Date | Group::Numeric) => a,
        (Group::Date | Group::Numeric, Group::String) => b,
        _ => return None,
    };
    Some(with_parameters(kind, a, b))
}

/// The type in which `a` and `b` are compared (`getCommonClassForComparison`): a string against a number is a
/// double, against a date a date. What has no such type is compared as doubles.
pub fn comparison_type(a: &HiveType, b: &HiveType) -> Option<HiveType> {
    if a == b {
        return Some(a.clone());
    }
    let ty = match (group(a), group(b)) {
        (Group::Void, _) => b.clone(),
        (_, Group::Void) => a.clone(),
        (Group::Complex, Group::Complex) => return parts(a, b, comparison_type),
        (Group::Complex, _) | (_, Group::Complex) => return None,
        _ if same_kind(a, b) => with_parameters(a, a, b),
        (Group::Date, Group::Date) if date_rank(a) > date_rank(b) => a.clone(),
        (Group::Date, Group::Date) | (Group::String, Group::Date) => b.clone(),
        (Group::Date, Group::String) => a.clone(),
        (Group::String, Group::String) => HiveType::String,
        // Not Hive's: an interval beside a string, which Hive refuses.
        (Group::Interval, Group::String) => a.clone(),
        (Group::String, Group::Interval) => b.clone(),
        (Group::Binary, Group::String) | (Group::String, Group::Binary) => HiveType::String,
        (Group::Numeric, Group::Numeric) => {
            let wider = if numeric_rank(a) > numeric_rank(b) {
                a
            } else {
                b
            };
            with_parameters(wider, a, b)
        }
        _ => HiveType::Double,
    };
    Some(ty)
}

/// The type of a column that `a` and `b` feed in a UNION (`getCommonClassForUnionAll`); only within a family.
pub fn union_type(a: &HiveType, b: &HiveType) -> Option<HiveType> {
    if a == b {
        return Some(a.clone());
    }
    match (group(a), group(b)) {
        (Group::Void, _) | (_, Group::Void) => common_type(a, b),
        (Group::Complex, Group::Complex) => parts(a, b, union_type),
        (Group::Date, Group::Date) if !same_kind(a, b) => Some(HiveType::Timestamp),
        (x, y) if x == y => common_type(a, b),
        _ => None,
    }
}

/// Meets types with parts part by part.
fn parts(
    a: &HiveType,
    b: &HiveType,
    meet: fn(&HiveType, &HiveType) -> Option<HiveType>,
) -> Option<HiveType> {
    match (a, b) {
        (HiveType::Array(a), HiveType::Array(b)) => Some(HiveType::Array(Box::new(meet(a, b)?))),
        (HiveType::Map(ka, va), HiveType::Map(kb, vb)) => Some(HiveType::Map(
            Box::new(meet(ka, kb)?),
            Box::new(meet(va, vb)?),
        )),
        (HiveType::Struct(a), HiveType::Struct(b)) if a.len() == b.len() => {
            let field = |(a, b): (&StructField, &StructField)| {
                let same = a.name.eq_ignore_ascii_case(&b.name);
                let ty = if same {
                    meet(&a.ty, &b.ty)?
                } else {
                    return None;
                };
                Some(StructField {
                    name: a.name.clone(),
                    ty,
                })
            };
            a.iter()
                .zip(b)
                .map(field)
                .collect::<Option<_>>()
                .map(HiveType::Struct)
        }
        _ => None,
    }
}

/// True if `CAST(from AS to)` is allowed at all.
pub fn castable(from: &HiveType, to: &HiveType) -> bool {
    use HiveType as T;
    if from == to || *from == T::Void {
        return true;
    }
    match (from, to) {
        (T::Array(a), T::Array(b)) => castable(a, b),
        (T::Map(ka, va), T::Map(kb, vb)) => castable(ka, kb) && castable(va, vb),
        (T::Struct(a), T::Struct(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| castable(&a.ty, &b.ty))
        }
        (T::Timestamp, T::Boolean) | (T::TimestampLocalTz, T::BigInt | T::Boolean) => true,
        _ => match (group(from), group(to)) {
            (Group::Complex, _) | (_, Group::Complex | Group::Void) => false,
            (Group::String, _) | (_, Group::String) => true,
            (Group::Boolean | Group::Numeric, Group::Boolean | Group::Numeric) => true,
            (Group::Boolean | Group::Numeric, _) => *to == T::Timestamp,
            (Group::Date, Group::Date) => true,
            (Group::Date, Group::Numeric) => *from == T::Timestamp,
            _ => same_kind(from, to),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use HiveType as T;

    #[test]
    fn widens() {
        assert!(implicit(&T::Int, &T::Double));
        assert!(implicit(&T::Decimal(10, 2), &T::Double));
        assert!(implicit(&T::Int, &T::String));
        assert!(implicit(&T::String, &T::Double));
        assert!(implicit(&T::Date, &T::String));
        assert!(!implicit(&T::Double, &T::Decimal(10, 2)));
        assert!(!implicit(&T::String, &T::Int));
        assert!(!implicit(&T::Boolean, &T::Int));
        assert!(!implicit(&T::String, &T::Date));
    }

    #[test]
    fn meets() {
        let check = |a: T, b: T, common: Option<T>, comparison: Option<T>, union: Option<T>| {
            assert_eq!(common_type(&a, &b), common, "common {a} {b}");
            assert_eq!(comparison_type(&a, &b), comparison, "comparison {a} {b}");
            assert_eq!(union_type(&a, &b), union, "union {a} {b}");
        };
        let (i, l, d, s) = (T::Int, T::BigInt, T::Double, T::String);
        check(
            i.clone(),
            l.clone(),
            Some(l.clone()),
            Some(l.clone()),
            Some(l.clone()),
        );
        check(i.clone(), s.clone(), Some(s.clone()), Some(d.clone()), None);
        check(
            T::Void,
            i.clone(),
            Some(i.clone()),
            Some(i.clone()),
            Some(i.clone()),
        );
        check(T::Date, s.clone(), Some(s.clone()), Some(T::Date), None);
        check(
            T::Date,
            T::Timestamp,
            Some(T::Timestamp),
            Some(T::Timestamp),
            Some(T::Timestamp),
        );
        check(T::Boolean, s.clone(), None, Some(d.clone()), None);
        let wide = Some(T::Decimal(12, 2));
        check(
            i.clone(),
            T::Decimal(5, 2),
            wide.clone(),
            wide.clone(),
            wide,
        );
        check(
            T::Decimal(5, 2),
            d.clone(),
            Some(d.clone()),
            Some(d.clone()),
            Some(d),
        );
        let chars = Some(T::Char(7));
        check(T::Char(3), T::Char(7), chars.clone(), chars.clone(), chars);
        let string = Some(s);
        check(
            T::Char(3),
            T::Varchar(7),
            string.clone(),
            string.clone(),
            string,
        );
    }
}
