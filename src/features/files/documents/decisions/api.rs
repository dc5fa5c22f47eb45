//! API of the client's decisions on deliverables.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::store::{self as approvals, Approval, NewApproval};
use crate::{
    access::action::{DecideOnDeliverable, ViewDocuments},
    http::{
        ApiPath, AppError, AppState, Json, Operations, Query, Require,
        api::paging::{Listed, Paging},
        operation,
        render_error::Problem,
        routes::{KeptFor, Trait},
    },
    ids::ApprovalId,
};

pub fn routes() -> Operations {
    Operations::new()
        .mount(operation!(list))
        .with(Trait::Kept(KeptFor::Role))
        .mount(operation!(decide))
        .mount(operation!(undo))
}

/// The client's decisions on the deliverables the caller sees, newest first.
#[utoipa::path(get, path = "/approvals", tag = "documents", params(Paging),
    responses((status = 200, body = Listed<Approval>), (status = 401, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem)))]
async fn list(
    access: Require<ViewDocuments>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<Approval>, AppError> {
    let owner = access.project.to_string();
    let before = paging.after(&owner)?.map(ApprovalId);
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = approvals::list(&mut tx, &access.sees(), None, before, paging.limit()? + 1).await?;
    paging.page(rows, &owner, |approval| approval.id.0)
}

/// Decides on the current version of a published deliverable, once.
#[utoipa::path(post, path = "/approvals", tag = "documents", request_body = NewApproval,
    responses((status = 201, body = Approval), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem),
              (status = 409, body = Problem, description = "decided already, another version, or no deliverable"),
              (status = 422, body = Problem)))]
async fn decide(
    access: Require<DecideOnDeliverable>,
    State(state): State<AppState>,
    Json(new): Json<NewApproval>,
) -> Result<Response, AppError> {
    let made = approvals::decide(&state, &access, &new).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Takes back one's own decision, within ten minutes.
#[utoipa::path(delete, path = "/approvals/{approval_id}", tag = "documents", params(("approval_id" = ApprovalId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem),
              (status = 409, body = Problem, description = "too late, somebody else's, or there is another version")))]
async fn undo(
    access: Require<DecideOnDeliverable>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ApprovalId>,
) -> Result<StatusCode, AppError> {
    approvals::undo(&state, &access, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
