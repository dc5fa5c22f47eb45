//! The gates of a project: what a caller with a part in it must meet, as one list for everybody and one for its admins.

use std::net::IpAddr;

use axum::http::request::Parts;

use super::{
    authenticate::{Authenticated, authenticate},
    caller::{Caller, CallerSlot},
    membership::ProjectMembership,
    mfa, rules, view_as,
};
use crate::{
    access::{Action, Role, Workspace, allows},
    http::{AppError, AppState, edge::client_address::ClientAddress},
    identity::auth_context::AuthContext,
    ids::ProjectId,
};

/// Properties of a request that the gates check, besides its owner.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct RequestTraits {
    /// Client address.
    pub address: Option<IpAddr>,
    /// Whether its method only reads.
    pub reads: bool,
    /// Whether the client's view permits it.
    pub harmless: bool,
}

impl RequestTraits {
    /// Properties from the request's head.
    pub fn of(parts: &Parts) -> Self {
        Self {
            address: ClientAddress::noted(parts),
            reads: parts.method.is_safe(),
            harmless: view_as::is_harmless(parts),
        }
    }
}

/// A request whose credential is read, in front of the gates.
pub(in crate::http) struct Arrival {
    /// The rows behind the credential.
    pub authenticated: Authenticated,
    /// Their person.
    pub caller: Caller,
    /// The request.
    pub traits: RequestTraits,
}

impl Arrival {
    /// Reads the credential, and tells outer layers of the caller and the client's view.
    pub async fn of(parts: &mut Parts, state: &AppState, project: Option<ProjectId>) -> Result<Self, AppError> {
        let authenticated = authenticate(parts, state, project).await?;
        let caller = Caller::of(authenticated.user, authenticated.credential, &authenticated.context);
        CallerSlot::note(parts, &caller);
        view_as::note(parts, authenticated.context.views_as_client_until, state.clock.now());
        Ok(Self { authenticated, caller, traits: RequestTraits::of(parts) })
    }
}

/// One demand on a caller with a part in a project.
#[derive(Clone, Copy, Debug)]
enum Gate {
    /// A log-in as new as the project demands.
    NewLogIn,
    /// An address that the project admits.
    Address,
    /// The same; platform admins pass, who can repair a list that admits nobody.
    AddressOfMember,
    /// A second factor, if the role or the project demands one. The maker of a key had met the project's demands; a
    /// personal token reaches all of its owner's projects.
    SecondFactor,
    /// A second factor, if the role demands one of a person.
    SecondFactorOfPerson,
    /// Nothing that the client's view forbids.
    ClientView,
    /// An open workspace.
    OpenWorkspace,
    /// A workspace in any state short of erased.
    Workspace,
}

/// Gates in the order in which they refuse.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct Gates(&'static [Gate]);

impl Gates {
    /// Gates of every request to a project.
    pub fn all() -> Self {
        Self(&[Gate::NewLogIn, Gate::Address, Gate::SecondFactor, Gate::ClientView, Gate::OpenWorkspace])
    }

    /// Gates of the project's admins on the app host, in any state of the workspace, so that a closed one can be
    /// reopened.
    pub fn for_project_admin() -> Self {
        Self(&[Gate::ClientView, Gate::Workspace, Gate::SecondFactorOfPerson, Gate::AddressOfMember])
    }

    /// The same on the project's own host, whose sessions the project may limit.
    pub fn for_project_admin_on_its_host() -> Self {
        Self(&[Gate::NewLogIn, Gate::ClientView, Gate::Workspace, Gate::SecondFactorOfPerson, Gate::AddressOfMember])
    }

    /// Refuses at the first gate that is not met; returns the effective role.
    pub fn pass(
        self,
        state: &AppState,
        caller: &Caller,
        context: &AuthContext,
        part: &ProjectMembership<'_>,
        traits: RequestTraits,
    ) -> Result<Role, AppError> {
        let (until, now, demands) = (context.views_as_client_until, state.clock.now(), &part.row.rules);
        let role = view_as::served_as(part.role, until, now);
        for gate in self.0 {
            match gate {
                Gate::AddressOfMember if caller.is_admin() => {}
                Gate::SecondFactor if context.is_of_key() => {}
                Gate::SecondFactorOfPerson if context.grant.is_some() => {}
                Gate::NewLogIn => rules::require_newer_log_in(context, demands, now)?,
                Gate::Address | Gate::AddressOfMember => rules::admit_from(demands, traits.address)?,
                Gate::SecondFactor => mfa::gate(state, caller, Some(part.role), demands.client_mfa)?,
                Gate::SecondFactorOfPerson => mfa::gate(state, caller, Some(part.role), false)?,
                Gate::ClientView => view_as::refuse(traits.harmless, until, now)?,
                Gate::OpenWorkspace => require_open(part.row.workspace, role)?,
                Gate::Workspace if part.row.workspace == Workspace::Erased => return Err(AppError::NotFound),
                Gate::Workspace => {}
            }
        }
        Ok(role)
    }
}

fn require_open(workspace: Workspace, role: Role) -> Result<(), AppError> {
    let governs = allows(role, Action::GovernProject);
    match workspace {
        Workspace::Active => Ok(()),
        Workspace::Provisioning => Err(AppError::ProjectPreparing),
        Workspace::Suspended => Err(AppError::ProjectSuspended { governs }),
        Workspace::Archived => Err(AppError::ProjectArchived { governs }),
        Workspace::Erased => Err(AppError::NotFound),
    }
}
