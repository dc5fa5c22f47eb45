//! Events of a project with person and time: recorded in the transaction of the change, never altered.

mod api;
mod pages;
mod store;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{access::Visibility, http::Page, ids::UserId};

pub use api::tenant_api;
pub use pages::{Day, days, tenant_pages};
pub use store::{Entry, SAMPLES, latest, record};

/// Kinds of event. Their texts are the locale keys `event-…`, with `actor` and `name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum ActivityKind {
    /// The workspace was made.
    ProjectCreated,
    /// Details or dates changed.
    ProjectEdited,
    /// Answers of the brief changed; `name` is their topic.
    BriefChanged,
    /// The lifecycle status changed; `name` is the new one, `reason` says why a step back.
    StatusChanged,
    /// A milestone was added.
    MilestoneAdded,
    /// A milestone was reached.
    MilestoneDone,
    /// A milestone was opened again.
    MilestoneReopened,
    /// A task was added.
    TaskAdded,
    /// A task was done.
    TaskDone,
    /// A task was opened again.
    TaskReopened,
    /// A document was added.
    DocumentAdded,
    /// A document has a new version.
    DocumentVersionAdded,
    /// More people see a document.
    DocumentPublished,
    /// Fewer people see a document.
    DocumentRestricted,
    /// A document was renamed.
    DocumentRenamed,
    /// A document was deleted.
    DocumentDeleted,
    /// The client approved a deliverable.
    DeliverableApproved,
    /// The client took a decision back.
    ApprovalUndone,
    /// The client asked for changes on a deliverable.
    ChangesRequested,
    /// The agency asked for files.
    FileRequested,
    /// Files arrived for a request.
    FileReceived,
    /// The agency accepted them.
    FileAccepted,
    /// A request for files waits for none any more.
    FileRequestClosed,
    /// The agency sent the request back.
    FileReturned,
    /// Somebody was invited.
    MemberInvited,
    /// Somebody joined.
    MemberJoined,
    /// Somebody was removed.
    MemberRemoved,
    /// A domain was claimed.
    DomainAdded,
    /// A domain was proven and is served.
    DomainVerified,
    /// A domain was given up.
    DomainRemoved,
    /// A domain's proof is gone, and it is no longer served.
    DomainLost,
    /// The project has another plan, or figures of its own.
    LimitsChanged,
    /// The addresses the project lets in changed.
    RuleAddresses,
    /// The length of a log-in in the project changed.
    RuleSession,
    /// Whether clients need a second factor changed.
    RuleFactor,
    /// Whether managers invite colleagues changed.
    RuleInvites,
    /// The workspace was closed for the moment.
    ProjectSuspended,
    /// The workspace is open again.
    ProjectResumed,
    /// The workspace was archived.
    ProjectArchived,
    /// A member's role or lead flag changed.
    MemberChanged,
    /// An invitation was taken back.
    InvitationRevoked,
    /// A partner agency was given the project.
    PartnerShared,
    /// Level or end of a share changed.
    PartnerShareChanged,
    /// A share ended.
    PartnerUnshared,
    /// Agency staff entered the client's view; `until` is its end.
    ClientViewStarted,
    /// The client's view was left.
    ClientViewLeft,
    /// A key for programs was made.
    KeyMade,
    /// A key for programs was revoked.
    KeyRevoked,
}

words!(ActivityKind);

/// An event to record.
#[derive(Clone, Debug)]
pub struct Event {
    /// Person who acted; `None` for the platform itself.
    pub actor: Option<UserId>,
    /// Kind of event.
    pub kind: ActivityKind,
    /// Affected row.
    pub subject: Option<Uuid>,
    /// Data for the texts and for auditors; `name` at least.
    pub detail: Value,
    /// Audience of the event: that of the affected row.
    pub visibility: Visibility,
}

impl Event {
    /// An event about something that has a name.
    #[must_use]
    pub fn named(actor: UserId, kind: ActivityKind, subject: Uuid, name: &str, visibility: Visibility) -> Self {
        Self { actor: Some(actor), kind, subject: Some(subject), detail: json!({ "name": name }), visibility }
    }
}

/// Reason written with an event; empty without one.
fn reason(entry: &Entry) -> &str {
    entry.detail.get("reason").and_then(Value::as_str).unwrap_or_default()
}

/// An event in words, in the reader's language.
fn text(page: &Page, entry: &Entry) -> String {
    sentence(page, &entry.kind, (entry.actor.clone(), entry.key.as_deref()), &entry.detail)
}

/// An event of this kind in words: of events here and of lines of the audit trail. `by`: name of the person, without one
/// the platform's; and of the key through which a program acted.
#[must_use]
pub fn sentence(page: &Page, kind: &str, by: (Option<String>, Option<&str>), detail: &Value) -> String {
    let name = detail.get("name").and_then(Value::as_str).unwrap_or_default();
    let name = match kind {
        "status-changed" => page.t(&format!("status-{}", name.replace('_', "-"))),
        "brief-changed" => page.t(&format!("topic-{name}")),
        _ => name.to_owned(),
    };
    let actor = by.0.unwrap_or_else(|| page.t("event-platform"));
    let actor = match by.1 {
        Some(key) => page.ta2("event-through-key", "actor", actor, "key", key),
        None => actor,
    };
    page.ta2(&format!("event-{kind}"), "actor", actor, "name", name)
}
