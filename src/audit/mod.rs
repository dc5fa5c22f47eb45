//! Audit trail of each project: lines that a hash chain ties together, and the reads that wait to be written
//! ([ADR 36](../../docs/adr/0036-audit.md)).

mod chain;
mod reads;
mod request;

use serde_json::{Map, Value};
use strum::VariantArray;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::ids::{ApiKeyId, UserId};

pub use chain::{Chain, Entry, Fault, Trail, append_statement};
pub use reads::Reads;
pub use request::{note_actor, note_told, platform_line, request_line, within_command, within_request};

/// Kinds of reads that are kept. Lists and what they are made of are only metered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum ReadKind {
    /// The page of a document was opened.
    DocumentViewed,
    /// A version was downloaded; `name` is its number.
    DocumentDownloaded,
    /// The project's use was taken away as a table.
    UsageExported,
    /// The audit trail was taken away.
    AuditExported,
    /// An admin of the platform without a part in the project came in: the first time on a day.
    AdminEntered,
    /// Somebody came in with a new session.
    LoggedIn,
    /// A log-in with a password was refused.
    LoginFailed,
}

words!(ReadKind);

impl ReadKind {
    /// The words of all kinds, for binding into statements.
    #[must_use]
    pub fn words() -> Vec<String> {
        Self::VARIANTS.iter().map(|kind| kind.as_str().to_owned()).collect()
    }
}

/// Kind of a change that no event names; `name` is its route.
pub const CHANGED: &str = "changed";

/// A line to append.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// Time, to the microsecond.
    pub at: OffsetDateTime,
    /// Kind of event, of change or of read.
    pub kind: &'static str,
    /// Affected row.
    pub subject: Option<Uuid>,
    /// Person who acted; `None` for the platform itself.
    pub actor: Option<UserId>,
    /// Key of the program that acted.
    pub key: Option<ApiKeyId>,
    /// A JSON object.
    pub detail: Value,
}

impl AuditLine {
    /// Line of a person's read of the whole project.
    #[must_use]
    pub fn of_read(kind: ReadKind, actor: UserId, at: OffsetDateTime) -> Self {
        Self {
            at,
            kind: kind.as_str(),
            subject: None,
            actor: Some(actor),
            key: None,
            detail: Value::Object(Map::new()),
        }
    }
}
