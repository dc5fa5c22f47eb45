//! Security headers of every answer (OWASP ASVS 5.0 V3.4), and `no-store` for answers without a caching rule of their
//! own.

use std::sync::Arc;

use axum::{
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header},
    response::Response,
};

use super::host::OnCustomDomain;
use crate::{config::BaseUrl, http::AppState};

/// Whether an answer is no attachment. Compressing a file on the way costs more than it saves, and loses the length.
pub fn is_no_attachment(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::CONTENT_DISPOSITION)
}

/// Policy about windows that open each other (HTML, "Cross-origin opener policies").
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Header values, built once.
#[derive(Clone, Debug)]
pub struct Security(Arc<Values>);

#[derive(Debug)]
struct Values {
    fixed: Vec<(HeaderName, HeaderValue)>,
    /// Content security policy, unless the handler has set its own.
    policy: Option<HeaderValue>,
    production: bool,
}

impl Security {
    /// Headers for the service's addresses.
    #[must_use]
    pub fn of(state: &AppState) -> Self {
        let fixed = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "same-origin"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
        ];
        let fixed = fixed.map(|(name, value)| (name, HeaderValue::from_static(value))).to_vec();
        let policy = HeaderValue::try_from(policy(state, None)).ok();
        Self(Arc::new(Values { fixed, policy, production: state.production }))
    }

    /// Adds the headers to an answer of pages or API. A handler that needs another policy sets its own first.
    #[must_use]
    pub fn on(&self, mut response: Response) -> Response {
        let custom = response.extensions().get::<OnCustomDomain>().is_some();
        let (values, headers) = (&self.0, response.headers_mut());
        headers.reserve(values.fixed.len() + 3);
        for (name, value) in &values.fixed {
            headers.insert(name, value.clone());
        }
        if values.production {
            // We serve only one name of a client's domain: its other hosts may speak plain HTTP.
            let two_years = if custom { "max-age=63072000" } else { "max-age=63072000; includeSubDomains" };
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(two_years));
        }
        if let Some(policy) = &values.policy {
            headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| policy.clone());
        }
        headers.entry(OPENER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
        // Caches and browsers store no answer without a rule of its own.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        response
    }
}

/// Lets this page keep a hold of the windows that it opens. Windows that open it have none.
pub fn keep_opened(response: &mut Response) {
    response.headers_mut().insert(OPENER_POLICY, HeaderValue::from_static("same-origin-allow-popups"));
}

/// Lets this page reach the window that opened it.
pub fn keep_opener(response: &mut Response) {
    response.headers_mut().insert(OPENER_POLICY, HeaderValue::from_static("unsafe-none"));
}

/// Permits the forms of this page to lead to `target` as well: browsers apply the page's policy to redirects after a
/// form.
pub fn allow_forms_to(response: &mut Response, state: &AppState, target: &BaseUrl) {
    if let Ok(policy) = HeaderValue::try_from(policy(state, Some(target))) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Policy: no inline script or style, nothing from elsewhere; files go straight to the object store. Forms lead to our
/// own hosts, because a log-in ends on another one than it began.
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
