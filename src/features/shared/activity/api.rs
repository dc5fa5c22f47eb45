//! API of a project's events.

use axum::extract::State;
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::store;
use crate::{
    access::action::ViewProject,
    http::{
        AppError, AppState, Operations, Query, Require,
        api::paging::{Listed, Paging},
        operation,
        routes::{KeptFor, Trait},
    },
};

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> Operations {
    Operations::new().mount(operation!(list)).with(Trait::Kept(KeptFor::Role))
}

/// An event of the project.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Activity {
    id: Uuid,
    /// Person who acted; null for the platform itself.
    actor: Option<String>,
    /// Key through which a program acted.
    key: Option<String>,
    kind: String,
    /// Affected row.
    subject_id: Option<Uuid>,
    #[schema(value_type = Object)]
    detail: serde_json::Value,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<store::Entry> for Activity {
    fn from(entry: store::Entry) -> Self {
        let store::Entry { id, actor, key, kind, subject, detail, created_at } = entry;
        Self { id, actor, key, kind, subject_id: subject, detail, created_at }
    }
}

/// Events of the project that the caller may see, newest first.
#[utoipa::path(get, path = "/activity", tag = "project", params(Paging),
    responses((status = 200, body = Listed<Activity>)))]
async fn list(
    access: Require<ViewProject>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<Activity>, AppError> {
    let owner = access.project.to_string();
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = store::latest(&mut tx, &access.sees(), paging.after(&owner)?, paging.limit()? + 1).await?;
    paging.page(rows.into_iter().map(Activity::from).collect(), &owner, |activity| activity.id)
}
