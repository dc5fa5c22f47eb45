//! API of projects.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    Status,
    new::{self, Draft},
    store::{
        self, Project, ProjectChanges,
        lists::{self, Position, ProjectFilter, Summary},
    },
};
use crate::{
    access::{
        Action,
        action::{EditProject, ViewProject},
    },
    db::PlatformScope,
    http::{
        AppError, AppState, Caller, FieldErrors, Json, Operations, ProjectReader, Query, Require, RequireOnRow,
        api::{
            etag,
            paging::{Listed, Paging},
        },
        auth::extract::{Principal, Staff},
        body::dates,
        operation,
        render_error::Problem,
        routes::{KeptFor, Trait},
    },
    ids::ProjectId,
    text::normalize,
};

/// Routes of the API host under `/v1`.
pub fn platform_api() -> Operations {
    Operations::new().mount(operation!(list)).mount(operation!(create))
}

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> Operations {
    Operations::new().mount(operation!(get)).with(Trait::Kept(KeptFor::Role)).mount(operation!(change))
}

/// Filter and page of the list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ProjectsQuery {
    /// Only this status.
    status: Option<Status>,
    /// Only projects whose title, ID or organisation holds these words; for the agency, or the client's contact.
    q: Option<String>,
    /// Items a page, 1–100; 50 when left out.
    limit: Option<u32>,
    /// Cursor from the previous page.
    cursor: Option<String>,
}

/// The caller's projects, newest first; all of them for a platform admin.
#[utoipa::path(get, path = "/projects", tag = "projects", params(ProjectsQuery),
    responses((status = 200, body = Listed<Summary>), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn list(
    ProjectReader(Principal { caller, grant }): ProjectReader,
    State(state): State<AppState>,
    Query(query): Query<ProjectsQuery>,
) -> Result<Listed<Summary>, AppError> {
    let paging = Paging { limit: query.limit, cursor: None };
    let filter = ProjectFilter {
        status: query.status,
        search: normalize::line(&query.q.unwrap_or_default()),
        after: query.cursor.as_deref().map(|cursor| position(cursor, &caller)).transpose()?,
        limit: paging.limit()?,
        ..ProjectFilter::default()
    };
    let mut tx = state.db.platform(PlatformScope::Listings(caller.user)).await?;
    let found = lists::find(&mut tx, caller.user, &filter).await?;
    drop(tx);
    let next_cursor = found.next.map(|next| cursor(next, &caller));
    let made_at = grant.and_then(|grant| grant.made_at);
    Ok(Listed { items: lists::read(&state, caller.user, made_at, found).await?, next_cursor })
}

/// Cursor of a list, bound to one person.
pub(super) fn cursor((at, id): Position, caller: &Caller) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}/{}/{id}", caller.user, at.unix_timestamp_nanos()))
}

/// Parses a cursor.
pub(super) fn position(cursor: &str, caller: &Caller) -> Result<Position, AppError> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let mut parts = std::str::from_utf8(&bytes).ok()?.splitn(3, '/');
        let owner = parts.next()?;
        let at = OffsetDateTime::from_unix_timestamp_nanos(parts.next()?.parse().ok()?).ok()?;
        let at = dates::plausible(at)?;
        let id = parts.next()?.parse().ok()?;
        (owner == caller.user.to_string()).then_some((at, id))
    };
    read().ok_or_else(|| FieldErrors::one("cursor", "cursor").into())
}

/// A project just made.
#[derive(Serialize, utoipa::ToSchema)]
struct Created {
    #[schema(value_type = String)]
    project_id: ProjectId,
    portal_url: String,
}

/// Makes a project without intake. For staff.
#[utoipa::path(post, path = "/projects", tag = "projects", request_body = Draft,
    responses((status = 201, body = Created), (status = 401, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem)))]
async fn create(
    Staff(caller): Staff,
    State(state): State<AppState>,
    Json(draft): Json<Draft>,
) -> Result<Response, AppError> {
    let project_id = new::create(&state, &caller, &draft).await?.project;
    let portal_url = state.hosts.tenant(project_id).to_string();
    Ok((StatusCode::CREATED, Json(Created { project_id, portal_url })).into_response())
}

/// The project.
#[utoipa::path(get, path = "/", tag = "project",
    responses((status = 200, body = Project), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get(access: Require<ViewProject>, State(state): State<AppState>) -> Result<Json<Project>, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    store::get(&mut tx, state.clock.today(), false).await.map(Json)
}

/// Changes details or status; needs `If-Match` with the tag the project was read under.
#[utoipa::path(patch, path = "/", tag = "project", request_body = ProjectChanges,
    params(("If-Match" = String, Header, description = "the ETag of the project as read")),
    responses((status = 200, body = Project), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
              (status = 422, body = Problem), (status = 428, body = Problem)))]
async fn change(
    access: RequireOnRow<ViewProject, EditProject>,
    State(state): State<AppState>,
    headers: HeaderMap,
    Json(changes): Json<ProjectChanges>,
) -> Result<Response, AppError> {
    if changes.edits_details() {
        access.ensure(Action::EditProject)?;
    }
    if changes.status.is_some() {
        access.ensure(Action::ChangeStatus)?;
    }
    let mut tx = state.db.write(&access.scope()).await?;
    let today = state.clock.today();
    let current = store::get(&mut tx, today, true).await?;
    etag::require_match(&headers, access.project, &current)?;
    store::change(&mut tx, &state, &current, &changes, access.caller.user).await?;
    let project = store::get(&mut tx, today, false).await?;
    tx.commit().await?;
    let tag = etag::in_project(access.project, &project)?;
    Ok(([(axum::http::header::ETAG, tag)], Json(project)).into_response())
}
