//! `fataplus doctor`: exits 0 only if row-level security binds the roles, no tenant reaches another, listings agree with
//! the projects' rows, the audit trails are whole, and database and store answer.

use super::{
    CliError, audit,
    compose::{self, Needs, Running},
    run_file,
};
use crate::{
    app,
    config::Config,
    features::work::projects::store::directory,
    http::AppState,
    isolation_check::{self, Check},
    isolation_status::{Cause, Part, Report, Verdict},
};

/// Checks the installation and prints a line for each finding.
pub async fn doctor(config: &Config, quick: bool, citus: bool) -> Result<(), CliError> {
    // A start already refuses privileged roles.
    let running = compose::start(config, run_file::hosts(config), Needs::Everything).await?;
    println!("database roles: held by row-level security");
    let (report, store) = (look(&running, quick).await, running.state.storage.ready().await);
    let listed = if quick { Ok(true) } else { is_listed(&running.state).await };
    let whole = if quick { Ok(true) } else { are_whole(&running.state).await };
    let spread = if citus { is_spread(&running.state).await } else { Ok(true) };
    running.stop().await;
    let (report, listed, whole, spread) = (report?, listed?, whole?, spread?);
    show(&report, quick);
    match &store {
        Ok(()) => println!("object store: answers"),
        Err(error) => println!("object store: {error}"),
    }
    if report.verdict() == Verdict::Green && store.is_ok() && listed && whole && spread {
        Ok(())
    } else {
        Err(CliError::Other("the check found problems".to_owned()))
    }
}

/// Looks at the cluster, and prints what is not spread over it.
async fn is_spread(state: &AppState) -> Result<bool, CliError> {
    let distribution = state.db.distribution().await?;
    for finding in &distribution.findings {
        println!("cluster: {finding}");
    }
    if !distribution.on_cluster {
        println!("cluster: the database has no extension citus; deploy/distribute.sql says what to do");
    } else if distribution.findings.is_empty() {
        println!("cluster: every tenant table is distributed by project");
    }
    Ok(distribution.on_cluster && distribution.findings.is_empty())
}

/// Compares people's lists with the projects' rows, and prints what differs.
async fn is_listed(state: &AppState) -> Result<bool, CliError> {
    let all = directory::projects(state).await?;
    let differing = directory::differing(state, &all).await?;
    match differing.as_slice() {
        [] => println!("lists: those of {} projects say what their rows say", all.len()),
        [first, ..] => println!(
            "lists: {} of {} projects, {first} among them, are listed otherwise than their rows say: run fataplus relist",
            differing.len(),
            all.len()
        ),
    }
    Ok(differing.is_empty())
}

/// Checks the audit trails, and prints those that are not whole.
async fn are_whole(state: &AppState) -> Result<bool, CliError> {
    match audit::verify_all(state).await {
        Ok(trails) => println!("audit: {} trails are whole", trails.len()),
        Err(CliError::Other(faults)) => {
            faults.lines().for_each(|fault| println!("audit: {fault}"));
            return Ok(false);
        }
        Err(error) => return Err(error),
    }
    Ok(true)
}

async fn look(running: &Running, quick: bool) -> Result<Report, CliError> {
    let state = &running.state;
    if quick {
        return Ok(isolation_check::at_start(&state.db, state.clock.now()).await?);
    }
    let router = app::router(state);
    Ok(Check::new(state.clone(), router).run(Cause::Demand).await)
}

fn show(report: &Report, quick: bool) {
    let tried = report.tried;
    let parts = [
        (Part::Catalogue, "every tenant table, role and grant keeps the rules".to_owned(), true),
        (Part::Rows, format!("{} tables tried, nothing crossed", tried.tables), tried.tables > 0),
        (
            Part::Routes,
            format!("{} routes tried with {} requests, nothing crossed", tried.routes, tried.requests),
            !quick && tried.requests > 0,
        ),
        (Part::Objects, format!("{} ways to another's files tried, nothing crossed", tried.objects), tried.objects > 0),
    ];
    for (part, sound, looked) in parts {
        let mut found = report.findings.iter().filter(|finding| finding.part == part).peekable();
        if found.peek().is_none() && looked {
            println!("{}: {sound}", part.as_str());
        }
        found.for_each(|finding| println!("{finding}"));
    }
    for untried in &report.untried {
        println!("not tried: {untried}");
    }
    println!("isolation: {} ({} ms)", report.verdict().as_str(), report.took.as_millis());
}
