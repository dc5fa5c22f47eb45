//! Change of an e-mail address: requested while logged in, confirmed by a link to the new address, announced to the old
//! one.

use time::{Duration, OffsetDateTime};

use crate::{
    db::{PlatformScope, PlatformTx, constraint},
    http::{AppError, AppState, Caller, Checks, FieldErrors},
    identity::{Secret, digest, sessions},
    ids::UserId,
    jobs::{self, Job},
    mail::{Mail, Word},
    text::email::normal_email,
};

/// Lifetime of the link.
const LIFETIME: Duration = Duration::hours(1);
/// Maximum number of changes requested within that time.
const A_LIFETIME_S: i64 = 5;

/// Mails a link to the new address, and a notice to the old one; the caller has just proven their identity. Only the
/// mail to the new address reveals whether another person has it.
pub async fn ask(state: &AppState, caller: &Caller, email: &str) -> Result<(), AppError> {
    let email = normal_email(email);
    Checks::new().email("email", &email).that("email", email != caller.email, "same-address", 0).finish()?;
    let (now, secret) = (state.clock.now(), Secret::new());
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    if asked_lately(&mut tx, caller.user, now).await? >= A_LIFETIME_S {
        return Err(FieldErrors::one("email", "too-many-mails").into());
    }
    let taken = is_taken(&mut tx, &email).await?;
    // Only the last link is valid; one that was not mailed is stored alike.
    spend(&mut tx, caller.user, now).await?;
    add(&mut tx, secret.digest(), caller.user, &email, now + LIFETIME).await?;
    let link = format!("{}/account/email?token={}", state.hosts.app, secret.text());
    if taken {
        tell(&mut tx, caller, &email, "address-taken", ("email", Word::place(&email))).await?;
    } else {
        tell(&mut tx, caller, &email, "address-confirm", ("link", Word::link(&link))).await?;
    }
    tell(&mut tx, caller, &caller.email, "address-asked", ("email", Word::place(&email))).await?;
    tx.commit().await?;
    Ok(())
}

async fn tell(
    tx: &mut PlatformTx,
    caller: &Caller,
    to: &str,
    key: &str,
    arg: (&'static str, Word),
) -> Result<(), sqlx::Error> {
    // Mail to an unproven mailbox does not use the name the person gave themselves.
    let name = if to == caller.email { caller.name.as_str() } else { "" };
    let mail = Mail::in_words(caller.language, key, name, to, &[arg]);
    jobs::enqueue_platform(tx, None, &Job::SendMail(mail)).await.map(drop)
}

/// A change that waits for its confirmation.
#[derive(Debug)]
pub struct Change {
    /// Person who asked.
    pub user: UserId,
    /// The new address.
    pub email: String,
}

/// Change behind a link's token; nothing is used up.
pub async fn look(state: &AppState, token: &str) -> Result<Change, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let hash = digest(token);
    let change = sqlx::query_as!(
        Change,
        r#"SELECT user_id AS "user: UserId", email FROM email_changes
           WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
             AND epoch = (SELECT credential_epoch FROM users WHERE id = user_id)"#,
        hash.as_slice(),
        state.clock.now(),
    )
    .fetch_optional(tx.conn())
    .await?;
    change.ok_or(AppError::LinkExpired)
}

/// Gives the caller the address of their link, if no other person has it by now. Their other sessions end, and mailed
/// links to the old address become invalid.
pub async fn confirm(state: &AppState, caller: &Caller, token: &str) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    sessions::in_turn(&mut tx, caller.user).await?;
    let hash = digest(token);
    let email = sqlx::query_scalar!(
        "UPDATE email_changes SET used_at = $3
         WHERE token_hash = $1 AND user_id = $2 AND used_at IS NULL AND expires_at > $3
           AND epoch = (SELECT credential_epoch FROM users WHERE id = $2) RETURNING email",
        hash.as_slice(),
        caller.user.0,
        now,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::LinkExpired)?;
    sqlx::query!("UPDATE users SET email = $2 WHERE id = $1", caller.user.0, email).execute(tx.conn()).await.map_err(
        |error| match constraint(&error) {
            Some("users_email_key") => AppError::LinkExpired,
            _ => error.into(),
        },
    )?;
    sessions::end_others(&mut tx, caller.user, caller.root, now).await?;
    tell(&mut tx, caller, &caller.email, "address-changed", ("email", Word::place(&email))).await?;
    tx.commit().await?;
    Ok(())
}

/// Number of requested changes that have not expired.
async fn asked_lately(tx: &mut PlatformTx, user: UserId, now: OffsetDateTime) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM email_changes WHERE user_id = $1 AND expires_at > $2"#,
        user.0,
        now,
    )
    .fetch_one(tx.conn())
    .await
}

async fn is_taken(tx: &mut PlatformTx, email: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM users WHERE email = $1) AS "is!""#, email)
        .fetch_one(tx.conn())
        .await
}

async fn spend(tx: &mut PlatformTx, user: UserId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE email_changes SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL", user.0, now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn add(
    tx: &mut PlatformTx,
    hash: [u8; 32],
    user: UserId,
    email: &str,
    expires_at: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO email_changes (token_hash, user_id, email, epoch, expires_at)
         SELECT $1, id, $3, credential_epoch, $4 FROM users WHERE id = $2",
        hash.as_slice(),
        user.0,
        email,
        expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
