//! The same reads with few projects and with many.

use std::fmt::Write;

use crate::{
    Failure, capture,
    cluster::{Cluster, Service},
    figures::{Rounds, millis, rate, ratio},
    load::Load,
    plan::{Plan, database, progress},
    requests::{self, Read},
    round,
    speed::{Cell, Scripts, UNCACHED},
};

const CONNECTIONS: usize = 16;

/// The tables of sizes.
pub async fn measure(plan: &Plan, cluster: &Cluster) -> Result<String, Failure> {
    let mut rows = Vec::new();
    for projects in plan.sizes {
        for read in Read::ALL {
            let txs = capture::transactions(cluster, &database(*projects), read).await?;
            rows.push((*projects, read, Scripts::write(cluster, read, &txs, *projects)?, Cell::default()));
        }
    }
    for number in 0..plan.rounds {
        for (projects, read, scripts, cell) in &mut rows {
            progress(&format!("{projects} projects, {}, round {} of {}", read.name(), number + 1, plan.rounds));
            let database = database(*projects);
            cell.pgbench.add(scripts.run(cluster, &database, CONNECTIONS, plan.span).await?);
            cell.uncached.add(one(plan, cluster, *projects, *read, false).await?);
            cell.cached.add(one(plan, cluster, *projects, *read, true).await?);
        }
    }
    let mut text = format!("\n## Few projects and many: {CONNECTIONS} connections\n");
    for read in Read::ALL {
        writeln!(
            text,
            "\n{}:\n\n| projects | pgbench/s | uncached/s | median | 99th | cached/s | median | 99th |\n\
             |--:|--:|--:|--:|--:|--:|--:|--:|",
            read.name()
        )?;
        let own: Vec<_> = rows.iter().filter(|(_, of, ..)| *of == read).collect();
        for (projects, _, _, cell) in &own {
            let three = |rounds: &Rounds| {
                let figures = rounds.median();
                format!("{} | {} | {}", rate(figures.rate), millis(figures.median), millis(figures.late))
            };
            let pgbench = rate(cell.pgbench.median().rate);
            writeln!(text, "| {projects} | {pgbench} | {} | {} |", three(&cell.uncached), three(&cell.cached))?;
        }
        if let [(few, _, _, first), .., (many, _, _, last)] = own.as_slice() {
            let late = |own: &Rounds, other: &Rounds| ratio(own.ratio(other, |figures| figures.late));
            writeln!(
                text,
                "\n99th of {many} projects to that of {few}: uncached **{}**, cached **{}**, pgbench {}.",
                late(&last.uncached, &first.uncached),
                late(&last.cached, &first.cached),
                late(&last.pgbench, &first.pgbench),
            )?;
        }
    }
    Ok(text)
}

async fn one(
    plan: &Plan,
    cluster: &Cluster,
    projects: u32,
    read: Read,
    keep: bool,
) -> Result<crate::figures::Figures, Failure> {
    let settings: &[_] = if keep { &[] } else { &UNCACHED };
    let service = Service::start(cluster, &database(projects), settings).await?;
    let requests = requests::all(service.address.port(), read, projects)?;
    let load = Load::busy(service.address, requests, CONNECTIONS);
    if keep {
        load.warm().await?;
    }
    let figures = round::round(cluster, &service, &load, plan.span).await?;
    service.stop().await?;
    Ok(figures)
}
