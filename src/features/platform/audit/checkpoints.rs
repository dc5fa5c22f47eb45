//! Checkpoints: the end of a trail, signed, in the object store, out of reach of anybody who rewrites or cuts a trail in the
//! database. A project has one, which is replaced only while the trail still holds it.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::store;
use crate::{
    audit::Fault,
    db::Scope,
    http::{AppError, AppState},
    ids::ProjectId,
    storage::{ContentType, ObjectKey},
    text::hex,
};

/// Most bytes of a checkpoint.
const MOST: u32 = 4096;

/// A checkpoint, as its object holds it in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The project's ID.
    pub project_id: ProjectId,
    /// Number of the last line.
    pub seq: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// HMAC-SHA-256 of the rest under a key of the installation's, in hexadecimal.
    pub signature: String,
}

impl Checkpoint {
    fn new(state: &AppState, project: ProjectId, (seq, hash): (i64, String)) -> Self {
        let at = state.clock.now();
        let signature = signature(state, project, seq, &hash, at);
        Self { project_id: project, seq, hash, at, signature }
    }

    fn is_signed(&self, state: &AppState) -> bool {
        signature(state, self.project_id, self.seq, &self.hash, self.at) == self.signature
    }
}

fn signature(state: &AppState, project: ProjectId, seq: i64, hash: &str, at: OffsetDateTime) -> String {
    let told = format!("{project} {seq} {hash} {}", at.unix_timestamp_nanos());
    hex(&state.keys.tag("audit checkpoint", &told))
}

/// The project's checkpoint; `None` before the first. One that is not of this installation's is a fault.
pub async fn of(state: &AppState, project: ProjectId) -> Result<Option<Result<Checkpoint, Fault>>, AppError> {
    let key = ObjectKey::AuditCheckpoint { project };
    let Some(info) = state.storage.head(&key).await? else { return Ok(None) };
    let bytes = state.storage.peek(&key, &info.etag, MOST).await?;
    let read = serde_json::from_slice(&bytes).ok();
    let signed = read.filter(|told: &Checkpoint| told.project_id == project && told.is_signed(state));
    Ok(Some(signed.ok_or(Fault::Checkpoint)))
}

/// Replaces the project's checkpoint by the present end of its trail. Where the trail does not hold the one before, that
/// one stays, for `verify` to find.
async fn write(state: &AppState, project: ProjectId) -> Result<(), AppError> {
    let before = of(state, project).await?;
    let mut tx = state.db.read(&Scope::authorised(project)).await?;
    let is_held = match before {
        None => true,
        Some(Ok(before)) => store::hash_of(&mut tx, before.seq).await?.as_deref() == Some(&before.hash),
        Some(Err(_)) => false,
    };
    let last = store::last(&mut tx).await?;
    drop(tx);
    if !is_held {
        tracing::error!(%project, "the audit trail does not hold its checkpoint: see fataplus audit verify");
        return Ok(());
    }
    let Some(last) = last else { return Ok(()) };
    let json = serde_json::to_vec(&Checkpoint::new(state, project, last));
    let json = json.map_err(|error| AppError::Internal(format!("audit: {error}")))?;
    let key = ObjectKey::AuditCheckpoint { project };
    Ok(state.storage.put(&key, &ContentType::json(), json.into()).await?)
}

/// Writes the checkpoints of all trails that grew in this process. Those that could not be written are kept for the next
/// time.
pub async fn write_due(state: &AppState) -> Result<(), AppError> {
    let mut result = Ok(());
    for project in state.db.changes().take_grown() {
        if let Err(error) = write(state, project).await {
            state.db.changes().note_grown(project);
            result = Err(error);
        }
    }
    result
}
