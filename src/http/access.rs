//! From a credential to what may be done: `Caller` (somebody), `Access` (somebody with a part in this project),
//! `Require<action::…>` (… who may do this). A handler's argument types are its permissions.

use std::{
    marker::PhantomData,
    sync::{Arc, OnceLock},
};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};

use super::{
    AppError, AppState,
    fairness::Admitted,
    grant::{Proof, Reach, look, speaker},
    host::ProjectRef,
};
use crate::{
    access::{self, Action, PartnerLevel, Permission, Role, allows},
    db::{Limits, PlatformScope, Scope},
    identity::sessions::{Grant, GrantKind, ProjectStanding, Standing},
    ids::{ProjectId, SessionId, UserId},
    isolation::Probe,
    text::Language,
};

/// Middleware: while the last check of isolation found a crossing, nothing of any project is answered. Style sheets and
/// scripts are, for the page that says so; and so are the check's own requests, or it could never find it mended.
pub async fn require_isolation(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, AppError> {
    let of_project =
        request.extensions().get::<ProjectRef>().is_some() && !request.uri().path().starts_with("/assets/");
    if of_project && state.isolation.is_broken() && request.extensions().get::<Probe>().is_none() {
        return Err(AppError::IsolationBroken);
    }
    Ok(next.run(request).await)
}

/// What a person is to the whole platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlatformRole {
    /// A client's or partner's person.
    None,
    /// The agency's: submissions, the CRM, and the projects she is a member of.
    Staff,
    /// Admin of every project.
    Admin,
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
}

impl Caller {
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
pub struct Known(Arc<OnceLock<Caller>>);

impl Known {
    /// The caller, once some extractor has looked her up.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        self.0.get()
    }

    fn note(parts: &Parts, caller: &Caller) {
        if let Some(Self(known)) = parts.extensions.get() {
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

/// An authenticated person with a part in the project of this request.
#[derive(Clone, Debug)]
pub struct Access {
    /// Who.
    pub caller: Caller,
    /// Where.
    pub project: ProjectId,
    /// The project's title, which every page shows.
    pub title: String,
    /// As what.
    pub role: Role,
    /// How much of the platform the project may take.
    pub limits: Limits,
    /// Its place among the project's requests, kept as long as the handler runs.
    pub admitted: Admitted,
    /// How far her credential goes.
    pub reach: Reach,
}

impl Access {
    /// The proof for tenant transactions.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::authorised(self.project).within(&self.limits).through(self.reach.key())
    }

    /// Whether she may do `action`: her role may, and the scopes of a token or key do.
    #[must_use]
    pub fn can(&self, action: Action) -> bool {
        allows(self.role, action) && self.reach.allows(action)
    }

    /// Refuses with 403 what she may not do.
    pub fn ensure(&self, action: Action) -> Result<(), AppError> {
        if allows(self.role, action) { self.reach.ensure(action) } else { Err(AppError::Forbidden) }
    }

    /// The visibilities she sees, for binding into statements.
    #[must_use]
    pub fn sees(&self) -> Vec<String> {
        self.role.sees().iter().map(|visibility| visibility.as_str().to_owned()).collect()
    }
}

/// `Access` that may do `P`; dereferences to it.
#[derive(Clone, Debug)]
pub struct Require<P>(Access, PhantomData<P>);

impl<P> std::ops::Deref for Require<P> {
    type Target = Access;

    fn deref(&self) -> &Access {
        &self.0
    }
}

impl<P: Permission> FromRequestParts<AppState> for Require<P> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let access = <Access as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        access.ensure(P::ACTION)?;
        Ok(Self(access, PhantomData))
    }
}

impl FromRequestParts<AppState> for Access {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let ProjectRef(project) = ProjectRef::from_request_parts(parts, state).await?;
        let (user, proof, standing) = speaker(parts, state, project).await?;
        let caller = caller(user, proof, &standing);
        Known::note(parts, &caller);
        let (project, part, role) = place(&caller, &standing, project)?;
        match part.workspace.as_str() {
            "active" => {}
            "provisioning" => return Err(AppError::ProjectPreparing),
            "suspended" => return Err(AppError::ProjectSuspended),
            "archived" => return Err(AppError::ProjectArchived),
            _ => return Err(AppError::NotFound),
        }
        let (limits, title) = (part.limits, part.title.clone());
        // The isolation check's own requests are nobody's load.
        let admitted = match parts.extensions.get::<Probe>() {
            Some(_) => Admitted::default(),
            None => state.fairness.admit(project, &limits).await?,
        };
        let reach = Reach::of(standing.grant.as_deref(), parts.method.is_safe());
        let access = Self { caller, project, title, role, limits, admitted, reach };
        parts.extensions.insert(access.clone());
        Ok(access)
    }
}

/// `Access` of who governs the project, whatever the state of its workspace: how else would it be opened again?
#[derive(Clone, Debug)]
pub struct Governor(Access);

impl std::ops::Deref for Governor {
    type Target = Access;

    fn deref(&self) -> &Access {
        &self.0
    }
}

impl FromRequestParts<AppState> for Governor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let ProjectRef(project) = ProjectRef::from_request_parts(parts, state).await?;
        let (user, proof, standing) = speaker(parts, state, project).await?;
        let caller = caller(user, proof, &standing);
        Known::note(parts, &caller);
        govern(caller, &standing, project, parts.method.is_safe())
    }
}

/// `caller` as governor of `project`: 404 for who has no part in it, 403 for who has a lesser one.
pub async fn governor(state: &AppState, caller: Caller, project: Option<ProjectId>) -> Result<Governor, AppError> {
    let standing = look(state, caller.user, Proof::Session(caller.session), project).await?;
    govern(caller, &standing, project, false)
}

fn govern(caller: Caller, standing: &Standing, project: Option<ProjectId>, reads: bool) -> Result<Governor, AppError> {
    let (project, part, role) = place(&caller, standing, project)?;
    if part.workspace == "erased" {
        return Err(AppError::NotFound);
    }
    let (limits, title, reach) = (part.limits, part.title.clone(), Reach::of(standing.grant.as_deref(), reads));
    // Not counted among the project's requests: whoever raises its limits must get in when they are reached.
    let access = Access { caller, project, title, role, limits, admitted: Admitted::default(), reach };
    access.ensure(Action::GovernProject)?;
    Ok(Governor(access))
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
    pub fn ensure(&self, scope: access::Scope) -> Result<(), AppError> {
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
        let (user, proof, standing) = speaker(parts, state, None).await?;
        let caller = caller(user, proof, &standing);
        Known::note(parts, &caller);
        Ok(Self { caller, grant: standing.grant.clone() })
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        if let Some(access) = parts.extensions.get::<Access>() {
            return Ok(access.caller.clone());
        }
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let Speaker { caller, grant } = Speaker::from_request_parts(parts, state).await?;
        if grant.is_some() {
            // Accounts, lists and governance are for people themselves.
            return Err(AppError::InsufficientScope(None));
        }
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

impl OptionalFromRequestParts<AppState> for Caller {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Option<Self>, AppError> {
        match <Self as FromRequestParts<AppState>>::from_request_parts(parts, state).await {
            Ok(caller) => Ok(Some(caller)),
            Err(AppError::Unauthenticated { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What the caller is to a project, whatever the state of its workspace short of erased; `None` alike for a foreign
/// project, one never issued and what cannot be an ID at all.
pub async fn role_in(state: &AppState, caller: &Caller, project: Option<ProjectId>) -> Result<Option<Role>, AppError> {
    let standing = look(state, caller.user, Proof::Session(caller.session), project).await?;
    Ok(standing
        .project
        .as_ref()
        .filter(|part| matches!(part.workspace.as_str(), "provisioning" | "active" | "suspended" | "archived"))
        .and_then(|part| role(caller.platform_role, part)))
}

/// Her place in the project asked for; a stranger finds none.
fn place<'a>(
    caller: &Caller,
    standing: &'a Standing,
    project: Option<ProjectId>,
) -> Result<(ProjectId, &'a ProjectStanding, Role), AppError> {
    let (Some(project), Some(part)) = (project, &standing.project) else { return Err(AppError::NotFound) };
    // A key does what a project manager may, and nobody above her.
    let role = if of_key(standing) { Some(Role::ProjectManager) } else { role(caller.platform_role, part) };
    Ok((project, part, role.ok_or(AppError::NotFound)?))
}

fn of_key(standing: &Standing) -> bool {
    matches!(standing.grant.as_deref(), Some(Grant { kind: GrantKind::Key { .. }, .. }))
}

/// Whether the maker of a key may still look after the project's keys: none of hers works when she may not.
#[must_use]
pub fn may_have_keys(standing: &Standing) -> bool {
    let part = standing.project.as_ref();
    part.and_then(|part| role(platform_role(standing), part)).is_some_and(|role| allows(role, Action::ViewOperations))
}

fn caller(user: UserId, proof: Proof, standing: &Standing) -> Caller {
    // A token's row stands where a session's would: nothing is found by it among those.
    let session = SessionId(proof.row());
    Caller {
        user,
        session,
        root: standing.root.unwrap_or(session),
        name: standing.name.clone(),
        email: standing.email.clone(),
        language: Language::from_tag(&standing.language).unwrap_or_default(),
        // A key is nobody to the platform, whoever made it.
        platform_role: if of_key(standing) { PlatformRole::None } else { platform_role(standing) },
    }
}

fn platform_role(standing: &Standing) -> PlatformRole {
    match standing.platform_role.as_str() {
        "admin" => PlatformRole::Admin,
        "staff" => PlatformRole::Staff,
        _ => PlatformRole::None,
    }
}

fn role(platform: PlatformRole, part: &ProjectStanding) -> Option<Role> {
    if platform == PlatformRole::Admin {
        return Some(Role::Admin);
    }
    match (part.role.as_deref(), part.partner_level.as_deref()) {
        (Some("client"), _) => Some(Role::Client { lead: part.lead }),
        (Some("project_manager"), _) => Some(Role::ProjectManager),
        (Some("admin"), _) => Some(Role::Admin),
        (_, Some("view")) => Some(Role::Partner(PartnerLevel::View)),
        (_, Some("edit")) => Some(Role::Partner(PartnerLevel::Edit)),
        (_, Some("manage")) => Some(Role::Partner(PartnerLevel::Manage)),
        _ => None,
    }
}
