//! Extractors of the caller: `Caller` (a person with a session), `Principal` (also with a token or key), `Staff`,
//! `CallerBeforeMfa`. `access` adds the part in a project.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use time::OffsetDateTime;

use super::{
    authenticate::{CredentialId, authenticate},
    grounds::{self, Asked, Given},
    mfa, view_as,
};
use crate::{
    access::{PlatformRole, TokenScope},
    db::PlatformScope,
    http::{
        Access, AppError, AppState,
        routes::{Need, Needs},
    },
    identity::{
        auth_context::{AuthContext, GrantKind, TokenGrant},
        sessions::AuthTimes,
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

    /// Scope of platform transactions for the caller's lists.
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

impl Needs for CallerBeforeMfa {
    const NEED: Need = Need::SessionBeforeMfa;
}

/// The person whose projects a `Principal` may list: themselves, or by a personal token with the scope `project:read`.
#[derive(Clone, Debug)]
pub struct ProjectReader(pub Principal);

impl FromRequestParts<AppState> for ProjectReader {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let principal = Principal::from_request_parts(parts, state).await?;
        principal.ensure(TokenScope::ProjectRead)?;
        Ok(Self(principal))
    }
}

impl Needs for ProjectReader {
    const NEED: Need = Need::Program(Some(TokenScope::ProjectRead));
}

impl Needs for Principal {
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
pub struct CallerBeforeMfa(pub Caller);

impl FromRequestParts<AppState> for CallerBeforeMfa {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        caller_before_mfa(parts, state).await.map(Self)
    }
}

/// A person with a session, or with a limited token or key. For the few routes outside of projects that programs may
/// use; all others take a `Caller`.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The person.
    pub caller: Caller,
    /// Limits of a token or key.
    pub grant: Option<Arc<TokenGrant>>,
}

impl Principal {
    /// Refuses programs without `scope`.
    fn ensure(&self, scope: TokenScope) -> Result<(), AppError> {
        match self.grant.as_deref() {
            None => Ok(()),
            Some(TokenGrant { kind: GrantKind::Personal, scopes, .. }) if scopes.has(scope) => Ok(()),
            Some(TokenGrant { kind: GrantKind::Personal, .. }) => Err(AppError::InsufficientScope(Some(scope))),
            Some(TokenGrant { kind: GrantKind::Key { .. }, .. }) => Err(AppError::InsufficientScope(None)),
        }
    }
}

impl FromRequestParts<AppState> for Principal {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let principal = principal(parts, state).await?;
        if !matches!(principal.grant.as_deref(), Some(TokenGrant { kind: GrantKind::Key { .. }, .. })) {
            mfa::gate(state, &principal.caller, None, false)?;
        }
        Ok(principal)
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = caller_before_mfa(parts, state).await?;
        mfa::gate(state, &caller, None, false)?;
        Ok(caller)
    }
}

/// The caller, with or without a second factor.
async fn caller_before_mfa(parts: &mut Parts, state: &AppState) -> Result<Caller, AppError> {
    if let Some(access) = parts.extensions.get::<Access>() {
        return Ok(access.caller.clone());
    }
    if let Some(known) = parts.extensions.get::<Caller>() {
        return Ok(known.clone());
    }
    let Principal { caller, grant } = principal(parts, state).await?;
    if grant.is_some() {
        // Accounts, lists and governance are reserved for people.
        return Err(AppError::InsufficientScope(None));
    }
    parts.extensions.insert(caller.clone());
    Ok(caller)
}

async fn principal(parts: &mut Parts, state: &AppState) -> Result<Principal, AppError> {
    let authenticated = authenticate(parts, state, None).await?;
    let (asked, until, now) = (Asked::of(parts), authenticated.context.views_as_client_until, state.clock.now());
    let caller = Caller::of(authenticated.user, authenticated.credential, &authenticated.context);
    CallerSlot::note(parts, &caller);
    view_as::note(parts, until, now);
    view_as::refuse(asked.harmless, until, now)?;
    grounds::note(state, &authenticated, &caller, asked, Given::Person);
    Ok(Principal { caller, grant: authenticated.context.grant.clone() })
}

/// The caller, if any: for pages that show everybody the same.
impl OptionalFromRequestParts<AppState> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Option<Self>, AppError> {
        match caller_before_mfa(parts, state).await {
            Ok(caller) => Ok(Some(caller)),
            Err(AppError::Unauthenticated { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
