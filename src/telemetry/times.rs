//! Histogram of durations: written without a lock, read by `/metrics` and by the page of the service's health. The
//! histograms of `prometheus-client` can be written and encoded, not read.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::MetricType,
};

/// Upper bounds of the buckets, in seconds; the last bucket, for all that took longer, has none.
const BOUNDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const BUCKETS: usize = BOUNDS.len() + 1;

/// A histogram that is being written.
#[derive(Debug, Default)]
pub struct Times {
    buckets: [AtomicU64; BUCKETS],
    nanoseconds: AtomicU64,
}

impl Times {
    /// Notes a duration.
    pub fn note(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let place = BOUNDS.partition_point(|bound| *bound < seconds);
        if let Some(bucket) = self.buckets.get(place) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.nanoseconds.fetch_add(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Notes how long `work` takes, unless it is dropped before its end.
    pub async fn of<F: Future>(&self, work: F) -> F::Output {
        let start = Instant::now();
        let output = work.await;
        self.note(start.elapsed());
        output
    }

    /// Durations noted so far.
    #[must_use]
    pub fn counted(&self) -> Counted {
        let buckets = std::array::from_fn(|place| self.buckets.get(place).map_or(0, |one| one.load(Ordering::Relaxed)));
        Counted { buckets, nanoseconds: self.nanoseconds.load(Ordering::Relaxed) }
    }
}

/// A histogram as it was at one moment, or what came to it between two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    buckets: [u64; BUCKETS],
    nanoseconds: u64,
}

impl Counted {
    /// Number of durations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }

    /// The durations after `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut later = *self;
        for (bucket, before) in later.buckets.iter_mut().zip(earlier.buckets) {
            *bucket = bucket.saturating_sub(before);
        }
        later.nanoseconds = later.nanoseconds.saturating_sub(earlier.nanoseconds);
        later
    }

    /// Adds another histogram's durations.
    pub fn add(&mut self, other: &Self) {
        for (bucket, more) in self.buckets.iter_mut().zip(other.buckets) {
            *bucket += more;
        }
        self.nanoseconds = self.nanoseconds.saturating_add(other.nanoseconds);
    }

    /// The duration below which this share of all lies, as Prometheus' `histogram_quantile` estimates it: evenly spread
    /// within a bucket, and the last bound for all beyond it. `None` without any.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of requests are far below 2^52")]
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        let rank = share * count as f64;
        let (mut below, mut lower) = (0, 0.0);
        for (&bound, &inside) in BOUNDS.iter().zip(&self.buckets) {
            if inside > 0 && (below + inside) as f64 >= rank {
                let part = (rank - below as f64) / inside as f64;
                return Some(Duration::from_secs_f64(lower + (bound - lower) * part.clamp(0.0, 1.0)));
            }
            below += inside;
            lower = bound;
        }
        Some(Duration::from_secs_f64(lower))
    }
}

impl EncodeMetric for Counted {
    fn encode(&self, mut encoder: MetricEncoder) -> std::fmt::Result {
        let bounds = BOUNDS.into_iter().chain([f64::MAX]);
        let buckets: Vec<_> = bounds.zip(self.buckets).collect();
        let seconds = Duration::from_nanos(self.nanoseconds).as_secs_f64();
        encoder.encode_histogram::<NoLabelSet>(seconds, self.count(), &buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_lies_in_the_bucket_of_its_rank() {
        let times = Times::default();
        assert_eq!(times.counted().quantile(0.5), None);
        for _ in 0..90 {
            times.note(Duration::from_millis(4));
        }
        for _ in 0..9 {
            times.note(Duration::from_millis(70));
        }
        times.note(Duration::from_mins(1));
        let counted = times.counted();
        let quantile = |share| counted.quantile(share).unwrap().as_secs_f64();
        assert!((0.0025..=0.005).contains(&quantile(0.5)), "{}", quantile(0.5));
        assert!((0.05..=0.1).contains(&quantile(0.95)), "{}", quantile(0.95));
        assert!((0.05..=0.1).contains(&quantile(0.99)), "{}", quantile(0.99));
        // A duration beyond the last bound is told as that bound.
        assert!((quantile(1.0) - 10.0).abs() < f64::EPSILON);
        assert_eq!(counted.count(), 100);
    }

    #[test]
    fn a_bound_belongs_to_its_bucket() {
        let times = Times::default();
        times.note(Duration::from_millis(5));
        assert_eq!(times.counted().buckets.iter().position(|count| *count == 1), Some(2));
    }

    #[test]
    fn what_came_since_is_what_is_more() {
        let times = Times::default();
        times.note(Duration::from_millis(3));
        let earlier = times.counted();
        times.note(Duration::from_millis(30));
        let mut came = times.counted().since(&earlier);
        assert_eq!((came.count(), came.nanoseconds), (1, 30_000_000));
        came.add(&earlier);
        assert_eq!(came, times.counted());
    }
}
