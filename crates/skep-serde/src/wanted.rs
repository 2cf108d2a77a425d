//! The columns that are wanted of a file, and the conditions on its fields: what all decoders keep of a projection.

use arrow::array::ArrayRef;
use arrow::error::ArrowError;
use skep_hiveql::types::HiveType;

use crate::column::Column;
use crate::filter::{Predicate, Test};

/// A column that is wanted of a line.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// Its place among the file's columns; one past the last is the line's offset.
    field: usize,
    /// Its place among the located fields; None of the offset.
    pub(crate) slot: Option<usize>,
    pub(crate) ty: HiveType,
    pub(crate) column: Column,
}

/// A condition on one of the located fields.
#[derive(Debug)]
pub(crate) struct Tested {
    /// The field's place among those located.
    pub(crate) slot: usize,
    pub(crate) ty: HiveType,
    pub(crate) test: Test,
}

impl Tested {
    /// The cheapest conditions come first.
    pub(crate) fn cost(&self) -> u32 {
        self.test.cost(&self.ty)
    }
}

/// The wanted columns of a file.
#[derive(Debug)]
pub(crate) struct Projection {
    /// The types of the file's columns.
    types: Vec<HiveType>,
    /// In the order of the file.
    pub(crate) wanted: Vec<Wanted>,
    /// For each projected column its place in `wanted`.
    order: Vec<usize>,
}

impl Projection {
    /// Of a file of `columns`, those that `projection` lists by index. The index one past the last column stands for the
    /// line's offset in the file, a bigint.
    pub(crate) fn new(columns: &[(String, HiveType)], projection: &[usize]) -> Projection {
        let mut fields = projection.to_vec();
        fields.sort_unstable();
        fields.dedup();
        let order = projection
            .iter()
            .map(|field| fields.binary_search(field).unwrap_or_default())
            .collect();
        let wanted = fields.into_iter().map(|field| {
            let ty = columns.get(field).map_or(&HiveType::BigInt, |(_, ty)| ty);
            Wanted {
                field,
                slot: None,
                ty: ty.clone(),
                column: Column::new(ty),
            }
        });
        Projection {
            types: columns.iter().map(|(_, ty)| ty.clone()).collect(),
            wanted: wanted.collect(),
            order,
        }
    }

    /// How many columns the file has.
    pub(crate) fn width(&self) -> usize {
        self.types.len()
    }

    /// The fields to locate, rising: those of the wanted columns and of the conditions. Each one's place is its slot.
    pub(crate) fn lay_out<'p>(
        &mut self,
        conditions: impl Iterator<Item = &'p Predicate>,
    ) -> Vec<usize> {
        let width = self.width();
        let inside = self.wanted.iter().map(|w| w.field).filter(|f| *f < width);
        let mut fields: Vec<usize> = inside.chain(conditions.map(|p| p.column)).collect();
        fields.sort_unstable();
        fields.dedup();
        for wanted in &mut self.wanted {
            wanted.slot = fields.binary_search(&wanted.field).ok();
        }
        fields
    }

    /// A condition made ready, whose field is one of `fields`.
    pub(crate) fn tested(&self, condition: &Predicate, fields: &[usize]) -> Tested {
        let ty = self.types.get(condition.column);
        Tested {
            slot: fields.binary_search(&condition.column).unwrap_or_default(),
            ty: ty.cloned().unwrap_or(HiveType::Void),
            test: Test::new(&condition.condition),
        }
    }

    /// The gathered rows, one array for each projected column; the columns are then empty.
    pub(crate) fn finish(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        let arrays = self
            .wanted
            .iter_mut()
            .map(|w| w.column.finish())
            .collect::<Result<Vec<_>, _>>()?;
        Ok(self
            .order
            .iter()
            .filter_map(|&place| arrays.get(place).cloned())
            .collect())
    }
}

/// How many lines a decoder looks at in one go where `max_rows` are missing: with conditions at least a thousand, because few
/// of them may pass.
pub(crate) fn lines_at_once(max_rows: usize, conditions: bool) -> usize {
    max_rows.max(if conditions { 1024 } else { 0 })
}
