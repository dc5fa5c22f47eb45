//! The service's caches: only rows that are read again and again.

use std::sync::Arc;

use axum::{
    body::Bytes,
    http::{HeaderValue, uri::PathAndQuery},
};
use quick_cache::sync::Cache;
use time::Date;
use uuid::Uuid;

use crate::{
    access::{Role, Scopes},
    config::CacheBounds,
    db::{Cached, ChangeFeed},
    identity::{auth_context::AuthContext, credential_rows::CredentialId},
    ids::{ProjectId, UserId},
};

/// Maximum number of cached contexts.
const CONTEXTS: usize = 50_000;
/// Number of locks for loading contexts.
const TURNS: usize = 256;
/// Memory of a kept answer besides its key's and its own bytes.
const OVERHEAD: usize = 400;
/// Size of a usual answer with its key, from which the number of answers is estimated.
const USUAL: u64 = 2048;

/// All caches.
pub struct Caches {
    /// Contexts, by person, session (or token, or key) and project.
    pub contexts: Cached<(UserId, Uuid, Option<ProjectId>), Arc<AuthContext>>,
    /// Owners of tokens and keys, by digest. An owner never changes; validity is read from the rows.
    pub owners: Cache<[u8; 32], (UserId, CredentialId)>,
    /// Answers of projects' reads.
    pub answers: Cached<AnswerKey, Arc<KeptAnswer>>,
    /// Locks for loading contexts: of many concurrent requests of a person one loads, and the others find its result.
    turns: Vec<tokio::sync::Mutex<()>>,
}

/// Everything that decides on an answer, besides the rows and the day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnswerKey {
    /// Project of the request.
    pub project: ProjectId,
    /// Path and query, as sent.
    pub target: PathAndQuery,
    /// Role of the reader.
    pub role: Role,
    /// Scopes of the reader's token or key; `None` for a session.
    pub scopes: Option<Scopes>,
    /// The reader, if the answer differs between people of one role.
    pub reader: Option<UserId>,
}

/// A successful answer as it is sent.
#[derive(Debug)]
pub struct KeptAnswer {
    /// Day on which it was made: what is overdue depends on it.
    pub day: Date,
    /// JSON.
    pub body: Bytes,
    /// Entity tag of the body.
    pub tag: HeaderValue,
    /// Link to the next page of a list.
    pub link: Option<HeaderValue>,
}

impl KeptAnswer {
    fn weight(key: &AnswerKey, answer: &Arc<Self>) -> u64 {
        (key.target.as_str().len() + answer.body.len() + OVERHEAD) as u64
    }
}

impl Caches {
    /// Empty caches within `bounds`.
    #[must_use]
    pub fn new(changes: &ChangeFeed, bounds: CacheBounds) -> Self {
        let CacheBounds { time, bytes } = bounds;
        let answers = usize::try_from(bytes / USUAL).unwrap_or(usize::MAX);
        Self {
            contexts: Cached::new(changes, CONTEXTS, time),
            owners: Cache::new(CONTEXTS),
            answers: Cached::weighted(changes, answers, (bytes, KeptAnswer::weight), time),
            turns: std::iter::repeat_with(tokio::sync::Mutex::default).take(TURNS).collect(),
        }
    }

    /// Takes the lock of `user`, which other people may share.
    pub(in crate::http) async fn turn(&self, user: UserId) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let place = usize::from(*user.0.as_bytes().last()?) % TURNS;
        Some(self.turns.get(place)?.lock().await)
    }
}
