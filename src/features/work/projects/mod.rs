//! Projects: their lifecycle, provisioning, lists for people and staff, the portal's home.

mod api;
mod home;
mod items;
mod new;
mod pages;
pub mod provision;
mod quick;
mod settings;
pub mod store;

use serde::{Deserialize, Serialize};
use strum::VariantArray;

pub use api::{platform_api, tenant_api};
pub use pages::{app_pages, tenant_pages};
pub use store::{SAMPLES, turn::Turn};

/// Lifecycle status of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// Requested.
    Intake,
    /// In planning.
    Planning,
    /// In production.
    InProgress,
    /// Under review.
    Review,
    /// Delivered.
    Completed,
    /// In maintenance.
    Maintenance,
}

words!(Status);

impl Status {
    /// Key in the locale files.
    #[must_use]
    pub fn key(self) -> String {
        format!("status-{}", self.as_str().replace('_', "-"))
    }

    fn place(self) -> usize {
        Self::VARIANTS.iter().position(|status| *status == self).unwrap_or(0)
    }

    /// The status after this one.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::VARIANTS.get(self.place() + 1).copied()
    }

    /// Step from here to `to`, if the lifecycle has one.
    #[must_use]
    pub fn step(self, to: Self) -> Option<Step> {
        match (self.place(), to.place()) {
            (from, to) if to == from + 1 => Some(Step::Forward),
            (from, to) if from == to + 1 => Some(Step::Back),
            _ => None,
        }
    }

    /// Whether the project is delivered, so that nothing more is expected.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Maintenance)
    }
}

/// A step in the lifecycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the next status.
    Forward,
    /// To the previous one, with a reason.
    Back,
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::{Status, Step};

    #[test]
    fn the_lifecycle_moves_one_step_at_a_time() {
        use std::fmt::Write;
        let mut table = String::new();
        for from in Status::VARIANTS.iter().copied() {
            for to in Status::VARIANTS.iter().copied() {
                if let Some(step) = from.step(to) {
                    writeln!(table, "{} → {}: {step:?}", from.as_str(), to.as_str()).unwrap();
                }
            }
        }
        insta::assert_snapshot!(table);
        assert_eq!(Status::Intake.step(Status::Review), None);
        assert_eq!(Status::Review.step(Status::InProgress), Some(Step::Back));
    }
}
