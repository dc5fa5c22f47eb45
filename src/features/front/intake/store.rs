//! Rows of submissions.

pub mod entry;

use sqlx::types::Json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::SubmissionState;
use crate::{
    db::PlatformTx,
    features::{shared::notify::Recipient, work::brief::answers::Answers},
    ids::{OrganisationId, ProjectId, SubmissionId, UserId},
    text::Language,
};

/// Lifetime of an untouched draft.
pub const DRAFT_LIFE: Duration = Duration::days(14);
/// Maximum number of open drafts of one address: more than an office begins, or the telephones behind a provider's
/// address.
const OF_ADDRESS: i64 = 100;
/// Maximum number of open drafts in total.
const OF_ALL: i64 = 2_000;
/// Time after which the oldest untouched draft may be deleted to make room.
const AT_REST: Duration = Duration::DAY;

/// A stored submission.
#[derive(Clone, Debug)]
pub struct Submission {
    pub id: SubmissionId,
    pub state: SubmissionState,
    pub answers: Json<Answers>,
    pub email: String,
    pub language: Language,
    pub code_hash: Option<Vec<u8>>,
    pub code_expires_at: Option<OffsetDateTime>,
    pub wrong_codes: i32,
    pub codes_sent: i32,
    pub project_id: Option<String>,
    pub decline_reason: Option<String>,
    pub submitted_at: Option<OffsetDateTime>,
    pub confirmed_at: Option<OffsetDateTime>,
}

/// A code that was mailed.
pub struct SentCode {
    pub hash: [u8; 32],
    pub expires_at: OffsetDateTime,
}

/// Deletes drafts that were untouched for too long.
pub async fn delete_expired(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "DELETE FROM submissions WHERE state IN ('draft', 'awaiting_code') AND updated_at < $1",
        now - DRAFT_LIFE
    )
    .execute(tx.conn())
    .await
    .map(drop)
}

/// Whether one more draft fits, for the address of this hash and in total; an untouched one is deleted to make room.
pub async fn make_room(tx: &mut PlatformTx, from: [u8; 32], now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    for (only, most) in [(Some(from), OF_ADDRESS), (None, OF_ALL)] {
        let full = sqlx::query_scalar!(
            r#"SELECT count(*) >= $2 AS "full!" FROM submissions
               WHERE state IN ('draft', 'awaiting_code') AND ($1::bytea IS NULL OR opened_from = $1)"#,
            only.as_ref().map(<[u8; 32]>::as_slice),
            most,
        )
        .fetch_one(tx.conn())
        .await?;
        if full {
            let gone = sqlx::query!(
                "DELETE FROM submissions
                 WHERE id = (SELECT id FROM submissions
                             WHERE state IN ('draft', 'awaiting_code') AND updated_at < $2
                               AND ($1::bytea IS NULL OR opened_from = $1)
                             ORDER BY updated_at LIMIT 1 FOR UPDATE SKIP LOCKED)",
                only.as_ref().map(<[u8; 32]>::as_slice),
                now - AT_REST,
            )
            .execute(tx.conn())
            .await?;
            if gone.rows_affected() == 0 {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Starts a draft of the address with the hash `from`; call `make_room` before.
pub async fn insert_draft(
    tx: &mut PlatformTx,
    id: SubmissionId,
    (resume, from): (Option<[u8; 32]>, [u8; 32]),
    answers: &Answers,
    language: Language,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO submissions (id, state, resume_hash, answers, language, created_at, updated_at, opened_from)
         VALUES ($1, 'draft', $2, $3, $4, $5, $5, $6)",
        id.0,
        resume.as_ref().map(<[u8; 32]>::as_slice),
        Json(answers) as _,
        language.tag(),
        now,
        from.as_slice(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Submission of a draft's link.
pub async fn by_resume(
    tx: &mut PlatformTx,
    resume: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<SubmissionId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT id AS "id: SubmissionId" FROM submissions WHERE resume_hash = $1 AND updated_at >= $2"#,
        resume.as_slice(),
        now - DRAFT_LIFE
    )
    .fetch_optional(tx.conn())
    .await
}

/// A submission, locked until the transaction ends, so that it is decided once.
pub async fn lock(tx: &mut PlatformTx, id: SubmissionId) -> Result<Option<Submission>, sqlx::Error> {
    sqlx::query_as!(
        Submission,
        r#"SELECT id AS "id: SubmissionId", state AS "state: SubmissionState", answers AS "answers: Json<Answers>", email,
                  language AS "language: Language", code_hash, code_expires_at, wrong_codes, codes_sent, project_id,
                  decline_reason, submitted_at, confirmed_at
           FROM submissions WHERE id = $1 FOR UPDATE"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await
}

/// Stores newer answers. A submission that only waits for its code becomes a draft again, and its code is void.
pub async fn save_answers(
    tx: &mut PlatformTx,
    id: SubmissionId,
    answers: &Answers,
    language: Language,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let saved = sqlx::query!(
        "UPDATE submissions SET answers = $2, language = $3, updated_at = $4, state = 'draft', code_hash = NULL
         WHERE id = $1 AND state IN ('draft', 'awaiting_code')",
        id.0,
        Json(answers) as _,
        language.tag(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(saved.rows_affected() == 1)
}

/// Marks a draft submitted, also repeatedly: it waits for this code from now on.
pub async fn await_code(
    tx: &mut PlatformTx,
    id: SubmissionId,
    email: &str,
    code: &SentCode,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let waiting = sqlx::query!(
        "UPDATE submissions SET state = 'awaiting_code', email = $2, code_hash = $3, code_expires_at = $4,
                wrong_codes = 0, codes_sent = codes_sent + 1, updated_at = $5,
                submitted_at = coalesce(submitted_at, $5)
         WHERE id = $1 AND state IN ('draft', 'awaiting_code')",
        id.0,
        email,
        code.hash.as_slice(),
        code.expires_at,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(waiting.rows_affected() == 1)
}

/// Counts a wrong code.
pub async fn count_wrong(tx: &mut PlatformTx, id: SubmissionId) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE submissions SET wrong_codes = wrong_codes + 1 WHERE id = $1", id.0).execute(tx.conn()).await?;
    Ok(())
}

/// Marks the mailbox proven; staff decide next.
pub async fn to_review(tx: &mut PlatformTx, id: SubmissionId, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let moved = sqlx::query!(
        "UPDATE submissions SET state = 'in_review', confirmed_at = $2, updated_at = $2
         WHERE id = $1 AND state = 'awaiting_code'",
        id.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Marks the submission accepted as this project.
pub async fn accepted(
    tx: &mut PlatformTx,
    id: SubmissionId,
    project: ProjectId,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let moved = sqlx::query!(
        "UPDATE submissions SET state = 'accepted', project_id = $2, updated_at = $3,
                confirmed_at = coalesce(confirmed_at, $3)
         WHERE id = $1 AND state IN ('awaiting_code', 'in_review')",
        id.0,
        project.as_str(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Marks the submission declined.
pub async fn declined(
    tx: &mut PlatformTx,
    id: SubmissionId,
    reason: &str,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let moved = sqlx::query!(
        "UPDATE submissions SET state = 'declined', decline_reason = $2, updated_at = $3
         WHERE id = $1 AND state = 'in_review'",
        id.0,
        reason,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Account of an address with a proven mailbox, and whether it is new; an existing one stays unchanged.
pub async fn find_or_add_user(
    tx: &mut PlatformTx,
    email: &str,
    name: &str,
    language: Language,
    now: OffsetDateTime,
) -> Result<(Recipient, bool), sqlx::Error> {
    let added = sqlx::query!(
        "INSERT INTO users (id, email, name, language, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (email) DO NOTHING",
        UserId::new().0,
        email,
        name,
        language.tag(),
        now,
    )
    .execute(tx.conn())
    .await?;
    let account = sqlx::query_as!(
        Recipient,
        r#"SELECT id AS "user_id: UserId", name, email, language AS "language: Language", muted FROM users
           WHERE email = $1"#,
        email
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((account, added.rows_affected() == 1))
}

/// Adds the client company.
pub async fn insert_organisation(
    tx: &mut PlatformTx,
    id: OrganisationId,
    [name, sector, size]: [&str; 3],
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO organisations (id, name, sector, size, created_at) VALUES ($1, $2, $3, $4, $5)",
        id.0,
        name,
        sector,
        size,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A submission in the list.
#[derive(Clone, Debug)]
pub struct SubmissionSummary {
    pub id: Uuid,
    pub state: SubmissionState,
    pub title: String,
    pub contact_name: String,
    pub company: String,
    pub email: String,
    pub language: Language,
    pub project_id: Option<String>,
    pub submitted_at: Option<OffsetDateTime>,
}

/// Submitted requests, newest first.
pub async fn list(
    tx: &mut PlatformTx,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<SubmissionSummary>, sqlx::Error> {
    sqlx::query_as!(
        SubmissionSummary,
        r#"SELECT id, state AS "state: SubmissionState", coalesce(answers ->> 'title', '') AS "title!",
                  coalesce(answers ->> 'contact_name', '') AS "contact_name!",
                  coalesce(answers ->> 'company', '') AS "company!", email, language AS "language: Language",
                  project_id, submitted_at
           FROM submissions s
           WHERE state <> 'draft' AND NOT EXISTS (SELECT FROM synthetic_tenants t WHERE t.project_id = s.project_id)
             AND ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2"#,
        before,
        limit,
    )
    .fetch_all(tx.conn())
    .await
}
