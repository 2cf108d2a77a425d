//! JSON and URLs: the table of entries. The kernels are in `json/`.

use crate::call::{S, plain, plain_opt, scalar};
use crate::registry::Function;

pub(crate) mod kernels;
mod path;
mod url;

/// The JSON and URL functions.
pub const FUNCTIONS: &[Function] = &[
    scalar(
        "get_json_object",
        "get_json_object(json, path)",
        "what a path such as `$.a[0].b` finds in a JSON text",
        ("get_json_object('{\"a\":{\"b\":[1,2]}}', '$.a.b[1]')", "2"),
        |_, a| plain("get_json_object", a, &[S, S], S),
    )
    .of("json"),
    scalar(
        "parse_url",
        "parse_url(url, part[, key])",
        "a part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO",
        (
            "parse_url('http://facebook.com/path/p1.php?query=1', 'QUERY', 'query')",
            "1",
        ),
        |_, a| plain_opt("parse_url", a, &[S, S, S], 2, S),
    )
    .of("json"),
];
