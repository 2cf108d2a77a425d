//! Casts of arrays, maps and structs, part by part.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, MapArray, StructArray, new_null_array};
use arrow::datatypes::DataType;
use datafusion::common::{Result, internal_err};
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

use crate::routine::Call;

pub(super) fn convert(call: &Call<'_>) -> Result<ArrayRef> {
    let array = call.raw(0)?;
    let to = arrow_type(call.ty(1)?);
    match (call.ty(0)?, call.ty(1)?, &to) {
        (HiveType::Array(a), HiveType::Array(b), DataType::List(field)) => {
            let Some(list) = array.as_any().downcast_ref::<ListArray>() else {
                return internal_err!("not a list");
            };
            let values = super::convert(list.values(), a, b, call.zone)?;
            let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
            Ok(Arc::new(ListArray::try_new(
                field.clone(),
                offsets,
                values,
                nulls,
            )?))
        }
        (HiveType::Map(ka, va), HiveType::Map(kb, vb), DataType::Map(field, sorted)) => {
            let Some(map) = array.as_any().downcast_ref::<MapArray>() else {
                return internal_err!("not a map");
            };
            let keys = super::convert(map.keys(), ka, kb, call.zone)?;
            let values = super::convert(map.values(), va, vb, call.zone)?;
            let DataType::Struct(parts) = field.data_type() else {
                return internal_err!("a map's entries are no struct");
            };
            if keys.null_count() > 0 {
                // A key that doesn't convert has no place in Arrow's maps; Hive would keep a NULL key.
                return Ok(new_null_array(&to, array.len()));
            }
            let entries = StructArray::try_new(parts.clone(), vec![keys, values], None)?;
            let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
            Ok(Arc::new(MapArray::try_new(
                field.clone(),
                offsets,
                entries,
                nulls,
                *sorted,
            )?))
        }
        (HiveType::Struct(a), HiveType::Struct(b), DataType::Struct(fields)) => {
            let Some(parts) = array.as_any().downcast_ref::<StructArray>() else {
                return internal_err!("not a struct");
            };
            let columns = parts
                .columns()
                .iter()
                .zip(a.iter().zip(b))
                .map(|(column, (a, b))| super::convert(column, &a.ty, &b.ty, call.zone))
                .collect::<Result<Vec<_>>>()?;
            let nulls = parts.nulls().cloned();
            Ok(Arc::new(StructArray::try_new_with_length(
                fields.clone(),
                columns,
                nulls,
                array.len(),
            )?))
        }
        (from, to, _) => internal_err!("no cast from {from} to {to}"),
    }
}
