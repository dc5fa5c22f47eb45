//! What became of the mail an invitation went out with, as the worker tells it.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{agency, invitations};
use crate::{
    db::{PlatformScope, Scope},
    http::{AppError, AppState},
    ids::ProjectId,
};

/// Notes at whatever invitation a mail of `project` (or of a partner agency) brought that it could not be delivered at
/// `undelivered_at`, or that it was after all.
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
    agency::note_delivery(&mut tx, mail, undelivered_at).await?;
    Ok(tx.commit().await?)
}
