//! Pages of documents: the list and one document here, the forms in `forms`.

mod forms;
mod one;
mod requests;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

use one::{download, one};
use strum::VariantArray;

use super::{
    DocumentKind,
    decisions::{ApprovalState, store as approvals},
    permissions::{self, Target, may_upload},
    store::{self, Document, DocumentFilter},
};
use crate::{
    access::{Action, Side, Visibility, action::ViewDocuments},
    features::shared::frame,
    http::{
        Access, AppError, AppState, Page, Pages, Query, Require,
        edge::headers,
        page::{At, Choice, PortalHead},
    },
    ids::DocumentId,
    storage::FileName,
};

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new()
        .get("/documents", list)
        .post("/documents/upload", forms::upload)
        .get("/documents/{document_id}", one)
        .get("/documents/{document_id}/download", download)
        .post("/documents/{document_id}/publish", forms::publish)
        .post("/documents/{document_id}/rename", forms::rename)
        .post("/documents/{document_id}/delete", forms::delete)
        .post("/documents/{document_id}/approval", forms::decide)
        .post("/documents/{document_id}/approval/undo", forms::undo)
        .merge(requests::routes())
}

const PAGE: i64 = 50;

/// A document as `ui::file_row` shows it.
pub struct Doc {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) download_url: String,
    pub(crate) name: String,
    /// Extension, at most four letters.
    pub(crate) ext: String,
    pub(crate) kind: String,
    pub(crate) kind_value: &'static str,
    pub(crate) size: String,
    pub(crate) version: i32,
    pub(crate) author: String,
    pub(crate) visibility: Visibility,
    pub(crate) updated: At,
    /// State of a deliverable's approval; empty for other documents.
    pub(crate) state: &'static str,
}

impl Doc {
    /// Row of a document for `page`.
    #[must_use]
    pub fn new(page: &Page, document: Document) -> Self {
        let extension = FileName::parse(&document.name).ok().and_then(|name| name.extension());
        Self {
            id: document.id.to_string(),
            url: format!("/documents/{}", document.id),
            download_url: format!("/documents/{}/download", document.id),
            ext: extension.filter(|ending| ending.chars().count() <= 4).unwrap_or_default().to_uppercase(),
            kind: page.t(&format!("kind-{}", document.kind.as_str())),
            kind_value: document.kind.as_str(),
            size: page.size(document.size),
            version: document.current_version,
            author: document.author.unwrap_or_default(),
            visibility: document.visibility,
            updated: page.lately(document.updated_at),
            state: "",
            name: document.name,
        }
    }
}

struct FilterLink {
    label: String,
    url: String,
    current: bool,
    count: i64,
}

#[derive(Template)]
#[template(path = "pages/documents.html")]
struct DocumentsPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    problem: String,
    documents: Vec<Doc>,
    kinds: Vec<FilterLink>,
    /// Whether the list is narrowed.
    is_filtered: bool,
    show_visibility: bool,
    can_upload: bool,
    /// Empty for clients, who send material.
    kind_options: Vec<Choice>,
    /// Empty for readers who may not choose.
    visibility_options: Vec<Choice>,
    previous: String,
    next: String,
}

#[derive(Debug, Default, Deserialize)]
struct DocumentsPageQuery {
    #[serde(default)]
    kind: String,
    /// State of approval: of deliverables alone.
    #[serde(default)]
    state: String,
    before: Option<DocumentId>,
}

/// `GET /documents`.
async fn list(
    access: Require<ViewDocuments>,
    page: Page,
    State(state): State<AppState>,
    Query(query): Query<DocumentsPageQuery>,
) -> Result<Response, AppError> {
    show_list(&state, &access, &page, &query, UploadInput::default()).await
}

/// Fields of a refused upload form, with the reason.
#[derive(Default)]
struct UploadInput {
    kind: String,
    visibility: String,
    problem: String,
}

async fn show_list(
    state: &AppState,
    access: &Access,
    page: &Page,
    query: &DocumentsPageQuery,
    UploadInput { kind: sent_kind, visibility: sent_visibility, problem }: UploadInput,
) -> Result<Response, AppError> {
    let (sees, before) = (access.sees(), query.before);
    let chosen = match (query.state.parse::<ApprovalState>(), query.kind.parse::<DocumentKind>()) {
        (Ok(state), _) => Chosen::State(state),
        (Err(_), Ok(kind)) => Chosen::Kind(kind),
        (Err(_), Err(_)) => Chosen::All,
    };
    let mut tx = state.db.read(&access.scope()).await?;
    let mut rows = match chosen {
        Chosen::State(state) => store::in_state(&mut tx, &sees, state, before, PAGE + 1).await?,
        Chosen::Kind(_) | Chosen::All => {
            let kind = if let Chosen::Kind(kind) = chosen { Some(kind) } else { None };
            let filter = DocumentFilter { kind, before, ..DocumentFilter::default() };
            store::list(&mut tx, &sees, filter, PAGE + 1).await?
        }
    };
    let deliverables = rows.iter().filter(|row| row.kind == DocumentKind::Deliverable).map(|row| row.id.0);
    let deliverables: Vec<_> = deliverables.collect();
    let states = approvals::states(&mut tx, &deliverables).await?;
    let counts = store::counts(&mut tx, &sees).await?;
    let state_counts = approvals::state_counts(&mut tx, &sees).await?;
    let head = frame::head(&mut tx, access, state.clock.today()).await?;
    drop(tx);
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|last| address(chosen, Some(last.id))).unwrap_or_default();
    let kinds = permissions::kinds_to_upload(access.role);
    let or = |sent: String, default: &str| if sent.is_empty() { default.to_owned() } else { sent };
    let own = or(sent_visibility, access.role.own_visibility().as_str());
    let mut response = page.render(&DocumentsPage {
        p: page,
        project: head,
        tab: "documents",
        problem,
        documents: rows
            .into_iter()
            .map(|row| {
                let state = states.get(&row.id).map_or("", |state| state.as_str());
                Doc { state, ..Doc::new(page, row) }
            })
            .collect(),
        is_filtered: chosen != Chosen::All,
        kinds: filter_links(page, chosen, &counts, &state_counts),
        show_visibility: access.role.own_visibility() != Visibility::Client,
        can_upload: may_upload(access.role, Target::New).is_ok(),
        kind_options: match access.role.side() {
            // A client need not know the agency's kinds.
            Some(Side::Client) => Vec::new(),
            _ => page.options("kind-", kinds, &or(sent_kind, DocumentKind::Other.as_str())),
        },
        visibility_options: if access.can(Action::PublishDocument) {
            page.options("visibility-", access.role.sees(), &own)
        } else {
            Vec::new()
        },
        previous: query.before.map(|_| address(chosen, None)).unwrap_or_default(),
        next,
    })?;
    if access.role.side() == Some(Side::Client) {
        // For the files that were chosen in the intake form.
        headers::keep_opened(&mut response);
    }
    Ok(response)
}

/// Documents that the list is narrowed to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chosen {
    All,
    Kind(DocumentKind),
    /// Deliverables in this state.
    State(ApprovalState),
}

/// URL path of the list, narrowed, from a position on.
fn address(chosen: Chosen, before: Option<DocumentId>) -> String {
    let narrowed = match chosen {
        Chosen::All => None,
        Chosen::Kind(kind) => Some(format!("kind={}", kind.as_str())),
        Chosen::State(state) => Some(format!("state={}", state.as_str())),
    };
    let pairs: Vec<_> = narrowed.into_iter().chain(before.map(|before| format!("before={before}"))).collect();
    if pairs.is_empty() { "/documents".to_owned() } else { format!("/documents?{}", pairs.join("&")) }
}

/// Links to all documents, to each state of approval and to each kind with visible ones.
fn filter_links(
    page: &Page,
    chosen: Chosen,
    kinds: &[(DocumentKind, i64)],
    states: &[(ApprovalState, i64)],
) -> Vec<FilterLink> {
    let link = |to: Chosen, label: &str, count: i64| FilterLink {
        label: page.t(label),
        url: address(to, None),
        current: to == chosen,
        count,
    };
    let all = link(Chosen::All, "documents-all", kinds.iter().map(|(_, count)| count).sum());
    let states = ApprovalState::VARIANTS.iter().map(|state| {
        let count = states.iter().find(|(of, _)| of == state).map_or(0, |(_, count)| *count);
        link(Chosen::State(*state), &format!("status-{}", state.as_str().replace('_', "-")), count)
    });
    let kinds = DocumentKind::VARIANTS.iter().map(|kind| {
        let count = kinds.iter().find(|(of, _)| of == kind).map_or(0, |(_, count)| *count);
        link(Chosen::Kind(*kind), &format!("kind-{}", kind.as_str()), count)
    });
    std::iter::once(all).chain(states.chain(kinds).filter(|link| link.count > 0 || link.current)).collect()
}

/// The list with an error, and its form as it was sent.
async fn list_again(
    state: &AppState,
    access: &Access,
    page: &Page,
    (status, sent): (StatusCode, UploadInput),
) -> Result<Response, AppError> {
    let mut response = show_list(state, access, page, &DocumentsPageQuery::default(), sent).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// Text in a form's page for an error that its visitor can correct; other errors have pages of their own.
pub fn explain(page: &Page, error: AppError) -> Result<(StatusCode, String), AppError> {
    let (slug, status) = error.kind();
    match &error {
        AppError::Invalid(fields) => {
            let texts: Vec<String> = fields.iter().map(|field| field.text(page.language)).collect();
            Ok((status, texts.join(" ")))
        }
        AppError::Conflict(_) | AppError::StorageQuota(_) | AppError::RowQuota(_) => {
            Ok((status, page.t(&format!("problem-{slug}-detail"))))
        }
        _ => Err(error),
    }
}
