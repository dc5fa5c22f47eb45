//! API of a project's use.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::Date;

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

/// Use on one day.
#[derive(Serialize, utoipa::ToSchema)]
struct UsageDay {
    /// Day of the installation's time zone.
    day: Date,
    /// Requests to the API that were admitted.
    api_calls: i64,
    /// Requests for pages and by forms that were admitted.
    page_views: i64,
    /// People who made any request; programs with a project's key are none.
    active_people: i64,
    /// Pages of documents that were opened.
    document_views: i64,
    /// Versions that were downloaded.
    downloads: i64,
    /// Messages that were written.
    messages: i64,
    /// Bytes stored at the end of the day, open uploads included.
    storage_bytes: i64,
}

impl From<DayUse> for UsageDay {
    fn from(one: DayUse) -> Self {
        let DayUse { day, api_calls, page_views, active_people, document_views, downloads, messages, storage_bytes } =
            one;
        Self { day, api_calls, page_views, active_people, document_views, downloads, messages, storage_bytes }
    }
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
    days: Vec<UsageDay>,
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
    let used = usage(&mut tx, &state, days, &access.sees()).await?;
    Ok(Json(ProjectUsage {
        storage_bytes: used.storage_bytes,
        storage_limit_bytes: used.storage_limit,
        requests_per_minute_limit: used.requests_per_minute,
        days: used.days.into_iter().map(UsageDay::from).collect(),
        documents: used.documents,
    }))
}
