//! The client's decisions on deliverables.

pub(crate) mod api;
pub mod store;

use serde::{Deserialize, Serialize};

use crate::features::shared::activity;

/// Decision of the client on a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Decision {
    /// The version is approved.
    Approved,
    /// The version must be changed; the comment says how.
    ChangesRequested,
}

words!(Decision);

/// State of the current version of a deliverable: decided, or awaited from a client who sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ApprovalState {
    /// The client has not decided.
    ToApprove,
    /// The client approved it.
    Approved,
    /// The client asked for changes.
    ChangesRequested,
}

words!(ApprovalState);

impl From<Decision> for ApprovalState {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Approved => Self::Approved,
            Decision::ChangesRequested => Self::ChangesRequested,
        }
    }
}

impl Decision {
    fn event(self) -> activity::ActivityKind {
        match self {
            Self::Approved => activity::ActivityKind::DeliverableApproved,
            Self::ChangesRequested => activity::ActivityKind::ChangesRequested,
        }
    }
}
