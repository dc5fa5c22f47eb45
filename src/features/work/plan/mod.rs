//! The plan: milestones, which everybody sees, and tasks, each with a visibility of its own.

mod api;
pub mod changes;
mod pages;
pub mod store;
mod tasks;

use time::{Date, OffsetDateTime};

use crate::ids::MilestoneId;

pub use api::tenant_api;
pub use pages::tenant_pages;
pub use store::SAMPLES;
pub use tasks::{Task, TaskFields};

/// A milestone of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Milestone id.
    pub id: MilestoneId,
    /// Title.
    pub title: String,
    /// Position in the plan, from 1.
    pub position: i32,
    /// Share of the progress, 1–100.
    pub weight: i32,
    /// Due day.
    pub due_on: Option<Date>,
    /// Time it was reached.
    pub done_at: Option<OffsetDateTime>,
}

/// Editable fields of a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneFields {
    /// Title, 1–200 characters.
    pub title: String,
    /// Share of the progress, 1–100.
    pub weight: i32,
    /// Due day.
    pub due_on: Option<Date>,
}

impl Milestone {
    /// Whether it is not reached after its due day.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        late(self.due_on, self.done_at, today)
    }
}

/// Whether it is open after its due day. On the day itself there is still time.
fn late(due_on: Option<Date>, done_at: Option<OffsetDateTime>, today: Date) -> bool {
    done_at.is_none() && due_on.is_some_and(|due| due < today)
}

/// Milestones of a new project: the key of the title, and the weight. None has a due day: people agree on those.
pub const DEFAULT: [(&str, i32); 5] = [
    ("milestone-default-scope", 10),
    ("milestone-default-design", 20),
    ("milestone-default-build", 40),
    ("milestone-default-review", 20),
    ("milestone-default-delivery", 10),
];

/// Share of the weight that is done, in percent, rounded down; 0 without milestones.
#[must_use]
pub fn progress(milestones: &[Milestone]) -> u8 {
    let sum = |wanted: &dyn Fn(&&Milestone) -> bool| -> i64 {
        milestones.iter().filter(wanted).map(|milestone| i64::from(milestone.weight)).sum()
    };
    let total = sum(&|_| true);
    let done = sum(&|milestone| milestone.done_at.is_some());
    (100 * done).checked_div(total).and_then(|percent| u8::try_from(percent).ok()).unwrap_or(0)
}

/// First milestone, in the given order, that is not reached.
#[must_use]
pub fn next_milestone(milestones: &[Milestone]) -> Option<&Milestone> {
    milestones.iter().find(|milestone| milestone.done_at.is_none())
}

/// Milestones whose due day is before `today`.
pub fn overdue(milestones: &[Milestone], today: Date) -> impl Iterator<Item = &Milestone> {
    milestones.iter().filter(move |milestone| milestone.is_overdue(today))
}

/// Moves `id` within `order` to `place` (from 1; past the end means last).
fn reordered(mut order: Vec<MilestoneId>, id: MilestoneId, place: i32) -> Vec<MilestoneId> {
    order.retain(|other| *other != id);
    let index = usize::try_from(place.saturating_sub(1)).unwrap_or(0).min(order.len());
    order.insert(index, id);
    order
}

#[cfg(test)]
mod tests;
