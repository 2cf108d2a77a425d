//! Hive's types as ORC's schema has them.

use orc_rust::proto::Type;
use orc_rust::proto::r#type::Kind;
use skep_hiveql::types::HiveType;

/// True of types that ORC files can hold.
pub(in crate::sink) fn is_writable(ty: &HiveType) -> bool {
    kind(ty).is_some() && children(ty).iter().all(|(_, child)| is_writable(child))
}

/// The kind of a type; None for those that ORC doesn't have.
fn kind(ty: &HiveType) -> Option<Kind> {
    Some(match ty {
        HiveType::Boolean => Kind::Boolean,
        HiveType::TinyInt => Kind::Byte,
        HiveType::SmallInt => Kind::Short,
        HiveType::Int => Kind::Int,
        HiveType::BigInt => Kind::Long,
        HiveType::Float => Kind::Float,
        HiveType::Double => Kind::Double,
        HiveType::Decimal(..) => Kind::Decimal,
        HiveType::String => Kind::String,
        HiveType::Varchar(_) => Kind::Varchar,
        HiveType::Char(_) => Kind::Char,
        HiveType::Binary => Kind::Binary,
        HiveType::Date => Kind::Date,
        HiveType::Timestamp => Kind::Timestamp,
        HiveType::TimestampLocalTz => Kind::TimestampInstant,
        HiveType::Array(_) => Kind::List,
        HiveType::Map(..) => Kind::Map,
        HiveType::Struct(_) => Kind::Struct,
        HiveType::Union(_) => Kind::Union,
        HiveType::Void | HiveType::IntervalYearMonth | HiveType::IntervalDayTime => return None,
    })
}

/// The types inside a type; those of a struct have names.
pub(super) fn children(ty: &HiveType) -> Vec<(Option<&str>, &HiveType)> {
    match ty {
        HiveType::Array(element) => vec![(None, element)],
        HiveType::Map(key, value) => vec![(None, key), (None, value)],
        HiveType::Struct(fields) => fields
            .iter()
            .map(|field| (Some(field.name.as_str()), &field.ty))
            .collect(),
        HiveType::Union(members) => members.iter().map(|member| (None, member)).collect(),
        _ => Vec::new(),
    }
}

/// The schema of a file: types in depth-first order, the row's struct first.
pub(super) fn schema(columns: &[(String, HiveType)]) -> Vec<Type> {
    let mut types = vec![Type {
        kind: Some(Kind::Struct.into()),
        field_names: columns.iter().map(|(name, _)| name.clone()).collect(),
        ..Type::default()
    }];
    for (_, ty) in columns {
        let place = add(&mut types, ty);
        if let Some(row) = types.first_mut() {
            row.subtypes.push(place);
        }
    }
    types
}

/// Adds a type and those inside it; gives its place.
fn add(types: &mut Vec<Type>, ty: &HiveType) -> u32 {
    let place = types.len();
    let mut found = Type {
        kind: kind(ty).map(Into::into),
        ..Type::default()
    };
    match ty {
        HiveType::Decimal(precision, scale) => {
            found.precision = Some(u32::from(*precision));
            found.scale = Some(u32::from(*scale));
        }
        HiveType::Varchar(length) | HiveType::Char(length) => {
            found.maximum_length = Some(*length);
        }
        _ => {}
    }
    types.push(found);
    for (name, child) in children(ty) {
        let at = add(types, child);
        if let Some(parent) = types.get_mut(place) {
            parent.subtypes.push(at);
            parent.field_names.extend(name.map(str::to_owned));
        }
    }
    u32::try_from(place).unwrap_or(u32::MAX)
}
