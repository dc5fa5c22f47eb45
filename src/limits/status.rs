//! States of limits, and the headers that tell them.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderValue};

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
