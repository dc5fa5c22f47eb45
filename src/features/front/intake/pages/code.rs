//! Page that asks for the mailed code.

use askama::Template;
use axum::{
    extract::State as Extract,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    super::{
        SubmissionState,
        confirm::{self as rules, Confirmation},
        store::{Submission, entry::EnteringBrowser},
    },
    open, to,
};
use crate::{
    addresses,
    config::Intake,
    db::PlatformScope,
    features::work::{brief::questions::STEPS, projects::provision},
    http::{
        ApiPath, AppError, AppState, Form, Page, Query,
        auth::{cookies::Cookie, csrf::Visitor},
        body::form::Pressed,
        page::next::{hand_off_to, query},
    },
    identity::digest,
    ids::ProjectId,
};

#[derive(Template)]
#[template(path = "pages/intake_code.html")]
struct CodePage<'a> {
    p: &'a Page,
    email: String,
    action: String,
    resend_action: String,
    edit_url: String,
    /// Wish to stay logged in; `None` where the code leads to the staff's look at the request, not into the portal.
    stay: Option<bool>,
    error: String,
    exhausted: bool,
    no_more: bool,
}

/// Result of the last try.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tried {
    Nothing,
    Wrong,
    Expired,
    Exhausted,
    NoMoreCodes,
}

fn render(
    page: &Page,
    token: &str,
    submission: &Submission,
    (tried, stay): (Tried, bool),
) -> Result<Response, AppError> {
    let mut response = page.render(&CodePage {
        p: page,
        email: submission.email.clone(),
        action: format!("/start/{token}/code"),
        resend_action: format!("/start/{token}/code/resend"),
        edit_url: format!("/start/{token}/{STEPS}"),
        stay: Some(stay).filter(|_| page.intake() == Intake::Open),
        error: match tried {
            Tried::Wrong => page.t("code-wrong"),
            Tried::Expired => page.t("code-expired"),
            Tried::Nothing | Tried::Exhausted | Tried::NoMoreCodes => String::new(),
        },
        exhausted: tried == Tried::Exhausted,
        no_more: tried == Tried::NoMoreCodes,
    })?;
    *response.status_mut() = match tried {
        Tried::Nothing => StatusCode::OK,
        Tried::Wrong | Tried::Expired => StatusCode::UNPROCESSABLE_ENTITY,
        Tried::Exhausted | Tried::NoMoreCodes => StatusCode::TOO_MANY_REQUESTS,
    };
    Ok(response)
}

/// The submission while it waits for its code; otherwise a redirect to the right page.
async fn waiting(state: &AppState, token: &str) -> Result<Result<Submission, Response>, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = open(state, &mut tx, token).await?;
    Ok(match found.state {
        SubmissionState::AwaitingCode => Ok(found),
        SubmissionState::Draft => Err(to(token, STEPS)),
        SubmissionState::InReview | SubmissionState::Accepted | SubmissionState::Declined => Err(to(token, "done")),
    })
}

/// Page that asks for the code.
pub async fn show(
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath(token): ApiPath<String>,
) -> Result<Response, AppError> {
    match waiting(&state, &token).await? {
        Ok(submission) => render(&page, &token, &submission, (Tried::Nothing, false)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

#[derive(Debug, Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    stay: bool,
}

/// Checks the code.
pub async fn confirm(
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath(token): ApiPath<String>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(CodeForm { code, stay }): Form<CodeForm>,
) -> Result<Response, AppError> {
    let submission = match waiting(&state, &token).await? {
        Ok(submission) => submission,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let began = Cookie::Draft.get(&headers, &state).is_some_and(|held| digest(&held) == digest(&token));
    let began = began.then(|| EnteringBrowser { visitor: visitor.binding(), stays: stay });
    let tried = match rules::confirm(&state, submission.id, &code, began).await {
        Ok(Confirmation::Entry(_)) => {
            return Ok(Redirect::to(&format!("{}{}", state.hosts.app, addresses::ENTER)).into_response());
        }
        Ok(Confirmation::Project(_)) if stay => return Ok(to(&token, "done?stay=true")),
        Ok(Confirmation::Project(_) | Confirmation::InReview) => return Ok(to(&token, "done")),
        Err(AppError::WrongCode) => Tried::Wrong,
        Err(AppError::CodeExpired) => Tried::Expired,
        Err(AppError::CodeExhausted) => Tried::Exhausted,
        Err(error) => return Err(error),
    };
    render(&page, &token, &submission, (tried, stay))
}

/// Mails another code.
pub async fn resend(
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath(token): ApiPath<String>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let submission = match waiting(&state, &token).await? {
        Ok(submission) => submission,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match rules::resend(&state, submission.id, Some(&token)).await {
        Ok(()) => Ok(page.redirect(&format!("/start/{token}/code"), "flash-code-resent")),
        Err(AppError::CodeExhausted) => render(&page, &token, &submission, (Tried::NoMoreCodes, false)),
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "pages/intake_done.html")]
struct DonePage<'a> {
    p: &'a Page,
    project_id: String,
    portal_url: String,
    preparing: bool,
}

/// Query of the last page.
#[derive(Deserialize)]
pub struct Done {
    /// Wish to stay logged in, for the log-in of an address that has an account.
    #[serde(default)]
    stay: bool,
}

/// Way into the portal; with a wish to stay logged in by the log-in, which goes on there at once for a person who is
/// logged in.
fn way_in(state: &AppState, project: ProjectId, stay: bool) -> String {
    if !stay {
        return format!("{}/", state.hosts.tenant(project));
    }
    let next = hand_off_to(&project.label(), "/");
    format!("{}{}?{}", state.hosts.app, addresses::LOGIN, query(&[("next", &next), ("stay", "true")]))
}

/// The project exists, or staff review the request.
pub async fn done(
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath(token): ApiPath<String>,
    Query(Done { stay }): Query<Done>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = open(&state, &mut tx, &token).await?;
    match found.state {
        SubmissionState::Draft => return Ok(to(&token, STEPS)),
        SubmissionState::AwaitingCode => return Ok(to(&token, "code")),
        SubmissionState::InReview | SubmissionState::Accepted | SubmissionState::Declined => {}
    }
    drop(tx);
    let project = rules::project_of(&found)?;
    page.render(&DonePage {
        p: &page,
        preparing: match project {
            Some(project) => provision::is_under_way(&state, project).await?,
            None => false,
        },
        project_id: project.map(|project| project.to_string()).unwrap_or_default(),
        portal_url: project.map(|project| way_in(&state, project, stay)).unwrap_or_default(),
    })
}
