//! Page of the platform's audit trail, and the trail as a file.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    super::{Source, store::platform as store},
    lines::{Asked, Lines, PAGE},
};
use crate::{
    audit::{AuditLine, ReadKind},
    db::PlatformScope,
    http::{AppError, AppState, Page, Pages, Query, auth::extract::Admin},
};

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new().get("/admin/audit", list).get("/admin/audit.jsonl", take_away)
}

#[derive(Template)]
#[template(path = "pages/audit_platform.html")]
struct PlatformAuditPage<'a> {
    p: &'a Page,
    trail: Lines,
}

/// `GET /admin/audit`: the lines, newest first.
async fn list(
    Admin(_): Admin,
    page: Page,
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = store::latest(&mut tx, asked.wanted(), PAGE + 1).await?;
    drop(tx);
    page.render(&PlatformAuditPage { p: &page, trail: Lines::new(&page, "/admin/audit", asked, found) })
}

/// `GET /admin/audit.jsonl`: the trail says first that it is taken away.
async fn take_away(Admin(caller): Admin, State(state): State<AppState>) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    tx.audit(AuditLine::of_read(ReadKind::AuditExported, caller.user, state.clock.now()));
    tx.commit().await?;
    Source::Platform.export(&state, caller)
}
