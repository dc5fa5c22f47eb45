//! Failed proofs of identity delay the next try, longer each time and never for ever. Counted by a keyed hash of the
//! named account, existing or not; in a browser that the account knows, by account and browser (`device`).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use time::{Duration, OffsetDateTime};

use crate::{
    db::PlatformTx,
    http::{AppError, AppState},
};

/// Failures without a delay: typing errors happen.
const FREE: i32 = 5;
const LONGEST: i64 = 60;
/// Time without a failure after which the count is dropped.
const MEMORY: Duration = Duration::hours(1);

/// Delay of the next try after a number of failures: 1, 2, 4 … 60 seconds.
fn wait_after(failures: i32) -> Duration {
    let over = failures - FREE;
    let seconds =
        if over < 0 { 0 } else { 1_i64.checked_shl(over.unsigned_abs()).unwrap_or(LONGEST).clamp(1, LONGEST) };
    Duration::seconds(seconds)
}

/// Seconds until `until`, rounded up.
fn seconds_until(until: OffsetDateTime, now: OffsetDateTime) -> Option<u32> {
    let left = (until - now).whole_milliseconds();
    (left > 0).then(|| u32::try_from((left + 999) / 1000).unwrap_or(u32::MAX))
}

/// Refuses a try while the account is delayed.
pub async fn refuse_waiting(
    tx: &mut PlatformTx,
    state: &AppState,
    account: [u8; 32],
    now: OffsetDateTime,
) -> Result<(), AppError> {
    if !state.slow_down {
        return Ok(());
    }
    let until = sqlx::query_scalar!("SELECT wait_until FROM failures WHERE account = $1", account.as_slice())
        .fetch_optional(tx.conn())
        .await?;
    refuse_until(until, now)
}

fn refuse_until(until: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<(), AppError> {
    match until.and_then(|until| seconds_until(until, now)) {
        Some(retry_after) => Err(AppError::TooManyAttempts { retry_after }),
        None => Ok(()),
    }
}

/// Counts a checked try: a correct one clears the account. Concurrent tries are counted one after the other, and those
/// that should have waited are refused whatever their result: roll back what they did.
pub async fn settle(
    tx: &mut PlatformTx,
    state: &AppState,
    account: [u8; 32],
    right: bool,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    if !state.slow_down {
        return Ok(());
    }
    if !right {
        // Expired rows are deleted a few at a time, skipping locked ones.
        sqlx::query!(
            "DELETE FROM failures WHERE account IN (
                 SELECT account FROM failures WHERE failed_at < $1 LIMIT 20 FOR UPDATE SKIP LOCKED)",
            now - MEMORY,
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            "INSERT INTO failures (account, count, failed_at, wait_until) VALUES ($1, 0, $2, $2) ON CONFLICT DO NOTHING",
            account.as_slice(),
            now,
        )
        .execute(tx.conn())
        .await?;
    }
    let row = sqlx::query!(
        "SELECT count, failed_at, wait_until FROM failures WHERE account = $1 FOR UPDATE",
        account.as_slice(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(()) };
    refuse_until(Some(row.wait_until), now)?;
    if right {
        sqlx::query!("DELETE FROM failures WHERE account = $1", account.as_slice()).execute(tx.conn()).await?;
        return Ok(());
    }
    let count = if now - row.failed_at > MEMORY { 1 } else { row.count.saturating_add(1) };
    sqlx::query!(
        "UPDATE failures SET count = $2, failed_at = $3, wait_until = $4 WHERE account = $1",
        account.as_slice(),
        count,
        now,
        now + wait_after(count),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds the delay to a page's answer.
pub fn say(response: &mut Response, retry_after: u32) {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::{seconds_until, wait_after};

    #[test]
    fn the_wait_doubles_and_stops_at_a_minute() {
        let waits: Vec<i64> = (1..14).map(|failures| wait_after(failures).whole_seconds()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(wait_after(i32::MAX), Duration::seconds(60));
    }

    #[test]
    fn what_is_left_is_rounded_up() {
        let now = OffsetDateTime::UNIX_EPOCH;
        assert_eq!(seconds_until(now, now), None);
        assert_eq!(seconds_until(now + Duration::milliseconds(1), now), Some(1));
        assert_eq!(seconds_until(now + Duration::milliseconds(1500), now), Some(2));
    }
}
