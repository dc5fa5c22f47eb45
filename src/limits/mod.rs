//! Limits that this process counts: requests over time at an address, an account or a key, what a project may take at a
//! time, and bytes that clients are still sending. Nothing here knows a request; `http::limits` counts those.

mod budget;
mod exceeded;
mod limiter;
mod quotas;
mod rate_limits;
mod status;
pub(crate) mod table;

pub use budget::{Budget, Hold, NoRoom};
pub use exceeded::{OverLimit, QuotaExceeded};
pub use limiter::Place;
pub use quotas::{ProjectQuotas, RequestPermit};
pub(crate) use rate_limits::LimitKey;
pub use rate_limits::{MailKind, RateLimits};
pub use status::{LimitStatus, TightestLimit, write};
