//! How fast projects are made, each by a request of its own, workspace and mail included.

use std::{fmt::Write, sync::Arc};

use crate::{
    Failure,
    cluster::{Cluster, Service},
    figures::{Rounds, millis, rate},
    load::Load,
    plan::{Plan, database, progress},
    requests, round,
};

/// The table of provisioning.
pub async fn measure(plan: &Plan, cluster: &Cluster) -> Result<String, Failure> {
    let service = Service::start(cluster, &database(plan.usual), &[]).await?;
    let port = service.address.port();
    let mut cells = vec![Rounds::default(); 2];
    let connections = [1, 4];
    for number in 0..plan.rounds {
        progress(&format!("making projects, round {} of {}", number + 1, plan.rounds));
        for (connections, rounds) in connections.into_iter().zip(&mut cells) {
            let requests = (0..200).map(|number| requests::create(port, number)).collect::<Result<Vec<_>, _>>()?;
            let load =
                Load { accept: |status| status == 201, ..Load::busy(service.address, Arc::new(requests), connections) };
            rounds.add(round::round(cluster, &service, &load, plan.span).await?);
        }
    }
    service.stop().await?;
    let mut text = "\n## Making projects\n\n`POST /v1/projects`: ID, rows, storage namespace, plan, first messages, \
                    invitation; answered when the workspace stands.\n\n\
                    | connections | projects/s | median ms | 99th ms |\n|--:|--:|--:|--:|\n"
        .to_owned();
    for (connections, rounds) in connections.into_iter().zip(&cells) {
        let figures = rounds.median();
        writeln!(
            text,
            "| {connections} | {} | {} | {} |",
            rate(figures.rate),
            millis(figures.median),
            millis(figures.late)
        )?;
    }
    Ok(text)
}
