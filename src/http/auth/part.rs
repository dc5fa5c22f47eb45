//! Part of a person in a project, derived from their rows.

use super::{
    grant::{Proof, look},
    rules,
};
use crate::{
    access::{Action, Role, Workspace, allows},
    http::{AppError, AppState, Caller},
    identity::standing::{ProjectStanding, Standing},
    ids::ProjectId,
};

/// Part in the requested project.
#[derive(Clone, Copy)]
pub(in crate::http) struct Part<'a> {
    /// Project id.
    pub project: ProjectId,
    /// Role in the project.
    pub role: Role,
    /// Rows of the project.
    pub row: &'a ProjectStanding,
}

impl<'a> Part<'a> {
    /// Part of the caller in `project`; 404 for a stranger.
    pub fn of(caller: &Caller, standing: &'a Standing, project: Option<ProjectId>) -> Result<Self, AppError> {
        let (Some(project), Some(row)) = (project, &standing.project) else { return Err(AppError::NotFound) };
        // A key has the rights of a project manager at most.
        let role = if standing.is_of_key() { Some(Role::ProjectManager) } else { row.role(caller.platform_role) };
        Ok(Self { project, role: role.ok_or(AppError::NotFound)?, row })
    }
}

/// Role of the caller in a project in any state of the workspace short of erased; `None` alike for a foreign project,
/// one never issued and a malformed ID.
pub async fn role_in(state: &AppState, caller: &Caller, project: Option<ProjectId>) -> Result<Option<Role>, AppError> {
    let standing = look(state, caller.user, Proof::Session(caller.session), project, None).await?;
    Ok(standing
        .project
        .as_ref()
        .filter(|part| part.workspace != Workspace::Erased)
        .and_then(|part| part.role(caller.platform_role)))
}

/// Whether `project` requires a new log-in of the caller.
pub async fn must_log_in_for(state: &AppState, caller: &Caller, project: ProjectId) -> Result<bool, AppError> {
    let standing = look(state, caller.user, Proof::Session(caller.session), Some(project), None).await?;
    let part = standing.project.as_ref();
    Ok(part.is_some_and(|part| rules::log_in_is_over(&standing, &part.rules, state.clock.now())))
}

/// Whether the maker of a key may still manage the project's keys; otherwise none of their keys works.
#[must_use]
pub fn may_have_keys(standing: &Standing) -> bool {
    let role = standing.project.as_ref().and_then(|row| row.role(standing.platform_role));
    role.is_some_and(|role| allows(role, Action::ViewOperations))
}
