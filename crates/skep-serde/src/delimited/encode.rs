//! Columns to lines of delimited text (`LazySimpleSerDe.serialize`).

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int8Type;
use arrow::record_batch::RecordBatch;
use base64::Engine as _;
use chrono_tz::Tz;
use skep_hiveql::types::HiveType;

use super::nested::check_depth;
use super::options::DelimitedOptions;
use crate::charset::Charset;
use crate::display;
use crate::format::FormatError;

/// Writes rows as delimited text.
#[derive(Debug)]
pub struct Encoder {
    options: DelimitedOptions,
    types: Vec<HiveType>,
    zone: Tz,
    /// Which bytes are escaped.
    special: [bool; 256],
    /// What parts fields.
    between: Vec<u8>,
    /// Whether binary is written as base64.
    base64: bool,
}

impl Encoder {
    /// An encoder for rows of `columns`; `zone` is the session's.
    ///
    /// # Errors
    /// A column nests deeper than there are separators.
    pub fn new(
        options: DelimitedOptions,
        columns: &[(String, HiveType)],
        zone: Tz,
    ) -> Result<Encoder, FormatError> {
        for (name, ty) in columns {
            check_depth(&options, name, ty)?;
        }
        let mut special = [false; 256];
        let mut mark = |byte: u8| {
            if let Some(flag) = special.get_mut(usize::from(byte)) {
                *flag = true;
            }
        };
        if let Some(escape) = options.escape {
            mark(escape);
            options
                .separators
                .iter()
                .for_each(|separator| mark(*separator));
            if options.escape_line_ends {
                mark(b'\r');
                mark(b'\n');
            }
        }
        let types = columns.iter().map(|(_, ty)| ty.clone()).collect();
        Ok(Encoder {
            between: vec![options.separator(0)],
            base64: true,
            options,
            types,
            zone,
            special,
        })
    }

    /// The same with another text between fields, and binary as it is (`MultiDelimitSerDe.serialize`).
    ///
    /// # Errors
    /// A column holds a union, which that can't write.
    pub(crate) fn parted_by(
        mut self,
        delimiter: &str,
        columns: &[(String, HiveType)],
    ) -> Result<Encoder, FormatError> {
        if let Some((name, ty)) = columns.iter().find(|(_, ty)| has_union(ty)) {
            return Err(FormatError::Column {
                column: name.clone(),
                ty: ty.to_string(),
                reason: "MultiDelimitSerDe can't write unions".into(),
            });
        }
        self.between = delimiter.as_bytes().to_vec();
        self.base64 = false;
        Ok(self)
    }

    /// Appends the batch's rows to `out`, a line each. The batch has the encoder's columns, in order.
    pub fn encode(&self, batch: &RecordBatch, out: &mut Vec<u8>) {
        let start = out.len();
        for row in 0..batch.num_rows() {
            for (i, (array, ty)) in batch.columns().iter().zip(&self.types).enumerate() {
                if i > 0 {
                    out.extend_from_slice(&self.between);
                }
                self.write(out, array, row, ty, 1);
            }
            out.push(b'\n');
        }
        if self.options.charset != Charset::Utf8 {
            let lines = out.split_off(start);
            out.extend_from_slice(&self.options.charset.encode(&lines));
        }
    }

    fn write(&self, out: &mut Vec<u8>, array: &ArrayRef, row: usize, ty: &HiveType, level: usize) {
        if array.is_null(row) || *ty == HiveType::Void {
            out.extend_from_slice(&self.options.null);
            return;
        }
        match ty {
            HiveType::Array(element) => {
                let Some(list) = array.as_list_opt::<i32>() else {
                    return;
                };
                let values = list.value(row);
                for i in 0..values.len() {
                    if i > 0 {
                        out.push(self.options.separator(level));
                    }
                    self.write(out, &values, i, element, level + 1);
                }
            }
            HiveType::Map(key, value) => {
                let Some(map) = array.as_map_opt() else {
                    return;
                };
                let entries = map.value(row);
                for i in 0..entries.len() {
                    if i > 0 {
                        out.push(self.options.separator(level));
                    }
                    self.write(out, entries.column(0), i, key, level + 2);
                    out.push(self.options.separator(level + 1));
                    self.write(out, entries.column(1), i, value, level + 2);
                }
            }
            HiveType::Struct(fields) => {
                let Some(values) = array.as_struct_opt() else {
                    return;
                };
                for (i, (field, column)) in fields.iter().zip(values.columns()).enumerate() {
                    if i > 0 {
                        out.push(self.options.separator(level));
                    }
                    self.write(out, column, row, &field.ty, level + 1);
                }
            }
            HiveType::Union(members) => self.write_union(out, array, row, members, level),
            _ => self.write_primitive(out, array, row, ty),
        }
    }

    fn write_union(
        &self,
        out: &mut Vec<u8>,
        array: &ArrayRef,
        row: usize,
        members: &[HiveType],
        level: usize,
    ) {
        let Some(parts) = array.as_struct_opt() else {
            return;
        };
        let Some(tags) = parts
            .columns()
            .first()
            .and_then(|c| c.as_primitive_opt::<Int8Type>())
        else {
            return;
        };
        let tag = usize::try_from(tags.value(row)).unwrap_or(usize::MAX);
        if let (Some(ty), Some(member)) = (members.get(tag), parts.columns().get(tag + 1)) {
            out.extend_from_slice(tag.to_string().as_bytes());
            out.push(self.options.separator(level));
            self.write(out, member, row, ty, level + 1);
        }
    }

    fn write_primitive(&self, out: &mut Vec<u8>, array: &ArrayRef, row: usize, ty: &HiveType) {
        if let (HiveType::Binary, Some(bytes)) = (ty, array.as_binary_opt::<i32>()) {
            if !self.base64 {
                return out.extend_from_slice(bytes.value(row));
            }
            let text = base64::engine::general_purpose::STANDARD_NO_PAD.encode(bytes.value(row));
            out.extend_from_slice(text.as_bytes());
            return;
        }
        let start = out.len();
        display::write_cell(out, array, row, ty, self.zone);
        if ty.is_string() {
            self.escape_from(out, start);
        }
    }

    /// Escapes what was written since `start`.
    fn escape_from(&self, out: &mut Vec<u8>, start: usize) {
        let Some(escape) = self.options.escape else {
            return;
        };
        let is_special = |byte: &u8| self.special.get(usize::from(*byte)) == Some(&true);
        if !out.iter().skip(start).any(is_special) {
            return;
        }
        for byte in out.split_off(start) {
            if is_special(&byte) {
                out.push(escape);
                out.push(match byte {
                    b'\r' => b'r',
                    b'\n' => b'n',
                    byte => byte,
                });
            } else {
                out.push(byte);
            }
        }
    }
}

fn has_union(ty: &HiveType) -> bool {
    match ty {
        HiveType::Union(_) => true,
        HiveType::Array(element) => has_union(element),
        HiveType::Map(key, value) => has_union(key) || has_union(value),
        HiveType::Struct(fields) => fields.iter().any(|field| has_union(&field.ty)),
        _ => false,
    }
}
