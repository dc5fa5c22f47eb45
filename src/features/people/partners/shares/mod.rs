//! Projects shared with partner agencies: level and end of each share.

pub(crate) mod api;
mod mails;
pub(crate) mod store;

use time::{Date, Duration, OffsetDateTime};

use crate::clock::Zone;

/// Last day on which a share that ends at `end` is valid.
pub fn last_day(zone: &Zone, end: OffsetDateTime) -> Date {
    zone.local(end.saturating_sub(Duration::SECOND)).date()
}
