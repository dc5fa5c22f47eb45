//! Security headers of every answer (OWASP ASVS 5.0 V3.4), and the word that nothing is kept unless it says so.

use std::sync::Arc;

use axum::{
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header},
    response::Response,
};

use super::{AppState, host::OnCustomDomain};
use crate::config::BaseUrl;

/// Whether an answer is something to look at. A file is not made smaller on the way: it costs more than it saves, and the length
/// is no longer known.
pub fn is_no_attachment(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::CONTENT_DISPOSITION)
}

/// The headers, made once.
#[derive(Clone, Debug)]
pub struct Security(Arc<Values>);

#[derive(Debug)]
struct Values {
    fixed: Vec<(HeaderName, HeaderValue)>,
    /// Unless the handler has set its own.
    policy: Option<HeaderValue>,
    production: bool,
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
            (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
        ];
        let fixed = fixed.map(|(name, value)| (name, HeaderValue::from_static(value))).to_vec();
        let policy = HeaderValue::try_from(policy(state, None)).ok();
        Self(Arc::new(Values { fixed, policy, production: state.production }))
    }

    /// On every answer, pages' and the API's alike. A handler that needs another policy sets its own first.
    #[must_use]
    pub fn on(&self, mut response: Response) -> Response {
        let custom = response.extensions().get::<OnCustomDomain>().is_some();
        let (values, headers) = (&self.0, response.headers_mut());
        headers.reserve(values.fixed.len() + 3);
        for (name, value) in &values.fixed {
            headers.insert(name, value.clone());
        }
        if values.production {
            // Of a client's domain we hold one name: its other hosts may well speak plain HTTP.
            let two_years = if custom { "max-age=63072000" } else { "max-age=63072000; includeSubDomains" };
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(two_years));
        }
        if let Some(policy) = &values.policy {
            headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| policy.clone());
        }
        // No cache on the way, and no browser, keeps what does not name its own rule.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        response
    }
}

/// Lets the forms of this page lead to `target` as well: browsers hold the redirects after a form to the policy of the
/// page it stood on.
pub fn allow_forms_to(response: &mut Response, state: &AppState, target: &BaseUrl) {
    if let Ok(policy) = HeaderValue::try_from(policy(state, Some(target))) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// No inline script or style, nothing from elsewhere; files go straight to the object store. Forms lead to our own
/// hosts, since a log-in ends on another one than it began.
fn policy(state: &AppState, also: Option<&BaseUrl>) -> String {
    let hosts = &state.hosts;
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {storage}; \
         form-action 'self' {app} {public} {tenants}{also}; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
        storage = state.storage_origin,
        app = hosts.app,
        public = hosts.public,
        tenants = hosts.tenant_label("*"),
        also = also.map(|target| format!(" {target}")).unwrap_or_default(),
    )
}
