//! Copies of rows kept between requests, and never longer than until the rows change (`db::ChangeFeed`). A key includes
//! the project or person that its copy belongs to.

use std::{
    hash::Hash,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use quick_cache::{Weighter, sync::Cache};

use super::{ChangeFeed, Subject, Version};

/// Copies of rows, each with the subjects it depends on.
pub struct Cached<K, V> {
    copies: Option<Cache<K, Copied<V>, Weights<K, V>>>,
    time: Duration,
    changes: ChangeFeed,
    lookups: Lookups,
}

/// Look-ups of a cache since the start.
#[derive(Debug, Default)]
struct Lookups {
    hits: AtomicU64,
    misses: AtomicU64,
}

#[derive(Clone, Debug)]
struct Copied<V> {
    since: Instant,
    versions: Versions,
    value: V,
}

/// Weight of a copy under its key.
pub type Weigh<K, V> = fn(&K, &V) -> u64;

struct Weights<K, V>(Weigh<K, V>);

impl<K, V> Clone for Weights<K, V> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<K, V> Weighter<K, Copied<V>> for Weights<K, V> {
    fn weight(&self, key: &K, copied: &Copied<V>) -> u64 {
        self.0(key, &copied.value)
    }
}

/// Counters of the subjects before the rows were read.
pub type Versions = [Option<(Subject, Version)>; 3];

impl<K: Hash + Eq, V: Clone> Cached<K, V> {
    /// An empty cache of `capacity` copies; none are kept if `time` is zero.
    #[must_use]
    pub fn new(changes: &ChangeFeed, capacity: usize, time: Duration) -> Self {
        Self::weighted(changes, capacity, (u64::try_from(capacity).unwrap_or(u64::MAX), |_, _| 1), time)
    }

    /// An empty cache of copies whose weights add up to `most` at most; about `items` of them.
    #[must_use]
    pub fn weighted(changes: &ChangeFeed, items: usize, (most, weigh): (u64, Weigh<K, V>), time: Duration) -> Self {
        let copies = (!time.is_zero()).then(|| Cache::with_weighter(items, most, Weights(weigh)));
        Self { copies, time, changes: changes.clone(), lookups: Lookups::default() }
    }

    /// Copy under `key`, if no subject has changed since.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<V> {
        let found = self.find(key);
        let count = if found.is_some() { &self.lookups.hits } else { &self.lookups.misses };
        count.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// Numbers of look-ups that found a copy, and that did not.
    #[must_use]
    pub fn lookups(&self) -> (u64, u64) {
        (self.lookups.hits.load(Ordering::Relaxed), self.lookups.misses.load(Ordering::Relaxed))
    }

    fn find(&self, key: &K) -> Option<V> {
        let copied = self.copies.as_ref()?.get(key)?;
        if copied.since.elapsed() >= self.time {
            return None;
        }
        let unchanged = |(subject, version)| self.changes.unchanged(subject, version);
        copied.versions.into_iter().flatten().all(unchanged).then_some(copied.value)
    }

    /// Number of copies, out of date ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.copies.as_ref().map_or(0, Cache::len)
    }

    /// Whether there is no copy.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes the counters before the rows are read; `None` if the result must not be cached.
    #[must_use]
    pub fn before<const N: usize>(&self, subjects: [Option<Subject>; N]) -> Option<Versions> {
        const { assert!(N <= 3, "a copy depends on three subjects at most") };
        self.copies.as_ref()?;
        let mut versions = Versions::default();
        for (version, subject) in versions.iter_mut().zip(subjects) {
            if let Some(subject) = subject {
                *version = Some((subject, self.changes.version(subject)?));
            }
        }
        Some(versions)
    }

    /// Caches a value read after `before` returned these marks.
    pub fn keep(&self, key: K, versions: Option<Versions>, value: V) {
        if let (Some(copies), Some(versions)) = (&self.copies, versions) {
            copies.insert(key, Copied { since: Instant::now(), versions, value });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_values_weigh_no_more_than_they_may() {
        let changes = ChangeFeed::default();
        let cached = Cached::<u32, Vec<u8>>::weighted(
            &changes,
            100,
            (100_000, |_, value| value.len() as u64),
            Duration::from_hours(1),
        );
        for key in 0..1000 {
            cached.keep(key, Some(Versions::default()), vec![0; 1000]);
        }
        assert!((50..=100).contains(&cached.len()), "{}", cached.len());
        cached.keep(1000, Some(Versions::default()), vec![0; 200_000]);
        assert!(cached.get(&1000).is_none());
        assert!(!cached.is_empty());
        let none_fits = Cached::<u32, u32>::weighted(&changes, 0, (0, |_, _| 1), Duration::from_hours(1));
        none_fits.keep(1, Some(Versions::default()), 1);
        assert!(none_fits.is_empty());
        let nothing = Cached::<u32, Vec<u8>>::new(&changes, 10, Duration::ZERO);
        nothing.keep(1, Some(Versions::default()), Vec::new());
        assert!(nothing.is_empty() && nothing.get(&1).is_none());
    }
}
