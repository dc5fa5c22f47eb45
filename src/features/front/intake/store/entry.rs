//! First log-in of a new client: the browser that began the request and typed its code goes on into the project, once.
//!
//! Public and app host share no cookie, so the session is carried over as to a project's host: the app host gives this
//! browser a visitor cookie and asks with its digest, the public host answers with a secret that is good in that browser.

use time::{Duration, OffsetDateTime};

use crate::{
    db::PlatformTx,
    identity::{Secret, digest, sessions::Entrant},
    ids::{ProjectId, SubmissionId, UserId},
};

/// Time to enter after the code.
const LIFE: Duration = Duration::minutes(2);

/// Browser that typed the code and began the request.
#[derive(Clone, Copy, Debug)]
pub struct EnteringBrowser {
    /// Digest of its visitor cookie on the public host.
    pub visitor: [u8; 32],
    /// Whether its person stays logged in there.
    pub stays: bool,
}

/// Lets a browser enter for a moment.
pub async fn permit(
    tx: &mut PlatformTx,
    id: SubmissionId,
    browser: EnteringBrowser,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE submissions SET enter_by = $3, entry_visitor = $2, entry_stays = $4 WHERE id = $1",
        id.0,
        browser.visitor.as_slice(),
        now + LIFE,
        browser.stays,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Secret for the browser with these visitor cookies, on the public host and on the app host; `None` if it may not enter
/// by the draft, or has asked before.
pub async fn begin(
    tx: &mut PlatformTx,
    resume: [u8; 32],
    [here, there]: [[u8; 32]; 2],
    now: OffsetDateTime,
) -> Result<Option<Secret>, sqlx::Error> {
    let secret = Secret::new();
    let hash = secret.digest();
    let begun = sqlx::query!(
        "UPDATE submissions SET entry_hash = $4, entry_visitor = $3
         WHERE resume_hash = $1 AND entry_visitor = $2 AND enter_by > $5 AND entry_hash IS NULL",
        resume.as_slice(),
        here.as_slice(),
        there.as_slice(),
        hash.as_slice(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok((begun.rows_affected() == 1).then_some(secret))
}

/// Uses up the secret in the browser it was made for: the person and the project to enter.
pub async fn finish(
    tx: &mut PlatformTx,
    secret: &str,
    visitor: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<(Entrant, ProjectId)>, sqlx::Error> {
    let hash = digest(secret);
    let row = sqlx::query!(
        r#"UPDATE submissions s SET enter_by = NULL FROM users u
           WHERE s.entry_hash = $1 AND s.entry_visitor = $2 AND s.enter_by > $3
             AND u.email = s.email AND u.disabled_at IS NULL
           RETURNING u.id AS "user: UserId", u.credential_epoch AS epoch, s.project_id, s.entry_stays"#,
        hash.as_slice(),
        visitor.as_slice(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| {
        Some((Entrant::of(row.user, row.epoch).staying(row.entry_stays), row.project_id?.parse().ok()?))
    }))
}
