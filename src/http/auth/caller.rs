//! The caller of a request, as their rows say, and the slot that tells outer layers of them.

use std::sync::{Arc, OnceLock};

use axum::http::request::Parts;
use time::OffsetDateTime;

use crate::{
    access::PlatformRole,
    db::PlatformScope,
    http::AppError,
    identity::{auth_context::AuthContext, credential_rows::CredentialId, sessions::AuthTimes},
    ids::{SessionId, UserId},
    text::Language,
};

/// An authenticated person.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub user: UserId,
    /// Session id.
    pub session: SessionId,
    /// Log-in that the session descends from.
    pub root: SessionId,
    /// Display name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Chosen language.
    pub language: Language,
    /// Platform role.
    pub platform_role: PlatformRole,
    /// Proofs of identity shown in the session.
    pub auth_times: AuthTimes,
}

impl Caller {
    /// Person behind `credential`, from their rows.
    pub(in crate::http) fn of(user: UserId, credential: CredentialId, context: &AuthContext) -> Self {
        // The id of a token's row, which matches no session.
        let session = SessionId(credential.row());
        Self {
            user,
            session,
            root: context.root.unwrap_or(session),
            name: context.name.clone(),
            email: context.email.clone(),
            language: Language::from_tag(&context.language).unwrap_or_default(),
            // A key has no platform role, even if its maker has one.
            platform_role: if context.is_of_key() { PlatformRole::None } else { context.platform_role },
            auth_times: context.auth_times,
        }
    }

    /// Whether the caller is agency staff.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.platform_role != PlatformRole::None
    }

    /// Whether the caller is admin of every project.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.platform_role == PlatformRole::Admin
    }

    /// Answers 404 to everybody but staff and admins.
    pub fn require_staff(&self) -> Result<(), AppError> {
        if self.is_staff() { Ok(()) } else { Err(AppError::NotFound) }
    }

    /// Scope of platform transactions on behalf of the caller.
    #[must_use]
    pub fn platform_scope(&self) -> PlatformScope {
        PlatformScope::Person(self.user)
    }
}

/// Cell in which extractors tell outer middleware the caller, so that a refusal greets them by name and in their
/// language.
#[derive(Clone, Debug, Default)]
pub struct CallerSlot(Arc<OnceLock<Caller>>, Arc<OnceLock<OffsetDateTime>>);

impl CallerSlot {
    /// End of the client's view, if it is on.
    #[must_use]
    pub fn viewing_until(&self) -> Option<OffsetDateTime> {
        self.1.get().copied()
    }

    /// Records until when the session is in client view.
    pub fn note_view(&self, until: OffsetDateTime) {
        let _ = self.1.set(until);
    }

    /// The caller, once an extractor has loaded them.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        self.0.get()
    }

    /// Records the caller.
    pub(in crate::http) fn note(parts: &Parts, caller: &Caller) {
        if let Some(Self(known, _)) = parts.extensions.get() {
            let _ = known.set(caller.clone());
        }
    }
}
