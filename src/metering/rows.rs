//! Rows of use: one statement for each table and second, whatever the number of projects.

use time::{Date, Duration, OffsetDateTime};

use super::{Counts, Meter};
use crate::db::PlatformTx;

/// Time that hourly counts are kept; those by day are kept for `DAYS`.
const HOURS: Duration = Duration::days(62);
/// Time that counts by day, people and documents are kept.
const DAYS: Duration = Duration::days(761);

/// Beginning of an instant's hour.
#[must_use]
pub fn hour_of(now: OffsetDateTime) -> OffsetDateTime {
    now.replace_minute(0).and_then(|at| at.replace_second(0)).and_then(|at| at.replace_nanosecond(0)).unwrap_or(now)
}

/// Adds counts to the rows of the present hour and day. Rows are written in one order, so that replicas do not wait for
/// each other in a circle.
pub async fn write(tx: &mut PlatformTx, counts: &Counts, now: OffsetDateTime, today: Date) -> Result<(), sqlx::Error> {
    let mut amounts: Vec<_> =
        counts.amounts.iter().map(|(&(project, meter), &amount)| (project, meter, amount)).collect();
    amounts.extend(counts.storage.iter().map(|(&project, &bytes)| (project, Meter::StorageBytes, bytes)));
    amounts.sort_unstable_by(|a, b| (a.0.as_str(), a.1.as_str()).cmp(&(b.0.as_str(), b.1.as_str())));
    let projects: Vec<_> = amounts.iter().map(|row| row.0.to_string()).collect();
    let meters: Vec<_> = amounts.iter().map(|row| row.1.to_string()).collect();
    let added: Vec<_> = amounts.iter().map(|row| row.2).collect();
    sqlx::query!(
        "INSERT INTO usage_hours AS u (project_id, hour, meter, amount)
         SELECT project, $4, meter, amount FROM unnest($1::text[], $2::text[], $3::bigint[]) AS a (project, meter, amount)
         ON CONFLICT (project_id, hour, meter) DO UPDATE
         SET amount = excluded.amount + CASE excluded.meter WHEN 'storage_bytes' THEN 0 ELSE u.amount END",
        &projects,
        &meters,
        &added,
        hour_of(now),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO usage_days AS u (project_id, day, meter, amount)
         SELECT project, $4, meter, amount FROM unnest($1::text[], $2::text[], $3::bigint[]) AS a (project, meter, amount)
         ON CONFLICT (project_id, day, meter) DO UPDATE
         SET amount = excluded.amount + CASE excluded.meter WHEN 'storage_bytes' THEN 0 ELSE u.amount END",
        &projects,
        &meters,
        &added,
        today,
    )
    .execute(tx.conn())
    .await?;
    write_people(tx, counts, today).await?;
    write_documents(tx, counts, today).await
}

async fn write_people(tx: &mut PlatformTx, counts: &Counts, today: Date) -> Result<(), sqlx::Error> {
    let mut people: Vec<_> = counts.people.iter().map(|(project, person)| (project.to_string(), person.0)).collect();
    people.sort_unstable();
    let (projects, people): (Vec<_>, Vec<_>) = people.into_iter().unzip();
    if people.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO usage_people (project_id, day, user_id)
         SELECT project, $3, person FROM unnest($1::text[], $2::uuid[]) AS a (project, person)
         ON CONFLICT DO NOTHING",
        &projects,
        &people,
        today,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn write_documents(tx: &mut PlatformTx, counts: &Counts, today: Date) -> Result<(), sqlx::Error> {
    let mut used: Vec<_> =
        counts.documents.iter().map(|((project, id), used)| (project.to_string(), id.0, *used)).collect();
    if used.is_empty() {
        return Ok(());
    }
    used.sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let projects: Vec<_> = used.iter().map(|row| row.0.clone()).collect();
    let documents: Vec<_> = used.iter().map(|row| row.1).collect();
    let views: Vec<_> = used.iter().map(|row| row.2.views).collect();
    let downloads: Vec<_> = used.iter().map(|row| row.2.downloads).collect();
    sqlx::query!(
        "INSERT INTO usage_documents AS u (project_id, day, document_id, views, downloads)
         SELECT project, $5, document, views, downloads
         FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::bigint[]) AS a (project, document, views, downloads)
         ON CONFLICT (project_id, day, document_id) DO UPDATE
         SET views = u.views + excluded.views, downloads = u.downloads + excluded.downloads",
        &projects,
        &documents,
        &views,
        &downloads,
        today,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Deletes rows that are older than they are kept.
pub async fn delete_expired(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    let (hour, day) = (now - HOURS, (now - DAYS).date());
    sqlx::query!("DELETE FROM usage_hours WHERE hour < $1", hour).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM usage_days WHERE day < $1", day).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM usage_people WHERE day < $1", day).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM usage_documents WHERE day < $1", day).execute(tx.conn()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::hour_of;

    #[test]
    fn an_hour_begins_at_its_minute_zero() {
        assert_eq!(hour_of(datetime!(2026-11-30 23:59:59.9 UTC)), datetime!(2026-11-30 23:00 UTC));
        assert_eq!(hour_of(datetime!(2026-11-30 23:00 UTC)), datetime!(2026-11-30 23:00 UTC));
    }
}
