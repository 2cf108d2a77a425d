//! Columns in the making, one for a Hive type: what every row format appends its fields to.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryBuilder, BooleanBuilder, ListArray, MapArray, NullArray,
    PrimitiveBuilder, StructArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Decimal128Type, DurationMicrosecondType, Fields,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, IntervalYearMonthType,
    TimestampMicrosecondType,
};
use arrow::error::ArrowError;
use skep_hiveql::types::HiveType;

use crate::primitive::{self, Zone};
use crate::types::arrow_type;
use crate::views::{Utf8Buffer, Views};

/// Where a field's bytes lie, so that a string can point at them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shared<'a> {
    /// The run that holds the field, if it is all valid UTF-8.
    pub(crate) run: Option<&'a Utf8Buffer>,
    /// Where the field begins in it.
    pub(crate) offset: usize,
}

/// How fields become values, where formats differ.
#[derive(Debug, Clone)]
pub(crate) struct TextRules {
    /// `t`, `f`, `1`, `0` are booleans too.
    pub(crate) extended_boolean: bool,
    /// Binary fields are base64 (where they can be read so).
    pub(crate) base64: bool,
    /// The session's zone.
    pub(crate) zone: Zone,
}

/// A column in the making.
#[derive(Debug)]
pub(crate) enum Column {
    Null(usize),
    Boolean(BooleanBuilder),
    Int8(PrimitiveBuilder<Int8Type>),
    Int16(PrimitiveBuilder<Int16Type>),
    Int32(PrimitiveBuilder<Int32Type>),
    Int64(PrimitiveBuilder<Int64Type>),
    Float32(PrimitiveBuilder<Float32Type>),
    Float64(PrimitiveBuilder<Float64Type>),
    Decimal(PrimitiveBuilder<Decimal128Type>, u8, u8),
    Text(Views, Width),
    Binary(BinaryBuilder),
    Date(PrimitiveBuilder<Date32Type>),
    Timestamp(PrimitiveBuilder<TimestampMicrosecondType>),
    TimestampTz(PrimitiveBuilder<TimestampMicrosecondType>),
    YearMonth(PrimitiveBuilder<IntervalYearMonthType>),
    DayTime(PrimitiveBuilder<DurationMicrosecondType>),
    List(Nested, Box<Column>),
    Map(Nested, Box<(Column, Column)>),
    Struct(Nested, Vec<Column>),
    /// The tag, then one column a member.
    Union(Nested, Vec<Column>),
}

/// How long a text may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Width {
    Any,
    Varchar(usize),
    Char(usize),
}

/// What nested columns share: where each row's elements end, and which rows are NULL.
#[derive(Debug)]
pub(crate) struct Nested {
    pub(crate) offsets: Vec<i32>,
    pub(crate) valid: Vec<bool>,
    ty: DataType,
}

impl Nested {
    fn new(ty: &HiveType) -> Nested {
        Nested {
            offsets: vec![0],
            valid: Vec::new(),
            ty: arrow_type(ty),
        }
    }

    /// Ends a row of a list or map whose elements now number `end`.
    pub(crate) fn push(&mut self, end: usize, valid: bool) {
        self.offsets.push(i32::try_from(end).unwrap_or(i32::MAX));
        self.valid.push(valid);
    }

    fn take(&mut self) -> (OffsetBuffer<i32>, Option<NullBuffer>) {
        let offsets = std::mem::replace(&mut self.offsets, vec![0]);
        let valid = std::mem::take(&mut self.valid);
        let nulls = (!valid.iter().all(|v| *v)).then(|| NullBuffer::from(valid));
        (OffsetBuffer::new(ScalarBuffer::from(offsets)), nulls)
    }
}

fn typed<T: ArrowPrimitiveType>(ty: &HiveType) -> PrimitiveBuilder<T> {
    PrimitiveBuilder::new().with_data_type(arrow_type(ty))
}

impl Column {
    /// An empty column. A table: one line a type.
    pub(crate) fn new(ty: &HiveType) -> Column {
        let chars = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        match ty {
            HiveType::Void => Column::Null(0),
            HiveType::Boolean => Column::Boolean(BooleanBuilder::new()),
            HiveType::TinyInt => Column::Int8(typed(ty)),
            HiveType::SmallInt => Column::Int16(typed(ty)),
            HiveType::Int => Column::Int32(typed(ty)),
            HiveType::BigInt => Column::Int64(typed(ty)),
            HiveType::Float => Column::Float32(typed(ty)),
            HiveType::Double => Column::Float64(typed(ty)),
            HiveType::Decimal(p, s) => Column::Decimal(typed(ty), *p, *s),
            HiveType::String => Column::Text(Views::default(), Width::Any),
            HiveType::Varchar(n) => Column::Text(Views::default(), Width::Varchar(chars(*n))),
            HiveType::Char(n) => Column::Text(Views::default(), Width::Char(chars(*n))),
            HiveType::Binary => Column::Binary(BinaryBuilder::new()),
            HiveType::Date => Column::Date(typed(ty)),
            HiveType::Timestamp => Column::Timestamp(typed(ty)),
            HiveType::TimestampLocalTz => Column::TimestampTz(typed(ty)),
            HiveType::IntervalYearMonth => Column::YearMonth(typed(ty)),
            HiveType::IntervalDayTime => Column::DayTime(typed(ty)),
            HiveType::Array(element) => {
                Column::List(Nested::new(ty), Box::new(Column::new(element)))
            }
            HiveType::Map(key, value) => Column::Map(
                Nested::new(ty),
                Box::new((Column::new(key), Column::new(value))),
            ),
            HiveType::Struct(fields) => Column::Struct(
                Nested::new(ty),
                fields.iter().map(|f| Column::new(&f.ty)).collect(),
            ),
            HiveType::Union(members) => {
                let tag = std::iter::once(Column::new(&HiveType::TinyInt));
                Column::Union(
                    Nested::new(ty),
                    tag.chain(members.iter().map(Column::new)).collect(),
                )
            }
        }
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        use arrow::array::ArrayBuilder as _;
        match self {
            Column::Null(rows) => *rows,
            Column::Boolean(b) => b.len(),
            Column::Int8(b) => b.len(),
            Column::Int16(b) => b.len(),
            Column::Int32(b) => b.len(),
            Column::Int64(b) => b.len(),
            Column::Float32(b) => b.len(),
            Column::Float64(b) => b.len(),
            Column::Decimal(b, ..) => b.len(),
            Column::Text(b, _) => b.len(),
            Column::Binary(b) => b.len(),
            Column::Date(b) => b.len(),
            Column::Timestamp(b) | Column::TimestampTz(b) => b.len(),
            Column::YearMonth(b) => b.len(),
            Column::DayTime(b) => b.len(),
            Column::List(n, _) | Column::Map(n, _) | Column::Struct(n, _) | Column::Union(n, _) => {
                n.valid.len()
            }
        }
    }

    /// Appends NULL.
    pub(crate) fn append_null(&mut self) {
        match self {
            Column::Null(rows) => *rows += 1,
            Column::Boolean(b) => b.append_null(),
            Column::Int8(b) => b.append_null(),
            Column::Int16(b) => b.append_null(),
            Column::Int32(b) => b.append_null(),
            Column::Int64(b) => b.append_null(),
            Column::Float32(b) => b.append_null(),
            Column::Float64(b) => b.append_null(),
            Column::Decimal(b, ..) => b.append_null(),
            Column::Text(b, _) => b.append_null(),
            Column::Binary(b) => b.append_null(),
            Column::Date(b) => b.append_null(),
            Column::Timestamp(b) | Column::TimestampTz(b) => b.append_null(),
            Column::YearMonth(b) => b.append_null(),
            Column::DayTime(b) => b.append_null(),
            Column::List(n, child) => n.push(child.len(), false),
            Column::Map(n, entries) => n.push(entries.0.len(), false),
            Column::Struct(n, children) | Column::Union(n, children) => {
                n.valid.push(false);
                children.iter_mut().for_each(Column::append_null);
            }
        }
    }

    /// Appends a primitive from its text; NULL where it can't be read. `shared` says where the bytes lie, if they are
    /// part of a run. A table: one line a type.
    #[inline]
    pub(crate) fn append_text(
        &mut self,
        text: &[u8],
        shared: Option<Shared<'_>>,
        rules: &TextRules,
    ) {
        match self {
            Column::Text(views, width) => append_string(views, *width, text, shared),
            Column::Boolean(b) => b.append_option(if rules.extended_boolean {
                primitive::parse_bool_extended(text)
            } else {
                primitive::parse_bool(text)
            }),
            Column::Int8(b) => b.append_option(primitive::parse_i8(text)),
            Column::Int16(b) => b.append_option(primitive::parse_i16(text)),
            Column::Int32(b) => b.append_option(primitive::parse_i32(text)),
            Column::Int64(b) => b.append_option(primitive::parse_i64(text)),
            Column::Float32(b) => b.append_option(read_f32(text)),
            Column::Float64(b) => b.append_option(read_f64(text)),
            Column::Decimal(b, p, s) => b.append_option(primitive::parse_decimal(text, *p, *s)),
            Column::Binary(b) => b.append_value(binary_value(text, rules)),
            Column::Date(b) => b.append_option(primitive::parse_date(text)),
            Column::Timestamp(b) => b.append_option(primitive::parse_timestamp(text)),
            Column::TimestampTz(b) => {
                b.append_option(primitive::parse_timestamp_tz(text, rules.zone));
            }
            Column::YearMonth(b) => b.append_option(primitive::parse_interval_year_month(text)),
            Column::DayTime(b) => b.append_option(primitive::parse_interval_day_time(text)),
            _ => self.append_null(),
        }
    }

    /// The array; leaves this column empty.
    ///
    /// # Errors
    /// A nested column outgrew 32-bit offsets.
    pub(crate) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Column::Null(rows) => Arc::new(NullArray::new(std::mem::take(rows))),
            Column::Boolean(b) => Arc::new(b.finish()),
            Column::Int8(b) => Arc::new(b.finish()),
            Column::Int16(b) => Arc::new(b.finish()),
            Column::Int32(b) => Arc::new(b.finish()),
            Column::Int64(b) => Arc::new(b.finish()),
            Column::Float32(b) => Arc::new(b.finish()),
            Column::Float64(b) => Arc::new(b.finish()),
            Column::Decimal(b, ..) => Arc::new(b.finish()),
            Column::Text(b, _) => b.finish(),
            Column::Binary(b) => Arc::new(b.finish()),
            Column::Date(b) => Arc::new(b.finish()),
            Column::Timestamp(b) | Column::TimestampTz(b) => Arc::new(b.finish()),
            Column::YearMonth(b) => Arc::new(b.finish()),
            Column::DayTime(b) => Arc::new(b.finish()),
            Column::List(n, child) => finish_list(n, child)?,
            Column::Map(n, entries) => finish_map(n, &mut entries.0, &mut entries.1)?,
            Column::Struct(n, children) | Column::Union(n, children) => finish_struct(n, children)?,
        })
    }
}

fn finish_list(nested: &mut Nested, child: &mut Column) -> Result<ArrayRef, ArrowError> {
    let DataType::List(field) = nested.ty.clone() else {
        return Err(ArrowError::SchemaError("not a list".into()));
    };
    let (offsets, nulls) = nested.take();
    Ok(Arc::new(ListArray::try_new(
        field,
        offsets,
        child.finish()?,
        nulls,
    )?))
}

fn finish_map(
    nested: &mut Nested,
    keys: &mut Column,
    values: &mut Column,
) -> Result<ArrayRef, ArrowError> {
    let DataType::Map(field, sorted) = nested.ty.clone() else {
        return Err(ArrowError::SchemaError("not a map".into()));
    };
    let DataType::Struct(fields) = field.data_type().clone() else {
        return Err(ArrowError::SchemaError("not a map".into()));
    };
    let (offsets, nulls) = nested.take();
    let entries = StructArray::try_new(fields, vec![keys.finish()?, values.finish()?], None)?;
    Ok(Arc::new(MapArray::try_new(
        field, offsets, entries, nulls, sorted,
    )?))
}

fn finish_struct(nested: &mut Nested, children: &mut [Column]) -> Result<ArrayRef, ArrowError> {
    let fields = match nested.ty.clone() {
        DataType::Struct(fields) => fields,
        _ => Fields::empty(),
    };
    let rows = nested.valid.len();
    let (_, nulls) = nested.take();
    let arrays = children
        .iter_mut()
        .map(Column::finish)
        .collect::<Result<Vec<_>, _>>()?;
    debug_assert!(arrays.iter().all(|a| a.len() == rows));
    Ok(Arc::new(StructArray::try_new_with_length(
        fields, arrays, nulls, rows,
    )?))
}

/// Appends a string: as it lies where it can be, else a repaired copy (`Text.decode` replaces what isn't UTF-8).
#[inline]
fn append_string(views: &mut Views, width: Width, text: &[u8], shared: Option<Shared<'_>>) {
    let cut = match width {
        Width::Any => text,
        // As many bytes as characters at most: short enough whatever the characters are.
        Width::Varchar(limit) if text.len() <= limit => text,
        Width::Char(limit) if text.len() <= limit => text.trim_ascii_end_blanks(),
        Width::Varchar(_) | Width::Char(_) => return views.append_copy(&text_value(width, text)),
    };
    let appended = shared.is_some_and(|shared| {
        let end = shared.offset + cut.len();
        shared
            .run
            .is_some_and(|run| views.append_shared(run, shared.offset, end))
    });
    if !appended {
        views.append_copy(&String::from_utf8_lossy(cut));
    }
}

/// The text of a string field whose escapes have been taken out.
pub(crate) fn text_value(width: Width, text: &[u8]) -> Cow<'_, str> {
    let first = |limit| String::from_utf8_lossy(text).chars().take(limit).collect();
    match width {
        Width::Any => String::from_utf8_lossy(text),
        Width::Varchar(limit) => Cow::Owned(first(limit)),
        Width::Char(limit) => {
            let text: String = first(limit);
            Cow::Owned(text.trim_end_matches(' ').to_owned())
        }
    }
}

/// The bytes of a binary field: decoded where they are base64.
pub(crate) fn binary_value<'t>(text: &'t [u8], rules: &TextRules) -> Cow<'t, [u8]> {
    let decoded = rules.base64.then(|| decode_base64(text)).flatten();
    decoded.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Reads a `double` field.
pub(crate) fn read_f64(text: &[u8]) -> Option<f64> {
    primitive::parse_f64(text).filter(|value| !value.is_nan() || !looks_null(text))
}

/// Reads a `float` field.
pub(crate) fn read_f32(text: &[u8]) -> Option<f32> {
    primitive::parse_f32(text).filter(|value| !value.is_nan() || !looks_null(text))
}

/// Four characters of which the first is an N are no number (`LazyUtils.isNumberMaybe`), not even `NaN` and a blank.
fn looks_null(text: &[u8]) -> bool {
    matches!(text, [b'N' | b'n', _, _, _])
}

trait TrimBlanks {
    /// Without blanks (only those) at its end.
    fn trim_ascii_end_blanks(&self) -> &Self;
}

impl TrimBlanks for [u8] {
    fn trim_ascii_end_blanks(&self) -> &[u8] {
        let mut text = self;
        while let [rest @ .., b' '] = text {
            text = rest;
        }
        text
    }
}

/// Base64 as `java.util.Base64.getDecoder` reads it: all padding may be missing, but not a part of it.
fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    use base64::Engine as _;
    use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    if text.ends_with(b"=") && !text.len().is_multiple_of(4) {
        return None;
    }
    LENIENT.decode(text).ok()
}
