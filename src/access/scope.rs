//! Scopes of personal tokens and project keys, and `scope_allows`, one exhaustive match.
//!
//! A scope adds no permission to the role: an action needs both role and scope. A scope that ends in `:read` counts for
//! reading requests alone.

use strum::VariantArray;

use super::Action;

// `tt` rather than `literal`: utoipa reads the names from the attribute only if they stand bare.
macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $text:tt),+ $(,)?) => {
        /// Scope of a personal token or project key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
        #[schema(as = Scope)]
        pub enum TokenScope { $($(#[$doc])* #[serde(rename = $text)] #[strum(serialize = $text)] $name),+ }
    };
}

scopes! {
    /// Project, plan and activity, read.
    ProjectRead = "project:read",
    /// Details, dates and status of the project.
    ProjectWrite = "project:write",
    /// Milestones and tasks.
    PlanWrite = "plan:write",
    /// Documents, decisions on them and requests for files, read.
    DocumentsRead = "documents:read",
    /// Upload, change, publish and delete documents; ask for files.
    DocumentsWrite = "documents:write",
    /// Conversations, read.
    MessagesRead = "messages:read",
    /// Write messages.
    MessagesWrite = "messages:write",
    /// Members, invitations and partners, read.
    MembersRead = "members:read",
    /// Invite and remove people; share with partners.
    MembersWrite = "members:write",
    /// Keys of the project, read.
    OperationsRead = "operations:read",
}

words!(TokenScope);

impl TokenScope {
    /// Whether it counts for requests that change something.
    #[must_use]
    pub fn writes(self) -> bool {
        match self {
            Self::ProjectRead | Self::DocumentsRead | Self::MessagesRead | Self::MembersRead | Self::OperationsRead => {
                false
            }
            Self::ProjectWrite | Self::PlanWrite | Self::DocumentsWrite | Self::MessagesWrite | Self::MembersWrite => {
                true
            }
        }
    }
}

/// Whether `scope` permits `action`. Actions without any scope are reserved for people.
#[must_use]
pub fn scope_allows(scope: TokenScope, action: Action) -> bool {
    use TokenScope::{
        DocumentsRead, DocumentsWrite, MembersRead, MembersWrite, MessagesRead, MessagesWrite, OperationsRead,
        PlanWrite, ProjectRead, ProjectWrite,
    };
    match action {
        Action::ViewProject => matches!(scope, ProjectRead | ProjectWrite | PlanWrite),
        Action::EditProject | Action::ChangeStatus => scope == ProjectWrite,
        Action::CompleteBrief => matches!(scope, ProjectRead | ProjectWrite),
        Action::EditPlan | Action::EditOwnTasks | Action::CompleteOwnTasks => scope == PlanWrite,
        Action::ViewDocuments | Action::AnswerFileRequest => matches!(scope, DocumentsRead | DocumentsWrite),
        Action::UploadDocument
        | Action::EditDocument
        | Action::EditOwnDocument
        | Action::TakeBackDocument
        | Action::PublishDocument
        | Action::RequestFiles => scope == DocumentsWrite,
        Action::UseClientThreads
        | Action::UseSharedThreads
        | Action::UsePartnerThreads
        | Action::UseInternalThreads => matches!(scope, MessagesRead | MessagesWrite),
        Action::ViewMembers | Action::ManageClients => matches!(scope, MembersRead | MembersWrite),
        Action::ManageMembers | Action::InviteManagers | Action::SharePartners => scope == MembersWrite,
        Action::ViewOperations => scope == OperationsRead,
        // Decisions, rules and governance are reserved for people, and no program gets the client's view.
        Action::DecideOnDeliverable | Action::EditSettings | Action::GovernProject | Action::ViewAsClient => false,
    }
}

/// Narrowest scope that permits `action` to a reading request, or to a changing one.
#[must_use]
pub fn scope_needed(action: Action, reads: bool) -> Option<TokenScope> {
    TokenScope::VARIANTS.iter().copied().find(|scope| (reads || scope.writes()) && scope_allows(*scope, action))
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(u16);

impl Scopes {
    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the set contains `scope`.
    #[must_use]
    pub fn has(self, scope: TokenScope) -> bool {
        self.0 & (1 << scope as u16) != 0
    }

    /// The scopes, in order.
    pub fn iter(self) -> impl Iterator<Item = TokenScope> {
        TokenScope::VARIANTS.iter().copied().filter(move |scope| self.has(*scope))
    }

    /// Scopes that count for a reading request, or for a changing one.
    #[must_use]
    pub fn counting(self, reads: bool) -> Self {
        self.iter().filter(|scope| reads || scope.writes()).collect()
    }

    /// Whether one of the scopes permits `action`.
    #[must_use]
    pub fn allow(self, action: Action) -> bool {
        self.iter().any(|scope| scope_allows(scope, action))
    }

    /// Parses the database texts. An unknown one grants nothing.
    #[must_use]
    pub fn of_words(words: &[String]) -> Self {
        words.iter().filter_map(|word| word.parse().ok()).collect()
    }

    /// Texts for the database.
    #[must_use]
    pub fn words(self) -> Vec<String> {
        self.iter().map(|scope| scope.as_str().to_owned()).collect()
    }
}

impl FromIterator<TokenScope> for Scopes {
    fn from_iter<I: IntoIterator<Item = TokenScope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |set, scope| set | 1 << scope as u16))
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::{Action, Scopes, TokenScope, scope_allows, scope_needed};

    #[test]
    fn the_scope_action_table() {
        use std::fmt::Write;
        let mut table = format!("{:20}", "");
        for scope in TokenScope::VARIANTS.iter().copied() {
            write!(table, " {:>15}", scope.as_str()).unwrap();
        }
        for action in Action::ALL {
            write!(table, "\n{:20}", format!("{action:?}")).unwrap();
            for scope in TokenScope::VARIANTS.iter().copied() {
                let word = match (scope_allows(scope, *action), scope.writes()) {
                    (true, true) => "yes",
                    (true, false) => "reading",
                    (false, _) => "–",
                };
                write!(table, " {word:>15}").unwrap();
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn reading_scopes_count_for_reading_alone() {
        let scopes: Scopes = [TokenScope::DocumentsRead, TokenScope::PlanWrite].into_iter().collect();
        assert!(scopes.counting(true).allow(Action::ViewDocuments));
        assert!(!scopes.counting(false).allow(Action::ViewDocuments));
        assert!(scopes.counting(false).allow(Action::EditPlan));
        assert_eq!(Scopes::of_words(&scopes.words()), scopes);
        assert_eq!(Scopes::of_words(&["anything:else".to_owned()]), Scopes::default());
        assert_eq!(scope_needed(Action::UseSharedThreads, true), Some(TokenScope::MessagesRead));
        assert_eq!(scope_needed(Action::UseSharedThreads, false), Some(TokenScope::MessagesWrite));
        assert_eq!(scope_needed(Action::ViewOperations, false), None);
    }
}
