//! Binding calls of collection functions.

use crate::call::{
    Bound, CallArgs, I, S, cast_to, convert, count, done, int, plain, plain_opt, text, wrong,
};
use crate::registry::{CallError, Typed};
use skep_hiveql::types::{HiveType, StructField};

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

pub(super) fn array(args: CallArgs) -> Bound {
    let ty = common(args.iter().map(|a| &a.ty));
    let ty = if args.is_empty() {
        HiveType::String
    } else {
        ty
    };
    let args = args.into_iter().map(|a| cast_to(a, &ty)).collect();
    Ok(done("array", args, HiveType::Array(Box::new(ty))))
}

pub(super) fn map(args: CallArgs) -> Bound {
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

pub(super) fn structure(args: CallArgs) -> Bound {
    count("struct", &args, 1, usize::MAX)?;
    let fields = args
        .into_iter()
        .enumerate()
        .map(|(n, a)| (format!("col{}", n + 1), a));
    Ok(struct_of(fields.collect()))
}

pub(super) fn named_struct(args: CallArgs) -> Bound {
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

/// The element type of an array argument.
fn item<'a>(name: &str, n: usize, arg: &'a Typed) -> Result<&'a HiveType, CallError> {
    match &arg.ty {
        HiveType::Array(item) => Ok(item),
        t => Err(wrong(name, n, "an array", t)),
    }
}

fn array_of(ty: HiveType) -> HiveType {
    HiveType::Array(Box::new(ty))
}

pub(super) fn size(args: CallArgs) -> Bound {
    count("size", &args, 1, 1)?;
    match args.first().map(|a| &a.ty) {
        Some(HiveType::Array(_) | HiveType::Map(..) | HiveType::Void) => {}
        Some(t) => return Err(wrong("size", 0, "an array or a map", t)),
        None => {}
    }
    Ok(done("size", args.into_iter().map(|a| a.expr).collect(), I))
}

/// An array and an element, brought to one type.
pub(super) fn with_element(
    name: &str,
    args: CallArgs,
    returns: fn(&HiveType) -> HiveType,
) -> Bound {
    count(name, &args, 2, 2)?;
    let Ok([array, x]) = <[Typed; 2]>::try_from(args) else {
        return Err(CallError(format!("`{name}` takes 2 arguments")));
    };
    let inner = item(name, 0, &array)?;
    if inner.is_primitive() != x.ty.is_primitive()
        && x.ty != HiveType::Void
        && *inner != HiveType::Void
    {
        return Err(wrong(name, 1, &inner.to_string(), &x.ty));
    }
    let ty = join(inner, &x.ty);
    let list = array_of(ty.clone());
    let args = vec![cast_to(array, &list), cast_to(x, &ty)];
    Ok(done(name, args, returns(&list)))
}

/// A function of an array that gives such an array.
pub(super) fn same_array(name: &str, args: CallArgs) -> Bound {
    count(name, &args, 1, 1)?;
    let ty = args.first().map_or(HiveType::Void, |a| a.ty.clone());
    for a in &args {
        item(name, 0, a)?;
    }
    Ok(done(name, args.into_iter().map(|a| a.expr).collect(), ty))
}

/// A function of an array that gives an element.
pub(super) fn element(name: &str, args: CallArgs) -> Bound {
    count(name, &args, 1, 1)?;
    let mut ty = HiveType::Void;
    for a in &args {
        ty = item(name, 0, a)?.clone();
    }
    Ok(done(name, args.into_iter().map(|a| a.expr).collect(), ty))
}

pub(super) fn join_text(args: CallArgs) -> Bound {
    plain_opt("array_join", args, &[array_of(S), S, S], 2, S)
}

pub(super) fn slice(args: CallArgs) -> Bound {
    let ty = args.first().map_or(array_of(S), |a| a.ty.clone());
    for a in args.iter().take(1) {
        item("array_slice", 0, a)?;
    }
    plain("array_slice", args, &[ty.clone(), I, I], ty)
}

/// A function of two arrays, brought to one type.
pub(super) fn two(name: &str, args: CallArgs) -> Bound {
    count(name, &args, 2, 2)?;
    let mut inner = HiveType::Void;
    for (n, a) in args.iter().enumerate() {
        inner = join(&inner, item(name, n, a)?);
    }
    let ty = array_of(inner);
    let args = args.into_iter().map(|a| cast_to(a, &ty)).collect();
    Ok(done(name, args, ty))
}

pub(super) fn side(name: &str, args: CallArgs) -> Bound {
    count(name, &args, 1, 1)?;
    let ty = match args.first().map(|a| &a.ty) {
        Some(HiveType::Map(key, value)) => {
            if name == "map_keys" {
                (**key).clone()
            } else {
                (**value).clone()
            }
        }
        Some(t) => return Err(wrong(name, 0, "a map", t)),
        None => HiveType::Void,
    };
    Ok(done(
        name,
        args.into_iter().map(|a| a.expr).collect(),
        array_of(ty),
    ))
}

/// The places of the fields go to the kernel, the direction as `ASC` or `DESC`.
pub(super) fn sort_by(args: CallArgs) -> Bound {
    const NAME: &str = "sort_array_by";
    count(NAME, &args, 2, usize::MAX)?;
    let mut args = args.into_iter();
    let Some(array) = args.next() else {
        return Err(CallError(
            "`sort_array_by` takes at least 2 arguments".into(),
        ));
    };
    let HiveType::Struct(fields) = item(NAME, 0, &array)? else {
        return Err(wrong(NAME, 0, "an array of structs", &array.ty));
    };
    let (mut order, mut places) = ("ASC", Vec::new());
    let names = args.map(|a| crate::call::literal_text(&a.expr).map(str::to_lowercase));
    let Some(names) = names.collect::<Option<Vec<_>>>() else {
        return Err(CallError(
            "a field of `sort_array_by` must be a constant string".into(),
        ));
    };
    for (n, name) in names.iter().enumerate() {
        match fields.iter().position(|f| f.name == *name) {
            Some(at) => places.push(int(i32::try_from(at).unwrap_or(0))),
            None if n + 1 == names.len() && n > 0 && name == "asc" => {}
            None if n + 1 == names.len() && n > 0 && name == "desc" => order = "DESC",
            None => {
                return Err(CallError(format!(
                    "`sort_array_by`: the structs have no field `{name}`"
                )));
            }
        }
    }
    let ty = array.ty.clone();
    let args = [vec![array.expr, text(order)], places].concat();
    Ok(done(NAME, args, ty))
}

pub(super) fn create_union(args: CallArgs) -> Bound {
    count("create_union", &args, 2, usize::MAX)?;
    let ty = HiveType::Union(args.iter().skip(1).map(|a| a.ty.clone()).collect());
    let args = args.into_iter().enumerate().map(|(n, a)| match n {
        0 => convert("create_union", 0, a, &HiveType::TinyInt),
        _ => Ok(a.expr),
    });
    Ok(done("struct", args.collect::<Result<_, _>>()?, ty))
}
