//! Pages of threads and messages.

mod forms;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use time::OffsetDateTime;

use super::{
    AUDIENCES, EDITABLE, ThreadId, audiences, changes,
    store::{
        self, Message, Thread,
        readers::{Readers, readers},
    },
};
use crate::{
    access::{Action, RoleKind, Visibility, action::UseSharedThreads},
    features::shared::frame,
    http::{
        Access, ApiPath, AppError, AppState, FieldErrors, Page, Pages, Query, Require,
        api::paging::Paging,
        page::{At, Choice, PortalHead},
    },
    text::{
        initials,
        links::{Piece, pieces},
    },
};

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new()
        .get("/messages", first)
        .post("/messages/threads", forms::open)
        .get("/messages/{id}", show)
        .post("/messages/{id}", forms::write)
        .post("/messages/{id}/last", forms::edit_last)
        .post("/messages/{id}/answered", forms::settle)
}

#[derive(Template)]
#[template(path = "pages/messages.html")]
struct MessagesPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    threads: Vec<Tab>,
    days: Vec<Day>,
    older: String,
    newest: bool,
    /// Empty without any thread.
    action: String,
    /// Audience of the shown thread, and its readers' names in a sentence.
    audience: &'static str,
    readers: String,
    hint: String,
    draft: String,
    error: String,
    /// Rejected newer text of the last message, and why.
    edit: String,
    edit_error: String,
    /// The last message, if it waits for the reader's answer; empty otherwise.
    unanswered: String,
    can_open: bool,
    kinds: Vec<Choice>,
    title: String,
    title_error: String,
}

struct Tab {
    title: String,
    url: String,
    current: bool,
    audience: &'static str,
    unread: i64,
}

struct Day {
    label: String,
    messages: Vec<ShownMessage>,
}

struct ShownMessage {
    id: String,
    author: String,
    initials: String,
    role: RoleKind,
    agency: bool,
    mine: bool,
    body: Vec<Piece>,
    at: At,
    edited: bool,
    /// Text for the form that changes it; empty if the reader may not.
    editable: String,
    /// Where links to the thread lead: `unread` for the first unread message, else `last` for the last one; empty for
    /// all others.
    mark: &'static str,
}

/// Rejected values, to be shown again as typed.
#[derive(Default)]
struct Rejected {
    errors: FieldErrors,
    body: String,
    title: String,
    kind: Option<Visibility>,
    /// Newer text of the last message, if that was rejected.
    edit: Option<String>,
}

#[derive(Deserialize)]
struct Wanted {
    /// Audience of the thread; blank for any.
    #[serde(default)]
    to: String,
}

/// The reader's first thread with unread messages, or the first; with an audience the first for exactly that one, so that
/// nobody writes to others than meant.
async fn first(
    access: Require<UseSharedThreads>,
    page: Page,
    State(state): State<AppState>,
    Query(Wanted { to }): Query<Wanted>,
) -> Result<Response, AppError> {
    if let Ok(audience) = to.parse::<Visibility>() {
        let mut tx = state.db.read(&access.scope()).await?;
        let threads = store::threads(&mut tx, access.caller.user, &audiences(access.role), None).await?;
        if let Some(thread) = threads.iter().find(|thread| thread.audience == audience) {
            // The fragment of the request's address stays.
            return Ok(Redirect::to(&format!("/messages/{}", thread.id)).into_response());
        }
    }
    render(&state, &page, &access, None, None, Rejected::default()).await
}

#[derive(Deserialize)]
struct Older {
    cursor: Option<String>,
}

/// One thread.
async fn show(
    access: Require<UseSharedThreads>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ThreadId>,
    Query(Older { cursor }): Query<Older>,
) -> Result<Response, AppError> {
    render(&state, &page, &access, Some(id), cursor, Rejected::default()).await
}

async fn render(
    state: &AppState,
    page: &Page,
    access: &Access,
    wanted: Option<ThreadId>,
    cursor: Option<String>,
    rejected: Rejected,
) -> Result<Response, AppError> {
    let paging = Paging { limit: None, cursor };
    let mut tx = state.db.read(&access.scope()).await?;
    let mut threads = store::threads(&mut tx, access.caller.user, &audiences(access.role), None).await?;
    let readers = readers(&mut tx, state.clock.now()).await?;
    let current = if let Some(id) = wanted {
        Some(threads.iter_mut().find(|thread| thread.id == id).ok_or(AppError::NotFound)?)
    } else {
        let unread = threads.iter().position(|thread| thread.unread > 0);
        threads.get_mut(unread.unwrap_or(0))
    };
    let (mut messages, mut older, mut newest, mut shown) = (Vec::new(), String::new(), true, None);
    // Number of messages that this page shows for the first time.
    let mut read = 0;
    if let Some(thread) = current {
        let owner = changes::cursor_owner(access, thread.id);
        let before = paging.after(&owner)?;
        let rows = store::messages(&mut tx, thread.id, before, paging.limit()? + 1).await?;
        let listed = paging.page(rows, &owner, |message| message.id.0)?;
        newest = before.is_none();
        messages = listed.items;
        older = listed.next_cursor.map(|at| format!("/messages/{}?cursor={at}", thread.id)).unwrap_or_default();
        if newest && rejected.errors.is_empty() {
            read = std::mem::take(&mut thread.unread);
        }
        shown = Some(thread.clone());
    }
    let mut head = frame::head(&mut tx, access, state.clock.today()).await?;
    head.waits.messages -= read;
    drop(tx);
    // In client view the reader has read nothing themselves.
    let reads = newest && page.viewing_until.is_none();
    let read_at = match page.viewing_until {
        Some(_) => messages.first().map(|message| message.created_at),
        None => shown.as_ref().and_then(|thread: &Thread| thread.read_at),
    };
    if let (Some(thread), Some(last), true) = (&shown, messages.first(), reads) {
        mark_read(state, access, thread, last.created_at).await?;
    }
    let waits = |thread: &Thread| newest && thread.awaits_answer && access.can(Action::UseInternalThreads);
    let unanswered = messages.first().filter(|_| shown.as_ref().is_some_and(waits)).map(|last| last.id.to_string());
    let editable_since = reads.then(|| state.clock.now() - EDITABLE);
    let shown = shown.as_ref();
    let status = if rejected.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let kind = rejected.kind.unwrap_or(Visibility::Internal);
    let audience = shown.map(|thread| thread.audience);
    let said = audience.map(|audience| said(page, &readers, audience)).unwrap_or_default();
    let error = rejected.errors.text("body", page.language);
    let (error, edit_error) = if rejected.edit.is_some() { (String::new(), error) } else { (error, String::new()) };
    let template = MessagesPage {
        p: page,
        project: head,
        tab: "messages",
        threads: threads.iter().map(|thread| tab(thread, shown)).collect(),
        days: days(page, access, read_at, messages, editable_since),
        older,
        newest,
        action: shown.map(|thread| format!("/messages/{}", thread.id)).unwrap_or_default(),
        audience: audience.map(Visibility::as_str).unwrap_or_default(),
        hint: audience.map(|audience| hint(page, &said, audience)).unwrap_or_default(),
        readers: said,
        draft: rejected.body,
        error,
        edit_error,
        edit: rejected.edit.unwrap_or_default(),
        unanswered: unanswered.unwrap_or_default(),
        can_open: access.can(Action::UseInternalThreads),
        kinds: kinds(page, &readers, kind),
        title: rejected.title,
        title_error: rejected.errors.text("title", page.language),
    };
    Ok((status, page.render(&template)?).into_response())
}

/// Opening the page counts as reading, so the GET itself moves the mark: a POST would need a script or one more click.
/// The mark belongs to the reader, only moves forward, and only to the newest message shown, so that a repeated
/// request, or a message that arrives meanwhile, does no harm. It is written after the reading, in a transaction of its
/// own.
async fn mark_read(state: &AppState, access: &Access, thread: &Thread, newest: OffsetDateTime) -> Result<(), AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    store::mark_read(&mut tx, thread.id, access.caller.user, newest).await?;
    Ok(tx.commit_marks(access.caller.user).await?)
}

/// Audiences to choose from, each with the names of its readers.
fn kinds(page: &Page, readers: &Readers, chosen: Visibility) -> Vec<Choice> {
    let mut kinds = page.options("messages-audience-", AUDIENCES, chosen.as_str());
    for (kind, audience) in kinds.iter_mut().zip(AUDIENCES) {
        kind.hint = readers.of(audience).join(", ");
    }
    kinds
}

/// Readers of threads of this audience, in a sentence.
fn said(page: &Page, readers: &Readers, audience: Visibility) -> String {
    match readers.of(audience).join(", ") {
        nobody if nobody.is_empty() => page.t("messages-readers-none"),
        names => page.ta("messages-readers", "names", names),
    }
}

/// Hint beside the message box: its readers, and whether they get mail.
fn hint(page: &Page, readers: &str, audience: Visibility) -> String {
    let mailed = if audience == Visibility::Internal { "messages-hint-internal" } else { "messages-hint" };
    format!("{readers} {}", page.t(mailed))
}

fn tab(thread: &Thread, shown: Option<&Thread>) -> Tab {
    Tab {
        title: thread.title.clone(),
        url: format!("/messages/{}#new", thread.id),
        current: shown.is_some_and(|shown| shown.id == thread.id),
        audience: thread.audience.as_str(),
        unread: thread.unread,
    }
}

/// Groups messages by day; input newest first, output oldest first. The reader has read those until `read_at`, and may
/// change the newest if it is their own and not older than `editable_since`.
fn days(
    page: &Page,
    access: &Access,
    read_at: Option<OffsetDateTime>,
    messages: Vec<Message>,
    editable_since: Option<OffsetDateTime>,
) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let unread = |message: &&Message| {
        message.author_id != access.caller.user && read_at.is_none_or(|read_at| message.created_at > read_at)
    };
    let first_unread = messages.iter().rfind(unread).map(|message| message.id);
    let editable = messages.first().filter(|last| {
        last.author_id == access.caller.user && editable_since.is_some_and(|since| last.created_at >= since)
    });
    let editable = editable.map(|last| last.id);
    let marked = first_unread.or_else(|| messages.first().map(|message| message.id));
    for message in messages.into_iter().rev() {
        let (_, label) = page.day_lately(message.created_at);
        let author = message.author.unwrap_or_default();
        let shown = ShownMessage {
            id: message.id.to_string(),
            initials: initials(&author),
            agency: message.role.is_agency(),
            role: message.role,
            author,
            mine: message.author_id == access.caller.user,
            mark: match marked {
                Some(id) if id == message.id && first_unread.is_some() => "unread",
                Some(id) if id == message.id => "last",
                _ => "",
            },
            body: pieces(&message.body),
            edited: message.edited_at.is_some(),
            editable: if editable == Some(message.id) { message.body } else { String::new() },
            at: At { text: page.hour(message.created_at), ..page.instant(message.created_at) },
        };
        match days.last_mut().filter(|day| day.label == label) {
            Some(day) => day.messages.push(shown),
            None => days.push(Day { label, messages: vec![shown] }),
        }
    }
    days
}
