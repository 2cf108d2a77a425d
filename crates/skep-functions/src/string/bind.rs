//! Binding calls of string functions.

use crate::call::{
    B, Bound, CallArgs, D, I, L, S, Y, convert, count, done, plain, plain_opt, typed, uniform,
    wrong,
};
use crate::registry::{CallError, Typed};
use skep_hiveql::types::HiveType;

/// Bytes in hexadecimal, in small letters.
pub(crate) fn hex(bytes: &[u8]) -> String {
    super::encoding::hex(bytes, false)
}

/// `array<string>`
pub(crate) fn strings() -> HiveType {
    HiveType::Array(Box::new(S))
}

/// `upper` and `lower` keep `char(n)` and `varchar(n)`.
pub(super) fn same_chars(name: &str, args: CallArgs) -> Bound {
    let ty = args.first().map(|a| a.ty.clone());
    let ty = ty.filter(HiveType::is_string).unwrap_or(S);
    let bound = plain(name, args, std::slice::from_ref(&ty), S)?;
    Ok(typed(bound.expr, ty))
}

pub(super) fn concat(args: CallArgs) -> Bound {
    if !args.is_empty() && args.iter().all(|a| a.ty == HiveType::Binary) {
        return uniform("concat_binary", args, &Y, 0, Y);
    }
    let lengths = args.iter().map(|a| match a.ty {
        HiveType::Char(n) => Some((n, false)),
        HiveType::Varchar(n) => Some((n, true)),
        _ => None,
    });
    let ty = match lengths.collect::<Option<Vec<_>>>() {
        Some(lengths) if !lengths.is_empty() => {
            let total = lengths.iter().map(|(n, _)| n).sum::<u32>();
            let varchar = lengths.iter().any(|(_, v)| *v);
            match (varchar, total) {
                (true, 1..=65_535) => HiveType::Varchar(total),
                (false, 1..=255) => HiveType::Char(total),
                _ => S,
            }
        }
        _ => S,
    };
    let bound = uniform("concat", args, &S, 0, S)?;
    Ok(typed(bound.expr, ty))
}

pub(super) fn concat_ws(args: CallArgs) -> Bound {
    count("concat_ws", &args, 2, usize::MAX)?;
    let args = args.into_iter().enumerate().map(|(n, a)| {
        let ty = if n > 0 && matches!(a.ty, HiveType::Array(_)) {
            strings()
        } else {
            S
        };
        convert("concat_ws", n, a, &ty)
    });
    Ok(done("concat_ws", args.collect::<Result<_, _>>()?, S))
}

pub(super) fn length(args: CallArgs) -> Bound {
    match args.first().map(|a| &a.ty) {
        Some(HiveType::Binary) => plain("length_binary", args, &[Y], I),
        _ => plain("length", args, &[S], I),
    }
}

pub(super) fn substr(args: CallArgs) -> Bound {
    if args.first().is_some_and(|a| a.ty == HiveType::Binary) {
        return plain_opt("substr_binary", args, &[Y, L, L], 2, Y);
    }
    plain_opt("substr", args, &[S, L, L], 2, S)
}

pub(super) fn locate(args: CallArgs) -> Bound {
    plain_opt("locate", args, &[S, S, I], 2, I)
}

pub(super) fn field(args: CallArgs) -> Bound {
    count("field", &args, 2, usize::MAX)?;
    let same = args
        .iter()
        .all(|a| a.ty == HiveType::Void || a.ty.is_string())
        || args.windows(2).all(|w| matches!(w, [a, b] if a.ty == b.ty));
    let ty = if same { S } else { D };
    uniform("field", args, if ty == D { &D } else { &S }, 2, I)
}

pub(super) fn elt(args: CallArgs) -> Bound {
    count("elt", &args, 2, usize::MAX)?;
    let args = args
        .into_iter()
        .enumerate()
        .map(|(n, a)| convert("elt", n, a, if n == 0 { &I } else { &S }));
    Ok(done("elt", args.collect::<Result<_, _>>()?, S))
}

pub(super) fn chr(args: CallArgs) -> Bound {
    plain("chr", args, &[D], S)
}

pub(super) fn format_number(args: CallArgs) -> Bound {
    count("format_number", &args, 2, 2)?;
    let Ok([x, places]) = <[Typed; 2]>::try_from(args) else {
        return Err(CallError("`format_number` takes 2 arguments".into()));
    };
    if !x.ty.is_numeric() && x.ty != HiveType::Void {
        return Err(wrong("format_number", 0, "a number", &x.ty));
    }
    let to = if matches!(x.ty, HiveType::Decimal(..)) || x.ty.is_integer() {
        HiveType::Decimal(
            38,
            if let HiveType::Decimal(_, s) = x.ty {
                s
            } else {
                0
            },
        )
    } else {
        D
    };
    let name = if to == D {
        "format_double"
    } else {
        "format_decimal"
    };
    let pattern = places.ty.is_string();
    if pattern && to != D {
        let x = convert("format_number", 0, x, &D)?;
        let places = convert("format_number", 1, places, &S)?;
        return Ok(done("format_pattern", vec![x, places], S));
    }
    let x = convert("format_number", 0, x, &to)?;
    let places = convert("format_number", 1, places, if pattern { &S } else { &I })?;
    let name = if pattern { "format_pattern" } else { name };
    Ok(done(name, vec![x, places], S))
}

/// Java's `Formatter` looks at the types of its arguments: whole numbers go as bigint, others as double, the rest as text.
pub(super) fn printf(args: CallArgs) -> Bound {
    count("printf", &args, 1, usize::MAX)?;
    let mut kinds = Vec::new();
    for (n, a) in args.into_iter().enumerate() {
        let to = match &a.ty {
            HiveType::Boolean => B,
            t if t.is_integer() => L,
            t if t.is_numeric() => D,
            _ => S,
        };
        kinds.push(convert("printf", n, a, if n == 0 { &S } else { &to })?);
    }
    Ok(done("printf", kinds, S))
}

pub(super) fn hex_of(args: CallArgs) -> Bound {
    match args.first().map(|a| &a.ty) {
        Some(HiveType::Binary) => plain("hex_binary", args, &[Y], S),
        Some(t) if t.is_numeric() => plain("hex_number", args, &[L], S),
        _ => plain("hex", args, &[S], S),
    }
}
