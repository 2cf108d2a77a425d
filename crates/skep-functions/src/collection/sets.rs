//! Arrays searched, sorted and compared.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringViewArray, StructArray, UInt32Array};
use arrow::datatypes::{DataType, Int32Type};
use arrow::row::{Row, RowConverter, SortField};
use datafusion::common::{Result, exec_err};

use super::lists::{comparable, pick};
use crate::rows::Rows;

/// How many elements; -1 for NULL, as Hive's lists say.
pub(super) fn size(r: &Rows<'_>) -> Result<ArrayRef> {
    let len = |range: Option<std::ops::Range<usize>>| match range {
        Some(range) => i32::try_from(range.len()).ok(),
        None => Some(-1),
    };
    match r.data_type(0) {
        DataType::List(_) => {
            let list = r.lists(0)?;
            r.numbers::<Int32Type>(|i| len(list.get(i)))
        }
        DataType::Map(..) => {
            let map = r.maps(0)?;
            r.numbers::<Int32Type>(|i| len(map.get(i)))
        }
        _ => r.numbers::<Int32Type>(|_| Some(-1)),
    }
}

/// For each row where argument 1 is in argument 0, from 1; 0 where it isn't, none for a NULL array or element.
pub(super) fn positions(r: &Rows<'_>) -> Result<Vec<Option<i32>>> {
    let list = r.lists(0)?;
    let wanted = r.array(1)?;
    let rows = comparable(&[list.values(), &wanted])?;
    let [items, wanted_rows] = rows.as_slice() else {
        return Ok(vec![None; r.len]);
    };
    let row = |i: usize| {
        let mut range = list.get(i)?;
        if wanted.is_null(i) {
            return None;
        }
        let found = range.position(|at| items.row(at) == wanted_rows.row(i));
        i32::try_from(found.map_or(0, |at| at + 1)).ok()
    };
    Ok((0..r.len).map(row).collect())
}

/// The array without an element; NULL for a NULL element unless the array is empty.
pub(super) fn remove(r: &Rows<'_>) -> Result<ArrayRef> {
    let list = r.lists(0)?;
    let unwanted = r.array(1)?;
    let rows = comparable(&[list.values(), &unwanted])?;
    let [items, unwanted_rows] = rows.as_slice() else {
        return r.array(0);
    };
    pick(r, list.values(), |i| {
        let range = list.get(i)?;
        if unwanted.is_null(i) {
            return range.is_empty().then(Vec::new);
        }
        Some(
            range
                .filter(|at| items.row(*at) != unwanted_rows.row(i))
                .collect(),
        )
    })
}

/// The array with an element after it; Hive leaves an empty array empty.
pub(super) fn append(r: &Rows<'_>) -> Result<ArrayRef> {
    let list = r.lists(0)?;
    let more = r.array(1)?;
    let count = list.values().len();
    let all = arrow::compute::concat(&[list.values().as_ref(), more.as_ref()])?;
    pick(r, &all, |i| {
        let range = list.get(i)?;
        let more = (!range.is_empty()).then_some(count + i);
        Some(range.chain(more).collect())
    })
}

/// Ascending, NULLs first.
pub(super) fn sort(r: &Rows<'_>) -> Result<ArrayRef> {
    let list = r.lists(0)?;
    let rows = comparable(&[list.values()])?;
    let Some(rows) = rows.first() else {
        return r.array(0);
    };
    pick(r, list.values(), |i| {
        let mut places = list.get(i)?.collect::<Vec<_>>();
        places.sort_by(|a, b| rows.row(*a).cmp(&rows.row(*b)));
        Some(places)
    })
}

/// Structs by some of their fields; argument 1 says `ASC` or `DESC`, the others are the fields' places.
pub(super) fn sort_by(r: &Rows<'_>) -> Result<ArrayRef> {
    let list = r.lists(0)?;
    let descending = r.strs(1)?.get(0) == Some("DESC");
    let Some(structs) = list.values().as_any().downcast_ref::<StructArray>() else {
        return exec_err!("sort_array_by: no structs");
    };
    let mut keys = Vec::new();
    for n in 2..r.width() {
        let at = r
            .nums::<Int32Type>(n)?
            .get(0)
            .and_then(|at| usize::try_from(at).ok());
        keys.extend(at.and_then(|at| structs.columns().get(at)).cloned());
    }
    let fields = keys
        .iter()
        .map(|k| SortField::new(k.data_type().clone()))
        .collect();
    let rows = RowConverter::new(fields)?.convert_columns(&keys)?;
    pick(r, list.values(), |i| {
        let mut places = list.get(i)?.collect::<Vec<_>>();
        places.sort_by(|a, b| {
            let order = rows.row(*a).cmp(&rows.row(*b));
            if descending { order.reverse() } else { order }
        });
        Some(places)
    })
}

/// Without NULLs.
pub(super) fn compact(r: &Rows<'_>) -> Result<ArrayRef> {
    let list = r.lists(0)?;
    let there = list.values().logical_nulls();
    let valid = |at: &usize| there.as_ref().is_none_or(|n| n.is_valid(*at));
    pick(r, list.values(), |i| {
        Some(list.get(i)?.filter(valid).collect())
    })
}

/// Picks one of the elements with their places.
type Choose = for<'a> fn(std::vec::IntoIter<(Row<'a>, usize)>) -> Option<(Row<'a>, usize)>;

/// The element that `choose` takes among those that aren't NULL.
pub(super) fn extreme(r: &Rows<'_>, choose: Choose) -> Result<ArrayRef> {
    let list = r.lists(0)?;
    let there = list.values().logical_nulls();
    let rows = comparable(&[list.values()])?;
    let Some(rows) = rows.first() else {
        return r.array(0);
    };
    let one = |i: usize| {
        let valid = |at: &usize| there.as_ref().is_none_or(|n| n.is_valid(*at));
        let candidates = list.get(i)?.filter(valid).map(|at| (rows.row(at), at));
        let candidates = candidates.collect::<Vec<_>>();
        let (_, at) = choose(candidates.into_iter())?;
        u32::try_from(at).ok()
    };
    let places = (0..r.len).map(one).collect::<UInt32Array>();
    Ok(arrow::compute::take(list.values(), &places, None)?)
}

/// The texts with a separator; NULL for an empty array, as in Hive.
pub(super) fn join(r: &Rows<'_>) -> Result<ArrayRef> {
    let (list, sep) = (r.lists(0)?, r.strs(1)?);
    let for_null = if r.width() > 2 {
        Some(r.strs(2)?)
    } else {
        None
    };
    let Some(values) = list.values().as_any().downcast_ref::<StringViewArray>() else {
        return exec_err!("array_join: no strings");
    };
    r.text(|i| {
        let range = list.get(i).filter(|range| !range.is_empty())?;
        let for_null = for_null.as_ref().and_then(|n| n.get(i));
        let text = |at: usize| {
            if values.is_valid(at) {
                Some(values.value(at))
            } else {
                for_null
            }
        };
        Some(range.filter_map(text).collect::<Vec<_>>().join(sep.get(i)?))
    })
}

/// A part of the array; empty where it reaches past the end.
pub(super) fn slice(r: &Rows<'_>) -> Result<ArrayRef> {
    let (list, start, len) = (
        r.lists(0)?,
        r.nums::<Int32Type>(1)?,
        r.nums::<Int32Type>(2)?,
    );
    pick(r, list.values(), |i| {
        let range = list.get(i)?;
        let start = usize::try_from(start.get(i)?).ok();
        let len = usize::try_from(len.get(i)?).ok();
        let (Some(start), Some(len)) = (start, len) else {
            return Some(Vec::new());
        };
        if start + len > range.len() {
            return Some(Vec::new());
        }
        Some(range.skip(start).take(len).collect())
    })
}

/// Which elements of two arrays are kept, each once: told by where they are in the first and the second.
pub(super) fn combine(r: &Rows<'_>, keep: fn(&[usize], &[usize]) -> bool) -> Result<ArrayRef> {
    let (a, b) = (r.lists(0)?, r.lists(1)?);
    let count = a.values().len();
    let all: ArrayRef = arrow::compute::concat(&[a.values().as_ref(), b.values().as_ref()])?;
    let all = Arc::new(all);
    let rows = comparable(&[&all])?;
    let Some(rows) = rows.first() else {
        return r.array(0);
    };
    pick(r, &all, |i| {
        let (first, second) = (a.get(i)?, b.get(i)?);
        let mut places: HashMap<Row<'_>, (Vec<usize>, Vec<usize>)> = HashMap::new();
        let mut order = Vec::new();
        for at in first.clone() {
            places.entry(rows.row(at)).or_default().0.push(at);
            order.push(at);
        }
        for at in second.map(|at| at + count) {
            places.entry(rows.row(at)).or_default().1.push(at);
            order.push(at);
        }
        let kept = order.into_iter().filter(|at| {
            places
                .get(&rows.row(*at))
                .is_some_and(|(x, y)| x.iter().chain(y).next() == Some(at) && keep(x, y))
        });
        Some(kept.collect())
    })
}
