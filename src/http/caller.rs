//! Who is asking: `Caller` (somebody, by a session), `Speaker` (or by a token or key), `Staff`, `Entering`. What she is to a
//! project is for `access` to say.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use time::OffsetDateTime;

use super::{
    Access, AppError, AppState,
    grant::{Proof, speaker},
    grounds::{self, Asked, Given},
    mfa, view_as,
};
use crate::{
    access::Scope,
    db::PlatformScope,
    identity::{
        sessions::Proofs,
        standing::{Grant, GrantKind, Standing},
    },
    ids::{SessionId, UserId},
    text::Language,
};

/// What a person is to the whole platform, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlatformRole {
    /// A client's or partner's person.
    None,
    /// The agency's: submissions, the CRM, and the projects she is a member of.
    Staff,
    /// Admin of every project.
    Admin,
}

impl PlatformRole {
    /// As her row has it.
    pub(super) fn of(standing: &Standing) -> Self {
        match standing.platform_role.as_str() {
            "admin" => Self::Admin,
            "staff" => Self::Staff,
            _ => Self::None,
        }
    }
}

/// An authenticated person.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub user: UserId,
    /// Her session.
    pub session: SessionId,
    /// The log-in it descends from.
    pub root: SessionId,
    /// Display name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Chosen language.
    pub language: Language,
    /// Platform role.
    pub platform_role: PlatformRole,
    /// What was shown for the session.
    pub proofs: Proofs,
}

impl Caller {
    /// The person behind `proof`, as her rows have her.
    pub(super) fn of(user: UserId, proof: Proof, standing: &Standing) -> Self {
        // A token's row stands where a session's would: nothing is found by it among those.
        let session = SessionId(proof.row());
        Self {
            user,
            session,
            root: standing.root.unwrap_or(session),
            name: standing.name.clone(),
            email: standing.email.clone(),
            language: Language::from_tag(&standing.language).unwrap_or_default(),
            // A key is nobody to the platform, whoever made it.
            platform_role: if standing.is_of_key() { PlatformRole::None } else { PlatformRole::of(standing) },
            proofs: standing.proofs,
        }
    }

    /// The agency's own people.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.platform_role != PlatformRole::None
    }

    /// Admin of every project.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.platform_role == PlatformRole::Admin
    }

    /// Refuses everybody but staff and admins with the answer of a page that does not exist.
    pub fn require_staff(&self) -> Result<(), AppError> {
        if self.is_staff() { Ok(()) } else { Err(AppError::NotFound) }
    }

    /// Platform transactions for her lists.
    #[must_use]
    pub fn platform_scope(&self) -> PlatformScope {
        PlatformScope::Person(self.user)
    }
}

/// Where middleware around a handler learns who its caller turned out to be, so that even a refusal greets her by name
/// and in her language.
#[derive(Clone, Debug, Default)]
pub struct Known(Arc<OnceLock<Caller>>, Arc<OnceLock<OffsetDateTime>>);

impl Known {
    /// Until when her session is shown the client's view, if it is.
    #[must_use]
    pub fn viewing_until(&self) -> Option<OffsetDateTime> {
        self.1.get().copied()
    }

    /// Notes that her session is shown the client's view.
    pub fn note_view(&self, until: OffsetDateTime) {
        let _ = self.1.set(until);
    }

    /// The caller, once some extractor has looked her up.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        self.0.get()
    }

    /// Notes who the caller is.
    pub(super) fn note(parts: &Parts, caller: &Caller) {
        if let Some(Self(known, _)) = parts.extensions.get() {
            let _ = known.set(caller.clone());
        }
    }
}

/// One of the agency's own people; to all others the page does not exist, whatever they sent.
#[derive(Clone, Debug)]
pub struct Staff(pub Caller);

impl FromRequestParts<AppState> for Staff {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = <Caller as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        caller.require_staff()?;
        Ok(Self(caller))
    }
}

/// An admin of the platform; to all others the page does not exist, whatever they sent.
#[derive(Clone, Debug)]
pub struct Admin(pub Caller);

impl FromRequestParts<AppState> for Admin {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = <Caller as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        if caller.is_admin() { Ok(Self(caller)) } else { Err(AppError::NotFound) }
    }
}

/// Somebody whose second factor is not asked for: on the way in and out, and where she sets one up.
#[derive(Clone, Debug)]
pub struct Entering(pub Caller);

impl FromRequestParts<AppState> for Entering {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        whoever(parts, state).await.map(Self)
    }
}

/// A person however she shows who she is: by a session, or by a token or key that goes only so far. For the few routes
/// outside projects that programs may ask; all others take a `Caller`.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// Who.
    pub caller: Caller,
    /// How far a token or key goes.
    pub grant: Option<Arc<Grant>>,
}

impl Speaker {
    /// Refuses what is not for programs at all, or not for one without `scope`.
    pub fn ensure(&self, scope: Scope) -> Result<(), AppError> {
        match self.grant.as_deref() {
            None => Ok(()),
            Some(Grant { kind: GrantKind::Personal, scopes, .. }) if scopes.has(scope) => Ok(()),
            Some(Grant { kind: GrantKind::Personal, .. }) => Err(AppError::InsufficientScope(Some(scope))),
            Some(Grant { kind: GrantKind::Key { .. }, .. }) => Err(AppError::InsufficientScope(None)),
        }
    }
}

impl FromRequestParts<AppState> for Speaker {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let speaker = spoken(parts, state).await?;
        if !matches!(speaker.grant.as_deref(), Some(Grant { kind: GrantKind::Key { .. }, .. })) {
            mfa::gate(state, &speaker.caller, None, false)?;
        }
        Ok(speaker)
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = whoever(parts, state).await?;
        mfa::gate(state, &caller, None, false)?;
        Ok(caller)
    }
}

/// The caller, whatever was shown for her session.
async fn whoever(parts: &mut Parts, state: &AppState) -> Result<Caller, AppError> {
    if let Some(access) = parts.extensions.get::<Access>() {
        return Ok(access.caller.clone());
    }
    if let Some(known) = parts.extensions.get::<Caller>() {
        return Ok(known.clone());
    }
    let Speaker { caller, grant } = spoken(parts, state).await?;
    if grant.is_some() {
        // Accounts, lists and governance are for people themselves.
        return Err(AppError::InsufficientScope(None));
    }
    parts.extensions.insert(caller.clone());
    Ok(caller)
}

async fn spoken(parts: &mut Parts, state: &AppState) -> Result<Speaker, AppError> {
    let spoken = speaker(parts, state, None).await?;
    let (asked, until, now) = (Asked::of(parts), spoken.standing.views_as_client_until, state.clock.now());
    let caller = Caller::of(spoken.user, spoken.proof, &spoken.standing);
    Known::note(parts, &caller);
    view_as::note(parts, until, now);
    view_as::refuse(asked.harmless, until, now)?;
    grounds::note(state, &spoken, &caller, asked, Given::Person);
    Ok(Speaker { caller, grant: spoken.standing.grant.clone() })
}

/// Whoever it is, if anybody: for pages that show no more to her than to others.
impl OptionalFromRequestParts<AppState> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Option<Self>, AppError> {
        match whoever(parts, state).await {
            Ok(caller) => Ok(Some(caller)),
            Err(AppError::Unauthenticated { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
