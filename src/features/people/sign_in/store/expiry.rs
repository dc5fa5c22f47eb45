//! Deletion of expired log-ins and mailed links.

use time::OffsetDateTime;

use crate::db::PlatformTx;

/// Deletes expired mailed log-ins, links for passwords and addresses, hand-offs and refresh tokens. A used one is kept
/// until then, because its second use is significant.
pub async fn delete_expired(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM mail_logins WHERE expires_at < $1", now).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM password_tokens WHERE expires_at < $1", now).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM email_changes WHERE expires_at < $1", now).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM handoffs WHERE expires_at < $1", now).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM refresh_tokens WHERE expires_at < $1", now).execute(tx.conn()).await.map(drop)
}
