//! Credentials of requests, and their limits.

use std::sync::Arc;

use crate::{
    access::{Action, Scopes, scope_needed},
    http::AppError,
    identity::{
        Claims, PresentedToken, TokenError,
        auth_context::{GrantKind, TokenGrant},
    },
    ids::{ApiKeyId, SessionId, UserId},
};

/// Claimed identity of a request.
#[derive(Clone, Debug)]
pub enum Credential {
    /// No credential.
    None,
    /// A refused token.
    Refused,
    /// A verified token; its session row is still to be checked.
    Session {
        /// The person.
        user: UserId,
        /// Session id.
        session: SessionId,
    },
    /// A token signed by an unknown key, which may be a new one.
    UnknownKey(Arc<str>),
    /// A personal token or a project key with a valid check; its row is still to be checked.
    Token(PresentedToken),
}

/// Marks a request with a bearer token, which no browser sends by itself.
#[derive(Clone, Copy, Debug)]
pub struct ByBearer;

/// Claim of a verified token.
#[must_use]
pub fn from_claims(verified: Result<Claims, TokenError>) -> Credential {
    match verified {
        Ok(claims) => Credential::Session { user: claims.sub, session: claims.sid },
        Err(_) => Credential::Refused,
    }
}

/// Limits of a request's credential; unlimited by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CredentialLimits {
    scopes: Option<Scopes>,
    reads: bool,
    key: Option<ApiKeyId>,
}

impl CredentialLimits {
    /// Limits of `grant` for a request that only `reads`, or for a changing one.
    #[must_use]
    pub fn of(grant: Option<&TokenGrant>, reads: bool) -> Self {
        let Some(grant) = grant else { return Self::default() };
        let key = match grant.kind {
            GrantKind::Key { id, .. } => Some(id),
            GrantKind::Personal => None,
        };
        Self { scopes: Some(grant.scopes.counting(reads)), reads, key }
    }

    /// Whether its scopes permit `action`; they add nothing to the role.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        self.scopes.is_none_or(|scopes| scopes.allow(action))
    }

    /// Refuses an action outside the scopes, naming the scope that would permit it.
    pub fn ensure(&self, action: Action) -> Result<(), AppError> {
        if self.allows(action) { Ok(()) } else { Err(AppError::InsufficientScope(scope_needed(action, self.reads))) }
    }

    /// Its scopes, if it is limited.
    #[must_use]
    pub fn scopes(&self) -> Option<Scopes> {
        self.scopes
    }

    /// Whether any limit applies.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        self.scopes.is_some()
    }

    /// Project key of the request, if any.
    #[must_use]
    pub fn key(&self) -> Option<ApiKeyId> {
        self.key
    }
}
