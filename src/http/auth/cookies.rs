//! Cookies: `__Host-`, `HttpOnly`, Secure, SameSite=Lax. Parsed byte for byte: a foreign, malformed cookie changes
//! nothing.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::http::AppState;

/// Cookies of the service.
#[derive(Clone, Copy, Debug)]
pub enum Cookie {
    /// The short session JWT.
    Session,
    /// Renewal secret of the session.
    Renewal,
    /// Visitor id before (and beside) any log-in: binds forms and hand-offs to this browser.
    Visitor,
    /// A log-in that waits for its second factor.
    Pending,
    /// The accounts this browser is known to; outlives log-outs.
    Device,
    /// The key of a message to show on the next page.
    Flash,
    /// Secret of the intake draft begun in this browser.
    Draft,
    /// Language chosen without a log-in.
    Language,
    /// How this browser's visitor logged in last, which the log-in page offers first; survives log-outs.
    Way,
}

/// Seconds a cookie stays that outlives log-ins.
pub const A_YEAR: i64 = 365 * 24 * 3600;

impl Cookie {
    /// Name in the header.
    #[must_use]
    pub fn name(self, state: &AppState) -> String {
        let stem = match self {
            Self::Session => "session",
            Self::Renewal => "renewal",
            Self::Visitor => "visitor",
            Self::Pending => "pending",
            Self::Device => "device",
            Self::Flash => "flash",
            Self::Draft => "draft",
            Self::Language => "language",
            Self::Way => "way",
        };
        format!("__Host-fp-{stem}{}", state.cookie_suffix)
    }

    /// Value in the request.
    #[must_use]
    pub fn get(self, headers: &HeaderMap, state: &AppState) -> Option<String> {
        if !headers.contains_key(header::COOKIE) {
            return None;
        }
        let name = self.name(state);
        headers
            .get_all(header::COOKIE)
            .iter()
            .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| std::str::from_utf8(pair.trim_ascii()).ok())
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    }

    /// Sets the cookie for `seconds`, or until the browser closes.
    pub fn set(self, headers: &mut HeaderMap, state: &AppState, value: &str, seconds: Option<i64>) {
        let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let cookie = format!("{}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}", self.name(state));
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }

    /// Removes the cookie.
    pub fn clear(self, headers: &mut HeaderMap, state: &AppState) {
        self.set(headers, state, "", Some(0));
    }
}
