//! Second factors: codes of an app, recovery codes, passkeys, and the delay after failed proofs of identity.

pub mod codes;
pub mod delay;
pub mod known_browser;
pub(crate) mod passkeys;
pub(crate) mod recovery;
pub(crate) mod store;
pub(crate) mod totp;

use time::OffsetDateTime;

pub use store::forget_all;

use crate::db::PlatformTx;

/// Deletes expired pending log-ins and ceremonies.
pub async fn delete_expired(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    store::forget_pending_over(tx, now).await?;
    store::passkeys::delete_expired(tx, now).await
}
