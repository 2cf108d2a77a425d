//! Rows to lines by `output.format.string`, as contrib's `RegexSerDe.serialize` has it: `java.util.Formatter` over the
//! columns' texts.

use arrow::array::{Array, ArrayRef};
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use skep_hiveql::types::HiveType;

use crate::display::{cell_to_string, write_text};
use crate::format::FormatError;

/// A format string, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Column {
        /// Its place, from 0 on.
        column: usize,
        /// At least so many characters.
        width: usize,
        /// At most so many.
        precision: Option<usize>,
        /// Whether blanks come after the text, not before.
        left: bool,
        /// `%S`
        upper: bool,
    },
}

const PROPERTY: &str = "output.format.string";

impl Template {
    /// Takes `output.format.string` apart: `%1$s`, `%s`, `%<s`, flags `-`, width and precision, `%%` and `%n`.
    ///
    /// # Errors
    /// There is none, or it has conversions that strings don't have.
    pub fn new(format: Option<&str>) -> Result<Template, FormatError> {
        let Some(format) = format else {
            let reason = "without it rows can't be written";
            return Err(FormatError::property(PROPERTY, "", reason));
        };
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = format;
        let mut ordinary = 0;
        let mut last = None;
        while let Some((before, after)) = rest.split_once('%') {
            literal.push_str(before);
            let (spec, after) = Spec::read(after).ok_or_else(|| refused(format))?;
            rest = after;
            match spec.conversion {
                '%' => literal.push('%'),
                'n' => literal.push('\n'),
                's' | 'S' => {
                    let column = match spec.index {
                        Index::Explicit(index) => index.checked_sub(1),
                        Index::Relative => last,
                        Index::Ordinary => {
                            ordinary += 1;
                            Some(ordinary - 1)
                        }
                    };
                    last = column;
                    parts.push(Part::Literal(std::mem::take(&mut literal)));
                    parts.push(Part::Column {
                        column: column.ok_or_else(|| refused(format))?,
                        width: spec.width,
                        precision: spec.precision,
                        left: spec.left,
                        upper: spec.conversion == 'S',
                    });
                }
                _ => return Err(refused(format)),
            }
        }
        literal.push_str(rest);
        parts.push(Part::Literal(literal));
        Ok(Template { parts })
    }

    /// The highest column that it names, from 0 on.
    fn highest(&self) -> Option<usize> {
        let columns = self.parts.iter().filter_map(|part| match part {
            Part::Column { column, .. } => Some(*column),
            Part::Literal(_) => None,
        });
        columns.max()
    }
}

fn refused(format: &str) -> FormatError {
    let reason = "it may hold `%1$s`, `%s`, `%<s` with width, precision and `-`, `%%` and `%n`";
    FormatError::property(PROPERTY, format, reason)
}

enum Index {
    Ordinary,
    Explicit(usize),
    Relative,
}

/// A format specifier.
struct Spec {
    index: Index,
    left: bool,
    width: usize,
    precision: Option<usize>,
    conversion: char,
}

impl Spec {
    /// Reads what follows the `%`.
    fn read(text: &str) -> Option<(Spec, &str)> {
        let mut index = Index::Ordinary;
        let mut rest = text;
        let (number, after) = number(rest);
        if let (Some(number), Some(after)) = (number, after.strip_prefix('$')) {
            index = Index::Explicit(number);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('<') {
            index = Index::Relative;
            rest = after;
        }
        let left = rest.starts_with('-');
        let (width, after) = self::number(rest.strip_prefix('-').unwrap_or(rest));
        rest = after;
        let mut precision = None;
        if let Some(after) = rest.strip_prefix('.') {
            let (digits, after) = self::number(after);
            precision = Some(digits?);
            rest = after;
        }
        // `-` needs a width.
        if left && width.is_none() {
            return None;
        }
        let conversion = rest.chars().next()?;
        let spec = Spec {
            index,
            left,
            width: width.unwrap_or(0),
            precision,
            conversion,
        };
        Some((spec, rest.get(conversion.len_utf8()..)?))
    }
}

/// The number at the start, if there is one.
fn number(text: &str) -> (Option<usize>, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    // A width that long is no width.
    (digits.parse::<u16>().ok().map(usize::from), rest)
}

/// Writes rows by a template.
#[derive(Debug)]
pub struct Encoder {
    template: Template,
    columns: Vec<(String, HiveType)>,
    zone: Tz,
}

impl Encoder {
    /// An encoder for rows of `columns`; `zone` is the session's.
    ///
    /// # Errors
    /// The template names a column that isn't there.
    pub fn new(
        template: Template,
        columns: &[(String, HiveType)],
        zone: Tz,
    ) -> Result<Encoder, FormatError> {
        match template.highest() {
            Some(column) if column >= columns.len() => {
                let reason = format!("there are {} columns", columns.len());
                let place = format!("%{}$s", column + 1);
                Err(FormatError::property(PROPERTY, &place, &reason))
            }
            _ => Ok(Encoder {
                template,
                columns: columns.to_vec(),
                zone,
            }),
        }
    }

    /// Appends the batch's rows to `out`, a line each. The batch has the encoder's columns, in order.
    pub fn encode(&self, batch: &RecordBatch, out: &mut Vec<u8>) {
        for row in 0..batch.num_rows() {
            for part in &self.template.parts {
                match part {
                    Part::Literal(text) => out.extend_from_slice(text.as_bytes()),
                    Part::Column { column, .. } => {
                        if let (Some(array), Some((_, ty))) =
                            (batch.columns().get(*column), self.columns.get(*column))
                        {
                            pad(part, &self.text(array, row, ty), out);
                        }
                    }
                }
            }
            out.push(b'\n');
        }
    }

    fn text(&self, array: &ArrayRef, row: usize, ty: &HiveType) -> String {
        if array.is_null(row) || *ty == HiveType::Void {
            return "null".into();
        }
        if !ty.is_primitive() {
            return cell_to_string(array, row, ty, self.zone);
        }
        let mut text = Vec::new();
        write_text(&mut text, array, row, ty, self.zone);
        String::from_utf8_lossy(&text).into_owned()
    }
}

fn pad(part: &Part, text: &str, out: &mut Vec<u8>) {
    let Part::Column {
        width,
        precision,
        left,
        upper,
        ..
    } = part
    else {
        return;
    };
    let cut: String = text.chars().take(precision.unwrap_or(usize::MAX)).collect();
    let cut = if *upper { cut.to_uppercase() } else { cut };
    let blanks = width.saturating_sub(cut.chars().count());
    if *left {
        out.extend_from_slice(cut.as_bytes());
    }
    out.resize(out.len() + blanks, b' ');
    if !*left {
        out.extend_from_slice(cut.as_bytes());
    }
}
