//! Contents of session tokens, and reasons for refusing one.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::ids::{ProjectId, SessionId, UserId};

/// Hosts on which a session is valid: the app host, the API, or one project's host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// App host: log-in and lists.
    App,
    /// API host: bearer tokens.
    Api,
    /// Tenant host of one project.
    Tenant(ProjectId),
}

impl std::fmt::Display for Audience {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::App => f.write_str("app"),
            Self::Api => f.write_str("api"),
            Self::Tenant(project) => project.fmt(f),
        }
    }
}

/// Claims of a session token, all of them. Roles are not included: they are looked up at every request.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    pub(super) iss: String,
    pub(super) aud: String,
    /// The person.
    pub sub: UserId,
    /// Session id; its row decides.
    pub sid: SessionId,
    pub(super) iat: i64,
    pub(super) exp: i64,
}

impl Claims {
    /// Whether they were good within `time` before `now`.
    #[must_use]
    pub fn is_within(&self, time: Duration, now: OffsetDateTime) -> bool {
        self.exp > (now - time).unix_timestamp()
    }
}

/// Reason for refusing a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Older than its ten minutes; renew it.
    #[error("the token has expired")]
    Expired,
    /// Signed by an unknown or retired key.
    #[error("the token's key is not in use")]
    UnknownKey,
    /// Not issued by us, for another audience, or not a session token.
    #[error("the token is not valid here")]
    Invalid,
}

/// A token whose signature was verified before.
#[derive(Clone, Debug)]
pub(super) struct Verified {
    pub(super) audience: Audience,
    pub(super) kid: Arc<str>,
    pub(super) claims: Claims,
}
