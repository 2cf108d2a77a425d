//! The kernels of the collection functions, of table functions and of windows with a default.

use arrow::datatypes::DataType;

use super::{build, lists, sets};
use crate::kernel::Kernel;

/// Every collection kernel.
pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::witnessed("array", build::array),
    Kernel::witnessed("map", build::map),
    Kernel::witnessed("struct", build::structure),
    Kernel::witnessed("complete_row", build::complete),
    Kernel::witnessed("rows_of_array", build::rows_of_array),
    Kernel::witnessed("rows_of_map", build::rows_of_map),
    Kernel::witnessed("or_default", build::or_default),
    Kernel::witnessed("replicate", build::replicate),
    Kernel::new("size", DataType::Int32, sets::size),
    Kernel::new("array_contains", DataType::Boolean, |r| {
        let found = sets::positions(r)?;
        r.truths(|i| Some(found.get(i).copied().flatten().is_some_and(|at| at > 0)))
    }),
    Kernel::new("array_position", DataType::Int32, |r| {
        let found = sets::positions(r)?;
        r.numbers::<arrow::datatypes::Int32Type>(|i| found.get(i).copied().flatten())
    }),
    Kernel::witnessed("array_remove", sets::remove),
    Kernel::witnessed("array_append", sets::append),
    Kernel::witnessed("sort_array", sets::sort),
    Kernel::witnessed("sort_array_by", sets::sort_by),
    Kernel::witnessed("array_distinct", lists::distinct),
    Kernel::witnessed("array_compact", sets::compact),
    Kernel::witnessed("array_min", |r| sets::extreme(r, |rows| rows.min())),
    Kernel::witnessed("array_max", |r| sets::extreme(r, |rows| rows.max())),
    Kernel::new("array_join", DataType::Utf8View, sets::join),
    Kernel::witnessed("array_slice", sets::slice),
    Kernel::witnessed("array_except", |r| {
        sets::combine(r, |a, b| !a.is_empty() && b.is_empty())
    }),
    Kernel::witnessed("array_intersect", |r| {
        sets::combine(r, |a, b| !a.is_empty() && !b.is_empty())
    }),
    Kernel::witnessed("array_union", |r| sets::combine(r, |_, _| true)),
    Kernel::witnessed("map_keys", |r| {
        let map = r.maps(0)?;
        lists::pick(r, map.keys(), |i| map.get(i).map(Iterator::collect))
    }),
    Kernel::witnessed("map_values", |r| {
        let map = r.maps(0)?;
        lists::pick(r, map.values(), |i| map.get(i).map(Iterator::collect))
    }),
];
