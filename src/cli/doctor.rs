//! `fataplus doctor`: exits 0 only if the roles are bound by row-level security and database and store answer.

use super::{
    CliError,
    parts::{self, Needs},
    run_file,
};
use crate::config::Config;

/// Checks the installation, a line for each finding.
pub async fn doctor(config: &Config) -> Result<(), CliError> {
    // Starting refuses privileged roles already.
    let running = parts::start(config, run_file::hosts(config), Needs::Everything).await?;
    println!("database roles: held by row-level security");
    let breaches = running.state.db.isolation_breaches().await;
    let store = running.state.storage.ready().await;
    running.stop().await;
    let breaches = breaches?;
    for breach in &breaches {
        println!("isolation: {breach}");
    }
    if breaches.is_empty() {
        println!("tenant tables: every one isolated");
    }
    match &store {
        Ok(()) => println!("object store: answers"),
        Err(error) => println!("object store: {error}"),
    }
    if breaches.is_empty() && store.is_ok() {
        Ok(())
    } else {
        Err(CliError::Other("the check found problems".to_owned()))
    }
}
