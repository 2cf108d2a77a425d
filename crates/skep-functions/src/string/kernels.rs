//! The kernels of the string functions.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListBuilder, MapBuilder, StringViewArray, StringViewBuilder};
use arrow::datatypes::{DataType, Decimal128Type, Field, Float64Type, Int32Type, Int64Type};
use datafusion::common::Result;

use super::pattern::Patterns;
use super::{chars, encoding, format, pattern, printf, sentence};
use crate::kernel::Kernel;
use crate::rows::Rows;

const UTF8: DataType = DataType::Utf8View;
const INT: DataType = DataType::Int32;

/// A string of a string.
fn map(r: &Rows<'_>, f: fn(&str) -> Option<String>) -> Result<ArrayRef> {
    let s = r.strs(0)?;
    r.text(|i| f(s.get(i)?))
}

/// An int of a string.
fn measure(r: &Rows<'_>, f: fn(&str) -> usize) -> Result<ArrayRef> {
    let s = r.strs(0)?;
    r.numbers::<Int32Type>(|i| i32::try_from(f(s.get(i)?)).ok())
}

/// `trim` and its kin: blanks unless characters are given.
fn trim(
    r: &Rows<'_>,
    f: fn(&str, &dyn Fn(char) -> bool) -> std::ops::Range<usize>,
) -> Result<ArrayRef> {
    let s = r.strs(0)?;
    let set = if r.width() > 1 {
        Some(r.strs(1)?)
    } else {
        None
    };
    r.text(|i| {
        let s = s.get(i)?;
        let range = match &set {
            None => f(s, &|c| c == ' '),
            Some(set) => {
                let set = set.get(i)?;
                f(s, &|c| set.contains(c))
            }
        };
        s.get(range)
    })
}

fn after(s: &str, strip: &dyn Fn(char) -> bool) -> usize {
    s.len() - s.trim_start_matches(strip).len()
}

fn before(s: &str, strip: &dyn Fn(char) -> bool) -> usize {
    s.trim_end_matches(strip).len()
}

/// Every string kernel.
pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("concat", UTF8, concat),
    Kernel::new("concat_binary", DataType::Binary, |r| {
        let parts = (0..r.width())
            .map(|n| r.bytes(n))
            .collect::<Result<Vec<_>>>()?;
        r.binary(|i| {
            parts
                .iter()
                .map(|p| p.get(i))
                .collect::<Option<Vec<_>>>()
                .map(|p| p.concat())
        })
    }),
    Kernel::new("concat_ws", UTF8, concat_ws),
    Kernel::new("upper", UTF8, |r| map(r, |s| Some(s.to_uppercase()))),
    Kernel::new("lower", UTF8, |r| map(r, |s| Some(s.to_lowercase()))),
    Kernel::new("trim", UTF8, |r| {
        trim(r, |s, set| {
            let start = after(s, set);
            start..before(s, set).max(start)
        })
    }),
    Kernel::new("ltrim", UTF8, |r| trim(r, |s, set| after(s, set)..s.len())),
    Kernel::new("rtrim", UTF8, |r| trim(r, |s, set| 0..before(s, set))),
    Kernel::new("length", INT, |r| measure(r, chars::count)),
    Kernel::new("length_binary", INT, |r| {
        let b = r.bytes(0)?;
        r.numbers::<Int32Type>(|i| i32::try_from(b.get(i)?.len()).ok())
    }),
    Kernel::new("octet_length", INT, |r| measure(r, str::len)),
    Kernel::new("reverse", UTF8, |r| {
        map(r, |s| Some(s.chars().rev().collect()))
    }),
    Kernel::new("lpad", UTF8, |r| pad(r, true)),
    Kernel::new("rpad", UTF8, |r| pad(r, false)),
    Kernel::new("repeat", UTF8, |r| {
        let (s, n) = (r.strs(0)?, r.nums::<Int32Type>(1)?);
        r.text(|i| Some(s.get(i)?.repeat(usize::try_from(n.get(i)?).unwrap_or(0))))
    }),
    Kernel::new("space", UTF8, |r| {
        let n = r.nums::<Int32Type>(0)?;
        r.text(|i| Some(" ".repeat(usize::try_from(n.get(i)?).unwrap_or(0))))
    }),
    Kernel::new("substr", UTF8, chars::substr),
    Kernel::new("substr_binary", DataType::Binary, |r| {
        let (b, pos) = (r.bytes(0)?, r.nums::<Int64Type>(1)?);
        let len = if r.width() > 2 {
            Some(r.nums::<Int64Type>(2)?)
        } else {
            None
        };
        r.binary(|i| {
            let (b, pos) = (b.get(i)?, pos.get(i)?);
            let len = len
                .as_ref()
                .map_or(Some(i64::from(i32::MAX)), |n| n.get(i))?;
            let (start, end) = chars::window(pos, len, b.len())?;
            b.get(start..end).map(<[u8]>::to_vec)
        })
    }),
    Kernel::new("substring_index", UTF8, |r| {
        let (s, d, n) = (r.strs(0)?, r.strs(1)?, r.nums::<Int32Type>(2)?);
        r.text(|i| Some(chars::substring_index(s.get(i)?, d.get(i)?, n.get(i)?)))
    }),
    Kernel::new("instr", INT, |r| {
        let (s, part) = (r.strs(0)?, r.strs(1)?);
        let pos = if r.width() > 2 {
            Some(r.nums::<Int32Type>(2)?)
        } else {
            None
        };
        let nth = if r.width() > 3 {
            Some(r.nums::<Int32Type>(3)?)
        } else {
            None
        };
        r.numbers::<Int32Type>(|i| {
            let pos = pos.as_ref().map_or(Some(1), |n| n.get(i))?;
            let nth = nth.as_ref().map_or(Some(1), |n| n.get(i))?;
            chars::instr(s.get(i)?, part.get(i)?, pos, nth)
        })
    }),
    Kernel::new("locate", INT, |r| {
        let (part, s) = (r.strs(0)?, r.strs(1)?);
        let pos = if r.width() > 2 {
            Some(r.nums::<Int32Type>(2)?)
        } else {
            None
        };
        r.numbers::<Int32Type>(|i| {
            let (part, s) = (part.get(i)?, s.get(i)?);
            match pos.as_ref().map_or(Some(1), |n| n.get(i)) {
                Some(pos) => Some(chars::find(s, part, pos.saturating_sub(1))),
                None => Some(0),
            }
        })
    }),
    Kernel::new("initcap", UTF8, |r| map(r, |s| Some(chars::initcap(s)))),
    Kernel::new("translate", UTF8, |r| {
        let (s, from, to) = (r.strs(0)?, r.strs(1)?, r.strs(2)?);
        r.text(|i| Some(chars::translate(s.get(i)?, from.get(i)?, to.get(i)?)))
    }),
    Kernel::new("replace", UTF8, |r| {
        let (s, search, rep) = (r.strs(0)?, r.strs(1)?, r.strs(2)?);
        r.text(|i| {
            let (s, search, rep) = (s.get(i)?, search.get(i)?, rep.get(i)?);
            Some(if search.is_empty() {
                s.to_owned()
            } else {
                s.replace(search, rep)
            })
        })
    }),
    Kernel::new("regexp_replace", UTF8, |r| {
        let (s, p, rep) = (r.strs(0)?, r.strs(1)?, r.strs(2)?);
        let patterns = Patterns::default();
        r.try_text(|i| match (s.get(i), p.get(i), rep.get(i)) {
            (Some(s), Some(p), Some(rep)) => pattern::replace(&*patterns.get(p)?, s, rep).map(Some),
            _ => Ok(None),
        })
    }),
    Kernel::new("regexp_extract", UTF8, |r| {
        let (s, p) = (r.strs(0)?, r.strs(1)?);
        let group = if r.width() > 2 {
            Some(r.nums::<Int32Type>(2)?)
        } else {
            None
        };
        let patterns = Patterns::default();
        r.try_text(|i| {
            let group = group.as_ref().map_or(Some(1), |g| g.get(i));
            match (s.get(i), p.get(i), group) {
                (Some(s), Some(p), Some(g)) => pattern::extract(&*patterns.get(p)?, s, g),
                _ => Ok(None),
            }
        })
    }),
    Kernel::witnessed("split", split),
    Kernel::new("find_in_set", INT, |r| {
        let (s, set) = (r.strs(0)?, r.strs(1)?);
        r.numbers::<Int32Type>(|i| {
            let (s, set) = (s.get(i)?, set.get(i)?);
            let at = if s.contains(',') {
                None
            } else {
                set.split(',').position(|p| p == s)
            };
            i32::try_from(at.map_or(0, |at| at + 1)).ok()
        })
    }),
    Kernel::new("field", INT, field),
    Kernel::new("elt", UTF8, |r| {
        let n = r.nums::<Int32Type>(0)?;
        let values = (1..r.width())
            .map(|n| r.strs(n))
            .collect::<Result<Vec<_>>>()?;
        r.text(|i| {
            values
                .get(usize::try_from(n.get(i)?).ok()?.checked_sub(1)?)?
                .get(i)
        })
    }),
    Kernel::new("ascii", INT, |r| {
        let s = r.strs(0)?;
        // Java's bytes are signed
        r.numbers::<Int32Type>(|i| {
            Some(
                s.get(i)?
                    .bytes()
                    .next()
                    .map_or(0, |b| i32::from(b.cast_signed())),
            )
        })
    }),
    Kernel::new("chr", UTF8, |r| {
        let n = r.nums::<Float64Type>(0)?;
        r.text(|i| n.get(i).map(encoding::chr))
    }),
    Kernel::new("format_double", UTF8, |r| {
        let (x, d) = (r.nums::<Float64Type>(0)?, r.nums::<Int32Type>(1)?);
        r.text(|i| format::double(x.get(i)?, d.get(i)?))
    }),
    Kernel::new("format_decimal", UTF8, |r| {
        let (x, d) = (r.nums::<Decimal128Type>(0)?, r.nums::<Int32Type>(1)?);
        let scale = match r.data_type(0) {
            DataType::Decimal128(_, s) => usize::try_from(s).unwrap_or(0),
            _ => 0,
        };
        r.text(|i| format::decimal(x.get(i)?, scale, d.get(i)?))
    }),
    Kernel::new("format_pattern", UTF8, |r| {
        let (x, p) = (r.nums::<Float64Type>(0)?, r.strs(1)?);
        r.text(|i| Some(format::pattern(x.get(i)?, p.get(i)?)))
    }),
    Kernel::new("printf", UTF8, printf_rows),
    Kernel::new("soundex", UTF8, |r| map(r, chars::soundex)),
    Kernel::new("levenshtein", INT, |r| {
        let (a, b) = (r.strs(0)?, r.strs(1)?);
        r.numbers::<Int32Type>(|i| i32::try_from(chars::levenshtein(a.get(i)?, b.get(i)?)).ok())
    }),
    Kernel::new("quote", UTF8, |r| {
        map(r, |s| Some(format!("'{}'", s.replace('\'', "\\'"))))
    }),
    Kernel::witnessed("sentences", sentences),
    Kernel::new("encode", DataType::Binary, |r| {
        let (s, charset) = (r.strs(0)?, r.strs(1)?);
        let one = |i| match (s.get(i), charset.get(i)) {
            (Some(s), Some(c)) => encoding::encode(s, c).map(Some),
            _ => Ok(None),
        };
        let values = (0..r.len).map(one).collect::<Result<Vec<_>>>()?;
        r.binary(|i| values.get(i).cloned().flatten())
    }),
    Kernel::new("decode", UTF8, |r| {
        let (b, charset) = (r.bytes(0)?, r.strs(1)?);
        r.try_text(|i| match (b.get(i), charset.get(i)) {
            (Some(b), Some(c)) => encoding::decode(b, c).map(Some),
            _ => Ok(None),
        })
    }),
    Kernel::new("base64", UTF8, |r| {
        let b = r.bytes(0)?;
        r.text(|i| b.get(i).map(encoding::base64))
    }),
    Kernel::new("unbase64", DataType::Binary, |r| {
        let s = r.strs(0)?;
        r.binary(|i| encoding::unbase64(s.get(i)?))
    }),
    Kernel::new("hex", UTF8, |r| {
        map(r, |s| Some(encoding::hex(s.as_bytes(), true)))
    }),
    Kernel::new("hex_binary", UTF8, |r| {
        let b = r.bytes(0)?;
        r.text(|i| Some(encoding::hex(b.get(i)?, true)))
    }),
    Kernel::new("hex_number", UTF8, |r| {
        let n = r.nums::<Int64Type>(0)?;
        r.text(|i| Some(format!("{:X}", n.get(i)?)))
    }),
    Kernel::new("unhex", DataType::Binary, |r| {
        let s = r.strs(0)?;
        r.binary(|i| encoding::unhex(s.get(i)?))
    }),
    Kernel::new("bin", UTF8, |r| {
        let n = r.nums::<Int64Type>(0)?;
        r.text(|i| Some(format!("{:b}", n.get(i)?)))
    }),
    Kernel::new("conv", UTF8, |r| {
        let (s, from, to) = (r.strs(0)?, r.nums::<Int32Type>(1)?, r.nums::<Int32Type>(2)?);
        r.text(|i| encoding::conv(s.get(i)?, from.get(i)?, to.get(i)?))
    }),
    Kernel::witnessed("str_to_map", str_to_map),
];

fn concat(r: &Rows<'_>) -> Result<ArrayRef> {
    let parts = (0..r.width())
        .map(|n| r.strs(n))
        .collect::<Result<Vec<_>>>()?;
    let mut out = StringViewBuilder::with_capacity(r.len);
    let mut row = String::new();
    'rows: for i in 0..r.len {
        row.clear();
        for part in &parts {
            let Some(s) = part.get(i) else {
                out.append_null();
                continue 'rows;
            };
            row.push_str(s);
        }
        out.append_value(&row);
    }
    Ok(Arc::new(out.finish()))
}

fn concat_ws(r: &Rows<'_>) -> Result<ArrayRef> {
    let sep = r.strs(0)?;
    let is_list = |n| matches!(r.data_type(n), DataType::List(_));
    r.try_text(|i| {
        let Some(sep) = sep.get(i) else {
            return Ok(None);
        };
        let mut parts = Vec::new();
        for n in 1..r.width() {
            if is_list(n) {
                let list = r.lists(n)?;
                let Some(range) = list.get(i) else { continue };
                let values = list.values().as_any().downcast_ref::<StringViewArray>();
                let Some(values) = values else { continue };
                parts.extend(
                    range
                        .filter(|at| values.is_valid(*at))
                        .map(|at| values.value(at).to_owned()),
                );
            } else {
                parts.extend(r.strs(n)?.get(i).map(ToOwned::to_owned));
            }
        }
        Ok(Some(parts.join(sep)))
    })
}

fn pad(r: &Rows<'_>, left: bool) -> Result<ArrayRef> {
    let (s, len, fill) = (r.strs(0)?, r.nums::<Int32Type>(1)?, r.strs(2)?);
    r.text(|i| chars::pad(s.get(i)?, len.get(i)?, fill.get(i)?, left))
}

fn field(r: &Rows<'_>) -> Result<ArrayRef> {
    let place = |at: Option<usize>| i32::try_from(at.map_or(0, |at| at + 1)).ok();
    if r.data_type(0) == DataType::Float64 {
        let values = (0..r.width())
            .map(|n| r.nums::<Float64Type>(n))
            .collect::<Result<Vec<_>>>()?;
        return r.numbers::<Int32Type>(|i| {
            let (first, rest) = values.split_first()?;
            let first = first.get(i);
            place(
                rest.iter()
                    .position(|v| first.is_some() && v.get(i) == first),
            )
        });
    }
    let values = (0..r.width())
        .map(|n| r.strs(n))
        .collect::<Result<Vec<_>>>()?;
    r.numbers::<Int32Type>(|i| {
        let (first, rest) = values.split_first()?;
        let first = first.get(i);
        place(
            rest.iter()
                .position(|v| first.is_some() && v.get(i) == first),
        )
    })
}

fn list_builder() -> ListBuilder<StringViewBuilder> {
    ListBuilder::new(StringViewBuilder::new()).with_field(Field::new("item", UTF8, true))
}

fn split(r: &Rows<'_>) -> Result<ArrayRef> {
    let (s, p) = (r.strs(0)?, r.strs(1)?);
    let patterns = Patterns::default();
    let mut out = list_builder();
    for i in 0..r.len {
        if let (Some(s), Some(p)) = (s.get(i), p.get(i)) {
            for part in pattern::split(&*patterns.get(p)?, s, None)? {
                out.values().append_value(part);
            }
            out.append(true);
        } else {
            out.append(false);
        }
    }
    Ok(Arc::new(out.finish()))
}

fn sentences(r: &Rows<'_>) -> Result<ArrayRef> {
    let s = r.strs(0)?;
    let item = match r.returns {
        DataType::List(f) => Arc::clone(f),
        _ => Arc::new(Field::new("item", DataType::Null, true)),
    };
    let mut out = ListBuilder::new(list_builder()).with_field(item);
    for i in 0..r.len {
        let Some(s) = s.get(i) else {
            out.append(false);
            continue;
        };
        for words in sentence::sentences(s) {
            for word in words {
                out.values().values().append_value(word);
            }
            out.values().append(true);
        }
        out.append(true);
    }
    Ok(Arc::new(out.finish()))
}

fn str_to_map(r: &Rows<'_>) -> Result<ArrayRef> {
    let s = r.strs(0)?;
    let pair = if r.width() > 1 {
        Some(r.strs(1)?)
    } else {
        None
    };
    let key = if r.width() > 2 {
        Some(r.strs(2)?)
    } else {
        None
    };
    let (pairs, keys) = (Patterns::default(), Patterns::default());
    let names = arrow::array::MapFieldNames {
        entry: "entries".to_owned(),
        key: "key".to_owned(),
        value: "value".to_owned(),
    };
    let mut out = MapBuilder::new(
        Some(names),
        StringViewBuilder::new(),
        StringViewBuilder::new(),
    )
    .with_values_field(Field::new("value", UTF8, true));
    for i in 0..r.len {
        let mut entries: Vec<(&str, Option<&str>)> = Vec::new();
        if let Some(s) = s.get(i) {
            let pair = pair.as_ref().and_then(|p| p.get(i)).unwrap_or(",");
            let key = key.as_ref().and_then(|k| k.get(i)).unwrap_or(":");
            let mut parts = pattern::split(&*pairs.get(pair)?, s, None)?;
            // String.split without a limit drops empty parts at the end
            while parts.len() > 1 && parts.last() == Some(&"") {
                parts.pop();
            }
            for part in parts {
                let entry = match pattern::split(&*keys.get(key)?, part, Some(2))?.as_slice() {
                    [k, v] => (*k, Some(*v)),
                    _ => (part, None),
                };
                match entries.iter_mut().find(|(k, _)| *k == entry.0) {
                    Some(old) => old.1 = entry.1,
                    None => entries.push(entry),
                }
            }
        }
        for (k, v) in entries {
            out.keys().append_value(k);
            out.values().append_option(v);
        }
        out.append(true)?;
    }
    Ok(Arc::new(out.finish()))
}

fn printf_rows(r: &Rows<'_>) -> Result<ArrayRef> {
    let pattern = r.strs(0)?;
    let value = |n: usize, i: usize| -> Result<printf::Value> {
        let value = match r.data_type(n) {
            DataType::Int64 => r.nums::<Int64Type>(n)?.get(i).map(printf::Value::Whole),
            DataType::Float64 => r.nums::<Float64Type>(n)?.get(i).map(printf::Value::Double),
            DataType::Boolean => r.bools(n)?.get(i).map(printf::Value::Truth),
            _ => r.strs(n)?.get(i).map(|s| printf::Value::Text(s.to_owned())),
        };
        Ok(value.unwrap_or(printf::Value::Null))
    };
    r.try_text(|i| {
        let Some(pattern) = pattern.get(i) else {
            return Ok(None);
        };
        let args = (1..r.width())
            .map(|n| value(n, i))
            .collect::<Result<Vec<_>>>()?;
        printf::format(pattern, &args).map(Some)
    })
}
