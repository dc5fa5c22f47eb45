//! API of the plan.

mod milestones;
mod tasks;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::AppState;

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(milestones::list, milestones::add))
        .routes(routes!(milestones::change, milestones::delete))
        .routes(routes!(tasks::list, tasks::add))
        .routes(routes!(tasks::change, tasks::delete))
}
