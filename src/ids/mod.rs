//! Identifiers, a type for each kind, so that a document's ID cannot stand in for a user's.

mod project_id;

pub use project_id::{InvalidProjectId, ProjectId};

/// Types of IDs. A feature whose IDs nobody else needs declares them itself: `uuid_ids! { /// An invoice. InvoiceId }`.
macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
                 sqlx::Type, utoipa::ToSchema)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new, time-ordered ID (`UUIDv7`, RFC 9562).
            #[must_use]
            #[expect(clippy::new_without_default, reason = "an ID is never a default value")]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}
pub(crate) use uuid_ids;

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
