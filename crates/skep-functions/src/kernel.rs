//! Kernels: functions over Arrow columns, each a few lines, as DataFusion scalar functions.
//!
//! A kernel has one name and no parameters, so that a plan read back from bytes finds it again ([`udf`]). Where the
//! result type depends on the call, the last argument is a *witness*: a NULL literal of the result's type.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array, new_null_array};
use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err, internal_err};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature,
    Volatility,
};
use datafusion::prelude::Expr;
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

use crate::rows::Rows;

/// What a kernel computes: one value a row, of the type `rows.returns`.
pub(crate) type Body = fn(&Rows<'_>) -> Result<ArrayRef>;

/// A function over columns.
pub(crate) struct Kernel {
    name: &'static str,
    /// The result's type; none where the last argument is a witness.
    returns: Option<DataType>,
    volatility: Volatility,
    body: Body,
}

impl Kernel {
    /// A kernel that always gives `returns`.
    pub(crate) const fn new(name: &'static str, returns: DataType, body: Body) -> Self {
        let returns = Some(returns);
        let volatility = Volatility::Immutable;
        Self {
            name,
            returns,
            volatility,
            body,
        }
    }

    /// A kernel whose last argument is a NULL of the result's type.
    pub(crate) const fn witnessed(name: &'static str, body: Body) -> Self {
        Self {
            name,
            returns: None,
            volatility: Volatility::Immutable,
            body,
        }
    }

    /// A kernel that may give something else on every row.
    pub(crate) const fn volatile(name: &'static str, returns: DataType, body: Body) -> Self {
        Self {
            name,
            returns: Some(returns),
            volatility: Volatility::Volatile,
            body,
        }
    }
}

/// Every kernel, by group.
const KERNELS: &[&[Kernel]] = &[
    crate::aggregate::kernels::KERNELS,
    crate::collection::kernels::KERNELS,
    crate::hash::kernels::KERNELS,
    crate::json::kernels::KERNELS,
    crate::math::kernels::KERNELS,
    crate::string::kernels::KERNELS,
];

fn find(name: &str) -> Option<&'static Kernel> {
    KERNELS
        .iter()
        .flat_map(|group| group.iter())
        .find(|k| k.name == name)
}

/// The scalar function of a kernel, by its name in a plan (`hive_` and the kernel's name).
pub fn udf(name: &str) -> Option<Arc<ScalarUDF>> {
    let kernel = find(name.strip_prefix("hive_")?)?;
    Some(Arc::new(ScalarUDF::from(KernelUdf::new(kernel))))
}

/// The names of all kernels' scalar functions.
pub fn udf_names() -> impl Iterator<Item = String> {
    KERNELS
        .iter()
        .flat_map(|group| group.iter())
        .map(|k| format!("hive_{}", k.name))
}

/// A call of a kernel; the arguments have the types that the kernel expects.
///
/// # Panics
/// Never: an unknown name (a bug, found by this crate's tests) gives a NULL.
pub(crate) fn apply(name: &str, mut args: Vec<Expr>, returns: &HiveType) -> Expr {
    let Some(kernel) = find(name) else {
        debug_assert!(false, "no kernel `{name}`");
        return null(returns);
    };
    if kernel.returns.is_none() {
        args.push(null(returns));
    }
    let udf = Arc::new(ScalarUDF::from(KernelUdf::new(kernel)));
    Expr::ScalarFunction(ScalarFunction::new_udf(udf, args))
}

/// A NULL literal of a Hive type.
pub(crate) fn null(ty: &HiveType) -> Expr {
    let value = ScalarValue::try_from(&arrow_type(ty)).unwrap_or(ScalarValue::Null);
    Expr::Literal(value, None)
}

struct KernelUdf {
    kernel: &'static Kernel,
    name: String,
    signature: Signature,
}

impl KernelUdf {
    fn new(kernel: &'static Kernel) -> Self {
        let any = vec![TypeSignature::VariadicAny, TypeSignature::Nullary];
        Self {
            kernel,
            name: format!("hive_{}", kernel.name),
            signature: Signature::one_of(any, kernel.volatility),
        }
    }
}

impl fmt::Debug for KernelUdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq for KernelUdf {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for KernelUdf {}

impl Hash for KernelUdf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for KernelUdf {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arg_types: &[DataType]) -> Result<DataType> {
        match (&self.kernel.returns, arg_types.last()) {
            (Some(ty), _) => Ok(ty.clone()),
            (None, Some(witness)) => Ok(witness.clone()),
            (None, None) => internal_err!("`{}` lacks its witness", self.name),
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let returns = args.return_field.data_type().clone();
        let mut values = args.args;
        if self.kernel.returns.is_none() {
            values.pop();
        }
        let volatile = self.kernel.volatility == Volatility::Volatile;
        let constant = !volatile && values.iter().all(|v| matches!(v, ColumnarValue::Scalar(_)));
        let len = if constant { 1 } else { args.number_rows };
        let columns = values
            .into_iter()
            .map(|v| match v {
                ColumnarValue::Array(a) => Ok((a, false)),
                ColumnarValue::Scalar(s) => Ok((s.to_array()?, true)),
            })
            .collect::<Result<Vec<_>>>()?;
        let result = (self.kernel.body)(&Rows::new(columns, len, &returns))?;
        if result.len() != len {
            return exec_err!("`{}` gave {} rows for {len}", self.name, result.len());
        }
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &result, 0,
            )?));
        }
        Ok(ColumnarValue::Array(result))
    }
}

/// A column of one repeated value, in full.
pub(crate) fn repeat(column: &ArrayRef, len: usize) -> Result<ArrayRef> {
    if column.len() != 1 {
        return Ok(new_null_array(column.data_type(), len));
    }
    let indices = UInt32Array::from(vec![0; len]);
    Ok(arrow::compute::take(column, &indices, None)?)
}
