//! Figures of all projects, as the processes wrote them.

use time::Date;

use crate::db::PlatformTx;

/// Projects of one status.
#[derive(Clone, Debug)]
pub struct OfStatus {
    /// Lifecycle status.
    pub status: String,
    /// Their number, archived ones left out.
    pub projects: i64,
}

/// Numbers of projects by their status; the transaction shows an admin's listings.
pub async fn by_status(tx: &mut PlatformTx) -> Result<Vec<OfStatus>, sqlx::Error> {
    sqlx::query_as!(
        OfStatus,
        r#"SELECT status, count(*) AS "projects!" FROM listings
           WHERE holder_id = '00000000-0000-0000-0000-000000000000' AND NOT archived GROUP BY status"#,
    )
    .fetch_all(tx.conn())
    .await
}

/// A project's requests on one day.
#[derive(Clone, Debug)]
pub struct OfProject {
    /// Its ID.
    pub project: String,
    /// Admitted requests.
    pub requests: i64,
    /// Those that failed by the service's own fault.
    pub failures: i64,
}

/// Number of projects that were used on a day.
pub async fn active(tx: &mut PlatformTx, day: Date) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT count(DISTINCT project_id) AS "projects!" FROM usage_days
           WHERE day = $1 AND meter IN ('page_views', 'api_calls')"#,
        day,
    )
    .fetch_one(tx.conn())
    .await
}

/// The projects with most failures on a day, then those with most requests.
pub async fn busiest(tx: &mut PlatformTx, day: Date) -> Result<Vec<OfProject>, sqlx::Error> {
    sqlx::query_as!(
        OfProject,
        r#"SELECT project_id AS "project",
                  coalesce(sum(amount) FILTER (WHERE meter IN ('page_views', 'api_calls')), 0)::bigint AS "requests!",
                  coalesce(sum(amount) FILTER (WHERE meter = 'failures'), 0)::bigint AS "failures!"
           FROM usage_days WHERE day = $1 AND meter IN ('page_views', 'api_calls', 'failures')
           GROUP BY project_id ORDER BY 3 DESC, 2 DESC, 1 LIMIT 20"#,
        day,
    )
    .fetch_all(tx.conn())
    .await
}
