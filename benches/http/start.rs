//! The part of the isolation check that a start waits for: the rules of the catalogue, and rows tried on one another.

use std::time::Duration;

use fataplus::{
    clock::Clock,
    db::{Db, DbConfig},
    isolation_check,
    isolation_status::{Report, Verdict},
};

use crate::{
    Failure,
    cluster::Cluster,
    figures::{Samples, millis},
    plan::{Plan, database, progress},
    summary::Summary,
};

const STARTS: usize = 21;
/// Time limit, so that a replica is back soon.
const LIMIT: Duration = Duration::from_millis(500);

/// Its median, beside its limit.
pub async fn measure(plan: &Plan, cluster: &Cluster, summary: &mut Summary) -> Result<String, Failure> {
    progress(&format!("the check of {STARTS} starts"));
    // The first one makes the synthetic tenants, and is no start like the others.
    start(plan, cluster).await?;
    let mut times = Samples::new(Duration::from_secs(1));
    for _ in 0..STARTS {
        times.micros.push(u32::try_from(start(plan, cluster).await?.took.as_micros())?);
    }
    let median = millis(times.figures().median);
    let text = format!(
        "\n## Starting\n\nThe part of the isolation check that a start waits for, median of {STARTS} starts with {} projects:\n\
         **{median} ms**; the limit is {} ms.\n",
        plan.usual,
        LIMIT.as_millis(),
    );
    summary.start = Some(median);
    Ok(text)
}

/// As a service starts: on connections of its own, its roles looked at first.
async fn start(plan: &Plan, cluster: &Cluster) -> Result<Report, Failure> {
    let [app, platform] =
        ["fataplus_app", "fataplus_platform"].map(|role| cluster.options(role, &database(plan.usual)));
    let db = Db::new(DbConfig { app, platform, max_connections: 2 });
    db.check_roles().await?;
    let report = isolation_check::at_start(&db, Clock::default().now()).await?;
    db.close().await;
    if report.verdict() == Verdict::Green { Ok(report) } else { Err(report.lines().join("; ").into()) }
}
