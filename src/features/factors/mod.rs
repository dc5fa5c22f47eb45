//! Second factors: codes of an app, recovery codes, passkeys; the question for them at log-in, and repeated proofs of
//! identity.

pub mod check;
pub mod delay;
pub mod device;
mod pages;
mod passkeys;
mod pending;
mod recovery;
mod store;
mod totp;

use time::OffsetDateTime;

pub use pages::app_pages;
pub use pending::ask_second;
pub use store::{any, forget_all, ways_in};

use crate::db::PlatformTx;

/// Deletes expired pending log-ins and ceremonies.
pub async fn forget_over(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    store::forget_pending_over(tx, now).await?;
    passkeys::forget_over(tx, now).await
}
