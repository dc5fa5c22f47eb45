//! Permissions in a project: `Role`, `Action` and `allows`, one exhaustive match over both.
//!
//! To add an action: name it in `actions!`, and the compiler asks for its column in `allows`; the snapshot test prints
//! the table anew. Handlers name the action in their argument type: `Require<action::EditProject>`.

mod scope;

use serde::{Deserialize, Serialize};

pub use scope::{Scope, Scopes, scope_allows, scope_needed};

/// Role of a person in one project, derived from members, partner shares and the platform role at every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Of the client; a lead may invite colleagues.
    Client {
        /// Whether they may invite colleagues.
        lead: bool,
    },
    /// Runs the project for the agency.
    ProjectManager,
    /// Has every permission of the agency; platform admins are admin of every project.
    Admin,
    /// Of a partner agency, with the level of the share.
    Partner(PartnerLevel),
}

/// Level at which a project is shared with a partner agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartnerLevel {
    /// Reads.
    View,
    /// Also adds tasks and documents of its own.
    Edit,
    /// Also runs tasks and status.
    Manage,
}

impl PartnerLevel {
    /// All levels, the least first.
    pub const ALL: [Self; 3] = [Self::View, Self::Edit, Self::Manage];

    /// Database text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Edit => "edit",
            Self::Manage => "manage",
        }
    }
}

/// Audience of a document, thread, task or event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Visibility {
    /// Only the agency.
    Internal,
    /// Agency and client.
    Client,
    /// Agency and partners.
    Partner,
    /// Agency, client and partners.
    Shared,
}

impl Visibility {
    /// All visibilities, in the order of the choice on the pages.
    pub const ALL: [Self; 4] = [Self::Internal, Self::Client, Self::Partner, Self::Shared];

    /// Text in database and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Client => "client",
            Self::Partner => "partner",
            Self::Shared => "shared",
        }
    }
}

impl std::str::FromStr for Visibility {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|visibility| visibility.as_str() == text).ok_or(())
    }
}

impl Role {
    /// Every role, for tables and tests.
    pub const ALL: [Self; 7] = [
        Self::Client { lead: false },
        Self::Client { lead: true },
        Self::ProjectManager,
        Self::Admin,
        Self::Partner(PartnerLevel::View),
        Self::Partner(PartnerLevel::Edit),
        Self::Partner(PartnerLevel::Manage),
    ];

    /// Name in JSON and in the locale keys (`role-…`).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Client { .. } => "client",
            Self::ProjectManager => "project_manager",
            Self::Admin => "admin",
            Self::Partner(PartnerLevel::View) => "partner_view",
            Self::Partner(PartnerLevel::Edit) => "partner_edit",
            Self::Partner(PartnerLevel::Manage) => "partner_manage",
        }
    }

    /// Whether the role is on the agency's side: project manager or admin.
    #[must_use]
    pub fn is_agency(self) -> bool {
        matches!(self, Self::ProjectManager | Self::Admin)
    }

    /// Visibilities of documents, tasks and activity that this role sees.
    #[must_use]
    pub fn sees(self) -> &'static [Visibility] {
        match self {
            Self::Client { .. } => &[Visibility::Client, Visibility::Shared],
            Self::ProjectManager | Self::Admin => &Visibility::ALL,
            Self::Partner(_) => &[Visibility::Partner, Visibility::Shared],
        }
    }

    /// Initial visibility of this role's own uploads and tasks.
    #[must_use]
    pub fn own_visibility(self) -> Visibility {
        match self {
            Self::Client { .. } => Visibility::Client,
            Self::ProjectManager | Self::Admin => Visibility::Internal,
            Self::Partner(_) => Visibility::Partner,
        }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// Actions in a project: the rows of the role × action table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name),+ }

        impl Action {
            /// Every action, in the table's order.
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }

        /// The actions as types, for `Require<action::…>`.
        pub mod action {
            $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub struct $name;
            impl super::Permission for $name {
                const ACTION: super::Action = super::Action::$name;
            })+
        }
    };
}

/// An action as a type.
pub trait Permission: Send + Sync + 'static {
    /// Row of the table.
    const ACTION: Action;
}

actions! {
    /// Project, status, timeline, milestones.
    ViewProject,
    /// Project details and dates.
    EditProject,
    /// The lifecycle status.
    ChangeStatus,
    /// Make, assign and complete any task or milestone.
    EditPlan,
    /// Make tasks and work on one's own.
    EditOwnTasks,
    /// Complete and reopen one's own tasks; for clients, those that are the client's.
    CompleteOwnTasks,
    /// List and download documents, each by its visibility.
    ViewDocuments,
    /// Upload a document.
    UploadDocument,
    /// Upload into an open file request.
    AnswerFileRequest,
    /// Rename, move and delete any document.
    EditDocument,
    /// Rename, move and delete one's own uploads.
    EditOwnDocument,
    /// Change a document's visibility.
    PublishDocument,
    /// Ask for files; accept or send back what came.
    RequestFiles,
    /// Approve, or ask for changes on, a deliverable.
    DecideOnDeliverable,
    /// Read and write threads of agency and client.
    UseClientThreads,
    /// Read and write threads of all; everybody who uses threads at all uses these.
    UseSharedThreads,
    /// Read and write threads of agency and partners.
    UsePartnerThreads,
    /// Read and write threads of the agency; open threads of any audience.
    UseInternalThreads,
    /// See who is a member.
    ViewMembers,
    /// Invite and remove clients.
    ManageClients,
    /// Manage every member, share with partners.
    ManageMembers,
    /// API keys, webhooks, usage and the audit trail, read.
    ViewOperations,
    /// Security settings and quotas.
    EditSettings,
    /// Export, suspend, archive and erase the project.
    GovernProject,
    /// See the portal as the client does, read-only.
    ViewAsClient,
}

/// The role × action table of the product, whole. Conditions on the row (its uploader, its visibility) are checked
/// where the row is read.
#[must_use]
pub fn allows(role: Role, action: Action) -> bool {
    use PartnerLevel::{Edit, Manage};
    let agency = role.is_agency();
    let at_least = |level| matches!(role, Role::Partner(actual) if actual >= level);
    match action {
        Action::ViewProject | Action::ViewDocuments | Action::ViewMembers => true,
        Action::EditProject
        | Action::EditDocument
        | Action::PublishDocument
        | Action::RequestFiles
        | Action::UseInternalThreads
        | Action::ViewOperations
        | Action::ViewAsClient => agency,
        Action::ChangeStatus | Action::EditPlan => agency || at_least(Manage),
        Action::EditOwnTasks | Action::UploadDocument | Action::EditOwnDocument | Action::UsePartnerThreads => {
            agency || at_least(Edit)
        }
        Action::CompleteOwnTasks | Action::UseSharedThreads => {
            agency || matches!(role, Role::Client { .. }) || at_least(Edit)
        }
        Action::AnswerFileRequest | Action::UseClientThreads => agency || matches!(role, Role::Client { .. }),
        Action::DecideOnDeliverable => matches!(role, Role::Client { .. }),
        Action::ManageClients => agency || role == Role::Client { lead: true },
        Action::ManageMembers | Action::EditSettings | Action::GovernProject => role == Role::Admin,
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Role, allows};

    #[test]
    fn the_role_action_table() {
        use std::fmt::Write;
        let mut table = format!("{:20}", "");
        for role in Role::ALL {
            let lead = if role == (Role::Client { lead: true }) { "_lead" } else { "" };
            write!(table, " {:>15}", format!("{}{lead}", role.name())).unwrap();
        }
        for action in Action::ALL {
            write!(table, "\n{:20}", format!("{action:?}")).unwrap();
            for role in Role::ALL {
                write!(table, " {:>15}", if allows(role, *action) { "yes" } else { "–" }).unwrap();
            }
        }
        insta::assert_snapshot!(table);
    }
}
