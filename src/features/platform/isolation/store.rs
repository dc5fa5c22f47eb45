//! Rows of the isolation check's history.

use time::OffsetDateTime;

use crate::{
    db::{Db, DbError, PlatformScope, PlatformTx},
    isolation_status::Report,
};

/// Number of checks kept.
const KEPT: i64 = 1000;

/// A check in the history.
#[derive(Clone, Debug)]
pub struct Run {
    /// Process that checked.
    pub replica: String,
    /// `start`, `schedule` or `demand`.
    pub cause: String,
    /// Start time.
    pub started_at: OffsetDateTime,
    /// Duration in milliseconds.
    pub took_ms: i32,
    /// `green`, `amber` or `red`.
    pub verdict: String,
    /// Findings and untried tests.
    pub findings: Vec<String>,
    /// Number of tables tried.
    pub tables_tried: i32,
    /// Number of routes of pages and API tried.
    pub routes_tried: i32,
    /// Number of requests sent to them.
    pub requests_tried: i32,
    /// Number of ways to another tenant's objects tried.
    pub objects_tried: i32,
}

/// Name of this process in the shared history.
fn replica() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}/{}", host.trim(), std::process::id())
}

/// Adds a check to the history, and deletes the oldest.
pub async fn record(db: &Db, report: &Report) -> Result<(), DbError> {
    let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let tried = report.tried;
    let mut tx = db.platform(PlatformScope::Platform).await?;
    sqlx::query!(
        "INSERT INTO isolation_runs (id, replica, cause, started_at, took_ms, verdict, findings, tables_tried,
                                     routes_tried, requests_tried, objects_tried)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        report.id,
        replica(),
        report.cause.as_str(),
        report.started_at,
        i32::try_from(report.took.as_millis()).unwrap_or(i32::MAX),
        report.verdict().as_str(),
        &report.lines(),
        count(tried.tables),
        count(tried.routes),
        count(tried.requests),
        count(tried.objects),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "DELETE FROM isolation_runs
         WHERE started_at < (SELECT started_at FROM isolation_runs ORDER BY started_at DESC OFFSET $1 LIMIT 1)",
        KEPT - 1,
    )
    .execute(tx.conn())
    .await?;
    tx.commit().await
}

/// Latest checks of all processes, newest first.
pub async fn history(tx: &mut PlatformTx, limit: i64) -> Result<Vec<Run>, sqlx::Error> {
    sqlx::query_as!(
        Run,
        "SELECT replica, cause, started_at, took_ms, verdict, findings, tables_tried, routes_tried, requests_tried,
                objects_tried
         FROM isolation_runs ORDER BY started_at DESC, id DESC LIMIT $1",
        limit
    )
    .fetch_all(tx.conn())
    .await
}
