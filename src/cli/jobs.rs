//! `fataplus jobs …`: failed jobs of the queue.

use uuid::Uuid;

use super::{CliError, output::instant};
use crate::{
    db::PlatformScope,
    http::AppState,
    jobs::{self, FailedJob, Which},
};

/// Maximum number of rows printed.
const PRINTED: i64 = 10_000;

/// Commands for the job queue.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum JobsCommand {
    /// Show the jobs that were given up, set aside or have failed: kind, project, tries, last error, next try.
    List {
        /// Also those that only wait for their turn or time.
        #[arg(long)]
        all: bool,
    },
    /// Try jobs again at once, with all their tries before them.
    Retry(RetryArgs),
    /// Give up a failed job for good: what it holds is deleted.
    Discard {
        /// The job's id, as shown by `jobs list`.
        id: Uuid,
    },
}

/// Jobs to try again: one of the three options.
#[derive(Clone, Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct RetryArgs {
    /// A job's id, as shown by `jobs list`.
    pub id: Option<Uuid>,
    /// Every job that was given up.
    #[arg(long)]
    pub dead: bool,
    /// Every job that was given up, set aside or has failed.
    #[arg(long)]
    pub all: bool,
}

/// Carries out the command and returns the lines to print. A running worker notices within a second.
pub async fn carry_out(state: &AppState, command: &JobsCommand) -> Result<Vec<String>, CliError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    match command {
        JobsCommand::List { all } => {
            let rows = jobs::list_failed(&mut tx, *all, PRINTED).await?;
            let backlog = jobs::backlog(&mut tx, state.clock.now()).await?;
            let count = |state| backlog.iter().filter(|jobs| jobs.state == state).map(|jobs| jobs.jobs).sum::<i64>();
            let mut lines: Vec<String> = rows.iter().map(line).collect();
            let (ready, dead, aside) = (count("ready"), count("dead"), count("aside"));
            lines.push(format!("{ready} to be done, {dead} given up, {aside} set aside"));
            Ok(lines)
        }
        JobsCommand::Retry(RetryArgs { id, all, .. }) => {
            let which = id.map_or(if *all { Which::All } else { Which::Dead }, Which::One);
            let retried = jobs::retry(&mut tx, state.clock.now(), which).await?;
            tx.commit().await?;
            match (which, retried) {
                (Which::One(id), 0) => Err(CliError::Other(format!(
                    "there is no job {id} to try again: it is done or under way; see: fataplus jobs list"
                ))),
                _ => Ok(vec![format!("{retried} will be tried again at once")]),
            }
        }
        JobsCommand::Discard { id } => {
            let discarded = jobs::discard(&mut tx, state.clock.now(), *id).await?;
            tx.commit().await?;
            if discarded {
                return Ok(vec![format!("{id} is discarded")]);
            }
            Err(CliError::Other(format!("no failed job {id}: it is done or under way; see: fataplus jobs list")))
        }
    }
}

fn line(job: &FailedJob) -> String {
    let next = if job.state == "ready" { instant(job.run_at) } else { "–".to_owned() };
    let (project, to) = (job.project.as_deref().unwrap_or("–"), job.to.as_deref().unwrap_or("–"));
    let error = if job.last_error.is_empty() { "–" } else { &job.last_error };
    format!(
        "{}  {:5}  {:13}  project {project}  to {to}  tries {}  last error {error}  next {next}  since {}",
        job.id,
        job.state,
        job.kind,
        job.attempts,
        instant(job.created_at),
    )
}
