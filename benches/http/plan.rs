//! What is measured for how long, in which order, and what is written.

use std::{fs, path::Path, time::Duration};

use crate::{Failure, cluster::Cluster, figures::Span, machine, neighbour, provision, sizes, speed};

/// Whether the service keeps things it has looked up: with this, each figure is taken twice.
pub const CACHES: bool = false;
/// Whether a project is held to a quota of requests.
pub const QUOTAS: bool = false;

/// How thorough to be.
#[derive(Clone)]
pub struct Plan {
    pub rounds: usize,
    pub span: Span,
    pub connections: &'static [usize],
    pub sizes: &'static [u32],
    /// Projects of the table of rates.
    pub usual: u32,
    pub only: Option<String>,
}

/// About twelve minutes.
pub const FULL: Plan = Plan {
    rounds: 3,
    span: Span { warm_up: Duration::from_millis(500), counted: Duration::from_millis(2500) },
    connections: &[1, 4, 16, 64],
    sizes: &[10, 1_000, 10_000],
    usual: 1_000,
    only: None,
};

/// About a minute and a half: to see that it works, not to quote.
pub const QUICK: Plan = Plan {
    rounds: 1,
    span: Span { warm_up: Duration::from_millis(300), counted: Duration::from_millis(700) },
    connections: &[1, 16],
    sizes: &[10, 1_000],
    usual: 1_000,
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
    let text = format!(
        "<!-- Written by `make bench`; change benches/http/ instead. -->\n# Benchmarks\n\n{machine}\n{reading}\n{parts}",
        reading = include_str!("reading.md").trim_end(),
        parts = parts?,
    );
    if plan.only.is_some() {
        println!("{text}");
        return Ok(());
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/benchmarks.md");
    fs::write(&file, text)?;
    println!("Written: {}", file.display());
    Ok(())
}

async fn measure(plan: &Plan, cluster: &Cluster) -> Result<String, Failure> {
    let wanted = |part: &str| plan.only.as_deref().is_none_or(|only| only == part);
    let sizes: &[u32] = if wanted("sizes") { plan.sizes } else { &[plan.usual] };
    for projects in sizes {
        progress(&format!("making {projects} projects"));
        cluster.create(&database(*projects)).await?;
        crate::seed::fill(cluster, &database(*projects), *projects).await?;
    }
    let mut text = String::new();
    if wanted("speed") {
        text += &speed::measure(plan, cluster).await?;
    }
    if wanted("sizes") {
        text += &sizes::measure(plan, cluster).await?;
    }
    if wanted("provision") {
        text += &provision::measure(plan, cluster).await?;
    }
    if wanted("neighbour") {
        text += &neighbour::measure(plan, cluster).await?;
    }
    Ok(text)
}

/// Says on the terminal what is going on.
pub fn progress(what: &str) {
    eprintln!("  {what}");
}
