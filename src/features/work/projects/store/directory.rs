//! The directory as a whole: compared with the rows it is made from, and written again.

use crate::{
    db::{PlatformScope, Scope, TenantTx},
    http::{AppError, AppState},
    ids::ProjectId,
};

/// Every project ever made, erased ones included.
pub async fn projects(state: &AppState) -> Result<Vec<ProjectId>, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let ids = sqlx::query_scalar!("SELECT project_id FROM project_ids").fetch_all(tx.conn()).await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Projects of `all` whose listings differ from what their rows say.
pub async fn differing(state: &AppState, all: &[ProjectId]) -> Result<Vec<ProjectId>, AppError> {
    let mut differing = Vec::new();
    for project in all {
        // Nothing of the project leaves this function but its ID.
        let mut tx = state.db.read(&Scope::authorised(*project)).await?;
        if !is_listed(&mut tx).await? {
            differing.push(*project);
        }
    }
    Ok(differing)
}

async fn is_listed(tx: &mut TenantTx) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT NOT EXISTS (
               (SELECT * FROM listings WHERE project_id = $1 EXCEPT (SELECT * FROM listings_due WHERE project_id = $1))
               UNION ALL
               (SELECT * FROM listings_due WHERE project_id = $1 EXCEPT (SELECT * FROM listings WHERE project_id = $1))) AS "listed!""#,
        project.as_str(),
    )
    .fetch_one(tx.conn())
    .await
}

/// Writes the project's listings again, while the service runs.
pub async fn relist(state: &AppState, project: ProjectId) -> Result<(), AppError> {
    let mut tx = state.db.write(&Scope::authorised(project)).await?;
    tx.announce_part();
    Ok(tx.commit().await?)
}
