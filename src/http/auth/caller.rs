//! Extractors of the caller: `Caller` (a person with a session), `Speaker` (also with a token or key), `Staff`,
//! `Entering`. `access` adds the part in a project.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use time::OffsetDateTime;

use super::{
    grant::{Proof, speaker},
    grounds::{self, Asked, Given},
    mfa, view_as,
};
use crate::{
    access::{PlatformRole, Scope},
    db::PlatformScope,
    http::{
        Access, AppError, AppState,
        routes::{Need, Needs},
    },
    identity::{
        sessions::Proofs,
        standing::{Grant, GrantKind, Standing},
    },
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
    pub proofs: Proofs,
}

impl Caller {
    /// Person behind `proof`, from their rows.
    pub(in crate::http) fn of(user: UserId, proof: Proof, standing: &Standing) -> Self {
        // The id of a token's row, which matches no session.
        let session = SessionId(proof.row());
        Self {
            user,
            session,
            root: standing.root.unwrap_or(session),
            name: standing.name.clone(),
            email: standing.email.clone(),
            language: Language::from_tag(&standing.language).unwrap_or_default(),
            // A key has no platform role, even if its maker has one.
            platform_role: if standing.is_of_key() { PlatformRole::None } else { standing.platform_role },
            proofs: standing.proofs,
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

    /// Scope of platform transactions for the caller's lists.
    #[must_use]
    pub fn platform_scope(&self) -> PlatformScope {
        PlatformScope::Person(self.user)
    }
}

/// Cell in which extractors tell outer middleware the caller, so that a refusal greets them by name and in their
/// language.
#[derive(Clone, Debug, Default)]
pub struct Known(Arc<OnceLock<Caller>>, Arc<OnceLock<OffsetDateTime>>);

impl Known {
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

/// Agency staff; all others get 404, whatever they sent.
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

/// A platform admin; all others get 404, whatever they sent.
#[derive(Clone, Debug)]
pub struct Admin(pub Caller);

impl FromRequestParts<AppState> for Admin {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = <Caller as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        if caller.is_admin() { Ok(Self(caller)) } else { Err(AppError::NotFound) }
    }
}

impl Needs for Caller {
    const NEED: Need = Need::Session;
}

impl Needs for Staff {
    const NEED: Need = Need::Staff;
}

impl Needs for Admin {
    const NEED: Need = Need::PlatformAdmin;
}

impl Needs for Entering {
    const NEED: Need = Need::SessionBeforeMfa;
}

/// The person whose projects a `Speaker` may list: themselves, or by a personal token with the scope `project:read`.
#[derive(Clone, Debug)]
pub struct ProjectReader(pub Speaker);

impl FromRequestParts<AppState> for ProjectReader {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let speaker = Speaker::from_request_parts(parts, state).await?;
        speaker.ensure(Scope::ProjectRead)?;
        Ok(Self(speaker))
    }
}

impl Needs for ProjectReader {
    const NEED: Need = Need::Program(Some(Scope::ProjectRead));
}

impl Needs for Speaker {
    const NEED: Need = Need::Program(None);
}

/// A caller whose part in a project the handler looks up: the request names the project elsewhere than its host or path.
#[derive(Clone, Debug)]
pub struct PartCaller(pub Caller);

impl FromRequestParts<AppState> for PartCaller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        <Caller as FromRequestParts<AppState>>::from_request_parts(parts, state).await.map(Self)
    }
}

impl Needs for PartCaller {
    const NEED: Need = Need::Part;
}

/// A caller who needs no second factor: at log-in and log-out, and while setting a factor up.
#[derive(Clone, Debug)]
pub struct Entering(pub Caller);

impl FromRequestParts<AppState> for Entering {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        whoever(parts, state).await.map(Self)
    }
}

/// A person with a session, or with a limited token or key. For the few routes outside of projects that programs may
/// use; all others take a `Caller`.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// The person.
    pub caller: Caller,
    /// Limits of a token or key.
    pub grant: Option<Arc<Grant>>,
}

impl Speaker {
    /// Refuses programs without `scope`.
    fn ensure(&self, scope: Scope) -> Result<(), AppError> {
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

/// The caller, with or without a second factor.
async fn whoever(parts: &mut Parts, state: &AppState) -> Result<Caller, AppError> {
    if let Some(access) = parts.extensions.get::<Access>() {
        return Ok(access.caller.clone());
    }
    if let Some(known) = parts.extensions.get::<Caller>() {
        return Ok(known.clone());
    }
    let Speaker { caller, grant } = spoken(parts, state).await?;
    if grant.is_some() {
        // Accounts, lists and governance are reserved for people.
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

/// The caller, if any: for pages that show everybody the same.
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
