//! Reads on 1 to 64 connections: `pgbench`, nothing cached, cached, the bare handler; in turn, round by round.

use std::fmt::Write;

use crate::{
    Failure,
    capture::{self, Transaction},
    cluster::{Cluster, Service},
    figures::{Figures, Rounds, Span, millis, rate, ratio},
    load::{Client, Load},
    machine,
    pgbench::Script,
    plan::{Plan, database, progress},
    requests::{self, Read},
    round,
    summary::Summary,
};

/// The setting that switches caching off.
pub const UNCACHED: [(&str, &str); 1] = [("FATAPLUS_CACHE_SECONDS", "0")];

/// Targets of the comparison.
#[derive(Clone, Default)]
pub struct Cell {
    pub pgbench: Rounds,
    pub uncached: Rounds,
    pub cached: Rounds,
    bare: Rounds,
}

/// The scripts of a request: one for each of its transactions.
pub struct Scripts(Vec<Script>);

impl Scripts {
    pub fn write(cluster: &Cluster, read: Read, txs: &[Transaction], projects: u32) -> Result<Self, Failure> {
        let script =
            |(number, tx)| Script::write(&cluster.folder, &format!("{read:?}-{projects}-{number}"), tx, projects);
        txs.iter().enumerate().map(script).collect::<Result<_, _>>().map(Self)
    }

    /// Runs each alone, one after the other.
    pub async fn run(
        &self,
        cluster: &Cluster,
        database: &str,
        connections: usize,
        span: Span,
    ) -> Result<Figures, Failure> {
        let mut sum: Option<Figures> = None;
        for script in &self.0 {
            let figures = script.run(cluster, database, connections, span).await?;
            sum = Some(sum.map_or(figures, |sum| sum.then(figures)));
        }
        sum.ok_or_else(|| "no transaction to run".into())
    }
}

/// The tables of rates, times and processor time.
pub async fn measure(plan: &Plan, cluster: &Cluster, summary: &mut Summary) -> Result<String, Failure> {
    let projects = plan.usual;
    let database = database(projects);
    let uncached = Service::start(cluster, &database, &UNCACHED).await?;
    let cached = Service::start(cluster, &database, &[]).await?;
    body(&cached, Read::Documents).await?;
    let idle = machine::memory(&cached)?;
    summary.memory = Some(idle.0);

    let mut text = format!("## Reads: {projects} projects of {} documents\n", crate::seed::DOCUMENTS);
    for read in Read::ALL {
        let txs = capture::transactions(cluster, &database, read).await?;
        let scripts = Scripts::write(cluster, read, &txs, projects)?;
        let body = body(&cached, read).await?;
        let bare = Service::bare(&cluster.folder, &body).await?;
        let load = |service: &Service| {
            let requests = requests::all(service.address.port(), read, projects)?;
            Ok::<_, Failure>(Load::busy(service.address, requests, 1))
        };
        let (from_uncached, from_cached, from_bare) = (load(&uncached)?, load(&cached)?, load(&bare)?);
        from_uncached.warm().await?;
        from_cached.warm().await?;
        let mut cells = vec![Cell::default(); plan.connections.len()];
        for number in 0..plan.rounds {
            progress(&format!("{}, round {} of {}", read.name(), number + 1, plan.rounds));
            for (connections, cell) in plan.connections.iter().zip(&mut cells) {
                let on = |load: &Load| Load { connections: *connections, ..load.clone() };
                cell.uncached.add(round::round(cluster, &uncached, &on(&from_uncached), plan.span).await?);
                cell.pgbench.add(scripts.run(cluster, &database, *connections, plan.span).await?);
                cell.cached.add(round::round(cluster, &cached, &on(&from_cached), plan.span).await?);
                cell.bare.add(round::round(cluster, &bare, &on(&from_bare), plan.span).await?);
            }
        }
        bare.stop().await?;
        if read == Read::Project {
            summarise(summary, plan, &cells);
        }
        write(&mut text, plan, read, &txs, body.len(), &cells)?;
    }
    writeln!(text, "\n{}\n", include_str!("profile.md").trim_end())?;
    let (now, highest) = machine::memory(&cached)?;
    writeln!(
        text,
        "## Memory\n\nThe service's process: {:.0} MiB resident before the load, {now:.0} MiB after it, {highest:.0} MiB at its \
         highest.\n",
        idle.0
    )?;
    uncached.stop().await?;
    cached.stop().await?;
    Ok(text)
}

/// The figures for the top of the page.
fn summarise(summary: &mut Summary, plan: &Plan, cells: &[Cell]) {
    for (connections, cell) in plan.connections.iter().zip(cells) {
        match *connections {
            1 => summary.uncached = Some(ratio(cell.uncached.ratio(&cell.pgbench, |figures| figures.rate))),
            16 => {
                let of_bare = ratio(cell.cached.ratio(&cell.bare, |figures| figures.rate));
                summary.cached = Some((rate(cell.cached.median().rate), of_bare));
            }
            _ => {}
        }
    }
}

/// Body of the answer to one request.
async fn body(service: &Service, read: Read) -> Result<Vec<u8>, Failure> {
    let mut client = Client::connect(service.address).await?;
    client.ask(&requests::one(service.address.port(), read, 1)?).await?;
    Ok(client.body().to_vec())
}

fn write(
    text: &mut String,
    plan: &Plan,
    read: Read,
    txs: &[Transaction],
    bytes: usize,
    cells: &[Cell],
) -> Result<(), Failure> {
    let statements: usize = txs.iter().map(|tx| tx.statements.len()).sum();
    writeln!(
        text,
        "\n### `GET /v1/projects/{{id}}{}`\n\n{bytes} bytes. Nothing cached: {} transactions with {statements} statements \
         besides BEGIN and `SET LOCAL`.\n",
        read.path(),
        txs.len()
    )?;
    writeln!(
        text,
        "Requests a second:\n\n| connections | pgbench | uncached | of pgbench | cached | of bare | bare handler |\n\
         |--:|--:|--:|--:|--:|--:|--:|"
    )?;
    for (connections, cell) in plan.connections.iter().zip(cells) {
        writeln!(
            text,
            "| {connections} | {} | {} | **{}** | {} | **{}** | {} |",
            rate(cell.pgbench.median().rate),
            rate(cell.uncached.median().rate),
            ratio(cell.uncached.ratio(&cell.pgbench, |figures| figures.rate)),
            rate(cell.cached.median().rate),
            ratio(cell.cached.ratio(&cell.bare, |figures| figures.rate)),
            rate(cell.bare.median().rate),
        )?;
    }
    let times = |figures: Figures| format!("{} / {}", millis(figures.median), millis(figures.late));
    writeln!(
        text,
        "\nMedian / 99th of a hundred answers, milliseconds:\n\n| connections | pgbench | uncached | cached | bare handler |\n\
         |--:|--:|--:|--:|--:|"
    )?;
    for (connections, cell) in plan.connections.iter().zip(cells) {
        let [pgbench, uncached, cached, bare] =
            [&cell.pgbench, &cell.uncached, &cell.cached, &cell.bare].map(|rounds| times(rounds.median()));
        writeln!(text, "| {connections} | {pgbench} | {uncached} | {cached} | {bare} |")?;
    }
    let Some((connections, cell)) = plan.connections.iter().zip(cells).find(|(connections, _)| **connections == 16)
    else {
        return Ok(());
    };
    writeln!(
        text,
        "\nProcessor time of one request on {connections} connections, microseconds:\n\n\
         | | service | PostgreSQL | load generator |\n|---|--:|--:|--:|"
    )?;
    for (name, rounds) in [
        ("pgbench", &cell.pgbench),
        ("uncached", &cell.uncached),
        ("cached", &cell.cached),
        ("bare handler", &cell.bare),
    ] {
        let Figures { service, database, client, .. } = rounds.median();
        writeln!(text, "| {name} | {service:.0} | {database:.0} | {client:.0} |")?;
    }
    Ok(())
}
