//! Admins of a project: its own and the platform's, also while it is closed.

use std::net::IpAddr;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{
    authenticate::{Authenticated, CredentialId, CredentialLimits, authenticate, load_for},
    caller::CallerSlot,
    grounds::{self, Asked, Given},
    membership::ProjectMembership,
    mfa, rules, view_as,
};
use crate::{
    access::{Action, Role, Workspace},
    http::{
        Access, AppError, AppState, Caller,
        edge::host::ProjectRef,
        limits::quotas::RequestPermit,
        routes::{Need, Needs},
    },
    identity::auth_context::AuthContext,
    ids::ProjectId,
};

/// `Access` of a project admin in any state of the workspace, so that a closed one can be reopened.
#[derive(Clone, Debug)]
pub struct ProjectAdmin(Access);

impl std::ops::Deref for ProjectAdmin {
    type Target = Access;

    fn deref(&self) -> &Access {
        &self.0
    }
}

impl FromRequestParts<AppState> for ProjectAdmin {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let ProjectRef(project) = ProjectRef::from_request_parts(parts, state).await?;
        let authenticated = authenticate(parts, state, project).await?;
        let asked = Asked::of(parts);
        let caller = Caller::of(authenticated.user, authenticated.credential, &authenticated.context);
        CallerSlot::note(parts, &caller);
        view_as::note(parts, authenticated.context.views_as_client_until, state.clock.now());
        granted(state, caller, &authenticated, asked, true)
    }
}

impl Needs for ProjectAdmin {
    const NEED: Need = Need::Govern;
}

/// `caller` as admin of `project`: 404 without a part in it, 403 for a lesser role. The project's address list
/// applies here as well, except to platform admins, who can repair a list that admits nobody.
pub async fn project_admin(
    state: &AppState,
    caller: Caller,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<ProjectAdmin, AppError> {
    let asked = Asked { address, reads: false, harmless: true };
    let credential = CredentialId::Session(caller.session);
    let authenticated = load_for(state, caller.user, credential, project, address).await?;
    granted(state, caller, &authenticated, asked, false)
}

fn granted(
    state: &AppState,
    caller: Caller,
    authenticated: &Authenticated,
    asked: Asked,
    on_its_host: bool,
) -> Result<ProjectAdmin, AppError> {
    let part = ProjectMembership::of(&caller, &authenticated.context, authenticated.project)?;
    if on_its_host {
        rules::require_newer_log_in(&authenticated.context, &part.row.rules, state.clock.now())?;
    }
    let role = govern(state, &caller, &authenticated.context, &part, asked)?;
    // Not counted among the project's requests: its admins must be able to raise an exhausted limit.
    let credential_limits = CredentialLimits::of(authenticated.context.grant.as_deref(), asked.reads);
    grounds::note(state, authenticated, &caller, asked, Given::Governing(part.project));
    let access =
        Access::granted(caller, ProjectMembership { role, ..part }, RequestPermit::default(), credential_limits);
    access.ensure(Action::GovernProject)?;
    Ok(ProjectAdmin(access))
}

/// Gates before governing, except role and scopes.
pub(in crate::http) fn govern(
    state: &AppState,
    caller: &Caller,
    context: &AuthContext,
    part: &ProjectMembership<'_>,
    asked: Asked,
) -> Result<Role, AppError> {
    let (until, now) = (context.views_as_client_until, state.clock.now());
    view_as::refuse(asked.harmless, until, now)?;
    if part.row.workspace == Workspace::Erased {
        return Err(AppError::NotFound);
    }
    if context.grant.is_none() {
        mfa::gate(state, caller, Some(part.role), false)?;
    }
    if !caller.is_admin() {
        rules::admit_from(&part.row.rules, asked.address)?;
    }
    Ok(view_as::served_as(part.role, until, now))
}
