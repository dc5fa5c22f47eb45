//! Governors of a project: its admins and the platform's, also while it is closed.

use std::net::IpAddr;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{
    caller::Known,
    grant::{Proof, Reach, Spoken, look_at, speaker},
    grounds::{self, Asked, Given},
    mfa,
    part::Part,
    rules, view_as,
};
use crate::{
    access::{Action, Role, Workspace},
    http::{
        Access, AppError, AppState, Caller,
        edge::host::ProjectRef,
        limits::fairness::Admitted,
        routes::{Need, Needs},
    },
    identity::standing::Standing,
    ids::ProjectId,
};

/// `Access` of a governor in any state of the workspace, so that a closed one can be reopened.
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
        let spoken = speaker(parts, state, project).await?;
        let asked = Asked::of(parts);
        let caller = Caller::of(spoken.user, spoken.proof, &spoken.standing);
        Known::note(parts, &caller);
        view_as::note(parts, spoken.standing.views_as_client_until, state.clock.now());
        granted(state, caller, &spoken, asked, true)
    }
}

impl Needs for Governor {
    const NEED: Need = Need::Govern;
}

/// `caller` as governor of `project`: 404 without a part in it, 403 for a lesser role. The project's address list
/// applies here as well, except to platform admins, who can repair a list that admits nobody.
pub async fn governor(
    state: &AppState,
    caller: Caller,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<Governor, AppError> {
    let asked = Asked { address, reads: false, harmless: true };
    let proof = Proof::Session(caller.session);
    let spoken = look_at(state, caller.user, proof, project, address).await?;
    granted(state, caller, &spoken, asked, false)
}

fn granted(
    state: &AppState,
    caller: Caller,
    spoken: &Spoken,
    asked: Asked,
    on_its_host: bool,
) -> Result<Governor, AppError> {
    let part = Part::of(&caller, &spoken.standing, spoken.project)?;
    if on_its_host {
        rules::require_newer_log_in(&spoken.standing, &part.row.rules, state.clock.now())?;
    }
    let role = govern(state, &caller, &spoken.standing, &part, asked)?;
    // Not counted among the project's requests: governors must be able to raise an exhausted limit.
    let reach = Reach::of(spoken.standing.grant.as_deref(), asked.reads);
    grounds::note(state, spoken, &caller, asked, Given::Governing(part.project));
    let access = Access::granted(caller, Part { role, ..part }, Admitted::default(), reach);
    access.ensure(Action::GovernProject)?;
    Ok(Governor(access))
}

/// Gates before governing, except role and scopes.
pub(in crate::http) fn govern(
    state: &AppState,
    caller: &Caller,
    standing: &Standing,
    part: &Part<'_>,
    asked: Asked,
) -> Result<Role, AppError> {
    let (until, now) = (standing.views_as_client_until, state.clock.now());
    view_as::refuse(asked.harmless, until, now)?;
    if part.row.workspace == Workspace::Erased {
        return Err(AppError::NotFound);
    }
    if standing.grant.is_none() {
        mfa::gate(state, caller, Some(part.role), false)?;
    }
    if !caller.is_admin() {
        rules::admit_from(&part.row.rules, asked.address)?;
    }
    Ok(view_as::served_as(part.role, until, now))
}
