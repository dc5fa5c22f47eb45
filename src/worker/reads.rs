//! Appends the reads that matter to the audit trails.

use crate::{
    audit::AuditLine,
    db::Scope,
    http::{AppError, AppState},
    ids::ProjectId,
};

/// Appends the lines of this process, a project at a time. Those that could not be written are kept for the next time.
pub async fn flush(state: &AppState) -> Result<(), AppError> {
    let mut result = Ok(());
    for (project, lines) in state.reads.take() {
        if let Err(error) = append(state, project, &lines).await {
            state.reads.put_back(project, lines);
            result = Err(error);
        }
    }
    result
}

async fn append(state: &AppState, project: ProjectId, lines: &[AuditLine]) -> Result<(), AppError> {
    // The requests that read were admitted to this project.
    let mut tx = state.db.write(&Scope::authorised(project)).await?;
    for line in lines {
        tx.audit(line.clone());
    }
    Ok(tx.commit_unannounced().await?)
}
