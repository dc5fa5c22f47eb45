//! Rows of the milestones; those of the tasks are in `tasks`.

pub mod tasks;

use time::OffsetDateTime;
use uuid::Uuid;

use super::{DEFAULT, Milestone, MilestoneFields, MilestoneTemplate};
use crate::{
    db::{SampleRow, TenantTx},
    ids::MilestoneId,
    text::Language,
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[
    ("milestones (project_id, id, title, position, created_at)", "project, id(milestone), canary, 1, at"),
    (
        "tasks (project_id, id, milestone_id, title, details, visibility, created_by, created_at)",
        "project, id(task), id(milestone), canary, canary, 'shared', person, at",
    ),
];

/// The project's milestones in their order.
pub async fn milestones(tx: &mut TenantTx) -> Result<Vec<Milestone>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Milestone,
        r#"SELECT id AS "id: MilestoneId", title, template AS "template: MilestoneTemplate", position, weight, due_on,
                  done_at
           FROM milestones WHERE project_id = $1 ORDER BY position, id"#,
        project.as_str(),
    )
    .fetch_all(tx.conn())
    .await
}

/// One milestone.
pub async fn find(tx: &mut TenantTx, id: MilestoneId) -> Result<Option<Milestone>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Milestone,
        r#"SELECT id AS "id: MilestoneId", title, template AS "template: MilestoneTemplate", position, weight, due_on,
                  done_at
           FROM milestones WHERE project_id = $1 AND id = $2"#,
        project.as_str(),
        id.0,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Locks the whole plan until the transaction ends, so that positions stay distinct.
pub async fn lock(tx: &mut TenantTx) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!("SELECT id FROM milestones WHERE project_id = $1 ORDER BY id FOR UPDATE", project.as_str())
        .fetch_all(tx.conn())
        .await
        .map(drop)
}

/// Adds a milestone at the end of the plan.
pub async fn insert(
    tx: &mut TenantTx,
    fields: &MilestoneFields,
    now: OffsetDateTime,
) -> Result<MilestoneId, sqlx::Error> {
    let project = tx.project();
    let last = sqlx::query_scalar!(
        r#"SELECT coalesce(max(position), 0) AS "last!" FROM milestones WHERE project_id = $1"#,
        project.as_str(),
    );
    let position = last.fetch_one(tx.conn()).await? + 1;
    let id = MilestoneId::new();
    let insert = sqlx::query!(
        "INSERT INTO milestones (project_id, id, title, position, weight, due_on, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        project.as_str(),
        id.0,
        fields.title,
        position,
        fields.weight,
        fields.due_on,
        now,
    );
    tx.insert("milestones", insert).await?;
    Ok(id)
}

/// Changes the fields of a milestone; false if there is none. A default milestone with a new title is one no longer.
pub async fn update(tx: &mut TenantTx, id: MilestoneId, fields: &MilestoneFields) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE milestones SET title = $3, template = CASE WHEN title = $3 THEN template END, weight = $4, due_on = $5
         WHERE project_id = $1 AND id = $2",
        project.as_str(),
        id.0,
        fields.title,
        fields.weight,
        fields.due_on,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Marks a milestone reached (with a time) or reopens it; false if it was so already, or does not exist.
pub async fn set_done(
    tx: &mut TenantTx,
    id: MilestoneId,
    done_at: Option<OffsetDateTime>,
) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE milestones SET done_at = $3::timestamptz
         WHERE project_id = $1 AND id = $2 AND (done_at IS NULL) = ($3::timestamptz IS NOT NULL)",
        project.as_str(),
        id.0,
        done_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Numbers the milestones anew, in this order.
pub async fn set_order(tx: &mut TenantTx, order: &[MilestoneId]) -> Result<(), sqlx::Error> {
    let project = tx.project();
    let order: Vec<Uuid> = order.iter().map(|id| id.0).collect();
    sqlx::query!(
        "UPDATE milestones m SET position = o.place::int
         FROM unnest($2::uuid[]) WITH ORDINALITY AS o (id, place)
         WHERE m.project_id = $1 AND m.id = o.id",
        project.as_str(),
        &order,
    )
    .execute(tx.conn())
    .await
    .map(drop)
}

/// Deletes a milestone; its tasks stay, without one. False if there is none.
pub async fn delete(tx: &mut TenantTx, id: MilestoneId) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE tasks SET milestone_id = NULL WHERE project_id = $1 AND milestone_id = $2",
        project.as_str(),
        id.0,
    )
    .execute(tx.conn())
    .await?;
    let delete = sqlx::query!("DELETE FROM milestones WHERE project_id = $1 AND id = $2", project.as_str(), id.0);
    Ok(tx.delete("milestones", delete).await? == 1)
}

/// Gives a new project its first plan, with titles in `language`.
pub async fn insert_defaults(tx: &mut TenantTx, language: Language, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    const { assert!(DEFAULT.len() == 5, "the statement inserts five") };
    let (project, ids, weights) =
        (tx.project(), DEFAULT.map(|_| MilestoneId::new().0), DEFAULT.map(|(_, weight)| weight));
    let titles = DEFAULT.map(|(template, _)| template.title(language));
    let templates = DEFAULT.map(|(template, _)| template.to_string());
    let insert = sqlx::query!(
        "INSERT INTO milestones (project_id, id, title, template, position, weight, created_at)
         VALUES ($1, ($2::uuid[])[1], ($3::text[])[1], ($6::text[])[1], 1, ($4::int[])[1], $5),
                ($1, ($2::uuid[])[2], ($3::text[])[2], ($6::text[])[2], 2, ($4::int[])[2], $5),
                ($1, ($2::uuid[])[3], ($3::text[])[3], ($6::text[])[3], 3, ($4::int[])[3], $5),
                ($1, ($2::uuid[])[4], ($3::text[])[4], ($6::text[])[4], 4, ($4::int[])[4], $5),
                ($1, ($2::uuid[])[5], ($3::text[])[5], ($6::text[])[5], 5, ($4::int[])[5], $5)",
        project.as_str(),
        &ids[..],
        &titles[..],
        &weights[..],
        now,
        &templates[..],
    );
    tx.insert("milestones", insert).await.map(drop)
}
