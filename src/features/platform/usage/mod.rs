//! Use of a project: what the meters counted, day by day, beside what its plan allows.

mod api;
mod pages;
mod store;

use std::collections::BTreeMap;

use time::{Date, Duration, OffsetDateTime};

pub use api::tenant_api;
pub use pages::tenant_pages;

use crate::{
    db::TenantTx,
    features::files::documents,
    http::{Access, AppError, AppState},
    metering::{self, Meter},
};

/// Use on one day.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = UsageDay)]
pub struct DayUse {
    /// Day of the installation's time zone.
    pub day: Date,
    /// Requests to the API that were admitted.
    pub api_calls: i64,
    /// Requests for pages and by forms that were admitted.
    pub page_views: i64,
    /// People who made any request; programs with a project's key are none.
    pub active_people: i64,
    /// Pages of documents that were opened.
    pub document_views: i64,
    /// Versions that were downloaded.
    pub downloads: i64,
    /// Messages that were written.
    pub messages: i64,
    /// Bytes stored at the end of the day, open uploads included.
    pub storage_bytes: i64,
}

impl DayUse {
    /// Whether anything happened on it.
    fn is_any(&self) -> bool {
        let Self { api_calls, page_views, active_people, document_views, downloads, messages, .. } = *self;
        [api_calls, page_views, active_people, document_views, downloads, messages].iter().any(|count| *count > 0)
    }

    fn none(day: Date) -> Self {
        Self {
            day,
            api_calls: 0,
            page_views: 0,
            active_people: 0,
            document_views: 0,
            downloads: 0,
            messages: 0,
            storage_bytes: 0,
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
/// Number of hours that are told.
const HOURS: i64 = 24;

/// Use in one hour, as of a day; its people are not counted.
pub struct HourUse {
    /// Beginning of the hour.
    pub hour: OffsetDateTime,
    /// Figures of the hour.
    pub used: DayUse,
}

/// Use of the transaction's project in each of the last 24 hours, the present one last.
async fn hours(tx: &mut TenantTx, state: &AppState) -> Result<Vec<HourUse>, AppError> {
    let first = metering::hour_of(state.clock.now()) - Duration::hours(HOURS - 1);
    let day = |hour| state.clock.zone().local(hour).date();
    let mut all: Vec<_> = (0..HOURS)
        .map(|number| first + Duration::hours(number))
        .map(|hour| HourUse { hour, used: DayUse::none(day(hour)) })
        .collect();
    let mut levels = BTreeMap::new();
    for row in store::hours(tx, first).await? {
        if row.meter == Meter::StorageBytes {
            levels.insert(row.hour, row.amount);
        } else if let Some(hour) = all.iter_mut().find(|one| one.hour == row.hour)
            && let Some(figure) = row.meter.of(&mut hour.used)
        {
            *figure = row.amount;
        }
    }
    // Before the first level that was noted, the storage was that one; without any it is the present one.
    let present = documents::uploads::store::bytes_used(tx, state.clock.now()).await?;
    let mut storage = levels.values().next().copied().unwrap_or(present);
    let began = metering::hour_of(store::storage_before(tx, state.clock.today()).await?.began);
    for one in all.iter_mut().filter(|one| one.hour >= began) {
        storage = levels.range(..=one.hour).next_back().map_or(storage, |(_, level)| *level);
        one.used.storage_bytes = storage;
    }
    Ok(all)
}

/// Use of the transaction's project over the last `days` days. Counts of the last second may be missing.
async fn usage(tx: &mut TenantTx, state: &AppState, access: &Access, days: i64) -> Result<Usage, AppError> {
    let today = state.clock.today();
    let first = today - Duration::days(days - 1);
    let storage_bytes = documents::uploads::store::bytes_used(tx, state.clock.now()).await?;
    let mut all: Vec<_> = (0..days).map(|day| DayUse::none(first + Duration::days(day))).collect();
    let place = |day: Date| usize::try_from((day - first).whole_days()).unwrap_or(usize::MAX);
    let mut levels = BTreeMap::from([(today, storage_bytes)]);
    for row in store::days(tx, first).await? {
        if row.meter == Meter::StorageBytes {
            // The present level is newer than today's note.
            levels.entry(row.day).or_insert(row.amount);
        } else if let Some(figure) = all.get_mut(place(row.day)).and_then(|day| row.meter.of(day)) {
            *figure = row.amount;
        }
    }
    for (day, people) in store::people(tx, first).await? {
        if let Some(day) = all.get_mut(place(day)) {
            day.active_people = people;
        }
    }
    // Before the first level that was noted, the storage was that one.
    let noted = levels.values().next().copied().unwrap_or(storage_bytes);
    let before = store::storage_before(tx, first).await?;
    let (mut storage, began) = (before.bytes.unwrap_or(noted), state.clock.zone().local(before.began).date());
    for day in all.iter_mut().filter(|day| day.day >= began) {
        storage = levels.get(&day.day).copied().unwrap_or(storage);
        day.storage_bytes = storage;
    }
    let documents = store::documents(tx, first, &access.sees()).await?;
    Ok(Usage {
        days: all,
        documents,
        storage_bytes,
        storage_limit: access.limits.storage_bytes,
        requests_per_minute: access.limits.requests_per_minute.into(),
    })
}
