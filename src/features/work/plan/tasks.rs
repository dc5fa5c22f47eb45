//! Tasks, and the permissions on them.

use strum::VariantArray;
use time::{Date, OffsetDateTime};

use crate::{
    access::{Action, Role, Side, Visibility, allows},
    ids::{MilestoneId, TaskId, UserId},
};

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Task id.
    pub id: TaskId,
    /// Milestone of the task.
    pub milestone_id: Option<MilestoneId>,
    /// Title.
    pub title: String,
    /// Details.
    pub details: String,
    /// Visibility.
    pub visibility: Visibility,
    /// Side that has to act.
    pub side: Side,
    /// Assignee.
    pub assignee_id: Option<UserId>,
    /// Name of the assignee.
    pub assignee: Option<String>,
    /// Due day.
    pub due_on: Option<Date>,
    /// Time of completion.
    pub done_at: Option<OffsetDateTime>,
    /// Person who completed it.
    pub done_by: Option<UserId>,
    /// Name of that person.
    pub done_by_name: Option<String>,
    /// Person who added it.
    pub created_by: Option<UserId>,
    /// Creation time.
    pub created_at: OffsetDateTime,
}

/// Editable fields of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFields {
    /// Milestone of the task.
    pub milestone_id: Option<MilestoneId>,
    /// Title, 1–200 characters.
    pub title: String,
    /// Details, at most 5000 characters.
    pub details: String,
    /// Visibility.
    pub visibility: Visibility,
    /// Side that has to act.
    pub side: Side,
    /// Assignee.
    pub assignee_id: Option<UserId>,
    /// Due day.
    pub due_on: Option<Date>,
}

impl Task {
    /// Whether it is open after its due day.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        super::late(self.due_on, self.done_at, today)
    }

    /// Whether `user`, in `role`, may complete and reopen it: everybody who may change it, and clients for the client's
    /// tasks and their own.
    #[must_use]
    pub fn may_complete(&self, role: Role, user: UserId) -> bool {
        let clients = self.side == Side::Client || self.assignee_id == Some(user);
        let as_client = matches!(role, Role::Client { .. }) && clients && allows(role, Action::CompleteOwnTasks);
        self.may_edit(role, user) || as_client
    }

    /// Whether `user`, in `role`, may change it.
    #[must_use]
    pub fn may_edit(&self, role: Role, user: UserId) -> bool {
        let own = self.created_by == Some(user) || self.assignee_id == Some(user);
        allows(role, Action::EditPlan) || (own && allows(role, Action::EditOwnTasks))
    }

    /// Whether `user`, in `role`, may delete it: being the assignee is not enough.
    #[must_use]
    pub fn may_delete(&self, role: Role, user: UserId) -> bool {
        allows(role, Action::EditPlan) || (self.created_by == Some(user) && allows(role, Action::EditOwnTasks))
    }
}

/// Present fields, to start a change from.
impl From<&Task> for TaskFields {
    fn from(task: &Task) -> Self {
        Self {
            milestone_id: task.milestone_id,
            title: task.title.clone(),
            details: task.details.clone(),
            visibility: task.visibility,
            side: task.side,
            assignee_id: task.assignee_id,
            due_on: task.due_on,
        }
    }
}

/// Visibility of a task for which none was chosen: clients see what the agency wants of them.
pub fn usual_visibility(role: Role, side: Side) -> Visibility {
    match side {
        Side::Client if role.is_agency() => Visibility::Client,
        Side::Client | Side::Agency => role.own_visibility(),
    }
}

/// Visibilities that `role` may give a task: its `current` one (`None` for a new task); for people who run the plan any
/// they see themselves; for people who only work on their own tasks that of their side.
pub fn visibilities(role: Role, current: Option<Visibility>) -> Vec<Visibility> {
    let may = |visibility: &Visibility| {
        Some(*visibility) == current
            || if allows(role, Action::EditPlan) {
                role.sees().contains(visibility)
            } else {
                *visibility == role.own_visibility()
            }
    };
    Visibility::VARIANTS.iter().copied().filter(may).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::{Side, Task, visibilities};
    use crate::{
        access::{PartnerLevel, Role, Visibility},
        ids::{TaskId, UserId},
    };

    fn task(created_by: UserId, assignee_id: Option<UserId>) -> Task {
        Task {
            id: TaskId::new(),
            milestone_id: None,
            title: "Draw".to_owned(),
            details: String::new(),
            visibility: Visibility::Shared,
            side: Side::Agency,
            assignee_id,
            assignee: None,
            due_on: None,
            done_at: None,
            done_by: None,
            done_by_name: None,
            created_by: Some(created_by),
            created_at: datetime!(2025-03-01 12:00 UTC),
        }
    }

    #[test]
    fn a_partner_who_edits_works_on_her_own_tasks_only() {
        let (me, other) = (UserId::new(), UserId::new());
        let edit = Role::Partner(PartnerLevel::Edit);
        assert!(task(me, None).may_edit(edit, me) && task(me, None).may_delete(edit, me));
        assert!(task(other, Some(me)).may_edit(edit, me));
        assert!(!task(other, Some(me)).may_delete(edit, me));
        assert!(!task(other, None).may_edit(edit, me));
        assert!(task(other, None).may_edit(Role::Partner(PartnerLevel::Manage), me));
    }

    #[test]
    fn clients_and_onlookers_change_no_task_even_when_it_is_theirs() {
        let me = UserId::new();
        for role in [Role::Client { lead: true }, Role::Partner(PartnerLevel::View)] {
            assert!(!task(me, Some(me)).may_edit(role, me));
            assert!(!task(me, Some(me)).may_delete(role, me));
        }
    }

    #[test]
    fn clients_complete_what_is_the_client_s_and_nothing_else() {
        let (me, other) = (UserId::new(), UserId::new());
        let client = Role::Client { lead: false };
        let theirs = Task { side: Side::Client, ..task(other, None) };
        assert!(theirs.may_complete(client, me) && task(other, Some(me)).may_complete(client, me));
        assert!(!task(other, None).may_complete(client, me));
        for role in [Role::Partner(PartnerLevel::View), Role::Partner(PartnerLevel::Edit)] {
            assert!(!theirs.may_complete(role, me));
        }
        assert!(task(other, Some(me)).may_complete(Role::Partner(PartnerLevel::Edit), me));
    }

    #[test]
    fn nobody_gives_a_visibility_she_does_not_see() {
        use Visibility::{Client, Internal, Partner, Shared};
        assert_eq!(visibilities(Role::MANAGER, None), [Internal, Client, Partner, Shared]);
        assert_eq!(visibilities(Role::Partner(PartnerLevel::Manage), None), [Partner, Shared]);
        assert_eq!(visibilities(Role::Partner(PartnerLevel::Edit), None), [Partner]);
        assert_eq!(visibilities(Role::Partner(PartnerLevel::Edit), Some(Shared)), [Partner, Shared]);
    }
}
