//! The rows of the milestones.

use time::{Date, OffsetDateTime};

use super::{Milestone, defaults};
use crate::{db::TenantTx, ids::MilestoneId, text::Language};

/// The project's milestones in their order.
pub async fn milestones(tx: &mut TenantTx) -> Result<Vec<Milestone>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Milestone,
        r#"SELECT id AS "id: MilestoneId", title, position, weight, due_on, done_at
           FROM milestones WHERE project_id = $1 ORDER BY position, id"#,
        project.as_str(),
    )
    .fetch_all(tx.conn())
    .await
}

/// Adds a milestone at the end of the plan.
pub async fn insert(
    tx: &mut TenantTx,
    title: &str,
    weight: i32,
    due_on: Option<Date>,
    now: OffsetDateTime,
) -> Result<MilestoneId, sqlx::Error> {
    let (project, id) = (tx.project(), MilestoneId::new());
    sqlx::query!(
        "INSERT INTO milestones (project_id, id, title, position, weight, due_on, created_at)
         SELECT $1, $2, $3, coalesce(max(position), 0) + 1, $4, $5, $6 FROM milestones WHERE project_id = $1",
        project.as_str(),
        id.0,
        title,
        weight,
        due_on,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Gives a new project its first plan, in `language`, from `start` on.
pub async fn insert_defaults(
    tx: &mut TenantTx,
    language: Language,
    start: Date,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    for (key, weight, due_on) in defaults(start) {
        insert(tx, &language.text(key), weight, due_on, now).await?;
    }
    Ok(())
}
