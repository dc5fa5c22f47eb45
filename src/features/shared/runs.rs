//! Runs of claimed jobs: within less than the lease, in a task of their own, their end recorded.

use crate::{
    db::PlatformScope,
    http::{AppError, AppState},
    jobs::{self, Claimed},
    mail::MailError,
};

/// Failure of a job.
#[derive(Debug)]
pub struct Failure {
    error: AppError,
    /// Text for admins: names of ours, never the payload.
    shown: String,
    /// Whether another try would fail alike.
    pub for_good: bool,
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let (slug, _) = error.kind();
        Self { error, shown: slug.to_owned(), for_good: false }
    }
}

impl From<MailError> for Failure {
    fn from(error: MailError) -> Self {
        let (shown, for_good) = (error.shown(), error.is_for_good());
        Self { error: AppError::Internal(format!("mail: {error:?}")), shown, for_good }
    }
}

/// Runs `work` in a separate task and for less than a lease: work that panics or hangs fails, its caller continues, and
/// no other worker takes the job before that is recorded.
pub async fn attempt(work: impl Future<Output = Result<(), Failure>> + Send + 'static) -> Result<(), Failure> {
    match tokio::spawn(tokio::time::timeout(jobs::TIME, work)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(AppError::Internal("the job took longer than its lease".to_owned()).into()),
        Err(panic) => Err(AppError::Internal(format!("the job panicked: {panic}")).into()),
    }
}

/// Records the end of a run.
pub async fn record(state: &AppState, claimed: &Claimed, outcome: Result<(), Failure>) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    match outcome {
        Ok(()) => {
            jobs::finish(&mut tx, claimed.id, claimed.lease).await?;
        }
        Err(Failure { error, shown, for_good }) => {
            tracing::warn!(job = %claimed.id, attempts = claimed.attempts, ?error, "a job failed");
            jobs::fail(&mut tx, state.clock.now(), claimed, &shown, for_good).await?;
        }
    }
    Ok(tx.commit_quietly().await?)
}
