//! The client's decisions on deliverables: one for each version, never changed; its giver may take it back for a while.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    super::{mails, store},
    ApprovalState, Decision,
};
use crate::{
    db::{TenantTx, constraint},
    features::{
        files::documents::permissions::may_decide,
        shared::activity::{self, Event},
    },
    http::{Access, AppError, AppState, Checks, error::Conflict},
    ids::{ApprovalId, DocumentId, UserId},
};

/// A decision.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Approval {
    /// Decision id.
    pub id: ApprovalId,
    /// The deliverable.
    pub document_id: DocumentId,
    /// Name of the deliverable.
    pub document: String,
    /// Version that was decided on.
    pub version: i32,
    /// The decision.
    pub decision: Decision,
    /// Reason, or requested changes.
    pub comment: String,
    /// The person who decided.
    #[serde(skip)]
    pub by: UserId,
    /// Name of the person who decided, whether or not they have a part in the project now.
    pub decided_by: Option<String>,
    /// Time of the decision.
    #[serde(with = "time::serde::rfc3339")]
    pub decided_at: OffsetDateTime,
}

/// A decision to make.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApproval {
    /// The deliverable.
    pub document_id: DocumentId,
    /// Version that was viewed; refused if it is not the current one. The current one by default.
    pub version: Option<i32>,
    /// The decision.
    pub decision: Decision,
    /// At most 5000 characters; required when changes are requested.
    #[serde(default)]
    pub comment: String,
}

/// Decisions on visible documents (on one of them if `document` is set), newest first.
pub async fn list(
    tx: &mut TenantTx,
    sees: &[String],
    document: Option<DocumentId>,
    before: Option<ApprovalId>,
    limit: i64,
) -> Result<Vec<Approval>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT a.id AS "id: ApprovalId", a.document_id AS "document_id: DocumentId", d.name AS document, a.version,
                  a.decision AS "decision: Decision", a.comment, a.decided_by AS "decided_by: UserId", a.decided_at
           FROM approvals a
           JOIN documents d ON d.project_id = a.project_id AND d.id = a.document_id
           WHERE a.project_id = $1 AND d.visibility = ANY ($2) AND d.deleted_at IS NULL
             AND ($3::uuid IS NULL OR a.document_id = $3) AND ($4::uuid IS NULL OR a.id < $4)
           ORDER BY a.id DESC LIMIT $5"#,
        project.as_str(),
        sees,
        document.map(|id| id.0),
        before.map(|id| id.0),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let people = tx.people(rows.iter().map(|row| row.decided_by).collect()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Approval {
            id: row.id,
            document_id: row.document_id,
            document: row.document,
            version: row.version,
            decision: row.decision,
            comment: row.comment,
            by: row.decided_by,
            decided_by: people.name(row.decided_by),
            decided_at: row.decided_at,
        })
        .collect())
}

/// States of those of `documents` that are deliverables, decided or awaiting the client.
pub async fn states(tx: &mut TenantTx, documents: &[Uuid]) -> Result<HashMap<DocumentId, ApprovalState>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT d.id AS "id: DocumentId", coalesce(a.decision, 'to_approve') AS "state!: ApprovalState"
           FROM documents d
           LEFT JOIN approvals a ON a.project_id = $1 AND a.document_id = d.id AND a.version = d.current_version
           WHERE d.project_id = $1 AND d.id = ANY ($2) AND d.kind = 'deliverable'
             AND (a.decision IS NOT NULL OR d.visibility IN ('client', 'shared'))"#,
        project.as_str(),
        documents,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.id, row.state)).collect())
}

/// Numbers of visible deliverables in each state.
pub async fn state_counts(tx: &mut TenantTx, sees: &[String]) -> Result<Vec<(ApprovalState, i64)>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT coalesce(a.decision, 'to_approve') AS "state!: ApprovalState", count(*) AS "count!"
           FROM documents d
           LEFT JOIN approvals a ON a.project_id = $1 AND a.document_id = d.id AND a.version = d.current_version
           WHERE d.project_id = $1 AND d.visibility = ANY ($2)
             AND (a.decision IS NOT NULL OR d.visibility IN ('client', 'shared'))
             AND d.kind = 'deliverable' AND d.deleted_at IS NULL
           GROUP BY 1"#,
        project.as_str(),
        sees,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.state, row.count)).collect())
}

/// The latest decision on a document.
pub async fn latest(tx: &mut TenantTx, sees: &[String], id: DocumentId) -> Result<Option<Approval>, sqlx::Error> {
    Ok(list(tx, sees, Some(id), None, 1).await?.pop())
}

/// Time in which a decision may be taken back.
const UNDO: Duration = Duration::minutes(10);

impl Approval {
    /// Whether `person` may take it back: their own decision, given a moment ago.
    #[must_use]
    pub fn may_undo(&self, person: UserId, now: OffsetDateTime) -> bool {
        self.by == person && now - self.decided_at < UNDO
    }
}

/// Takes back a decision on the current version, and tells those who were told of it.
pub async fn undo(state: &AppState, access: &Access, id: ApprovalId) -> Result<DocumentId, AppError> {
    let (project, sees, now) = (access.project, access.sees(), state.clock.now());
    let mut tx = state.db.write(&access.scope()).await?;
    let document = sqlx::query_scalar!(
        r#"SELECT document_id AS "id: DocumentId" FROM approvals WHERE project_id = $1 AND id = $2"#,
        project.as_str(),
        id.0,
    );
    let document = document.fetch_optional(tx.conn()).await?.ok_or(AppError::NotFound)?;
    let document = store::lock(&mut tx, &sees, document).await?.ok_or(AppError::NotFound)?;
    let last = latest(&mut tx, &sees, document.id).await?.filter(|last| {
        last.id == id && last.version == document.current_version && last.may_undo(access.caller.user, now)
    });
    if last.is_none() {
        return Err(AppError::Conflict(Conflict::State));
    }
    let delete = sqlx::query!("DELETE FROM approvals WHERE project_id = $1 AND id = $2", project.as_str(), id.0);
    tx.delete("approvals", delete).await?;
    let kind = activity::ActivityKind::ApprovalUndone;
    let event = Event::named(access.caller.user, kind, document.id.0, &document.name, document.visibility);
    activity::record(&mut tx, now, &event).await?;
    mails::undone(&mut tx, state, access, &document).await?;
    tx.commit().await?;
    Ok(document.id)
}

/// Decides on the current version of a deliverable.
pub async fn decide(state: &AppState, access: &Access, new: &NewApproval) -> Result<Approval, AppError> {
    let comment = crate::text::normalize::lines(&new.comment);
    let comment = comment.as_str();
    let mut faults = Checks::new();
    faults.length("comment", comment, 0, 5000);
    if new.decision == Decision::ChangesRequested {
        faults.required("comment", comment);
    }
    faults.finish()?;
    let (sees, now) = (access.sees(), state.clock.now());
    let mut tx = state.db.write(&access.scope()).await?;
    let document = store::lock(&mut tx, &sees, new.document_id).await?.ok_or(AppError::NotFound)?;
    let looked_at = new.version.unwrap_or(document.current_version);
    if !may_decide(document.kind, document.visibility) || looked_at != document.current_version {
        return Err(AppError::Conflict(Conflict::State));
    }
    let project = tx.project();
    let id = ApprovalId::new();
    let insert = sqlx::query!(
        "INSERT INTO approvals (project_id, id, document_id, version, decision, comment, decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        project.as_str(),
        id.0,
        document.id.0,
        document.current_version,
        new.decision.as_str(),
        comment,
        access.caller.user.0,
        now,
    );
    tx.insert("approvals", insert).await.map_err(|error| match constraint(&error) {
        Some("approvals_one_per_version") => AppError::Conflict(Conflict::Exists),
        _ => error.into(),
    })?;
    let event =
        Event::named(access.caller.user, new.decision.event(), document.id.0, &document.name, document.visibility);
    activity::record(&mut tx, now, &event).await?;
    mails::decided(&mut tx, state, access, &document, (new.decision, comment)).await?;
    let made = latest(&mut tx, &sees, document.id).await?.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok(made)
}
