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
pub use tasks::{Side, Task, TaskFields};

/// A step of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Its ID.
    pub id: MilestoneId,
    /// Its name.
    pub title: String,
    /// Its place in the plan, from 1.
    pub position: i32,
    /// Its share of the progress, 1–100.
    pub weight: i32,
    /// When it should be reached.
    pub due_on: Option<Date>,
    /// When it was.
    pub done_at: Option<OffsetDateTime>,
}

/// What a person says of a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneFields {
    /// Its name, 1–200 characters.
    pub title: String,
    /// Its share of the progress, 1–100.
    pub weight: i32,
    /// When it should be reached.
    pub due_on: Option<Date>,
}

impl Milestone {
    /// Not reached, though its day is over.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        late(self.due_on, self.done_at, today)
    }
}

/// Open, though its day is over. On the day itself there is still time.
fn late(due_on: Option<Date>, done_at: Option<OffsetDateTime>, today: Date) -> bool {
    done_at.is_none() && due_on.is_some_and(|due| due < today)
}

/// The milestones of a new project: the key of the title, and the weight. None has a day: people agree on those.
pub const DEFAULT: [(&str, i32); 5] = [
    ("milestone-default-scope", 10),
    ("milestone-default-design", 20),
    ("milestone-default-build", 40),
    ("milestone-default-review", 20),
    ("milestone-default-delivery", 10),
];

/// How much of the weight is done, in percent, rounded down; 0 without milestones.
#[must_use]
pub fn progress(milestones: &[Milestone]) -> u8 {
    let sum = |wanted: &dyn Fn(&&Milestone) -> bool| -> i64 {
        milestones.iter().filter(wanted).map(|milestone| i64::from(milestone.weight)).sum()
    };
    let total = sum(&|_| true);
    let done = sum(&|milestone| milestone.done_at.is_some());
    (100 * done).checked_div(total).and_then(|percent| u8::try_from(percent).ok()).unwrap_or(0)
}

/// The first of the milestones, given in their order, that is not reached.
#[must_use]
pub fn next_milestone(milestones: &[Milestone]) -> Option<&Milestone> {
    milestones.iter().find(|milestone| milestone.done_at.is_none())
}

/// The milestones that should have been reached before `today`.
pub fn overdue(milestones: &[Milestone], today: Date) -> impl Iterator<Item = &Milestone> {
    milestones.iter().filter(move |milestone| milestone.is_overdue(today))
}

/// `id` taken out of `order` and put back at `place` (from 1; past the end means last).
fn reordered(mut order: Vec<MilestoneId>, id: MilestoneId, place: i32) -> Vec<MilestoneId> {
    order.retain(|other| *other != id);
    let index = usize::try_from(place.saturating_sub(1)).unwrap_or(0).min(order.len());
    order.insert(index, id);
    order
}

#[cfg(test)]
mod tests;
