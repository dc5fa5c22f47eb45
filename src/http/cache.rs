//! What is kept in memory between requests: only what is read again and again, and never longer than nobody changed
//! the rows it came from (`db::Changes`). Keys carry the project or person they belong to.

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

use super::{AppError, etag, grant::Proof};
use crate::{
    db::{Changes, Mark, Subject},
    identity::standing::Standing,
    ids::{ProjectId, UserId},
};

/// Looks at session, person and part in a project that are kept, at the most.
const STANDINGS: usize = 50_000;
/// Turns of people whose requests ask again.
const TURNS: usize = 256;
/// Projects whose representation is kept, at the most.
const PROJECTS: usize = 20_000;

/// Everything kept in memory.
pub struct Caches {
    /// Session (or token, or key), person, and her part in the project asked for.
    pub standings: Kept<(UserId, Uuid, Option<ProjectId>), Arc<Standing>>,
    /// Whose tokens and keys are, by their digest. That never changes; whether they live is asked of their rows.
    pub owners: Cache<[u8; 32], (UserId, Proof)>,
    /// The project resource as it is sent.
    pub projects: Kept<ProjectId, Arc<Representation>>,
    /// Whose requests ask again at the moment: of many at once one looks, and the others find what it kept.
    turns: Vec<tokio::sync::Mutex<()>>,
}

/// A resource as it is sent.
#[derive(Debug)]
pub struct Representation {
    /// The day it was made on: what is overdue hangs on it.
    pub day: Date,
    /// JSON.
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
    /// Keeps things for `time` at the most; nothing at all when it is zero.
    #[must_use]
    pub fn new(changes: &Changes, time: Duration) -> Self {
        Self {
            standings: Kept::new(changes, STANDINGS, time),
            owners: Cache::new(STANDINGS),
            projects: Kept::new(changes, PROJECTS, time),
            turns: std::iter::repeat_with(tokio::sync::Mutex::default).take(TURNS).collect(),
        }
    }

    /// Waits for the turn of `user`, whom others may share it with.
    pub(super) async fn turn(&self, user: UserId) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let place = usize::from(*user.0.as_bytes().last()?) % TURNS;
        Some(self.turns.get(place)?.lock().await)
    }
}

/// Copies of rows, each under the subjects it was read from.
pub struct Kept<K, V> {
    copies: Option<Cache<K, Copied<V>>>,
    time: Duration,
    changes: Changes,
}

#[derive(Clone, Debug)]
struct Copied<V> {
    since: Instant,
    marks: Marks,
    value: V,
}

/// Where the subjects stood before the rows were read.
pub type Marks = [Option<(Subject, Mark)>; 2];

impl<K: Hash + Eq, V: Clone> Kept<K, V> {
    fn new(changes: &Changes, capacity: usize, time: Duration) -> Self {
        let copies = (!time.is_zero()).then(|| Cache::new(capacity));
        Self { copies, time, changes: changes.clone() }
    }

    /// What is kept under `key`, if nothing changed since.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<V> {
        let copied = self.copies.as_ref()?.get(key)?;
        if copied.since.elapsed() >= self.time {
            return None;
        }
        let unchanged = |(subject, mark)| self.changes.unchanged(subject, mark);
        copied.marks.into_iter().flatten().all(unchanged).then_some(copied.value)
    }

    /// To be called before the rows are read; `None` when the result is not to be kept.
    #[must_use]
    pub fn before(&self, subjects: [Option<Subject>; 2]) -> Option<Marks> {
        self.copies.as_ref()?;
        let mut marks = Marks::default();
        for (mark, subject) in marks.iter_mut().zip(subjects) {
            if let Some(subject) = subject {
                *mark = Some((subject, self.changes.mark(subject)?));
            }
        }
        Some(marks)
    }

    /// Keeps what was read after `before` gave these marks.
    pub fn keep(&self, key: K, marks: Option<Marks>, value: V) {
        if let (Some(copies), Some(marks)) = (&self.copies, marks) {
            copies.insert(key, Copied { since: Instant::now(), marks, value });
        }
    }
}
