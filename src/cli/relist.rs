//! `fataplus relist`, for rows that no transaction of the service changed.

use super::CliError;
use crate::{features::work::projects::store::directory, http::AppState};

/// Writes the listings of all projects whose rows say otherwise; returns the lines to print.
pub async fn carry_out(state: &AppState) -> Result<Vec<String>, CliError> {
    let all = directory::projects(state).await?;
    let differing = directory::differing(state, &all).await?;
    for project in &differing {
        directory::relist(state, *project).await?;
    }
    let again = differing.iter().map(|project| format!("{project}: listed again"));
    Ok(again.chain([format!("{} projects, {} listed again.", all.len(), differing.len())]).collect())
}
