//! The service's caches: only rows that are read again and again.

use std::{sync::Arc, time::Duration};

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
    db::ChangeFeed,
    http::AppError,
    identity::{auth_context::AuthContext, credential_rows::CredentialId},
    ids::{ProjectId, UserId},
    memory::Cached,
};

/// Maximum number of cached contexts.
const CONTEXTS: usize = 50_000;
/// Number of locks for loading contexts.
const TURNS: usize = 256;
/// Maximum number of cached project representations.
const PROJECTS: usize = 20_000;

/// All caches.
pub struct Caches {
    /// Contexts, by person, session (or token, or key) and project.
    pub contexts: Cached<(UserId, Uuid, Option<ProjectId>), Arc<AuthContext>>,
    /// Owners of tokens and keys, by digest. An owner never changes; validity is read from the rows.
    pub owners: Cache<[u8; 32], (UserId, CredentialId)>,
    /// Project resources as sent.
    pub projects: Cached<ProjectId, Arc<Representation>>,
    /// Locks for loading contexts: of many concurrent requests of a person one loads, and the others find its result.
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
        Ok(Self { day, tag: etag::header_value(None, &body)?, body: body.into() })
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
