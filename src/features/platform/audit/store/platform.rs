//! Rows of the platform's audit trail.

use super::{Line, Row, Wanted};
use crate::{
    audit::{Entry, ReadKind, Trail},
    db::PlatformTx,
    ids::UserId,
};

/// The latest lines of these, newest first, but for those that are not tied in yet.
pub async fn latest(tx: &mut PlatformTx, wanted: Wanted, limit: i64) -> Result<Vec<Line>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT c.seq, a.at, a.kind, a.subject_id, a.actor_id AS "actor_id: UserId", u.name AS "actor?", a.detail, c.hash
           FROM platform_audit_chain c
           JOIN platform_audit a ON a.id = c.entry_id
           LEFT JOIN users u ON u.id = a.actor_id
           WHERE ($1::bigint IS NULL OR c.seq < $1) AND ($2::uuid IS NULL OR a.subject_id = $2)
             AND ($3::uuid IS NULL OR a.actor_id = $3) AND ($4::boolean IS NULL OR (a.kind = ANY ($5)) = $4)
           ORDER BY c.seq DESC LIMIT $6"#,
        wanted.before,
        wanted.subject,
        wanted.person.map(|person| person.0),
        wanted.shown.wants_reads(),
        &ReadKind::words(),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let lines = rows.into_iter().map(|row| {
        let told = (row.detail, row.hash);
        Line::new(row.seq, row.at, row.kind, (row.subject_id, row.actor_id), (row.actor, None), told)
    });
    Ok(lines.collect())
}

/// The lines after a number, in their order.
pub async fn after(tx: &mut PlatformTx, after: i64, limit: i64) -> Result<Vec<Entry>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT c.seq, a.at, a.kind, a.subject_id, a.actor_id, a.key_id, a.detail, a.salt, a.sealed, c.hash
         FROM platform_audit_chain c JOIN platform_audit a ON a.id = c.entry_id
         WHERE c.seq > $1 ORDER BY c.seq LIMIT $2",
        after,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| row.entry(Trail::Platform)).collect())
}

/// Ties loose lines into the chain; returns whether none is left.
pub async fn tie(tx: &mut PlatformTx) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT chain_platform_audit() AS "none_left!""#).fetch_one(tx.conn()).await
}

/// Whether a line is neither in the chain nor waits for it.
pub async fn lost(tx: &mut PlatformTx) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM platform_audit a
               WHERE NOT EXISTS (SELECT FROM platform_audit_chain c WHERE c.entry_id = a.id)
                 AND NOT EXISTS (SELECT FROM platform_audit_loose l WHERE l.entry_id = a.id)) AS "lost!""#
    )
    .fetch_one(tx.conn())
    .await
}
