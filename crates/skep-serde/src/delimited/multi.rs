//! Delimited text whose fields are parted by several characters: Hive's `MultiDelimitSerDe`, reading.
//!
//! Only fields are: within them it is `LazySimpleSerDe`, and an escape character doesn't keep a delimiter.

use std::borrow::Cow;

use memchr::memmem::Finder;
use skep_hiveql::types::HiveType;

use super::nested::{Cx, SHORTEST_DATE, append_field, check_depth, timestamp, unescape};
use super::options::DelimitedOptions;
use crate::column::{Column, Shared, TextRules};
use crate::format::FormatError;
use crate::primitive::Zone;
use crate::rows::{Field, Line, LineParser};

/// Splits lines at a delimiter of any length.
#[derive(Debug)]
pub(crate) struct MultiParser {
    cx: Cx,
    delimiter: Finder<'static>,
    fields: Vec<usize>,
    /// Where each of `fields` lies.
    found: Vec<Option<(usize, usize)>>,
}

impl MultiParser {
    /// A parser of lines of `columns`.
    ///
    /// # Errors
    /// A column nests deeper than there are separators.
    pub(crate) fn new(
        options: DelimitedOptions,
        delimiter: &str,
        columns: &[(String, HiveType)],
        zone: Zone,
    ) -> Result<MultiParser, FormatError> {
        for (name, ty) in columns {
            check_depth(&options, name, ty)?;
        }
        let rules = TextRules {
            extended_boolean: options.extended_boolean,
            base64: options.base64,
            zone,
        };
        Ok(MultiParser {
            cx: Cx { options, rules },
            delimiter: Finder::new(delimiter).into_owned(),
            fields: Vec::new(),
            found: Vec::new(),
        })
    }

    /// How fields become values.
    pub(crate) fn rules(&self) -> TextRules {
        self.cx.rules.clone()
    }

    /// The field's text; None if it is missing or stands for NULL.
    fn text<'a>(&self, slot: usize, line: &'a [u8]) -> Option<(usize, &'a [u8])> {
        let (start, end) = (*self.found.get(slot)?)?;
        let text = line.get(start..end)?;
        (text != self.cx.options.null).then_some((start, text))
    }
}

impl LineParser for MultiParser {
    fn set_fields(&mut self, fields: &[usize]) {
        self.fields = fields.to_vec();
        self.found = vec![None; fields.len()];
    }

    fn locate(&mut self, line: &[u8]) -> Result<bool, String> {
        let length = self.delimiter.needle().len();
        let mut begin = Some(0);
        let mut field = 0;
        for (wanted, found) in self.fields.iter().zip(&mut self.found) {
            *found = None;
            while let Some(at) = begin {
                let rest = line.get(at..).unwrap_or_default();
                let end = self.delimiter.find(rest).map(|cut| at + cut);
                begin = end.map(|end| end + length);
                field += 1;
                if field > *wanted {
                    *found = Some((at, end.unwrap_or(line.len())));
                    break;
                }
            }
        }
        Ok(true)
    }

    fn field<'a>(&'a self, slot: usize, ty: &HiveType, line: &'a [u8]) -> Field<'a> {
        let Some((start, text)) = self.text(slot, line) else {
            return Field::Null;
        };
        match (ty, self.cx.options.escape) {
            (HiveType::Date | HiveType::Timestamp, _) if text.len() < SHORTEST_DATE => Field::Null,
            (ty, Some(escape)) if ty.is_string() && text.contains(&escape) => {
                Field::Own(Cow::Owned(unescape(text, escape)))
            }
            _ => Field::At(start, start + text.len()),
        }
    }

    fn append(
        &self,
        slot: usize,
        ty: &HiveType,
        line: Line<'_>,
        column: &mut Column,
        _: &TextRules,
    ) {
        let Some((start, text)) = self.text(slot, line.bytes) else {
            return column.append_null();
        };
        if let (Column::Timestamp(builder), HiveType::Timestamp) = (&mut *column, ty) {
            return builder.append_option(timestamp(text, &self.cx));
        }
        let nowhere = Shared {
            run: None,
            offset: start,
        };
        let shared = line.shared(start).unwrap_or(nowhere);
        append_field(column, text, shared, 1, &self.cx);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use chrono_tz::Tz;
    use skep_hiveql::types::HiveType;

    use crate::charset::Charset;
    use crate::format::RowFormat;
    use crate::rows::tests::{columns, map, read, read_part};

    const CONTRIB: &str = "org.apache.hadoop.hive.contrib.serde2.MultiDelimitSerDe";

    fn numbers() -> Vec<HiveType> {
        vec![
            HiveType::Int,
            HiveType::TinyInt,
            HiveType::Timestamp,
            HiveType::SmallInt,
            HiveType::SmallInt,
        ]
    }

    /// Lines of data/files/t1_multi_delimit.csv, t3 and t4, with the rows of serde_multi_delimit.q.out.
    #[test]
    fn short_and_long_lines() {
        let text = "1^,1^,^,0^,0\n5^,5\n\n7777\n8^,8^,^,8^,8^,8\n";
        let expected = [
            "1|1|NULL|0|0",
            "5|5|NULL|NULL|NULL",
            "NULL|NULL|NULL|NULL|NULL",
            "7777|NULL|NULL|NULL|NULL",
            "8|8|NULL|8|8",
        ];
        let delimiter = [("field.delim", "^,")];
        assert_eq!(
            read(CONTRIB, &delimiter, &numbers(), text).unwrap(),
            expected
        );
        let five = text.replace("^,", "^^^^^");
        let delimiter = [("field.delim", "^^^^^")];
        assert_eq!(
            read(CONTRIB, &delimiter, &numbers(), &five).unwrap(),
            expected
        );
        let strings = vec![HiveType::String; 3];
        let text = "ááé^,^,üó\n^,^,^,^,\nűűű^,ááá^,óóó";
        let rows = read(CONTRIB, &[("field.delim", "^,")], &strings, text).unwrap();
        assert_eq!(rows, ["ááé||üó", "||", "űűű|ááá|óóó"]);
    }

    #[test]
    fn nested_types_have_single_delimiters() {
        let list = HiveType::Array(Box::new(HiveType::Int));
        let map = HiveType::Map(Box::new(HiveType::String), Box::new(HiveType::Int));
        let types = [list, map, HiveType::String];
        let properties = [
            ("field.delim", "||"),
            ("collection.delim", ","),
            ("mapkey.delim", ":"),
            ("serialization.null.format", "-"),
            ("escape.delim", "\\"),
        ];
        let text = "1,-,3||a:1,b:-||x\\,\\||y\n";
        let rows = read_part(CONTRIB, &properties, &types, &[2, 0, 1], &[text.as_bytes()]).unwrap();
        // An escape character doesn't keep the delimiter.
        assert_eq!(rows, ["x,\\|[1,null,3]|{\"a\":1,\"b\":null}"]);
    }

    #[test]
    fn written_and_read() {
        let text = "1^,2^,2020-01-02 03:04:05^,\\N^,-5\n";
        let properties = map(&[("field.delim", "^,")]);
        let format = RowFormat::of_serde(CONTRIB, &properties).unwrap();
        let columns = columns(&numbers());
        let mut decoder = format.decoder(&columns, &[0, 1, 2, 3, 4], Tz::UTC).unwrap();
        decoder.load(crate::lines::Run {
            bytes: text.as_bytes().into(),
            offset: 0,
        });
        decoder.decode(9).unwrap();
        let arrays = decoder.finish().unwrap();
        let fields: Vec<_> = arrays
            .iter()
            .map(|a| arrow::datatypes::Field::new("c", a.data_type().clone(), true))
            .collect();
        let schema = arrow::datatypes::Schema::new(fields);
        let batch = arrow::record_batch::RecordBatch::try_new(schema.into(), arrays).unwrap();
        let mut out = Vec::new();
        format
            .encoder(Charset::Utf8, &columns, Tz::UTC)
            .unwrap()
            .encode(&batch, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), text);
        assert!(RowFormat::of_serde(CONTRIB, &map(&[])).is_err());
    }
}
