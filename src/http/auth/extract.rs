//! Extractors of the caller outside of projects: `Caller` (a person with a session), `Principal` (also with a token or
//! key), `Staff`, `Admin`, `CallerBeforeMfa`, `RecentlyAuthenticated`. `access` adds the part in a project.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};

use super::{
    access::Access,
    caller::Caller,
    gates::Arrival,
    grounds::{self, Admission},
    mfa, view_as,
};
use crate::{
    access::TokenScope,
    http::{
        AppError, AppState,
        routes::{Need, Needs},
    },
    identity::auth_context::{GrantKind, TokenGrant},
};

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

/// Principal of a request, with or without a second factor.
async fn principal(parts: &mut Parts, state: &AppState) -> Result<Principal, AppError> {
    let Arrival { authenticated, caller, traits } = Arrival::of(parts, state, None).await?;
    view_as::refuse(traits.harmless, authenticated.context.views_as_client_until, state.clock.now())?;
    grounds::note(state, &authenticated, &caller, traits, Admission::Person);
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

/// Proof that the caller has recently proven their identity, for dangerous actions. It follows the permission in a
/// handler's arguments, so that nobody is asked for a proof before a refusal.
#[derive(Clone, Copy, Debug)]
pub struct RecentlyAuthenticated;

impl FromRequestParts<AppState> for RecentlyAuthenticated {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let CallerBeforeMfa(caller) = CallerBeforeMfa::from_request_parts(parts, state).await?;
        mfa::require_recent_auth(state, &caller).map(|()| Self)
    }
}

impl Needs for RecentlyAuthenticated {
    const RECENT_AUTH: bool = true;
}
