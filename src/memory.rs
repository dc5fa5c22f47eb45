//! Copies of rows kept between requests, and never longer than until the rows change (`db::ChangeFeed`). A key includes
//! the project or person that its copy belongs to.

use std::{
    hash::Hash,
    time::{Duration, Instant},
};

use quick_cache::sync::Cache;

use crate::db::{ChangeFeed, Subject, Version};

/// Copies of rows, each with the subjects it depends on.
pub struct Cached<K, V> {
    copies: Option<Cache<K, Copied<V>>>,
    time: Duration,
    changes: ChangeFeed,
}

#[derive(Clone, Debug)]
struct Copied<V> {
    since: Instant,
    versions: Versions,
    value: V,
}

/// Counters of the subjects before the rows were read.
pub type Versions = [Option<(Subject, Version)>; 2];

impl<K: Hash + Eq, V: Clone> Cached<K, V> {
    /// An empty cache of `capacity` copies; none are kept if `time` is zero.
    #[must_use]
    pub fn new(changes: &ChangeFeed, capacity: usize, time: Duration) -> Self {
        let copies = (!time.is_zero()).then(|| Cache::new(capacity));
        Self { copies, time, changes: changes.clone() }
    }

    /// Copy under `key`, if no subject has changed since.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<V> {
        let copied = self.copies.as_ref()?.get(key)?;
        if copied.since.elapsed() >= self.time {
            return None;
        }
        let unchanged = |(subject, version)| self.changes.unchanged(subject, version);
        copied.versions.into_iter().flatten().all(unchanged).then_some(copied.value)
    }

    /// Takes the counters before the rows are read; `None` if the result must not be cached.
    #[must_use]
    pub fn before(&self, subjects: [Option<Subject>; 2]) -> Option<Versions> {
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
