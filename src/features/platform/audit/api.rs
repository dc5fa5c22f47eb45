//! API of a project's audit trail.

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Shown, Source,
    store::{self, Line, Wanted},
};
use crate::{
    access::action::ViewOperations,
    audit::ReadKind,
    http::{AppError, AppState, Checks, Json, Operations, Query, Require, operation, render_error::Problem},
    ids::UserId,
};

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> Operations {
    Operations::new().mount(operation!(list)).mount(operation!(take_away))
}

/// Lines that are asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Kinds of lines; all by default.
    #[serde(default)]
    #[param(inline)]
    shown: Shown,
    /// Lines of this row alone: a document's, say.
    subject_id: Option<Uuid>,
    /// Lines of this person alone.
    person_id: Option<UserId>,
    /// Lines before this number: `next_before` of the page before.
    before: Option<i64>,
    /// Lines a page, 1–100; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// A line of the audit trail.
#[derive(Serialize, utoipa::ToSchema)]
struct AuditLine {
    /// Number of the line, without gaps from 1.
    seq: i64,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Kind of event, of change or of read.
    kind: String,
    /// Affected row.
    subject_id: Option<Uuid>,
    /// Person who acted; null for the platform itself, and once erased.
    actor_id: Option<UserId>,
    /// Their name.
    actor: Option<String>,
    /// Key through which a program acted.
    key: Option<String>,
    /// Facts of the event, such as the `name` of the row; null once erased.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
    /// SHA-256 that covers the line and all before it, in hexadecimal.
    hash: String,
}

/// A page of the audit trail.
#[derive(Serialize, utoipa::ToSchema)]
struct AuditLines {
    /// The lines, newest first.
    items: Vec<AuditLine>,
    /// `before` of the next page; null at the end.
    next_before: Option<i64>,
}

impl From<Line> for AuditLine {
    fn from(line: Line) -> Self {
        let Line { seq, at, kind, subject, actor_id, actor, key, detail, hash } = line;
        Self { seq, at, kind, subject_id: subject, actor_id, actor, key, detail, hash }
    }
}

/// Lines of the audit trail, newest first: changes, and the reads that matter.
#[utoipa::path(get, path = "/audit", tag = "project", params(Asked),
    responses((status = 200, body = AuditLines), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn list(
    access: Require<ViewOperations>,
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Json<AuditLines>, AppError> {
    let limit = asked.limit.unwrap_or(50);
    Checks::new().that("limit", (1..=100).contains(&limit), "range").finish()?;
    let Asked { shown, subject_id: subject, person_id: person, before, .. } = asked;
    let mut tx = state.db.read(&access.scope()).await?;
    let mut lines = store::latest(&mut tx, Wanted { shown, subject, person, before }, limit + 1).await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = lines.len() > most;
    lines.truncate(most);
    let next_before = lines.last().filter(|_| more).map(|last| last.seq);
    Ok(Json(AuditLines { items: lines.into_iter().map(AuditLine::from).collect(), next_before }))
}

/// The whole audit trail as lines of JSON, the first line first, with all that `fataplus audit verify` checks.
#[utoipa::path(get, path = "/audit.jsonl", tag = "project",
    responses((status = 200, content_type = "application/jsonl", body = String), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn take_away(access: Require<ViewOperations>, State(state): State<AppState>) -> Result<Response, AppError> {
    access.note_read(&state, ReadKind::AuditExported, None, json!({}));
    Source::Project(access.scope()).export(&state, access)
}
