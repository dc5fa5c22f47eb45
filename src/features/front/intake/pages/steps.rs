//! Steps of the intake form, with autosave.

use askama::Template;
use axum::{
    extract::State as Extract,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    super::{SubmissionState, confirm, store},
    open, open_here, remember,
    resume::{first_fault, next_step},
    to,
};
use crate::{
    config::Intake,
    db::PlatformScope,
    features::work::brief::{
        answers::Answers,
        fields::{ShownAnswer, shown, step_fields},
        marks::Marks,
        questions::{STEPS, of_step},
    },
    http::{
        ApiPath, AppError, AppState, FieldErrors, Form, Page, Query, auth::cookies::Cookie, body::form::Pressed,
        edge::client_address::ClientAddress, page::Field,
    },
    identity::{Secret, digest},
};

/// Header of an autosave's answer with the new marks.
const MARKS: HeaderName = HeaderName::from_static("x-was");

#[derive(Template)]
#[template(path = "pages/intake_step.html")]
struct StepPage<'a> {
    p: &'a Page,
    step: u8,
    steps: u8,
    title: String,
    text: String,
    action: String,
    was: String,
    fields: Vec<Field>,
    problem: String,
    /// Answers of the other steps, on the last one.
    review: Vec<Reviewed>,
    /// Whether nothing is missing, so that any step can send the request.
    complete: bool,
    resume_url: String,
    days: i64,
    autosave: bool,
    /// Whether the portal follows at once, which takes over the files that are chosen here.
    takes_files: bool,
}

/// A step to read again before sending.
struct Reviewed {
    title: String,
    url: String,
    answers: Vec<ShownAnswer>,
}

type Pairs = Vec<(String, String)>;

/// A posted step.
struct PostedStep {
    /// Answers for the draft to store.
    kept: Answers,
    /// The same with those that do not fit, for the page to show.
    shown: Answers,
    /// Whether an answer does not fit.
    misfit: bool,
    /// Marks that the form carries from now on.
    marks: Marks,
}

/// A posted step merged into the earlier answers. A form changes only the answers that were changed in it; one without
/// marks changes all it holds.
fn sent(before: &Answers, step: u8, pairs: &Pairs) -> PostedStep {
    let mut typed = Answers::from_form(of_step(step), pairs);
    let misfits = typed.take_misfits();
    let mut marks = Marks::of(&typed, of_step(step));
    if let Some((_, was)) = pairs.iter().find(|(name, _)| name == "was") {
        marks = Marks::parse(was);
        marks.keep_changed(&mut typed);
    }
    let mut kept = before.clone();
    kept.take(typed);
    let mut shown = kept.clone();
    let misfit = misfits != Answers::default();
    shown.take(misfits);
    PostedStep { kept, shown, misfit, marks }
}

/// Page of a step. The form shows `now`, and carries marks of the draft's answers.
fn render(
    page: &Page,
    token: Option<(&str, SubmissionState)>,
    (held, now): (&Answers, &Answers),
    step: u8,
    (errors, problem): (&FieldErrors, &str),
) -> Result<Response, AppError> {
    let url = |step: u8| token.map_or_else(|| "/start".to_owned(), |(token, _)| format!("/start/{token}/{step}"));
    let reviewed = |step: u8| Reviewed {
        title: page.t(&format!("intake-{step}-title")),
        url: url(step),
        answers: shown(page, held, of_step(step)),
    };
    page.render(&StepPage {
        p: page,
        step,
        steps: STEPS,
        title: page.t(&format!("intake-{step}-title")),
        text: page.t(&format!("intake-{step}-text")),
        action: url(step),
        was: Marks::of(held, of_step(step)).text(),
        fields: step_fields(page, now, step, errors),
        problem: match problem {
            "" if errors.is_empty() => String::new(),
            "" => page.t("intake-problem"),
            problem => page.t(problem),
        },
        review: if step == STEPS { (1..STEPS).map(reviewed).collect() } else { Vec::new() },
        complete: held.all_faults().is_ok(),
        resume_url: token.map(|(token, _)| format!("{}/start/{token}", page.public_url())).unwrap_or_default(),
        days: store::DRAFT_LIFE.whole_days(),
        // After the submission, answers change only when they are submitted again.
        takes_files: page.intake() == Intake::Open,
        autosave: token.is_some_and(|(_, state)| state == SubmissionState::Draft),
    })
}

/// The same step once more, with all typed values, because a limit was reached.
fn later(
    page: &Page,
    token: Option<(&str, SubmissionState)>,
    (held, sent): (&Answers, &PostedStep),
    step: u8,
    (limit, problem): (AppError, &str),
) -> Result<Response, AppError> {
    let retry_after = match limit {
        AppError::RateLimited { retry_after, .. } => retry_after,
        AppError::CodeExhausted => 3600,
        other => return Err(other),
    };
    let mut response = render(page, token, (held, &sent.shown), step, (&FieldErrors::default(), problem))?;
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, retry_after.into());
    Ok(response)
}

/// First step: of this browser's request, or an empty one. A visit alone stores nothing.
pub async fn first(page: Page, Extract(state): Extract<AppState>, headers: HeaderMap) -> Result<Response, AppError> {
    confirm::require_open(&state)?;
    match open_here(&state, &headers).await? {
        Some((token, SubmissionState::AwaitingCode)) => return Ok(to(&token, "code")),
        Some((token, _)) => return Ok(to(&token, 1)),
        None => {}
    }
    let none = Answers::default();
    render(&page, None, (&none, &none), 1, (&FieldErrors::default(), ""))
}

/// `POST /start/new`: this browser forgets its draft, which stays available at its link.
pub async fn anew(Extract(state): Extract<AppState>, Form(Pressed {}): Form<Pressed>) -> Response {
    let mut response = Redirect::to("/start").into_response();
    Cookie::Draft.clear(response.headers_mut(), &state);
    response
}

/// Name of an invisible field, which only a program fills in.
const TRAP: &str = "homepage";

fn trapped(pairs: &Pairs) -> bool {
    pairs.iter().any(|(name, value)| name == TRAP && !value.trim().is_empty())
}

fn autosave(headers: &HeaderMap) -> bool {
    headers.get("x-autosave").is_some_and(|value| value == "1")
}

/// Handles the first step: from now on there is a draft, one for this browser.
pub async fn begin(
    page: Page,
    Extract(state): Extract<AppState>,
    client: ClientAddress,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, AppError> {
    confirm::require_open(&state)?;
    if autosave(&headers) {
        // An autosave makes no draft without the visitor's decision.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let resume = Secret::new();
    if trapped(&pairs) {
        return Ok(to(resume.text(), 2));
    }
    if let Some((token, _)) = open_here(&state, &headers).await? {
        // Posted again, by the back button or from another tab.
        return take(&page, &state, &token, 1, client, false, &pairs).await;
    }
    let none = Answers::default();
    let sent = sent(&none, 1, &pairs);
    if sent.misfit {
        return go_on(&page, None, (&none, &sent), 1);
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let made = match state.rate_limits.draft(client.network()) {
        Ok(()) => confirm::begin(&state, &mut tx, client, Some(resume.digest()), &sent.kept, page.language).await,
        Err(limit) => Err(limit.into()),
    };
    if let Err(limit) = made {
        return later(&page, None, (&none, &sent), 1, (limit, "intake-full"));
    }
    tx.commit().await?;
    // From here on the URL is the draft's own, even with remaining errors.
    let mut response = match sent.kept.faults(of_step(1)) {
        Ok(()) => go_on(&page, Some((resume.text(), SubmissionState::Draft)), (&sent.kept, &sent), 1)?,
        Err(_) => to(resume.text(), "1?check=1"),
    };
    remember(&mut response, &state, resume.text());
    Ok(response)
}

/// Redirects to the next step, or shows the same one with its errors.
fn go_on(
    page: &Page,
    draft: Option<(&str, SubmissionState)>,
    (held, sent): (&Answers, &PostedStep),
    step: u8,
) -> Result<Response, AppError> {
    match (sent.shown.faults(of_step(step)), draft) {
        (Ok(()), Some((token, _))) => Ok(to(token, STEPS.min(step + 1))),
        (faults, _) => {
            let errors = faults.err().unwrap_or_default();
            let mut response = render(page, draft, (held, &sent.shown), step, (&errors, ""))?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

/// A copied link: redirects to the first step that still needs an answer.
pub async fn resume(Extract(state): Extract<AppState>, ApiPath(token): ApiPath<String>) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = open(&state, &mut tx, &token).await?;
    Ok(match found.state {
        SubmissionState::Draft => to(&token, next_step(&found.answers)),
        _ => to(&token, "code"),
    })
}

#[derive(Debug, Deserialize)]
pub struct Check {
    /// Present if the visitor was sent here because an answer is missing.
    check: Option<u8>,
}

/// One step of a draft.
pub async fn show(
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath((token, step)): ApiPath<(String, u8)>,
    Query(Check { check }): Query<Check>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = open(&state, &mut tx, &token).await?;
    if matches!(found.state, SubmissionState::InReview | SubmissionState::Accepted) {
        return Ok(to(&token, "done"));
    }
    if !(1..=STEPS).contains(&step) {
        return Err(AppError::NotFound);
    }
    let answers = &found.answers.0;
    let errors = check.and_then(|_| answers.faults(of_step(step)).err()).unwrap_or_default();
    render(&page, Some((&token, found.state)), (answers, answers), step, (&errors, ""))
}

/// Handles a step, posted by its buttons or by autosave.
pub async fn save(
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath((token, step)): ApiPath<(String, u8)>,
    client: ClientAddress,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, AppError> {
    if trapped(&pairs) {
        return Ok(if step < STEPS { to(&token, step + 1) } else { to(&token, "code") });
    }
    take(&page, &state, &token, step, client, autosave(&headers), &pairs).await
}

/// Stores typed answers as far as they fit, right or wrong, and goes where the button says. The page loses none of
/// them.
async fn take(
    page: &Page,
    state: &AppState,
    token: &str,
    step: u8,
    client: ClientAddress,
    autosave: bool,
    pairs: &Pairs,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = open(state, &mut tx, token).await?;
    let before = &found.answers.0;
    if !(1..=STEPS).contains(&step) {
        return Err(AppError::NotFound);
    }
    match found.state {
        SubmissionState::Draft => {}
        // A late autosave must not undo the submission.
        _ if autosave => return Ok(StatusCode::NO_CONTENT.into_response()),
        SubmissionState::AwaitingCode => {}
        SubmissionState::InReview | SubmissionState::Accepted | SubmissionState::Declined => {
            return Ok(to(token, "done"));
        }
    }
    let draft = Some((token, found.state));
    let sent = sent(before, step, pairs);
    if let Err(limit) = state.rate_limits.save(client.network(), digest(token)) {
        let limit = limit.into();
        return if autosave { Err(limit) } else { later(page, draft, (before, &sent), step, (limit, "intake-busy")) };
    }
    if sent.kept != *before || (found.state == SubmissionState::Draft && !autosave) {
        store::save_answers(&mut tx, found.id, &sent.kept, page.language, state.clock.now()).await?;
    }
    tx.commit().await?;
    if autosave {
        return Ok(saved(page, &sent, step));
    }
    let action = pairs.iter().find(|(name, _)| name == "action").map(|(_, action)| action.as_str());
    let mut response = if sent.misfit {
        go_on(page, draft, (&sent.kept, &sent), step)?
    } else if action == Some("back") {
        to(token, step.max(2) - 1)
    } else if step < STEPS && action != Some("send") {
        go_on(page, draft, (&sent.kept, &sent), step)?
    } else {
        match first_fault(&sent.kept) {
            Some(fault) if fault == step => go_on(page, draft, (&sent.kept, &sent), step)?,
            Some(elsewhere) => to(token, format_args!("{elsewhere}?check=1")),
            None => match submit(state, &found, client, &sent, token).await {
                Ok(()) => to(token, "code"),
                Err(limit) => return later(page, draft, (&sent.kept, &sent), step, limit),
            },
        }
    };
    remember(&mut response, state, token);
    Ok(response)
}

/// Submits the finished request, within the rate limits and the maximum number of codes.
async fn submit(
    state: &AppState,
    found: &store::Submission,
    client: ClientAddress,
    sent: &PostedStep,
    token: &str,
) -> Result<(), (AppError, &'static str)> {
    if found.state == SubmissionState::Draft {
        let limited = state.rate_limits.submission(client.network(), sent.kept.text("email"));
        limited.map_err(|limit| (limit.into(), "intake-busy"))?;
    }
    let problem =
        |error: &AppError| if matches!(error, AppError::CodeExhausted) { "code-no-more" } else { "intake-busy" };
    confirm::submit_draft(state, found.id, token).await.map_err(|error| {
        let problem = problem(&error);
        (error, problem)
    })
}

/// Answer to an autosave: the form's new marks, and in words the answers that were not stored.
fn saved(page: &Page, sent: &PostedStep, step: u8) -> Response {
    let faults = sent.shown.faults(of_step(step));
    let unfit = |field: &str| {
        sent.kept.typed(field) != sent.shown.typed(field) || sent.kept.list(field) != sent.shown.list(field)
    };
    let told = faults.err().filter(|_| sent.misfit).and_then(|faults| {
        let fault = faults.iter().find(|fault| unfit(&fault.field))?;
        let label = page.t(&format!("ask-{}", fault.field.replace('_', "-")));
        Some(page.ta2("intake-misfit", "field", label, "error", fault.text(page.language)))
    });
    let mut response = match told {
        Some(told) => (StatusCode::UNPROCESSABLE_ENTITY, told).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    };
    if let Ok(marks) = HeaderValue::try_from(sent.marks.text()) {
        response.headers_mut().insert(MARKS, marks);
    }
    response
}
