//! Pages of requests for files.

use askama::Template;
use axum::{extract, http::StatusCode, response::Response};
use serde::Deserialize;
use time::Date;
use uuid::Uuid;

use super::{super::store::Document, Doc, explain};
use crate::{
    access::{
        Action,
        action::{AnswerFileRequest, RequestFiles},
    },
    features::{
        files::{
            documents::{
                self,
                permissions::{Target, may_upload},
            },
            requests::{
                RequestState,
                changes::{self, Judgement, NewRequest},
                store::{self, FileRequest},
            },
        },
        shared::frame,
    },
    http::{
        Access, ApiPath, AppError, AppState, FieldErrors, Form, Page, Pages, RequireSeen, body::dates, page::PortalHead,
    },
    ids::FileRequestId,
};

/// Routes of a tenant host.
pub fn routes() -> Pages {
    Pages::new()
        .get("/file-requests", list)
        .post("/file-requests", ask)
        .get("/file-requests/{file_request_id}", one)
        .post("/file-requests/{file_request_id}/decision", judge)
}

/// Maximum numbers of requests and files on a page.
const SHOWN: i64 = 100;
const SHOWN_FILES: i64 = 500;

#[expect(clippy::struct_excessive_bools, reason = "each is a part of the row that is there or not")]
struct RequestView {
    id: String,
    input_id: String,
    url: String,
    title: String,
    text: String,
    due: String,
    late: bool,
    status: &'static str,
    /// Note with which the files before these were sent back, for the agency.
    asked_again: String,
    note: String,
    unasked: bool,
    note_typed: String,
    note_error: String,
    documents: Vec<Doc>,
    can_send: bool,
    /// Look of the button: sending is asked for, or only possible.
    send_look: &'static str,
    can_judge: bool,
}

#[derive(Template)]
#[template(path = "pages/file_requests.html")]
struct RequestsPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    problem: String,
    /// Whether it is the page of one request.
    alone: bool,
    can_ask: bool,
    title: String,
    title_error: String,
    instructions: String,
    instructions_error: String,
    due_on: String,
    due_on_error: String,
    show_visibility: bool,
    requests: Vec<RequestView>,
}

/// Values of the page's form, with their errors.
#[derive(Default)]
struct RequestInput {
    problem: String,
    errors: FieldErrors,
    form: AskForm,
    return_note: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AskForm {
    title: String,
    instructions: String,
    due_on: String,
}

/// `GET /file-requests`.
async fn list(
    access: RequireSeen<AnswerFileRequest, AnswerFileRequest>,
    page: Page,
    extract::State(state): extract::State<AppState>,
) -> Result<Response, AppError> {
    show(&state, &access, &page, None, RequestInput::default()).await
}

/// `GET /file-requests/{id}`.
async fn one(
    access: RequireSeen<AnswerFileRequest, AnswerFileRequest>,
    page: Page,
    extract::State(state): extract::State<AppState>,
    ApiPath(id): ApiPath<FileRequestId>,
) -> Result<Response, AppError> {
    show(&state, &access, &page, Some(id), RequestInput::default()).await
}

/// The page of one request, with an error.
pub async fn one_again(
    state: &AppState,
    access: &Access,
    page: &Page,
    id: FileRequestId,
    (status, problem): (StatusCode, String),
) -> Result<Response, AppError> {
    if !access.can(Action::AnswerFileRequest) {
        return Err(AppError::NotFound);
    }
    let mut response = show(state, access, page, Some(id), RequestInput { problem, ..RequestInput::default() }).await?;
    *response.status_mut() = status;
    Ok(response)
}

async fn show(
    state: &AppState,
    access: &Access,
    page: &Page,
    id: Option<FileRequestId>,
    typed: RequestInput,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let mut rows = store::list(&mut tx, id, None, SHOWN).await?;
    if id.is_some() && rows.is_empty() {
        return Err(AppError::NotFound);
    }
    // Requests that wait for the reader's side stand first, then those that wait for the other.
    let theirs = if access.role.is_agency() { RequestState::Open } else { RequestState::Received };
    rows.sort_by_key(|request| (request.state == RequestState::Accepted, request.state == theirs));
    let ids: Vec<Uuid> = rows.iter().map(|request| request.id.0).collect();
    let mut files = documents::store::for_requests(&mut tx, &access.sees(), &ids, SHOWN_FILES).await?;
    let today = state.clock.today();
    let head = frame::head(&mut tx, access, today).await?;
    drop(tx);
    let requests = rows
        .into_iter()
        .map(|request| {
            let came = files.extract_if(.., |file| file.file_request_id == Some(request.id)).collect();
            RequestView {
                note_typed: typed.return_note.clone(),
                note_error: typed.errors.text("return_note", page.language),
                ..view(page, access, request, came, today)
            }
        })
        .collect();
    let error = |field| typed.errors.text(field, page.language);
    page.render(&RequestsPage {
        p: page,
        project: head,
        tab: "file-requests",
        problem: typed.problem,
        alone: id.is_some(),
        can_ask: access.can(Action::RequestFiles),
        title_error: error("title"),
        instructions_error: error("instructions"),
        due_on_error: error("due_on"),
        title: typed.form.title,
        instructions: typed.form.instructions,
        due_on: typed.form.due_on,
        show_visibility: access.role.is_agency(),
        requests,
    })
}

fn view(page: &Page, access: &Access, request: FileRequest, files: Vec<Document>, today: Date) -> RequestView {
    let late = request.state == RequestState::Open && request.due_on.is_some_and(|due| due < today);
    let due = |date: Date| page.ta(if late { "home-late-since" } else { "home-due" }, "date", page.day(date).text);
    RequestView {
        id: request.id.to_string(),
        input_id: format!("file-{}", request.id),
        unasked: request.unasked,
        note_typed: String::new(),
        note_error: String::new(),
        url: format!("/file-requests/{}", request.id),
        due: request.due_on.map(due).unwrap_or_default(),
        late,
        status: match request.state {
            _ if request.is_sent_back() => "sent_back",
            RequestState::Accepted if files.is_empty() => "closed",
            state => state.as_str(),
        },
        documents: files.into_iter().map(|file| Doc::new(page, file)).collect(),
        // The list of documents adds to files that were sent unasked.
        can_send: may_upload(access.role, Target::Request(request.state)).is_ok()
            && !(request.unasked && request.state == RequestState::Received),
        send_look: match request.state {
            RequestState::Open if !access.role.is_agency() => "btn-turn",
            _ => "",
        },
        can_judge: access.can(Action::RequestFiles) && request.state.may_become(RequestState::Accepted),
        title: request.title,
        text: request.instructions,
        asked_again: match request.state {
            RequestState::Received if access.can(Action::RequestFiles) && !request.return_note.is_empty() => {
                page.ta("requests-asked-again", "note", &request.return_note)
            }
            _ => String::new(),
        },
        note: if request.state == RequestState::Open { request.return_note } else { String::new() },
    }
}

/// `POST /file-requests`.
async fn ask(
    access: RequireSeen<AnswerFileRequest, RequestFiles>,
    page: Page,
    extract::State(state): extract::State<AppState>,
    Form(form): Form<AskForm>,
) -> Result<Response, AppError> {
    let asked = match dates::typed(&form.due_on) {
        Ok(due_on) => {
            let new = NewRequest { title: form.title.clone(), instructions: form.instructions.clone(), due_on };
            changes::ask(&state, &access, &new).await
        }
        Err(_) => Err(FieldErrors::one("due_on", "date").into()),
    };
    match asked {
        Ok(_) => Ok(page.redirect("/file-requests", "flash-files-requested")),
        Err(AppError::Invalid(errors)) => {
            let typed = RequestInput { errors, form, ..RequestInput::default() };
            let mut response = show(&state, &access, &page, None, typed).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error),
    }
}

#[derive(Debug, Deserialize)]
struct JudgeForm {
    state: RequestState,
    #[serde(default)]
    return_note: String,
    /// Whether nothing came, and nothing is waited for any more.
    #[serde(default)]
    close: bool,
}

/// `POST /file-requests/{id}/decision`.
async fn judge(
    access: RequireSeen<AnswerFileRequest, RequestFiles>,
    page: Page,
    extract::State(state): extract::State<AppState>,
    ApiPath(id): ApiPath<FileRequestId>,
    Form(form): Form<JudgeForm>,
) -> Result<Response, AppError> {
    let flash = match (form.state, form.close) {
        (RequestState::Open, _) => "flash-files-returned",
        (_, true) => "flash-files-closed",
        (_, false) => "flash-files-accepted",
    };
    // The decision holds only for the state that the form was rendered in: files may have come since.
    let seen = if form.close { RequestState::Open } else { RequestState::Received };
    let judgement = Judgement { state: form.state, return_note: form.return_note, seen: Some(seen) };
    match changes::judge(&state, &access, id, &judgement).await {
        Ok(_) => Ok(page.redirect("/file-requests", flash)),
        Err(AppError::Invalid(errors)) => {
            let typed = RequestInput { errors, return_note: judgement.return_note, ..RequestInput::default() };
            let mut response = show(&state, &access, &page, Some(id), typed).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => {
            let explained = explain(&page, error)?;
            one_again(&state, &access, &page, id, explained).await
        }
    }
}
