use time::macros::{date, datetime};

use super::{Milestone, next_milestone, overdue, progress, reordered};
use crate::ids::MilestoneId;

fn milestone(position: i32, weight: i32, done: bool) -> Milestone {
    Milestone {
        id: MilestoneId::new(),
        title: format!("step {position}"),
        template: None,
        position,
        weight,
        due_on: Some(date!(2025 - 03 - 10)),
        done_at: done.then_some(datetime!(2025-03-01 12:00 UTC)),
    }
}

#[test]
fn progress_is_the_done_weight_rounded_down() {
    assert_eq!(progress(&[]), 0);
    assert_eq!(progress(&[milestone(1, 5, false)]), 0);
    assert_eq!(progress(&[milestone(1, 1, true), milestone(2, 2, false)]), 33);
    assert_eq!(progress(&[milestone(1, 2, true), milestone(2, 1, false)]), 66);
    assert_eq!(progress(&[milestone(1, 100, true), milestone(2, 100, true)]), 100);
    assert_eq!(progress(&[milestone(1, 99, true), milestone(2, 1, false)]), 99);
}

#[test]
fn the_next_milestone_is_the_first_open_one() {
    let plan = [milestone(1, 1, true), milestone(2, 1, false), milestone(3, 1, false)];
    assert_eq!(next_milestone(&plan).map(|milestone| milestone.position), Some(2));
    assert_eq!(next_milestone(&plan[..1]), None);
}

#[test]
fn a_milestone_is_overdue_from_the_day_after_and_only_while_open() {
    let plan = [milestone(1, 1, true), milestone(2, 1, false), Milestone { due_on: None, ..milestone(3, 1, false) }];
    assert_eq!(overdue(&plan, date!(2025 - 03 - 10)).count(), 0);
    let late: Vec<_> = overdue(&plan, date!(2025 - 03 - 11)).map(|milestone| milestone.position).collect();
    assert_eq!(late, [2]);
}

#[test]
fn a_milestone_moves_to_its_place_and_the_others_close_up() {
    let [a, b, c] = [MilestoneId::new(), MilestoneId::new(), MilestoneId::new()];
    assert_eq!(reordered(vec![a, b, c], c, 1), [c, a, b]);
    assert_eq!(reordered(vec![a, b, c], a, 2), [b, a, c]);
    assert_eq!(reordered(vec![a, b, c], a, 99), [b, c, a]);
    assert_eq!(reordered(vec![a, b, c], b, 0), [b, a, c]);
}
