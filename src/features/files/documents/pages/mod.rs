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
    permissions::{self, Target, may_upload},
    store::{self, Document, DocumentFilter},
};
use crate::{
    access::{Action, Visibility, action::ViewDocuments},
    http::{
        Access, AppError, AppState, Page, Pages, Query, Require,
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
            updated: page.instant(document.updated_at),
            name: document.name,
        }
    }
}

struct KindLink {
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
    kinds: Vec<KindLink>,
    show_visibility: bool,
    can_upload: bool,
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
    let kind: Option<DocumentKind> = query.kind.parse().ok();
    let (sees, filter) = (access.sees(), DocumentFilter { kind, before: query.before, ..DocumentFilter::default() });
    let mut tx = state.db.read(&access.scope()).await?;
    let mut rows = store::list(&mut tx, &sees, filter, PAGE + 1).await?;
    let counts = store::counts(&mut tx, &sees).await?;
    drop(tx);
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|last| address(kind, Some(last.id))).unwrap_or_default();
    let kinds = permissions::kinds_to_upload(access.role);
    let or = |sent: String, default: &str| if sent.is_empty() { default.to_owned() } else { sent };
    let own = or(sent_visibility, access.role.own_visibility().as_str());
    page.render(&DocumentsPage {
        p: page,
        project: PortalHead::from(access),
        tab: "documents",
        problem,
        documents: rows.into_iter().map(|row| Doc::new(page, row)).collect(),
        kinds: kind_links(page, kind, &counts),
        show_visibility: access.role.own_visibility() != Visibility::Client,
        can_upload: may_upload(access.role, Target::New).is_ok(),
        kind_options: page.options("kind-", kinds, &or(sent_kind, DocumentKind::Other.as_str())),
        visibility_options: if access.can(Action::PublishDocument) {
            page.options("visibility-", access.role.sees(), &own)
        } else {
            Vec::new()
        },
        previous: query.before.map(|_| address(kind, None)).unwrap_or_default(),
        next,
    })
}

/// URL path of the list: of one kind, from a position on.
fn address(kind: Option<DocumentKind>, before: Option<DocumentId>) -> String {
    match (kind, before) {
        (None, None) => "/documents".to_owned(),
        (Some(kind), None) => format!("/documents?kind={}", kind.as_str()),
        (None, Some(before)) => format!("/documents?before={before}"),
        (Some(kind), Some(before)) => format!("/documents?kind={}&before={before}", kind.as_str()),
    }
}

/// Links to all documents, and to each kind with visible ones.
fn kind_links(page: &Page, chosen: Option<DocumentKind>, counts: &[(DocumentKind, i64)]) -> Vec<KindLink> {
    let all = KindLink {
        label: page.t("documents-all"),
        url: address(None, None),
        current: chosen.is_none(),
        count: counts.iter().map(|(_, count)| count).sum(),
    };
    let one = |kind: DocumentKind| KindLink {
        label: page.t(&format!("kind-{}", kind.as_str())),
        url: address(Some(kind), None),
        current: chosen == Some(kind),
        count: counts.iter().find(|(of, _)| *of == kind).map_or(0, |(_, count)| *count),
    };
    let kinds = DocumentKind::VARIANTS.iter().copied().map(one).filter(|link| link.count > 0 || link.current);
    std::iter::once(all).chain(kinds).collect()
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
