//! Projects: their lifecycle, provisioning, lists for people and staff, the portal's home.

mod api;
mod home;
mod lists;
mod new;
mod pages;
pub mod provision;
mod settings;
pub mod store;

use serde::{Deserialize, Serialize};

pub use api::{platform_api, tenant_api};
pub use pages::{app_pages, tenant_pages};

/// Where a project stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Asked for.
    Intake,
    /// Being planned.
    Planning,
    /// Being made.
    InProgress,
    /// Being looked at.
    Review,
    /// Delivered.
    Completed,
    /// Looked after.
    Maintenance,
}

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The client has something to send, decide or do.
    Client,
    /// The agency is at work.
    Agency,
    /// Nothing is expected of anybody.
    Nobody,
}

impl Status {
    /// In the order of the lifecycle.
    pub const ALL: [Self; 6] =
        [Self::Intake, Self::Planning, Self::InProgress, Self::Review, Self::Completed, Self::Maintenance];

    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Planning => "planning",
            Self::InProgress => "in_progress",
            Self::Review => "review",
            Self::Completed => "completed",
            Self::Maintenance => "maintenance",
        }
    }

    /// Its key in the locale files.
    #[must_use]
    pub fn key(self) -> String {
        format!("status-{}", self.as_str().replace('_', "-"))
    }

    /// The status of a stored name; an unknown one is a fault of the schema's and reads as the first.
    #[must_use]
    pub fn stored(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.as_str() == name).unwrap_or(Self::Intake)
    }

    fn place(self) -> usize {
        Self::ALL.iter().position(|status| *status == self).unwrap_or(0)
    }

    /// Whether the lifecycle leads from here to `to`, and if so whether it is a step back, which needs a reason.
    #[must_use]
    pub fn step(self, to: Self) -> Option<Step> {
        match (self.place(), to.place()) {
            (from, to) if to == from + 1 => Some(Step::Forward),
            (from, to) if from == to + 1 => Some(Step::Back),
            _ => None,
        }
    }

    /// Nothing more is expected once it is delivered.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Maintenance)
    }
}

/// A move in the lifecycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the next status.
    Forward,
    /// To the one before, with a reason.
    Back,
}

/// Whose turn it is: the client's while something waits for her, else the agency's until the project is delivered.
#[must_use]
pub fn turn(status: Status, waiting_for_client: i64) -> Turn {
    match (waiting_for_client, status.is_over()) {
        (1.., _) => Turn::Client,
        (_, false) => Turn::Agency,
        (_, true) => Turn::Nobody,
    }
}

impl Turn {
    /// As sent, and as the templates compare it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Agency => "agency",
            Self::Nobody => "nobody",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Status, Step, Turn, turn};

    #[test]
    fn the_lifecycle_moves_one_step_at_a_time() {
        use std::fmt::Write;
        let mut table = String::new();
        for from in Status::ALL {
            for to in Status::ALL {
                if let Some(step) = from.step(to) {
                    writeln!(table, "{} → {}: {step:?}", from.as_str(), to.as_str()).unwrap();
                }
            }
        }
        insta::assert_snapshot!(table);
        assert_eq!(Status::Intake.step(Status::Review), None);
        assert_eq!(Status::Review.step(Status::InProgress), Some(Step::Back));
    }

    #[test]
    fn what_waits_for_the_client_makes_it_her_turn() {
        assert_eq!(turn(Status::InProgress, 2), Turn::Client);
        assert_eq!(turn(Status::InProgress, 0), Turn::Agency);
        assert_eq!(turn(Status::Completed, 0), Turn::Nobody);
        assert_eq!(turn(Status::Maintenance, 1), Turn::Client);
    }
}
