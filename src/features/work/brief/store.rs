//! Briefs in the rows of projects.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::answers::Answers;
use crate::{
    access::Visibility,
    db::TenantTx,
    features::shared::activity::{self, ActivityKind, Event},
    http::AppError,
    ids::UserId,
};

/// The answers in the project's brief.
pub async fn answers(tx: &mut TenantTx) -> Result<Answers, AppError> {
    Ok(Answers::from_brief(&read(tx, false).await?))
}

/// The project's brief as it is stored; with `lock` its row stays locked until the transaction ends.
pub async fn read(tx: &mut TenantTx, lock: bool) -> Result<Value, AppError> {
    let project = tx.project();
    if lock {
        sqlx::query!("SELECT project_id FROM projects WHERE project_id = $1 FOR NO KEY UPDATE", project.as_str())
            .fetch_optional(tx.conn())
            .await?;
    }
    let brief = sqlx::query_scalar!("SELECT brief FROM projects WHERE project_id = $1", project.as_str());
    brief.fetch_optional(tx.conn()).await?.ok_or(AppError::NotFound)
}

/// Stores newer answers than `before`, and records the topics that changed.
pub async fn change(
    tx: &mut TenantTx,
    before: &Answers,
    newer: &Answers,
    actor: UserId,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let changed = newer.differing(before);
    let (project, (set, gone)) = (tx.project(), newer.changes());
    if changed.is_empty() {
        return Ok(());
    }
    tx.announce_part();
    sqlx::query!(
        "UPDATE projects SET brief = (brief - $3::text[]) || $2::jsonb WHERE project_id = $1",
        project.as_str(),
        set,
        &gone,
    )
    .execute(tx.conn())
    .await?;
    for topic in changed {
        let event = Event {
            actor: Some(actor),
            kind: ActivityKind::BriefChanged,
            subject: None,
            detail: json!({ "name": topic.as_str() }),
            visibility: Visibility::Client,
        };
        activity::record(tx, now, &event).await?;
    }
    Ok(())
}
