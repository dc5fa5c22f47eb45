use time::macros::date;

use super::{Meter, Meters};
use crate::ids::{DocumentId, ProjectId, UserId};

const TODAY: time::Date = date!(2026 - 11 - 30);

fn project(id: &str) -> ProjectId {
    id.parse().unwrap()
}

#[test]
fn counts_are_taken_once_and_kept_apart() {
    let (meters, person) = (Meters::default(), UserId::new());
    let (one, other) = (project("FP-2025-X7K9M3P1A"), project("FP-2025-6OA6K56TE"));
    let document = DocumentId::new();
    for _ in 0..3 {
        meters.request(one, Some(person), Meter::ApiCalls);
    }
    meters.request(other, None, Meter::PageViews);
    meters.document(one, document, Meter::Downloads);
    meters.document(one, document, Meter::DocumentViews);
    meters.stored(one, 7);
    meters.stored(one, 5);
    let taken = meters.take(TODAY);
    assert_eq!(taken.amounts[&(one, Meter::ApiCalls)], 3);
    assert_eq!(taken.amounts[&(other, Meter::PageViews)], 1);
    assert_eq!((taken.storage[&one], taken.people.len()), (5, 1));
    let used = taken.documents[&(one, document)];
    assert_eq!((used.views, used.downloads), (1, 1));
    assert!(meters.take(TODAY).is_empty());
}

#[test]
fn what_could_not_be_written_is_added_to_what_came_meanwhile() {
    let (meters, one) = (Meters::default(), project("FP-2025-X7K9M3P1A"));
    meters.count(one, Meter::Messages);
    meters.stored(one, 7);
    let unwritten = meters.take(TODAY);
    meters.count(one, Meter::Messages);
    meters.stored(one, 9);
    meters.put_back(unwritten);
    let taken = meters.take(TODAY);
    assert_eq!(taken.amounts.values().sum::<i64>(), 2);
    // A later level is the truth, whichever shard it is in.
    assert_eq!(taken.storage[&one], 9);
}

#[test]
fn people_are_counted_once_a_day() {
    let (meters, one, person) = (Meters::default(), project("FP-2025-X7K9M3P1A"), UserId::new());
    let today = || meters.request(one, Some(person), Meter::PageViews);
    today();
    assert_eq!(meters.take(TODAY).people.len(), 1);
    today();
    assert!(meters.take(TODAY).people.is_empty());
    let tomorrow = TODAY.next_day().unwrap();
    assert!(meters.take(tomorrow).people.is_empty());
    today();
    assert_eq!(meters.take(tomorrow).people.len(), 1);
    today();
    assert!(meters.take(tomorrow).people.is_empty());
}
