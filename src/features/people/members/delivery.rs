//! Delivery of invitation mails, as reported by the worker.

use time::OffsetDateTime;

use super::store::invitations;
use crate::{
    db::PlatformScope,
    features::{people::partners::team, shared::runs},
    http::{AppError, AppState},
    jobs::Claimed,
};

/// Records at the invitation of a mail (into the job's project, or into a partner agency) that it could not be delivered
/// at `undelivered_at`, or that it was delivered after all.
pub async fn note_delivery(
    state: &AppState,
    claimed: &Claimed,
    undelivered_at: Option<OffsetDateTime>,
) -> Result<(), AppError> {
    if claimed.project.is_some() {
        let mut tx = state.db.write(&runs::scope_of(claimed)?).await?;
        invitations::note_delivery(&mut tx, claimed.id, undelivered_at).await?;
        return Ok(tx.commit().await?);
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    team::note_delivery(&mut tx, claimed.id, undelivered_at).await?;
    Ok(tx.commit().await?)
}
