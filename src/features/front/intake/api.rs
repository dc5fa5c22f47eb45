//! API of the intake form, and of submissions for staff.

use axum::{
    extract::State as Extract,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};
use uuid::Uuid;

use super::{
    SubmissionState,
    confirm::{self, Confirmation},
    store,
};
use crate::{
    features::work::brief::{answer_schemas, answers::Answers, questions::question},
    http::{
        ApiPath, AppError, AppState, Checks, Json, Operations, Query,
        api::paging::{self, Paging},
        auth::extract::Staff,
        edge::client_address::ClientAddress,
        operation, page,
        routes::Trait,
    },
    ids::{ProjectId, SubmissionId},
    text::{Language, normalize},
};

/// Routes of the API host under `/v1`.
pub fn platform_api() -> Operations {
    Operations::new()
        .mount(operation!(submit))
        .with(Trait::Asks)
        .mount(operation!(confirm_code))
        .mount(operation!(resend))
        .with(Trait::Asks)
        .mount(operation!(list))
        .mount(operation!(read))
        .mount(operation!(accept))
        .mount(operation!(decline))
}

/// The answers by name: a table of questions describes them, checks them and makes the form.
#[derive(Deserialize)]
#[serde(transparent)]
struct IntakeRequest(Map<String, Value>);

impl ToSchema for IntakeRequest {}

impl PartialSchema for IntakeRequest {
    fn schema() -> RefOr<Schema> {
        let object = ObjectBuilder::new().schema_type(Type::Object);
        let object = answer_schemas().fold(object, |object, (name, answer)| {
            let object = object.property(name, answer);
            if question(name).is_some_and(|question| question.required) { object.required(name) } else { object }
        });
        RefOr::T(object.build().into())
    }
}

/// A request that waits for its code.
#[derive(Serialize, ToSchema)]
struct Submitted {
    submission_id: SubmissionId,
}

/// Asks for a project. Six digits are mailed to the given address; they confirm the request.
#[utoipa::path(post, path = "/intake", tag = "intake", request_body = IntakeRequest, security(()),
    responses((status = 202, body = Submitted), (status = 400), (status = 403, description = "No requests are taken"),
              (status = 415), (status = 422, description = "Answers are missing or wrong; they are named"),
              (status = 429, description = "Too many requests from this address, or for this domain of mail")))]
async fn submit(
    Extract(state): Extract<AppState>,
    client: ClientAddress,
    headers: HeaderMap,
    Json(IntakeRequest(body)): Json<IntakeRequest>,
) -> Result<(StatusCode, Json<Submitted>), AppError> {
    confirm::require_open(&state)?;
    let answers = Answers::from_json(&body)?;
    state.rate_limits.submission(client.network(), answers.text("email"))?;
    let wish = Language::from_tag(answers.text("language"));
    let language = wish.unwrap_or_else(|| page::language(&headers, &state, None));
    let submission_id = confirm::submit_whole(&state, client, answers, language).await?;
    Ok((StatusCode::ACCEPTED, Json(Submitted { submission_id })))
}

/// The six digits of the mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Code {
    #[schema(min_length = 6, max_length = 7)]
    code: String,
}

/// The project of a confirmed request.
#[derive(Serialize, ToSchema)]
#[schema(as = Made)]
struct ConfirmedProject {
    project_id: String,
    portal_url: String,
}

fn made(state: &AppState, project: ProjectId) -> Response {
    let made =
        ConfirmedProject { project_id: project.to_string(), portal_url: format!("{}/", state.hosts.tenant(project)) };
    (StatusCode::CREATED, Json(made)).into_response()
}

/// Confirms a request with the mailed code. A correct code may be repeated for a day; there is one project.
#[utoipa::path(post, path = "/intake/{submission_id}/confirm", tag = "intake", request_body = Code, security(()),
    params(("submission_id" = Uuid, Path)),
    responses((status = 201, body = ConfirmedProject), (status = 202, description = "Staff look at the request first"),
              (status = 404), (status = 422, description = "The code is wrong or too old"),
              (status = 429, description = "Too many wrong codes: ask for a new one")))]
async fn confirm_code(
    Extract(state): Extract<AppState>,
    ApiPath(submission): ApiPath<SubmissionId>,
    Json(Code { code }): Json<Code>,
) -> Result<Response, AppError> {
    Ok(match confirm::confirm(&state, submission, &code, None).await? {
        Confirmation::Project(project) | Confirmation::Entry(project) => made(&state, project),
        Confirmation::InReview => (StatusCode::ACCEPTED, Json(json!({ "status": "in_review" }))).into_response(),
    })
}

/// Mails a new code; the previous one is void. Five times at most.
#[utoipa::path(post, path = "/intake/{submission_id}/resend", tag = "intake", security(()),
    params(("submission_id" = Uuid, Path)),
    responses((status = 202, body = Submitted), (status = 404), (status = 409, description = "It is confirmed already"),
              (status = 429, description = "No more codes for this request")))]
async fn resend(
    Extract(state): Extract<AppState>,
    ApiPath(submission_id): ApiPath<SubmissionId>,
) -> Result<(StatusCode, Json<Submitted>), AppError> {
    confirm::resend(&state, submission_id, None).await?;
    Ok((StatusCode::ACCEPTED, Json(Submitted { submission_id })))
}

/// A request in the staff's list.
#[derive(Serialize, ToSchema)]
struct ListedSubmission {
    id: Uuid,
    state: SubmissionState,
    title: String,
    contact_name: String,
    company: String,
    email: String,
    language: Language,
    /// The project it became.
    project_id: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    submitted_at: Option<OffsetDateTime>,
}

impl From<store::SubmissionSummary> for ListedSubmission {
    fn from(row: store::SubmissionSummary) -> Self {
        let store::SubmissionSummary {
            id,
            state,
            title,
            contact_name,
            company,
            email,
            language,
            project_id,
            submitted_at,
        } = row;
        Self { id, state, title, contact_name, company, email, language, project_id, submitted_at }
    }
}

/// Requests from the form, newest first. For staff.
#[utoipa::path(get, path = "/submissions", tag = "intake", params(Paging),
    responses((status = 200, body = paging::Listed<ListedSubmission>), (status = 401), (status = 404)))]
async fn list(
    Staff(caller): Staff,
    Extract(state): Extract<AppState>,
    Query(paging): Query<Paging>,
) -> Result<paging::Listed<ListedSubmission>, AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    let rows = store::list(&mut tx, paging.after("submissions")?, paging.limit()? + 1).await?;
    paging.page(rows.into_iter().map(ListedSubmission::from).collect(), "submissions", |row| row.id)
}

/// A request with its answers.
#[derive(Serialize, ToSchema)]
struct WholeSubmission {
    id: SubmissionId,
    state: SubmissionState,
    email: String,
    language: Language,
    project_id: Option<String>,
    decline_reason: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    submitted_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    confirmed_at: Option<OffsetDateTime>,
    /// By the names of the questions.
    #[schema(value_type = Object)]
    answers: Value,
}

/// One request. For staff.
#[utoipa::path(get, path = "/submissions/{id}", tag = "intake", params(("id" = Uuid, Path)),
    responses((status = 200, body = WholeSubmission), (status = 401), (status = 404)))]
async fn read(
    _: Staff,
    Extract(state): Extract<AppState>,
    ApiPath(id): ApiPath<SubmissionId>,
) -> Result<Json<WholeSubmission>, AppError> {
    let found = confirm::submitted(&state, id).await?;
    let answers = found.answers.brief();
    let store::Submission {
        id, state, email, language, project_id, decline_reason, submitted_at, confirmed_at, ..
    } = found;
    let whole =
        WholeSubmission { id, state, email, language, project_id, decline_reason, submitted_at, confirmed_at, answers };
    Ok(Json(whole))
}

/// Accepts a request: its project is made. For staff.
#[utoipa::path(post, path = "/submissions/{id}/accept", tag = "intake", params(("id" = Uuid, Path)),
    responses((status = 201, body = ConfirmedProject), (status = 401), (status = 404), (status = 409)))]
async fn accept(
    _: Staff,
    Extract(state): Extract<AppState>,
    ApiPath(id): ApiPath<SubmissionId>,
) -> Result<Response, AppError> {
    Ok(made(&state, confirm::accept(&state, id).await?))
}

/// Reason for declining a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Decline {
    /// Mailed to the person.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Declines a request; the reason is mailed to the person. For staff.
#[utoipa::path(post, path = "/submissions/{id}/decline", tag = "intake", params(("id" = Uuid, Path)),
    request_body = Decline,
    responses((status = 204), (status = 401), (status = 404), (status = 409), (status = 422)))]
async fn decline(
    _: Staff,
    Extract(state): Extract<AppState>,
    ApiPath(id): ApiPath<SubmissionId>,
    Json(Decline { reason }): Json<Decline>,
) -> Result<StatusCode, AppError> {
    Checks::new().required("reason", &reason).length("reason", &reason, 1, 2000).finish()?;
    confirm::decline(&state, id, &normalize::lines(&reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}
