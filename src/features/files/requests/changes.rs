//! Use cases of the agency with requests for files.

use serde::Deserialize;
use time::{Date, OffsetDateTime};

use super::{
    RequestState, mails,
    store::{self, FileRequest},
};
use crate::{
    access::{Side, Visibility},
    db::TenantTx,
    features::shared::activity::{self, Event},
    http::{Access, AppError, AppState, Checks, body::dates, error::Conflict},
    ids::FileRequestId,
    text::normalize,
};

/// A request to make.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// Title of the request, 1–200 characters.
    pub title: String,
    /// Instructions, at most 5000 characters.
    #[serde(default)]
    pub instructions: String,
    /// Due day.
    pub due_on: Option<Date>,
}

/// The agency's decision on received files.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// `accepted`, or `open` to send back. An open request that is accepted waits for no files any more.
    pub state: RequestState,
    /// Reason for sending it back, at most 2000 characters; required then, not allowed otherwise.
    #[serde(default)]
    pub return_note: String,
    /// State in which the request was looked at; not asked of programs.
    #[serde(skip)]
    pub seen: Option<RequestState>,
}

/// Asks for files.
pub async fn ask(state: &AppState, access: &Access, new: &NewRequest) -> Result<FileRequest, AppError> {
    let (title, instructions) = (normalize::line(&new.title), normalize::lines(&new.instructions));
    let (title, instructions) = (title.as_str(), instructions.as_str());
    Checks::new()
        .required("title", title)
        .length("title", title, 1, 200)
        .length("instructions", instructions, 0, 5000)
        .that("due_on", dates::is_plausible(new.due_on), "date")
        .that("due_on", new.due_on.is_none_or(|due| due >= state.clock.today()), "day-past")
        .finish()?;
    let (user, now) = (access.caller.user, state.clock.now());
    let mut tx = state.db.write(&access.scope()).await?;
    let id = store::insert(&mut tx, user, (title, instructions, new.due_on), now).await?;
    let request = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let event = Event::named(user, activity::ActivityKind::FileRequested, id.0, &request.title, Visibility::Client);
    activity::record(&mut tx, now, &event).await?;
    mails::files_asked(&mut tx, state, access, &request).await?;
    tx.commit().await?;
    Ok(request)
}

/// Accepts received files, or sends the request back.
pub async fn judge(
    state: &AppState,
    access: &Access,
    id: FileRequestId,
    judgement: &Judgement,
) -> Result<FileRequest, AppError> {
    let (back, note) = (judgement.state == RequestState::Open, normalize::lines(&judgement.return_note));
    let mut checks = Checks::new();
    checks.that("state", judgement.state != RequestState::Received, "choice").length("return_note", &note, 0, 2000);
    if back {
        checks.required("return_note", &note);
    }
    checks.finish()?;
    let (user, now) = (access.caller.user, state.clock.now());
    let mut tx = state.db.write(&access.scope()).await?;
    let request = store::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if !request.state.may_become(judgement.state) || judgement.seen.is_some_and(|seen| seen != request.state) {
        return Err(AppError::Conflict(Conflict::State));
    }
    store::set_state(&mut tx, id, judgement.state, if back { &note } else { "" }, now).await?;
    let kind = match (back, request.state) {
        (true, _) => activity::ActivityKind::FileReturned,
        // Nothing is waited for any more.
        (false, RequestState::Open) => activity::ActivityKind::FileRequestClosed,
        (false, _) => activity::ActivityKind::FileAccepted,
    };
    let event = Event::named(user, kind, id.0, &request.title, Visibility::Client);
    activity::record(&mut tx, now, &event).await?;
    let request = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if back {
        mails::files_asked(&mut tx, state, access, &request).await?;
    }
    tx.commit().await?;
    Ok(request)
}

/// Settles a request one of whose files was deleted: an unasked one that is not accepted goes with its last file, and an
/// asked one whose client took all files back waits for files again.
pub async fn after_deletion(
    tx: &mut TenantTx,
    access: &Access,
    request: &FileRequest,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    if request.unasked && request.state.takes_files() {
        store::settle_unasked(tx, request.id).await
    } else if access.role.side() == Some(Side::Client) {
        store::reopen_empty(tx, request.id, now).await
    } else {
        Ok(())
    }
}
