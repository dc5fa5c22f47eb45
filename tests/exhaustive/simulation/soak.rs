//! The simulation for hours: `make soak`.

use std::{fs, time::Instant};

use super::{PLAN, Plan, Report, run, seed, setting};
use crate::support::run as shared;

/// Steps of one round; each has a database of its own, so that nothing piles up.
const ROUND: usize = 20_000;

#[test]
#[ignore = "takes an hour: make soak"]
fn a_million_calls_show_nobody_what_is_not_hers() {
    let wanted = setting("FATAPLUS_SOAK_CALLS").unwrap_or(1_000_000);
    let (mut seed, total, start) = (seed(), Report::default(), Instant::now());
    while total.total() < wanted {
        let left = usize::try_from(wanted - total.total()).unwrap();
        let plan = Plan { steps: ROUND.min(left), actors: 12, shrinks: 40, ..PLAN };
        run(seed, plan, &[], &total).unwrap_or_else(|fault| panic!("{fault}"));
        seed = seed.wrapping_add(1);
        let (calls, seconds) = (total.total(), start.elapsed().as_secs());
        println!("soak: {calls} of {wanted} calls in {seconds} s, {} a second", calls / seconds.max(1));
        forget_objects();
    }
    println!("{}in {:?}", total.table(), start.elapsed());
    let never = total.never_done();
    assert!(never.is_empty() || wanted < 10_000, "nobody was ever let do this: {never:#?}");
}

/// No object of an ended round is asked for again.
fn forget_objects() {
    let store = shared().dir.join("objects");
    for entry in fs::read_dir(&store).into_iter().flatten().filter_map(Result::ok) {
        if entry.path().is_file() {
            let _ = fs::remove_file(entry.path());
        } else {
            let _ = fs::remove_dir_all(entry.path().join("projects"));
        }
    }
}
