use askama::Template;
use axum::{
    extract::State as Extract,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::super::{
    State,
    answers::Answers,
    confirm,
    questions::{SECTIONS, asked, question, sections},
    store,
};
use super::{fields, open, to};
use crate::{
    db::PlatformScope,
    http::{ApiPath, AppError, AppState, FieldErrors, Form, Page, Query, client::ClientAddress, page::Field},
    identity::Secret,
    ids::SubmissionId,
};

#[derive(Template)]
#[template(path = "pages/intake_step.html")]
struct StepPage<'a> {
    p: &'a Page,
    step: usize,
    steps: usize,
    title: String,
    text: String,
    action: String,
    fields: Vec<Field>,
    problem: String,
    first: bool,
    last: bool,
    resume_url: String,
    autosave: bool,
}

type Pairs = Vec<(String, String)>;

fn render(
    page: &Page,
    token: Option<(&str, State)>,
    answers: &Answers,
    section: u8,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let sections = sections(answers);
    page.render(&StepPage {
        p: page,
        step: sections.iter().filter(|one| **one <= section).count(),
        steps: sections.len(),
        title: page.t(&format!("intake-{section}-title")),
        text: page.t(&format!("intake-{section}-text")),
        action: token.map_or_else(|| "/start".to_owned(), |(token, _)| format!("/start/{token}/{section}")),
        fields: fields::of_step(page, answers, section, errors),
        problem: if errors.is_empty() { String::new() } else { page.t("intake-problem") },
        first: section == 1,
        last: section == SECTIONS,
        resume_url: token.map(|(token, _)| format!("{}/start/{token}", page.public_url())).unwrap_or_default(),
        // Once sent, answers change only when they are sent again.
        autosave: token.is_some_and(|(_, state)| state == State::Draft),
    })
}

/// The empty first step. Nothing is kept of a visit.
pub async fn first(page: Page, Extract(state): Extract<AppState>) -> Result<Response, AppError> {
    confirm::require_open(&state)?;
    render(&page, None, &Answers::default(), 1, &FieldErrors::default())
}

/// The name of a field nobody sees: who fills it in is a program that fills in whatever it finds.
const TRAP: &str = "homepage";

fn trapped(pairs: &Pairs) -> bool {
    pairs.iter().any(|(name, value)| name == TRAP && !value.trim().is_empty())
}

fn autosave(headers: &HeaderMap) -> bool {
    headers.get("x-autosave").is_some_and(|value| value == "1")
}

/// The first step was sent: from now on there is a draft.
pub async fn begin(
    page: Page,
    Extract(state): Extract<AppState>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, AppError> {
    confirm::require_open(&state)?;
    if autosave(&headers) {
        // No draft is made behind somebody's back.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let answers = answered(&Answers::default(), 1, &pairs);
    let (resume, now) = (Secret::new(), state.clock.now());
    if trapped(&pairs) {
        return Ok(to(resume.text(), 2));
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::insert_draft(&mut tx, SubmissionId::new(), Some(resume.digest()), &answers, page.language, now).await?;
    tx.commit().await?;
    // From here on the address is the draft's own, whatever is still wrong.
    match answers.faults(asked(&answers).filter(|question| question.section == 1)) {
        Ok(()) => go_on(&page, (resume.text(), State::Draft), &answers, 1),
        Err(_) => Ok(to(resume.text(), "1?check=1")),
    }
}

/// What a posted step says, beside what was said before.
fn answered(before: &Answers, section: u8, pairs: &Pairs) -> Answers {
    let mut answers = before.clone();
    answers.take(Answers::from_form(asked(before).filter(|question| question.section == section), pairs));
    answers
}

/// To the next step, or the same one again with what is wrong.
fn go_on(page: &Page, draft: (&str, State), answers: &Answers, section: u8) -> Result<Response, AppError> {
    if let Err(errors) = answers.faults(asked(answers).filter(|question| question.section == section)) {
        let mut response = render(page, Some(draft), answers, section, &errors)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let next = sections(answers).into_iter().find(|one| *one > section).unwrap_or(SECTIONS);
    Ok(to(draft.0, next))
}

/// A copied link: where the person left off, which is the first step that still needs something.
pub async fn resume(Extract(state): Extract<AppState>, ApiPath(token): ApiPath<String>) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = open(&state, &mut tx, &token).await?;
    Ok(match found.state {
        State::Draft => to(&token, first_fault(&found.answers).unwrap_or(SECTIONS)),
        _ => to(&token, "code"),
    })
}

/// The first step with a fault.
fn first_fault(answers: &Answers) -> Option<u8> {
    let errors = answers.all_faults().err()?;
    errors.iter().filter_map(|fault| question(&fault.field)).map(|question| question.section).min()
}

#[derive(Debug, Deserialize)]
pub struct Check {
    /// Sent here because something is missing.
    check: Option<u8>,
}

/// One step of a draft.
pub async fn show(
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath((token, section)): ApiPath<(String, u8)>,
    Query(Check { check }): Query<Check>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = open(&state, &mut tx, &token).await?;
    if matches!(found.state, State::InReview | State::Accepted) {
        return Ok(to(&token, "done"));
    }
    if !(1..=SECTIONS).contains(&section) {
        return Err(AppError::NotFound);
    }
    let answers = &found.answers.0;
    if let Some(next) = sections(answers).into_iter().find(|one| *one >= section)
        && next != section
    {
        return Ok(to(&token, next));
    }
    let errors = match check {
        Some(_) => answers.faults(asked(answers).filter(|question| question.section == section)).err(),
        None => None,
    };
    render(&page, Some((&token, found.state)), answers, section, &errors.unwrap_or_default())
}

/// A step was sent, by its buttons or by itself. Whatever was typed is kept, right or wrong.
pub async fn save(
    page: Page,
    Extract(state): Extract<AppState>,
    ApiPath((token, section)): ApiPath<(String, u8)>,
    client: ClientAddress,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Result<Response, AppError> {
    if trapped(&pairs) {
        return Ok(if section < SECTIONS { to(&token, section + 1) } else { to(&token, "code") });
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = open(&state, &mut tx, &token).await?;
    let before = &found.answers.0;
    if !sections(before).contains(&section) {
        return Err(AppError::NotFound);
    }
    let autosave = autosave(&headers);
    match found.state {
        State::Draft => {}
        // A late autosave must not take back what was just sent.
        _ if autosave => return Ok(StatusCode::NO_CONTENT.into_response()),
        State::AwaitingCode => {}
        State::InReview | State::Accepted | State::Declined => return Ok(to(&token, "done")),
    }
    let answers = answered(before, section, &pairs);
    if found.state == State::Draft || answers != *before {
        store::save_answers(&mut tx, found.id, &answers, page.language, state.clock.now()).await?;
    }
    tx.commit().await?;
    if autosave {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    if pairs.iter().any(|(name, value)| name == "action" && value == "back") {
        let previous = sections(&answers).into_iter().rfind(|one| *one < section).unwrap_or(1);
        return Ok(to(&token, previous));
    }
    if section < SECTIONS {
        return go_on(&page, (&token, found.state), &answers, section);
    }
    match first_fault(&answers) {
        Some(SECTIONS) => go_on(&page, (&token, found.state), &answers, SECTIONS),
        Some(earlier) => Ok(to(&token, format_args!("{earlier}?check=1"))),
        None => {
            if found.state == State::Draft {
                state.rates.submission(client, answers.text("email"))?;
            }
            confirm::submit_draft(&state, found.id).await?;
            Ok(to(&token, "code"))
        }
    }
}
