//! Mathematical functions: their table of entries. The kernels are in `math/`.

use skep_hiveql::ast::UnaryOp;
use skep_hiveql::types::HiveType;

use crate::call::{
    Bound, CallArgs, D, I, L, cast_to, convert, count, done, int, literal_int, plain, scalar,
    typed, wrong,
};
use crate::collection::common;
use crate::operators::unary;
use crate::registry::{CallError, Function, Typed};

pub(crate) mod kernels;
pub(crate) mod rounding;

/// A function of a double.
macro_rules! unary {
    ($name:literal, $help:literal, $example:expr) => {
        scalar($name, concat!($name, "(x)"), $help, $example, |_, a| {
            plain($name, a, &[D], D)
        })
        .of("math")
    };
}

/// The mathematical functions.
pub const FUNCTIONS: &[Function] = &[
    scalar(
        "round",
        "round(x[, d])",
        "x rounded to d digits after the point, half up",
        ("round(12.3456, 1)", "12.3"),
        |_, a| round("round", a),
    )
    .of("math"),
    scalar(
        "bround",
        "bround(x[, d])",
        "x rounded to d digits after the point, half to even",
        ("bround(2.5D)", "2.0"),
        |_, a| round("bround", a),
    )
    .of("math"),
    scalar(
        "floor",
        "floor(x)",
        "the largest whole number up to x",
        ("floor(-0.1)", "-1"),
        |_, a| whole("floor", a),
    )
    .of("math"),
    scalar(
        "ceil",
        "ceil(x)",
        "the least whole number from x on",
        ("ceil(-0.1)", "0"),
        |_, a| whole("ceil", a),
    )
    .or(&["ceiling"])
    .of("math"),
    scalar(
        "rand",
        "rand([seed])",
        "a number in [0, 1); java.util.Random's with a seed",
        ("rand(0) < 1", "true"),
        |_, a| rand(a),
    )
    .of("math"),
    scalar(
        "abs",
        "abs(x)",
        "x without its sign",
        ("abs(-5)", "5"),
        |_, a| abs(a),
    )
    .of("math"),
    scalar(
        "positive",
        "positive(x)",
        "x as it is",
        ("positive(-4)", "-4"),
        |_, a| unary(UnaryOp::Plus, one("positive", a)?),
    )
    .of("math"),
    scalar(
        "negative",
        "negative(x)",
        "-x",
        ("negative(4)", "-4"),
        |_, a| unary(UnaryOp::Minus, one("negative", a)?),
    )
    .of("math"),
    scalar(
        "sign",
        "sign(x)",
        "1, 0 or -1",
        ("sign(40)", "1.0"),
        |_, a| sign(a),
    )
    .of("math"),
    unary!("sqrt", "the square root", ("sqrt(4)", "2.0")),
    unary!("cbrt", "the cube root", ("cbrt(27.0)", "3.0")),
    unary!("exp", "e to the power of x", ("exp(0)", "1.0")),
    unary!("ln", "the natural logarithm", ("ln(1)", "0.0")),
    unary!("log2", "the logarithm with base 2", ("log2(2)", "1.0")),
    unary!("log10", "the logarithm with base 10", ("log10(10)", "1.0")),
    scalar(
        "log",
        "log([b, ]x)",
        "the logarithm of x with base b, or e",
        ("log(13, 13)", "1.0"),
        |_, a| log(a),
    )
    .of("math"),
    scalar(
        "pow",
        "pow(x, y)",
        "x to the power of y",
        ("pow(2, 3)", "8.0"),
        |_, a| plain("pow", a, &[D, D], D),
    )
    .or(&["power"])
    .of("math"),
    unary!("sin", "the sine of x radians", ("sin(0)", "0.0")),
    unary!(
        "asin",
        "the arc sine; NULL outside [-1, 1]",
        ("asin(0)", "0.0")
    ),
    unary!("sinh", "the hyperbolic sine", ("sinh(0)", "0.0")),
    unary!("cos", "the cosine of x radians", ("cos(0)", "1.0")),
    unary!(
        "acos",
        "the arc cosine; NULL outside [-1, 1]",
        ("acos(1)", "0.0")
    ),
    unary!("cosh", "the hyperbolic cosine", ("cosh(0)", "1.0")),
    unary!("tan", "the tangent of x radians", ("tan(0)", "0.0")),
    unary!("atan", "the arc tangent", ("atan(0)", "0.0")),
    unary!("tanh", "the hyperbolic tangent", ("tanh(0)", "0.0")),
    unary!("degrees", "radians in degrees", ("degrees(0)", "0.0")),
    unary!("radians", "degrees in radians", ("radians(0)", "0.0")),
    scalar(
        "pi",
        "pi()",
        "the ratio of a circle's circumference to its diameter",
        ("pi()", "3.141592653589793"),
        |_, a| plain("pi", a, &[], D),
    )
    .of("math"),
    scalar(
        "e",
        "e()",
        "the base of the natural logarithm",
        ("e()", "2.718281828459045"),
        |_, a| plain("e", a, &[], D),
    )
    .of("math"),
    scalar(
        "factorial",
        "factorial(n)",
        "the product of 1 … n, for n in 0 … 20",
        ("factorial(5)", "120"),
        |_, a| plain("factorial", a, &[I], L),
    )
    .of("math"),
    scalar(
        "pmod",
        "pmod(a, b)",
        "a modulo b, never negative",
        ("pmod(-7, 3)", "2"),
        |_, a| pmod(a),
    )
    .of("math"),
    scalar(
        "shiftleft",
        "shiftleft(a, n)",
        "a's bits moved n to the left",
        ("shiftleft(2, 1)", "4"),
        |_, a| shift("shiftleft", a),
    )
    .of("math"),
    scalar(
        "shiftright",
        "shiftright(a, n)",
        "a's bits moved n to the right, keeping the sign",
        ("shiftright(4, 1)", "2"),
        |_, a| shift("shiftright", a),
    )
    .of("math"),
    scalar(
        "shiftrightunsigned",
        "shiftrightunsigned(a, n)",
        "a's bits moved n to the right, zeros first",
        ("shiftrightunsigned(4, 1)", "2"),
        |_, a| shift("shiftrightunsigned", a),
    )
    .of("math"),
    scalar(
        "width_bucket",
        "width_bucket(x, min, max, n)",
        "which of n equal parts of [min, max] x is in; 0 before, n + 1 after",
        ("width_bucket(10, 5, 25, 4)", "2"),
        |_, a| width_bucket(a),
    )
    .of("math"),
];

/// The one argument of `name`.
fn one(name: &str, args: CallArgs) -> Result<Typed, CallError> {
    count(name, &args, 1, 1)?;
    args.into_iter()
        .next()
        .ok_or_else(|| CallError(format!("`{name}` takes 1 argument")))
}

/// Refuses what is neither a number nor text.
fn numeric(name: &str, n: usize, ty: &HiveType) -> Result<(), CallError> {
    if ty.is_numeric() || ty.is_string() || *ty == HiveType::Void {
        return Ok(());
    }
    Err(wrong(name, n, "a number or string", ty))
}

/// `GenericUDFRound`: numbers keep their type, strings become double, a decimal's scale is what is asked for.
fn round(name: &str, args: CallArgs) -> Bound {
    count(name, &args, 1, 2)?;
    let mut args = args.into_iter();
    let Some(x) = args.next() else {
        return Err(CallError(format!("`{name}` takes 1 or 2 arguments")));
    };
    numeric(name, 0, &x.ty)?;
    let digits = args.next();
    let scale = match &digits {
        None => Some(0),
        Some(d) if d.ty == HiveType::Void => Some(0),
        Some(d) if d.ty.is_integer() => literal_int(&d.expr),
        Some(d) => return Err(wrong(name, 1, "a whole number", &d.ty)),
    };
    let digits = match digits {
        None => int(0),
        Some(d) => convert(name, 1, d, &I)?,
    };
    let (from, to) = match &x.ty {
        HiveType::Decimal(p, s) => {
            let Some(scale) = scale else {
                return Err(CallError(format!(
                    "argument 2 of `{name}` of a decimal must be constant"
                )));
            };
            (x.ty.clone(), rounding::decimal_type(*p, *s, scale))
        }
        t if t.is_string() || *t == HiveType::Void => (D, D),
        t => (t.clone(), t.clone()),
    };
    let x = convert(name, 0, x, &from)?;
    Ok(done(name, vec![x, digits], to))
}

/// `floor` and `ceil`: decimals stay, everything else becomes bigint.
fn whole(name: &str, args: CallArgs) -> Bound {
    let x = one(name, args)?;
    numeric(name, 0, &x.ty)?;
    match x.ty {
        HiveType::Decimal(p, s) => {
            let to = HiveType::Decimal((p.saturating_sub(s) + 1).min(38), 0);
            Ok(done(&format!("{name}_decimal"), vec![x.expr], to))
        }
        t if t.is_integer() => Ok(typed(cast_to(typed(x.expr, t), &L), L)),
        t => {
            let x = convert(name, 0, typed(x.expr, t), &D)?;
            Ok(done(name, vec![x], L))
        }
    }
}

fn rand(args: CallArgs) -> Bound {
    count("rand", &args, 0, 1)?;
    if args.is_empty() {
        return Ok(done("rand", vec![], D));
    }
    plain("rand_seeded", args, &[L], D)
}

fn abs(args: CallArgs) -> Bound {
    let x = one("abs", args)?;
    numeric("abs", 0, &x.ty)?;
    let to = match &x.ty {
        HiveType::TinyInt | HiveType::SmallInt | HiveType::Int => I,
        HiveType::BigInt => L,
        HiveType::Decimal(..) => x.ty.clone(),
        _ => D,
    };
    let x = convert("abs", 0, x, &to)?;
    Ok(done("abs", vec![x], to))
}

fn sign(args: CallArgs) -> Bound {
    let x = one("sign", args)?;
    numeric("sign", 0, &x.ty)?;
    if matches!(x.ty, HiveType::Decimal(..)) {
        return Ok(done("sign_decimal", vec![x.expr], I));
    }
    plain("sign", vec![x], &[D], D)
}

fn log(args: CallArgs) -> Bound {
    match args.len() {
        1 => plain("ln", args, &[D], D),
        _ => plain("log", args, &[D, D], D),
    }
}

fn pmod(args: CallArgs) -> Bound {
    count("pmod", &args, 2, 2)?;
    for (n, a) in args.iter().enumerate() {
        numeric("pmod", n, &a.ty)?;
    }
    let types = args
        .iter()
        .map(|a| if a.ty.is_string() { &D } else { &a.ty });
    let ty = match common(types) {
        HiveType::Void => D,
        ty => ty,
    };
    let to = match args.as_slice() {
        [
            Typed {
                ty: HiveType::Decimal(p1, s1),
                ..
            },
            Typed {
                ty: HiveType::Decimal(p2, s2),
                ..
            },
        ] => {
            let scale = *s1.max(s2);
            HiveType::Decimal(
                (p1 - s1).min(p2 - s2).saturating_add(scale).clamp(1, 38),
                scale,
            )
        }
        _ => ty.clone(),
    };
    let args = args.into_iter().map(|a| cast_to(a, &ty)).collect();
    let result = done("pmod", args, ty.clone());
    Ok(typed(cast_to(result, &to), to))
}

fn shift(name: &str, args: CallArgs) -> Bound {
    let ty = match args.first().map(|a| &a.ty) {
        Some(HiveType::BigInt) => L,
        _ => I,
    };
    plain(name, args, &[ty.clone(), I], ty)
}

fn width_bucket(args: CallArgs) -> Bound {
    let exact = args.iter().take(3).all(|a| a.ty.is_integer());
    if exact {
        return plain("width_bucket_exact", args, &[L, L, L, I], I);
    }
    plain("width_bucket", args, &[D, D, D, I], I)
}
