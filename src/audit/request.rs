//! The request or command that a transaction belongs to, for changes that no event names.

use std::{
    cell::{Cell, OnceCell},
    sync::Arc,
};

use serde_json::json;
use time::OffsetDateTime;

use super::{AuditLine, CHANGED};
use crate::{
    ids::{ApiKeyId, UserId},
    telemetry::requests::RouteTimes,
};

/// Kinds of hosts whose changes are those of a project.
const OF_PROJECTS: [&str; 2] = ["portal", "project_api"];

/// Origin of changes.
enum Origin {
    /// A request, by method and route.
    Request(&'static str, Arc<RouteTimes>),
    /// A subcommand of the operator's.
    Command(&'static str),
}

impl Origin {
    fn name(&self) -> String {
        match self {
            Self::Request(method, route) => format!("{method} {}", route.name().path),
            Self::Command(command) => format!("fataplus {command}"),
        }
    }
}

/// Request or command that the task serves.
struct Work {
    origin: Origin,
    at: OffsetDateTime,
    actor: OnceCell<UserId>,
    /// Whether the platform's trail has a line of it.
    is_told: Cell<bool>,
}

impl Work {
    fn new(origin: Origin, at: OffsetDateTime) -> Self {
        Self { origin, at, actor: OnceCell::new(), is_told: Cell::new(false) }
    }

    fn line(&self, actor: Option<UserId>, key: Option<ApiKeyId>) -> AuditLine {
        let detail = json!({ "name": self.origin.name() });
        AuditLine { at: self.at, kind: CHANGED, subject: None, actor, key, detail }
    }
}

tokio::task_local! {
    static WORK: Work;
}

/// Serves a request of this method and route.
pub async fn within_request<T>(
    method: &'static str,
    route: Arc<RouteTimes>,
    at: OffsetDateTime,
    serve: impl Future<Output = T>,
) -> T {
    WORK.scope(Work::new(Origin::Request(method, route), at), serve).await
}

/// Carries out a subcommand of the operator's.
pub async fn within_command<T>(command: &'static str, at: OffsetDateTime, carry_out: impl Future<Output = T>) -> T {
    WORK.scope(Work::new(Origin::Command(command), at), carry_out).await
}

/// Notes the person of the request, once known.
pub fn note_actor(actor: UserId) {
    let _ = WORK.try_with(|work| work.actor.set(actor));
}

/// Line for a change of a project by `actor` that no event names; `None` outside of requests.
#[must_use]
pub fn request_line(actor: UserId, key: Option<ApiKeyId>) -> Option<AuditLine> {
    WORK.try_with(|work| work.line(Some(actor), key)).ok()
}

/// Line for a change of the platform that no event names: by a person whose request is to change something, or by the
/// operator. `None` once there is one.
#[must_use]
pub fn platform_line() -> Option<AuditLine> {
    let line = WORK.try_with(|work| {
        let changes = match &work.origin {
            Origin::Request(method, route) => {
                work.actor.get().is_some()
                    && !matches!(*method, "GET" | "HEAD" | "OPTIONS")
                    && !OF_PROJECTS.contains(&route.name().mount)
            }
            Origin::Command(_) => true,
        };
        (changes && !work.is_told.get()).then(|| work.line(work.actor.get().copied(), None))
    });
    line.ok().flatten()
}

/// Notes that a line of the platform was committed.
pub fn note_told() {
    let _ = WORK.try_with(|work| work.is_told.set(true));
}
