//! Rows of the tasks. All reading functions take the visibilities their reader sees.

use time::OffsetDateTime;
use uuid::Uuid;

use super::super::{Task, TaskFields};
use crate::{
    access::{MemberRole, PartnerLevel, Role, Side, Visibility},
    db::TenantTx,
    features::shared::notify,
    ids::{MilestoneId, TaskId, UserId},
};

/// Filter of the tasks the reader sees.
#[derive(Clone, Copy, Debug, Default)]
pub struct TaskFilter {
    /// Only this task.
    pub id: Option<TaskId>,
    /// Only tasks of this milestone.
    pub milestone: Option<MilestoneId>,
    /// Only done or only open tasks.
    pub done: Option<bool>,
    /// Only tasks after this one.
    pub after: Option<Uuid>,
    /// Maximum number of tasks.
    pub limit: Option<i64>,
}

/// Tasks of the given visibilities, in the order of their creation.
pub async fn list(tx: &mut TenantTx, sees: &[String], filter: TaskFilter) -> Result<Vec<Task>, sqlx::Error> {
    let project = tx.project();
    let mut tasks = sqlx::query_as!(
        Task,
        r#"SELECT t.id AS "id: TaskId", t.milestone_id AS "milestone_id: MilestoneId", t.title, t.details,
                  t.visibility AS "visibility: Visibility", t.side AS "side: Side",
                  t.assignee_id AS "assignee_id: UserId", NULL AS "assignee?", t.due_on, t.done_at,
                  t.done_by AS "done_by: UserId", NULL AS "done_by_name?",
                  t.created_by AS "created_by: UserId", t.created_at
           FROM tasks t
           WHERE t.project_id = $1 AND t.visibility = ANY ($2)
             AND ($3::uuid IS NULL OR t.id = $3)
             AND ($4::uuid IS NULL OR t.milestone_id = $4)
             AND ($5::boolean IS NULL OR (t.done_at IS NOT NULL) = $5)
             AND ($6::uuid IS NULL OR t.id > $6)
           ORDER BY t.id LIMIT $7"#,
        project.as_str(),
        sees,
        filter.id.map(|id| id.0),
        filter.milestone.map(|id| id.0),
        filter.done,
        filter.after,
        filter.limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let people = tx.people(tasks.iter().flat_map(|task| [task.assignee_id, task.done_by]).flatten().collect()).await?;
    for task in &mut tasks {
        task.assignee = people.name(task.assignee_id);
        task.done_by_name = people.name(task.done_by);
    }
    Ok(tasks)
}

/// One task, if it has one of the given visibilities.
pub async fn find(tx: &mut TenantTx, sees: &[String], id: TaskId) -> Result<Option<Task>, sqlx::Error> {
    list(tx, sees, TaskFilter { id: Some(id), ..TaskFilter::default() }).await.map(|mut tasks| tasks.pop())
}

/// Locks the task until the transaction ends.
pub async fn lock(tx: &mut TenantTx, id: TaskId) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!("SELECT id FROM tasks WHERE project_id = $1 AND id = $2 FOR UPDATE", project.as_str(), id.0)
        .fetch_optional(tx.conn())
        .await
        .map(drop)
}

/// Adds a task.
pub async fn insert(
    tx: &mut TenantTx,
    author: UserId,
    fields: &TaskFields,
    now: OffsetDateTime,
) -> Result<TaskId, sqlx::Error> {
    let (project, id) = (tx.project(), TaskId::new());
    let insert = sqlx::query!(
        "INSERT INTO tasks (project_id, id, milestone_id, title, details, visibility, side, assignee_id, due_on,
                            created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        project.as_str(),
        id.0,
        fields.milestone_id.map(|id| id.0),
        fields.title,
        fields.details,
        fields.visibility.as_str(),
        fields.side.as_str(),
        fields.assignee_id.map(|id| id.0),
        fields.due_on,
        author.0,
        now,
    );
    tx.insert("tasks", insert).await?;
    Ok(id)
}

/// Changes the fields of a task; false if there is none.
pub async fn update(tx: &mut TenantTx, id: TaskId, fields: &TaskFields) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE tasks SET milestone_id = $3, title = $4, details = $5, visibility = $6, side = $7, assignee_id = $8,
                          due_on = $9
         WHERE project_id = $1 AND id = $2",
        project.as_str(),
        id.0,
        fields.milestone_id.map(|id| id.0),
        fields.title,
        fields.details,
        fields.visibility.as_str(),
        fields.side.as_str(),
        fields.assignee_id.map(|id| id.0),
        fields.due_on,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Completes (with a time) or reopens a task; false if it was so already, or does not exist.
pub async fn set_done(
    tx: &mut TenantTx,
    id: TaskId,
    done_at: Option<OffsetDateTime>,
    by: UserId,
) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE tasks SET done_at = $3::timestamptz, done_by = CASE WHEN $3::timestamptz IS NOT NULL THEN $4::uuid END
         WHERE project_id = $1 AND id = $2 AND (done_at IS NULL) = ($3::timestamptz IS NOT NULL)",
        project.as_str(),
        id.0,
        done_at,
        by.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes a task; false if there is none.
pub async fn delete(tx: &mut TenantTx, id: TaskId) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let delete = sqlx::query!("DELETE FROM tasks WHERE project_id = $1 AND id = $2", project.as_str(), id.0);
    Ok(tx.delete("tasks", delete).await? == 1)
}

/// Possible assignees: the members, and the people of partner agencies that may do tasks. Partners give clients none.
pub async fn assignable(
    tx: &mut TenantTx,
    role: Role,
    now: OffsetDateTime,
) -> Result<Vec<(UserId, String)>, sqlx::Error> {
    let project = tx.project();
    let mut candidates = notify::agents_at(tx, &[PartnerLevel::Edit, PartnerLevel::Manage], now).await?;
    let members = sqlx::query_scalar!(
        r#"SELECT user_id AS "user_id: UserId" FROM members
           WHERE project_id = $1 AND removed_at IS NULL AND (role <> 'client' OR $2)"#,
        project.as_str(),
        role.side().is_some(),
    );
    candidates.extend(members.fetch_all(tx.conn()).await?);
    let people = tx.people(candidates.clone()).await?;
    let mut named: Vec<_> = candidates.into_iter().filter_map(|id| Some((id, people.name(id)?))).collect();
    named.sort_by_cached_key(|(id, name)| (name.to_lowercase(), *id));
    Ok(named)
}

/// Role of a member, with `removed` that of one who was removed as well; `None` for people of a partner agency.
pub async fn member_role(tx: &mut TenantTx, user: UserId, removed: bool) -> Result<Option<MemberRole>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT role AS "role: MemberRole" FROM members
           WHERE project_id = $1 AND user_id = $2 AND (removed_at IS NULL OR $3)"#,
        project.as_str(),
        user.0,
        removed,
    )
    .fetch_optional(tx.conn())
    .await
}
