//! Mails about tasks.

use super::{Task, TaskFields, store};
use crate::{
    access::{MemberRole, Side},
    db::TenantTx,
    features::shared::notify::{self, News, Topic},
    http::{Access, AppState},
    ids::TaskId,
};

/// Mails those who are to do an open task: its assignee, or the clients where it is the client's and nobody's in
/// particular. Nobody is told twice: `before` is the task before the change. An assignee who stays is not looked up, since
/// they may have left the project.
pub async fn given(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    (id, fields): (TaskId, &TaskFields),
    before: Option<&Task>,
) -> Result<(), sqlx::Error> {
    let known = before.is_some_and(|task| {
        let same = task.assignee_id == fields.assignee_id;
        let clients = task.side == Side::Client && fields.side == Side::Client;
        // A task of all clients was mailed to each of them, and a client's own task to that client.
        let all = clients && (task.assignee_id.is_none() || fields.assignee_id.is_none());
        task.done_at.is_some() || all || (same && fields.assignee_id.is_some())
    });
    let people = match fields.assignee_id {
        _ if known => return Ok(()),
        Some(person) => notify::people(tx, vec![person]).await?,
        None if fields.side == Side::Client => notify::members_with_roles(tx, &[MemberRole::Client]).await?,
        None => return Ok(()),
    };
    let (path, subject) = (format!("/plan#t-{id}"), fields.title.as_str());
    let key = if fields.details.is_empty() { "task-given" } else { "task-given-noted" };
    let news = News { key, topic: Topic::Tasks, subject, due: fields.due_on, path: &path, note: &fields.details };
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
    if access.role.is_agency() {
        if done || !is_there(tx, state, access, task).await? {
            return Ok(());
        }
        return given(tx, state, access, (task.id, &TaskFields::from(task)), None).await;
    }
    let path = format!("/plan#t-{}", task.id);
    let (key, subject) = (if done { "task-done" } else { "task-undone" }, task.title.as_str());
    let news = News { key, topic: Topic::Tasks, subject, due: None, path: &path, note: "" };
    let managers = notify::managers(tx).await?;
    notify::tell_others(tx, state, access, managers, &news).await
}

/// Whether the task's assignee, if it has one, still belongs to the project: people who left keep their tasks.
async fn is_there(tx: &mut TenantTx, state: &AppState, access: &Access, task: &Task) -> Result<bool, sqlx::Error> {
    let Some(person) = task.assignee_id else { return Ok(true) };
    let people = store::tasks::assignable(tx, access.role, state.clock.now()).await?;
    Ok(people.iter().any(|(candidate, _)| *candidate == person))
}
