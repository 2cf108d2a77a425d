//! Lists, by the places of their elements: works for elements of any type.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray, UInt32Array};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, Rows as RowFormat, SortField};
use datafusion::common::{Result, exec_err};

use crate::rows::Rows;

/// Elements in a form that is equal and ordered as they are.
pub(super) fn comparable(arrays: &[&ArrayRef]) -> Result<Vec<RowFormat>> {
    let Some(first) = arrays.first() else {
        return Ok(Vec::new());
    };
    let converter = RowConverter::new(vec![SortField::new(first.data_type().clone())])?;
    let rows = |a: &&ArrayRef| Ok(converter.convert_columns(&[Arc::clone(a)])?);
    arrays.iter().map(rows).collect()
}

/// A list from the places of each row's elements in `values`.
pub(super) fn pick(
    r: &Rows<'_>,
    values: &ArrayRef,
    row: impl Fn(usize) -> Option<Vec<usize>>,
) -> Result<ArrayRef> {
    let DataType::List(item) = r.returns else {
        return exec_err!("a list can't be {}", r.returns);
    };
    let (mut places, mut counts, mut valid) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..r.len {
        let row = row(i);
        valid.push(row.is_some());
        let row = row.unwrap_or_default();
        counts.push(row.len());
        places.extend(row.into_iter().map(|at| u32::try_from(at).ok()));
    }
    let values = arrow::compute::take(values, &UInt32Array::from(places), None)?;
    let offsets = OffsetBuffer::from_lengths(counts);
    Ok(Arc::new(ListArray::try_new(
        Arc::clone(item),
        offsets,
        values,
        Some(valid.into()),
    )?))
}

/// The list, or an empty one for NULL.
pub(crate) fn or_empty(r: &Rows<'_>) -> Result<ArrayRef> {
    let list = r.lists(0)?;
    pick(r, list.values(), |i| {
        Some(list.get(i).map_or_else(Vec::new, Iterator::collect))
    })
}

/// Each element once, at its first place.
pub(crate) fn distinct(r: &Rows<'_>) -> Result<ArrayRef> {
    let list = r.lists(0)?;
    let rows = comparable(&[list.values()])?;
    let Some(rows) = rows.first() else {
        return r.array(0);
    };
    pick(r, list.values(), |i| {
        let mut seen = HashSet::new();
        Some(
            list.get(i)?
                .filter(|at| seen.insert(rows.row(*at)))
                .collect(),
        )
    })
}
