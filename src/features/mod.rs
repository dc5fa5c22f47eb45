//! Features, a folder for each, with the same files as needed: `mod.rs` (words and rules), `store.rs` (SQL),
//! `changes.rs` (use cases, one transaction each, for API and pages alike), `api.rs` (JSON), `pages.rs` (HTML).
//! `app.rs` merges their routes. `plan` is the model to copy.

pub mod account;
pub mod activity;
pub mod documents;
pub mod domains;
pub mod factors;
pub mod file_requests;
pub mod governance;
pub mod identities;
pub mod intake;
pub mod isolation;
pub mod jobs;
pub mod members;
pub mod messages;
pub mod notify;
pub mod plan;
pub mod projects;
pub mod site;
pub mod sweep;
pub mod tokens;
pub mod worker;

use crate::{
    http::{AppError, AppState},
    jobs::{Claimed, Job},
};

/// Runs a job. Its own project decides its permissions, never its payload.
pub async fn run_job(state: &AppState, claimed: &Claimed) -> Result<(), worker::Failure> {
    let project = || claimed.project.ok_or_else(|| AppError::Internal("a tenant's job without a project".to_owned()));
    match &claimed.job {
        Job::Provision(new) => {
            let new: projects::provision::NewProject =
                serde_json::from_value(new.clone()).map_err(|error| AppError::Internal(format!("job: {error}")))?;
            if claimed.project != Some(new.project_id) {
                return Err(AppError::Internal("a provisioning job names another project".to_owned()).into());
            }
            projects::provision::run(state, &new).await?;
        }
        Job::SendMail(mail) => state.mailer.send(claimed.id, claimed.created_at, mail).await?,
        Job::DeleteUpload { upload, looks } => documents::delete_upload(state, project()?, *upload, *looks).await?,
        Job::DeleteDocument { document } => documents::empty(state, project()?, *document).await?,
        Job::CheckDomain { domain } => domains::recheck(state, project()?, *domain).await?,
        Job::DomainLost { domain } => domains::lost(state, project()?, *domain).await?,
    }
    Ok(())
}
