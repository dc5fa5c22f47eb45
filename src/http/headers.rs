//! Security headers of every answer (OWASP ASVS 5.0 V3.4).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::AppState;

/// The headers, made once.
#[derive(Clone, Debug)]
pub struct Security(Arc<Values>);

#[derive(Debug)]
struct Values {
    fixed: Vec<(HeaderName, HeaderValue)>,
    /// Unless the handler has set its own.
    policy: Option<HeaderValue>,
}

impl Security {
    /// As the service's addresses want them.
    #[must_use]
    pub fn of(state: &AppState) -> Self {
        let fixed = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "same-origin"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (
                HeaderName::from_static("permissions-policy"),
                "camera=(), geolocation=(), microphone=(), payment=()",
            ),
        ];
        let mut fixed = fixed.map(|(name, value)| (name, HeaderValue::from_static(value))).to_vec();
        if state.production {
            let two_years = HeaderValue::from_static("max-age=63072000; includeSubDomains");
            fixed.push((header::STRICT_TRANSPORT_SECURITY, two_years));
        }
        Self(Arc::new(Values { fixed, policy: HeaderValue::try_from(policy(state)).ok() }))
    }
}

/// Middleware of hosts with pages and of the API alike. A handler that needs another policy sets its own first.
pub async fn secure(State(Security(values)): State<Security>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.reserve(values.fixed.len() + 2);
    for (name, value) in &values.fixed {
        headers.insert(name, value.clone());
    }
    if let Some(policy) = &values.policy {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| policy.clone());
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
