//! How long requests took: sum, longest, and any quantile to within 4 %.
//!
//! A quantile comes from counts by logarithmic bucket (as DDSketch has them: Masson and others, VLDB 2019): a bucket's upper
//! end is [`GROWTH`] times its lower one, so its middle is off by 4 % at most. Few requests need few buckets; only those met are kept.

/// A bucket's upper end over its lower one.
const GROWTH: f64 = 1.08;

/// The durations of some requests, in microseconds.
#[derive(Debug, Default)]
pub(super) struct Durations {
    /// How many.
    pub(super) requests: u64,
    /// Their sum.
    pub(super) total: u64,
    /// The longest.
    pub(super) longest: u64,
    /// Bucket and count, by bucket.
    buckets: Vec<(u16, u32)>,
}

impl Durations {
    /// Notes one duration.
    pub(super) fn add(&mut self, micros: u64) {
        self.requests += 1;
        self.total = self.total.saturating_add(micros);
        self.longest = self.longest.max(micros);
        let bucket = bucket(micros);
        match self.buckets.binary_search_by_key(&bucket, |&(b, _)| b) {
            Ok(at) => self.buckets[at].1 = self.buckets[at].1.saturating_add(1),
            Err(at) => self.buckets.insert(at, (bucket, 1)),
        }
    }

    /// The mean; 0 for none.
    pub(super) fn mean(&self) -> u64 {
        self.total.checked_div(self.requests).unwrap_or(0)
    }

    /// The duration that a share `q` of the requests didn't exceed.
    pub(super) fn quantile(&self, q: f64) -> u64 {
        let rank = (q * self.requests as f64).ceil() as u64;
        if rank >= self.requests {
            return self.longest;
        }
        let mut seen = 0;
        for &(bucket, count) in &self.buckets {
            seen += u64::from(count);
            if seen >= rank {
                return middle(bucket).min(self.longest);
            }
        }
        self.longest
    }
}

/// Bucket 0 is no time at all; bucket n holds what lies in `(GROWTH^(n-2), GROWTH^(n-1)]`.
fn bucket(micros: u64) -> u16 {
    if micros == 0 {
        return 0;
    }
    // ln(2^64) / ln(1.08) is 577: it fits.
    ((micros as f64).ln() / GROWTH.ln()).ceil() as u16 + 1
}

fn middle(bucket: u16) -> u64 {
    if bucket == 0 {
        return 0;
    }
    let upper = GROWTH.powi(i32::from(bucket) - 1);
    (upper * 2.0 / (1.0 + GROWTH)).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_four_percent() {
        let mut durations = Durations::default();
        // 1, 2, … 10,000 in an order that isn't theirs (7,919 is prime).
        for i in 0..10_000_u64 {
            durations.add(i * 7_919 % 10_000 + 1);
        }
        for (q, exact) in [
            (0.05, 500.0),
            (0.5, 5_000.0),
            (0.95, 9_500.0),
            (0.99, 9_900.0),
        ] {
            let off = durations.quantile(q) as f64 / exact - 1.0;
            assert!(off.abs() < 0.045, "{q}: {off}");
        }
        assert_eq!((durations.longest, durations.mean()), (10_000, 5_000));
        assert_eq!(durations.quantile(1.0), 10_000);
    }

    #[test]
    fn no_time_and_endless_time_have_a_place() {
        let mut durations = Durations::default();
        durations.add(0);
        assert_eq!(durations.quantile(0.95), 0);
        durations.add(u64::MAX);
        durations.add(u64::MAX);
        assert_eq!((durations.longest, durations.total), (u64::MAX, u64::MAX));
        assert!(durations.quantile(0.95) > u64::MAX / 2);
        assert_eq!(Durations::default().quantile(0.95), 0);
    }
}
