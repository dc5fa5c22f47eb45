//! Page of what waits for a person of the agency, over all their projects.

use askama::Template;
use axum::{extract::State, response::Response};
use serde::Deserialize;
use time::Date;

use super::super::{
    Status, api,
    items::{Item, item, waiting_item},
    store::{
        lists::{self, ProjectFilter, Summary},
        turn::Waiting,
    },
};
use crate::{
    access::{Side, Workspace},
    addresses,
    db::PlatformScope,
    http::{AppError, AppState, Caller, Page, Query, auth::mfa},
};

/// Number of projects of a page: few people have more.
const AT_ONCE: i64 = 200;

#[derive(Debug, Default, Deserialize)]
pub struct MyWorkQuery {
    cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/my_work.html")]
struct MyWorkPage<'a> {
    p: &'a Page,
    projects: Vec<ProjectWork>,
    next: String,
}

struct ProjectWork {
    title: String,
    url: String,
    organisation: String,
    id: String,
    items: Vec<Item>,
    /// Earliest due day of the items.
    due_on: Option<Date>,
    /// Whether the project's access rules keep its items to its own host.
    hidden: bool,
}

/// `GET /work`: the agency's open items of each project, without other people's tasks; the most urgent first.
pub async fn show(
    caller: Caller,
    page: Page,
    State(state): State<AppState>,
    Query(query): Query<MyWorkQuery>,
) -> Result<Response, AppError> {
    let after = query.cursor.as_deref().map(|cursor| api::position(cursor, &caller)).transpose()?;
    let filter = ProjectFilter { after, limit: AT_ONCE, ..ProjectFilter::default() };
    let mut tx = state.db.platform(PlatformScope::Listings(caller.user)).await?;
    let found = lists::find(&mut tx, caller.user, &filter).await?;
    drop(tx);
    let next = found.next;
    let today = state.clock.today();
    let read = lists::read_work(&state, caller.user, found).await?;
    // As on the projects' own hosts.
    for (summary, _) in read.iter().filter(|(summary, _)| summary.role.is_agency()) {
        mfa::gate(&state, &caller, Some(summary.role), false)?;
    }
    let mut projects: Vec<_> =
        read.into_iter().filter_map(|(summary, work)| view(&page, summary, work, today)).collect();
    projects.sort_by_key(|project| project.due_on.unwrap_or(Date::MAX));
    page.render(&MyWorkPage {
        p: &page,
        projects,
        next: next
            .map(|place| format!("{}?cursor={}", addresses::WORK, api::cursor(place, &caller)))
            .unwrap_or_default(),
    })
}

/// The project with the agency's open items; `None` without any.
fn view(page: &Page, summary: Summary, work: Option<Vec<Waiting>>, today: Date) -> Option<ProjectWork> {
    let hidden = work.is_none();
    let work = work.unwrap_or_default();
    let is_idle = work.is_empty() && !hidden;
    // A new project without open items waits for its first look.
    let is_new = summary.role.is_agency() && summary.status == Status::Intake && summary.turn.is_of(Side::Agency);
    // Nobody can do anything in a suspended project.
    if summary.workspace != Workspace::Active || (is_idle && !is_new && !summary.lacks_client) {
        return None;
    }
    // Without items of its own the agency has to invite the client who is awaited, or to look at a new project.
    let (title, label, path) = if summary.lacks_client {
        ("home-turn-lonely-title", "home-invite-client", "/people")
    } else {
        ("work-new-project", "work-open-project", "/")
    };
    let first_look = is_idle.then(|| Item {
        label: page.t(label),
        ..item(page, &page.t(title), format!("{}{path}", summary.portal_url), None, today)
    });
    // Completed on the project's own host.
    let items = work.iter().map(|one| {
        let item = waiting_item(page, Side::Agency, one, today);
        Item { url: format!("{}{}", summary.portal_url, item.url), task: String::new(), ..item }
    });
    Some(ProjectWork {
        due_on: work.iter().filter_map(|one| one.due_on).min(),
        items: items.chain(first_look).collect(),
        hidden,
        url: format!("{}/", summary.portal_url),
        id: summary.id.to_string(),
        title: summary.title,
        organisation: summary.organisation,
    })
}
