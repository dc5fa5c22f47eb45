//! Rows of people, their passwords and hand-offs.

pub mod expiry;

use time::OffsetDateTime;

use crate::{
    access::PlatformRole,
    db::{Change, PlatformTx},
    identity::sessions::Entrant,
    ids::{ProjectId, SessionId, UserId},
    text::Language,
};

/// A person, for their own pages and mails.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub language: Language,
}

/// Person of an address with the stored password; disabled ones are not found.
pub async fn credentials(tx: &mut PlatformTx, email: &str) -> Result<Option<(Entrant, Option<String>)>, sqlx::Error> {
    let row = sqlx::query!(
        "SELECT id, credential_epoch, password_hash FROM users WHERE email = $1 AND disabled_at IS NULL",
        email,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (Entrant::of(row.id.into(), row.credential_epoch), row.password_hash)))
}

/// The platform role of a person.
pub async fn platform_role(tx: &mut PlatformTx, user: UserId) -> Result<Option<PlatformRole>, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT platform_role AS "role: PlatformRole" FROM users WHERE id = $1"#, user.0)
        .fetch_optional(tx.conn())
        .await
}

/// Person of an address, whose row is locked until the transaction ends; disabled ones are not found.
pub async fn by_email(tx: &mut PlatformTx, email: &str) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as!(
        Account,
        r#"SELECT id AS "id: UserId", name, email, language AS "language: Language"
           FROM users WHERE email = $1 AND disabled_at IS NULL FOR KEY SHARE"#,
        email,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Names of the person's projects and their clients, the latest ones. The transaction must be of their listings.
pub async fn names_of_projects(tx: &mut PlatformTx) -> Result<Vec<String>, sqlx::Error> {
    let rows = sqlx::query!("SELECT title, organisation FROM listings ORDER BY created_at DESC LIMIT 30")
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().flat_map(|row| [row.title, row.organisation]).collect())
}

/// Stores the language a person chose.
pub async fn set_language(tx: &mut PlatformTx, user: UserId, language: Language) -> Result<(), sqlx::Error> {
    tx.announce(Change::Account(user));
    sqlx::query!("UPDATE users SET language = $2 WHERE id = $1", user.0, language.tag()).execute(tx.conn()).await?;
    Ok(())
}

/// Stores a new password's hash; earlier links and half-finished log-ins become invalid. Returns the person if they had
/// a password before.
pub async fn set_password(tx: &mut PlatformTx, user: UserId, hash: &str) -> Result<Option<Account>, sqlx::Error> {
    tx.announce(Change::Account(user));
    let row = sqlx::query!(
        r#"WITH before AS (SELECT id, password_hash FROM users WHERE id = $1 FOR NO KEY UPDATE)
           UPDATE users u SET password_hash = $2, credential_epoch = credential_epoch + 1 FROM before b WHERE u.id = b.id
           RETURNING u.name, u.email, u.language AS "language: Language", b.password_hash IS NOT NULL AS "replaced!""#,
        user.0,
        hash,
    )
    .fetch_optional(tx.conn())
    .await?;
    let replaced = row.filter(|row| row.replaced);
    Ok(replaced.map(|row| Account { id: user, name: row.name, email: row.email, language: row.language }))
}

/// Adds a link's token, good until the person's credentials change.
pub async fn add_password_token(
    tx: &mut PlatformTx,
    hash: [u8; 32],
    user: UserId,
    expires_at: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO password_tokens (token_hash, user_id, epoch, expires_at)
         SELECT $1, id, credential_epoch, $3 FROM users WHERE id = $2",
        hash.as_slice(),
        user.0,
        expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Number of usable links of a person.
pub async fn open_password_tokens(tx: &mut PlatformTx, user: UserId, now: OffsetDateTime) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM password_tokens t JOIN users u ON u.id = t.user_id
           WHERE t.user_id = $1 AND t.used_at IS NULL AND t.expires_at > $2 AND t.epoch = u.credential_epoch"#,
        user.0,
        now,
    )
    .fetch_one(tx.conn())
    .await
}

/// Person of a live token; nothing is used up.
pub async fn password_token(
    tx: &mut PlatformTx,
    hash: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as!(
        Account,
        r#"SELECT u.id AS "id: UserId", u.name, u.email, u.language AS "language: Language"
           FROM password_tokens t JOIN users u ON u.id = t.user_id
           WHERE t.token_hash = $1 AND t.used_at IS NULL AND t.expires_at > $2 AND t.epoch = u.credential_epoch
             AND u.disabled_at IS NULL"#,
        hash.as_slice(),
        now,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Uses up a token; of concurrent tries one succeeds.
pub async fn use_password_token(tx: &mut PlatformTx, hash: [u8; 32], now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let used = sqlx::query!(
        "UPDATE password_tokens t SET used_at = $2 FROM users u
         WHERE t.token_hash = $1 AND t.used_at IS NULL AND t.expires_at > $2
           AND u.id = t.user_id AND u.credential_epoch = t.epoch AND u.disabled_at IS NULL",
        hash.as_slice(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(used.rows_affected() == 1)
}

/// A one-time code that carries a log-in to one tenant host and one browser.
pub struct Handoff {
    pub code_hash: [u8; 32],
    pub root: SessionId,
    /// Session that carries the log-in, whose proofs go with it.
    pub session: SessionId,
    pub user: UserId,
    pub project: ProjectId,
    pub binding: [u8; 32],
    pub expires_at: OffsetDateTime,
}

/// Stores a code.
pub async fn add_handoff(tx: &mut PlatformTx, handoff: &Handoff) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO handoffs (code_hash, root_id, user_id, project_id, binding_hash, expires_at, session_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        handoff.code_hash.as_slice(),
        handoff.root.0,
        handoff.user.0,
        handoff.project.as_str(),
        handoff.binding.as_slice(),
        handoff.expires_at,
        handoff.session.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Uses up a code, if it is for this project and browser and its log-in is still live.
pub async fn use_handoff(
    tx: &mut PlatformTx,
    code_hash: [u8; 32],
    project: ProjectId,
    binding: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<(UserId, SessionId)>, sqlx::Error> {
    let row = sqlx::query!(
        "UPDATE handoffs h SET used_at = $4
         WHERE h.code_hash = $1 AND h.project_id = $2 AND h.binding_hash = $3 AND h.used_at IS NULL AND h.expires_at > $4
           AND EXISTS (SELECT FROM sessions s JOIN users u ON u.id = s.user_id
                       WHERE s.id = h.session_id AND s.ended_at IS NULL AND s.expires_at > $4 AND u.disabled_at IS NULL)
         RETURNING h.user_id, h.session_id AS \"session_id!\"",
        code_hash.as_slice(),
        project.as_str(),
        binding.as_slice(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.user_id.into(), row.session_id.into())))
}

/// The only current project of a person, if there is exactly one. The transaction must be of their listings.
pub async fn only_project(tx: &mut PlatformTx) -> Result<Option<ProjectId>, sqlx::Error> {
    let ids = sqlx::query_scalar!("SELECT DISTINCT project_id FROM listings WHERE NOT archived LIMIT 2")
        .fetch_all(tx.conn())
        .await?;
    match ids.as_slice() {
        [only] => Ok(only.parse().ok()),
        _ => Ok(None),
    }
}
