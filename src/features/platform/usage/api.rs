//! API of a project's use.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::{DayUse, MOST, USUAL, store::UsedDocument, usage};
use crate::{
    access::action::ViewOperations,
    http::{AppError, AppState, Checks, Json, Operations, Query, Require, operation, render_error::Problem},
};

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> Operations {
    Operations::new().mount(operation!(get))
}

/// Time that is asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Span {
    /// Number of days up to today, at most 400; 30 by default.
    days: Option<i64>,
}

/// Use of a project beside what its plan allows.
#[derive(Serialize, utoipa::ToSchema)]
struct ProjectUsage {
    /// Bytes stored now, open uploads included.
    storage_bytes: i64,
    /// Bytes that may be stored.
    storage_limit_bytes: i64,
    /// Requests a minute that are admitted.
    requests_per_minute_limit: i64,
    /// Each day, the oldest first, today last.
    days: Vec<DayUse>,
    /// The 20 documents that were used most.
    documents: Vec<UsedDocument>,
}

/// Use of the project, day by day. It is counted within a second.
#[utoipa::path(get, path = "/usage", tag = "project", params(Span),
    responses((status = 200, body = ProjectUsage), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn get(
    access: Require<ViewOperations>,
    State(state): State<AppState>,
    Query(Span { days }): Query<Span>,
) -> Result<Json<ProjectUsage>, AppError> {
    let days = days.unwrap_or(USUAL);
    Checks::new().that("days", (1..=MOST).contains(&days), "range").finish()?;
    let mut tx = state.db.read(&access.scope()).await?;
    let used = usage(&mut tx, &state, &access, days).await?;
    Ok(Json(ProjectUsage {
        storage_bytes: used.storage_bytes,
        storage_limit_bytes: used.storage_limit,
        requests_per_minute_limit: used.requests_per_minute,
        days: used.days,
        documents: used.documents,
    }))
}
