//! Rows of a project's audit trail.

pub mod platform;

use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Shown;
use crate::{
    audit::{Entry, ReadKind, Trail},
    db::{SampleRow, TenantTx},
    ids::UserId,
    text::hex,
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[(
    "audit (project_id, seq, at, kind, actor_id, detail, salt, sealed, hash)",
    "project, 1, at, 'document-viewed', person, canary, decode(md5('salt'), 'hex'), sha256('sealed'), sha256('hash')",
)];

/// Which lines to read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Kinds of lines.
    pub shown: Shown,
    /// Affected row.
    pub subject: Option<Uuid>,
    /// Person who acted.
    pub person: Option<UserId>,
    /// Number before which they stand.
    pub before: Option<i64>,
}

/// A line, as people read it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number.
    pub seq: i64,
    /// Time of the event.
    pub at: OffsetDateTime,
    /// Kind of event, of change or of read.
    pub kind: String,
    /// Affected row.
    pub subject: Option<Uuid>,
    /// Person who acted.
    pub actor_id: Option<UserId>,
    /// Their name.
    pub actor: Option<String>,
    /// Name of the key through which a program acted.
    pub key: Option<String>,
    /// Facts of the event, such as the `name` of the row; null once erased.
    pub detail: Value,
    /// Hash of the line, in hexadecimal.
    pub hash: String,
}

impl Line {
    /// Line of its columns: affected row and person, names of person and key, detail and hash.
    fn new(
        seq: i64,
        at: OffsetDateTime,
        kind: String,
        (subject, actor_id): (Option<Uuid>, Option<UserId>),
        (actor, key): (Option<String>, Option<String>),
        (detail, hash): (Option<String>, Vec<u8>),
    ) -> Self {
        let detail = detail.and_then(|detail| serde_json::from_str(&detail).ok()).unwrap_or_default();
        Self { seq, at, kind, subject, actor_id, actor, key, detail, hash: hex(&hash) }
    }
}

/// A line as it is stored.
struct Row {
    seq: i64,
    at: OffsetDateTime,
    kind: String,
    subject_id: Option<Uuid>,
    actor_id: Option<Uuid>,
    key_id: Option<Uuid>,
    detail: Option<String>,
    salt: Option<Vec<u8>>,
    sealed: Vec<u8>,
    hash: Vec<u8>,
}

impl Row {
    /// The line with all that the chain covers.
    fn entry(self, trail: Trail) -> Entry {
        let Self { seq, at, kind, subject_id, actor_id, key_id, detail, salt, sealed, hash } = self;
        let (salt, sealed, hash) = (salt.as_deref().map(hex), hex(&sealed), hex(&hash));
        Entry { trail, seq, at, kind, subject_id, actor_id, key_id, detail, salt, sealed, hash }
    }
}

/// The latest lines of these, newest first.
pub async fn latest(tx: &mut TenantTx, wanted: Wanted, limit: i64) -> Result<Vec<Line>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT a.seq, a.at, a.kind, a.subject_id, a.actor_id AS "actor_id: UserId", k.name AS "key?", a.detail, a.hash
           FROM audit a
           LEFT JOIN api_keys k ON k.project_id = a.project_id AND k.id = a.key_id
           WHERE a.project_id = $1 AND ($2::bigint IS NULL OR a.seq < $2)
             AND ($3::uuid IS NULL OR a.subject_id = $3) AND ($4::uuid IS NULL OR a.actor_id = $4)
             AND ($5::boolean IS NULL OR (a.kind = ANY ($6)) = $5)
           ORDER BY a.seq DESC LIMIT $7"#,
        project.as_str(),
        wanted.before,
        wanted.subject,
        wanted.person.map(|person| person.0),
        wanted.shown.wants_reads(),
        &ReadKind::words(),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let people = tx.people(rows.iter().filter_map(|row| row.actor_id).collect()).await?;
    let lines = rows.into_iter().map(|row| {
        let (names, told) = ((people.name(row.actor_id), row.key), (row.detail, row.hash));
        Line::new(row.seq, row.at, row.kind, (row.subject_id, row.actor_id), names, told)
    });
    Ok(lines.collect())
}

/// The lines after a number, in their order.
pub async fn after(tx: &mut TenantTx, after: i64, limit: i64) -> Result<Vec<Entry>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query_as!(
        Row,
        "SELECT seq, at, kind, subject_id, actor_id, key_id, detail, salt, sealed, hash
         FROM audit WHERE project_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        project.as_str(),
        after,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| row.entry(Trail::Project(project))).collect())
}

/// Number and hash of the last line.
pub async fn last(tx: &mut TenantTx) -> Result<Option<(i64, String)>, sqlx::Error> {
    let project = tx.project();
    let row =
        sqlx::query!("SELECT seq, hash FROM audit WHERE project_id = $1 ORDER BY seq DESC LIMIT 1", project.as_str());
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| (row.seq, hex(&row.hash))))
}

/// Hash of a line.
pub async fn hash_of(tx: &mut TenantTx, seq: i64) -> Result<Option<String>, sqlx::Error> {
    let project = tx.project();
    let hash = sqlx::query_scalar!("SELECT hash FROM audit WHERE project_id = $1 AND seq = $2", project.as_str(), seq);
    Ok(hash.fetch_optional(tx.conn()).await?.map(|hash| hex(&hash)))
}
