//! Aggregate functions.
//!
//! Where DataFusion's own behave as Hive's, they are called; an exact or sketching function of all values collects
//! them into an array and lets a kernel look at it, so that it works under GROUP BY and OVER alike.

use crate::call::aggregate;
use crate::registry::Function;
use datafusion::functions_aggregate as df;

mod bind;
pub mod decimal;
mod histogram;
pub(crate) mod kernels;
mod ngrams;
pub mod variance;

use bind::{
    approx_distinct, avg, collect, context_ngrams, count_rows, doubles, extreme, histogram_numeric,
    ngrams_of, ordered_percentile, percentile, percentile_approx, regr_count, sum, sum_or_zero,
};
use variance::{Kind, variance};

/// The aggregate functions.
pub const FUNCTIONS: &[Function] = &[
    aggregate(
        "count",
        "count(*) | count([distinct] expr, …)",
        "how many rows there are, or rows where no expr is NULL",
        (
            "select count(c), count(*) from (select 1 c union all select null c) t",
            "1\t2",
        ),
        |_, a, d| count_rows(a, d),
    ),
    aggregate(
        "sum",
        "sum([distinct] x)",
        "the sum; NULL when there is nothing to add",
        (
            "select sum(c) from (select 1 c union all select 2 c) t",
            "3",
        ),
        |_, a, d| sum(a, d),
    ),
    aggregate(
        "$sum0",
        "$sum0(x)",
        "the sum; 0 when there is nothing to add",
        (
            "select `$sum0`(c) from (select 1 c union all select 2 c) t",
            "3",
        ),
        |_, a, d| sum_or_zero(a, d),
    ),
    aggregate(
        "avg",
        "avg([distinct] x)",
        "the mean",
        (
            "select avg(c) from (select 1 c union all select 2 c) t",
            "1.5",
        ),
        |_, a, d| avg(a, d),
    ),
    aggregate(
        "min",
        "min(x)",
        "the least value",
        (
            "select min(c) from (select 1 c union all select 2 c) t",
            "1",
        ),
        |_, a, _| extreme("min", df::min_max::min_udaf(), a),
    ),
    aggregate(
        "max",
        "max(x)",
        "the greatest value",
        (
            "select max(c) from (select 1 c union all select 2 c) t",
            "2",
        ),
        |_, a, _| extreme("max", df::min_max::max_udaf(), a),
    ),
    aggregate(
        "variance",
        "variance(x)",
        "the variance of the whole population",
        (
            "select variance(c) from (select 1 c union all select 3 c) t",
            "1.0",
        ),
        |_, a, d| doubles("variance", variance(Kind::Variance), a, d, 1),
    )
    .or(&["var_pop"]),
    aggregate(
        "var_samp",
        "var_samp(x)",
        "the variance of a sample",
        (
            "select var_samp(c) from (select 1 c union all select 3 c) t",
            "2.0",
        ),
        |_, a, d| doubles("var_samp", variance(Kind::VarianceSample), a, d, 1),
    ),
    aggregate(
        "stddev",
        "stddev(x)",
        "the standard deviation of the whole population",
        (
            "select stddev(c) from (select 1 c union all select 3 c) t",
            "1.0",
        ),
        |_, a, d| doubles("stddev", variance(Kind::Deviation), a, d, 1),
    )
    .or(&["std", "stddev_pop"]),
    aggregate(
        "stddev_samp",
        "stddev_samp(x)",
        "the standard deviation of a sample",
        (
            "select stddev_samp(c) from (select 1 c union all select 9 c union all select 5 c) t",
            "4.0",
        ),
        |_, a, d| doubles("stddev_samp", variance(Kind::DeviationSample), a, d, 1),
    ),
    aggregate(
        "covar_pop",
        "covar_pop(x, y)",
        "the covariance of the whole population",
        (
            "select covar_pop(x, y) from (select 1 x, 1 y union all select 3 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("covar_pop", df::covariance::covar_pop_udaf(), a, d, 2),
    ),
    aggregate(
        "covar_samp",
        "covar_samp(x, y)",
        "the covariance of a sample",
        (
            "select covar_samp(x, y) from (select 1 x, 1 y union all select 3 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("covar_samp", df::covariance::covar_samp_udaf(), a, d, 2),
    ),
    aggregate(
        "corr",
        "corr(x, y)",
        "Pearson's coefficient of correlation",
        (
            "select corr(x, y) from (select 1 x, 1 y union all select 3 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("corr", df::correlation::corr_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_slope",
        "regr_slope(y, x)",
        "the slope of the regression line",
        (
            "select regr_slope(y, x) from (select 0 x, 1 y union all select 1 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_slope", df::regr::regr_slope_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_intercept",
        "regr_intercept(y, x)",
        "where the regression line meets the y axis",
        (
            "select regr_intercept(y, x) from (select 0 x, 1 y union all select 1 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("regr_intercept", df::regr::regr_intercept_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_r2",
        "regr_r2(y, x)",
        "the coefficient of determination",
        (
            "select regr_r2(y, x) from (select 0 x, 1 y union all select 1 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("regr_r2", df::regr::regr_r2_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_sxx",
        "regr_sxx(y, x)",
        "the sum of squares of x about its mean",
        (
            "select regr_sxx(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_sxx", df::regr::regr_sxx_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_syy",
        "regr_syy(y, x)",
        "the sum of squares of y about its mean",
        (
            "select regr_syy(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_syy", df::regr::regr_syy_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_sxy",
        "regr_sxy(y, x)",
        "the sum of products of x and y about their means",
        (
            "select regr_sxy(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_sxy", df::regr::regr_sxy_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_avgx",
        "regr_avgx(y, x)",
        "the mean of x where neither is NULL",
        (
            "select regr_avgx(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("regr_avgx", df::regr::regr_avgx_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_avgy",
        "regr_avgy(y, x)",
        "the mean of y where neither is NULL",
        (
            "select regr_avgy(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_avgy", df::regr::regr_avgy_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_count",
        "regr_count(y, x)",
        "how many rows have neither NULL",
        (
            "select regr_count(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2",
        ),
        |_, a, d| regr_count(a, d),
    ),
    aggregate(
        "collect_list",
        "collect_list(x)",
        "the values that aren't NULL, in an array",
        (
            "select collect_list(c) from (select 1 c union all select 1 c) t",
            "[1,1]",
        ),
        |_, a, d| collect("collect_list", a, d),
    ),
    aggregate(
        "collect_set",
        "collect_set(x)",
        "the different values that aren't NULL, in an array",
        (
            "select collect_set(c) from (select 1 c union all select 1 c) t",
            "[1]",
        ),
        |_, a, d| collect("collect_set", a, d),
    ),
    aggregate(
        "percentile",
        "percentile(x, p | array(p, …))",
        "the exact percentile of whole numbers, between two values by weight",
        (
            "select percentile(c, 0.5) from (select 1 c union all select 2 c) t",
            "1.5",
        ),
        |_, a, d| percentile("percentile", a, d),
    ),
    aggregate(
        "percentile_cont",
        "percentile_cont(x, p) | percentile_cont(p) within group (order by x)",
        "the percentile between two values by weight",
        (
            "select percentile_cont(c, 0.5) from (select 1 c union all select 2 c) t",
            "1.5",
        ),
        |_, a, d| ordered_percentile("percentile_cont", a, d),
    ),
    aggregate(
        "percentile_disc",
        "percentile_disc(x, p) | percentile_disc(p) within group (order by x)",
        "the first value at or after the percentile",
        (
            "select percentile_disc(c, 0.5) from (select 1 c union all select 2 c) t",
            "2.0",
        ),
        |_, a, d| ordered_percentile("percentile_disc", a, d),
    ),
    aggregate(
        "percentile_approx",
        "percentile_approx(x, p | array(p, …)[, b])",
        "about the percentile, by a histogram of b (10000) bins",
        (
            "select percentile_approx(c, 1.0) from (select 1.0D c union all select 2.0D c) t",
            "2.0",
        ),
        |_, a, d| percentile_approx(a, d),
    ),
    aggregate(
        "histogram_numeric",
        "histogram_numeric(x, b)",
        "the centres and heights of b bins",
        (
            "select histogram_numeric(c, 2) from (select 1 c union all select 3 c) t",
            "[{\"x\":1.0,\"y\":1.0},{\"x\":3.0,\"y\":1.0}]",
        ),
        |_, a, d| histogram_numeric(a, d),
    ),
    aggregate(
        "approx_distinct",
        "approx_distinct(x)",
        "about how many different values there are",
        (
            "select approx_distinct(c) from (select 1 c union all select 1 c) t",
            "1",
        ),
        |_, a, _| approx_distinct(a),
    ),
    aggregate(
        "ngrams",
        "ngrams(array<array<string>>, n, k[, pf])",
        "the k most frequent sequences of n words",
        (
            "select ngrams(sentences('a b a b'), 2, 1) from (select 1 c) t",
            "[{\"ngram\":[\"a\",\"b\"],\"estfrequency\":2.0}]",
        ),
        |_, a, d| ngrams_of(a, d),
    ),
    aggregate(
        "context_ngrams",
        "context_ngrams(array<array<string>>, array<string>, k[, pf])",
        "the k most frequent words in the NULLs of a context",
        (
            "select context_ngrams(sentences('i love you'), array('i', null), 1) from (select 1 c) t",
            "[{\"ngram\":[\"love\"],\"estfrequency\":1.0}]",
        ),
        |_, a, d| context_ngrams(a, d),
    ),
];
