//! The gate before every project while tenants are not kept apart.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use super::{AppError, AppState, host::ProjectRef};
use crate::isolation::Probe;

/// Middleware: while the last check of isolation found a crossing, nothing of any project is answered. Style sheets and
/// scripts are, for the page that says so; and so are the check's own requests, or it could never find it mended.
pub async fn require_isolation(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, AppError> {
    let of_project =
        request.extensions().get::<ProjectRef>().is_some() && !request.uri().path().starts_with("/assets/");
    if of_project && state.isolation.is_broken() && request.extensions().get::<Probe>().is_none() {
        return Err(AppError::IsolationBroken);
    }
    Ok(next.run(request).await)
}
