//! From a credential to what may be done: `Caller` (somebody), `Access` (somebody with a part in this project),
//! `Require<action::…>` (… who may do this). A handler's argument types are its permissions.

use std::{
    marker::PhantomData,
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};
use time::OffsetDateTime;

use super::{
    AppError, AppState,
    client::ClientAddress,
    fairness::Admitted,
    grant::{Proof, Reach, look, speaker},
    host::ProjectRef,
    mfa, rates, rules, view_as,
};
use crate::{
    access::{self, Action, PartnerLevel, Permission, Role, allows},
    db::{Limits, PlatformScope, Rules, Scope},
    identity::sessions::{Grant, GrantKind, ProjectStanding, Proofs, Standing},
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
    /// What was shown for the session.
    pub proofs: Proofs,
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

    fn note(parts: &Parts, caller: &Caller) {
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
    /// What the project demands beyond a log-in; it was met.
    pub rules: Rules,
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
        rules::admit(&standing, &part.rules, address(parts), state.clock.now())?;
        // A token or key was made by somebody who had shown what was asked of her.
        if standing.grant.is_none() {
            mfa::gate(state, &caller, Some(role), part.rules.client_mfa)?;
        }
        let (until, now) = (standing.views_as_client_until, state.clock.now());
        view_as::refuse_changes(parts, until, now)?;
        let role = view_as::served_as(role, until, now);
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
        if let (Some(tally), Some(told)) = (parts.extensions.get::<rates::Tally>(), admitted.told) {
            tally.tell(told);
        }
        let reach = Reach::of(standing.grant.as_deref(), parts.method.is_safe());
        let access = Self { caller, project, title, role, limits, admitted, rules: part.rules.clone(), reach };
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
        view_as::refuse_changes(parts, standing.views_as_client_until, state.clock.now())?;
        govern(state, caller, &standing, project, address(parts), parts.method.is_safe())
    }
}

/// `caller` as governor of `project`: 404 for who has no part in it, 403 for who has a lesser one. The project's list of
/// addresses holds here as well, but for the platform's admins: how else would a list be mended that admits nobody?
pub async fn governor(
    state: &AppState,
    caller: Caller,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<Governor, AppError> {
    let standing = look(state, caller.user, Proof::Session(caller.session), project, address).await?;
    govern(state, caller, &standing, project, address, false)
}

fn govern(
    state: &AppState,
    caller: Caller,
    standing: &Standing,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
    reads: bool,
) -> Result<Governor, AppError> {
    let (project, part, role) = place(&caller, standing, project)?;
    if part.workspace == "erased" {
        return Err(AppError::NotFound);
    }
    if standing.grant.is_none() {
        mfa::gate(state, &caller, Some(role), false)?;
    }
    let role = view_as::served_as(role, standing.views_as_client_until, state.clock.now());
    if !caller.is_admin() {
        rules::admit_from(&part.rules, address)?;
    }
    let (limits, title, reach) = (part.limits, part.title.clone(), Reach::of(standing.grant.as_deref(), reads));
    // Not counted among the project's requests: whoever raises its limits must get in when they are reached.
    let (admitted, rules) = (Admitted::default(), part.rules.clone());
    let access = Access { caller, project, title, role, limits, admitted, rules, reach };
    access.ensure(Action::GovernProject)?;
    Ok(Governor(access))
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
        let speaker = spoken(parts, state).await?;
        if speaker.grant.is_none() {
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
    let (user, proof, standing) = speaker(parts, state, None).await?;
    let caller = caller(user, proof, &standing);
    Known::note(parts, &caller);
    view_as::refuse_changes(parts, standing.views_as_client_until, state.clock.now())?;
    Ok(Speaker { caller, grant: standing.grant.clone() })
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

/// What the caller is to a project, whatever the state of its workspace short of erased; `None` alike for a foreign
/// project, one never issued and what cannot be an ID at all.
pub async fn role_in(state: &AppState, caller: &Caller, project: Option<ProjectId>) -> Result<Option<Role>, AppError> {
    let standing = look(state, caller.user, Proof::Session(caller.session), project, None).await?;
    Ok(standing
        .project
        .as_ref()
        .filter(|part| matches!(part.workspace.as_str(), "provisioning" | "active" | "suspended" | "archived"))
        .and_then(|part| role(caller.platform_role, part)))
}

/// Whether `project` wants the caller to log in anew before she goes on to it.
pub async fn must_log_in_for(state: &AppState, caller: &Caller, project: ProjectId) -> Result<bool, AppError> {
    let standing = look(state, caller.user, Proof::Session(caller.session), Some(project), None).await?;
    let part = standing.project.as_ref();
    Ok(part.is_some_and(|part| rules::log_in_is_over(&standing, &part.rules, state.clock.now())))
}

fn address(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get().map(|ClientAddress(address)| *address)
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
        proofs: standing.proofs,
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
