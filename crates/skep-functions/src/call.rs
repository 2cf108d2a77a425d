//! Binding a call: counting and converting arguments, with Hive's complaints.

use datafusion::prelude::Expr;
use datafusion::scalar::ScalarValue;
use skep_hiveql::types::HiveType;

use crate::cast::cast;
use crate::kernel;
use crate::registry::{Bind, CallError, Context, Function, TableCall, Typed};

/// `string`
pub(crate) const S: HiveType = HiveType::String;
/// `int`
pub(crate) const I: HiveType = HiveType::Int;
/// `bigint`
pub(crate) const L: HiveType = HiveType::BigInt;
/// `double`
pub(crate) const D: HiveType = HiveType::Double;
/// `boolean`
pub(crate) const B: HiveType = HiveType::Boolean;
/// `binary`
pub(crate) const Y: HiveType = HiveType::Binary;

/// The arguments of a call.
pub(crate) type CallArgs = Vec<Typed>;

/// What binding gives.
pub(crate) type Bound = Result<Typed, CallError>;

/// An entry for a scalar function; the group is filled in by [`grouped`].
pub(crate) const fn scalar(
    name: &'static str,
    usage: &'static str,
    help: &'static str,
    example: (&'static str, &'static str),
    bind: fn(&Context, Vec<Typed>) -> Bound,
) -> Function {
    Function {
        name,
        aliases: &[],
        group: "string",
        usage,
        help,
        example,
        bind: Bind::Scalar(bind),
    }
}

/// An entry for an aggregate function.
pub(crate) const fn aggregate(
    name: &'static str,
    usage: &'static str,
    help: &'static str,
    example: (&'static str, &'static str),
    bind: fn(&Context, Vec<Typed>, bool) -> Bound,
) -> Function {
    Function {
        name,
        aliases: &[],
        group: "aggregate",
        usage,
        help,
        example,
        bind: Bind::Aggregate(bind),
    }
}

/// An entry for a window function.
pub(crate) const fn window(
    name: &'static str,
    usage: &'static str,
    help: &'static str,
    example: (&'static str, &'static str),
    bind: fn(&Context, Vec<Typed>) -> Bound,
) -> Function {
    Function {
        name,
        aliases: &[],
        group: "window",
        usage,
        help,
        example,
        bind: Bind::Window(bind),
    }
}

/// An entry for a table-generating function.
pub(crate) const fn table(
    name: &'static str,
    usage: &'static str,
    help: &'static str,
    example: (&'static str, &'static str),
    bind: fn(&Context, Vec<Typed>) -> Result<TableCall, CallError>,
) -> Function {
    Function {
        name,
        aliases: &[],
        group: "table",
        usage,
        help,
        example,
        bind: Bind::Table(bind),
    }
}

impl Function {
    /// The same under more names.
    pub(crate) const fn or(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// The same in another group.
    pub(crate) const fn of(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }
}

/// Checks the number of arguments.
pub(crate) fn count(name: &str, args: &[Typed], min: usize, max: usize) -> Result<(), CallError> {
    let n = args.len();
    if (min..=max).contains(&n) {
        return Ok(());
    }
    let takes = match (min, max) {
        (a, b) if a == b => format!("{a}"),
        (a, usize::MAX) => format!("at least {a}"),
        (a, b) => format!("{a} to {b}"),
    };
    let plural = if takes == "1" { "" } else { "s" };
    Err(CallError(format!(
        "`{name}` takes {takes} argument{plural}, {n} given"
    )))
}

/// Converts argument `n` (from 0); one with parts never becomes one without.
pub(crate) fn convert(name: &str, n: usize, arg: Typed, ty: &HiveType) -> Result<Expr, CallError> {
    if arg.ty.is_primitive() != ty.is_primitive() && arg.ty != HiveType::Void {
        return Err(wrong(name, n, &format!("{ty}"), &arg.ty));
    }
    if &arg.ty == ty {
        return Ok(arg.expr);
    }
    Ok(cast(arg, ty).expr)
}

/// "argument 2 of `f` must be …"
pub(crate) fn wrong(name: &str, n: usize, wanted: &str, found: &HiveType) -> CallError {
    CallError(format!(
        "argument {} of `{name}` must be {wanted}, not {found}",
        n + 1
    ))
}

/// A call of the kernel `name`, whose arguments have the given types; those beyond `min` may be left out.
pub(crate) fn plain_opt(
    name: &str,
    args: Vec<Typed>,
    types: &[HiveType],
    min: usize,
    returns: HiveType,
) -> Bound {
    count(name, &args, min, types.len())?;
    let args = args
        .into_iter()
        .zip(types)
        .enumerate()
        .map(|(n, (arg, ty))| convert(name, n, arg, ty))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(done(name, args, returns))
}

/// A call of the kernel `name`, whose arguments have the given types.
pub(crate) fn plain(name: &str, args: Vec<Typed>, types: &[HiveType], returns: HiveType) -> Bound {
    plain_opt(name, args, types, types.len(), returns)
}

/// A call of the kernel `name` with at least `min` arguments of one type.
pub(crate) fn uniform(
    name: &str,
    args: Vec<Typed>,
    ty: &HiveType,
    min: usize,
    returns: HiveType,
) -> Bound {
    count(name, &args, min, usize::MAX)?;
    let args = args
        .into_iter()
        .enumerate()
        .map(|(n, arg)| convert(name, n, arg, ty))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(done(name, args, returns))
}

/// A call of the kernel `name` on arguments as they are.
pub(crate) fn done(name: &str, args: Vec<Expr>, returns: HiveType) -> Typed {
    let expr = kernel::apply(name, args, &returns);
    Typed { expr, ty: returns }
}

/// An expression and its type.
pub(crate) fn typed(expr: Expr, ty: HiveType) -> Typed {
    Typed { expr, ty }
}

/// A string literal.
pub(crate) fn text(value: &str) -> Expr {
    Expr::Literal(ScalarValue::Utf8View(Some(value.to_owned())), None)
}

/// An int literal.
pub(crate) fn int(value: i32) -> Expr {
    Expr::Literal(ScalarValue::Int32(Some(value)), None)
}

/// The value of an integer literal.
pub(crate) fn literal_int(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(value, _) => match value {
            ScalarValue::Int8(v) => v.map(i64::from),
            ScalarValue::Int16(v) => v.map(i64::from),
            ScalarValue::Int32(v) => v.map(i64::from),
            ScalarValue::Int64(v) => *v,
            _ => None,
        },
        _ => None,
    }
}

/// The value of a string literal.
pub(crate) fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Literal(ScalarValue::Utf8View(Some(v)) | ScalarValue::Utf8(Some(v)), _) => Some(v),
        _ => None,
    }
}

/// An expression converted to a type, whatever it was.
pub(crate) fn cast_to(arg: Typed, ty: &HiveType) -> Expr {
    if &arg.ty == ty {
        return arg.expr;
    }
    cast(arg, ty).expr
}
