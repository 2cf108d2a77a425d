//! The kernels of the JSON and URL functions.

use arrow::datatypes::DataType;

use super::{path, url};
use crate::kernel::Kernel;

const UTF8: DataType = DataType::Utf8View;

/// Every JSON and URL kernel.
pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("get_json_object", UTF8, |r| {
        let (json, path) = (r.strs(0)?, r.strs(1)?);
        r.text(|i| path::find(json.get(i)?, path.get(i)?))
    }),
    Kernel::new("json_key", UTF8, |r| {
        let (json, key) = (r.strs(0)?, r.strs(1)?);
        r.text(|i| {
            let value: serde_json::Value = serde_json::from_str(json.get(i)?).ok()?;
            path::text(value.get(key.get(i)?)?)
        })
    }),
    Kernel::new("parse_url", UTF8, |r| {
        let (text, part) = (r.strs(0)?, r.strs(1)?);
        if r.width() < 3 {
            return r.text(|i| url::part(text.get(i)?, part.get(i)?));
        }
        let key = r.strs(2)?;
        r.text(|i| match part.get(i)? {
            "QUERY" => url::query(text.get(i)?, key.get(i)?),
            _ => None,
        })
    }),
    Kernel::new("parse_url_part", UTF8, |r| {
        let (text, part) = (r.strs(0)?, r.strs(1)?);
        r.text(|i| match part.get(i)?.split_once(':') {
            Some(("QUERY", key)) => url::query(text.get(i)?, key),
            Some(_) => None,
            None => url::part(text.get(i)?, part.get(i)?),
        })
    }),
];
