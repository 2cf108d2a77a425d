//! The cells of a batch, as text. What a value looks like is `skep_serde::display`'s knowledge.

use arrow::array::{Array, ArrayRef};
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use skep_hiveql::types::HiveType;
use skep_serde::display;

use super::Column;

/// What all cells of an answer share.
pub(super) struct Sheet {
    /// The columns.
    pub(super) columns: Vec<Column>,
    /// The session's time zone.
    pub(super) zone: Tz,
}

/// One value.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    array: &'a ArrayRef,
    row: usize,
    ty: &'a HiveType,
    zone: Tz,
}

impl Sheet {
    /// The cells of one row, from the left.
    pub(super) fn row<'a>(
        &'a self,
        batch: &'a RecordBatch,
        row: usize,
    ) -> impl Iterator<Item = Cell<'a>> {
        let zone = self.zone;
        self.columns
            .iter()
            .zip(batch.columns())
            .map(move |(column, array)| Cell {
                array,
                row,
                ty: &column.ty,
                zone,
            })
    }
}

impl Cell<'_> {
    /// Whether it is NULL.
    pub(super) fn is_null(self) -> bool {
        self.array.is_null(self.row) || *self.ty == HiveType::Void
    }

    /// Appends it as Hive's CLI prints it; NULL is `NULL`.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        display::write_cell(out, self.array, self.row, self.ty, self.zone);
    }

    /// Appends it as JSON, its type kept; NULL is `null`.
    pub(super) fn write_json(self, out: &mut Vec<u8>) {
        display::write_json(out, self.array, self.row, self.ty, self.zone);
    }

    /// What `write` appends, as text.
    pub(super) fn text(self) -> String {
        display::cell_to_string(self.array, self.row, self.ty, self.zone)
    }
}
