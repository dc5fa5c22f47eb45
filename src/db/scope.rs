use super::Limits;
use crate::ids::{ApiKeyId, ProjectId, UserId};

/// The proof that tenant rows may be reached: a project and on whose behalf. Only the authorising extractor, the job
/// runner, provisioning and the demo make one; a test lists these places by name.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    project: ProjectId,
    share: Share,
    through: Option<ApiKeyId>,
}

/// What a project's transactions may take of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Connections at a time, of this process's pool.
    pub connections: u32,
    /// Milliseconds one statement may take.
    pub statement_ms: u32,
}

impl Share {
    /// For work that no request of the project's asked for: jobs and provisioning.
    const OWN: Self = Self { connections: 4, statement_ms: 10_000 };
}

impl Scope {
    /// For a project whose access was just decided by the caller of this function.
    pub(crate) fn authorised(project: ProjectId) -> Self {
        Self { project, share: Share::OWN, through: None }
    }

    /// The same within what its plan allows.
    #[must_use]
    pub(crate) fn within(self, limits: &Limits) -> Self {
        Self { share: Share { connections: limits.connections, statement_ms: limits.statement_ms }, ..self }
    }

    /// The same for what is done through a key of the project's.
    #[must_use]
    pub(crate) fn through(self, key: Option<ApiKeyId>) -> Self {
        Self { through: key, ..self }
    }

    /// The key through which it is done.
    #[must_use]
    pub fn key(&self) -> Option<ApiKeyId> {
        self.through
    }

    /// What it may take of the database.
    #[must_use]
    pub fn share(&self) -> Share {
        self.share
    }

    /// The project every row of the transaction belongs to.
    #[must_use]
    pub fn project(&self) -> ProjectId {
        self.project
    }
}

/// For whom a platform transaction runs: row-level security shows the platform role only this person's projects.
#[derive(Clone, Copy, Debug)]
pub enum PlatformScope {
    /// The lists of one person (all projects for a platform admin).
    Person(UserId),
    /// Platform tables only; no tenant row is visible.
    Platform,
}
