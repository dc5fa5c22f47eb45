//! Rows of events.

use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Event;
use crate::{
    audit::AuditLine,
    db::{SampleRow, TenantTx},
    ids::UserId,
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[(
    "activity (project_id, id, actor_id, kind, subject_id, detail, visibility, created_at)",
    "project, id(activity), person, 'task-added', id(task), jsonb_build_object('name', canary), 'shared', at",
)];

/// A recorded event.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Event id, time-ordered.
    pub id: Uuid,
    /// Name of the person who acted; `None` for the platform itself.
    pub actor: Option<String>,
    /// Name of the key through which a program acted, for readers of internal events: keys belong to the agency.
    pub key: Option<String>,
    /// `Kind::as_str`.
    pub kind: String,
    /// Affected row.
    pub subject: Option<Uuid>,
    /// See `Event::detail`.
    pub detail: Value,
    /// Time of the event.
    pub created_at: OffsetDateTime,
}

/// Records an event together with its change, for its readers and for the audit trail.
pub async fn record(tx: &mut TenantTx, now: OffsetDateTime, event: &Event) -> Result<(), sqlx::Error> {
    let (project, key) = (tx.project(), tx.through());
    let insert = sqlx::query!(
        "INSERT INTO activity (project_id, id, actor_id, kind, subject_id, detail, visibility, created_at, key_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        project.as_str(),
        Uuid::now_v7(),
        event.actor.map(|actor| actor.0),
        event.kind.as_str(),
        event.subject,
        event.detail,
        event.visibility.as_str(),
        now,
        key.map(|key| key.0),
    );
    tx.insert("activity", insert).await?;
    let (kind, detail) = (event.kind.into(), event.detail.clone());
    tx.audit(AuditLine { at: now, kind, subject: event.subject, actor: event.actor, key, detail });
    Ok(())
}

/// The latest events of the given visibilities, newest first, before `before` if given; none of documents and tasks
/// that were withdrawn from their readers since, nor of deleted tasks, whose last readers are not known.
pub async fn latest(
    tx: &mut TenantTx,
    sees: &[String],
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Entry>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT a.id, a.actor_id AS "actor: UserId",
                  CASE WHEN 'internal' = ANY ($2) THEN k.name END AS key, a.kind, a.subject_id AS subject, a.detail,
                  a.created_at
           FROM activity a
           LEFT JOIN api_keys k ON k.project_id = a.project_id AND k.id = a.key_id
           WHERE a.project_id = $1 AND a.visibility = ANY ($2) AND ($3::uuid IS NULL OR a.id < $3)
             AND ('internal' = ANY ($2)
                  OR (NOT EXISTS (SELECT FROM documents d
                                  WHERE d.project_id = $1 AND d.id = a.subject_id AND d.visibility <> ALL ($2))
                      AND (a.kind NOT LIKE 'task-%'
                           OR EXISTS (SELECT FROM tasks t
                                      WHERE t.project_id = $1 AND t.id = a.subject_id AND t.visibility = ANY ($2)))))
           ORDER BY a.id DESC LIMIT $4"#,
        project.as_str(),
        sees,
        before,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let people = tx.people(rows.iter().filter_map(|row| row.actor).collect()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            id: row.id,
            actor: people.name(row.actor),
            key: row.key,
            kind: row.kind,
            subject: row.subject,
            detail: row.detail,
            created_at: row.created_at,
        })
        .collect())
}
