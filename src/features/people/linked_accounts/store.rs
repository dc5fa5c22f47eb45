//! Rows of linked accounts and of authorization flows.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{db::PlatformTx, ids::UserId};

/// A linked account, as its owner sees it.
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    pub email: String,
    pub linked_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

/// Owner of a linked account.
pub struct Owner {
    pub user: UserId,
    pub enabled: bool,
}

/// Owner of an issuer's subject, if linked.
pub async fn owner(tx: &mut PlatformTx, issuer: &str, subject: &str) -> Result<Option<Owner>, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT i.user_id, (u.disabled_at IS NULL) AS "enabled!"
           FROM identities i JOIN users u ON u.id = i.user_id WHERE i.issuer = $1 AND i.subject = $2"#,
        issuer,
        subject,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Owner { user: row.user_id.into(), enabled: row.enabled }))
}

/// Person with an address, whose row is locked until the transaction ends; disabled ones are not found.
pub async fn with_address(tx: &mut PlatformTx, email: &str) -> Result<Option<UserId>, sqlx::Error> {
    let id = sqlx::query_scalar!("SELECT id FROM users WHERE email = $1 AND disabled_at IS NULL FOR KEY SHARE", email,);
    Ok(id.fetch_optional(tx.conn()).await?.map(Into::into))
}

/// Records a log-in, and the address stated with it, if any.
pub async fn note_use(
    tx: &mut PlatformTx,
    (issuer, subject): (&str, &str),
    email: Option<&str>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE identities SET last_used_at = $3, email = coalesce($4, email) WHERE issuer = $1 AND subject = $2",
        issuer,
        subject,
        now,
        email,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Links an account; `false` if it is linked to anybody already.
pub async fn link(
    tx: &mut PlatformTx,
    user: UserId,
    (issuer, subject, email): (&str, &str, &str),
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let linked = sqlx::query!(
        "INSERT INTO identities (issuer, subject, user_id, email, linked_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (issuer, subject) DO NOTHING",
        issuer,
        subject,
        user.0,
        email,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(linked.rows_affected() == 1)
}

/// Linked accounts of a person.
pub async fn list(tx: &mut PlatformTx, user: UserId) -> Result<Vec<Identity>, sqlx::Error> {
    sqlx::query_as!(
        Identity,
        "SELECT issuer, subject, email, linked_at, last_used_at FROM identities WHERE user_id = $1 ORDER BY linked_at",
        user.0,
    )
    .fetch_all(tx.conn())
    .await
}

/// Removes a link; `false` if it is not the person's.
pub async fn unlink(tx: &mut PlatformTx, user: UserId, issuer: &str, subject: &str) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!(
        "DELETE FROM identities WHERE issuer = $1 AND subject = $2 AND user_id = $3",
        issuer,
        subject,
        user.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// A new authorization flow.
pub struct NewFlow<'a> {
    pub id: Uuid,
    pub state_hash: [u8; 32],
    pub issuer: &'a str,
    pub sealed: &'a [u8],
    pub binding: [u8; 32],
    pub user: Option<UserId>,
    pub next: &'a str,
    /// Whether the person stays logged in on this device.
    pub stays: bool,
    pub now: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    /// Set for a flow whose answer came with its first request.
    pub used_at: Option<OffsetDateTime>,
}

/// Maximum number of flows of one browser; the oldest are deleted.
const AT_A_TIME: i64 = 10;
/// Key of the locks for new flows, combined with a number of the browser's.
const LOCKS: i32 = 0x666c_6f77;

/// Stores a new flow, in place of this browser's oldest if there are many.
pub async fn begin(tx: &mut PlatformTx, flow: &NewFlow<'_>) -> Result<(), sqlx::Error> {
    // Flows of one browser are stored one after another, so that none slips past the count.
    sqlx::query!("SELECT pg_advisory_xact_lock($1, hashtext(encode($2, 'hex')))", LOCKS, flow.binding.as_slice())
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "DELETE FROM sign_in_flows WHERE id IN (
             SELECT id FROM sign_in_flows WHERE binding_hash = $1 ORDER BY created_at DESC, id DESC OFFSET $2)",
        flow.binding.as_slice(),
        AT_A_TIME - 1,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO sign_in_flows (id, state_hash, issuer, sealed, binding_hash, user_id, next, stays, created_at,
             expires_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        flow.id,
        flow.state_hash.as_slice(),
        flow.issuer,
        flow.sealed,
        flow.binding.as_slice(),
        flow.user.map(|user| user.0),
        flow.next,
        flow.stays,
        flow.now,
        flow.expires_at,
        flow.used_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Deletes expired flows.
pub async fn delete_expired(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM sign_in_flows WHERE expires_at < $1", now).execute(tx.conn()).await.map(drop)
}

/// A flow whose answer has arrived.
pub struct Flow {
    pub id: Uuid,
    pub issuer: String,
    pub sealed: Vec<u8>,
    /// Person who asked to link the identity.
    pub user: Option<UserId>,
    pub next: String,
    /// Whether the person stays logged in on this device.
    pub stays: bool,
}

/// Takes the flow of an answer: this browser's, and only once, however many answers arrive at the same time.
pub async fn take(
    tx: &mut PlatformTx,
    state_hash: [u8; 32],
    binding: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<Flow>, sqlx::Error> {
    sqlx::query_as!(
        Flow,
        r#"UPDATE sign_in_flows SET used_at = $3
           WHERE state_hash = $1 AND binding_hash = $2 AND used_at IS NULL AND expires_at > $3
           RETURNING id, issuer, sealed, user_id AS "user: UserId", next, stays"#,
        state_hash.as_slice(),
        binding.as_slice(),
        now,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Stores the identity until `user` agrees to the link, with their present credentials and address.
pub async fn hold(
    tx: &mut PlatformTx,
    id: Uuid,
    user: UserId,
    (subject, email): (&str, &str),
    expires_at: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE sign_in_flows SET user_id = $2, epoch = (SELECT credential_epoch FROM users WHERE id = $2),
                subject = $3, email = $4, expires_at = $5
         WHERE id = $1 AND used_at IS NOT NULL AND subject IS NULL",
        id,
        user.0,
        subject,
        email,
        expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An identity that waits to be linked.
pub struct HeldIdentity {
    pub id: Uuid,
    pub issuer: String,
    pub subject: String,
    pub email: String,
    pub next: String,
}

/// Identities that `user` may link on this browser, the latest first.
pub async fn held(
    tx: &mut PlatformTx,
    binding: [u8; 32],
    user: UserId,
    now: OffsetDateTime,
) -> Result<Option<HeldIdentity>, sqlx::Error> {
    sqlx::query_as!(
        HeldIdentity,
        r#"SELECT id, issuer, subject AS "subject!", email, next FROM sign_in_flows
           WHERE binding_hash = $1 AND user_id = $2 AND subject IS NOT NULL AND linked_at IS NULL AND expires_at > $3
             AND epoch = (SELECT credential_epoch FROM users WHERE id = $2)
           ORDER BY used_at DESC, id DESC LIMIT 1"#,
        binding.as_slice(),
        user.0,
        now,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Uses up a waiting identity after consent.
pub async fn agree(
    tx: &mut PlatformTx,
    id: Uuid,
    binding: [u8; 32],
    user: UserId,
    now: OffsetDateTime,
) -> Result<Option<HeldIdentity>, sqlx::Error> {
    sqlx::query_as!(
        HeldIdentity,
        r#"UPDATE sign_in_flows SET linked_at = $4
           WHERE id = $1 AND binding_hash = $2 AND user_id = $3 AND subject IS NOT NULL AND linked_at IS NULL
             AND expires_at > $4 AND epoch = (SELECT credential_epoch FROM users WHERE id = $3)
           RETURNING id, issuer, subject AS "subject!", email, next"#,
        id,
        binding.as_slice(),
        user.0,
        now,
    )
    .fetch_optional(tx.conn())
    .await
}
