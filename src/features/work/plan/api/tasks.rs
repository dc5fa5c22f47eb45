//! API of tasks.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::super::{Task, TaskFields, changes, store::tasks, tasks::usual_visibility};
use crate::{
    access::{
        Side, Visibility,
        action::{CompleteOwnTasks, EditOwnTasks, ViewProject},
    },
    http::{
        ApiPath, AppError, AppState, FieldErrors, Json, Query, Require,
        api::paging::{Listed, Paging},
        render_error::Problem,
    },
    ids::{MilestoneId, TaskId, UserId},
};

/// A task.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Task)]
pub struct TaskJson {
    id: TaskId,
    milestone_id: Option<MilestoneId>,
    title: String,
    details: String,
    visibility: Visibility,
    /// Side that has to act while the task is open.
    side: Side,
    assignee_id: Option<UserId>,
    /// The assignee's name.
    assignee: Option<String>,
    due_on: Option<Date>,
    done: bool,
    #[serde(with = "time::serde::rfc3339::option")]
    done_at: Option<OffsetDateTime>,
    /// Person who completed it.
    done_by: Option<UserId>,
    /// Name of that person.
    done_by_name: Option<String>,
    /// Whether it is open after its due day.
    overdue: bool,
    created_by: Option<UserId>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl TaskJson {
    fn new(task: Task, today: Date) -> Self {
        Self {
            overdue: task.is_overdue(today),
            id: task.id,
            milestone_id: task.milestone_id,
            title: task.title,
            details: task.details,
            visibility: task.visibility,
            side: task.side,
            assignee_id: task.assignee_id,
            assignee: task.assignee,
            due_on: task.due_on,
            done: task.done_at.is_some(),
            done_at: task.done_at,
            done_by: task.done_by,
            done_by_name: task.done_by_name,
            created_by: task.created_by,
            created_at: task.created_at,
        }
    }
}

/// A task to add.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    #[serde(default)]
    #[schema(max_length = 5000)]
    details: String,
    milestone_id: Option<MilestoneId>,
    /// By default `client` for the client's tasks, else that of the caller's own things: `internal` for the agency,
    /// `partner` for partners.
    visibility: Option<Visibility>,
    /// That of the assignee if there is one; `agency` by default.
    side: Option<Side>,
    /// A person of the project.
    assignee_id: Option<UserId>,
    due_on: Option<Date>,
}

/// Fields to change; missing ones stay, null clears.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent and null are two things")]
pub struct TaskChange {
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
    #[schema(max_length = 5000)]
    details: Option<String>,
    #[serde(default, deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<MilestoneId>)]
    milestone_id: Option<Option<MilestoneId>>,
    visibility: Option<Visibility>,
    side: Option<Side>,
    #[serde(default, deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<UserId>)]
    assignee_id: Option<Option<UserId>>,
    #[serde(default, deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<Date>)]
    due_on: Option<Option<Date>>,
    done: Option<bool>,
}

/// Filter and page of the list.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// Only tasks of this milestone.
    milestone_id: Option<MilestoneId>,
    /// Only `open` or `done` tasks.
    state: Option<String>,
    /// Items a page, 1–100; 50 when left out.
    limit: Option<u32>,
    /// Cursor from the previous page.
    cursor: Option<String>,
}

/// The tasks the caller sees, in the order of their creation.
#[utoipa::path(get, path = "/tasks", tag = "plan", params(TaskQuery),
    responses((status = 401, body = Problem), (status = 200, body = Listed<TaskJson>),
              (status = 422, body = Problem)))]
pub async fn list(
    access: Require<ViewProject>,
    State(state): State<AppState>,
    Query(query): Query<TaskQuery>,
) -> Result<Listed<TaskJson>, AppError> {
    let (owner, today) = (access.project.to_string(), state.clock.today());
    let done = match query.state.as_deref() {
        None => None,
        Some("open") => Some(false),
        Some("done") => Some(true),
        Some(_) => return Err(FieldErrors::one("state", "choice").into()),
    };
    let paging = Paging { limit: query.limit, cursor: query.cursor };
    let filter = tasks::TaskFilter {
        id: None,
        milestone: query.milestone_id,
        done,
        after: paging.after(&owner)?,
        limit: Some(paging.limit()? + 1),
    };
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = tasks::list(&mut tx, &access.sees(), filter).await?;
    paging.page(rows.into_iter().map(|task| TaskJson::new(task, today)).collect(), &owner, |task| task.id.0)
}

/// Adds a task.
#[utoipa::path(post, path = "/tasks", tag = "plan", request_body = NewTask,
    responses((status = 401, body = Problem), (status = 201, body = TaskJson), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub async fn add(
    access: Require<EditOwnTasks>,
    State(state): State<AppState>,
    Json(new): Json<NewTask>,
) -> Result<(StatusCode, Json<TaskJson>), AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let side = new.side.unwrap_or(Side::Agency);
    let visibility = match new.visibility {
        Some(chosen) => chosen,
        None => usual_visibility(access.role, changes::side(&mut tx, new.assignee_id, side).await?),
    };
    let fields = TaskFields {
        milestone_id: new.milestone_id,
        title: new.title,
        details: new.details,
        visibility,
        side,
        assignee_id: new.assignee_id,
        due_on: new.due_on,
    };
    let id = changes::add_task(&mut tx, &state, &access, fields).await?;
    let task = tasks::find(&mut tx, &access.sees(), id).await?.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(TaskJson::new(task, state.clock.today()))))
}

impl TaskChange {
    /// Whether fields other than `done` change.
    fn edits(&self) -> bool {
        self.title.is_some()
            || self.details.is_some()
            || self.milestone_id.is_some()
            || self.visibility.is_some()
            || self.side.is_some()
            || self.assignee_id.is_some()
            || self.due_on.is_some()
    }

    fn of(self, task: &Task) -> TaskFields {
        let before = TaskFields::from(task);
        TaskFields {
            title: self.title.unwrap_or(before.title),
            details: self.details.unwrap_or(before.details),
            milestone_id: self.milestone_id.unwrap_or(before.milestone_id),
            visibility: self.visibility.unwrap_or(before.visibility),
            side: self.side.unwrap_or(before.side),
            assignee_id: self.assignee_id.unwrap_or(before.assignee_id),
            due_on: self.due_on.unwrap_or(before.due_on),
        }
    }
}

/// Changes, completes or reopens a task: any with the right to edit the plan, else one's own. Clients complete and
/// reopen the client's tasks, and change nothing else.
#[utoipa::path(patch, path = "/tasks/{id}", tag = "plan", params(("id" = TaskId, Path)), request_body = TaskChange,
    responses((status = 401, body = Problem), (status = 200, body = TaskJson), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    access: Require<CompleteOwnTasks>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<TaskId>,
    Json(change): Json<TaskChange>,
) -> Result<Json<TaskJson>, AppError> {
    let done = change.done;
    let mut tx = state.db.write(&access.scope()).await?;
    let mut task = if change.edits() {
        let before = changes::task_to_edit(&mut tx, &access, id).await?;
        let fields = change.of(&before);
        changes::edit_task(&mut tx, &state, &access, &before, fields).await?;
        tasks::find(&mut tx, &access.sees(), id).await?.ok_or(AppError::NotFound)?
    } else {
        changes::task_to_complete(&mut tx, &access, id).await?
    };
    if let Some(done) = done {
        changes::complete_task(&mut tx, &state, &access, &task, done).await?;
        task = tasks::find(&mut tx, &access.sees(), id).await?.ok_or(AppError::NotFound)?;
    }
    tx.commit().await?;
    Ok(Json(TaskJson::new(task, state.clock.today())))
}

/// Deletes a task: any with the right to edit the plan, else one that the caller added.
#[utoipa::path(delete, path = "/tasks/{id}", tag = "plan", params(("id" = TaskId, Path)),
    responses((status = 401, body = Problem), (status = 204),
              (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub async fn delete(
    access: Require<EditOwnTasks>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<TaskId>,
) -> Result<StatusCode, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    changes::delete_task(&mut tx, &state, &access, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
