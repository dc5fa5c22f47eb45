//! What a person can name, a folder each, with the same doors as needed: `mod.rs` (words and rules), `store.rs` (SQL),
//! `api.rs` (JSON), `pages.rs` (HTML). `app.rs` puts the doors' routes together.

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
    ids::ProjectId,
    jobs::Job,
};

/// Does what a job asks for. Whatever it may do is decided by the job's own project, never by its payload.
pub async fn run_job(state: &AppState, project: Option<ProjectId>, job: Job) -> Result<(), AppError> {
    match job {
        Job::Provision(new) => {
            let new: projects::provision::NewProject =
                serde_json::from_value(new).map_err(|error| AppError::Internal(format!("job: {error}")))?;
            if project != Some(new.project_id) {
                return Err(AppError::Internal("a provisioning job names another project".to_owned()));
            }
            projects::provision::run(state, &new).await
        }
        Job::SendMail(mail) => {
            state.mailer.send(mail).await.map_err(|error| AppError::Internal(format!("mail: {error}")))
        }
        Job::DeleteUpload { upload } => match project {
            Some(project) => documents::delete_upload(state, project, upload).await,
            None => Err(AppError::Internal("an upload without a project".to_owned())),
        },
        Job::DeleteDocument { document } => match project {
            Some(project) => documents::empty(state, project, document).await,
            None => Err(AppError::Internal("a document without a project".to_owned())),
        },
        Job::CheckDomain { domain } => match project {
            Some(project) => domains::recheck(state, project, domain).await,
            None => Err(AppError::Internal("a domain without a project".to_owned())),
        },
        Job::DomainLost { domain } => match project {
            Some(project) => domains::lost(state, project, domain).await,
            None => Err(AppError::Internal("a domain without a project".to_owned())),
        },
    }
}
