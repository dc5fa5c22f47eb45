//! Numbers of what waits for a reader.

use time::Date;

use crate::{access::Side, db::TenantTx, http::page::Waits, ids::UserId};

/// Open items of the reader's side by the tab they are found on, and the unread messages of these audiences.
pub async fn waits(
    tx: &mut TenantTx,
    reader: UserId,
    side: Option<Side>,
    audiences: &[String],
    today: Date,
) -> Result<Waits, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Waits,
        r#"SELECT count(*) FILTER (WHERE kind = 'task') AS "plan!",
                  count(*) FILTER (WHERE kind IN ('decide', 'correct')) AS "documents!",
                  count(*) FILTER (WHERE kind IN ('send_files', 'check_files')) AS "file_requests!",
                  (SELECT count(*) FROM messages m
                   JOIN threads t ON t.project_id = $1 AND t.id = m.thread_id
                   LEFT JOIN thread_reads r ON r.project_id = $1 AND r.thread_id = t.id AND r.user_id = $3
                   WHERE m.project_id = $1 AND t.kind = ANY ($5) AND m.author_id <> $3
                     AND m.created_at > coalesce(r.read_at, '-infinity')) AS "messages!"
           FROM waiting($1, $2) WHERE side = $4"#,
        project.as_str(),
        today,
        reader.0,
        side.map(Side::as_str),
        audiences,
    )
    .fetch_one(tx.conn())
    .await
}
