//! Counting sequences of words.

use std::collections::HashMap;

/// The `k` most frequent of `grams`; those met first come first among equals.
pub(super) fn top(grams: Vec<Vec<String>>, k: usize) -> Vec<(Vec<String>, f64)> {
    let mut counts: HashMap<Vec<String>, f64> = HashMap::new();
    for gram in grams {
        *counts.entry(gram).or_insert(0.0) += 1.0;
    }
    let mut all = counts.into_iter().collect::<Vec<_>>();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(k);
    all
}

/// Every sequence of `n` words.
pub(super) fn sequences(words: &[String], n: usize) -> Vec<Vec<String>> {
    words.windows(n.max(1)).map(<[String]>::to_vec).collect()
}

/// The words in the gaps of a context wherever the rest of it matches.
pub(super) fn gaps(words: &[String], context: &[Option<String>]) -> Vec<Vec<String>> {
    let fits = |window: &&[String]| {
        let mut pairs = window.iter().zip(context);
        pairs.all(|(word, wanted)| wanted.as_ref().is_none_or(|w| w == word))
    };
    let gap = |window: &[String]| {
        let pairs = window.iter().zip(context);
        pairs
            .filter(|(_, c)| c.is_none())
            .map(|(w, _)| w.clone())
            .collect()
    };
    words
        .windows(context.len().max(1))
        .filter(fits)
        .map(gap)
        .collect()
}
