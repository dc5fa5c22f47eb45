//! Changes of the plan, checked and recorded, for JSON API and pages alike.

use time::OffsetDateTime;

use super::{Milestone, MilestoneFields, Task, TaskFields, mails, reordered, store, tasks::visibilities};
use crate::{
    access::{MemberRole, PartnerLevel, Role, Side, Visibility},
    db::{self, TenantTx},
    features::shared::activity::{self, ActivityKind, Event},
    http::{Access, AppError, AppState, Checks, FieldErrors, body::dates},
    ids::{MilestoneId, TaskId, UserId},
    text::normalize,
};

const TITLE: usize = 200;
const DETAILS: usize = 5000;

fn check_milestone(fields: &mut MilestoneFields) -> Result<(), AppError> {
    fields.title = normalize::line(&fields.title);
    Ok(Checks::new()
        .that("due_on", dates::is_plausible(fields.due_on), "date")
        .required("title", &fields.title)
        .length("title", &fields.title, 1, TITLE)
        .within("weight", (1..=100).contains(&fields.weight), "range", 100)
        .finish()?)
}

/// Adds a milestone at the end.
pub async fn add_milestone(
    tx: &mut TenantTx,
    access: &Access,
    mut fields: MilestoneFields,
    now: OffsetDateTime,
) -> Result<MilestoneId, AppError> {
    check_milestone(&mut fields)?;
    store::lock(tx).await?;
    let id = store::insert(tx, &fields, now).await?;
    record_milestone(tx, access, ActivityKind::MilestoneAdded, id, &fields.title, now).await?;
    Ok(id)
}

/// Changes the fields of a milestone.
pub async fn edit_milestone(tx: &mut TenantTx, id: MilestoneId, mut fields: MilestoneFields) -> Result<(), AppError> {
    check_milestone(&mut fields)?;
    if store::update(tx, id, &fields).await? { Ok(()) } else { Err(AppError::NotFound) }
}

/// Marks a milestone reached, or reopens it. Repeating it changes nothing.
pub async fn complete_milestone(
    tx: &mut TenantTx,
    access: &Access,
    milestone: &Milestone,
    done: bool,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    if store::set_done(tx, milestone.id, done.then_some(now)).await? {
        let kind = if done { ActivityKind::MilestoneDone } else { ActivityKind::MilestoneReopened };
        record_milestone(tx, access, kind, milestone.id, &milestone.title, now).await?;
    }
    Ok(())
}

/// Moves a milestone to `place`, from 1.
pub async fn move_milestone(tx: &mut TenantTx, id: MilestoneId, place: i32) -> Result<(), AppError> {
    Checks::new().within("position", place >= 1, "range", 1).finish()?;
    store::lock(tx).await?;
    let order: Vec<_> = store::milestones(tx).await?.iter().map(|milestone| milestone.id).collect();
    if !order.contains(&id) {
        return Err(AppError::NotFound);
    }
    Ok(store::set_order(tx, &reordered(order, id, place)).await?)
}

/// Deletes a milestone; its tasks stay.
pub async fn delete_milestone(tx: &mut TenantTx, id: MilestoneId) -> Result<(), AppError> {
    store::lock(tx).await?;
    if store::delete(tx, id).await? { Ok(()) } else { Err(AppError::NotFound) }
}

async fn record_milestone(
    tx: &mut TenantTx,
    access: &Access,
    kind: ActivityKind,
    id: MilestoneId,
    title: &str,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let event = Event::named(access.caller.user, kind, id.0, title, Visibility::Shared);
    Ok(activity::record(tx, now, &event).await?)
}

async fn check_task(
    tx: &mut TenantTx,
    access: &Access,
    before: Option<&Task>,
    fields: &mut TaskFields,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    fields.title = normalize::line(&fields.title);
    fields.details = normalize::lines(&fields.details);
    let choices = visibilities(access.role, before.map(|task| task.visibility));
    let milestone = match fields.milestone_id {
        Some(id) => store::find(tx, id).await?.is_some(),
        None => true,
    };
    // A person who left the project keeps their tasks until somebody reassigns them.
    let stays = before.is_some_and(|task| task.assignee_id == fields.assignee_id);
    let assignee = match fields.assignee_id {
        Some(id) if !stays => {
            store::tasks::assignable(tx, access.role, now).await?.iter().any(|(candidate, _)| *candidate == id)
        }
        _ => true,
    };
    // A task that those do not see who are to do it is never done.
    let seen_by = |role: Role| role.sees().contains(&fields.visibility);
    let mut seen = true;
    if let Some(id) = fields.assignee_id {
        let role = store::tasks::member_role(tx, id, stays).await?;
        fields.side = side_of(role);
        seen = role.is_some() || seen_by(Role::Partner(PartnerLevel::View));
    }
    let side = fields.side;
    let seen = seen && (side == Side::Agency || seen_by(Role::Client { lead: false }));
    // Partners give the client nothing to do.
    let sided = access.role.side().is_some() || side == Side::Agency || before.is_some_and(|task| task.side == side);
    Ok(Checks::new()
        .that("due_on", dates::is_plausible(fields.due_on), "date")
        .required("title", &fields.title)
        .length("title", &fields.title, 1, TITLE)
        .length("details", &fields.details, 0, DETAILS)
        .that("milestone_id", milestone, "choice")
        .that("visibility", choices.contains(&fields.visibility), "choice")
        .that("visibility", seen || !assignee, "task-unseen")
        .that("assignee_id", assignee, "choice")
        .that("side", sided, "choice")
        .finish()?)
}

/// Side of an assignee with this role; people of partner agencies have none, and work for the agency.
fn side_of(role: Option<MemberRole>) -> Side {
    if role == Some(MemberRole::Client) { Side::Client } else { Side::Agency }
}

/// Side of a new task: that of the assignee if there is one.
pub async fn side(tx: &mut TenantTx, assignee: Option<UserId>, side: Side) -> Result<Side, sqlx::Error> {
    Ok(match assignee {
        Some(id) => side_of(store::tasks::member_role(tx, id, false).await?),
        None => side,
    })
}

/// The milestone was deleted between check and change.
fn milestone_gone(error: sqlx::Error) -> AppError {
    match db::constraint(&error) {
        Some("tasks_project_id_milestone_id_fkey") => FieldErrors::one("milestone_id", "choice").into(),
        _ => error.into(),
    }
}

/// Adds a task, and mails those who are to do it. The side of an assignee is the task's.
pub async fn add_task(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    mut fields: TaskFields,
) -> Result<TaskId, AppError> {
    let now = state.clock.now();
    check_task(tx, access, None, &mut fields, now).await?;
    let id = store::tasks::insert(tx, access.caller.user, &fields, now).await.map_err(milestone_gone)?;
    let event = Event::named(access.caller.user, ActivityKind::TaskAdded, id.0, &fields.title, fields.visibility);
    activity::record(tx, now, &event).await?;
    mails::changed(tx, state, access, (id, &fields), None).await?;
    Ok(id)
}

/// The task, locked for a change: 404 if the caller does not see it, 403 if they see it but may not change it.
pub async fn task_to_edit(tx: &mut TenantTx, access: &Access, id: TaskId) -> Result<Task, AppError> {
    let task = held_task(tx, access, id).await?;
    if task.may_edit(access.role, access.caller.user) { Ok(task) } else { Err(AppError::Forbidden) }
}

/// The task, locked for completing or reopening.
pub async fn task_to_complete(tx: &mut TenantTx, access: &Access, id: TaskId) -> Result<Task, AppError> {
    let task = held_task(tx, access, id).await?;
    if task.may_complete(access.role, access.caller.user) { Ok(task) } else { Err(AppError::Forbidden) }
}

async fn held_task(tx: &mut TenantTx, access: &Access, id: TaskId) -> Result<Task, AppError> {
    store::tasks::lock(tx, id).await?;
    store::tasks::find(tx, &access.sees(), id).await?.ok_or(AppError::NotFound)
}

/// Changes the fields of a task, and mails those who are to do it from now on.
pub async fn edit_task(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    task: &Task,
    mut fields: TaskFields,
) -> Result<(), AppError> {
    check_task(tx, access, Some(task), &mut fields, state.clock.now()).await?;
    if !store::tasks::update(tx, task.id, &fields).await.map_err(milestone_gone)? {
        return Err(AppError::NotFound);
    }
    Ok(mails::changed(tx, state, access, (task.id, &fields), Some(task)).await?)
}

/// Completes or reopens a task, and mails those whose turn it is then. Repeating it changes nothing.
pub async fn complete_task(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    task: &Task,
    done: bool,
) -> Result<(), AppError> {
    let (actor, now) = (access.caller.user, state.clock.now());
    if store::tasks::set_done(tx, task.id, done.then_some(now), actor).await? {
        let kind = if done { ActivityKind::TaskDone } else { ActivityKind::TaskReopened };
        let event = Event::named(actor, kind, task.id.0, &task.title, task.visibility);
        activity::record(tx, now, &event).await?;
        mails::completed(tx, state, access, task, done).await?;
    }
    Ok(())
}

/// Deletes a task.
pub async fn delete_task(tx: &mut TenantTx, state: &AppState, access: &Access, id: TaskId) -> Result<(), AppError> {
    let task = task_to_edit(tx, access, id).await?;
    if !task.may_delete(access.role, access.caller.user) {
        return Err(AppError::Forbidden);
    }
    if !store::tasks::delete(tx, id).await? {
        return Err(AppError::NotFound);
    }
    Ok(mails::deleted(tx, state, access, &task).await?)
}
