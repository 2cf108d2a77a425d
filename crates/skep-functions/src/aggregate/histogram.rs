//! The histogram behind `percentile_approx` and `histogram_numeric` (Ben-Haim and Tom-Tov; Hive's `NumericHistogram`).

use crate::random::Random;

/// Bins of a centre and a height, in order.
pub(super) struct Histogram {
    bins: Vec<(f64, f64)>,
    most: usize,
    /// Hive breaks ties by a generator with a fixed seed.
    random: Random,
}

impl Histogram {
    /// An empty histogram of at most `most` bins.
    pub(super) fn new(most: usize) -> Self {
        Self {
            bins: Vec::new(),
            most: most.max(2),
            random: Random::new(31183),
        }
    }

    /// Adds a value.
    pub(super) fn add(&mut self, v: f64) {
        let at = self.bins.partition_point(|(x, _)| *x < v);
        match self.bins.get_mut(at) {
            Some(bin) if bin.0 == v => bin.1 += 1.0,
            _ => {
                self.bins.insert(at, (v, 1.0));
                self.trim();
            }
        }
    }

    /// Joins the two nearest bins until there are few enough.
    fn trim(&mut self) {
        while self.bins.len() > self.most {
            let mut best = (f64::INFINITY, 0);
            let mut ties = 1.0;
            for (n, pair) in self.bins.windows(2).enumerate() {
                let [(a, _), (b, _)] = pair else { continue };
                let gap = b - a;
                if n == 0 || gap < best.0 {
                    best = (gap, n);
                    ties = 1.0;
                } else if gap == best.0 {
                    ties += 1.0;
                    if self.random.next_double() <= 1.0 / ties {
                        best.1 = n;
                    }
                }
            }
            let (x, y) = self.bins.remove(best.1 + 1);
            if let Some(bin) = self.bins.get_mut(best.1) {
                let d = bin.1 + y;
                bin.0 *= bin.1 / d;
                bin.0 += x / d * y;
                bin.1 = d;
            }
        }
    }

    /// The value below which a share `q` lies.
    pub(super) fn quantile(&self, q: f64) -> Option<f64> {
        let sum = self.bins.iter().map(|(_, y)| y).sum::<f64>();
        let mut below = 0.0;
        let mut last: Option<f64> = None;
        for (x, y) in &self.bins {
            if (below + y) / sum >= q {
                return Some(match last {
                    None => *x,
                    Some(last) => last + (q * sum - below) * (x - last) / y,
                });
            }
            below += y;
            last = Some(*x);
        }
        None
    }

    /// The bins.
    pub(super) fn bins(&self) -> &[(f64, f64)] {
        &self.bins
    }
}
