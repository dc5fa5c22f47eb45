//! Limits and workspace state of a project, for its admins. A suspended or archived project keeps every row
//! and file; its members are told, strangers learn nothing.

mod api;
mod pages;
mod rules;
mod store;

use serde_json::json;
use strum::VariantArray;

pub use api::tenant_api;
pub use pages::app_pages;
use store::Standing;
pub use store::{LimitChanges, SAMPLES, set_plan};

use crate::{
    access::{MemberRole, PartnerLevel, Visibility, Workspace},
    db::Scope,
    features::shared::{
        activity::{self, Event},
        notify,
    },
    http::{AppError, AppState, Checks, error::Conflict},
    ids::{ProjectId, UserId},
    mail::Word,
    text::normalize,
};

/// Sets the state of a workspace, for an admin of the project or the platform's operator (`by` is `None`), and mails its
/// people, who cannot mute that. The reason stays with the agency.
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
    let Standing { workspace: from, title } = store::lock_workspace(&mut tx).await?.ok_or(AppError::NotFound)?;
    if from == to {
        return Ok(());
    }
    let (kind, mail) = match to {
        Workspace::Active => (activity::ActivityKind::ProjectResumed, Some("project-resumed")),
        // One that was archived is only on its way back.
        Workspace::Suspended => {
            (activity::ActivityKind::ProjectSuspended, (from == Workspace::Active).then_some("project-suspended"))
        }
        Workspace::Archived => (activity::ActivityKind::ProjectArchived, Some("project-archived")),
        Workspace::Provisioning | Workspace::Erased => return Err(AppError::Conflict(Conflict::State)),
    };
    if !to.may_follow(from) {
        return Err(AppError::Conflict(Conflict::State));
    }
    store::set_workspace(&mut tx, to, now).await?;
    let detail = json!({ "name": to, "reason": reason });
    let event = Event { actor: by, kind, subject: None, detail, visibility: Visibility::Internal };
    activity::record(&mut tx, now, &event).await?;
    if let Some(key) = mail {
        let link = state.hosts.tenant(project).to_string();
        let args = [("project", Word::theirs(&title)), ("link", Word::link(&link))];
        let mut people = notify::members_with_roles(&mut tx, MemberRole::VARIANTS).await?;
        people.extend(notify::partners_at(&mut tx, PartnerLevel::VARIANTS, now).await?);
        for person in people.iter().filter(|person| Some(person.user_id) != by) {
            notify::mail_to(&mut tx, person, key, &args).await?;
        }
    }
    Ok(tx.commit().await?)
}
