//! Arrays, maps and structs: the table of entries. The kernels are in `collection/`.

use skep_hiveql::types::{HiveType, StructField};

use crate::call::{Bound, CallArgs, cast_to, count, done, scalar};
use crate::registry::{CallError, Function, Typed};

mod build;
pub(crate) mod kernels;
pub(crate) mod lists;

/// The collection functions.
pub const FUNCTIONS: &[Function] = &[
    scalar(
        "array",
        "array(a, …)",
        "an array of its arguments",
        ("array(1, 2, 3)", "[1,2,3]"),
        |_, a| array(a),
    )
    .of("collection"),
    scalar(
        "map",
        "map(key, value, …)",
        "a map of its arguments",
        ("map('a', 1, 'b', 2)", "{\"a\":1,\"b\":2}"),
        |_, a| map(a),
    )
    .of("collection"),
    scalar(
        "struct",
        "struct(a, …)",
        "a struct with the fields col1, …",
        ("struct(1, 'a')", "{\"col1\":1,\"col2\":\"a\"}"),
        |_, a| structure(a),
    )
    .of("collection"),
    scalar(
        "named_struct",
        "named_struct(name, value, …)",
        "a struct with the given names",
        ("named_struct('x', 1, 'y', 'a')", "{\"x\":1,\"y\":\"a\"}"),
        |_, a| named_struct(a),
    )
    .of("collection"),
];

/// The type of values that stand side by side: the first's where all are alike, else the widest number or string.
pub(crate) fn common<'a>(types: impl Iterator<Item = &'a HiveType>) -> HiveType {
    types.fold(HiveType::Void, |a, b| join(&a, b))
}

fn join(a: &HiveType, b: &HiveType) -> HiveType {
    use HiveType::{
        Array, BigInt, Decimal, Double, Float, Int, Map, SmallInt, Struct, TinyInt, Void,
    };
    let rank = |t: &HiveType| [TinyInt, SmallInt, Int, BigInt].iter().position(|x| x == t);
    let digits = |t: &HiveType| match t {
        TinyInt => Some((3, 0)),
        SmallInt => Some((5, 0)),
        Int => Some((10, 0)),
        BigInt => Some((19, 0)),
        Decimal(p, s) => Some((*p, *s)),
        _ => None,
    };
    match (a, b) {
        (a, b) if a == b => a.clone(),
        (Void, t) | (t, Void) => t.clone(),
        (Array(a), Array(b)) => Array(Box::new(join(a, b))),
        (Map(k1, v1), Map(k2, v2)) => Map(Box::new(join(k1, k2)), Box::new(join(v1, v2))),
        (Struct(x), Struct(y)) if x.len() == y.len() => Struct(
            x.iter()
                .zip(y)
                .map(|(a, b)| StructField {
                    name: a.name.clone(),
                    ty: join(&a.ty, &b.ty),
                })
                .collect(),
        ),
        (Double, t) | (t, Double) if t.is_numeric() => Double,
        (Float, t) | (t, Float) if matches!(t, Decimal(..)) => Double,
        (Float, t) | (t, Float) if t.is_numeric() => Float,
        (a, b) => match (rank(a), rank(b), digits(a), digits(b)) {
            (Some(x), Some(y), ..) => {
                if x > y {
                    a.clone()
                } else {
                    b.clone()
                }
            }
            (_, _, Some((p1, s1)), Some((p2, s2))) => {
                let scale = s1.max(s2);
                let whole = (p1 - s1).max(p2 - s2);
                Decimal(
                    (whole + scale).min(38),
                    scale.min(38_u8.saturating_sub(whole)),
                )
            }
            (..) if a.is_primitive() && b.is_primitive() => HiveType::String,
            _ => a.clone(),
        },
    }
}

fn array(args: CallArgs) -> Bound {
    let ty = common(args.iter().map(|a| &a.ty));
    let ty = if args.is_empty() {
        HiveType::String
    } else {
        ty
    };
    let args = args.into_iter().map(|a| cast_to(a, &ty)).collect();
    Ok(done("array", args, HiveType::Array(Box::new(ty))))
}

fn map(args: CallArgs) -> Bound {
    if !args.len().is_multiple_of(2) {
        return Err(CallError("`map` takes an even number of arguments".into()));
    }
    let side = |n: usize| args.iter().skip(n).step_by(2).map(|a| &a.ty);
    let empty = args.is_empty();
    let or_string = |t: HiveType| {
        if empty || t == HiveType::Void {
            HiveType::String
        } else {
            t
        }
    };
    let (key, value) = (or_string(common(side(0))), common(side(1)));
    if !key.is_primitive() {
        return Err(CallError(format!(
            "a key of `map` must be primitive, not {key}"
        )));
    }
    let value = if empty { HiveType::String } else { value };
    let args = args.into_iter().enumerate();
    let args = args
        .map(|(n, a)| cast_to(a, if n % 2 == 0 { &key } else { &value }))
        .collect();
    Ok(done(
        "map",
        args,
        HiveType::Map(Box::new(key), Box::new(value)),
    ))
}

/// A struct of named values.
pub(crate) fn struct_of(fields: Vec<(String, Typed)>) -> Typed {
    let ty = fields.iter().map(|(name, value)| StructField {
        name: name.clone(),
        ty: value.ty.clone(),
    });
    let ty = HiveType::Struct(ty.collect());
    done(
        "struct",
        fields.into_iter().map(|(_, v)| v.expr).collect(),
        ty,
    )
}

fn structure(args: CallArgs) -> Bound {
    count("struct", &args, 1, usize::MAX)?;
    let fields = args
        .into_iter()
        .enumerate()
        .map(|(n, a)| (format!("col{}", n + 1), a));
    Ok(struct_of(fields.collect()))
}

fn named_struct(args: CallArgs) -> Bound {
    if args.is_empty() || !args.len().is_multiple_of(2) {
        return Err(CallError(
            "`named_struct` takes pairs of a name and a value".into(),
        ));
    }
    let mut fields = Vec::new();
    let mut args = args.into_iter();
    while let (Some(name), Some(value)) = (args.next(), args.next()) {
        let Some(name) = crate::call::literal_text(&name.expr) else {
            return Err(CallError(
                "a name in `named_struct` must be a constant string".into(),
            ));
        };
        fields.push((name.to_lowercase(), value));
    }
    Ok(struct_of(fields))
}
