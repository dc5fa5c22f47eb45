use crate::ids::{ProjectId, UserId};

/// The proof that tenant rows may be reached: a project and on whose behalf. Only the authorising extractor, the job
/// runner, provisioning and the demo make one; a test lists these places by name.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    project: ProjectId,
}

impl Scope {
    /// For a project whose access was just decided by the caller of this function.
    pub(crate) fn authorised(project: ProjectId) -> Self {
        Self { project }
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
