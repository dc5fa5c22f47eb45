//! `fataplus project …`: operations on a project without a browser.

use super::{
    CliError,
    compose::{self, Needs},
    run_file,
};
use crate::{
    access::Workspace, audit::within_command, config::Config, db::PlatformScope, features::platform::project_admin,
    ids::ProjectId,
};

/// Commands for projects.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum ProjectCommand {
    /// Close it for the moment: its members see a notice, nothing is deleted.
    Suspend {
        /// FP-YYYY-…
        project: String,
        /// For the project's records.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Open a suspended project again.
    Resume {
        /// FP-YYYY-…
        project: String,
    },
    /// Put it away: out of the lists, kept as it is.
    Archive {
        /// FP-YYYY-…
        project: String,
        /// For the project's records.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Give it another plan.
    Plan {
        /// FP-YYYY-…
        project: String,
        /// A row of the table plans: small, standard, large …
        plan: String,
    },
}

/// Runs the command; a running service applies it at once.
pub async fn run(config: &Config, command: ProjectCommand) -> Result<(), CliError> {
    let (project, to, reason) = match &command {
        ProjectCommand::Suspend { project, reason } => (project, Some(Workspace::Suspended), reason.as_str()),
        ProjectCommand::Resume { project } => (project, Some(Workspace::Active), ""),
        ProjectCommand::Archive { project, reason } => (project, Some(Workspace::Archived), reason.as_str()),
        ProjectCommand::Plan { project, .. } => (project, None, ""),
    };
    let project: ProjectId = project
        .parse()
        .map_err(|_| CliError::Other(format!("{project} is not a project ID such as FP-2025-X7K9M3P1A")))?;
    let running = compose::start(config, run_file::hosts(config), Needs::Rows).await?;
    let state = &running.state;
    let outcome = match (to, &command) {
        (Some(to), _) => project_admin::set_workspace(state, project, to, reason, None).await.map(|()| to.to_string()),
        (None, ProjectCommand::Plan { plan, .. }) => {
            let set = within_command("project plan", state.clock.now(), set_plan(state, project, plan));
            set.await.map(|()| plan.clone())
        }
        (None, _) => Ok(String::new()),
    };
    running.stop().await;
    println!("{project}: {}", outcome?);
    Ok(())
}

async fn set_plan(state: &crate::http::AppState, project: ProjectId, plan: &str) -> Result<(), crate::http::AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    project_admin::set_plan(&mut tx, project, plan).await?;
    Ok(tx.commit().await?)
}
