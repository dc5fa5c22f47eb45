//! The hash chain. A line's seal covers its personal data with a salt; its hash covers the hash before, its number and
//! everything but the personal data, of which it holds the seal. Erasing personal data and salt leaves the chain whole,
//! and a seal without its salt tells nothing of what it sealed.

use std::fmt;

use rand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::AuditLine;
use crate::{
    ids::{InvalidProjectId, ProjectId},
    text::{hex, unhex},
};

/// Bytes of a salt.
const SALT: usize = 16;

/// Owner of a trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Trail {
    /// The platform: people, their log-ins, plans, agencies.
    Platform,
    /// A project.
    Project(ProjectId),
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform => f.write_str("platform"),
            Self::Project(project) => project.fmt(f),
        }
    }
}

impl From<Trail> for String {
    fn from(trail: Trail) -> Self {
        trail.to_string()
    }
}

impl TryFrom<String> for Trail {
    type Error = InvalidProjectId;

    fn try_from(text: String) -> Result<Self, InvalidProjectId> {
        if text == "platform" { Ok(Self::Platform) } else { text.parse().map(Self::Project) }
    }
}

/// A written line, as exports hold it. Bytes are in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `platform`, or the project's ID.
    pub trail: Trail,
    /// Number of the line, without gaps from 1.
    pub seq: i64,
    /// Time, to the microsecond.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Kind of event, of change or of read.
    pub kind: String,
    /// Affected row.
    pub subject_id: Option<Uuid>,
    /// Person who acted.
    pub actor_id: Option<Uuid>,
    /// Key of the program that acted.
    pub key_id: Option<Uuid>,
    /// A JSON object in the text that was sealed; `None` once erased.
    pub detail: Option<String>,
    /// Salt of the seal; `None` once erased.
    pub salt: Option<String>,
    /// Seal of the personal data.
    pub sealed: String,
    /// Hash of the line.
    pub hash: String,
}

/// Fault of a trail, at the first line that has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A line of another trail.
    #[error("a line of another trail")]
    Trail,
    /// A line is missing, or stands in another place.
    #[error("a line is missing or out of place")]
    Order,
    /// The personal data is not what was sealed.
    #[error("person, key or detail was changed")]
    Seal,
    /// Anything else of the line, or of one before, is not what was written.
    #[error("the line, or one before it, was changed")]
    Hash,
    /// The trail is not the one of its checkpoint, or the checkpoint is not the installation's.
    #[error("the trail does not hold its checkpoint: it was written anew up to there, or the checkpoint was")]
    Checkpoint,
    /// The checkpoint stands behind the last line.
    #[error("lines after this one are missing")]
    Cut,
}

fn optional(id: Option<Uuid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// Seal of personal data: no part but the last can hold a line end.
fn seal(salt: &[u8], actor: Option<Uuid>, key: Option<Uuid>, detail: &str) -> [u8; 32] {
    let told = format!("{}\n{}\n{detail}", optional(actor), optional(key));
    Sha256::new().chain_update(salt).chain_update(told).finalize().into()
}

/// Digest of everything but the personal data: no part can hold a line end.
fn content(trail: Trail, at: OffsetDateTime, kind: &str, subject: Option<Uuid>, sealed: &[u8]) -> [u8; 32] {
    let micros = at.unix_timestamp_nanos() / 1000;
    let told = format!("{trail}\n{micros}\n{kind}\n{}\n", optional(subject));
    Sha256::new().chain_update(told).chain_update(sealed).finalize().into()
}

/// Hash of a line; the migration's `append_audit` makes the same.
fn link(before: &[u8], seq: i64, content: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(before).chain_update(seq.to_be_bytes()).chain_update(content).finalize().into()
}

/// Statement that appends `lines` to a trail. All text of the lines is in hexadecimal.
#[must_use]
pub fn append_statement(trail: Trail, lines: &[AuditLine]) -> String {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| {
            let micros = line.at.unix_timestamp_nanos() / 1000;
            let at = OffsetDateTime::from_unix_timestamp_nanos(micros * 1000).unwrap_or(line.at);
            let (actor, key) = (line.actor.map(|actor| actor.0), line.key.map(|key| key.0));
            let (detail, salt): (_, [u8; SALT]) = (line.detail.to_string(), rand::rng().random());
            let sealed = seal(&salt, actor, key, &detail);
            json!({
                "id": Uuid::now_v7(),
                "at": at.format(&Rfc3339).unwrap_or_default(),
                "kind": line.kind,
                "subject": line.subject,
                "actor": actor,
                "key": key,
                "detail": detail,
                "salt": hex(&salt),
                "sealed": hex(&sealed),
                "content": hex(&content(trail, at, line.kind, line.subject, &sealed)),
            })
        })
        .collect();
    let lines = hex(json!(lines).to_string().as_bytes());
    match trail {
        Trail::Platform => format!("SELECT note_platform_audit('\\x{lines}'); "),
        Trail::Project(project) => format!("SELECT append_audit('{project}', '\\x{lines}'); "),
    }
}

/// Check of a trail, line by line from the first.
#[derive(Clone, Debug)]
pub struct Chain {
    trail: Trail,
    last: i64,
    hash: Vec<u8>,
    erased: i64,
    /// Number and hash of a line that it must hold.
    held: Option<(i64, String)>,
}

impl Chain {
    /// The beginning of a trail.
    #[must_use]
    pub fn new(trail: Trail) -> Self {
        Self { trail, last: 0, hash: Vec::new(), erased: 0, held: None }
    }

    /// The same for a trail that must hold a line of this number and hash.
    #[must_use]
    pub fn holding(self, seq: i64, hash: String) -> Self {
        Self { held: Some((seq, hash)), ..self }
    }

    /// Checks the next line.
    pub fn check(&mut self, entry: &Entry) -> Result<(), Fault> {
        if entry.trail != self.trail {
            return Err(Fault::Trail);
        }
        if entry.seq != self.last + 1 {
            return Err(Fault::Order);
        }
        let sealed = unhex(&entry.sealed).ok_or(Fault::Seal)?;
        match (&entry.salt, &entry.detail) {
            (Some(salt), Some(detail)) => {
                let salt = unhex(salt).filter(|salt| salt.len() == SALT).ok_or(Fault::Seal)?;
                if seal(&salt, entry.actor_id, entry.key_id, detail).as_slice() != sealed {
                    return Err(Fault::Seal);
                }
            }
            (None, None) if entry.actor_id.is_none() && entry.key_id.is_none() => self.erased += 1,
            _ => return Err(Fault::Seal),
        }
        let content = content(entry.trail, entry.at, &entry.kind, entry.subject_id, &sealed);
        let hash = link(&self.hash, entry.seq, &content);
        if unhex(&entry.hash).as_deref() != Some(hash.as_slice()) {
            return Err(Fault::Hash);
        }
        if self.held.as_ref().is_some_and(|(seq, held)| *seq == entry.seq && *held != entry.hash) {
            return Err(Fault::Checkpoint);
        }
        (self.last, self.hash) = (entry.seq, hash.to_vec());
        Ok(())
    }

    /// Checks that the last line was not before the end.
    pub fn finish(&self) -> Result<(), Fault> {
        let is_cut = self.held.as_ref().is_some_and(|(seq, _)| *seq > self.last);
        if is_cut { Err(Fault::Cut) } else { Ok(()) }
    }

    /// Number of the last line that was checked.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Number of lines whose personal data was erased.
    #[must_use]
    pub fn erased(&self) -> i64 {
        self.erased
    }

    /// Hash of the last line, in hexadecimal: a note of it proves later that none of these lines is gone.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&self.hash)
    }
}

#[cfg(test)]
mod tests;
