//! Permissions in a project: `Role`, `Action` and `allows`, one exhaustive match over both; and the words they rest on in
//! rows and JSON (roles, levels, visibilities, states of a workspace), each an enum.
//!
//! To add an action: name it in `actions!`, and the compiler asks for its column in `allows`; the snapshot test prints
//! the table anew. Handlers name the action in their argument type: `Require<action::EditProject>`.

mod roles;
mod scope;
mod side;
mod visibility;
mod workspace;

pub use roles::{MemberRole, Membership, PartnerLevel, PlatformRole, Role, RoleKind, role_of};
pub use scope::{Scopes, TokenScope, scope_allows, scope_needed};
pub use side::Side;
pub use visibility::Visibility;
pub use workspace::Workspace;

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
    /// Upload a document; for clients, to the agency.
    UploadDocument,
    /// See requests for files, and upload into an open one.
    AnswerFileRequest,
    /// Read and complete the brief: what the client answered about the project.
    CompleteBrief,
    /// Rename, move and delete any document.
    EditDocument,
    /// Rename, move and delete one's own uploads.
    EditOwnDocument,
    /// Delete one's own upload until the agency accepts it.
    TakeBackDocument,
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
    /// Invite a colleague as manager.
    InviteManagers,
    /// Share with partners; without `ManageMembers` up to `edit`.
    SharePartners,
    /// Manage every member, share with partners at any level.
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
        Action::EditOwnTasks | Action::EditOwnDocument | Action::UsePartnerThreads => agency || at_least(Edit),
        Action::CompleteOwnTasks | Action::UploadDocument | Action::TakeBackDocument | Action::UseSharedThreads => {
            agency || matches!(role, Role::Client { .. }) || at_least(Edit)
        }
        Action::AnswerFileRequest | Action::CompleteBrief | Action::UseClientThreads => {
            agency || matches!(role, Role::Client { .. })
        }
        Action::DecideOnDeliverable => matches!(role, Role::Client { .. }),
        Action::ManageClients => agency || role == Role::Client { lead: true },
        Action::InviteManagers | Action::SharePartners => {
            matches!(role, Role::Admin | Role::ProjectManager { invites: true })
        }
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
            let more = match role {
                Role::Client { lead: true } => "_lead",
                Role::ProjectManager { invites: true } => "_inv",
                _ => "",
            };
            write!(table, " {:>19}", format!("{}{more}", role.name())).unwrap();
        }
        for action in Action::ALL {
            write!(table, "\n{:20}", format!("{action:?}")).unwrap();
            for role in Role::ALL {
                write!(table, " {:>19}", if allows(role, *action) { "yes" } else { "–" }).unwrap();
            }
        }
        insta::assert_snapshot!(table);
    }
}
