//! Pages of the project list, and of a new project.

mod my_work;
mod new_project;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use strum::VariantArray;
use time::Date;

use super::{
    Status, api, home, settings,
    store::{
        lists::{self, ProjectFilter, Summary},
        turn::Turn,
    },
};
use crate::{
    access::{RoleKind, Workspace},
    addresses,
    db::PlatformScope,
    features::people::partners,
    http::{AppError, AppState, Caller, Page, Pages, Query},
    text::normalize,
};

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get(addresses::WORK, my_work::show)
        .get(addresses::PROJECTS, list)
        .post(addresses::PROJECTS, new_project::create)
        .get("/projects/new", new_project::show)
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new().get("/", home::home).merge(settings::routes())
}

#[derive(Debug, Default, Deserialize)]
struct ProjectsPageQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    status: String,
    cursor: Option<String>,
}

struct FilterLink {
    label: String,
    url: String,
    current: bool,
    count: i64,
}

struct ProjectRow {
    id: String,
    title: String,
    url: String,
    organisation: String,
    manager: String,
    status: &'static str,
    progress: i32,
    overdue: i64,
    turn: &'static str,
    /// Whether it is the reader's turn.
    yours: bool,
    role: RoleKind,
    /// Number of events since the last visit, in words; empty without any.
    news: String,
    /// Where the news is read: the messages if some are unread.
    news_url: String,
    next: String,
}

#[derive(Template)]
#[template(path = "pages/projects.html")]
#[expect(clippy::struct_excessive_bools, reason = "what the page shows or not")]
struct ProjectsPage<'a> {
    p: &'a Page,
    staff: bool,
    /// Whether the reader is admin of a partner agency.
    agency_admin: bool,
    /// Whether the reader is of the agency in one of the projects.
    works: bool,
    show_managers: bool,
    query: String,
    status: String,
    filtered: bool,
    filters: Vec<FilterLink>,
    projects: Vec<ProjectRow>,
    previous: String,
    next: String,
}

const PAGE: i64 = 50;

/// Projects of a person; for staff the CRM.
async fn list(
    caller: Caller,
    page: Page,
    State(state): State<AppState>,
    Query(query): Query<ProjectsPageQuery>,
) -> Result<Response, AppError> {
    let status = query.status.parse::<Status>().ok();
    let archived = query.status == Workspace::Archived.as_str();
    let filter = ProjectFilter {
        status,
        archived,
        search: normalize::line(&query.q).chars().take(100).collect(),
        after: query.cursor.as_deref().map(|cursor| api::position(cursor, &caller)).transpose()?,
        limit: PAGE,
    };
    let mut tx = state.db.platform(PlatformScope::Listings(caller.user)).await?;
    let found = lists::find(&mut tx, caller.user, &filter).await?;
    let counts = if caller.is_staff() { lists::counts(&mut tx, &filter.search).await? } else { Vec::new() };
    let agency_admin = partners::is_agency_admin(&mut tx, caller.user).await?;
    drop(tx);
    let next_place = found.next;
    let mut rows = lists::read(&state, caller.user, None, found).await?;
    // Projects that wait for the reader come first, then those with news, then those due soonest. The order holds
    // within a page: the directory knows neither turn nor news.
    rows.sort_by_key(|row| (!is_yours(row), row.news + row.unread_messages == 0, row.next_due_on.unwrap_or(Date::MAX)));
    // A person with one project and nothing else goes straight to it; a closed one would only send them back.
    if let ([only], false, true) =
        (rows.as_slice(), caller.is_staff() || agency_admin, page.flash.is_none() && query.cursor.is_none())
        && only.workspace == Workspace::Active
    {
        return Ok(Redirect::to(&format!("{}/", only.portal_url)).into_response());
    }
    let address = |status: &str, cursor: &str| {
        let pairs = [("status", status), ("q", filter.search.as_str()), ("cursor", cursor)];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        match serde_html_form::to_string(pairs) {
            Ok(query) if !query.is_empty() => format!("/projects?{query}"),
            _ => "/projects".to_owned(),
        }
    };
    let next = next_place.map(|place| address(&query.status, &api::cursor(place, &caller))).unwrap_or_default();
    let count = |of: Option<Status>| counts.iter().find(|(one, _)| *one == of).map_or(0, |(_, count)| *count);
    let link = |key: &str, status: &str, current, count| FilterLink {
        label: page.t(key),
        url: address(status, ""),
        current,
        count,
    };
    let at_work = counts.iter().filter(|(of, _)| of.is_some()).map(|(_, count)| count).sum();
    let filters = std::iter::once(link("projects-all", "", status.is_none() && !archived, at_work))
        .chain(
            Status::VARIANTS
                .iter()
                .copied()
                .map(|one| link(&one.key(), one.as_str(), status == Some(one), count(Some(one)))),
        )
        .chain(std::iter::once(link("status-archived", Workspace::Archived.as_str(), archived, count(None))))
        .collect();
    page.render(&ProjectsPage {
        p: &page,
        staff: caller.is_staff(),
        agency_admin,
        works: rows.iter().any(|row| row.role.is_agency()),
        show_managers: caller.is_admin(),
        query: filter.search.clone(),
        filtered: status.is_some() || archived,
        status: if status.is_some() || archived { query.status.clone() } else { String::new() },
        filters,
        projects: rows.into_iter().map(|summary| row(&page, summary)).collect(),
        previous: if query.cursor.is_some() { address(&query.status, "") } else { String::new() },
        next,
    })
}

/// Whether the reader has something to do in a project that is open.
fn is_yours(summary: &Summary) -> bool {
    summary.acts && summary.workspace == Workspace::Active
}

/// News since the last visit, in words: "2 messages, 1 file, 3 other changes".
fn news(page: &Page, summary: &Summary) -> String {
    if summary.last_visit_at.is_none() {
        return page.t("projects-never-visited");
    }
    let others = summary.news - summary.new_files;
    let counts = [
        ("projects-news-messages", summary.unread_messages),
        ("projects-news-files", summary.new_files),
        ("projects-news-others", others),
    ];
    let said = counts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| page.ta(key, "count", count));
    said.collect::<Vec<_>>().join(", ")
}

fn row(page: &Page, summary: Summary) -> ProjectRow {
    let (yours, news) = (is_yours(&summary), news(page, &summary));
    let next = summary.next_template.map(|template| template.title(page.language)).or(summary.next_milestone);
    let next = match (next, summary.next_due_on) {
        (Some(title), Some(due)) => format!("{title} · {}", page.day(due).text),
        (title, _) => title.unwrap_or_default(),
    };
    let runs = summary.workspace == Workspace::Active;
    ProjectRow {
        yours,
        news,
        news_url: format!("{}/{}", summary.portal_url, if summary.unread_messages > 0 { "messages#new" } else { "" }),
        role: summary.role.kind(),
        id: summary.id.to_string(),
        title: summary.title,
        url: format!("{}/", summary.portal_url),
        organisation: summary.organisation,
        manager: summary.managers.join(", "),
        status: match summary.workspace {
            closed @ (Workspace::Provisioning | Workspace::Suspended | Workspace::Archived) => closed.as_str(),
            Workspace::Active | Workspace::Erased => summary.status.as_str(),
        },
        progress: summary.progress,
        overdue: summary.overdue,
        turn: if runs { summary.turn } else { Turn::Nobody }.as_str(),
        next,
    }
}
