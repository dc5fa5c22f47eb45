//! Part of a person in a project, derived from their rows.

use super::caller::Caller;
use crate::{
    access::{Action, Role, allows},
    http::AppError,
    identity::auth_context::{AuthContext, ProjectContext},
    ids::ProjectId,
};

/// Part in the requested project.
#[derive(Clone, Copy)]
pub(in crate::http) struct ProjectMembership<'a> {
    /// Project id.
    pub project: ProjectId,
    /// Role in the project.
    pub role: Role,
    /// Rows of the project.
    pub row: &'a ProjectContext,
}

impl<'a> ProjectMembership<'a> {
    /// Part of the caller in `project`; 404 for a stranger.
    pub fn of(caller: &Caller, context: &'a AuthContext, project: Option<ProjectId>) -> Result<Self, AppError> {
        let (Some(project), Some(row)) = (project, &context.project) else { return Err(AppError::NotFound) };
        // A key has the rights of a project manager at most.
        let role = if context.is_of_key() { Some(Role::MANAGER) } else { row.role(caller.platform_role) };
        Ok(Self { project, role: role.ok_or(AppError::NotFound)?, row })
    }
}

/// Whether the maker of a key may still manage the project's keys; otherwise none of their keys works.
#[must_use]
pub fn may_have_keys(context: &AuthContext) -> bool {
    let role = context.project.as_ref().and_then(|row| row.role(context.platform_role));
    role.is_some_and(|role| allows(role, Action::ViewOperations))
}
