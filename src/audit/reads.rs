//! Reads that are not written yet.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::AuditLine;
use crate::ids::ProjectId;

/// Lines of reads, by project, until the worker appends them within a second.
#[derive(Debug, Default)]
pub struct Reads(Mutex<HashMap<ProjectId, Vec<AuditLine>>>);

impl Reads {
    fn waiting(&self) -> MutexGuard<'_, HashMap<ProjectId, Vec<AuditLine>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a read.
    pub fn note(&self, project: ProjectId, line: AuditLine) {
        self.waiting().entry(project).or_default().push(line);
    }

    /// Takes all lines.
    #[must_use]
    pub fn take(&self) -> HashMap<ProjectId, Vec<AuditLine>> {
        std::mem::take(&mut *self.waiting())
    }

    /// Returns lines that could not be written, before those noted meanwhile.
    pub fn put_back(&self, project: ProjectId, mut lines: Vec<AuditLine>) {
        let mut waiting = self.waiting();
        let since = waiting.entry(project).or_default();
        lines.append(since);
        *since = lines;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::OffsetDateTime;

    use super::*;

    #[test]
    fn what_could_not_be_written_comes_first() {
        let (reads, project) = (Reads::default(), "FP-2025-X7K9M3P1A".parse().unwrap());
        let line = |kind| AuditLine {
            at: OffsetDateTime::UNIX_EPOCH,
            kind,
            subject: None,
            actor: None,
            key: None,
            detail: json!({}),
        };
        reads.note(project, line("first"));
        let mut taken = reads.take();
        reads.note(project, line("second"));
        reads.put_back(project, taken.remove(&project).unwrap());
        let kinds: Vec<_> = reads.take()[&project].iter().map(|line| line.kind).collect();
        assert_eq!(kinds, ["first", "second"]);
        assert!(reads.take().is_empty());
    }
}
