//! Page of one document, and its download.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use serde_json::json;
use strum::VariantArray;

use super::{
    super::{
        decisions::{
            ApprovalState,
            store::{self as approvals, Approval},
        },
        downloads, reaches_client, store,
    },
    Doc,
};
use crate::{
    access::{Action, Side, Visibility, action::ViewDocuments},
    audit::ReadKind,
    features::{
        files::{
            documents::permissions::{Target, may_decide, may_delete, may_edit, may_upload},
            requests::{self, RequestState},
        },
        shared::frame,
    },
    http::{
        Access, ApiPath, AppError, AppState, FieldErrors, Page, Query, Require,
        page::{At, Choice, PortalHead},
    },
    ids::DocumentId,
    metering::Meter,
};

struct VersionRow {
    number: i32,
    size: String,
    author: String,
    name: String,
    download_url: String,
    at: At,
    current: bool,
    /// Decision on it, once it is not the current one any more; empty without one.
    state: &'static str,
    said: String,
    comment: String,
}

/// A received request, to be decided on beside its document.
struct Judged {
    id: String,
    title: String,
    url: String,
    /// Number of its files, in words; empty if the document is the only one.
    files: String,
}

/// Rejected values of a form.
#[derive(Default)]
pub(super) struct DecisionInput {
    pub status: StatusCode,
    /// Error outside of fields.
    pub problem: String,
    pub errors: FieldErrors,
    pub name: Option<String>,
    pub comment: String,
}

#[derive(Template)]
#[template(path = "pages/document.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is there or not")]
struct DocumentPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    problem: String,
    doc: Doc,
    versions: Vec<VersionRow>,
    show_visibility: bool,
    approval: &'static str,
    approval_text: String,
    approval_comment: String,
    can_approve: bool,
    /// Whether the reader's decision can still be taken back.
    can_undo: bool,
    /// Whether the agency alone sees it, and the reader may show it to the client.
    can_show: bool,
    can_edit: bool,
    can_delete: bool,
    /// Whether the reader may see who opened it.
    can_audit: bool,
    can_upload: bool,
    /// Received request that the document came for, if the reader may accept it or send it back.
    judged: Option<Judged>,
    /// Empty for readers who may not publish.
    visibility_options: Vec<Choice>,
    /// Whether the client sees what is added.
    reaches_client: bool,
    new_name: String,
    name_error: String,
    comment: String,
    comment_error: String,
}

/// `GET /documents/{id}`.
pub(super) async fn one(
    access: Require<ViewDocuments>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
) -> Result<Response, AppError> {
    let shown = show(&state, &access, &page, id, DecisionInput::default()).await?;
    state.meters.document(access.project, id, Meter::DocumentViews);
    Ok(shown)
}

/// The document's page.
pub(super) async fn show(
    state: &AppState,
    access: &Access,
    page: &Page,
    id: DocumentId,
    typed: DecisionInput,
) -> Result<Response, AppError> {
    let sees = access.sees();
    let mut tx = state.db.read(&access.scope()).await?;
    let document = store::find(&mut tx, &sees, id).await?.ok_or(AppError::NotFound)?;
    let versions = store::versions(&mut tx, id).await?;
    let decisions = approvals::list(&mut tx, &sees, Some(id), None, i64::MAX).await?;
    let request = match document.file_request_id {
        Some(request) => requests::store::find(&mut tx, request).await?,
        None => None,
    };
    let judged =
        request.as_ref().filter(|request| request.state == RequestState::Received && access.can(Action::RequestFiles));
    let files = match judged {
        Some(request) => store::count_for(&mut tx, &sees, request.id).await?,
        None => 0,
    };
    let head = frame::head(&mut tx, access, state.clock.today()).await?;
    drop(tx);
    access.note_read(state, ReadKind::DocumentViewed, Some(id.0), json!({ "name": document.name }));
    let (user, request_state) = (access.caller.user, request.as_ref().map(|request| request.state));
    let own = document.created_by == user;
    let target = Target::Version { kind: document.kind, own, request: request_state };
    let may_lose = versions.iter().all(|version| version.uploaded_by == user)
        && request.as_ref().is_some_and(|request| request.may_lose(document.created_at));
    let can_delete =
        may_delete(access.role, own, reaches_client(document.visibility) || !decisions.is_empty(), may_lose);
    // A version has one decision at most.
    let mut decisions: HashMap<_, _> = decisions.into_iter().map(|one| (one.version, one)).collect();
    let decided = decisions.remove(&document.current_version);
    let approval = match &decided {
        Some(decided) => Some(ApprovalState::from(decided.decision)),
        None => may_decide(document.kind, document.visibility).then_some(ApprovalState::ToApprove),
    };
    let mut response = page.render(&DocumentPage {
        p: page,
        project: head,
        tab: "documents",
        problem: typed.problem,
        versions: versions
            .into_iter()
            .map(|row| {
                let decision = decisions.remove(&row.version);
                version(page, id, row, document.current_version, decision)
            })
            .collect(),
        show_visibility: access.role.own_visibility() != Visibility::Client,
        approval: approval.map_or("", ApprovalState::as_str),
        approval_text: decided.as_ref().map(|decided| said(page, decided)).unwrap_or_default(),
        can_undo: decided.as_ref().is_some_and(|decided| {
            access.can(Action::DecideOnDeliverable) && decided.may_undo(access.caller.user, state.clock.now())
        }),
        approval_comment: decided.map(|decided| decided.comment).unwrap_or_default(),
        can_approve: approval == Some(ApprovalState::ToApprove) && access.can(Action::DecideOnDeliverable),
        can_show: document.visibility == Visibility::Internal && access.can(Action::PublishDocument),
        can_edit: may_edit(access.role, own),
        can_delete,
        can_audit: access.can(Action::ViewOperations),
        judged: judged.map(|request| Judged {
            id: request.id.to_string(),
            url: format!("/file-requests/{}", request.id),
            title: request.title.clone(),
            files: if files > 1 { page.ta("document-check-files", "count", files) } else { String::new() },
        }),
        can_upload: may_upload(access.role, target).is_ok(),
        reaches_client: reaches_client(document.visibility) && access.role.side() != Some(Side::Client),
        visibility_options: if access.can(Action::PublishDocument) {
            page.options("visibility-", Visibility::VARIANTS, document.visibility.as_str())
        } else {
            Vec::new()
        },
        new_name: typed.name.unwrap_or_else(|| document.name.clone()),
        name_error: typed.errors.text("name", page.language),
        comment: typed.comment,
        comment_error: typed.errors.text("comment", page.language),
        doc: Doc::new(page, document),
    })?;
    *response.status_mut() = typed.status;
    Ok(response)
}

/// `decision`: on a version that is no longer the current one, whose decision has a place of its own.
fn version(page: &Page, id: DocumentId, row: store::Version, current: i32, decision: Option<Approval>) -> VersionRow {
    VersionRow {
        state: decision.as_ref().map_or("", |decision| ApprovalState::from(decision.decision).as_str()),
        said: decision.as_ref().map(|decision| said(page, decision)).unwrap_or_default(),
        comment: decision.map(|decision| decision.comment).unwrap_or_default(),
        number: row.version,
        size: page.size(row.size),
        author: row.author.unwrap_or_default(),
        name: row.name,
        download_url: format!("/documents/{id}/download?version={}", row.version),
        at: page.lately(row.created_at),
        current: row.version == current,
    }
}

/// Person and time of the decision.
fn said(page: &Page, approval: &Approval) -> String {
    let date = page.lately(approval.decided_at).text;
    match &approval.decided_by {
        Some(name) => page.ta2("document-decided-by", "name", name, "date", date),
        None => date,
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct DownloadQuery {
    version: Option<i32>,
}

/// `GET /documents/{id}/download`.
pub(super) async fn download(
    access: Require<ViewDocuments>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
    Query(query): Query<DownloadQuery>,
) -> Result<Response, AppError> {
    downloads::respond(&state, &access, id, query.version).await
}
