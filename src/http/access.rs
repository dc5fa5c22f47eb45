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
    AppError, AppState, client::ClientAddress, fairness::Admitted, host::ProjectRef, mfa, rates, rules,
    session::Credential, view_as,
};
use crate::{
    access::{Action, PartnerLevel, Permission, Role, allows},
    db::{Limits, PlatformScope, Rules, Scope, Subject},
    identity::sessions::{self, ProjectStanding, Proofs, Standing},
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
}

impl Access {
    /// The proof for tenant transactions.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::authorised(self.project).within(&self.limits)
    }

    /// Whether she may do `action`.
    #[must_use]
    pub fn can(&self, action: Action) -> bool {
        allows(self.role, action)
    }

    /// Refuses with 403 what she may not do.
    pub fn ensure(&self, action: Action) -> Result<(), AppError> {
        if self.can(action) { Ok(()) } else { Err(AppError::Forbidden) }
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
        let (user, session) = claimed(parts)?;
        rates::account(state, parts, user)?;
        let address = address(parts);
        let standing = look(state, user, session, project, address).await?;
        let caller = caller(user, session, &standing);
        Known::note(parts, &caller);
        let (Some(project), Some(part)) = (project, &standing.project) else { return Err(AppError::NotFound) };
        let role = role(caller.platform_role, part).ok_or(AppError::NotFound)?;
        rules::admit(&standing, &part.rules, address, state.clock.now())?;
        mfa::gate(state, &caller, Some(role), part.rules.client_mfa)?;
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
        let access = Self { caller, project, title, role, limits, admitted, rules: part.rules.clone() };
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
        let caller = <Caller as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        governor(state, caller, project, address(parts)).await
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
    let standing = look(state, caller.user, caller.session, project, address).await?;
    let (Some(project), Some(part)) = (project, &standing.project) else { return Err(AppError::NotFound) };
    let role = role(caller.platform_role, part).filter(|_| part.workspace != "erased").ok_or(AppError::NotFound)?;
    mfa::gate(state, &caller, Some(role), false)?;
    let role = view_as::served_as(role, standing.views_as_client_until, state.clock.now());
    let (limits, title) = (part.limits, part.title.clone());
    if !caller.is_admin() {
        rules::admit_from(&part.rules, address)?;
    }
    // Not counted among the project's requests: whoever raises its limits must get in when they are reached.
    let (admitted, rules) = (Admitted::default(), part.rules.clone());
    let access = Access { caller, project, title, role, limits, admitted, rules };
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
    let (user, session) = claimed(parts)?;
    rates::account(state, parts, user)?;
    let standing = look(state, user, session, None, address(parts)).await?;
    let caller = caller(user, session, &standing);
    Known::note(parts, &caller);
    view_as::refuse_changes(parts, standing.views_as_client_until, state.clock.now())?;
    parts.extensions.insert(caller.clone());
    Ok(caller)
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
    let standing = look(state, caller.user, caller.session, project, None).await?;
    Ok(standing
        .project
        .as_ref()
        .filter(|part| matches!(part.workspace.as_str(), "provisioning" | "active" | "suspended" | "archived"))
        .and_then(|part| role(caller.platform_role, part)))
}

/// Whether `project` wants the caller to log in anew before she goes on to it.
pub async fn must_log_in_for(state: &AppState, caller: &Caller, project: ProjectId) -> Result<bool, AppError> {
    let standing = look(state, caller.user, caller.session, Some(project), None).await?;
    let part = standing.project.as_ref();
    Ok(part.is_some_and(|part| rules::log_in_is_over(&standing, &part.rules, state.clock.now())))
}

fn address(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get().map(|ClientAddress(address)| *address)
}

fn claimed(parts: &Parts) -> Result<(UserId, SessionId), AppError> {
    match parts.extensions.get() {
        Some(Credential::Session { user, session }) => Ok((*user, *session)),
        Some(Credential::Refused) => Err(AppError::Unauthenticated { refused: true }),
        Some(Credential::None) | None => Err(AppError::Unauthenticated { refused: false }),
    }
}

async fn look(
    state: &AppState,
    user: UserId,
    session: SessionId,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<Arc<Standing>, AppError> {
    let (now, kept, key) = (state.clock.now(), &state.caches.standings, (user, session, project));
    // Only a yes is taken from memory: whatever has run out is looked at again.
    if let Some(standing) = kept.get(&key).filter(|standing| standing.holds_at(now)) {
        return Ok(standing);
    }
    let marks = kept.before([Some(Subject::Person(user)), project.map(Subject::Project)]);
    let mut tx = state.db.platform(PlatformScope::Person(user)).await?;
    let mut standing = sessions::standing(&mut tx, session, user, project, now)
        .await?
        .ok_or(AppError::Unauthenticated { refused: true })?;
    if now - standing.last_seen_at > sessions::SEEN {
        sessions::touch(&mut tx, session, address, now).await?;
        tx.commit().await?;
        standing.last_seen_at = now;
    }
    let standing = Arc::new(standing);
    kept.keep(key, marks, standing.clone());
    Ok(standing)
}

fn caller(user: UserId, session: SessionId, standing: &Standing) -> Caller {
    Caller {
        user,
        session,
        root: standing.root,
        name: standing.name.clone(),
        email: standing.email.clone(),
        language: Language::from_tag(&standing.language).unwrap_or_default(),
        platform_role: match standing.platform_role.as_str() {
            "admin" => PlatformRole::Admin,
            "staff" => PlatformRole::Staff,
            _ => PlatformRole::None,
        },
        proofs: standing.proofs,
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
