//! A value of any of Hive's types.

/// A value of any of Hive's types.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL of any type.
    Null,
    /// `boolean`
    Boolean(bool),
    /// An integer of any width.
    Integer(i64),
    /// `float` (widened) and `double`.
    Real(Real),
    /// `decimal`, in units of its scale.
    Decimal(i128),
    /// `string`, `varchar`, and `char` without the blanks at its end.
    Text(String),
    /// `binary`
    Binary(Vec<u8>),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01 00:00:00, with and without zone.
    Timestamp(i64),
    /// `interval_year_month`
    Months(i32),
    /// `interval_day_time`, in microseconds.
    Span(i64),
    /// `array`
    Array(Vec<Value>),
    /// `map`, in the order of the text.
    Map(Vec<(Value, Value)>),
    /// `struct`
    Struct(Vec<Value>),
    /// `uniontype`: the tag and its member.
    Union(usize, Box<Value>),
}

/// A floating point number that is equal to another if it is the same in IEEE 754's total order: NaN is NaN.
#[derive(Debug, Clone, Copy)]
pub struct Real(pub f64);

impl PartialEq for Real {
    fn eq(&self, other: &Real) -> bool {
        self.0.total_cmp(&other.0).is_eq()
    }
}
