//! Building arrays, maps and structs from columns.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, MapArray, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};

use super::lists::comparable;
use crate::rows::Rows;

/// All arguments in full.
fn columns(r: &Rows<'_>) -> Result<Vec<ArrayRef>> {
    (0..r.width()).map(|n| r.array(n)).collect()
}

/// The columns' values, row after row.
fn interleave(r: &Rows<'_>, columns: &[ArrayRef]) -> Result<Option<ArrayRef>> {
    let places = (0..r.len).flat_map(|i| (0..columns.len()).map(move |n| (n, i)));
    let arrays = columns.iter().map(AsRef::as_ref).collect::<Vec<_>>();
    if arrays.is_empty() {
        return Ok(None);
    }
    Ok(Some(arrow::compute::interleave(
        &arrays,
        &places.collect::<Vec<_>>(),
    )?))
}

/// `array(a, b, …)`
pub(super) fn array(r: &Rows<'_>) -> Result<ArrayRef> {
    let DataType::List(item) = r.returns else {
        return exec_err!("no list");
    };
    let columns = columns(r)?;
    let values = match interleave(r, &columns)? {
        Some(values) => values,
        None => arrow::array::new_empty_array(item.data_type()),
    };
    let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(columns.len(), r.len));
    Ok(Arc::new(ListArray::try_new(
        Arc::clone(item),
        offsets,
        values,
        None,
    )?))
}

/// `struct(a, b, …)`
pub(super) fn structure(r: &Rows<'_>) -> Result<ArrayRef> {
    let DataType::Struct(fields) = r.returns else {
        return exec_err!("no struct");
    };
    Ok(Arc::new(StructArray::try_new_with_length(
        fields.clone(),
        columns(r)?,
        None,
        r.len,
    )?))
}

/// A struct that is NULL where one of its fields is, for `count(distinct a, b)`.
pub(super) fn complete(r: &Rows<'_>) -> Result<ArrayRef> {
    let DataType::Struct(fields) = r.returns else {
        return exec_err!("no struct");
    };
    let columns = columns(r)?;
    let valid = columns.iter().fold(None, |all, c| {
        NullBuffer::union(all.as_ref(), c.logical_nulls().as_ref())
    });
    Ok(Arc::new(StructArray::try_new_with_length(
        fields.clone(),
        columns,
        valid,
        r.len,
    )?))
}

/// `map(k, v, …)`: the last of equal keys counts, at the place of the first. A NULL key is left out: Arrow has none.
pub(super) fn map(r: &Rows<'_>) -> Result<ArrayRef> {
    let DataType::Map(entries, sorted) = r.returns else {
        return exec_err!("no map");
    };
    let DataType::Struct(fields) = entries.data_type() else {
        return exec_err!("no map");
    };
    let columns = columns(r)?;
    let keys = columns.iter().step_by(2).cloned().collect::<Vec<_>>();
    let values = columns
        .iter()
        .skip(1)
        .step_by(2)
        .cloned()
        .collect::<Vec<_>>();
    let rows = comparable(&keys.iter().collect::<Vec<_>>())?;
    let (mut from, mut counts) = (Vec::new(), Vec::new());
    for i in 0..r.len {
        let mut places: HashMap<_, usize> = HashMap::new();
        let start = from.len();
        for (n, key) in keys.iter().enumerate() {
            if key.is_null(i) {
                continue;
            }
            let Some(row) = rows.get(n) else { continue };
            match places.get(&row.row(i)).and_then(|at| from.get_mut(*at)) {
                Some((_, value)) => *value = (n, i),
                None => {
                    places.insert(row.row(i), from.len());
                    from.push(((n, i), (n, i)));
                }
            }
        }
        counts.push(from.len() - start);
    }
    let take = |arrays: &[ArrayRef], places: Vec<(usize, usize)>, n: usize| -> Result<ArrayRef> {
        let refs = arrays.iter().map(AsRef::as_ref).collect::<Vec<_>>();
        if refs.is_empty() {
            let ty = fields
                .get(n)
                .map_or(DataType::Null, |f| f.data_type().clone());
            return Ok(arrow::array::new_empty_array(&ty));
        }
        Ok(arrow::compute::interleave(&refs, &places)?)
    };
    let key = take(&keys, from.iter().map(|(k, _)| *k).collect(), 0)?;
    let value = take(&values, from.iter().map(|(_, v)| *v).collect(), 1)?;
    let all = StructArray::try_new(fields.clone(), vec![key, value], None)?;
    let offsets = OffsetBuffer::from_lengths(counts);
    Ok(Arc::new(MapArray::try_new(
        Arc::clone(entries),
        offsets,
        all,
        None,
        *sorted,
    )?))
}

/// The elements of an array as `struct<col>`, or with their places as `struct<pos, col>`.
pub(super) fn rows_of_array(r: &Rows<'_>) -> Result<ArrayRef> {
    let list = r.array(0)?;
    let Some(list) = list.as_any().downcast_ref::<ListArray>() else {
        return exec_err!("no list");
    };
    rows(
        r,
        list.offsets(),
        vec![Arc::clone(list.values())],
        list.nulls(),
    )
}

/// The entries of a map as `struct<key, value>`, or with their places.
pub(super) fn rows_of_map(r: &Rows<'_>) -> Result<ArrayRef> {
    let map = r.array(0)?;
    let Some(map) = map.as_any().downcast_ref::<MapArray>() else {
        return exec_err!("no map");
    };
    let columns = vec![Arc::clone(map.keys()), Arc::clone(map.values())];
    rows(r, map.offsets(), columns, map.nulls())
}

fn rows(
    r: &Rows<'_>,
    offsets: &OffsetBuffer<i32>,
    mut columns: Vec<ArrayRef>,
    nulls: Option<&NullBuffer>,
) -> Result<ArrayRef> {
    let DataType::List(item) = r.returns else {
        return exec_err!("no list");
    };
    let DataType::Struct(fields) = item.data_type() else {
        return exec_err!("no struct");
    };
    let len = columns.first().map_or(0, |c| c.len());
    if fields.len() > columns.len() {
        let mut places = vec![0_i32; len];
        for pair in offsets.windows(2) {
            let [from, to] = pair else { continue };
            let span = usize::try_from(*from).unwrap_or(0)..usize::try_from(*to).unwrap_or(0);
            for (at, pos) in places.get_mut(span).unwrap_or_default().iter_mut().zip(0..) {
                *at = pos;
            }
        }
        columns.insert(0, Arc::new(arrow::array::Int32Array::from(places)));
    }
    let values = StructArray::try_new_with_length(fields.clone(), columns, None, len)?;
    let list = ListArray::try_new(
        Arc::clone(item),
        offsets.clone(),
        Arc::new(values),
        nulls.cloned(),
    )?;
    Ok(Arc::new(list))
}

/// The first argument, a struct of one field, or the second where it is NULL: `lag` and `lead` with a default.
pub(super) fn or_default(r: &Rows<'_>) -> Result<ArrayRef> {
    let (boxed, default) = (r.array(0)?, r.array(1)?);
    let Some(boxed) = boxed.as_any().downcast_ref::<StructArray>() else {
        return exec_err!("no struct");
    };
    let Some(inner) = boxed.columns().first() else {
        return exec_err!("an empty struct");
    };
    let there = arrow::compute::is_not_null(boxed)?;
    Ok(arrow::compute::kernels::zip::zip(&there, &inner, &default)?)
}

/// A list of `n` times the struct.
pub(super) fn replicate(r: &Rows<'_>) -> Result<ArrayRef> {
    let n = r.nums::<arrow::datatypes::Int64Type>(0)?;
    let rows = r.array(1)?;
    super::lists::pick(r, &rows, |i| {
        let n = usize::try_from(n.get(i)?).unwrap_or(0);
        Some(vec![i; n])
    })
}
