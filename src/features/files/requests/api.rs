//! API of requests for files.

use axum::{
    extract,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    changes::{self, Judgement, NewRequest},
    store::{self, FileRequest},
};
use crate::{
    access::action::{AnswerFileRequest, RequestFiles},
    http::{
        ApiPath, AppError, AppState, Json, Operations, Query, RequireSeen,
        api::paging::{Listed, Paging},
        operation,
        render_error::Problem,
        routes::{KeptFor, Trait},
    },
    ids::FileRequestId,
};

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> Operations {
    Operations::new()
        .mount(operation!(list))
        .with(Trait::Kept(KeptFor::Role))
        .mount(operation!(ask))
        .mount(operation!(get))
        .with(Trait::Kept(KeptFor::Role))
        .mount(operation!(judge))
}

/// The requests for files, newest first.
#[utoipa::path(get, path = "/file-requests", tag = "file requests", params(Paging),
    responses((status = 200, body = Listed<FileRequest>), (status = 401, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn list(
    access: RequireSeen<AnswerFileRequest, AnswerFileRequest>,
    extract::State(state): extract::State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<FileRequest>, AppError> {
    let owner = access.project.to_string();
    let before = paging.after(&owner)?.map(FileRequestId);
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = store::list(&mut tx, None, before, paging.limit()? + 1).await?;
    paging.page(rows, &owner, |request| request.id.0)
}

/// Asks the client for files.
#[utoipa::path(post, path = "/file-requests", tag = "file requests", request_body = NewRequest,
    responses((status = 201, body = FileRequest), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn ask(
    access: RequireSeen<AnswerFileRequest, RequestFiles>,
    extract::State(state): extract::State<AppState>,
    Json(new): Json<NewRequest>,
) -> Result<Response, AppError> {
    let made = changes::ask(&state, &access, &new).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// One request.
#[utoipa::path(get, path = "/file-requests/{file_request_id}", tag = "file requests",
    params(("file_request_id" = FileRequestId, Path, description = "the request")),
    responses((status = 200, body = FileRequest), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get(
    access: RequireSeen<AnswerFileRequest, AnswerFileRequest>,
    extract::State(state): extract::State<AppState>,
    ApiPath(id): ApiPath<FileRequestId>,
) -> Result<Json<FileRequest>, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    store::find(&mut tx, id).await?.map(Json).ok_or(AppError::NotFound)
}

/// Accepts received files (`accepted`) or sends the request back (`open`, with a note).
#[utoipa::path(patch, path = "/file-requests/{file_request_id}", tag = "file requests", request_body = Judgement,
    params(("file_request_id" = FileRequestId, Path, description = "the request")),
    responses((status = 200, body = FileRequest), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem, description = "it does not stand so"),
              (status = 422, body = Problem)))]
async fn judge(
    access: RequireSeen<AnswerFileRequest, RequestFiles>,
    extract::State(state): extract::State<AppState>,
    ApiPath(id): ApiPath<FileRequestId>,
    Json(judgement): Json<Judgement>,
) -> Result<Json<FileRequest>, AppError> {
    changes::judge(&state, &access, id, &judgement).await.map(Json)
}
