//! Mails about tasks.

use super::{Task, TaskFields, store};
use crate::{
    access::{MemberRole, Role, Side},
    db::TenantTx,
    features::shared::notify::{self, News, Recipient, Topic},
    http::{Access, AppState},
    ids::{TaskId, UserId},
};

/// Mails those whom a new or changed task (`fields`) concerns: it is theirs now, or no longer, or its title, day or
/// details have changed. Nobody is told of a task that was done before.
pub async fn changed(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    (id, fields): (TaskId, &TaskFields),
    before: Option<&Task>,
) -> Result<(), sqlx::Error> {
    if before.is_some_and(|task| task.done_at.is_some()) {
        return Ok(());
    }
    let edited = before.is_some_and(|task| {
        (task.due_on, &task.title, &task.details) != (fields.due_on, &fields.title, &fields.details)
    });
    let stays = before.is_some_and(|task| (task.assignee_id, task.side) == (fields.assignee_id, fields.side));
    if stays && !edited {
        return Ok(());
    }
    let doers_now = doers(tx, state, fields.assignee_id, fields.side).await?;
    let earlier = match before {
        Some(_) if stays => doers_now.clone(),
        Some(task) => doers(tx, state, task.assignee_id, task.side).await?,
        None => Vec::new(),
    };
    let (kept, new): (Vec<_>, Vec<_>) = doers_now.into_iter().partition(|person| earlier.contains(person));
    let gone = earlier.into_iter().filter(|person| !kept.contains(person)).collect();
    if let Some(task) = before {
        withdrawn(tx, state, access, task, gone).await?;
    }
    let (path, subject) = (format!("/plan#t-{id}"), fields.title.as_str());
    let keys = if fields.details.is_empty() {
        ["task-given", "task-changed"]
    } else {
        ["task-given-noted", "task-changed-noted"]
    };
    for (key, people) in keys.into_iter().zip([new, if edited { kept } else { Vec::new() }]) {
        let news = News { key, topic: Topic::Tasks, subject, due: fields.due_on, path: &path, note: &fields.details };
        notify::tell_others(tx, state, access, people, &news).await?;
    }
    Ok(())
}

/// Mails that an open task was deleted, to those who were to do it.
pub async fn deleted(tx: &mut TenantTx, state: &AppState, access: &Access, task: &Task) -> Result<(), sqlx::Error> {
    if task.done_at.is_some() {
        return Ok(());
    }
    let people = doers(tx, state, task.assignee_id, task.side).await?;
    withdrawn(tx, state, access, task, people).await
}

async fn withdrawn(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    task: &Task,
    people: Vec<Recipient>,
) -> Result<(), sqlx::Error> {
    let subject = task.title.as_str();
    let news = News { key: "task-withdrawn", topic: Topic::Tasks, subject, due: None, path: "/plan", note: "" };
    notify::tell_others(tx, state, access, people, &news).await
}

/// Mails that a task was completed (`done`) or reopened: the managers about a change by somebody outside the
/// agency, and the doers about a task that the agency reopened.
pub async fn completed(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    task: &Task,
    done: bool,
) -> Result<(), sqlx::Error> {
    let people = match (access.role.is_agency(), done) {
        (true, true) => return Ok(()),
        (true, false) => doers(tx, state, task.assignee_id, task.side).await?,
        (false, _) => notify::managers(tx).await?,
    };
    let path = format!("/plan#t-{}", task.id);
    let (key, subject) = (if done { "task-done" } else { "task-undone" }, task.title.as_str());
    let news = News { key, topic: Topic::Tasks, subject, due: None, path: &path, note: "" };
    notify::tell_others(tx, state, access, people, &news).await
}

/// Doers of a task: its assignee, or the clients where it is the client's and nobody's in particular. An assignee who has
/// left the project is none.
async fn doers(
    tx: &mut TenantTx,
    state: &AppState,
    assignee: Option<UserId>,
    side: Side,
) -> Result<Vec<Recipient>, sqlx::Error> {
    let Some(person) = assignee else {
        let clients: &[_] = if side == Side::Client { &[MemberRole::Client] } else { &[] };
        return notify::members_with_roles(tx, clients).await;
    };
    // By the agency's view of the project, not by that of the person who changes the task.
    let people = store::tasks::assignable(tx, Role::MANAGER, state.clock.now()).await?;
    if people.iter().any(|(candidate, _)| *candidate == person) {
        notify::people(tx, vec![person]).await
    } else {
        Ok(Vec::new())
    }
}
