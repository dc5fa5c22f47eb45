//! Table of rate limits.

use std::time::Duration;

use super::{LimitStatus, OverLimit, QuotaExceeded, limiter::Limiter};

/// Quota, time window and burst of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
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
pub(crate) const ADDRESS: Limit = Limit { name: "address", quota: 600, window: MINUTE, burst: 600 };
/// Style sheets and scripts, which cost next to nothing; a browser keeps them.
pub(crate) const ASSETS: Limit = Limit { name: "assets", quota: 3000, window: MINUTE, burst: 3000 };
/// Failed passwords, codes and tokens of anonymous callers.
pub(crate) const ANONYMOUS: Limit = Limit { name: "anonymous", quota: 20, window: MINUTE, burst: 10 };
/// Actions that keep a row or send a mail, for every caller: drafts, links, redirects to another service. Enough for an
/// office's morning.
pub(crate) const ASKED: Limit = Limit { name: "asked", quota: 300, window: HOUR, burst: 60 };
pub(crate) const ACCOUNT: Limit = Limit { name: "account", quota: 300, window: MINUTE, burst: 300 };
pub(crate) const KEY: Limit = Limit { name: "key", quota: 600, window: MINUTE, burst: 600 };
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

    pub fn refuse(self, wait: Duration) -> OverLimit {
        OverLimit {
            exceeded: QuotaExceeded::over_time(self.name, self.quota, self.window),
            retry_after: u32::try_from(wait.as_secs()).unwrap_or(self.window).saturating_add(1),
        }
    }
}
