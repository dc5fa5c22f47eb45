//! Delivery of invitation mails, as reported by the worker.

use time::OffsetDateTime;
use uuid::Uuid;

use super::store::invitations;
use crate::{
    db::{PlatformScope, Scope},
    features::people::partners::team,
    http::{AppError, AppState},
    ids::ProjectId,
};

/// Records at the invitation of a mail of `project` (or of a partner agency) that it could not be delivered at
/// `undelivered_at`, or that it was delivered after all.
pub async fn note_delivery(
    state: &AppState,
    project: Option<ProjectId>,
    mail: Uuid,
    undelivered_at: Option<OffsetDateTime>,
) -> Result<(), AppError> {
    if let Some(project) = project {
        let mut tx = state.db.write(&Scope::authorised(project)).await?;
        invitations::note_delivery(&mut tx, mail, undelivered_at).await?;
        return Ok(tx.commit().await?);
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    team::note_delivery(&mut tx, mail, undelivered_at).await?;
    Ok(tx.commit().await?)
}
