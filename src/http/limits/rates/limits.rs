//! Table of rate limits, with the headers of their state.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::http::{HeaderMap, HeaderValue};

use crate::http::{AppError, error::QuotaExceeded, limits::limiter::Limiter};

/// Quota, time window and burst of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    /// Name in headers and problems.
    pub name: &'static str,
    pub quota: u32,
    /// Time window in seconds.
    pub window: u32,
    pub burst: u32,
}

const MINUTE: u32 = 60;
const HOUR: u32 = 3600;
/// Generous: a whole office may share one address.
pub(super) const ADDRESS: Limit = Limit { name: "address", quota: 600, window: MINUTE, burst: 600 };
/// Style sheets and scripts, which cost next to nothing; a browser keeps them.
pub(super) const ASSETS: Limit = Limit { name: "assets", quota: 3000, window: MINUTE, burst: 3000 };
/// Failed passwords, codes and tokens of anonymous callers.
pub(super) const ANONYMOUS: Limit = Limit { name: "anonymous", quota: 20, window: MINUTE, burst: 10 };
/// Actions that keep a row or send a mail, for every caller: drafts, links, redirects to another service. Enough for an
/// office's morning.
pub(super) const ASKED: Limit = Limit { name: "asked", quota: 300, window: HOUR, burst: 60 };
pub(super) const ACCOUNT: Limit = Limit { name: "account", quota: 300, window: MINUTE, burst: 300 };
pub(super) const KEY: Limit = Limit { name: "key", quota: 600, window: MINUTE, burst: 600 };
pub(super) const MAIL: Limit = Limit { name: "mail", quota: 5, window: HOUR, burst: 5 };
pub(super) const SUBMISSIONS: Limit = Limit { name: "submissions", quota: 10, window: HOUR, burst: 10 };
/// Begun requests for a project; many of them are never sent.
pub(super) const DRAFTS: Limit = Limit { name: "drafts", quota: 30, window: HOUR, burst: 30 };
/// Saved steps of one draft, which saves itself in the pauses of typing …
pub(super) const SAVES: Limit = Limit { name: "saves", quota: 40, window: MINUTE, burst: 40 };
/// … and of all drafts behind an address.
pub(super) const ADDRESS_SAVES: Limit = Limit { name: "saves", quota: 300, window: MINUTE, burst: 300 };
pub(super) const COMPANY: Limit = Limit { name: "mail_domain", quota: 20, window: HOUR, burst: 20 };
/// Domains of public mail providers, which many companies share.
pub(super) const PUBLIC_COMPANY: Limit = Limit { name: "mail_domain", quota: 200, window: HOUR, burst: 200 };
pub(super) const PUBLIC_MAIL: [&str; 16] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.fr",
    "ymail.com",
    "hotmail.com",
    "hotmail.fr",
    "outlook.com",
    "outlook.fr",
    "live.com",
    "live.fr",
    "icloud.com",
    "orange.fr",
    "free.fr",
    "proton.me",
    "moov.mg",
];

impl Limit {
    pub fn told(self, limiter: &Limiter, left: u32) -> LimitStatus {
        LimitStatus::new(self.name, (self.quota, self.window), limiter.burst(), left)
    }

    pub fn refuse(self, wait: Duration) -> AppError {
        AppError::RateLimited {
            exceeded: QuotaExceeded::over_time(self.name, self.quota, self.window),
            retry_after: u32::try_from(wait.as_secs()).unwrap_or(self.window).saturating_add(1),
        }
    }
}

/// State of one limit after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitStatus {
    /// Name of the limit.
    pub name: &'static str,
    /// Quota.
    pub quota: u32,
    /// Time window in seconds.
    pub window: u32,
    /// Places left at once.
    pub remaining: u32,
    /// Seconds until all places are free.
    pub reset: u32,
}

impl LimitStatus {
    /// State of a limit that frees `quota` in `window` seconds and has `remaining` of `burst` left.
    #[must_use]
    pub fn new(name: &'static str, (quota, window): (u32, u32), burst: u32, remaining: u32) -> Self {
        let spent = u64::from(burst.saturating_sub(remaining));
        let reset = (spent * u64::from(window)).div_ceil(u64::from(quota.max(1)));
        Self { name, quota, window, remaining, reset: u32::try_from(reset).unwrap_or(window) }
    }
}

/// States of the limits a request met; the tightest is reported.
#[derive(Clone, Debug, Default)]
pub struct TightestLimit(Arc<Mutex<Option<LimitStatus>>>);

impl TightestLimit {
    /// Records the state of a limit.
    pub fn tell(&self, told: LimitStatus) {
        let mut tightest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tightest.is_none_or(|known| told.remaining < known.remaining) {
            *tightest = Some(told);
        }
    }

    /// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), unless a refusal has set its own.
    pub fn write(&self, headers: &mut HeaderMap) {
        let told = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(told), false) = (told, headers.contains_key("ratelimit")) {
            write(headers, told);
        }
    }
}

/// Writes both headers of one limit.
pub fn write(headers: &mut HeaderMap, told: LimitStatus) {
    let LimitStatus { name, quota, window, remaining, reset } = told;
    let policy = HeaderValue::try_from(format!("\"{name}\";q={quota};w={window}"));
    let left = HeaderValue::try_from(format!("\"{name}\";r={remaining};t={reset}"));
    if let (Ok(policy), Ok(left)) = (policy, left) {
        headers.insert("ratelimit-policy", policy);
        headers.insert("ratelimit", left);
    }
}
