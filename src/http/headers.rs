//! Security headers of every answer (OWASP ASVS 5.0 V3.4).

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::AppState;

/// Middleware of hosts with pages and of the API alike. A handler that needs another policy sets its own first.
pub async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers
        .insert("permissions-policy", HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"));
    if state.production {
        let two_years = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, two_years);
    }
    if let (false, Ok(policy)) =
        (headers.contains_key(header::CONTENT_SECURITY_POLICY), HeaderValue::try_from(policy(&state)))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// No inline script or style, nothing from elsewhere; files go straight to the object store. Forms lead to our own
/// hosts, since a log-in ends on another one than it began.
fn policy(state: &AppState) -> String {
    let hosts = &state.hosts;
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {storage}; \
         form-action 'self' {app} {public} {tenants}; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
        storage = state.storage_origin,
        app = hosts.app,
        public = hosts.public,
        tenants = hosts.tenant_label("*"),
    )
}
