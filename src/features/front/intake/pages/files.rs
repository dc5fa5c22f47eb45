//! Window that hands the files chosen in the form to the portal ([ADR 30](../../../../../docs/adr/0030-chosen-files.md)).

use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};

use super::{super::confirm::project_of, own};
use crate::http::{AppError, AppState, Page, edge::headers};

#[derive(Template)]
#[template(path = "pages/intake_files.html")]
struct FilesPage<'a> {
    p: &'a Page,
    /// Origin of the portal; empty without a project.
    to: String,
    /// Token of the request.
    request: String,
}

/// `GET /start/files` on the public host: opened by the portal of this browser's request, which alone is given the files.
pub async fn hand_over(page: Page, State(state): State<AppState>, headers: HeaderMap) -> Result<Response, AppError> {
    let (request, project) = match own(&state, &headers).await? {
        Some((token, found)) => (token, project_of(&found)?),
        None => (String::new(), None),
    };
    let to = project.map(|project| state.hosts.tenant(project).to_string()).unwrap_or_default();
    let mut response = page.render(&FilesPage { p: &page, to, request })?;
    headers::keep_opener(&mut response);
    Ok(response)
}
