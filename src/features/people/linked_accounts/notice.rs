//! Notice for a refused federated log-in: the reason, and the log-in that always works.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

use super::{LIST, Stop};
use crate::{
    http::{AppError, Page},
    identity::{external::FederationError, host_of},
};

#[derive(Template)]
#[template(path = "pages/sign_in_notice.html")]
struct NoticePage<'a> {
    p: &'a Page,
    title: String,
    text: String,
    action_url: &'static str,
    action_label: String,
}

/// The answer, or a page with the reason for its absence. The log gets the reason, and none of the received data.
pub fn unless_well(page: &Page, issuer: &str, outcome: Result<Response, Stop>) -> Result<Response, AppError> {
    let stop = match outcome {
        Ok(response) => return Ok(response),
        Err(Stop::Other(error)) => return Err(error),
        Err(stop) => stop,
    };
    let (kind, status) = match &stop {
        Stop::Refused(FederationError::State) => ("over", StatusCode::UNPROCESSABLE_ENTITY),
        Stop::Refused(FederationError::Denied) => ("denied", StatusCode::FORBIDDEN),
        Stop::Refused(FederationError::Unreachable | FederationError::Misconfigured) => {
            ("down", StatusCode::SERVICE_UNAVAILABLE)
        }
        Stop::Unknown => ("unknown", StatusCode::FORBIDDEN),
        Stop::Taken => ("taken", StatusCode::CONFLICT),
        Stop::Refused(_) | Stop::Other(_) => ("refused", StatusCode::FORBIDDEN),
    };
    if let Stop::Refused(reason) = &stop {
        tracing::warn!(issuer, %reason, "a log-in an issuer should vouch for is refused");
    } else {
        tracing::info!(issuer, kind, "nobody is linked to whom an issuer vouches for");
    }
    let (action_url, label) = match page.person {
        Some(_) => (LIST, "sign-in-to-list"),
        None => ("/login?with=password", "sign-in-to-login"),
    };
    let mut response = page.render(&NoticePage {
        p: page,
        title: page.ta(&format!("sign-in-{kind}-title"), "host", host_of(issuer)),
        text: page.ta(&format!("sign-in-{kind}-text"), "host", host_of(issuer)),
        action_url,
        action_label: page.t(label),
    })?;
    *response.status_mut() = status;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    }
    Ok(response)
}
