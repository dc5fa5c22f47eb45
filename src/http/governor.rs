//! Who governs a project: its admins and the platform's, also while it is closed.

use std::net::IpAddr;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{
    Access, AppError, AppState, Caller,
    caller::Known,
    client::ClientAddress,
    fairness::Admitted,
    grant::{Proof, Reach, look, speaker},
    host::ProjectRef,
    mfa,
    part::Part,
    rules, view_as,
};
use crate::{access::Action, identity::standing::Standing, ids::ProjectId};

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
        let caller = Caller::of(user, proof, &standing);
        Known::note(parts, &caller);
        let (part, now) = (Part::of(&caller, &standing, project)?, state.clock.now());
        rules::require_newer_log_in(&standing, &part.row.rules, now)?;
        view_as::refuse_changes(parts, standing.views_as_client_until, now)?;
        let (address, reads) = (ClientAddress::noted(parts), parts.method.is_safe());
        govern(state, caller, &standing, part, address, reads)
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
    let part = Part::of(&caller, &standing, project)?;
    govern(state, caller, &standing, part, address, false)
}

fn govern(
    state: &AppState,
    caller: Caller,
    standing: &Standing,
    part: Part<'_>,
    address: Option<IpAddr>,
    reads: bool,
) -> Result<Governor, AppError> {
    if part.row.workspace == "erased" {
        return Err(AppError::NotFound);
    }
    if standing.grant.is_none() {
        mfa::gate(state, &caller, Some(part.role), false)?;
    }
    let role = view_as::served_as(part.role, standing.views_as_client_until, state.clock.now());
    if !caller.is_admin() {
        rules::admit_from(&part.row.rules, address)?;
    }
    // Not counted among the project's requests: whoever raises its limits must get in when they are reached.
    let reach = Reach::of(standing.grant.as_deref(), reads);
    let access = Access::granted(caller, Part { role, ..part }, Admitted::default(), reach);
    access.ensure(Action::GovernProject)?;
    Ok(Governor(access))
}
