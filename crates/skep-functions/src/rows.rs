//! A kernel's view of its arguments: typed columns read by row, and builders for the result.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, BinaryArray, BinaryBuilder, BooleanArray, ListArray,
    MapArray, PrimitiveArray, StringViewArray, StringViewBuilder,
};
use arrow::datatypes::{DataType, Decimal128Type};
use datafusion::common::{Result, exec_err};

use crate::kernel::repeat;

/// The arguments of one call.
pub(crate) struct Rows<'a> {
    /// Each column, and whether it is one value repeated.
    columns: Vec<(ArrayRef, bool)>,
    /// How many rows there are.
    pub(crate) len: usize,
    /// The result's type.
    pub(crate) returns: &'a DataType,
}

/// A typed column; `get` gives `None` for NULL.
pub(crate) struct Column<'a, A> {
    array: &'a A,
    constant: bool,
}

impl<A: Array> Column<'_, A> {
    /// Where row `i` is, unless it is NULL.
    fn at(&self, i: usize) -> Option<usize> {
        let i = if self.constant { 0 } else { i };
        (i < self.array.len() && !self.array.is_null(i)).then_some(i)
    }
}

/// A column of strings.
pub(crate) type Strs<'a> = Column<'a, StringViewArray>;

impl<'a> Column<'a, StringViewArray> {
    pub(crate) fn get(&self, i: usize) -> Option<&'a str> {
        self.at(i).map(|i| self.array.value(i))
    }
}

impl<'a> Column<'a, BinaryArray> {
    pub(crate) fn get(&self, i: usize) -> Option<&'a [u8]> {
        self.at(i).map(|i| self.array.value(i))
    }
}

impl Column<'_, BooleanArray> {
    pub(crate) fn get(&self, i: usize) -> Option<bool> {
        self.at(i).map(|i| self.array.value(i))
    }
}

impl<T: ArrowPrimitiveType> Column<'_, PrimitiveArray<T>> {
    pub(crate) fn get(&self, i: usize) -> Option<T::Native> {
        self.at(i).map(|i| self.array.value(i))
    }
}

impl Column<'_, ListArray> {
    /// Where the elements of row `i` are in [`Self::values`].
    pub(crate) fn get(&self, i: usize) -> Option<std::ops::Range<usize>> {
        self.at(i).map(|i| range(self.array.value_offsets(), i))
    }

    /// The elements of all rows.
    pub(crate) fn values(&self) -> &ArrayRef {
        self.array.values()
    }
}

impl Column<'_, MapArray> {
    /// Where the entries of row `i` are.
    pub(crate) fn get(&self, i: usize) -> Option<std::ops::Range<usize>> {
        self.at(i).map(|i| range(self.array.value_offsets(), i))
    }

    /// The keys of all rows.
    pub(crate) fn keys(&self) -> &ArrayRef {
        self.array.keys()
    }

    /// The values of all rows.
    pub(crate) fn values(&self) -> &ArrayRef {
        self.array.values()
    }
}

/// The `i`-th span between offsets.
pub(crate) fn range(offsets: &[i32], i: usize) -> std::ops::Range<usize> {
    let at = |i: usize| {
        let offset = offsets.get(i).copied().unwrap_or(0);
        usize::try_from(offset).unwrap_or(0)
    };
    at(i)..at(i + 1)
}

impl<'a> Rows<'a> {
    pub(crate) fn new(columns: Vec<(ArrayRef, bool)>, len: usize, returns: &'a DataType) -> Self {
        Self {
            columns,
            len,
            returns,
        }
    }

    /// How many arguments there are.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    /// The type of argument `n`.
    pub(crate) fn data_type(&self, n: usize) -> DataType {
        match self.columns.get(n) {
            Some((a, _)) => a.data_type().clone(),
            None => DataType::Null,
        }
    }

    /// Argument `n` as an array of `len` values.
    pub(crate) fn array(&self, n: usize) -> Result<ArrayRef> {
        match self.columns.get(n) {
            Some((a, true)) if self.len != 1 => repeat(a, self.len),
            Some((a, _)) => Ok(Arc::clone(a)),
            None => exec_err!("argument {} is missing", n + 1),
        }
    }

    /// Argument `n` as it came, and whether it is one value for all rows.
    pub(crate) fn raw(&self, n: usize) -> Result<(&ArrayRef, bool)> {
        match self.columns.get(n) {
            Some((a, constant)) => Ok((a, *constant)),
            None => exec_err!("argument {} is missing", n + 1),
        }
    }

    fn column<A: Array + 'static>(&self, n: usize) -> Result<Column<'_, A>> {
        let (array, constant) = self.raw(n)?;
        match array.as_any().downcast_ref::<A>() {
            Some(array) => Ok(Column { array, constant }),
            None => exec_err!("argument {} has the type {}", n + 1, array.data_type()),
        }
    }

    pub(crate) fn strs(&self, n: usize) -> Result<Strs<'_>> {
        self.column(n)
    }

    pub(crate) fn nums<T: ArrowPrimitiveType>(
        &self,
        n: usize,
    ) -> Result<Column<'_, PrimitiveArray<T>>> {
        self.column(n)
    }

    pub(crate) fn bytes(&self, n: usize) -> Result<Column<'_, BinaryArray>> {
        self.column(n)
    }

    pub(crate) fn bools(&self, n: usize) -> Result<Column<'_, BooleanArray>> {
        self.column(n)
    }

    pub(crate) fn lists(&self, n: usize) -> Result<Column<'_, ListArray>> {
        self.column(n)
    }

    pub(crate) fn maps(&self, n: usize) -> Result<Column<'_, MapArray>> {
        self.column(n)
    }

    /// A result of strings.
    pub(crate) fn text<S: AsRef<str>>(&self, f: impl Fn(usize) -> Option<S>) -> Result<ArrayRef> {
        let mut out = StringViewBuilder::with_capacity(self.len);
        for i in 0..self.len {
            out.append_option(f(i));
        }
        Ok(Arc::new(out.finish()))
    }

    /// A result of strings that may fail.
    pub(crate) fn try_text<S: AsRef<str>>(
        &self,
        mut f: impl FnMut(usize) -> Result<Option<S>>,
    ) -> Result<ArrayRef> {
        let mut out = StringViewBuilder::with_capacity(self.len);
        for i in 0..self.len {
            out.append_option(f(i)?);
        }
        Ok(Arc::new(out.finish()))
    }

    /// A result of bytes.
    pub(crate) fn binary(&self, f: impl Fn(usize) -> Option<Vec<u8>>) -> Result<ArrayRef> {
        let mut out = BinaryBuilder::new();
        for i in 0..self.len {
            out.append_option(f(i));
        }
        Ok(Arc::new(out.finish()))
    }

    /// A result of truth values.
    pub(crate) fn truths(&self, f: impl Fn(usize) -> Option<bool>) -> Result<ArrayRef> {
        Ok(Arc::new((0..self.len).map(f).collect::<BooleanArray>()))
    }

    /// A result of numbers.
    pub(crate) fn numbers<T: ArrowPrimitiveType>(
        &self,
        f: impl Fn(usize) -> Option<T::Native>,
    ) -> Result<ArrayRef> {
        Ok(Arc::new(
            (0..self.len).map(f).collect::<PrimitiveArray<T>>(),
        ))
    }

    /// A result of decimals, by their unscaled values.
    pub(crate) fn decimals(&self, f: impl Fn(usize) -> Option<i128>) -> Result<ArrayRef> {
        let DataType::Decimal128(precision, scale) = self.returns else {
            return exec_err!("a decimal result can't be {}", self.returns);
        };
        let limit = 10_i128.pow(u32::from(*precision));
        let fits = |v: &i128| v.unsigned_abs() < limit.unsigned_abs();
        let values = (0..self.len)
            .map(|i| f(i).filter(fits))
            .collect::<PrimitiveArray<Decimal128Type>>();
        Ok(Arc::new(
            values.with_precision_and_scale(*precision, *scale)?,
        ))
    }
}
