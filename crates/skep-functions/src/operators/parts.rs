//! `a[i]`, `m[k]`, `s.f` (`GenericUDFIndex`, `ExprNodeFieldDesc`).

use arrow::array::{Array, ArrayRef, Int64Array, ListArray, MapArray, StructArray, UInt64Array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::kernels::cmp;
use arrow::compute::take;
use arrow::datatypes::Field;
use datafusion::common::{Result as Run, internal_err};
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;
use std::sync::Arc;

use crate::cast::cast;
use crate::convert::{Group, group};
use crate::registry::{CallError, Typed};
use crate::routine::{Call, Routine, call};

/// `base[index]`: an array's element from 0, or a map's value of a key; NULL where there is none.
pub fn index(base: Typed, index: Typed) -> Result<Typed, CallError> {
    match base.ty.clone() {
        HiveType::Array(element) => {
            if !matches!(
                group(&index.ty),
                Group::Numeric | Group::Void | Group::String
            ) {
                return Err(CallError(format!(
                    "an array's index must be an int, not {}",
                    index.ty
                )));
            }
            let position = cast(index, &HiveType::BigInt).expr;
            let types = vec![base.ty, *element.clone()];
            Ok(Typed {
                expr: call(&ELEMENT, vec![base.expr, position], types),
                ty: *element,
            })
        }
        HiveType::Map(key, value) => {
            let wanted = cast(index, &key).expr;
            let types = vec![base.ty, *value.clone()];
            Ok(Typed {
                expr: call(&ENTRY, vec![base.expr, wanted], types),
                ty: *value,
            })
        }
        other => Err(CallError(format!(
            "`[]` needs an array or a map, not {other}"
        ))),
    }
}

/// `base.name`: a struct's field, or that field of every struct in an array.
pub fn struct_field(base: Typed, name: &str) -> Result<Typed, CallError> {
    let (fields, list) = match &base.ty {
        HiveType::Struct(fields) => (fields, false),
        HiveType::Array(element) => match element.as_ref() {
            HiveType::Struct(fields) => (fields, true),
            other => return Err(no_field(name, other)),
        },
        other => return Err(no_field(name, other)),
    };
    let found = fields
        .iter()
        .position(|f| f.name.eq_ignore_ascii_case(name));
    let Some((at, field)) = found.and_then(|at| fields.get(at).map(|f| (at, f))) else {
        return Err(no_field(name, &base.ty));
    };
    let ty = if list {
        HiveType::Array(Box::new(field.ty.clone()))
    } else {
        field.ty.clone()
    };
    let position = datafusion::prelude::lit(i64::try_from(at).unwrap_or(0));
    let types = vec![base.ty.clone(), ty.clone()];
    Ok(Typed {
        expr: call(&FIELD, vec![base.expr, position], types),
        ty,
    })
}

fn no_field(name: &str, ty: &HiveType) -> CallError {
    CallError(format!("there is no field `{name}` in {ty}"))
}

static ELEMENT: Routine = Routine {
    name: "element",
    body: element,
};
static ENTRY: Routine = Routine {
    name: "entry",
    body: entry,
};
static FIELD: Routine = Routine {
    name: "field",
    body: field,
};

/// The `i`-th span between offsets.
fn span(offsets: &OffsetBuffer<i32>, i: usize) -> std::ops::Range<usize> {
    let at = |i: usize| {
        offsets
            .get(i)
            .and_then(|offset| usize::try_from(*offset).ok())
            .unwrap_or(0)
    };
    at(i)..at(i + 1)
}

/// A row of an argument that may be one value repeated.
fn row(array: &dyn Array, i: usize, len: usize) -> usize {
    if array.len() == 1 && len != 1 { 0 } else { i }
}

fn element(call: &Call<'_>) -> Run<ArrayRef> {
    let Some(list) = call.raw(0)?.as_any().downcast_ref::<ListArray>() else {
        return internal_err!("not a list");
    };
    let positions = call.arg::<Int64Array>(1)?;
    let found: UInt64Array = (0..call.len)
        .map(|i| {
            let at = row(list, i, call.len);
            if list.is_null(at) {
                return None;
            }
            let span = span(list.offsets(), at);
            let position = usize::try_from(positions.get(i)?).ok()?;
            let place = span.start.checked_add(position).filter(|p| *p < span.end)?;
            u64::try_from(place).ok()
        })
        .collect();
    Ok(take(list.values(), &found, None)?)
}

fn entry(call: &Call<'_>) -> Run<ArrayRef> {
    let Some(map) = call.raw(0)?.as_any().downcast_ref::<MapArray>() else {
        return internal_err!("not a map");
    };
    if call.len == 0 {
        return Ok(arrow::array::new_empty_array(map.values().data_type()));
    }
    // Each entry's key beside the key wanted in its row; then one comparison of two columns.
    let wanted = call.raw(1)?;
    if map.len() == 1 && call.len > 1 {
        return constant_map(call, map);
    }
    let mut rows = vec![0_u64; map.keys().len()];
    for i in 0..call.len {
        let place = u64::try_from(row(wanted, i, call.len)).unwrap_or(0);
        if let Some(rows) = rows.get_mut(span(map.offsets(), row(map, i, call.len))) {
            rows.fill(place);
        }
    }
    let beside = take(wanted, &UInt64Array::from(rows), None)?;
    let equal = cmp::eq(map.keys(), &beside)?;
    let found: UInt64Array = (0..call.len)
        .map(|i| {
            if map.is_null(i) {
                return None;
            }
            let hit = span(map.offsets(), i).find(|at| equal.is_valid(*at) && equal.value(*at))?;
            u64::try_from(hit).ok()
        })
        .collect();
    Ok(take(map.values(), &found, None)?)
}

/// One map for all rows: spread it first.
fn constant_map(call: &Call<'_>, map: &MapArray) -> Run<ArrayRef> {
    let zeros = UInt64Array::from(vec![0; call.len]);
    let spread = take(map, &zeros, None)?;
    let args = [
        (spread, false),
        (call.raw(1)?.clone(), call.raw(1)?.len() == 1),
    ];
    entry(&Call::new(&args, call.len, call.types, call.zone))
}

fn field(call: &Call<'_>) -> Run<ArrayRef> {
    let at = call
        .arg::<Int64Array>(1)?
        .get(0)
        .and_then(|at| usize::try_from(at).ok());
    let base = call.raw(0)?;
    if let Some(list) = base.as_any().downcast_ref::<ListArray>() {
        let Some(parts) = list.values().as_any().downcast_ref::<StructArray>() else {
            return internal_err!("not a list of structs");
        };
        let values = part(parts, at)?;
        let HiveType::Array(element) = call.returns() else {
            return internal_err!("the result is no array");
        };
        let item = Arc::new(Field::new("item", arrow_type(&element), true));
        let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
        return Ok(Arc::new(ListArray::try_new(item, offsets, values, nulls)?));
    }
    match base.as_any().downcast_ref::<StructArray>() {
        Some(parts) => part(parts, at),
        None => internal_err!("not a struct"),
    }
}

/// A field's column, NULL where its struct is.
fn part(parts: &StructArray, at: Option<usize>) -> Run<ArrayRef> {
    let Some(column) = at.and_then(|at| parts.columns().get(at)) else {
        return internal_err!("no such field");
    };
    let nulls = NullBuffer::union(parts.nulls(), column.nulls());
    if column.data_type().is_null() {
        return Ok(column.clone());
    }
    let data = column.to_data().into_builder().nulls(nulls).build()?;
    Ok(arrow::array::make_array(data))
}
