//! Page of a project's audit trail, and the trail as a file.

mod lines;
mod platform;

use askama::Template;
use axum::{extract::State, response::Response};
use serde_json::json;

use lines::{Asked, Lines, PAGE};
pub use platform::app_pages;

use super::{Source, store};
use crate::{
    access::action::ViewOperations,
    audit::ReadKind,
    features::shared::frame,
    http::{AppError, AppState, Page, Pages, Query, Require, page::PortalHead},
};

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new().get("/audit", list).get("/audit.jsonl", take_away)
}

#[derive(Template)]
#[template(path = "pages/audit.html")]
struct AuditPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    trail: Lines,
}

/// `GET /audit`: the lines, newest first.
async fn list(
    access: Require<ViewOperations>,
    page: Page,
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let found = store::latest(&mut tx, asked.wanted(), PAGE + 1).await?;
    let project = frame::head(&mut tx, &access, state.clock.today()).await?;
    drop(tx);
    let trail = Lines::new(&page, "/audit", asked, found);
    page.render(&AuditPage { p: &page, project, tab: "settings", trail })
}

/// `GET /audit.jsonl`.
async fn take_away(access: Require<ViewOperations>, State(state): State<AppState>) -> Result<Response, AppError> {
    access.note_read(&state, ReadKind::AuditExported, None, json!({}));
    Source::Project(access.scope()).export(&state, access)
}
