//! The gate before every handler: for what a limit refused, and before every project while tenants are not kept apart.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use std::sync::{Arc, Mutex, PoisonError};

use super::{AppError, AppState, host::ProjectRef};
use crate::isolation::Probe;

/// A request that is to be refused, where the refusal is to become a page like any other.
#[derive(Clone, Debug)]
pub struct Refusal(Arc<Mutex<Option<AppError>>>);

impl Refusal {
    /// With this answer.
    #[must_use]
    pub fn new(error: AppError) -> Self {
        Self(Arc::new(Mutex::new(Some(error))))
    }
}

/// Middleware: says what a limit refused. While the last check of isolation found a crossing, nothing of any project is answered but the check's own
/// requests, or it could never find it mended.
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
