//! Scopes: proofs that a transaction may reach a project's or a person's rows.

use super::Limits;
use crate::ids::{ApiKeyId, ProjectId, UserId};

/// Proof that tenant rows may be reached: a project, its limits, and the person and key that act. `RULES` in
/// `tests/it/isolation/source.rs` lists the files that make one, each with its reason.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    project: ProjectId,
    share: PoolShare,
    actor: Option<UserId>,
    through: Option<ApiKeyId>,
}

/// Database limits of a project's transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolShare {
    /// Connections at a time, of this process's pool.
    pub connections: u32,
    /// Statement timeout in milliseconds.
    pub statement_ms: u32,
}

impl PoolShare {
    /// Share of work without a request of the project's: jobs and provisioning.
    const OWN: Self = Self { connections: 4, statement_ms: 10_000 };
}

impl Scope {
    /// Scope of a project whose access the calling function has just decided.
    pub(crate) fn authorised(project: ProjectId) -> Self {
        Self { project, share: PoolShare::OWN, actor: None, through: None }
    }

    /// The scope with the limits of the project's plan.
    #[must_use]
    pub(crate) fn within(self, limits: &Limits) -> Self {
        Self { share: PoolShare { connections: limits.connections, statement_ms: limits.statement_ms }, ..self }
    }

    /// The scope with the person who acts, for the audit trail.
    #[must_use]
    pub(crate) fn by(self, actor: UserId) -> Self {
        Self { actor: Some(actor), ..self }
    }

    /// The scope with the project key that acts.
    #[must_use]
    pub(crate) fn through(self, key: Option<ApiKeyId>) -> Self {
        Self { through: key, ..self }
    }

    /// Person who acts, if any.
    #[must_use]
    pub fn actor(&self) -> Option<UserId> {
        self.actor
    }

    /// Project key that acts, if any.
    #[must_use]
    pub fn key(&self) -> Option<ApiKeyId> {
        self.through
    }

    /// Database limits.
    #[must_use]
    pub fn share(&self) -> PoolShare {
        self.share
    }

    /// Project of every row in the transaction.
    #[must_use]
    pub fn project(&self) -> ProjectId {
        self.project
    }
}

/// Tenants' rows that a platform transaction sees, besides the platform's own.
#[derive(Clone, Copy, Debug)]
pub enum PlatformScope {
    /// Rows that decide on a person's part in the project that a request names: their membership, the project's title,
    /// state, shares and rules.
    Part(UserId, Option<ProjectId>),
    /// The listings of a person: their projects, those of their agencies, all for a platform admin.
    Listings(UserId),
    /// No tenant's row, on behalf of a person.
    Person(UserId),
    /// No tenant's row.
    Platform,
}

impl PlatformScope {
    /// Statements that arm a transaction. Each setting is set, so that none is left from before.
    pub(super) fn arm(self) -> String {
        let (user, project) = match self {
            Self::Part(user, project) => (Some(user), project),
            Self::Listings(user) | Self::Person(user) => (Some(user), None),
            Self::Platform => (None, None),
        };
        let user = user.map(|user| user.to_string()).unwrap_or_default();
        let project = project.as_ref().map_or("", ProjectId::as_str);
        let arm = format!(
            "SET LOCAL app.user_id = '{user}'; SET LOCAL app.project_id = '{project}'; SET LOCAL app.holders = ''"
        );
        if let Self::Listings(_) = self { format!("{arm}; SELECT hold_listings('{user}')") } else { arm }
    }
}
