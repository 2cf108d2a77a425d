//! Values that must not get into the archive.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::block::{pack_value, unpack};
use super::data_file::hexadecimal;
use super::{Column, DumpError, Result};

/// What becomes of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MaskKind {
    /// Equal values stay equal and can't be read: the SHA-256 of key and value, in hexadecimal, cut to the column's length.
    Hash,
    /// NULL, or, where the column takes none, nothing: `''` or 0.
    Drop,
}

impl FromStr for MaskKind {
    type Err = String;

    fn from_str(text: &str) -> Result<MaskKind, String> {
        match text {
            "hash" => Ok(MaskKind::Hash),
            "drop" => Ok(MaskKind::Drop),
            _ => Err(format!("`{text}` is no mask: `hash` or `drop`")),
        }
    }
}

/// A masked column of a table.
#[derive(Debug, Clone)]
pub struct Mask {
    at: usize,
    kind: MaskKind,
    /// What a dropped value becomes.
    nothing: Option<&'static [u8]>,
    /// Characters that fit.
    length: usize,
    key: String,
}

/// Fewer characters of a hash than these are no good: values would meet.
const MIN_HASH: usize = 16;

impl Mask {
    /// The masks of a table's columns. `key` goes into hashes, so that who doesn't know it can't try values.
    pub fn of_columns(
        masks: &[(String, MaskKind)],
        columns: &[Column],
        key: &str,
    ) -> Result<Vec<Mask>> {
        masks
            .iter()
            .map(|(name, kind)| Mask::of_column(name, *kind, columns, key))
            .collect()
    }

    fn of_column(name: &str, kind: MaskKind, columns: &[Column], key: &str) -> Result<Mask> {
        let found = columns
            .iter()
            .enumerate()
            .find(|(_, column)| column.name.eq_ignore_ascii_case(name));
        let Some((at, column)) = found else {
            return Err(DumpError::usage(format!(
                "there is no column `{name}` to mask"
            )));
        };
        let length = match column.data_type() {
            "char" | "varchar" | "binary" | "varbinary" => column
                .column_type
                .split(['(', ')'])
                .nth(1)
                .and_then(|digits| digits.parse().ok())
                .unwrap_or(0),
            "tinytext" | "text" | "mediumtext" | "longtext" | "tinyblob" | "blob"
            | "mediumblob" | "longblob" => 64,
            _ => 0,
        };
        if kind == MaskKind::Hash && length < MIN_HASH {
            return Err(DumpError::usage(format!(
                "a hash doesn't fit into `{}`, which is {}",
                column.name, column.column_type
            ))
            .with_hint("mask it with `drop`"));
        }
        let nothing: Option<&'static [u8]> = match (column.nullable, column.nature()) {
            (true, _) => None,
            (false, super::Nature::Number | super::Nature::Float) => Some(b"0"),
            (false, _) => Some(b""),
        };
        Ok(Mask {
            at,
            kind,
            nothing,
            length,
            key: key.to_owned(),
        })
    }

    /// A packed row with its masked values replaced, appended to `out`.
    pub(crate) fn apply(masks: &[Mask], mut row: &[u8], columns: usize, out: &mut Vec<u8>) {
        for at in 0..columns {
            let value = unpack(&mut row).flatten();
            match masks.iter().find(|mask| mask.at == at) {
                None => pack_value(out, value),
                Some(mask) => mask.value(value, out),
            }
        }
    }

    fn value(&self, value: Option<&[u8]>, out: &mut Vec<u8>) {
        match (self.kind, value) {
            (MaskKind::Drop, _) => pack_value(out, self.nothing),
            (MaskKind::Hash, None) => pack_value(out, None),
            (MaskKind::Hash, Some(value)) => {
                let mut sha256 = Sha256::new();
                // The key's length first: no other key and value give the same bytes.
                sha256.update((self.key.len() as u64).to_le_bytes());
                sha256.update(&self.key);
                sha256.update(value);
                let digits = hexadecimal(&sha256.finalize());
                pack_value(out, digits.as_bytes().get(..self.length.min(64)));
            }
        }
    }
}
