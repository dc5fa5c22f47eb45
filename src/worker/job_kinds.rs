//! The list of all kinds of job, each with how it runs.

use futures_util::future::{BoxFuture, FutureExt};

use crate::{
    features::{
        files::documents::{jobs::DeleteDocument, uploads::jobs::DeleteUpload},
        platform::domains::{CheckDomain, DomainLost},
        shared::runs::{self, Run},
        work::projects::provision::NewProject,
    },
    http::{AppError, AppState},
    jobs::{Claimed, Kind},
    mail::Mail,
};

/// Kinds of job: a new one gets a line.
const JOB_KINDS: [JobKind; 6] = [
    JobKind::of::<NewProject>(),
    JobKind::of::<Mail>(),
    JobKind::of::<DeleteUpload>(),
    JobKind::of::<DeleteDocument>(),
    JobKind::of::<CheckDomain>(),
    JobKind::of::<DomainLost>(),
];

/// A kind of job and how it runs.
struct JobKind {
    kind: Kind,
    settle: for<'a> fn(&'a AppState, Claimed) -> BoxFuture<'a, Result<(), AppError>>,
}

impl JobKind {
    const fn of<J: Run>() -> Self {
        Self { kind: Kind::of::<J>(), settle: |state, claimed| runs::settle::<J>(state, claimed).boxed() }
    }
}

fn job_kind(name: &str) -> Option<&'static JobKind> {
    JOB_KINDS.iter().find(|job_kind| job_kind.kind.name() == name)
}

/// The kind of job of this name, if this version knows it.
#[must_use]
pub fn kind(name: &str) -> Option<Kind> {
    job_kind(name).map(|job_kind| job_kind.kind)
}

/// Runs a claimed job, and records its end.
pub async fn settle(state: &AppState, claimed: Claimed) -> Result<(), AppError> {
    let job_kind = job_kind(claimed.kind.name())
        .ok_or_else(|| AppError::Internal(format!("no job kind of {}", claimed.kind.name())))?;
    (job_kind.settle)(state, claimed).await
}

#[cfg(test)]
mod tests {
    use super::JOB_KINDS;
    use crate::jobs::PROMISED;

    #[test]
    fn promised_kinds_are_those_that_are_never_given_up() {
        let kept: Vec<_> = JOB_KINDS.iter().map(|one| one.kind).filter(|kind| !kind.is_given_up()).collect();
        assert_eq!(kept.iter().map(|kind| kind.name()).collect::<Vec<_>>(), PROMISED);
    }
}
