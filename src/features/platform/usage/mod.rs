//! Use of a project: what the meters counted, day by day, beside what its plan allows.

mod api;
mod chart;
mod pages;
mod store;

use time::{Date, Duration};

pub use api::tenant_api;
pub use pages::tenant_pages;

use crate::{
    db::TenantTx,
    http::{AppError, AppState},
    metering::Meter,
};

/// Use of a project on one day of the installation's time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayUse {
    /// The day.
    pub day: Date,
    /// Requests to the API.
    pub api_calls: i64,
    /// Requests for pages and by forms.
    pub page_views: i64,
    /// People who made any.
    pub active_people: i64,
    /// Documents that were opened.
    pub document_views: i64,
    /// Versions that were downloaded.
    pub downloads: i64,
    /// Messages that were written.
    pub messages: i64,
    /// Bytes stored at the end of the day.
    pub storage_bytes: i64,
}

impl DayUse {
    fn none(day: Date, storage_bytes: i64) -> Self {
        Self {
            day,
            api_calls: 0,
            page_views: 0,
            active_people: 0,
            document_views: 0,
            downloads: 0,
            messages: 0,
            storage_bytes,
        }
    }
}

/// A project's use and limits.
pub struct Usage {
    /// Each day, the oldest first, today last.
    pub days: Vec<DayUse>,
    /// Documents that were opened or downloaded most, as the caller may see them.
    pub documents: Vec<store::UsedDocument>,
    /// Bytes stored now.
    pub storage_bytes: i64,
    /// Bytes that the plan allows.
    pub storage_limit: i64,
    /// Requests a minute that the plan allows.
    pub requests_per_minute: i64,
}

/// Longest time that is told, in days.
const MOST: i64 = 400;
/// Default time that is told, in days.
const USUAL: i64 = 30;

/// Use of the transaction's project over the last `days` days. Counts of the last second may be missing.
async fn usage(tx: &mut TenantTx, state: &AppState, days: i64, sees: &[String]) -> Result<Usage, AppError> {
    let (today, now) = (state.clock.today(), state.clock.now());
    let first = today - Duration::days(days - 1);
    let rows = store::days(tx, first).await?;
    let people = store::people(tx, first).await?;
    let (storage_bytes, storage_limit, requests_per_minute) = store::limits(tx, now).await?;
    // Before the first level that was noted, the storage was that one.
    let levels = rows.iter().filter(|row| row.meter == Meter::StorageBytes);
    let noted = levels.min_by_key(|row| row.day).map_or(storage_bytes, |row| row.amount);
    let mut storage = store::storage_before(tx, first).await?.unwrap_or(noted);
    let mut all = Vec::new();
    let mut day = first;
    while day <= today {
        let mut one = DayUse::none(day, storage);
        for row in rows.iter().filter(|row| row.day == day) {
            *row.meter.of(&mut one) = row.amount;
        }
        storage = one.storage_bytes;
        one.active_people = people.iter().find(|(on, _)| *on == day).map_or(0, |(_, count)| *count);
        all.push(one);
        day += Duration::DAY;
    }
    if let Some(last) = all.last_mut() {
        last.storage_bytes = storage_bytes;
    }
    let documents = store::documents(tx, first, sees).await?;
    Ok(Usage { days: all, documents, storage_bytes, storage_limit, requests_per_minute })
}
