//! Table-generating functions, as expressions that give an array of structs.

use datafusion::prelude::Expr;
use skep_hiveql::types::{HiveType, StructField};

use crate::call::{CallArgs, I, L, S, convert, count, literal_int, plain, table, wrong};
use crate::collection::{common, struct_of};
use crate::kernel;
use crate::registry::{CallError, Function, TableCall, Typed};

/// The table-generating functions.
pub const FUNCTIONS: &[Function] = &[
    table(
        "explode",
        "explode(array | map)",
        "a row for each element, or each key and value",
        ("select explode(array(1, 2))", "1\n2"),
        |_, a| explode("explode", a, false),
    ),
    table(
        "posexplode",
        "posexplode(array | map)",
        "the same with its place, from 0",
        ("select posexplode(array('a', 'b'))", "0\ta\n1\tb"),
        |_, a| explode("posexplode", a, true),
    ),
    table(
        "inline",
        "inline(array<struct<…>>)",
        "a row for each struct",
        (
            "select inline(array(struct(1, 'a'), struct(2, 'b')))",
            "1\ta\n2\tb",
        ),
        |_, a| inline(a),
    ),
    table(
        "stack",
        "stack(n, v1, …)",
        "its values in n rows",
        ("select stack(2, 'a', 1, 'b', 2)", "a\t1\nb\t2"),
        |_, a| stack(a),
    ),
    table(
        "json_tuple",
        "json_tuple(json, key, …)",
        "the values of keys of a JSON object, in one row",
        (
            "select json_tuple('{\"a\":1,\"b\":\"x\"}', 'a', 'b')",
            "1\tx",
        ),
        |_, a| tuple("json_tuple", "json_key", a),
    ),
    table(
        "parse_url_tuple",
        "parse_url_tuple(url, part, …)",
        "parts of a URL, in one row",
        (
            "select parse_url_tuple('http://facebook.com/p?k=v', 'HOST', 'QUERY:k')",
            "facebook.com\tv",
        ),
        |_, a| tuple("parse_url_tuple", "parse_url_part", a),
    ),
    table(
        "replicate_rows",
        "replicate_rows(n, v1, …)",
        "its arguments in n rows",
        ("select replicate_rows(2L, 'a')", "2\ta\n2\ta"),
        |_, a| replicate(a),
    ),
];

fn field(name: &str, ty: &HiveType) -> StructField {
    StructField {
        name: name.to_owned(),
        ty: ty.clone(),
    }
}

/// A call whose rows are structs of the fields.
fn rows(kernel: &str, args: Vec<Expr>, fields: Vec<StructField>) -> TableCall {
    let columns = fields
        .iter()
        .map(|f| (f.name.clone(), f.ty.clone()))
        .collect();
    let ty = HiveType::Array(Box::new(HiveType::Struct(fields)));
    TableCall {
        rows: kernel::apply(kernel, args, &ty),
        columns,
    }
}

fn explode(name: &str, args: CallArgs, pos: bool) -> Result<TableCall, CallError> {
    count(name, &args, 1, 1)?;
    let Some(arg) = args.into_iter().next() else {
        return Err(CallError(format!("`{name}` takes 1 argument")));
    };
    let (kernel, mut fields) = match &arg.ty {
        HiveType::Array(t) => (
            "rows_of_array",
            vec![field(if pos { "val" } else { "col" }, t)],
        ),
        HiveType::Map(k, v) => ("rows_of_map", vec![field("key", k), field("value", v)]),
        t => return Err(wrong(name, 0, "an array or a map", t)),
    };
    if pos {
        fields.insert(0, field("pos", &I));
    }
    Ok(rows(kernel, vec![arg.expr], fields))
}

fn inline(args: CallArgs) -> Result<TableCall, CallError> {
    count("inline", &args, 1, 1)?;
    let Some(arg) = args.into_iter().next() else {
        return Err(CallError("`inline` takes 1 argument".into()));
    };
    if let HiveType::Array(item) = &arg.ty
        && let HiveType::Struct(fields) = &**item
    {
        let columns = fields
            .iter()
            .map(|f| (f.name.clone(), f.ty.clone()))
            .collect();
        return Ok(TableCall {
            rows: arg.expr,
            columns,
        });
    }
    Err(wrong("inline", 0, "an array of structs", &arg.ty))
}

fn stack(args: CallArgs) -> Result<TableCall, CallError> {
    count("stack", &args, 2, usize::MAX)?;
    let mut args = args.into_iter();
    let n = args.next().and_then(|n| literal_int(&n.expr));
    let Some(n) = n.and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0) else {
        return Err(CallError(
            "argument 1 of `stack` must be a positive constant".into(),
        ));
    };
    let values = args.collect::<Vec<_>>();
    let width = values.len().div_ceil(n);
    let column = |c: usize| values.iter().skip(c).step_by(width);
    let types = (0..width)
        .map(|c| common(column(c).map(|v| &v.ty)))
        .collect::<Vec<_>>();
    let fields = types
        .iter()
        .enumerate()
        .map(|(c, t)| field(&format!("col{c}"), t))
        .collect::<Vec<_>>();
    let ty = HiveType::Struct(fields.clone());
    let mut structs = Vec::new();
    for row in 0..n {
        let cells = types
            .iter()
            .enumerate()
            .map(|(c, t)| match values.get(row * width + c) {
                Some(v) => convert("stack", row * width + c + 1, v.clone(), t),
                None => Ok(kernel::null(t)),
            });
        structs.push(kernel::apply(
            "struct",
            cells.collect::<Result<_, _>>()?,
            &ty,
        ));
    }
    Ok(rows("array", structs, fields))
}

/// One row of strings: `kernel(text, key)` for each key.
fn tuple(name: &str, kernel_name: &str, args: CallArgs) -> Result<TableCall, CallError> {
    count(name, &args, 2, usize::MAX)?;
    let mut args = args.into_iter();
    let Some(text) = args.next() else {
        return Err(CallError(format!("`{name}` takes at least 2 arguments")));
    };
    let mut cells = Vec::new();
    for (n, key) in args.enumerate() {
        let value = plain(kernel_name, vec![text.clone(), key], &[S, S], S)?;
        cells.push((format!("c{n}"), value));
    }
    let fields = cells.iter().map(|(name, v)| field(name, &v.ty)).collect();
    Ok(rows("array", vec![struct_of(cells).expr], fields))
}

fn replicate(args: CallArgs) -> Result<TableCall, CallError> {
    count("replicate_rows", &args, 2, usize::MAX)?;
    let Some(n) = args.first().cloned() else {
        return Err(CallError(
            "`replicate_rows` takes at least 2 arguments".into(),
        ));
    };
    let n = convert("replicate_rows", 0, n, &L)?;
    let cells = args
        .into_iter()
        .enumerate()
        .map(|(n, a): (usize, Typed)| (format!("col{n}"), a));
    let row = struct_of(cells.collect());
    let HiveType::Struct(fields) = row.ty.clone() else {
        return Err(CallError("`replicate_rows` has no columns".into()));
    };
    Ok(rows("replicate", vec![n, row.expr], fields))
}
