//! Upload of a file into the project: the stored bytes are exactly the checked bytes, and they never change.
//!
//! 1. `begin`: the quota is reserved under the settings' lock, and the upload gets a row. The bytes go into quarantine,
//!    by a presigned PUT or through us.
//! 2. `complete` checks them: size, checksum, first bytes, all under one `ETag`.
//! 3. A first transaction records in the upload's row that `ETag` and a version number no other upload ever gets (a
//!    new document takes its ID from the upload). Only then they are copied, if they still have that `ETag`. After a
//!    race or a crash, a repetition copies the same bytes to the same place, and no other upload copies there.
//! 4. A second transaction checks the permission again and adds the rows. Only now the bytes can be read.
//!
//! No transaction is open during calls to the store. A crash in between leaves a copy without a version row, and at
//! most a version number that is never used. When the upload has expired (before that the presigned address could
//! refill it), a job deletes the quarantined object and a copy that was never filed, and repeats this twice for slow
//! transfers that arrive later.

use time::Duration;

use super::{
    super::{
        DocumentKind, mails,
        store::{self, Document},
    },
    jobs::DeleteUpload,
    key, mails as storage_mails,
    store::{self as rows, CheckedBytes, Upload},
};
use crate::{
    access::{Action, Role, Side, Visibility},
    db::TenantTx,
    features::{
        files::{
            documents::permissions::{self, Target, may_upload},
            requests::{self, store::FileRequest},
        },
        shared::activity::{self, Event},
    },
    http::{Access, AppError, AppState, Checks, FieldErrors, error::Conflict},
    ids::{DocumentId, FileRequestId, ProjectId, UploadId},
    jobs,
    limits::QuotaExceeded,
    storage::{ContentType, FileName, ObjectKey, Refused, SNIFF_LENGTH, StorageError, check_name, sniff},
};

/// A file to be uploaded.
#[derive(Clone, Debug)]
pub struct Announced {
    /// Name of the file.
    pub name: FileName,
    /// Size in bytes.
    pub size: i64,
    /// Declared type.
    pub content_type: ContentType,
    /// SHA-256 of the bytes, if known.
    pub sha256: Option<[u8; 32]>,
    /// First bytes, if given, so that a file can be refused before all of it is sent.
    pub start: Option<Vec<u8>>,
    /// Kind of document.
    pub kind: DocumentKind,
    /// Requested visibility.
    pub visibility: Option<Visibility>,
    /// Document that gets a new version …
    pub document_id: Option<DocumentId>,
    /// … or request that it answers.
    pub file_request_id: Option<FileRequestId>,
}

/// Target of an upload, with its rows locked.
struct Destination {
    target: Target,
    document: Option<Document>,
    request: Option<FileRequest>,
}

/// Maximum number of a project's open uploads.
const OPEN_AT_A_TIME: u32 = 1000;
/// Time after its expiry in which an upload may still be filed, by a completion that began before; then its objects are
/// deleted.
const LAST_MOMENT: Duration = Duration::minutes(5);

/// Permits an upload and reserves its quota. `key` is the object's key.
pub async fn begin(state: &AppState, access: &Access, announced: &Announced) -> Result<UploadId, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    let limits = rows::lock_limits(&mut tx).await?;
    let goal = destination(&mut tx, access, announced.document_id, announced.file_request_id).await?;
    may_upload(access.role, goal.target)?;
    let visibility = match &goal.document {
        Some(document) => document.visibility,
        None => permissions::visibility_of_upload(access.role, announced.visibility)?,
    };
    let megabytes = usize::try_from(limits.upload / 1_000_000).unwrap_or(usize::MAX);
    Checks::new()
        .that("size", announced.size > 0, "file-empty")
        .within("size", announced.size <= limits.upload, "file-size", megabytes)
        .that(
            "kind",
            goal.document.is_some() || permissions::kinds_to_upload(access.role).contains(&announced.kind),
            "choice",
        )
        .that("file_request_id", goal.document.is_none() || announced.file_request_id.is_none(), "choice")
        .that("visibility", goal.document.is_none() || announced.visibility.is_none(), "choice")
        .finish()?;
    check_name(&announced.name).map_err(|refused| not_accepted("name", refused))?;
    if let Some(start) = &announced.start {
        sniff(start, &announced.content_type, &announced.name).map_err(|refused| not_accepted("file", refused))?;
    }
    if rows::open(&mut tx, now).await? >= OPEN_AT_A_TIME.into() {
        return Err(AppError::RowQuota(QuotaExceeded::at_once("open_uploads", Some(OPEN_AT_A_TIME))));
    }
    let used = rows::bytes_used(&mut tx, now).await?;
    let taken = used.saturating_add(announced.size);
    if taken > limits.quota {
        drop(tx);
        if limits.told < 100
            && let Err(error) = storage_mails::refused(state, access).await
        {
            tracing::warn!(?error, "the managers could not be told that storage is full");
        }
        return Err(AppError::StorageQuota(QuotaExceeded::storage(limits.quota, used)));
    }
    let upload = Upload {
        id: UploadId::new(),
        name: announced.name.to_string(),
        size: announced.size,
        content_type: announced.content_type.to_string(),
        sha256: announced.sha256.map(|digest| digest.to_vec()),
        kind: goal.document.as_ref().map_or(announced.kind, |document| document.kind),
        visibility,
        document_id: announced.document_id,
        file_request_id: announced.file_request_id,
        created_at: now,
        expires_at: now + super::time_to_complete(announced.size),
        etag: None,
        version: None,
        completed_as: None,
    };
    rows::insert(&mut tx, access.caller.user, &upload).await?;
    let emptied_at = upload.expires_at + LAST_MOMENT;
    jobs::enqueue_at(&mut tx, &DeleteUpload { upload: upload.id, looks: 0 }, emptied_at).await?;
    storage_mails::tell(&mut tx, state, access, limits, taken).await?;
    tx.commit().await?;
    Ok(upload.id)
}

/// Makes a document or version of an upload. Repeating it changes nothing.
pub async fn complete(state: &AppState, access: &Access, id: UploadId) -> Result<DocumentId, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let upload = rows::find(&mut tx, access.caller.user, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    // Checks the role before answering, so that a former uploader cannot learn the state of an upload.
    access.ensure(Action::UploadDocument)?;
    if let Some(document) = upload.completed_as {
        return Ok(document);
    }
    if upload.expires_at <= state.clock.now() {
        return Err(AppError::Conflict(Conflict::UploadMissing));
    }
    let found = look(state, access.project, &upload).await?;
    let (document, version) = match settle(state, access, id, &found.etag).await? {
        Settled::At(document, version) => (document, version),
        Settled::Done(document) => return Ok(document),
    };
    let place = ObjectKey::Document { project: access.project, document: document.0, version };
    state
        .storage
        .copy_if_match(&key(access.project, id), &found.etag, &place, &found.filed.content_type)
        .await
        .map_err(changed)?;
    file(state, access, id, &found, (document, version)).await
}

/// Checks that the bytes match the announcement, and detects their type.
async fn look(state: &AppState, project: ProjectId, upload: &Upload) -> Result<CheckedBytes, AppError> {
    let fault = || AppError::Internal("an upload's row cannot be read".to_owned());
    let name = FileName::parse(&upload.name).map_err(|_| fault())?;
    let declared = ContentType::parse(&upload.content_type).map_err(|_| fault())?;
    let key = key(project, upload.id);
    let info = state.storage.head(&key).await?.ok_or(AppError::Conflict(Conflict::UploadMissing))?;
    if i64::try_from(info.size) != Ok(upload.size) {
        return Err(AppError::Conflict(Conflict::UploadMismatch));
    }
    // The announced checksum was signed as well. Without one the store's own is not relied on.
    if let Some(announced) = &upload.sha256 {
        let found = match info.sha256 {
            Some(found) => found,
            None => state.storage.sha256(&key, &info.etag).await.map_err(changed)?,
        };
        if *announced != found {
            return Err(AppError::Conflict(Conflict::UploadMismatch));
        }
    }
    let start = state.storage.peek(&key, &info.etag, SNIFF_LENGTH).await.map_err(changed)?;
    let filed = sniff(&start, &declared, &name).map_err(|refused| not_accepted("file", refused))?;
    Ok(CheckedBytes { etag: info.etag, filed, sha256: upload.sha256.clone() })
}

/// Error for a refused file, with the detected content.
fn not_accepted(field: &str, refused: Refused) -> FieldErrors {
    FieldErrors::found(field, "file-type", refused.found())
}

/// Error of the store when the bytes have changed since the check.
fn changed(error: StorageError) -> AppError {
    match error {
        StorageError::Precondition => AppError::Conflict(Conflict::UploadMismatch),
        StorageError::NotFound => AppError::Conflict(Conflict::UploadMissing),
        error => error.into(),
    }
}

enum Settled {
    At(DocumentId, i32),
    Done(DocumentId),
}

/// Step 3: accepts the bytes, and reserves their place.
async fn settle(state: &AppState, access: &Access, id: UploadId, etag: &str) -> Result<Settled, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let limits = rows::lock_limits(&mut tx).await?;
    let upload = rows::lock(&mut tx, access.caller.user, id).await?.ok_or(AppError::NotFound)?;
    if let Some(document) = upload.completed_as {
        return Ok(Settled::Done(document));
    }
    // An abandoned upload has no quota any more.
    if upload.expires_at <= state.clock.now() {
        return Err(AppError::Conflict(Conflict::UploadMissing));
    }
    let goal = destination(&mut tx, access, upload.document_id, upload.file_request_id).await?;
    may_upload(access.role, goal.target)?;
    // The upload itself is among the open ones.
    let used = rows::bytes_used(&mut tx, state.clock.now()).await?;
    if used > limits.quota {
        return Err(AppError::StorageQuota(QuotaExceeded::storage(limits.quota, used)));
    }
    let place = |version| Settled::At(upload.document_id.unwrap_or(DocumentId(upload.id.0)), version);
    match (upload.etag.as_deref(), upload.version) {
        (Some(settled), Some(version)) if settled == etag => return Ok(place(version)),
        (Some(_), _) => return Err(AppError::Conflict(Conflict::UploadMismatch)),
        (None, _) => {}
    }
    let version = match &goal.document {
        Some(document) => rows::next_version(&mut tx, document).await?,
        None => 1,
    };
    if !rows::settle(&mut tx, id, etag, version).await? {
        return Err(AppError::Conflict(Conflict::State));
    }
    tx.commit().await?;
    Ok(place(version))
}

/// Step 4: adds the rows and their mails.
async fn file(
    state: &AppState,
    access: &Access,
    id: UploadId,
    found: &CheckedBytes,
    place: (DocumentId, i32),
) -> Result<DocumentId, AppError> {
    let (user, (document_id, version)) = (access.caller.user, place);
    let mut tx = state.db.write(&access.scope()).await?;
    let mut upload = rows::lock(&mut tx, user, id).await?.ok_or(AppError::NotFound)?;
    if let Some(document) = upload.completed_as {
        return Ok(document);
    }
    // Checked only now: while this waited for the row, its copy may have been deleted.
    let now = state.clock.now();
    if upload.expires_at + LAST_MOMENT <= now {
        return Err(AppError::Conflict(Conflict::UploadMissing));
    }
    let goal = destination(&mut tx, access, upload.document_id, upload.file_request_id).await?;
    may_upload(access.role, goal.target)?;
    // Files that a client sends unasked wait for the agency's look, like those it asked for.
    let unasked = goal.target == Target::New && access.role.side() == Some(Side::Client);
    let mut tell = None;
    if unasked {
        let (request, first) = requests::store::receive_unasked(&mut tx, user, &upload.name, now).await?;
        upload.file_request_id = Some(request);
        tell = if first { requests::store::find(&mut tx, request).await? } else { None };
    }
    let kind = if goal.document.is_none() {
        rows::insert_document(&mut tx, user, (&upload, found), (document_id, version), now).await?;
        activity::ActivityKind::DocumentAdded
    } else {
        activity::ActivityKind::DocumentVersionAdded
    };
    rows::insert_version(&mut tx, user, (&upload, found), place, now).await?;
    if !rows::completed(&mut tx, id, document_id).await? {
        return Err(AppError::Conflict(Conflict::State));
    }
    // Uploaders always see their own upload: `visibility_of_upload` permits no invisible choice.
    let document = store::find(&mut tx, &access.sees(), document_id).await?.ok_or(AppError::NotFound)?;
    let event = Event::named(user, kind, document_id.0, &document.name, document.visibility);
    activity::record(&mut tx, now, &event).await?;
    mails::published(&mut tx, state, access, &document, None, false).await?;
    if let Some(request) = goal.request
        && requests::store::receive(&mut tx, request.id, now).await?
    {
        let event =
            Event::named(user, activity::ActivityKind::FileReceived, request.id.0, &request.title, Visibility::Client);
        activity::record(&mut tx, now, &event).await?;
        tell = Some(request);
    }
    if let Some(request) = tell {
        requests::mails::files_came(&mut tx, state, access, &request).await?;
    }
    let stored = rows::bytes_used(&mut tx, now).await?;
    tx.commit().await?;
    state.meters.stored(access.project, stored);
    Ok(document_id)
}

/// Rows of the IDs, as far as the caller sees them. They are locked: request first, then document.
async fn destination(
    tx: &mut TenantTx,
    access: &Access,
    document: Option<DocumentId>,
    request: Option<FileRequestId>,
) -> Result<Destination, AppError> {
    let sees = access.sees();
    let own_request = match document {
        Some(id) => store::find(tx, &sees, id).await?.ok_or(AppError::NotFound)?.file_request_id,
        None => None,
    };
    if request.is_some() && !access.can(Action::AnswerFileRequest) {
        return Err(AppError::NotFound);
    }
    let request = match request.or(own_request) {
        Some(id) => Some(requests::store::lock(tx, id).await?.ok_or(AppError::NotFound)?),
        None => None,
    };
    let document = match document {
        Some(id) => Some(store::lock(tx, &sees, id).await?.ok_or(AppError::NotFound)?),
        None => None,
    };
    let state = request.as_ref().map(|request| request.state);
    let target = match (&document, state) {
        (Some(document), request) => {
            Target::Version { kind: document.kind, own: document.created_by == access.caller.user, request }
        }
        (None, Some(state)) => Target::Request(state),
        (None, None) => Target::New,
    };
    // A later version by agency or partner does not answer the request its document once came for.
    let answers = document.is_none() || matches!(access.role, Role::Client { .. });
    Ok(Destination { target, document, request: request.filter(|_| answers) })
}

/// Abandons an upload without accepted bytes: its quota is released at once, and it cannot be completed. Repeating it
/// changes nothing.
pub async fn give_up(state: &AppState, access: &Access, id: UploadId) -> Result<(), AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let upload = rows::lock(&mut tx, access.caller.user, id).await?.ok_or(AppError::NotFound)?;
    access.ensure(Action::UploadDocument)?;
    if upload.etag.is_some() {
        return Err(AppError::Conflict(Conflict::State));
    }
    rows::give_up(&mut tx, id, state.clock.now()).await?;
    Ok(tx.commit().await?)
}
