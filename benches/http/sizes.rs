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
        for projects in plan.sizes {
            progress(&format!("{projects} projects, round {} of {}", number + 1, plan.rounds));
            let database = database(*projects);
            let uncached = Service::start(cluster, &database, &UNCACHED).await?;
            let cached = Service::start(cluster, &database, &[]).await?;
            for (_, read, scripts, cell) in rows.iter_mut().filter(|(of, ..)| of == projects) {
                cell.pgbench.add(scripts.run(cluster, &database, CONNECTIONS, plan.span).await?);
                for (service, rounds) in [(&uncached, &mut cell.uncached), (&cached, &mut cell.cached)] {
                    let requests = requests::all(service.address.port(), *read, *projects)?;
                    let load = Load::busy(service.address, requests, CONNECTIONS);
                    load.warm().await?;
                    rounds.add(round::round(cluster, service, &load, plan.span).await?);
                }
            }
            uncached.stop().await?;
            cached.stop().await?;
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
