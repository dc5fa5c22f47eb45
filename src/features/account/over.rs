//! What of log-ins and mailed links is forgotten once its time is over.

use time::OffsetDateTime;

use crate::db::PlatformTx;

/// Forgets mailed sign-ins, links for passwords and addresses, hand-offs and refresh tokens that have run out. One that was
/// used is kept until then: that it comes a second time says something.
pub async fn forget_over(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM mail_logins WHERE expires_at < $1", now).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM password_tokens WHERE expires_at < $1", now).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM email_changes WHERE expires_at < $1", now).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM handoffs WHERE expires_at < $1", now).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM refresh_tokens WHERE expires_at < $1", now).execute(tx.conn()).await.map(drop)
}
