//! Admins of a project: its own and the platform's, also while it is closed.

use std::net::IpAddr;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{
    access::Access,
    authenticate::load_for,
    caller::Caller,
    credential::CredentialLimits,
    gates::{Arrival, Gates, RequestTraits},
    grounds::{self, Admission},
    membership::ProjectMembership,
};
use crate::{
    access::Action,
    http::{
        AppError, AppState,
        edge::host::ProjectRef,
        routes::{Need, Needs},
    },
    identity::credential_rows::CredentialId,
    ids::ProjectId,
    limits::RequestPermit,
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
        let arrival = Arrival::of(parts, state, project).await?;
        granted(state, arrival, Gates::for_project_admin_on_its_host())
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
    let traits = RequestTraits { address, reads: false, harmless: true };
    let credential = CredentialId::Session(caller.session);
    let authenticated = load_for(state, caller.user, credential, project, address).await?;
    granted(state, Arrival { authenticated, caller, traits }, Gates::for_project_admin())
}

fn granted(state: &AppState, arrival: Arrival, gates: Gates) -> Result<ProjectAdmin, AppError> {
    let Arrival { authenticated, caller, traits } = arrival;
    let context = &authenticated.context;
    let part = ProjectMembership::of(&caller, context, authenticated.project)?;
    let role = gates.pass(state, &caller, context, &part, traits)?;
    // Not counted among the project's requests: its admins must be able to raise an exhausted limit.
    let credential_limits = CredentialLimits::of(context.grant.as_deref(), traits.reads);
    let used = grounds::note(state, &authenticated, &caller, traits, Admission::Governing(part.project));
    let part = ProjectMembership { role, ..part };
    let access = Access::granted(caller, part, RequestPermit::default(), credential_limits, used);
    access.ensure(Action::GovernProject)?;
    Ok(ProjectAdmin(access))
}
