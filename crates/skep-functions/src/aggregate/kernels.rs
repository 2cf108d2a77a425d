//! Kernels that look at an array of all values of a group.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Float64Array, Float64Builder, ListArray, ListBuilder, StringViewArray,
    StringViewBuilder, StructArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Float64Type, Int32Type};
use datafusion::common::{Result, exec_err};

use super::histogram::Histogram;
use super::ngrams;
use crate::collection::lists;
use crate::kernel::Kernel;
use crate::rows::Rows;

/// Every kernel of the aggregate functions.
pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::witnessed("gathered", lists::or_empty),
    Kernel::witnessed("gathered_set", |r| {
        lists::or_empty(&Rows::new(
            vec![(lists::distinct(r)?, false)],
            r.len,
            r.returns,
        ))
    }),
    Kernel::new("percentile", DataType::Float64, |r| {
        one(r, percentiles(r, continuous)?)
    }),
    Kernel::witnessed("percentiles", |r| many(r, percentiles(r, continuous)?)),
    Kernel::new("percentile_cont", DataType::Float64, |r| {
        one(r, percentiles(r, continuous)?)
    }),
    Kernel::witnessed("percentile_conts", |r| many(r, percentiles(r, continuous)?)),
    Kernel::new("percentile_disc", DataType::Float64, |r| {
        one(r, percentiles(r, discrete)?)
    }),
    Kernel::witnessed("percentile_discs", |r| many(r, percentiles(r, discrete)?)),
    Kernel::new("percentile_approx", DataType::Float64, |r| {
        one(r, approximate(r)?)
    }),
    Kernel::witnessed("percentile_approxs", |r| many(r, approximate(r)?)),
    Kernel::witnessed("histogram_numeric", histogram),
    Kernel::witnessed("ngrams", |r| {
        let n = r.nums::<Int32Type>(1)?;
        grams(r, |i, words| match n.get(i) {
            Some(n) => ngrams::sequences(words, usize::try_from(n).unwrap_or(1)),
            None => Vec::new(),
        })
    }),
    Kernel::witnessed("context_ngrams", |r| {
        let contexts = r.lists(1)?;
        let words_of = contexts.values().as_any().downcast_ref::<StringViewArray>();
        let Some(words_of) = words_of else {
            return exec_err!("context_ngrams: no strings");
        };
        grams(r, |i, words| {
            let word = |at: usize| words_of.is_valid(at).then(|| words_of.value(at).to_owned());
            let context = contexts
                .get(i)
                .map(|range| range.map(word).collect::<Vec<_>>());
            ngrams::gaps(words, &context.unwrap_or_default())
        })
    }),
    Kernel::new("identity", DataType::Utf8View, |r| r.array(0)),
];

/// The doubles of a list.
fn values(list: &crate::rows::Column<'_, ListArray>, i: usize) -> Vec<f64> {
    let all = list.values().as_any().downcast_ref::<Float64Array>();
    let (Some(range), Some(all)) = (list.get(i), all) else {
        return Vec::new();
    };
    range
        .filter(|at| all.is_valid(*at))
        .map(|at| all.value(at))
        .collect()
}

/// For each row the results for its fractions; none where there are no values.
type Results = Vec<Option<Vec<f64>>>;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in an array"
)]
fn around(sorted: &[f64], p: f64) -> (f64, f64, f64) {
    let position = sorted.len().saturating_sub(1) as f64 * p.clamp(0.0, 1.0);
    let at = |place: f64| sorted.get(place as usize).copied().unwrap_or(f64::NAN);
    (
        at(position.floor()),
        at(position.ceil()),
        position - position.floor(),
    )
}

/// `UDAFPercentile.getPercentile`: by weight between the neighbours.
fn continuous(sorted: &[f64], p: f64) -> f64 {
    let (low, high, part) = around(sorted, p);
    if part == 0.0 || low == high {
        low
    } else {
        (1.0 - part) * low + part * high
    }
}

/// `GenericUDAFPercentileDisc`: the neighbour above.
fn discrete(sorted: &[f64], p: f64) -> f64 {
    around(sorted, p).1
}

fn percentiles(r: &Rows<'_>, pick: fn(&[f64], f64) -> f64) -> Result<Results> {
    let (all, fractions, ascending) = (r.lists(0)?, r.lists(1)?, r.bools(2)?);
    let row = |i| {
        let mut sorted = values(&all, i);
        if sorted.is_empty() {
            return None;
        }
        sorted.sort_by(f64::total_cmp);
        if ascending.get(i) == Some(false) {
            sorted.reverse();
        }
        Some(
            values(&fractions, i)
                .iter()
                .map(|p| pick(&sorted, *p))
                .collect(),
        )
    };
    Ok((0..r.len).map(row).collect())
}

fn approximate(r: &Rows<'_>) -> Result<Results> {
    let (all, fractions, bins) = (r.lists(0)?, r.lists(1)?, r.nums::<Int32Type>(2)?);
    let row = |i| {
        let mut histogram = Histogram::new(usize::try_from(bins.get(i)?).ok()?);
        for v in values(&all, i) {
            histogram.add(v);
        }
        values(&fractions, i)
            .iter()
            .map(|p| histogram.quantile(*p))
            .collect()
    };
    Ok((0..r.len).map(row).collect())
}

fn one(r: &Rows<'_>, results: Results) -> Result<ArrayRef> {
    r.numbers::<Float64Type>(|i| results.get(i)?.as_ref()?.first().copied())
}

fn many(r: &Rows<'_>, results: Results) -> Result<ArrayRef> {
    let DataType::List(item) = r.returns else {
        return exec_err!("no list");
    };
    let mut out = ListBuilder::new(Float64Builder::new()).with_field(Arc::clone(item));
    for row in results {
        out.append_option(row.map(|row| row.into_iter().map(Some)));
    }
    Ok(Arc::new(out.finish()))
}

/// A list of structs of two fields, from their columns and how many there are in each row.
fn structs(
    r: &Rows<'_>,
    columns: Vec<ArrayRef>,
    counts: Vec<usize>,
    valid: Vec<bool>,
) -> Result<ArrayRef> {
    let DataType::List(item) = r.returns else {
        return exec_err!("no list");
    };
    let DataType::Struct(fields) = item.data_type() else {
        return exec_err!("no struct");
    };
    let values = StructArray::try_new(fields.clone(), columns, None)?;
    let offsets = OffsetBuffer::from_lengths(counts);
    let list = ListArray::try_new(
        Arc::clone(item),
        offsets,
        Arc::new(values),
        Some(valid.into()),
    )?;
    Ok(Arc::new(list))
}

fn histogram(r: &Rows<'_>) -> Result<ArrayRef> {
    let (all, bins) = (r.lists(0)?, r.nums::<Int32Type>(1)?);
    let (mut xs, mut ys, mut counts, mut valid) = (vec![], vec![], vec![], vec![]);
    for i in 0..r.len {
        let mut histogram = Histogram::new(usize::try_from(bins.get(i).unwrap_or(2)).unwrap_or(2));
        for v in values(&all, i) {
            histogram.add(v);
        }
        let bins = histogram.bins();
        xs.extend(bins.iter().map(|(x, _)| *x));
        ys.extend(bins.iter().map(|(_, y)| *y));
        counts.push(bins.len());
        valid.push(!bins.is_empty());
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Float64Array::from(xs)),
        Arc::new(Float64Array::from(ys)),
    ];
    structs(r, columns, counts, valid)
}

/// The words of each sentence of row `i` of an array of arrays of arrays of strings.
fn sentences(r: &Rows<'_>, i: usize) -> Result<Vec<Vec<String>>> {
    let texts = r.lists(0)?;
    let (Some(range), Some(sentences)) = (
        texts.get(i),
        texts.values().as_any().downcast_ref::<ListArray>(),
    ) else {
        return Ok(Vec::new());
    };
    let mut out = Vec::new();
    for text in range {
        let text = sentences.value(text);
        let Some(text) = text.as_any().downcast_ref::<ListArray>() else {
            continue;
        };
        for words in text.iter().flatten() {
            let Some(words) = words.as_any().downcast_ref::<StringViewArray>() else {
                continue;
            };
            out.push(words.iter().flatten().map(ToOwned::to_owned).collect());
        }
    }
    Ok(out)
}

fn grams(r: &Rows<'_>, of: impl Fn(usize, &[String]) -> Vec<Vec<String>>) -> Result<ArrayRef> {
    let k = r.nums::<Int32Type>(2)?;
    let mut words = ListBuilder::new(StringViewBuilder::new());
    let (mut ys, mut counts, mut valid) = (vec![], vec![], vec![]);
    for i in 0..r.len {
        let all = sentences(r, i)?
            .iter()
            .flat_map(|s| of(i, s))
            .collect::<Vec<_>>();
        let top = ngrams::top(all, usize::try_from(k.get(i).unwrap_or(0)).unwrap_or(0));
        counts.push(top.len());
        valid.push(!top.is_empty());
        for (gram, n) in top {
            ys.push(n);
            words.append_value(gram.into_iter().map(Some));
        }
    }
    let words: ArrayRef = Arc::new(words.finish());
    structs(
        r,
        vec![words, Arc::new(Float64Array::from(ys))],
        counts,
        valid,
    )
}
