//! The rows of threads, messages and reading marks.

use time::OffsetDateTime;

use super::ThreadKind;
use crate::{db::TenantTx, ids::ThreadId, text::Language};

/// Opens a thread.
pub async fn insert_thread(
    tx: &mut TenantTx,
    kind: ThreadKind,
    title: &str,
    now: OffsetDateTime,
) -> Result<ThreadId, sqlx::Error> {
    let (project, id) = (tx.project(), ThreadId::new());
    sqlx::query!(
        "INSERT INTO threads (project_id, id, kind, title, created_at) VALUES ($1, $2, $3, $4, $5)",
        project.as_str(),
        id.0,
        kind.as_str(),
        title,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Opens the client thread every project begins with, titled in its language.
pub async fn insert_first_thread(
    tx: &mut TenantTx,
    language: Language,
    now: OffsetDateTime,
) -> Result<ThreadId, sqlx::Error> {
    insert_thread(tx, ThreadKind::Client, &language.text("messages-first-thread"), now).await
}
