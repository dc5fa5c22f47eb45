//! Object keys.

use std::fmt;

use uuid::Uuid;

use crate::ids::ProjectId;

/// Every key of a project's objects. `Display` writes it, and is the only place that does: no text from outside enters
/// one. Beside them lies production's mark alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectKey {
    /// The marker that provisioning leaves once a project's namespace is there.
    Namespace {
        /// Owning project.
        project: ProjectId,
    },
    /// One version of a document: written once, never changed.
    Document {
        /// Owning project.
        project: ProjectId,
        /// Document id.
        document: Uuid,
        /// Counts from 1.
        version: i32,
    },
    /// An upload in quarantine, not yet looked at.
    Upload {
        /// Owning project.
        project: ProjectId,
        /// Upload id.
        upload: Uuid,
    },
    /// The signed end of the project's audit trail.
    AuditCheckpoint {
        /// Owning project.
        project: ProjectId,
    },
}

impl ObjectKey {
    /// The project the object belongs to.
    #[must_use]
    pub fn project(&self) -> ProjectId {
        match *self {
            Self::Namespace { project }
            | Self::Document { project, .. }
            | Self::Upload { project, .. }
            | Self::AuditCheckpoint { project } => project,
        }
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Namespace { project } => write!(f, "projects/{project}/namespace"),
            Self::Document { project, document, version } => {
                write!(f, "projects/{project}/documents/{document}/{version}")
            }
            Self::Upload { project, upload } => write!(f, "projects/{project}/uploads/{upload}"),
            Self::AuditCheckpoint { project } => write!(f, "projects/{project}/audit/checkpoint.json"),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::ObjectKey;
    use crate::ids::ProjectId;

    #[test]
    fn keys_are_what_they_always_were() {
        let project: ProjectId = "FP-2025-X7K9M3P1A".parse().unwrap();
        let id = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0001);
        let keys = [
            ObjectKey::Namespace { project },
            ObjectKey::Document { project, document: id, version: 3 },
            ObjectKey::Upload { project, upload: id },
            ObjectKey::AuditCheckpoint { project },
        ];
        assert_eq!(
            keys.map(|key| key.to_string()),
            [
                "projects/FP-2025-X7K9M3P1A/namespace",
                "projects/FP-2025-X7K9M3P1A/documents/01980000-0000-7000-8000-000000000001/3",
                "projects/FP-2025-X7K9M3P1A/uploads/01980000-0000-7000-8000-000000000001",
                "projects/FP-2025-X7K9M3P1A/audit/checkpoint.json",
            ]
        );
        assert!(keys.iter().all(|key| key.project() == project));
        let longest = ObjectKey::Document { project, document: Uuid::max(), version: i32::MIN };
        assert!(longest.to_string().len() <= 120, "the embedded store's file names allow no more");
    }
}
