//! The plan: milestones, which everybody sees, and tasks, each with a visibility of its own.

mod api;
pub mod changes;
mod mails;
mod pages;
pub mod store;
mod tasks;

use time::{Date, OffsetDateTime};

use crate::{ids::MilestoneId, text::Language};

pub use api::tenant_api;
pub use pages::tenant_pages;
pub use store::SAMPLES;
pub use tasks::{Task, TaskFields};

/// A milestone of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Milestone id.
    pub id: MilestoneId,
    /// Title; of a default milestone, in the language of the project's mails.
    pub title: String,
    /// Default milestone it is, while nobody renamed it.
    pub template: Option<MilestoneTemplate>,
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

/// The milestones of a new project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[derive(strum::Display, strum::IntoStaticStr, strum::VariantArray)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MilestoneTemplate {
    /// Launch and scope.
    Scope,
    /// Design proposal.
    Design,
    /// Build.
    Build,
    /// Review.
    Review,
    /// Delivery.
    Delivery,
}

words!(MilestoneTemplate);

impl MilestoneTemplate {
    /// Title in `language`.
    #[must_use]
    pub fn title(self, language: Language) -> String {
        language.text(&format!("milestone-default-{self}")).into_owned()
    }
}

impl Milestone {
    /// Title for a reader of `language`.
    #[must_use]
    pub fn title_in(&self, language: Language) -> String {
        self.template.map_or_else(|| self.title.clone(), |template| template.title(language))
    }

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

/// Milestones of a new project, with their weights. None has a due day: people agree on those.
pub const DEFAULT: [(MilestoneTemplate, i32); 5] = [
    (MilestoneTemplate::Scope, 10),
    (MilestoneTemplate::Design, 20),
    (MilestoneTemplate::Build, 40),
    (MilestoneTemplate::Review, 20),
    (MilestoneTemplate::Delivery, 10),
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
