//! Columns as a file has them to columns as the table wants them.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, ListArray, MapArray, StringViewArray, StructArray, new_null_array,
};
use arrow::compute::{CastOptions, can_cast_types, cast_with_options};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

/// Converts a column to the table's type; what doesn't fit is NULL. Struct fields are matched by name, without regard
/// to case, and missing ones are NULL.
pub(super) fn conform(array: &ArrayRef, ty: &HiveType) -> Result<ArrayRef, ArrowError> {
    let target = arrow_type(ty);
    match (ty, &target) {
        (HiveType::Array(element), DataType::List(field)) => {
            let Some(list) = array.as_list_opt::<i32>() else {
                return cast(array, &target);
            };
            let values = conform(list.values(), element)?;
            let (field, offsets) = (Arc::clone(field), list.offsets().clone());
            Ok(Arc::new(ListArray::try_new(
                field,
                offsets,
                values,
                list.nulls().cloned(),
            )?))
        }
        (HiveType::Map(key, value), DataType::Map(field, sorted)) => {
            let (Some(map), DataType::Struct(fields)) = (array.as_map_opt(), field.data_type())
            else {
                return cast(array, &target);
            };
            let columns = vec![conform(map.keys(), key)?, conform(map.values(), value)?];
            let entries = StructArray::try_new(fields.clone(), columns, None)?;
            let (field, offsets) = (Arc::clone(field), map.offsets().clone());
            let nulls = map.nulls().cloned();
            Ok(Arc::new(MapArray::try_new(
                field, offsets, entries, nulls, *sorted,
            )?))
        }
        (HiveType::Struct(wanted), DataType::Struct(fields)) => {
            let Some(values) = array.as_struct_opt() else {
                return cast(array, &target);
            };
            let column = |name: &str| {
                let place = values
                    .column_names()
                    .iter()
                    .position(|n| n.eq_ignore_ascii_case(name));
                place.map(|place| values.column(place))
            };
            let columns = wanted.iter().map(|field| match column(&field.name) {
                Some(found) => conform(found, &field.ty),
                None => Ok(new_null_array(&arrow_type(&field.ty), values.len())),
            });
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            let nulls = values.nulls().cloned();
            Ok(Arc::new(StructArray::try_new_with_length(
                fields.clone(),
                columns,
                nulls,
                values.len(),
            )?))
        }
        (HiveType::Char(_), _) => {
            let padded = cast(array, &target)?;
            let Some(texts) = padded.as_string_view_opt() else {
                return Ok(padded);
            };
            let bare: StringViewArray = texts
                .iter()
                .map(|text| text.map(|text| text.trim_end_matches(' ')))
                .collect();
            Ok(Arc::new(bare))
        }
        _ => cast(array, &target),
    }
}

fn cast(array: &ArrayRef, target: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == target {
        return Ok(Arc::clone(array));
    }
    if !can_cast_types(array.data_type(), target) {
        return Ok(new_null_array(target, array.len()));
    }
    cast_with_options(
        array,
        target,
        &CastOptions {
            safe: true,
            ..CastOptions::default()
        },
    )
}
