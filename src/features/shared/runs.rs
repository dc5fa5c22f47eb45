//! Runs of claimed jobs: within less than the lease, in a task of their own, their end recorded.

use std::sync::Arc;

use crate::{
    db::{PlatformScope, Scope},
    http::{AppError, AppState},
    jobs::{self, Claimed, Job},
    mail::MailError,
};

/// How a feature runs its jobs. The job's own project decides what it may do, never its payload.
pub trait Run: Job {
    /// Runs the job, perhaps not for the first time.
    fn run(self, state: &AppState, claimed: &Claimed) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Shows people how a run ended, before the queue records it.
    #[must_use]
    fn show_end(
        _state: &AppState,
        _claimed: &Claimed,
        _failure: Option<&Failure>,
    ) -> impl Future<Output = Result<(), AppError>> + Send {
        async { Ok(()) }
    }
}

/// Failure of a job.
#[derive(Debug)]
pub struct Failure {
    error: AppError,
    /// Text for admins: names of ours, never the payload.
    shown: String,
    /// Whether another try would fail alike.
    pub for_good: bool,
}

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
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

/// Scope of a tenant's job: the project of its row.
pub fn scope_of(claimed: &Claimed) -> Result<Scope, AppError> {
    let project = claimed.project.ok_or_else(|| AppError::Internal("a tenant's job without a project".to_owned()))?;
    Ok(Scope::authorised(project))
}

/// Runs a claimed job of kind `J`, and records its end.
pub async fn settle<J: Run>(state: &AppState, claimed: Claimed) -> Result<(), AppError> {
    let claimed = Arc::new(claimed);
    let outcome = attempt::<J>(state.clone(), claimed.clone()).await;
    J::show_end(state, &claimed, outcome.as_ref().err()).await?;
    record(state, &claimed, outcome).await
}

/// Runs the job in a separate task and for less than a lease: one that panics or hangs fails, its caller continues, and
/// no other worker takes it before that is recorded.
async fn attempt<J: Run>(state: AppState, claimed: Arc<Claimed>) -> Result<(), Failure> {
    let run = async move {
        let job: J = claimed.read().map_err(|error| AppError::Internal(format!("job: {error}")))?;
        job.run(&state, &claimed).await
    };
    match tokio::spawn(tokio::time::timeout(jobs::TIME, run)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(AppError::Internal("the job took longer than its lease".to_owned()).into()),
        Err(panic) => Err(AppError::Internal(format!("the job panicked: {panic}")).into()),
    }
}

/// Records the end of a run.
async fn record(state: &AppState, claimed: &Claimed, outcome: Result<(), Failure>) -> Result<(), AppError> {
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
