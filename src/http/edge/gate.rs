//! Gate before every handler: applies refusals of limits, and closes all projects after a failed isolation check.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use std::sync::{Arc, Mutex, PoisonError};

use super::host::ProjectRef;
use crate::{
    http::{AppError, AppState},
    isolation_status::Probe,
};

/// A pending refusal, to be rendered like any other failure.
#[derive(Clone, Debug)]
pub struct Refusal(Arc<Mutex<Option<AppError>>>);

impl Refusal {
    /// A refusal with this error.
    #[must_use]
    pub fn new(error: AppError) -> Self {
        Self(Arc::new(Mutex::new(Some(error))))
    }
}

/// Middleware: returns a pending refusal. After a failed isolation check only the check's own requests reach projects,
/// so that it can find the fault repaired.
pub async fn require_isolation(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, AppError> {
    if let Some(Refusal(refused)) = request.extensions().get()
        && let Some(error) = refused.lock().unwrap_or_else(PoisonError::into_inner).take()
    {
        return Err(error);
    }
    let of_project = request.extensions().get::<ProjectRef>().is_some();
    if of_project && state.isolation.is_broken() && request.extensions().get::<Probe>().is_none() {
        return Err(AppError::IsolationBroken);
    }
    Ok(next.run(request).await)
}
