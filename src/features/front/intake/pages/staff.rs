//! Staff's pages of submitted requests.

use askama::Template;
use axum::{extract::State as Extract, http::StatusCode, response::Response};
use serde::Deserialize;
use strum::VariantArray;

use super::super::{SubmissionState, confirm, store};
use crate::{
    features::work::brief::{
        fields::{self, ShownAnswer},
        questions::{QUESTIONS, Topic},
    },
    http::{
        ApiPath, AppError, AppState, Checks, FieldErrors, Form, Page, Query, api::paging::Paging, auth::extract::Staff,
        body::form::Pressed, page::At,
    },
    ids::SubmissionId,
    text::normalize,
};

struct SubmissionRow {
    url: String,
    title: String,
    who: String,
    company: String,
    at: Option<At>,
    state: &'static str,
    project_id: String,
    project_url: String,
}

#[derive(Template)]
#[template(path = "pages/requests.html")]
struct ListPage<'a> {
    p: &'a Page,
    requests: Vec<SubmissionRow>,
    previous: String,
    next: String,
}

/// Name in templates.
fn name(state: SubmissionState) -> &'static str {
    match state {
        SubmissionState::Draft => "draft",
        SubmissionState::AwaitingCode => "awaiting_code",
        SubmissionState::InReview => "in_review",
        SubmissionState::Accepted => "accepted",
        SubmissionState::Declined => "declined",
    }
}

fn portal(state: &AppState, project: Option<&str>) -> String {
    project
        .and_then(|id| id.parse().ok())
        .map(|project| format!("{}/", state.hosts.tenant(project)))
        .unwrap_or_default()
}

/// All submitted requests.
pub async fn list(
    Staff(caller): Staff,
    page: Page,
    Extract(state): Extract<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    let rows = store::list(&mut tx, paging.after("requests")?, paging.limit()? + 1).await?;
    let listed = paging.page(rows, "requests", |row| row.id)?;
    let row = |row: store::SubmissionSummary| SubmissionRow {
        url: format!("/requests/{}", row.id),
        title: row.title,
        who: row.contact_name,
        company: row.company,
        at: row.submitted_at.map(|at| page.lately(at)),
        state: name(row.state),
        project_url: portal(&state, row.project_id.as_deref()),
        project_id: row.project_id.unwrap_or_default(),
    };
    page.render(&ListPage {
        p: &page,
        previous: if paging.cursor.is_some() { "/requests".to_owned() } else { String::new() },
        next: listed.next_cursor.map(|cursor| format!("/requests?cursor={cursor}")).unwrap_or_default(),
        requests: listed.items.into_iter().map(row).collect(),
    })
}

/// A topic with its answers.
struct Answered {
    title: String,
    answers: Vec<ShownAnswer>,
}

#[derive(Template)]
#[template(path = "pages/request.html")]
struct RequestPage<'a> {
    p: &'a Page,
    id: String,
    title: String,
    email: String,
    at: Option<At>,
    state: &'static str,
    topics: Vec<Answered>,
    project_id: String,
    project_url: String,
    decline_reason: String,
    reason: String,
    error: String,
}

async fn render(
    page: &Page,
    state: &AppState,
    id: SubmissionId,
    reason: &str,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let found = confirm::submitted(state, id).await?;
    let answered = |topic: Topic| Answered {
        title: page.t(&format!("topic-{topic}")),
        answers: fields::shown(page, &found.answers, QUESTIONS.iter().filter(|question| question.topic == topic)),
    };
    page.render(&RequestPage {
        p: page,
        id: id.to_string(),
        title: found.answers.text("title").to_owned(),
        email: found.email.clone(),
        at: found.submitted_at.map(|at| page.lately(at)),
        state: name(found.state),
        topics: Topic::VARIANTS.iter().copied().map(answered).filter(|one| !one.answers.is_empty()).collect(),
        project_url: portal(state, found.project_id.as_deref()),
        project_id: found.project_id.clone().unwrap_or_default(),
        decline_reason: found.decline_reason.clone().unwrap_or_default(),
        reason: reason.to_owned(),
        error: errors.text("reason", page.language),
    })
}

/// One request with its answers.
pub async fn show(
    _: Staff,
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath(id): ApiPath<SubmissionId>,
) -> Result<Response, AppError> {
    render(&page, &state, id, "", &FieldErrors::default()).await
}

/// Accepts a request.
pub async fn accept(
    _: Staff,
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath(id): ApiPath<SubmissionId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    confirm::accept(&state, id).await?;
    Ok(page.redirect(&format!("/requests/{id}"), "flash-submission-accepted"))
}

#[derive(Debug, Deserialize)]
pub struct DeclineForm {
    #[serde(default)]
    reason: String,
}

/// Declines a request, with a reason.
pub async fn decline(
    _: Staff,
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath(id): ApiPath<SubmissionId>,
    Form(DeclineForm { reason }): Form<DeclineForm>,
) -> Result<Response, AppError> {
    if let Err(errors) = Checks::new().required("reason", &reason).length("reason", &reason, 1, 2000).finish() {
        let mut response = render(&page, &state, id, &reason, &errors).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    confirm::decline(&state, id, &normalize::lines(&reason)).await?;
    Ok(page.redirect(&format!("/requests/{id}"), "flash-submission-declined"))
}
