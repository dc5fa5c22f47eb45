//! Limits and workspace state of a project, for its admins. A suspended or archived project keeps every row
//! and file; its members are told, strangers learn nothing.

mod api;
mod pages;
mod rules;
mod store;

use serde_json::json;

pub use api::tenant_api;
pub use pages::app_pages;
pub use store::{LimitChanges, SAMPLES, set_plan};

use crate::{
    access::{Visibility, Workspace},
    db::Scope,
    features::shared::activity::{self, Event},
    http::{AppError, AppState, Checks, error::Conflict},
    ids::{ProjectId, UserId},
    text::normalize,
};

/// Sets the state of a workspace, for an admin of the project or the platform's operator (`by` is `None`).
pub async fn set_workspace(
    state: &AppState,
    project: ProjectId,
    to: Workspace,
    reason: &str,
    by: Option<UserId>,
) -> Result<(), AppError> {
    let reason = normalize::lines(reason);
    Checks::new().length("reason", &reason, 0, 1000).finish()?;
    let now = state.clock.now();
    let mut tx = state.db.write(&Scope::authorised(project)).await?;
    let from = store::lock_workspace(&mut tx).await?.ok_or(AppError::NotFound)?;
    if from == to {
        return Ok(());
    }
    let kind = match to {
        Workspace::Active => activity::ActivityKind::ProjectResumed,
        Workspace::Suspended => activity::ActivityKind::ProjectSuspended,
        Workspace::Archived => activity::ActivityKind::ProjectArchived,
        Workspace::Provisioning | Workspace::Erased => return Err(AppError::Conflict(Conflict::State)),
    };
    if !to.may_follow(from) {
        return Err(AppError::Conflict(Conflict::State));
    }
    store::set_workspace(&mut tx, to, now).await?;
    let detail = json!({ "name": to, "reason": reason });
    let event = Event { actor: by, kind, subject: None, detail, visibility: Visibility::Internal };
    activity::record(&mut tx, now, &event).await?;
    Ok(tx.commit().await?)
}
