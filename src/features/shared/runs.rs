//! Runs of claimed jobs: within less than the lease, in a task of their own, their end recorded. Features implement
//! [`Run`] for their jobs, and provisioning runs its job at once; the worker runs all others.

use std::sync::Arc;

use tracing::Instrument;

use crate::{
    db::{PlatformScope, Scope},
    http::{AppError, AppState},
    jobs::{self, Claimed, Job},
    mail::MailError,
    telemetry::traces,
};

/// How a kind of job runs.
pub trait Run: Job {
    /// Runs the job, perhaps not for the first time.
    fn run(self, state: &AppState, claimed: &Claimed) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Tells people how the run ended, before the queue records it.
    #[must_use]
    fn after_run(
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
    /// Error code for admins, such as `smtp-unreachable`; never text from the payload.
    code: String,
    /// Whether another try would fail alike.
    pub is_permanent: bool,
}

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        let (slug, _) = error.kind();
        Self { error, code: slug.to_owned(), is_permanent: false }
    }
}

impl From<MailError> for Failure {
    fn from(error: MailError) -> Self {
        let (code, is_permanent) = (error.code(), error.is_permanent());
        Self { error: AppError::Internal(format!("mail: {error:?}")), code, is_permanent }
    }
}

/// Scope of a tenant's job: the project of its row, never one that the payload names.
pub fn scope_of(claimed: &Claimed) -> Result<Scope, AppError> {
    let project = claimed.project.ok_or_else(|| AppError::Internal("a tenant's job without a project".to_owned()))?;
    Ok(Scope::authorised(project))
}

/// Runs a claimed job of kind `J`, and records its end.
pub async fn settle<J: Run>(state: &AppState, claimed: Claimed) -> Result<(), AppError> {
    let claimed = Arc::new(claimed);
    let span = tracing::info_span!(
        target: traces::TARGET,
        parent: None,
        "job",
        otel.name = J::KIND,
        otel.kind = "consumer",
        otel.status_code = tracing::field::Empty,
        fataplus.job = %claimed.id,
        fataplus.attempt = claimed.attempts,
        fataplus.project = claimed.project.map(tracing::field::display),
    );
    let ended = async {
        let outcome = attempt::<J>(state.clone(), claimed.clone()).await;
        if outcome.is_err() {
            tracing::Span::current().record("otel.status_code", "ERROR");
        }
        J::after_run(state, &claimed, outcome.as_ref().err()).await?;
        record(state, &claimed, outcome).await
    };
    ended.instrument(span).await
}

/// Runs the job in a separate task and for less than a lease: one that panics or hangs fails, its caller continues, and
/// no other worker takes it before that is recorded.
async fn attempt<J: Run>(state: AppState, claimed: Arc<Claimed>) -> Result<(), Failure> {
    let run = async move {
        let job: J =
            claimed.read().map_err(|_| AppError::Internal(format!("the row is not a job of kind {}", J::KIND)))?;
        job.run(&state, &claimed).await
    };
    let run = tokio::time::timeout(jobs::RUN_TIMEOUT, run).instrument(tracing::Span::current());
    match tokio::spawn(run).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(AppError::Internal("the job took longer than a run may".to_owned()).into()),
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
        Err(Failure { error, code, is_permanent }) => {
            tracing::warn!(job = %claimed.id, attempts = claimed.attempts, ?error, "a job failed");
            jobs::fail(&mut tx, state.clock.now(), claimed, &code, is_permanent).await?;
        }
    }
    Ok(tx.commit().await?)
}
