//! Pages of events: what happened, day by day.

use askama::Template;
use axum::{extract::State, response::Response};
use serde::Deserialize;
use time::Date;
use uuid::Uuid;

use super::{reason, store, text};
use crate::{
    access::action::ViewProject,
    features::shared::frame,
    http::{
        AppError, AppState, Page, Pages, Query, Require,
        page::{At, PortalHead},
    },
};

/// Number of events on a page.
const PAGE: i64 = 50;

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new().get("/activity", list)
}

/// A day with its events, newest first.
pub struct Day {
    /// The day in words.
    pub label: String,
    /// Its events.
    pub events: Vec<EventView>,
}

/// An event as pages show it.
pub struct EventView {
    /// The event in words.
    pub text: String,
    /// Reason given for it; empty without one.
    pub reason: String,
    /// Time of day.
    pub at: At,
}

/// Groups events, newest first, by day.
#[must_use]
pub fn days(page: &Page, entries: impl IntoIterator<Item = store::Entry>) -> Vec<Day> {
    let mut days: Vec<(Date, Day)> = Vec::new();
    for entry in entries {
        let (date, label) = page.day_lately(entry.created_at);
        let at = At { text: page.hour(entry.created_at), ..page.instant(entry.created_at) };
        let event = EventView { text: text(page, &entry), reason: reason(&entry).to_owned(), at };
        match days.last_mut().filter(|(last, _)| *last == date) {
            Some((_, day)) => day.events.push(event),
            None => days.push((date, Day { label, events: vec![event] })),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

#[derive(Template)]
#[template(path = "pages/activity.html")]
struct ActivityPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    days: Vec<Day>,
    previous: &'static str,
    next: String,
}

#[derive(Deserialize)]
struct Before {
    before: Option<Uuid>,
}

/// `GET /activity`: all events that the reader sees, newest first.
async fn list(
    access: Require<ViewProject>,
    page: Page,
    State(state): State<AppState>,
    Query(Before { before }): Query<Before>,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let mut rows = store::latest(&mut tx, &access.sees(), before, PAGE + 1).await?;
    let project = frame::head(&mut tx, &access, state.clock.today()).await?;
    drop(tx);
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|last| format!("/activity?before={}", last.id)).unwrap_or_default();
    let previous = if before.is_some() { "/activity" } else { "" };
    page.render(&ActivityPage { p: &page, project, tab: "overview", days: days(&page, rows), previous, next })
}
