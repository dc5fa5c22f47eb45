//! Platform admins' page of the agency's people.

use askama::Template;
use axum::{extract::State, response::Response};
use serde::Deserialize;

use super::store::{self, StaffMember};
use crate::{
    http::{AppError, AppState, Page, Pages, Query, auth::extract::Admin, page::At},
    ids::UserId,
    text::initials,
};

const PATH: &str = "/admin/people";
/// Number of people on a page.
const PAGE: usize = 100;

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new().get("/admin/people", show)
}

#[derive(Template)]
#[template(path = "pages/staff.html")]
struct StaffPage<'a> {
    p: &'a Page,
    people: Vec<StaffRow>,
    next: String,
}

struct StaffRow {
    name: String,
    initials: String,
    email: String,
    /// The platform role in words.
    works_as: String,
    is_disabled: bool,
    has_factor: bool,
    since: At,
    seen: Option<At>,
}

#[derive(Deserialize)]
struct StaffQuery {
    after: Option<UserId>,
}

async fn show(
    Admin(caller): Admin,
    page: Page,
    State(state): State<AppState>,
    Query(StaffQuery { after }): Query<StaffQuery>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    let mut rows = store::list(&mut tx, after, i64::try_from(PAGE + 1).unwrap_or(i64::MAX)).await?;
    drop(tx);
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|last| format!("{PATH}?after={}", last.id));
    let people = rows.into_iter().map(|row| staff_row(&page, row)).collect();
    page.render(&StaffPage { p: &page, people, next: next.unwrap_or_default() })
}

fn staff_row(page: &Page, row: StaffMember) -> StaffRow {
    StaffRow {
        initials: initials(&row.name),
        works_as: page.t(&format!("staff-role-{}", row.role)),
        is_disabled: row.is_disabled,
        has_factor: row.has_factor,
        since: page.day_of(row.created_at),
        seen: row.seen_at.map(|at| page.lately(at)),
        name: row.name,
        email: row.email,
    }
}
