//! What a project feels of a neighbour that asks as fast as it can.

use std::{fmt::Write, sync::Arc, time::Duration};

use crate::{
    Failure,
    cluster::{Cluster, Service},
    figures::{Rounds, millis, ratio},
    load::Load,
    plan::{Plan, QUOTAS, database, progress},
    requests::{self, Read},
    round,
};

/// Connections of the neighbour.
const BUSY: usize = 32;
/// Connections of the victim, and how often each asks: a few people at work.
const VICTIM: usize = 4;
const PACE: Duration = Duration::from_millis(10);

/// The victim's times, alone and beside a busy neighbour.
pub async fn measure(plan: &Plan, cluster: &Cluster) -> Result<String, Failure> {
    let settings: &[(&str, &str)] = if QUOTAS { &[("FATAPLUS_RATE_LIMITS", "on")] } else { &[] };
    let service = Service::start(cluster, &database(plan.usual), settings).await?;
    let port = service.address.port();
    let (mut alone, mut beside, mut loud) = (Rounds::default(), Rounds::default(), Rounds::default());
    for number in 0..plan.rounds {
        progress(&format!("a neighbour, round {} of {}", number + 1, plan.rounds));
        let load = |number: u32, connections: usize| {
            let request = requests::one(port, Read::Documents, number)?;
            Ok::<_, Failure>(Load::busy(service.address, Arc::new(vec![request]), connections))
        };
        let victim = Load { pace: Some(PACE), ..load(1, VICTIM)? };
        // A neighbour beyond its quota is refused; the refusals count as answers.
        let neighbour = Load { accept: |status| [200, 429, 503].contains(&status), ..load(3, BUSY)? };
        alone.add(round::round(cluster, &service, &victim, plan.span).await?);
        let (heard, seen) =
            tokio::join!(neighbour.run(plan.span), round::round(cluster, &service, &victim, plan.span));
        loud.add(heard?.figures());
        beside.add(seen?);
    }
    service.stop().await?;
    let mut text = format!(
        "\n## A neighbour\n\nThe victim asks for its documents {} times a second on {VICTIM} connections; the neighbour asks on \
         {BUSY} as fast as it is answered (it was, {:.0} times a second). {}\n\n\
         | victim | median ms | 99th ms |\n|---|--:|--:|\n",
        VICTIM as u128 * 1000 / PACE.as_millis(),
        loud.median().rate,
        if QUOTAS { "Projects are held to their quota." } else { "No quota holds the neighbour back." },
    );
    for (name, rounds) in [("alone", &alone), ("beside it", &beside)] {
        let figures = rounds.median();
        writeln!(text, "| {name} | {} | {} |", millis(figures.median), millis(figures.late))?;
    }
    writeln!(text, "\n99th beside it to alone: **{}**.", ratio(beside.ratio(&alone, |figures| figures.late)))?;
    Ok(text)
}
