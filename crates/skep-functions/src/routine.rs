//! Routines: the bodies of casts, operators and date functions, as DataFusion scalar functions.
//!
//! A routine is a name and a function over columns; a call of it adds Hive types (what it converts from and to). The
//! scalar function's name says both, `hive:cast(string,decimal(10,2))`, so equal names mean equal behaviour.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayAccessor, ArrayRef, ArrowPrimitiveType, BooleanArray, PrimitiveArray,
    StringViewArray, StringViewBuilder,
};
use arrow::datatypes::{DataType, Decimal128Type};
use chrono_tz::Tz;
use datafusion::common::{Result, ScalarValue, exec_err, internal_err};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature,
    Volatility,
};
use datafusion::prelude::Expr;
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

/// A named function over columns.
pub(crate) struct Routine {
    pub(crate) name: &'static str,
    pub(crate) body: fn(&Call<'_>) -> Result<ArrayRef>,
}

/// One run of a routine.
pub(crate) struct Call<'a> {
    args: &'a [(ArrayRef, bool)],
    /// How many rows there are.
    pub(crate) len: usize,
    /// The Hive types of the call; the last is the result's.
    pub(crate) types: &'a [HiveType],
    /// The session's zone.
    pub(crate) zone: Tz,
}

/// An argument: an array, or one value repeated.
pub(crate) struct Column<'a, A> {
    array: &'a A,
    constant: bool,
}

impl<'a, A> Column<'a, A>
where
    &'a A: ArrayAccessor,
{
    /// The value in row `i`; `None` is NULL.
    pub(crate) fn get(&self, i: usize) -> Option<<&'a A as ArrayAccessor>::Item> {
        let array = self.array;
        let i = if self.constant { 0 } else { i };
        (i < array.len() && !array.is_null(i)).then(|| array.value(i))
    }

    /// The array of an argument that isn't one value repeated.
    pub(crate) fn whole(&self) -> Option<&'a A> {
        (!self.constant).then_some(self.array)
    }

    /// The one value of a repeated argument.
    pub(crate) fn constant(&self) -> Option<<&'a A as ArrayAccessor>::Item> {
        if self.constant { self.get(0) } else { None }
    }
}

impl<'a> Call<'a> {
    /// A run over arrays; the flag says that one value is repeated.
    pub(crate) fn new(
        args: &'a [(ArrayRef, bool)],
        len: usize,
        types: &'a [HiveType],
        zone: Tz,
    ) -> Self {
        Self {
            args,
            len,
            types,
            zone,
        }
    }

    /// Argument `n` as an array of a class.
    pub(crate) fn arg<A: Array + 'static>(&self, n: usize) -> Result<Column<'a, A>> {
        let Some((array, constant)) = self.args.get(n) else {
            return internal_err!("argument {n} is missing");
        };
        match array.as_any().downcast_ref() {
            Some(array) => Ok(Column {
                array,
                constant: *constant,
            }),
            None => internal_err!("argument {n} has the type {}", array.data_type()),
        }
    }

    /// Argument `n` as it is, with one row or `len` rows.
    pub(crate) fn raw(&self, n: usize) -> Result<&'a ArrayRef> {
        match self.args.get(n) {
            Some((array, _)) => Ok(array),
            None => internal_err!("argument {n} is missing"),
        }
    }

    /// The Hive type at `n`.
    pub(crate) fn ty(&self, n: usize) -> Result<&'a HiveType> {
        match self.types.get(n) {
            Some(ty) => Ok(ty),
            None => internal_err!("type {n} is missing"),
        }
    }

    /// The result's Hive type.
    pub(crate) fn returns(&self) -> HiveType {
        self.types.last().cloned().unwrap_or(HiveType::Void)
    }

    /// A result of numbers (dates, timestamps, decimals too).
    pub(crate) fn numbers<T: ArrowPrimitiveType>(
        &self,
        value: impl Fn(usize) -> Option<T::Native>,
    ) -> Result<ArrayRef> {
        let array: PrimitiveArray<T> = (0..self.len).map(value).collect();
        Ok(Arc::new(array.with_data_type(arrow_type(&self.returns()))))
    }

    /// A result of decimals: unscaled values that already fit.
    pub(crate) fn decimals(&self, value: impl Fn(usize) -> Option<i128>) -> Result<ArrayRef> {
        self.numbers::<Decimal128Type>(value)
    }

    /// A result of booleans.
    pub(crate) fn booleans(&self, value: impl Fn(usize) -> Option<bool>) -> Result<ArrayRef> {
        Ok(Arc::new((0..self.len).map(value).collect::<BooleanArray>()))
    }

    /// A result of strings: `write` appends a row's text, or says that it is NULL.
    pub(crate) fn texts(
        &self,
        write: impl Fn(usize, &mut Vec<u8>) -> Option<()>,
    ) -> Result<ArrayRef> {
        let mut out = StringViewBuilder::with_capacity(self.len);
        let mut text = Vec::new();
        for i in 0..self.len {
            text.clear();
            let written = write(i, &mut text);
            out.append_option(written.and_then(|()| std::str::from_utf8(&text).ok()));
        }
        Ok(Arc::new(out.finish()))
    }

    /// A result of strings that are parts of arguments or new.
    pub(crate) fn strings<S: AsRef<str>>(
        &self,
        value: impl Fn(usize) -> Option<S>,
    ) -> Result<ArrayRef> {
        let array: StringViewArray = (0..self.len).map(value).collect();
        Ok(Arc::new(array))
    }
}

/// A call of a routine as an expression; `types` end with the result's type.
pub(crate) fn call(routine: &'static Routine, args: Vec<Expr>, types: Vec<HiveType>) -> Expr {
    let udf = ScalarUDF::from(RoutineUdf::new(routine, types));
    Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(udf), args))
}

/// [`call`], or the value where all arguments are constants and the session's zone doesn't matter.
pub(crate) fn call_or_fold(
    routine: &'static Routine,
    args: Vec<Expr>,
    types: Vec<HiveType>,
) -> Expr {
    match fold(routine, &args, &types, Tz::UTC) {
        Some(value) => Expr::Literal(value, None),
        None => call(routine, args, types),
    }
}

/// Runs a routine on constants, if all arguments are.
pub(crate) fn fold(
    routine: &'static Routine,
    args: &[Expr],
    types: &[HiveType],
    zone: Tz,
) -> Option<ScalarValue> {
    let literal = |arg: &Expr| match arg {
        Expr::Literal(value, _) => value.to_array().ok().map(|array| (array, true)),
        _ => None,
    };
    let args = args.iter().map(literal).collect::<Option<Vec<_>>>()?;
    let call = Call::new(&args, 1, types, zone);
    let array = (routine.body)(&call).ok()?;
    ScalarValue::try_from_array(&array, 0).ok()
}

struct RoutineUdf {
    routine: &'static Routine,
    types: Vec<HiveType>,
    name: String,
    signature: Signature,
}

impl RoutineUdf {
    fn new(routine: &'static Routine, types: Vec<HiveType>) -> Self {
        let spelled: Vec<_> = types.iter().map(ToString::to_string).collect();
        let any = vec![TypeSignature::VariadicAny, TypeSignature::Nullary];
        Self {
            name: format!("hive:{}({})", routine.name, spelled.join(",")),
            routine,
            types,
            signature: Signature::one_of(any, Volatility::Immutable),
        }
    }
}

impl fmt::Debug for RoutineUdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq for RoutineUdf {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for RoutineUdf {}

impl Hash for RoutineUdf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for RoutineUdf {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(arrow_type(self.types.last().unwrap_or(&HiveType::Void)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args
            .args
            .iter()
            .all(|v| matches!(v, ColumnarValue::Scalar(_)));
        let len = if constant { 1 } else { args.number_rows };
        let zone = args.config_options.execution.time_zone.as_deref();
        let zone = zone.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC);
        let columns = args
            .args
            .into_iter()
            .map(|v| match v {
                ColumnarValue::Array(array) => Ok((array, false)),
                ColumnarValue::Scalar(value) => Ok((value.to_array()?, true)),
            })
            .collect::<Result<Vec<_>>>()?;
        let call = Call::new(&columns, len, &self.types, zone);
        let result = (self.routine.body)(&call)?;
        if result.len() != len {
            return exec_err!("`{}` gave {} rows for {len}", self.name, result.len());
        }
        if constant {
            return ScalarValue::try_from_array(&result, 0).map(ColumnarValue::Scalar);
        }
        Ok(ColumnarValue::Array(result))
    }
}
