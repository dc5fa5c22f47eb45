//! Starts: with nothing configured until the first page, and the part of the isolation check that each waits for, the
//! rules of the catalogue and rows tried on one another.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    time::{Duration, Instant},
};

use fataplus::{
    clock::Clock,
    db::{Db, DbConfig},
    isolation_check,
    isolation_status::{Report, Verdict},
};

use crate::{
    Failure,
    cluster::{Cluster, Service},
    figures::{Samples, millis},
    plan::{Plan, database, progress},
    summary::Summary,
};

const STARTS: usize = 21;
/// Starts of new installations, each with one more on its data.
const INSTALLATIONS: usize = 5;
/// Time limit, so that a replica is back soon.
const LIMIT: Duration = Duration::from_millis(500);

/// Medians, beside their limits.
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
    Ok(text + &first_pages().await?)
}

/// Times from the command to the first page, on a disk: of new installations, which make their database and its
/// schema, and of each once more.
async fn first_pages() -> Result<String, Failure> {
    progress(&format!("the first page of {INSTALLATIONS} installations"));
    let (mut cold, mut warm) = (Samples::new(Duration::from_secs(1)), Samples::new(Duration::from_secs(1)));
    for _ in 0..INSTALLATIONS {
        let folder = tempfile::tempdir()?;
        // PostgreSQL's user passes through it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711))?;
        for samples in [&mut cold, &mut warm] {
            samples.micros.push(u32::try_from(first_page(folder.path()).await?.as_micros())?);
        }
    }
    let [cold, warm] = [cold, warm].map(|samples| millis(samples.figures().median));
    Ok(format!(
        "\nFrom the command to the first page, PostgreSQL and object store embedded, data on a disk, medians of \
         {INSTALLATIONS}:\na new installation **{cold} ms**, most of it `initdb` and the schema (its demo is made meanwhile);\n\
         once more on its data **{warm} ms**.\n"
    ))
}

async fn first_page(data: &Path) -> Result<Duration, Failure> {
    let begin = Instant::now();
    let service = Service::embedded(data).await?;
    let took = begin.elapsed();
    service.stop().await?;
    Ok(took)
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
