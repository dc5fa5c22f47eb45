//! The portal's home: where the project stands, whose turn it is, what happened.

use askama::Template;
use axum::{extract::State, response::Response};
use time::Date;

use super::{Status, Turn, store};
use crate::{
    access::{Action, Role, action::ViewProject},
    db::TenantTx,
    features::{activity, documents, file_requests, messages, plan},
    http::{
        Access, AppError, AppState, Page, Require,
        page::{At, PortalHead},
    },
    text::initials,
};

#[derive(Template)]
#[template(path = "pages/portal_home.html")]
struct HomePage<'a> {
    p: &'a Page,
    project: PortalHead,
    summary: String,
    tab: &'static str,
    steps: Vec<StepView>,
    your_turn: bool,
    turn: TurnCard,
    action_url: &'static str,
    action_label: String,
    progress: u8,
    next: Option<Milestone>,
    overdue: usize,
    may_files: bool,
    file_requests: Vec<Item>,
    may_messages: bool,
    messages: Vec<Message>,
    events: Vec<EventView>,
}

struct StepView {
    label: String,
    state: &'static str,
}

struct TurnCard {
    label: String,
    title: String,
    text: String,
    items: Vec<Item>,
}

struct Item {
    title: String,
    url: String,
    due: String,
    late: bool,
    status: String,
}

struct Milestone {
    title: String,
    due: Option<At>,
    late: bool,
}

struct Message {
    author: String,
    initials: String,
    agency: bool,
    excerpt: String,
    url: String,
    at: At,
}

struct EventView {
    text: String,
    reason: String,
    at: At,
}

/// `GET /` of a tenant host.
pub async fn home(
    access: Require<ViewProject>,
    page: Page,
    State(state): State<AppState>,
) -> Result<Response, AppError> {
    let today = state.clock.today();
    let mut tx = state.db.read(&access.scope()).await?;
    let (project, milestones) = store::with_milestones(&mut tx, today, false).await?;
    let may_files = access.can(Action::AnswerFileRequest);
    let requests = if may_files { file_requests::store::open(&mut tx).await? } else { Vec::new() };
    let waiting = if access.role.is_agency() || matches!(access.role, Role::Client { .. }) {
        waiting_for_client(&page, &mut tx, &requests, today).await?
    } else {
        Vec::new()
    };
    let may_messages = access.can(Action::UseClientThread);
    let latest = if may_messages {
        messages::store::latest(&mut tx, access.can(Action::UseInternalThreads), 3).await?
    } else {
        Vec::new()
    };
    let events = activity::latest(&mut tx, &access.sees(), None, 8).await?;
    drop(tx);

    let your_turn = match project.turn {
        Turn::Client => matches!(access.role, Role::Client { .. }),
        Turn::Agency => access.role.is_agency(),
        Turn::Nobody => false,
    };
    let (action_url, action_label) = action(&page, &access, &waiting);
    page.render(&HomePage {
        p: &page,
        project: PortalHead::from(&*access),
        summary: project.summary,
        tab: "overview",
        steps: steps(&page, project.status),
        your_turn,
        turn: turn_card(&page, &access, (project.turn, project.progress), waiting),
        action_url,
        action_label,
        progress: project.progress,
        next: plan::next_milestone(&milestones).map(|milestone| Milestone {
            title: milestone.title.clone(),
            due: milestone.due_on.map(|due| page.day(due)),
            late: milestone.is_overdue(today),
        }),
        overdue: project.overdue,
        may_files,
        file_requests: requests.iter().map(|request| request_item(&page, request, today)).collect(),
        may_messages,
        messages: latest
            .into_iter()
            .map(|message| Message {
                initials: initials(&message.author),
                agency: message.author_is_agency,
                excerpt: message.body.chars().take(140).collect(),
                url: format!("/messages/{}", message.thread_id),
                at: page.instant(message.created_at),
                author: message.author,
            })
            .collect(),
        events: events
            .into_iter()
            .map(|entry| EventView {
                at: page.instant(entry.created_at),
                text: activity::text(&page, &entry),
                reason: activity::reason(&entry).to_owned(),
            })
            .collect(),
    })
}

fn steps(page: &Page, status: Status) -> Vec<StepView> {
    let shown = Status::ALL.into_iter().filter(|one| *one != Status::Maintenance || status == Status::Maintenance);
    shown
        .map(|one| StepView {
            label: page.t(&one.key()),
            state: match one.cmp(&status) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "current",
                std::cmp::Ordering::Greater => "todo",
            },
        })
        .collect()
}

/// What waits for the client: files to send, deliverables to decide on, tasks of hers.
async fn waiting_for_client(
    page: &Page,
    tx: &mut TenantTx,
    requests: &[file_requests::store::OpenRequest],
    today: Date,
) -> Result<Vec<Item>, AppError> {
    let mut items: Vec<Item> = requests
        .iter()
        .filter(|request| request.state == file_requests::State::Open)
        .map(|request| request_item(page, request, today))
        .collect();
    for (id, name) in documents::awaiting_decision(tx).await? {
        let title = page.ta("home-decide", "name", name);
        items.push(item(page, &title, format!("/documents/{id}"), None, today));
    }
    for task in store::client_tasks(tx).await? {
        items.push(item(page, &task.title, "/plan".to_owned(), task.due_on, today));
    }
    Ok(items)
}

/// What was sent is late no more: it is for the agency to look at.
fn request_item(page: &Page, request: &file_requests::OpenRequest, today: Date) -> Item {
    let url = format!("/file-requests/{}", request.id);
    match request.state {
        file_requests::State::Open => item(page, &request.title, url, request.due_on, today),
        state => Item { status: state.as_str().to_owned(), ..item(page, &request.title, url, None, today) },
    }
}

fn item(page: &Page, title: &str, url: String, due_on: Option<Date>, today: Date) -> Item {
    let late = due_on.is_some_and(|due| due < today);
    let key = if late { "home-late-since" } else { "home-due" };
    Item {
        title: title.to_owned(),
        url,
        due: due_on.map(|due| page.ta(key, "date", page.day(due).text)).unwrap_or_default(),
        late,
        status: if late { "overdue" } else { "open" }.to_owned(),
    }
}

fn turn_card(page: &Page, access: &Access, (turn, progress): (Turn, u8), items: Vec<Item>) -> TurnCard {
    let (label, title, text) = match (turn, access.role) {
        (Turn::Client, Role::Client { .. }) => {
            ("home-turn-yours", page.ta("home-turn-yours-title", "count", items.len()), "home-turn-yours-text")
        }
        (Turn::Client, _) => {
            ("home-turn-client", page.ta("home-turn-client-title", "count", items.len()), "home-turn-client-text")
        }
        (Turn::Agency, role) if role.is_agency() => {
            ("home-turn-yours", page.t("home-turn-ours-title"), "home-turn-ours-text")
        }
        (Turn::Agency, _) => ("home-turn-agency", page.t("home-turn-agency-title"), "home-turn-agency-text"),
        (Turn::Nobody, _) if progress == 100 => {
            ("home-turn-nobody", page.t("home-turn-delivered-title"), "home-turn-nobody-text")
        }
        (Turn::Nobody, _) => ("home-turn-nobody", page.t("home-turn-nobody-title"), "home-turn-nobody-text"),
    };
    TurnCard { label: page.t(label), title, text: page.t(text), items }
}

/// The one button of the turn card.
fn action(page: &Page, access: &Access, waiting: &[Item]) -> (&'static str, String) {
    match access.role {
        Role::Client { .. } if waiting.iter().any(|item| item.url.starts_with("/file-requests")) => {
            ("/file-requests", page.t("home-send-files"))
        }
        role if role.is_agency() => ("/settings", page.t("home-edit")),
        _ if access.can(Action::UseClientThread) => ("/messages", page.t("home-write")),
        _ => ("", String::new()),
    }
}
