//! Session rows. A token only names a row; the row decides at every request.

use std::net::IpAddr;

use sqlx::types::Uuid;
use time::{Duration, OffsetDateTime};

use super::{Audience, Secret};
use crate::{
    db::{Change, PlatformTx},
    ids::{ProjectId, SessionId, UserId},
};

/// Idle timeout of a session.
pub const IDLE: Duration = Duration::minutes(90);
/// Minimum time between two updates of a session's last use.
pub const SEEN: Duration = Duration::minutes(1);
/// Absolute lifetime of a session.
pub const ABSOLUTE: Duration = Duration::hours(12);
/// Idle timeout of a session that stays.
pub const STAYS_IDLE: Duration = Duration::days(30);
/// Absolute lifetime of a session that stays.
pub const STAYS: Duration = Duration::days(60);

/// A newly opened session.
#[derive(Debug)]
pub struct Opened {
    /// Session id.
    pub id: SessionId,
    /// Renewal secret for the short-lived token; goes into a cookie.
    pub renewal: Secret,
    /// Absolute lifetime.
    pub lifetime: Duration,
}

/// An authenticated person with the credentials that were checked. A new password or address in between invalidates the
/// proof: a log-in opens a session only while the person's epoch is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrant {
    /// The person.
    pub user: UserId,
    /// `users.credential_epoch` when the proof was checked.
    pub epoch: i32,
    /// Whether the person asked to stay logged in on this device.
    pub stays: bool,
}

impl Entrant {
    /// A person whose proof was checked at this credential epoch.
    #[must_use]
    pub fn of(user: UserId, epoch: i32) -> Self {
        Self { user, epoch, stays: false }
    }

    /// The same person, with their wish to stay logged in on this device.
    #[must_use]
    pub fn staying(self, stays: bool) -> Self {
        Self { stays, ..self }
    }

    /// For a proof that depends on no password or address, or that was checked in this transaction.
    pub async fn now(tx: &mut PlatformTx, user: UserId) -> Result<Self, sqlx::Error> {
        let epoch = sqlx::query_scalar!("SELECT credential_epoch FROM users WHERE id = $1", user.0);
        Ok(Self::of(user, epoch.fetch_one(tx.conn()).await?))
    }
}

/// How a session starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Session it continues: same family, inherited proofs.
    from: Option<SessionId>,
    /// Credential epoch of a log-in.
    epoch: Option<i32>,
    /// Whether the person has just proven their identity.
    proven: bool,
    /// Whether that proof included a second factor.
    strong: bool,
    /// Whether the session stays beyond the usual times.
    stays: bool,
}

impl Origin {
    /// A log-in, with or without a second factor: a new family.
    #[must_use]
    pub fn log_in(entrant: Entrant, strong: bool) -> Self {
        Self { from: None, epoch: Some(entrant.epoch), proven: true, strong, stays: entrant.stays }
    }

    /// Carries a log-in to another host.
    #[must_use]
    pub fn carried(from: SessionId) -> Self {
        Self { from: Some(from), ..Self::default() }
    }

    /// A repeated proof of identity in the session `from`.
    #[must_use]
    pub fn step_up(from: SessionId, strong: bool) -> Self {
        Self { from: Some(from), proven: true, strong, ..Self::default() }
    }
}

/// Times of the proofs of identity in a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuthTimes {
    /// A second factor.
    pub strong_at: Option<OffsetDateTime>,
    /// Any proof.
    pub proven_at: Option<OffsetDateTime>,
}

/// Serialises opening and ending a person's sessions, so that a log-out or the loss of all sessions leaves none behind
/// that was just being opened. Call it before locking the person's row: opening a session reads that row, and two
/// transactions must not wait for each other. Transactions that keep the row from changing lock it `FOR NO KEY UPDATE`,
/// which sessions pass by.
pub async fn in_turn(tx: &mut PlatformTx, user: UserId) -> Result<(), sqlx::Error> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('sessions of ' || $1::text, 0))", user.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Opens a session; `None` if the session it continues has ended, or the credentials have changed since they were
/// checked. A continued session ends when its log-in does.
pub async fn open(
    tx: &mut PlatformTx,
    user: UserId,
    audience: Audience,
    origin: Origin,
    user_agent: &str,
    now: OffsetDateTime,
) -> Result<Option<Opened>, sqlx::Error> {
    in_turn(tx, user).await?;
    let (id, renewal) = (SessionId::new(), Secret::new());
    let (hash, user_agent): (_, String) = (renewal.digest(), user_agent.chars().take(300).collect());
    let opened = sqlx::query!(
        "INSERT INTO sessions (id, root_id, user_id, audience, renewal_hash, user_agent, created_at, last_seen_at,
                               expires_at, strong_at, proven_at, stays)
         SELECT $1, coalesce(f.root_id, $1), $3, $4, $5, $6, $7, $7,
                least(f.expires_at, CASE WHEN coalesce(f.stays, $12) THEN $13 ELSE $8::timestamptz END),
                CASE WHEN $9 THEN $7 ELSE f.strong_at END, CASE WHEN $10 THEN $7 ELSE f.proven_at END,
                coalesce(f.stays, $12)
         FROM (SELECT 1) new LEFT JOIN sessions f ON f.id = $2 AND f.user_id = $3 AND f.ended_at IS NULL
         WHERE ($2::uuid IS NULL OR f.id IS NOT NULL)
           AND ($11::int IS NULL OR EXISTS (SELECT FROM users WHERE id = $3 AND credential_epoch = $11
                                            AND disabled_at IS NULL))
         RETURNING expires_at",
        id.0,
        origin.from.map(|from| from.0),
        user.0,
        audience.to_string(),
        hash.as_slice(),
        user_agent,
        now,
        now + ABSOLUTE,
        origin.strong,
        origin.proven,
        origin.epoch,
        origin.stays,
        now + STAYS,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(opened.map(|opened| Opened { id, renewal, lifetime: opened.expires_at - now }))
}

/// The live session a renewal secret belongs to. Of one that stays, the time of its last use is left as it is: it says
/// whether the session is past the usual times.
pub async fn by_renewal(
    tx: &mut PlatformTx,
    secret_hash: [u8; 32],
    audience: Audience,
    now: OffsetDateTime,
) -> Result<Option<(SessionId, UserId)>, sqlx::Error> {
    let row = sqlx::query!(
        "UPDATE sessions SET last_seen_at = CASE WHEN stays THEN last_seen_at ELSE $3 END
         WHERE renewal_hash = $1 AND audience = $2 AND ended_at IS NULL AND expires_at > $3
           AND last_seen_at > CASE WHEN stays THEN $5 ELSE $4::timestamptz END
         RETURNING id, user_id",
        secret_hash.as_slice(),
        audience.to_string(),
        now,
        now - IDLE,
        now - STAYS_IDLE,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.id.into(), row.user_id.into())))
}

/// Whether a session stays beyond the usual times.
pub async fn stays(tx: &mut PlatformTx, id: SessionId) -> Result<bool, sqlx::Error> {
    let stays = sqlx::query_scalar!("SELECT stays FROM sessions WHERE id = $1", id.0);
    Ok(stays.fetch_optional(tx.conn()).await?.unwrap_or_default())
}

/// Whether the person works for the agency or a partner, in any project or on the platform: their log-ins end at the usual
/// times. The transaction must be of their listings.
pub async fn works(tx: &mut PlatformTx, user: UserId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT platform_role <> 'none' OR EXISTS (SELECT FROM partner_agents WHERE user_id = $1)
                  OR EXISTS (SELECT FROM listings WHERE works) AS "works!"
           FROM users WHERE id = $1"#,
        user.0,
    )
    .fetch_one(tx.conn())
    .await
}

/// Ends one session, as when another replaces it.
pub async fn end(tx: &mut PlatformTx, session: SessionId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    let user = sqlx::query_scalar!(
        "UPDATE sessions SET ended_at = $2 WHERE ended_at IS NULL AND id = $1 RETURNING user_id",
        session.0,
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(user) = user {
        tx.announce(Change::Person(user.into()));
    }
    Ok(())
}

/// Ends the whole family of a session: logging out on one host logs out of all hosts it led to.
///
/// `session` must be one of the person's.
pub async fn end_login(
    tx: &mut PlatformTx,
    (user, session): (UserId, SessionId),
    now: OffsetDateTime,
) -> Result<u64, sqlx::Error> {
    tx.announce(Change::Person(user));
    in_turn(tx, user).await?;
    let ended = sqlx::query!(
        "UPDATE sessions SET ended_at = $3
         WHERE ended_at IS NULL AND user_id = $1 AND root_id = (SELECT root_id FROM sessions WHERE id = $2)",
        user.0,
        session.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(ended.rows_affected())
}

/// Ends all sessions of a person, as after a new password, except `but`.
pub async fn end_all(
    tx: &mut PlatformTx,
    user: UserId,
    but: Option<SessionId>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    tx.announce(Change::Person(user));
    in_turn(tx, user).await?;
    sqlx::query!(
        "UPDATE sessions SET ended_at = $2 WHERE ended_at IS NULL AND user_id = $1 AND id IS DISTINCT FROM $3",
        user.0,
        now,
        but.map(|session| session.0),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends all sessions of a person outside one family, as after a new address.
pub async fn end_others(
    tx: &mut PlatformTx,
    user: UserId,
    root: SessionId,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    tx.announce(Change::Person(user));
    in_turn(tx, user).await?;
    sqlx::query!(
        "UPDATE sessions SET ended_at = $3 WHERE ended_at IS NULL AND user_id = $1 AND root_id <> $2",
        user.0,
        root.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sets or clears the time until which a tenant session shows the client's view; returns whether it changed.
pub async fn view_as_client(
    tx: &mut PlatformTx,
    session: SessionId,
    project: ProjectId,
    until: Option<OffsetDateTime>,
) -> Result<bool, sqlx::Error> {
    let user = sqlx::query_scalar!(
        "UPDATE sessions SET views_as_client_until = $3
         WHERE id = $1 AND audience = $2 AND ended_at IS NULL AND views_as_client_until IS DISTINCT FROM $3
         RETURNING user_id",
        session.0,
        project.as_str(),
        until,
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(user) = user {
        tx.announce(Change::Person(user.into()));
    }
    Ok(user.is_some())
}

/// Times at which these people last used the project's own host.
pub async fn last_seen_in(
    tx: &mut PlatformTx,
    project: ProjectId,
    people: &[Uuid],
) -> Result<Vec<(UserId, OffsetDateTime)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT user_id, max(last_seen_at) AS "seen!" FROM sessions
           WHERE user_id = ANY ($2) AND audience = $1 GROUP BY user_id"#,
        project.as_str(),
        people,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.user_id.into(), row.seen)).collect())
}

/// Records that a session is in use, with the network address if known; called at most once a minute and session.
pub async fn touch(
    tx: &mut PlatformTx,
    session: SessionId,
    address: Option<IpAddr>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE sessions SET last_seen_at = $2, address = coalesce($3, address) WHERE id = $1",
        session.0,
        now,
        address.map(|address| address.to_string()),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
