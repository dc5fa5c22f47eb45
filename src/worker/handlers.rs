//! The list of all kinds of job, each run by the feature that declares it.

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
const HANDLERS: [Handler; 6] = [
    Handler::of::<NewProject>(),
    Handler::of::<Mail>(),
    Handler::of::<DeleteUpload>(),
    Handler::of::<DeleteDocument>(),
    Handler::of::<CheckDomain>(),
    Handler::of::<DomainLost>(),
];

/// A kind of job and how it runs.
struct Handler {
    kind: Kind,
    settle: for<'a> fn(&'a AppState, Claimed) -> BoxFuture<'a, Result<(), AppError>>,
}

impl Handler {
    const fn of<J: Run>() -> Self {
        Self { kind: Kind::of::<J>(), settle: |state, claimed| runs::settle::<J>(state, claimed).boxed() }
    }
}

fn handler(name: &str) -> Option<&'static Handler> {
    HANDLERS.iter().find(|handler| handler.kind.name() == name)
}

/// The kind of job of this name, if this version knows it.
#[must_use]
pub fn kind(name: &str) -> Option<Kind> {
    handler(name).map(|handler| handler.kind)
}

/// Runs a claimed job, and records its end.
pub async fn settle(state: &AppState, claimed: Claimed) -> Result<(), AppError> {
    let handler = handler(claimed.kind.name())
        .ok_or_else(|| AppError::Internal(format!("no handler of {}", claimed.kind.name())))?;
    (handler.settle)(state, claimed).await
}
