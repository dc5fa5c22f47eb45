//! Limits and workspace state of a project, for its governors (admins). A suspended or archived project keeps every row
//! and file; its members are told, strangers learn nothing.

mod api;
mod pages;
mod rules;
mod store;

use serde::{Deserialize, Serialize};
use serde_json::json;

pub use api::tenant_api;
pub use pages::app_pages;
pub use store::{Changes, set_plan};

use super::activity::{self, Event};
use crate::{
    access::Visibility,
    db::Scope,
    http::{AppError, AppState, Checks, error::Conflict},
    ids::{ProjectId, UserId},
    text::typed,
};

/// What the workspace can be moved to by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Workspace {
    /// Open.
    Active,
    /// Closed for the moment: members are told so.
    Suspended,
    /// Put away: out of the lists, kept as it is.
    Archived,
}

impl Workspace {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Archived];

    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Archived => "archived",
        }
    }

    /// Whether a workspace that is `from` may become this. What was archived is looked at before it is open again.
    #[must_use]
    pub fn may_follow(self, from: &str) -> bool {
        match self {
            Self::Active => from == "suspended",
            Self::Suspended => matches!(from, "active" | "archived"),
            Self::Archived => matches!(from, "active" | "suspended"),
        }
    }

    fn event(self) -> activity::Kind {
        match self {
            Self::Active => activity::Kind::ProjectResumed,
            Self::Suspended => activity::Kind::ProjectSuspended,
            Self::Archived => activity::Kind::ProjectArchived,
        }
    }
}

/// Moves the workspace of a project whose governor, or the platform's operator (`by` is nobody), wants it.
pub async fn set_workspace(
    state: &AppState,
    project: ProjectId,
    to: Workspace,
    reason: &str,
    by: Option<UserId>,
) -> Result<(), AppError> {
    let reason = typed::lines(reason);
    Checks::new().length("reason", &reason, 0, 1000).finish()?;
    let now = state.clock.now();
    let mut tx = state.db.write(&Scope::authorised(project)).await?;
    let from = store::lock_workspace(&mut tx).await?.ok_or(AppError::NotFound)?;
    if from == to.as_str() {
        return Ok(());
    }
    if !to.may_follow(&from) {
        return Err(AppError::Conflict(Conflict::State));
    }
    store::set_workspace(&mut tx, to, now).await?;
    let detail = json!({ "name": to.as_str(), "reason": reason });
    let event = Event { actor: by, kind: to.event(), subject: None, detail, visibility: Visibility::Internal };
    activity::record(&mut tx, now, &event).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::Workspace;

    #[test]
    fn what_is_put_away_is_opened_in_two_steps() {
        let moves = |from| Workspace::ALL.into_iter().filter(move |to| to.may_follow(from)).collect::<Vec<_>>();
        assert_eq!(moves("active"), [Workspace::Suspended, Workspace::Archived]);
        assert_eq!(moves("suspended"), [Workspace::Active, Workspace::Archived]);
        assert_eq!(moves("archived"), [Workspace::Suspended]);
        assert_eq!(moves("provisioning"), []);
    }
}
