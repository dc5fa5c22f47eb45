//! Identifiers, a type for each kind, so that a document's ID cannot stand in for a user's.

mod project_id;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use project_id::{InvalidProjectId, ProjectId};

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
                 utoipa::ToSchema)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new, time-ordered ID (`UUIDv7`, RFC 9562).
            #[must_use]
            #[expect(clippy::new_without_default, reason = "an ID is never a default value")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

uuid_ids! {
    /// A person.
    UserId,
    /// A log-in, or its extension to one tenant host.
    SessionId,
    /// A filled-in (or half-filled) intake form.
    SubmissionId,
    /// A client company.
    OrganisationId,
    /// An outside organisation a project is shared with.
    AgencyId,
    /// A milestone of one project.
    MilestoneId,
    /// A task of one project.
    TaskId,
    /// A document of one project, whatever its versions.
    DocumentId,
    /// A presigned upload in flight.
    UploadId,
    /// A request for files.
    FileRequestId,
    /// A conversation.
    ThreadId,
    /// One message of a thread.
    MessageId,
    /// An invitation into a project.
    InvitationId,
    /// The client's decision on a deliverable.
    ApprovalId,
    /// A project's claim to a domain.
    DomainId,
    /// A personal token.
    TokenId,
    /// A project key.
    ApiKeyId,
}
