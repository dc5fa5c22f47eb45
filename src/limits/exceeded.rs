//! Refusals of limits.

use serde::Serialize;

/// A limit of the project's plan, as the problem shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Exceeded)]
pub struct QuotaExceeded {
    /// Name of the limit.
    pub name: &'static str,
    /// Permitted amount, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<u64>,
    /// Amount in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<u64>,
    /// Time window in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_seconds: Option<u32>,
}

impl QuotaExceeded {
    /// The project's storage, in bytes.
    #[must_use]
    pub fn storage(quota: i64, used: i64) -> Self {
        let bytes = |figure: i64| u64::try_from(figure).unwrap_or_default();
        Self { name: "storage_bytes", quota: Some(bytes(quota)), used: Some(bytes(used)), window_seconds: None }
    }

    /// A limit without a time window.
    #[must_use]
    pub fn at_once(name: &'static str, quota: Option<u32>) -> Self {
        Self { name, quota: quota.map(u64::from), used: None, window_seconds: None }
    }

    /// A limit for a time window in seconds.
    #[must_use]
    pub fn over_time(name: &'static str, quota: u32, window: u32) -> Self {
        Self { name, quota: Some(quota.into()), used: None, window_seconds: Some(window) }
    }
}

/// A request over a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverLimit {
    /// Limit that was reached.
    pub exceeded: QuotaExceeded,
    /// Seconds until there is room again.
    pub retry_after: u32,
}
