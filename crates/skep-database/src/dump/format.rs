//! The forms in which rows are archived.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The form of a table's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// INSERT statements for the plain client, compressed.
    #[default]
    Sql,
    /// Parquet in Hive's layout, `day=2009-12-13/`: tables to query.
    Parquet,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Format, String> {
        match text {
            "sql" => Ok(Format::Sql),
            "parquet" => Ok(Format::Parquet),
            _ => Err("sql or parquet".to_owned()),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Sql => "sql",
            Format::Parquet => "parquet",
        })
    }
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// `.zst`
    #[default]
    Zstd,
    /// `.gz`
    Gzip,
}

impl Compression {
    /// What a file's name ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Compression::Zstd => "zst",
            Compression::Gzip => "gz",
        }
    }
}
