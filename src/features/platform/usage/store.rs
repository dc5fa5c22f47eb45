//! Rows of use, as their project reads them.

use time::{Date, OffsetDateTime};

use super::DayUse;
use crate::{db::TenantTx, ids::DocumentId, metering::Meter};

/// Amount of one meter on one day.
pub struct DayRow {
    pub day: Date,
    pub meter: Meter,
    pub amount: i64,
}

impl Meter {
    /// Figure of a day that this meter counts; failures are the operator's.
    pub(super) fn of(self, day: &mut DayUse) -> Option<&mut i64> {
        Some(match self {
            Self::ApiCalls => &mut day.api_calls,
            Self::PageViews => &mut day.page_views,
            Self::DocumentViews => &mut day.document_views,
            Self::Downloads => &mut day.downloads,
            Self::Messages => &mut day.messages,
            Self::StorageBytes => &mut day.storage_bytes,
            Self::Failures => return None,
        })
    }
}

/// Amounts from a day on.
pub async fn days(tx: &mut TenantTx, first: Date) -> Result<Vec<DayRow>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        DayRow,
        r#"SELECT day, meter AS "meter: Meter", amount FROM usage_days WHERE project_id = $1 AND day >= $2"#,
        project.as_str(),
        first,
    )
    .fetch_all(tx.conn())
    .await
}

/// Amount of one meter in one hour.
pub struct HourRow {
    pub hour: OffsetDateTime,
    pub meter: Meter,
    pub amount: i64,
}

/// Amounts from an hour on, and before it the last level of storage.
pub async fn hours(tx: &mut TenantTx, first: OffsetDateTime) -> Result<Vec<HourRow>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        HourRow,
        r#"SELECT hour, meter AS "meter: Meter", amount FROM usage_hours
           WHERE project_id = $1 AND (hour >= $2 OR meter = 'storage_bytes' AND hour = (
               SELECT max(hour) FROM usage_hours WHERE project_id = $1 AND hour < $2 AND meter = 'storage_bytes'))"#,
        project.as_str(),
        first,
    )
    .fetch_all(tx.conn())
    .await
}

/// Number of people on each day from `first` on.
pub async fn people(tx: &mut TenantTx, first: Date) -> Result<Vec<(Date, i64)>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT day, count(*) AS "people!" FROM usage_people WHERE project_id = $1 AND day >= $2 GROUP BY day"#,
        project.as_str(),
        first,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.day, row.people)).collect())
}

/// Storage before the days that are told.
#[derive(Clone, Copy, Debug)]
pub struct StorageBefore {
    /// When the project was made.
    pub began: OffsetDateTime,
    /// Last level that was noted before the first day; `None` without any.
    pub bytes: Option<i64>,
}

/// Storage of the project before `first`.
pub async fn storage_before(tx: &mut TenantTx, first: Date) -> Result<StorageBefore, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        StorageBefore,
        r#"SELECT created_at AS began,
                  (SELECT amount FROM usage_days WHERE project_id = $1 AND day < $2 AND meter = 'storage_bytes'
                   ORDER BY day DESC LIMIT 1) AS bytes
           FROM projects WHERE project_id = $1"#,
        project.as_str(),
        first,
    )
    .fetch_one(tx.conn())
    .await
}

/// A document and its use.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct UsedDocument {
    pub id: DocumentId,
    pub name: String,
    /// How often it was opened.
    pub views: i64,
    /// How often a version of it was downloaded.
    pub downloads: i64,
}

/// The most used documents since a day, among those with one of these visibilities.
pub async fn documents(tx: &mut TenantTx, first: Date, sees: &[String]) -> Result<Vec<UsedDocument>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        UsedDocument,
        r#"SELECT d.id AS "id: DocumentId", d.name, sum(u.views)::bigint AS "views!",
                  sum(u.downloads)::bigint AS "downloads!"
           FROM usage_documents u JOIN documents d ON d.project_id = $1 AND d.id = u.document_id
           WHERE u.project_id = $1 AND u.day >= $2 AND d.deleted_at IS NULL AND d.visibility = ANY($3)
           GROUP BY d.id, d.name ORDER BY sum(u.views + u.downloads) DESC, d.id LIMIT 20"#,
        project.as_str(),
        first,
        sees,
    )
    .fetch_all(tx.conn())
    .await
}
