//! Log-in by mail: a link, and a code for the browser that asked. An unknown address gets the same pages and a row
//! without a person.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use rand::Rng;
use sqlx::types::Uuid;
use time::Duration;

use super::store;
use crate::{
    db::{PlatformScope, PlatformTx},
    http::{
        AppError, AppState,
        page::next::{NextPath, query},
    },
    identity::{Secret, digest, sessions::Entrant},
    ids::UserId,
    jobs,
    limits::MailKind,
    mail::{Mail, Word},
    text::{self, email::normal_email},
};

const LIFETIME: Duration = Duration::minutes(15);
/// Maximum number of open mails, so that no mailbox can be flooded.
const OPEN: i64 = 5;
/// Wrong codes after which only a new mail helps.
const TRIES: i32 = 5;

/// Mails a link and a code to the owner of the address. The answer must not reveal whether there is one: the row is
/// made in any case, and its owner is looked up beside the request. The mail program's own browser often opens the
/// link, so the target path is stored for any browser.
pub async fn ask(
    state: &AppState,
    email: &str,
    visitor: [u8; 32],
    next: &NextPath,
    stays: bool,
) -> Result<(), AppError> {
    let (id, token, now) = (Uuid::now_v7(), Secret::new(), state.clock.now());
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000));
    let (token_hash, code_hash, next) = (token.digest(), code_hash(state, id, &code), next.for_any_browser());
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    sqlx::query!(
        "INSERT INTO mail_logins (id, token_hash, code_hash, visitor_hash, next, expires_at, stays)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        token_hash.as_slice(),
        code_hash.as_slice(),
        visitor.as_slice(),
        next.as_str(),
        now + LIFETIME,
        stays,
    )
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    let (state, email) = (state.clone(), normal_email(email));
    let work = state.load.work.clone();
    work.spawn(async move {
        if let Err(error) = send(&state, &email, id, &token, &code).await {
            tracing::error!(?error, "a sign-in mail could not be made");
        }
    });
    Ok(())
}

async fn send(state: &AppState, email: &str, id: Uuid, token: &Secret, code: &str) -> Result<(), AppError> {
    if !state.rate_limits.mail(MailKind::SignIn, email) {
        return Ok(());
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let Some(person) = store::by_email(&mut tx, email).await? else { return Ok(()) };
    if open(&mut tx, state, person.id).await? >= OPEN {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE mail_logins l SET user_id = u.id, epoch = u.credential_epoch FROM users u WHERE l.id = $1 AND u.id = $2",
        id,
        person.id.0,
    )
    .execute(tx.conn())
    .await?;
    let link = format!("{}/login/link?{}", state.hosts.app, query(&[("token", token.text())]));
    let words = [("link", Word::link(&link)), ("code", Word::code(code))];
    let mail = Mail::in_words(person.language, "login", &person.name, &person.email, &words);
    jobs::enqueue_platform(&mut tx, None, &mail).await?;
    tx.commit().await?;
    Ok(())
}

async fn open(tx: &mut PlatformTx, state: &AppState, user: UserId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM mail_logins l JOIN users u ON u.id = l.user_id
           WHERE l.user_id = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND l.epoch = u.credential_epoch"#,
        user.0,
        state.clock.now(),
    )
    .fetch_one(tx.conn())
    .await
}

fn code_hash(state: &AppState, id: Uuid, code: &str) -> [u8; 32] {
    state.keys.tag("mailed sign-in code", &format!("{id} {code}"))
}

/// An open link.
pub struct Bearer {
    /// Address of its person.
    pub email: String,
    /// Target path.
    pub next: String,
    /// The wish to stay logged in, in the browser that asked; another device was not meant.
    pub stays: bool,
}

/// The open link of this token, in the browser of `visitor`; nothing is used up.
pub async fn bearer(state: &AppState, token: &str, visitor: [u8; 32]) -> Result<Bearer, AppError> {
    let (hash, mut tx) = (digest(token), state.db.platform(PlatformScope::Platform).await?);
    let found = sqlx::query_as!(
        Bearer,
        r#"SELECT u.email, l.next, l.stays AND l.visitor_hash = $4 AS "stays!" FROM mail_logins l JOIN users u ON u.id = l.user_id
         WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND l.wrong_codes < $3
           AND l.epoch = u.credential_epoch AND u.disabled_at IS NULL"#,
        hash.as_slice(),
        state.clock.now(),
        TRIES,
        visitor.as_slice(),
    )
    .fetch_optional(tx.conn())
    .await?;
    found.ok_or(AppError::LinkExpired)
}

/// Target of a used log-in of `user`, found by its link or by the browser that asked: opening it once more leads on.
pub async fn went(state: &AppState, user: UserId, by: [u8; 32]) -> Result<Option<String>, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let next = sqlx::query_scalar!(
        "SELECT next FROM mail_logins
         WHERE user_id = $1 AND used_at IS NOT NULL AND (token_hash = $2 OR visitor_hash = $2) ORDER BY id DESC LIMIT 1",
        user.0,
        by.as_slice(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(next)
}

/// Uses up a link; returns the person and the target.
pub async fn use_link(state: &AppState, token: &str) -> Result<(Entrant, String), AppError> {
    let (hash, mut tx) = (digest(token), state.db.platform(PlatformScope::Platform).await?);
    let row = sqlx::query!(
        "UPDATE mail_logins l SET used_at = $2 FROM users u
         WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND l.wrong_codes < $3
           AND u.id = l.user_id AND u.credential_epoch = l.epoch AND u.disabled_at IS NULL
         RETURNING u.id, u.credential_epoch, l.next",
        hash.as_slice(),
        state.clock.now(),
        TRIES,
    )
    .fetch_optional(tx.conn())
    .await?;
    tx.commit().await?;
    let row = row.ok_or(AppError::LinkExpired)?;
    Ok((Entrant::of(row.id.into(), row.credential_epoch), row.next))
}

/// Tries a code in the browser that asked; returns the person and the target. Each try is counted before it is checked,
/// so that the limit holds for concurrent tries.
pub async fn use_code(state: &AppState, visitor: [u8; 32], typed: &str) -> Result<(Entrant, String), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let row = sqlx::query!(
        r#"UPDATE mail_logins SET wrong_codes = wrong_codes + 1
           WHERE id = (SELECT id FROM mail_logins WHERE visitor_hash = $1 AND used_at IS NULL AND expires_at > $2
                       ORDER BY id DESC LIMIT 1)
             AND wrong_codes < $3
           RETURNING id, code_hash, user_id AS "user_id: UserId", next, wrong_codes"#,
        visitor.as_slice(),
        now,
        TRIES,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Err(AppError::CodeExhausted) };
    let typed: String = text::normalize::code(typed);
    let right = verify_slices_are_equal(&row.code_hash, &code_hash(state, row.id, &typed)).is_ok();
    let spent = sqlx::query!(
        "UPDATE mail_logins l SET used_at = $2 FROM users u
         WHERE l.id = $1 AND $3 AND l.used_at IS NULL AND u.id = l.user_id AND u.credential_epoch = l.epoch
           AND u.disabled_at IS NULL RETURNING u.id, u.credential_epoch",
        row.id,
        now,
        right,
    )
    .fetch_optional(tx.conn())
    .await?;
    tx.commit().await?;
    match spent {
        Some(spent) => Ok((Entrant::of(spent.id.into(), spent.credential_epoch), row.next)),
        None if row.wrong_codes >= TRIES => Err(AppError::CodeExhausted),
        None => Err(AppError::WrongCode),
    }
}
