//! Caches between requests: only rows that are read again and again, and never longer than until they change
//! (`db::ChangeFeed`). Keys include the project or person they belong to.

use std::{
    hash::Hash,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Bytes,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use quick_cache::sync::Cache;
use serde::Serialize;
use time::Date;
use uuid::Uuid;

use super::etag;
use crate::{
    db::{ChangeFeed, Subject, Version},
    http::{AppError, auth::authenticate::CredentialId},
    identity::auth_context::AuthContext,
    ids::{ProjectId, UserId},
};

/// Maximum number of cached standings.
const CONTEXTS: usize = 50_000;
/// Number of locks for loading standings.
const TURNS: usize = 256;
/// Maximum number of cached project representations.
const PROJECTS: usize = 20_000;

/// All caches.
pub struct Caches {
    /// Standings, by person, session (or token, or key) and project.
    pub contexts: Cached<(UserId, Uuid, Option<ProjectId>), Arc<AuthContext>>,
    /// Owners of tokens and keys, by digest. An owner never changes; validity is read from the rows.
    pub owners: Cache<[u8; 32], (UserId, CredentialId)>,
    /// Project resources as sent.
    pub projects: Cached<ProjectId, Arc<Representation>>,
    /// Locks for loading standings: of many concurrent requests of a person one loads, and the others find its result.
    turns: Vec<tokio::sync::Mutex<()>>,
}

/// A resource as it is sent.
#[derive(Debug)]
pub struct Representation {
    /// Day of its creation, because overdue items depend on it.
    pub day: Date,
    /// Body in JSON.
    pub body: Bytes,
    /// Its entity tag.
    pub tag: HeaderValue,
}

impl Representation {
    /// `value` as JSON.
    pub fn json<T: Serialize>(value: &T, day: Date) -> Result<Self, AppError> {
        let body = serde_json::to_vec(value).map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(Self { day, tag: etag::header_value(&body)?, body: body.into() })
    }
}

impl IntoResponse for &Representation {
    fn into_response(self) -> Response {
        let fixed = HeaderValue::from_static;
        let headers = [
            (header::CONTENT_TYPE, fixed("application/json")),
            (header::ETAG, self.tag.clone()),
            (header::CACHE_CONTROL, etag::ASK_EACH_TIME),
        ];
        (headers, self.body.clone()).into_response()
    }
}

impl Caches {
    /// Cache with the maximum age `time`; without any content if it is zero.
    #[must_use]
    pub fn new(changes: &ChangeFeed, time: Duration) -> Self {
        Self {
            contexts: Cached::new(changes, CONTEXTS, time),
            owners: Cache::new(CONTEXTS),
            projects: Cached::new(changes, PROJECTS, time),
            turns: std::iter::repeat_with(tokio::sync::Mutex::default).take(TURNS).collect(),
        }
    }

    /// Takes the lock of `user`, which other people may share.
    pub(in crate::http) async fn turn(&self, user: UserId) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let place = usize::from(*user.0.as_bytes().last()?) % TURNS;
        Some(self.turns.get(place)?.lock().await)
    }
}

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
    fn new(changes: &ChangeFeed, capacity: usize, time: Duration) -> Self {
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
