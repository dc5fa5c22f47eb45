//! Rows of factors and of pending log-ins.

pub mod passkeys;

use time::OffsetDateTime;

use crate::{
    db::PlatformTx,
    http::{AppError, Caller},
    identity::sessions::Entrant,
    ids::UserId,
};

/// Factors of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// Whether an authenticator app is confirmed.
    pub app: bool,
    /// Number of passkeys.
    pub passkeys: i64,
    /// Number of unused recovery codes.
    pub codes: i64,
    /// Whether there is a password.
    pub password: bool,
    /// Number of linked accounts for log-in.
    pub identities: i64,
}

impl Factors {
    /// Whether the person has a second factor.
    pub fn any(&self) -> bool {
        self.app || self.passkeys > 0
    }
}

/// Factors of the person.
pub async fn factors(tx: &mut PlatformTx, user: UserId) -> Result<Factors, sqlx::Error> {
    sqlx::query_as!(
        Factors,
        r#"SELECT EXISTS (SELECT FROM totp_secrets WHERE user_id = $1 AND confirmed_at IS NOT NULL) AS "app!",
                  (SELECT count(*) FROM passkeys WHERE user_id = $1) AS "passkeys!",
                  (SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL) AS "codes!",
                  EXISTS (SELECT FROM users WHERE id = $1 AND password_hash IS NOT NULL) AS "password!",
                  (SELECT count(*) FROM identities WHERE user_id = $1) AS "identities!""#,
        user.0,
    )
    .fetch_one(tx.conn())
    .await
}

/// Number of ways to log in: password, passkeys, linked accounts. The person's row stays locked until the transaction
/// ends, so that two concurrent removals do not each count on the other.
pub async fn ways_in(tx: &mut PlatformTx, user: UserId) -> Result<i64, sqlx::Error> {
    sqlx::query!("SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE", user.0).fetch_one(tx.conn()).await?;
    let has = factors(tx, user).await?;
    Ok(i64::from(has.password) + has.passkeys + has.identities)
}

/// Whether the person has a second factor.
pub async fn any(tx: &mut PlatformTx, user: UserId) -> Result<bool, sqlx::Error> {
    factors(tx, user).await.map(|factors| factors.any())
}

/// Factors of the caller, for changing them: a caller with a factor must have shown one in this session.
pub async fn own_factors(tx: &mut PlatformTx, caller: &Caller) -> Result<Factors, AppError> {
    let has = factors(tx, caller.user).await?;
    if has.any() && caller.auth_times.strong_at.is_none() { Err(AppError::ProofTooOld) } else { Ok(has) }
}

/// Starts setting up an app; an app in use stays in force.
pub async fn start_app(
    tx: &mut PlatformTx,
    user: UserId,
    sealed: &[u8],
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO totp_secrets (user_id, secret, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET secret = $2, created_at = $3 WHERE totp_secrets.confirmed_at IS NULL",
        user.0,
        sealed,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Secret of the app being set up.
pub async fn started_app(tx: &mut PlatformTx, user: UserId) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!("SELECT secret FROM totp_secrets WHERE user_id = $1 AND confirmed_at IS NULL", user.0)
        .fetch_optional(tx.conn())
        .await
}

/// Confirms the app with the code of `step`, which is used up.
pub async fn confirm_app(
    tx: &mut PlatformTx,
    user: UserId,
    step: i64,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let confirmed = sqlx::query!(
        "UPDATE totp_secrets SET confirmed_at = $3, last_step = $2 WHERE user_id = $1 AND confirmed_at IS NULL",
        user.0,
        step,
        now,
    );
    Ok(confirmed.execute(tx.conn()).await?.rows_affected() == 1)
}

/// The secret of the app in use.
pub async fn app_secret(tx: &mut PlatformTx, user: UserId) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!("SELECT secret FROM totp_secrets WHERE user_id = $1 AND confirmed_at IS NOT NULL", user.0)
        .fetch_optional(tx.conn())
        .await
}

/// Uses up a step and all before it; of concurrent tries one succeeds.
pub async fn use_step(tx: &mut PlatformTx, user: UserId, step: i64) -> Result<bool, sqlx::Error> {
    let spent =
        sqlx::query!("UPDATE totp_secrets SET last_step = $2 WHERE user_id = $1 AND last_step < $2", user.0, step);
    Ok(spent.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Removes the app.
pub async fn remove_app(tx: &mut PlatformTx, user: UserId) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!("DELETE FROM totp_secrets WHERE user_id = $1", user.0).execute(tx.conn()).await?;
    Ok(removed.rows_affected() == 1)
}

/// Stores a new set of recovery codes in place of any other.
pub async fn set_recovery_codes(
    tx: &mut PlatformTx,
    user: UserId,
    hashes: &[Vec<u8>],
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    // The person's row is the lock: of two concurrent sets one is complete.
    sqlx::query!("SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE", user.0).fetch_one(tx.conn()).await?;
    remove_recovery_codes(tx, user).await?;
    sqlx::query!(
        "INSERT INTO recovery_codes (user_id, code_hash, created_at) SELECT $1, hash, $3 FROM unnest($2::bytea[]) hash",
        user.0,
        hashes,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes the recovery codes.
pub async fn remove_recovery_codes(tx: &mut PlatformTx, user: UserId) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM recovery_codes WHERE user_id = $1", user.0).execute(tx.conn()).await?;
    Ok(())
}

/// Uses up a recovery code; of concurrent tries one succeeds.
pub async fn use_recovery_code(
    tx: &mut PlatformTx,
    user: UserId,
    hash: [u8; 32],
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let spent = sqlx::query!(
        "UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL",
        user.0,
        hash.as_slice(),
        now,
    );
    Ok(spent.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Removes every factor, recovery codes included.
pub async fn forget_all(tx: &mut PlatformTx, user: UserId) -> Result<(), sqlx::Error> {
    remove_app(tx, user).await?;
    sqlx::query!("DELETE FROM passkeys WHERE user_id = $1", user.0).execute(tx.conn()).await?;
    remove_recovery_codes(tx, user).await
}

/// A log-in that waits for its second factor.
#[derive(Clone, Debug)]
pub struct Pending {
    pub hash: Vec<u8>,
    pub user: UserId,
    epoch: i32,
    stays: bool,
    /// Path to go on to, on our host.
    pub next: String,
}

impl Pending {
    /// Person and credentials of the first proof.
    pub fn entrant(&self) -> Entrant {
        Entrant::of(self.user, self.epoch).staying(self.stays)
    }
}

/// Deletes expired pending log-ins.
pub async fn forget_pending_over(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM pending_logins WHERE expires_at < $1", now).execute(tx.conn()).await.map(drop)
}

/// Adds a pending log-in.
pub async fn add_pending(
    tx: &mut PlatformTx,
    hash: [u8; 32],
    entrant: Entrant,
    visitor: [u8; 32],
    next: &str,
    expires_at: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO pending_logins (secret_hash, user_id, epoch, visitor_hash, next, expires_at, stays)
         VALUES ($1, $2, $6, $3, $4, $5, $7)",
        hash.as_slice(),
        entrant.user.0,
        visitor.as_slice(),
        next,
        expires_at,
        entrant.epoch,
        entrant.stays,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Pending log-in by the secret in the browser.
pub async fn pending(
    tx: &mut PlatformTx,
    hash: [u8; 32],
    visitor: [u8; 32],
    tries: i32,
    now: OffsetDateTime,
) -> Result<Option<Pending>, sqlx::Error> {
    sqlx::query_as!(
        Pending,
        r#"SELECT l.secret_hash AS hash, l.user_id AS "user: UserId", l.epoch, l.stays, l.next
           FROM pending_logins l JOIN users u ON u.id = l.user_id
           WHERE l.secret_hash = $1 AND l.visitor_hash = $2 AND l.used_at IS NULL AND l.expires_at > $4
             AND l.wrong_codes < $3 AND l.epoch = u.credential_epoch AND u.disabled_at IS NULL"#,
        hash.as_slice(),
        visitor.as_slice(),
        tries,
        now,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Counts a wrong answer.
pub async fn count_wrong(tx: &mut PlatformTx, pending: &Pending) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE pending_logins SET wrong_codes = wrong_codes + 1 WHERE secret_hash = $1", pending.hash)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Uses up a pending log-in; of concurrent tries one succeeds.
pub async fn use_pending(tx: &mut PlatformTx, pending: &Pending, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let used = sqlx::query!(
        "UPDATE pending_logins SET used_at = $2 WHERE secret_hash = $1 AND used_at IS NULL",
        pending.hash,
        now,
    );
    Ok(used.execute(tx.conn()).await?.rows_affected() == 1)
}
