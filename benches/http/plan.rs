//! Order and duration of the measurements, and the written report.

use std::{fs, path::Path, time::Duration};

use crate::{
    Failure, capture,
    cluster::{Cluster, Service},
    figures::Span,
    lists,
    load::Load,
    login, machine, neighbour, peers, provision,
    requests::{self, Read},
    seed, sizes, speed, start,
    summary::Summary,
};

/// How thorough to be.
#[derive(Clone)]
pub struct Plan {
    pub rounds: usize,
    pub span: Span,
    pub connections: &'static [usize],
    pub sizes: &'static [u32],
    /// Projects of the table of rates.
    pub usual: u32,
    /// Log-ins of each kind.
    pub tries: usize,
    pub only: Option<String>,
}

/// About a quarter of an hour at the most.
pub const FULL: Plan = Plan {
    rounds: 3,
    span: Span { warm_up: Duration::from_millis(500), counted: Duration::from_millis(2500) },
    connections: &[1, 4, 16, 64],
    sizes: &[10, 1_000, 10_000],
    usual: 1_000,
    tries: 1_000,
    only: None,
};

/// About a minute and a half: to see that it works, not to quote.
pub const QUICK: Plan = Plan {
    rounds: 1,
    span: Span { warm_up: Duration::from_millis(300), counted: Duration::from_millis(700) },
    connections: &[1, 16],
    sizes: &[10, 1_000],
    usual: 1_000,
    tries: 100,
    only: None,
};

/// `quick` or the full one.
pub fn named(words: &[&str]) -> Plan {
    if words == ["quick"] { QUICK } else { FULL }
}

/// The database of so many projects.
pub fn database(projects: u32) -> String {
    format!("bench_{projects}")
}

/// Measures all of it and writes docs/benchmarks.md.
pub async fn run(plan: Plan) -> Result<(), Failure> {
    let machine = machine::description();
    let cluster = Cluster::start().await?;
    let parts = measure(&plan, &cluster).await;
    cluster.stop().await?;
    let (summary, parts) = parts?;
    let text = format!(
        "<!-- Written by `make bench`; change benches/http/ instead. -->\n# Benchmarks\n\n{summary}\n{machine}\n{reading}\n\n\
         {parts}",
        summary = summary.table(),
        reading = include_str!("reading.md").trim_end(),
    );
    let file = match plan.only.as_deref() {
        None => "docs/benchmarks.md",
        Some("peers") if plan.rounds == FULL.rounds => "docs/peers.md",
        Some(_) => {
            println!("{text}");
            return Ok(());
        }
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::write(&file, text)?;
    println!("Written: {}", file.display());
    Ok(())
}

async fn measure(plan: &Plan, cluster: &Cluster) -> Result<(Summary, String), Failure> {
    let wanted = |part: &str| plan.only.as_deref().is_none_or(|only| only == part);
    let sizes: &[u32] = if wanted("sizes") { plan.sizes } else { &[plan.usual] };
    for projects in sizes {
        progress(&format!("making {projects} projects"));
        cluster.create(&database(*projects)).await?;
        seed::fill(cluster, &database(*projects), *projects, seed::DOCUMENTS).await?;
    }
    let (mut summary, mut text) = (Summary::default(), String::new());
    if wanted("speed") {
        text += &speed::measure(plan, cluster, &mut summary).await?;
    }
    if wanted("sizes") {
        text += &sizes::measure(plan, cluster).await?;
    }
    if wanted("lists") {
        text += &lists::measure(plan, cluster).await?;
    }
    if wanted("provision") {
        text += &provision::measure(plan, cluster).await?;
    }
    if plan.only.as_deref() == Some("peers") {
        text += &peers::measure(plan, cluster).await?;
    }
    if plan.only.as_deref() == Some("hold") {
        hold(plan, cluster).await?;
    }
    if wanted("neighbour") {
        text += &neighbour::measure(plan, cluster).await?;
    }
    if wanted("login") {
        text += &login::measure(plan, cluster, &mut summary).await?;
    }
    if wanted("start") {
        text += &start::measure(plan, cluster, &mut summary).await?;
    }
    Ok((summary, text))
}

/// Starts the service on its database with nothing cached, until somebody presses Enter: for a profiler or for psql;
/// `load` makes load for it.
async fn hold(plan: &Plan, cluster: &Cluster) -> Result<(), Failure> {
    let database = database(plan.usual);
    for read in Read::ALL {
        let txs = capture::transactions(cluster, &database, read).await?;
        speed::Scripts::write(cluster, read, &txs, plan.usual)?;
    }
    let service = Service::start(cluster, &database, &speed::UNCACHED).await?;
    let socket = cluster.options("postgres", &database);
    progress(&format!("{} is process {}; {:?}", service.address, service.pid(), socket.get_socket()));
    tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await??;
    service.stop().await
}

/// Load for the service that `hold` started, or for one started by hand: its figures, reads in turn.
pub async fn load(port: u16, connections: usize, seconds: u64) -> Result<(), Failure> {
    let span = Span { counted: Duration::from_secs(seconds), ..FULL.span };
    for read in Read::ALL {
        let requests = requests::all(port, read, FULL.usual)?;
        let load = Load::busy(([127, 0, 0, 1], port).into(), requests, connections);
        load.warm().await?;
        progress(&format!("{}: {:.0?}", read.name(), load.run(span).await?.figures()));
    }
    Ok(())
}

/// Writes progress to the terminal.
pub fn progress(what: &str) {
    eprintln!("  {what}");
}
