//! The portal's home: status, turn, recent events.

use askama::Template;
use axum::{extract::State, response::Response};
use serde::Deserialize;
use strum::VariantArray;
use time::Date;

use super::{
    Status,
    items::{Item, item, waiting_item},
    quick::{self, QuickActions},
    store::{
        self,
        turn::{self, Turn, Waiting},
    },
};
use crate::{
    access::{Action, MemberRole, Side, action::ViewProject},
    db::TenantTx,
    features::{
        files::requests,
        people::members,
        shared::{activity, frame, notify},
        work::{
            brief::{self, Progress},
            messages, plan,
        },
    },
    http::{
        Access, AppError, AppState, Page, Query, Require,
        page::{At, PortalHead},
    },
    ids::TaskId,
    text::initials,
};

#[derive(Template)]
#[template(path = "pages/portal_home.html")]
struct HomePage<'a> {
    p: &'a Page,
    project: PortalHead,
    summary: String,
    starts: Option<At>,
    due: Option<At>,
    /// Project managers, for the client.
    contacts: Vec<Contact>,
    /// Quick actions of the agency; `None` for other readers.
    quick: Option<QuickActions>,
    /// How far the brief is answered, while its client is asked to complete it.
    brief: Option<Progress>,
    tab: &'static str,
    steps: Vec<StepView>,
    your_turn: bool,
    turn: TurnCard,
    /// Task the reader has just completed here, which can be reopened.
    done: Option<Item>,
    action_url: String,
    action_label: String,
    progress: u8,
    next: Option<Milestone>,
    overdue: usize,
    may_files: bool,
    file_requests: Vec<Item>,
    may_messages: bool,
    messages: Vec<LatestMessage>,
    events: Vec<activity::Day>,
}

struct Contact {
    initials: String,
    said: String,
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
    /// Heading of the client's open items beside those of the agency's reader; empty without any.
    others_title: String,
    others: Vec<Item>,
}

struct Milestone {
    title: String,
    due: Option<At>,
    late: bool,
}

struct LatestMessage {
    author: String,
    initials: String,
    agency: bool,
    excerpt: String,
    url: String,
    at: At,
    audience: &'static str,
}

/// Query of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HomeQuery {
    /// Task that was just completed here.
    done: String,
}

/// Whether the reader is asked to complete the brief: its client, until the work begins.
fn is_asked_for_brief(access: &Access, status: Status) -> bool {
    access.role.side() == Some(Side::Client) && matches!(status, Status::Intake | Status::Planning)
}

/// `GET /` of a tenant host.
pub async fn home(
    access: Require<ViewProject>,
    page: Page,
    State(state): State<AppState>,
    Query(query): Query<HomeQuery>,
) -> Result<Response, AppError> {
    let today = state.clock.today();
    let mut tx = state.db.read(&access.scope()).await?;
    let (project, milestones) = store::with_milestones(&mut tx, today, false).await?;
    let may_files = access.can(Action::AnswerFileRequest);
    let requests = if may_files { requests::store::open(&mut tx).await? } else { Vec::new() };
    let side = access.role.side();
    let waiting = match side {
        Some(_) => turn::waiting(&mut tx, None, today).await?,
        None if access.can(Action::EditOwnTasks) => turn::entrusted(&mut tx, access.caller.user).await?,
        None => Vec::new(),
    };
    let done = just_done(&mut tx, &access, &query.done).await?;
    let may_messages = access.can(Action::UseSharedThreads);
    let latest = if may_messages {
        messages::store::latest(&mut tx, &messages::audiences(access.role), 3).await?
    } else {
        Vec::new()
    };
    let events = activity::latest(&mut tx, &access.sees(), None, 8).await?;
    let brief = if is_asked_for_brief(&access, project.status) {
        Some(Progress::of(&brief::answers(&mut tx).await?)).filter(|progress| progress.next.is_some())
    } else {
        None
    };
    let managers = match side {
        Some(Side::Client) => notify::members_with_roles(&mut tx, &[MemberRole::ProjectManager]).await?,
        Some(Side::Agency) | None => Vec::new(),
    };
    let absence = absence(&mut tx, &access, &project, &state).await?;
    let quick = quick::actions(&mut tx, &page, &access, project.status, today).await?;
    let head = frame::head(&mut tx, &access, today).await?;
    drop(tx);

    let asked = brief.and_then(|progress| progress.next);
    let has_asked = brief.is_none_or(|progress| progress.answered > 0);
    // Open items of the reader's side have buttons of their own.
    let has_items = waiting.iter().any(|one| one.side == acting(side));
    let begins = side == Some(Side::Agency) && project.status == Status::Intake && project.turn == Turn::Agency;
    let agency_wrote = latest.iter().any(|message| message.author_is_agency);
    let (action_url, action_label) = if has_items {
        (String::new(), String::new())
    } else if let Some(absence) = absence {
        let label = if absence == Absence::Invited { "home-see-invitation" } else { "home-invite-client" };
        ("/people".to_owned(), page.t(label))
    } else {
        action(&page, &access, project.status, asked, !latest.is_empty())
    };
    page.render(&HomePage {
        p: &page,
        project: head,
        summary: project.summary.clone(),
        starts: project.starts_on.map(|day| page.day(day)),
        due: project.due_on.map(|day| page.day(day)),
        contacts: managers.into_iter().map(|manager| contact(&page, &manager.name)).collect(),
        quick,
        brief,
        tab: "overview",
        steps: steps(&page, project.status),
        your_turn: has_items || begins || (absence.is_some() && !waiting.is_empty()),
        turn: turn_card(&page, side, &project, &waiting, (has_asked && !agency_wrote, absence, today)),
        done: done.map(|task| item(&page, &task.title, String::new(), None, today).of_task(task.id)),
        action_url,
        action_label,
        progress: project.progress,
        next: plan::next_milestone(&milestones).map(|milestone| Milestone {
            title: milestone.title_in(page.language),
            due: milestone.due_on.map(|due| page.day(due)),
            late: milestone.is_overdue(today),
        }),
        overdue: project.overdue,
        may_files,
        file_requests: requests.iter().map(|request| request_item(&page, request, today)).collect(),
        may_messages,
        messages: latest
            .into_iter()
            .map(|message| LatestMessage {
                initials: initials(&message.author),
                agency: message.author_is_agency,
                excerpt: message.body.chars().take(140).collect(),
                url: format!("/messages/{}#new", message.thread_id),
                at: page.lately(message.created_at),
                audience: message.audience.as_str(),
                author: message.author,
            })
            .collect(),
        events: activity::days(&page, events),
    })
}

fn contact(page: &Page, name: &str) -> Contact {
    Contact { initials: initials(name), said: page.ta("home-contact-name", "name", name) }
}

fn steps(page: &Page, status: Status) -> Vec<StepView> {
    let shown =
        Status::VARIANTS.iter().copied().filter(|one| *one != Status::Maintenance || status == Status::Maintenance);
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

/// The task of this ID, if it is done and the reader may reopen it.
async fn just_done(tx: &mut TenantTx, access: &Access, id: &str) -> Result<Option<plan::Task>, AppError> {
    let Ok(id) = id.parse::<TaskId>() else { return Ok(None) };
    let task = plan::store::tasks::find(tx, &access.sees(), id).await?;
    Ok(task.filter(|task| task.done_at.is_some() && task.may_complete(access.role, access.caller.user)))
}

/// A received request is never overdue: it waits for the agency.
fn request_item(page: &Page, request: &requests::store::OpenRequest, today: Date) -> Item {
    let url = format!("/file-requests/{}", request.id);
    match request.state {
        requests::RequestState::Open if request.sent_back => {
            Item { status: "sent_back".to_owned(), ..item(page, &request.title, url, request.due_on, today) }
        }
        requests::RequestState::Open => item(page, &request.title, url, request.due_on, today),
        state => Item { status: state.as_str().to_owned(), ..item(page, &request.title, url, None, today) },
    }
}

/// Side whose open items a reader acts on: partners have tasks of the agency's.
fn acting(side: Option<Side>) -> Side {
    side.unwrap_or(Side::Agency)
}

/// Why a project has no client, as far as its agency must know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absence {
    /// One is invited.
    Invited,
    /// Nobody is.
    Nobody,
}

/// Whether a project that is not delivered has no client; for the agency.
async fn absence(
    tx: &mut TenantTx,
    access: &Access,
    project: &store::Project,
    state: &AppState,
) -> Result<Option<Absence>, AppError> {
    if project.has_client || project.status.is_over() || !access.role.is_agency() {
        return Ok(None);
    }
    let invited = members::awaits_client(tx, state.clock.now()).await?;
    Ok(Some(if invited { Absence::Invited } else { Absence::Nobody }))
}

/// `reads`: whether the agency has a request to answer. People of neither side have the tasks that are theirs.
fn turn_card(
    page: &Page,
    side: Option<Side>,
    project: &store::Project,
    waiting: &[Waiting],
    (reads, absence, today): (bool, Option<Absence>, Date),
) -> TurnCard {
    let acts = acting(side);
    let of = |wanted: Side| waiting.iter().filter(move |one| one.side == wanted);
    let count = |wanted: Side| of(wanted).next().map_or(0, |one| one.of);
    let items = |wanted: Side| of(wanted).map(|one| waiting_item(page, acts, one, today)).collect::<Vec<_>>();
    let counted = |key: &str, side: Side| page.ta(key, "count", count(side));
    let (turn, progress) = (project.turn, project.progress);
    let (label, title, text, shown) = match (side, turn) {
        _ if count(acts) > 0 => {
            ("home-turn-yours", counted("home-turn-yours-title", acts), "home-turn-yours-text", Some(acts))
        }
        (Some(Side::Agency), Turn::Agency) if absence.is_some() && count(Side::Client) > 0 => {
            ("turn-agency", page.t("home-turn-lonely-title"), "home-turn-waits-lonely-text", Some(Side::Client))
        }
        (Some(Side::Agency), Turn::Agency) if project.status == Status::Intake => {
            let text = match absence {
                Some(Absence::Invited) => "home-turn-invited-text",
                Some(Absence::Nobody) => "home-turn-lonely-text",
                None => "home-turn-new-text",
            };
            ("turn-agency", page.t("home-turn-new-title"), text, None)
        }
        (Some(Side::Agency), Turn::Agency) => {
            let (title, text) = match absence {
                Some(Absence::Invited) => ("home-turn-lonely-title", "home-turn-invited-text"),
                Some(Absence::Nobody) => ("home-turn-lonely-title", "home-turn-alone-text"),
                None => ("home-turn-ours-title", "home-turn-ours-text"),
            };
            ("turn-agency", page.t(title), text, None)
        }
        (Some(_), Turn::Client) => (
            "home-turn-client",
            counted("home-turn-client-title", Side::Client),
            "home-turn-client-text",
            Some(Side::Client),
        ),
        (None, Turn::Client) => ("home-turn-client", page.t("home-turn-waits-client"), "home-turn-client-text", None),
        (_, Turn::Both) => ("home-turn-both", page.t("home-turn-waits-both"), "home-turn-client-text", None),
        (Some(Side::Client), Turn::Agency) if project.status == Status::Intake && reads => {
            ("home-turn-agency", page.t("home-turn-intake-title"), "home-turn-intake-text", None)
        }
        (_, Turn::Agency) => ("home-turn-agency", page.t("home-turn-agency-title"), "home-turn-agency-text", None),
        (_, Turn::Nobody) if progress == 100 => {
            ("home-turn-nobody", page.t("home-turn-delivered-title"), "home-turn-nobody-text", None)
        }
        (_, Turn::Nobody) => ("home-turn-nobody", page.t("home-turn-nobody-title"), "home-turn-nobody-text", None),
    };
    let also_client = side == Some(Side::Agency) && turn == Turn::Both;
    TurnCard {
        label: page.t(label),
        title,
        text: page.t(text),
        items: shown.map_or_else(Vec::new, items),
        others_title: if also_client { counted("home-turn-client-title", Side::Client) } else { String::new() },
        others: if also_client { items(Side::Client) } else { Vec::new() },
    }
}

/// Button of the turn card for a reader without open items. `asked`: topic of the brief to complete; `talks`: whether a
/// thread is open to the reader.
fn action(page: &Page, access: &Access, status: Status, asked: Option<brief::Topic>, talks: bool) -> (String, String) {
    let (path, label) = match (access.role.side(), asked) {
        (Some(Side::Agency), _) if status == Status::Intake => ("/brief".to_owned(), "home-brief-see"),
        (Some(Side::Client), Some(topic)) => (format!("/brief/{topic}"), "brief-complete"),
        (Some(Side::Client), None) => ("/messages".to_owned(), "home-write"),
        (None, _) if talks && access.can(Action::UseSharedThreads) => ("/messages".to_owned(), "home-write"),
        (Some(Side::Agency) | None, _) => ("/plan".to_owned(), "home-see-plan"),
    };
    (path, page.t(label))
}
