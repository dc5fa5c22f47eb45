//! Forms of the documents' pages: upload, publish, rename, delete, decide.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    super::{
        changes::{self, DocumentChanges},
        decisions::store::{self as approvals, NewApproval},
        uploads::{
            self,
            changes::{self as uploading, Announced},
        },
    },
    UploadInput, explain, list_again,
    one::{DecisionInput, show},
    requests,
};
use crate::{
    access::{
        Action,
        action::{
            DecideOnDeliverable, EditOwnDocument, PublishDocument, TakeBackDocument, UploadDocument, ViewDocuments,
        },
    },
    features::files::documents::decisions::Decision,
    http::{
        Access, ApiPath, AppError, AppState, FieldErrors, Form, MultipartForm, Page, Require, RequireOnRow, UnreadForm,
        body::{form::Pressed, multipart::FilePart},
        error::Conflict,
    },
    ids::{DocumentId, FileRequestId},
    storage::{ContentType, FileName},
};

/// Target of a form's files.
#[derive(Clone, Copy)]
enum UploadTarget {
    New,
    Version(DocumentId),
    Request(FileRequestId),
}

/// `POST /documents/upload`: upload without JavaScript, through us into quarantine and on as usual.
pub(super) async fn upload(
    access: RequireOnRow<ViewDocuments, UploadDocument>,
    page: Page,
    State(state): State<AppState>,
    form: UnreadForm,
) -> Result<Response, AppError> {
    // Checked again with the files; checked here so that no file of a caller without permission is received.
    access.ensure(Action::UploadDocument)?;
    let form = form.read(&state).await?;
    let place = match (form.text("document_id"), form.text("file_request_id")) {
        ("", "") => UploadTarget::New,
        (id, "") => UploadTarget::Version(id.parse().map_err(|_| AppError::NotFound)?),
        ("", id) => UploadTarget::Request(id.parse().map_err(|_| AppError::NotFound)?),
        _ => return Err(AppError::BadRequest),
    };
    // No page can put a file into a form: refused ones are chosen again.
    let (status, problem) = match take(&state, &access, &form, place).await {
        Ok(refused) if refused.is_empty() => return Ok(arrived(&page, &access, &form, place)),
        Ok(refused) => {
            let ending = if refused.len() == form.files.len() { "upload-again" } else { "upload-others" };
            let mut lines = Vec::new();
            for (name, errors) in refused {
                let (_, problem) = explain(&page, errors.into())?;
                lines.push(format!("{name} — {problem}"));
            }
            lines.push(page.t(ending));
            (StatusCode::UNPROCESSABLE_ENTITY, lines.join(" "))
        }
        Err(error) => {
            let (status, problem) = explain(&page, error)?;
            (status, format!("{problem} {}", page.t("upload-again")))
        }
    };
    match place {
        UploadTarget::New => {
            let (kind, visibility) = (form.text("kind").to_owned(), form.text("visibility").to_owned());
            list_again(&state, &access, &page, (status, UploadInput { kind, visibility, problem })).await
        }
        UploadTarget::Version(id) => {
            show(&state, &access, &page, id, DecisionInput { status, problem, ..DecisionInput::default() }).await
        }
        UploadTarget::Request(id) => requests::one_again(&state, &access, &page, id, (status, problem)).await,
    }
}

/// Page of files that have all arrived.
fn arrived(page: &Page, access: &Access, form: &MultipartForm, place: UploadTarget) -> Response {
    let back = match place {
        UploadTarget::New => "/documents".to_owned(),
        UploadTarget::Version(id) => format!("/documents/{id}"),
        UploadTarget::Request(id) => format!("/file-requests/{id}"),
    };
    let flash = match (access.role.is_agency(), form.text("visibility")) {
        (false, _) => "flash-files-sent",
        (true, "client" | "shared") => "flash-file-shown",
        (true, _) => "flash-file-added",
    };
    page.redirect(&back, flash)
}

/// Takes the form's files; one that is refused holds up no other, and is returned with its name.
async fn take(
    state: &AppState,
    access: &Access,
    form: &MultipartForm,
    place: UploadTarget,
) -> Result<Vec<(String, FieldErrors)>, AppError> {
    let fault = |field, code| AppError::from(FieldErrors::one(field, code));
    if form.files.is_empty() {
        return Err(fault("file", "required"));
    }
    let kind = form.text("kind").parse().map_err(|_| fault("kind", "choice"))?;
    let visibility = match form.text("visibility") {
        "" => None,
        wished => Some(wished.parse().map_err(|_| fault("visibility", "choice"))?),
    };
    let mut refused = Vec::new();
    for file in &form.files {
        let (document_id, file_request_id) = match place {
            UploadTarget::New => (None, None),
            UploadTarget::Version(id) => (Some(id), None),
            UploadTarget::Request(id) => (None, Some(id)),
        };
        let announced = Announced {
            name: FileName::parse(&file.name).map_err(|_| fault("file", "required"))?,
            size: i64::try_from(file.spooled.size).unwrap_or(i64::MAX),
            content_type: ContentType::parse(&file.content_type).unwrap_or_else(|_| ContentType::octet_stream()),
            sha256: Some(file.spooled.sha256),
            start: Some(file.spooled.start.clone()),
            kind,
            visibility,
            document_id,
            file_request_id,
        };
        match bring(state, access, &announced, file).await {
            Ok(()) => {}
            Err(AppError::Invalid(errors)) => refused.push((file.name.clone(), errors)),
            Err(error) => return Err(error),
        }
    }
    Ok(refused)
}

async fn bring(state: &AppState, access: &Access, announced: &Announced, file: &FilePart) -> Result<(), AppError> {
    let id = uploading::begin(state, access, announced).await?;
    let spooled = &file.spooled;
    let bytes = (spooled.file.path(), spooled.size, spooled.sha256);
    state.storage.put_file(&uploads::key(access.project, id), &announced.content_type, bytes).await?;
    uploading::complete(state, access, id).await?;
    Ok(())
}

#[derive(Debug, Deserialize)]
pub(super) struct PublishForm {
    visibility: String,
}

/// `POST /documents/{id}/publish`.
pub(super) async fn publish(
    access: Require<PublishDocument>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
    Form(form): Form<PublishForm>,
) -> Result<Response, AppError> {
    let visibility = form.visibility.parse().map_err(|_| AppError::BadRequest)?;
    changes::change(&state, &access, id, &DocumentChanges { name: None, visibility: Some(visibility) }).await?;
    Ok(page.redirect(&format!("/documents/{id}"), "flash-document-published"))
}

#[derive(Debug, Deserialize)]
pub(super) struct RenameForm {
    #[serde(default)]
    name: String,
}

/// `POST /documents/{id}/rename`.
pub(super) async fn rename(
    access: RequireOnRow<ViewDocuments, EditOwnDocument>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
    Form(form): Form<RenameForm>,
) -> Result<Response, AppError> {
    let changes = DocumentChanges { name: Some(form.name), visibility: None };
    match changes::change(&state, &access, id, &changes).await {
        Ok(()) => Ok(page.redirect(&format!("/documents/{id}"), "flash-document-renamed")),
        Err(AppError::Invalid(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(
                &state,
                &access,
                &page,
                id,
                DecisionInput { status, errors, name: changes.name, ..DecisionInput::default() },
            )
            .await
        }
        Err(error) => Err(error),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct NoFields {}

/// `POST /documents/{id}/delete`.
pub(super) async fn delete(
    access: RequireOnRow<ViewDocuments, TakeBackDocument>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, AppError> {
    changes::delete(&state, &access, id).await?;
    let flash =
        if access.can(Action::EditOwnDocument) { "flash-document-deleted" } else { "flash-document-taken-back" };
    Ok(page.redirect("/documents", flash))
}

#[derive(Debug, Deserialize)]
pub(super) struct DecisionForm {
    decision: Decision,
    version: i32,
    #[serde(default)]
    comment: String,
}

/// `POST /documents/{id}/approval`.
pub(super) async fn decide(
    access: Require<DecideOnDeliverable>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, AppError> {
    let flash = match form.decision {
        Decision::Approved => "flash-deliverable-approved",
        Decision::ChangesRequested => "flash-changes-requested",
    };
    let new =
        NewApproval { document_id: id, version: Some(form.version), decision: form.decision, comment: form.comment };
    match approvals::decide(&state, &access, &new).await {
        Ok(_) => Ok(page.redirect(&format!("/documents/{id}"), flash)),
        Err(AppError::Invalid(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(
                &state,
                &access,
                &page,
                id,
                DecisionInput { status, errors, comment: new.comment, ..DecisionInput::default() },
            )
            .await
        }
        Err(error) => {
            let (status, problem) = match error {
                AppError::Conflict(Conflict::Exists) => (StatusCode::CONFLICT, page.t("field-answered-already")),
                AppError::Conflict(Conflict::State) => (StatusCode::CONFLICT, page.t("document-newer")),
                error => explain(&page, error)?,
            };
            show(
                &state,
                &access,
                &page,
                id,
                DecisionInput { status, problem, comment: new.comment, ..DecisionInput::default() },
            )
            .await
        }
    }
}

/// `POST /documents/{id}/approval/undo`: takes the reader's decision back.
pub(super) async fn undo(
    access: Require<DecideOnDeliverable>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let last = approvals::latest(&mut tx, &access.sees(), id).await?;
    drop(tx);
    // An approval that was taken back in another tab is no longer there.
    let undone = match last {
        Some(last) => approvals::undo(&state, &access, last.id).await,
        None => Err(AppError::Conflict(Conflict::State)),
    };
    match undone {
        Ok(_) => Ok(page.redirect(&format!("/documents/{id}"), "flash-approval-undone")),
        Err(error) => {
            let (status, problem) = match error {
                AppError::Conflict(Conflict::State) => (StatusCode::CONFLICT, page.t("document-undo-late")),
                error => explain(&page, error)?,
            };
            show(&state, &access, &page, id, DecisionInput { status, problem, ..DecisionInput::default() }).await
        }
    }
}
