//! `ROW FORMAT` and `STORED AS`: from what a statement says, and Hive's class names, to what the metastore keeps.

use std::collections::BTreeMap;

use skep_hiveql::ast::{Delimited, FileFormat as Stored, RowFormat};
use skep_metastore::{FileFormat, Table};
use skep_serde::format::LOG_SERDE;

use crate::error::{EngineError, Result};

/// A file format: its names, and Hive's classes for it.
struct Known {
    format: FileFormat,
    names: &'static [&'static str],
    input: &'static str,
    output: &'static str,
    serde: &'static str,
}

/// LazySimpleSerDe: delimited text.
pub(crate) const LAZY_SIMPLE: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
const TEXT_INPUT: &str = "org.apache.hadoop.mapred.TextInputFormat";
const TEXT_OUTPUT: &str = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

/// The formats that Hive has names for (`StorageFormatDescriptor`s). (A table.)
const FORMATS: &[Known] = &[
    Known {
        format: FileFormat::TextFile,
        names: &["textfile"],
        input: TEXT_INPUT,
        output: TEXT_OUTPUT,
        serde: LAZY_SIMPLE,
    },
    Known {
        format: FileFormat::Parquet,
        names: &["parquet", "parquetfile"],
        input: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        output: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    },
    Known {
        format: FileFormat::Orc,
        names: &["orc", "orcfile"],
        input: "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        output: "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
        serde: "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    },
    Known {
        format: FileFormat::JsonFile,
        names: &["jsonfile"],
        input: TEXT_INPUT,
        output: TEXT_OUTPUT,
        serde: "org.apache.hadoop.hive.serde2.JsonSerDe",
    },
    Known {
        format: FileFormat::SequenceFile,
        names: &["sequencefile"],
        input: "org.apache.hadoop.mapred.SequenceFileInputFormat",
        output: "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
        serde: LAZY_SIMPLE,
    },
    Known {
        format: FileFormat::RcFile,
        names: &["rcfile"],
        input: "org.apache.hadoop.hive.ql.io.RCFileInputFormat",
        output: "org.apache.hadoop.hive.ql.io.RCFileOutputFormat",
        serde: "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
    },
    Known {
        format: FileFormat::Avro,
        names: &["avro", "avrofile"],
        input: "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
        output: "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
        serde: "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    },
];

/// The classes of the SerDes for lines of text.
const TEXT_SERDES: &[&str] = &[
    LAZY_SIMPLE,
    "org.apache.hadoop.hive.serde2.OpenCSVSerde",
    "org.apache.hadoop.hive.serde2.RegexSerDe",
    "org.apache.hadoop.hive.contrib.serde2.RegexSerDe",
    "org.apache.hadoop.hive.serde2.JsonSerDe",
    "org.apache.hive.hcatalog.data.JsonSerDe",
    "org.apache.hadoop.hive.serde2.MultiDelimitSerDe",
    "org.apache.hadoop.hive.contrib.serde2.MultiDelimitSerDe",
    LOG_SERDE,
];

/// `STORED AS ACCESSLOG`: text, with a SerDe that Hive hasn't.
const ACCESS_LOG: &str = "accesslog";

/// How rows are stored, as a table or a directory needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Storage {
    /// The file format.
    pub(crate) format: FileFormat,
    /// The SerDe's class; empty for the format's own.
    pub(crate) serde: String,
    /// Its properties.
    pub(crate) properties: BTreeMap<String, String>,
}

impl Storage {
    /// What `ROW FORMAT … STORED AS …` asks for; `default` is `hive.default.fileformat`.
    ///
    /// Errors where skep can't read and write the format.
    pub(crate) fn resolve(
        row_format: Option<&RowFormat>,
        stored: Option<&Stored>,
        default: &str,
    ) -> Result<Storage> {
        let mut storage = match stored {
            Some(stored) => stored_as(stored)?,
            None => by_name(default)?,
        };
        match row_format {
            Some(RowFormat::Serde { class, properties }) => {
                storage.serde.clone_from(class);
                storage.properties.extend(properties.iter().cloned());
            }
            Some(RowFormat::Delimited(delimited)) => {
                storage.properties.extend(delimited_properties(delimited)?);
            }
            None => {}
        }
        storage
            .properties
            .entry("serialization.format".to_owned())
            .or_insert_with(|| "1".to_owned());
        storage.check()?;
        Ok(storage)
    }

    /// Puts it into a table's definition.
    pub(crate) fn apply(self, table: &mut Table) {
        table.format = self.format;
        table.serde = self.serde;
        table.serde_properties = self.properties;
    }

    /// Errors where skep can't read and write it.
    pub(crate) fn check(&self) -> Result<()> {
        match &self.format {
            FileFormat::TextFile
                if !self.serde.is_empty() && !TEXT_SERDES.contains(&self.serde.as_str()) =>
            {
                Err(EngineError::unsupported(format!("SerDe `{}`", self.serde))
                    .hint(format!("text is read by: {}", TEXT_SERDES.join(", "))))
            }
            FileFormat::SequenceFile => Err(EngineError::unsupported("STORED AS SEQUENCEFILE")),
            FileFormat::RcFile => Err(EngineError::unsupported("STORED AS RCFILE")),
            FileFormat::Avro => Err(EngineError::unsupported("STORED AS AVRO")),
            FileFormat::Other(class) => {
                Err(EngineError::unsupported(format!("input format `{class}`")))
            }
            _ => Ok(()),
        }
    }
}

/// What `STORED AS`, `STORED BY` or `SET FILEFORMAT` asks for.
pub(crate) fn stored_as(stored: &Stored) -> Result<Storage> {
    match stored {
        Stored::Named(name) => by_name(&name.value),
        Stored::With { name, properties } => {
            let mut storage = by_name(&name.value)?;
            storage.properties.extend(properties.iter().cloned());
            Ok(storage)
        }
        Stored::Classes { input, serde, .. } => Ok(Storage {
            format: by_input_class(input),
            serde: serde.clone().unwrap_or_default(),
            ..Storage::default()
        }),
        Stored::Handler { handler, .. } => {
            Err(EngineError::unsupported(format!("STORED BY '{handler}'")))
        }
    }
}

/// What a name in `STORED AS` asks for.
fn by_name(name: &str) -> Result<Storage> {
    let mut storage = Storage::default();
    if name.eq_ignore_ascii_case(ACCESS_LOG) {
        storage.serde = LOG_SERDE.to_owned();
    } else {
        storage.format = named(name)?;
    }
    Ok(storage)
}

/// A file format by name.
fn named(name: &str) -> Result<FileFormat> {
    let lower = name.to_lowercase();
    FORMATS
        .iter()
        .find(|known| known.names.contains(&lower.as_str()))
        .map(|known| known.format.clone())
        .ok_or_else(|| {
            EngineError::query(format!("unknown file format `{name}`"))
                .hint("there are TEXTFILE, PARQUET, ORC, JSONFILE and ACCESSLOG")
        })
}

/// A format by the class name of its input format.
fn by_input_class(class: &str) -> FileFormat {
    FORMATS
        .iter()
        .find(|known| known.input == class)
        .map_or_else(
            || FileFormat::Other(class.to_owned()),
            |known| known.format.clone(),
        )
}

/// `ROW FORMAT DELIMITED` as LazySimpleSerDe's properties (`BaseSemanticAnalyzer.RowFormatParams`).
fn delimited_properties(delimited: &Delimited) -> Result<BTreeMap<String, String>> {
    let mut properties = BTreeMap::new();
    let mut put = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            properties.insert(key.to_owned(), value.clone());
        }
    };
    put("field.delim", &delimited.fields);
    put("serialization.format", &delimited.fields);
    put("escape.delim", &delimited.escape);
    put("collection.delim", &delimited.collection_items);
    put("mapkey.delim", &delimited.map_keys);
    put("line.delim", &delimited.lines);
    put("serialization.null.format", &delimited.null);
    match delimited.lines.as_deref() {
        None | Some("\n" | "10") => Ok(properties),
        Some(_) => Err(EngineError::query(
            "LINES TERMINATED BY only supports newline '\\n'",
        )),
    }
}

/// A table's or partition's format as Hive's classes: SerDe, input format, output format.
pub(crate) fn classes(format: &FileFormat, serde: &str) -> (String, String, String) {
    let known = FORMATS.iter().find(|known| known.format == *format);
    let (own, input, output) = match (known, format) {
        (Some(known), _) => (known.serde, known.input, known.output),
        (None, FileFormat::Other(class)) => (LAZY_SIMPLE, class.as_str(), TEXT_OUTPUT),
        (None, _) => (LAZY_SIMPLE, TEXT_INPUT, TEXT_OUTPUT),
    };
    let serde = if serde.is_empty() { own } else { serde };
    (serde.to_owned(), input.to_owned(), output.to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use skep_hiveql::ast::{Ident, Span};

    use super::*;

    fn name(value: &str) -> Stored {
        Stored::Named(Ident {
            value: value.to_owned(),
            quoted: false,
            span: Span::default(),
        })
    }

    #[test]
    fn delimiters_become_properties() {
        let row = RowFormat::Delimited(Delimited {
            fields: Some("\t".to_owned()),
            null: Some("".to_owned()),
            ..Delimited::default()
        });
        let storage = Storage::resolve(Some(&row), None, "TextFile").unwrap();
        let pairs: Vec<_> = storage
            .properties
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [
                ("field.delim", "\t"),
                ("serialization.format", "\t"),
                ("serialization.null.format", "")
            ]
        );
    }

    #[test]
    fn formats_that_cannot_be_read_are_refused_by_name() {
        for (format, message) in [
            ("RCFILE", "STORED AS RCFILE is not supported"),
            ("SequenceFile", "STORED AS SEQUENCEFILE is not supported"),
            ("avro", "STORED AS AVRO is not supported"),
            ("csvfile", "unknown file format `csvfile`"),
        ] {
            let error = Storage::resolve(None, Some(&name(format)), "TextFile").unwrap_err();
            assert_eq!(error.message, message);
        }
        assert_eq!(
            Storage::resolve(None, Some(&name("ORC")), "TextFile")
                .unwrap()
                .format,
            FileFormat::Orc
        );
    }

    #[test]
    fn hives_class_names_are_known() {
        let text = Stored::Classes {
            input: TEXT_INPUT.to_owned(),
            output: TEXT_OUTPUT.to_owned(),
            serde: None,
        };
        assert_eq!(
            Storage::resolve(None, Some(&text), "ORC").unwrap().format,
            FileFormat::TextFile
        );
        assert_eq!(classes(&FileFormat::TextFile, "").0, LAZY_SIMPLE);
    }
}
