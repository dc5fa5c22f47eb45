//! The only source of time and of today's date: instants are UTC, days are those of the installation's time zone. Tests
//! move it. `OffsetDateTime::now_utc` is banned elsewhere (clippy.toml).

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicI64, Ordering},
};

use jiff::{Timestamp, civil, tz::TimeZone};
use time::{Date, Duration, OffsetDateTime, UtcOffset};

/// Default time zone.
pub const DEFAULT_ZONE: &str = "Indian/Antananarivo";

/// A time zone of the IANA database, read from the system or else built in.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl std::str::FromStr for Zone {
    type Err = jiff::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        TimeZone::get(name).map(Self)
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::get(DEFAULT_ZONE).unwrap_or(TimeZone::UTC))
    }
}

impl Zone {
    /// The instant in this zone; in UTC at the ends of time, where the zone's own date could not be represented.
    #[must_use]
    pub fn local(&self, at: OffsetDateTime) -> OffsetDateTime {
        let utc = at.checked_to_offset(UtcOffset::UTC).unwrap_or(at);
        let shown = || {
            let offset = self.0.to_offset(Timestamp::from_second(utc.unix_timestamp()).ok()?);
            utc.checked_to_offset(UtcOffset::from_whole_seconds(offset.seconds()).ok()?)
        };
        shown().unwrap_or(utc)
    }

    /// First instant of a day: not always midnight where clocks are put forward at night.
    #[must_use]
    pub fn start_of(&self, day: Date) -> Option<OffsetDateTime> {
        let number = |value: u8| i8::try_from(value).ok();
        let day = civil::Date::new(i16::try_from(day.year()).ok()?, number(day.month().into())?, number(day.day())?);
        let noon = day.ok()?.at(12, 0, 0, 0).to_zoned_datetime(self.0.clone()).ok()?;
        let start = noon.start_of_day().ok()?;
        OffsetDateTime::from_unix_timestamp(start.timestamp().as_second()).ok()
    }
}

/// The wall clock plus an offset that only tests move, and the installation's time zone.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_seconds: Arc<AtomicI64>,
    stopped_at: Arc<OnceLock<OffsetDateTime>>,
    zone: Zone,
}

impl Clock {
    /// Clock of an installation in this time zone.
    #[must_use]
    pub fn in_zone(zone: Zone) -> Self {
        Self { zone, ..Self::default() }
    }

    /// Now, in UTC.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> OffsetDateTime {
        let now = self.stopped_at.get().copied().unwrap_or_else(OffsetDateTime::now_utc);
        now + Duration::seconds(self.offset_seconds.load(Ordering::Relaxed))
    }

    /// Stops the clock, for tests that count seconds: only `advance` moves it from then on.
    #[expect(clippy::disallowed_methods, reason = "the system's clock is stopped here")]
    pub fn stop(&self) {
        self.stopped_at.get_or_init(OffsetDateTime::now_utc);
    }

    /// Today's date in the installation's time zone.
    #[must_use]
    pub fn today(&self) -> Date {
        self.zone.local(self.now()).date()
    }

    /// The installation's time zone.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Moves the clock forward by `by`.
    pub fn advance(&self, by: Duration) {
        self.offset_seconds.fetch_add(by.whole_seconds(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::Zone;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    #[test]
    fn a_day_is_the_zone_s_day() {
        let just_before = datetime!(2026-03-31 20:59:59 UTC);
        assert_eq!(Zone::default().local(just_before).date(), date!(2026 - 03 - 31));
        assert_eq!(Zone::default().local(just_before + time::Duration::SECOND), datetime!(2026-04-01 0:00 +3));
        assert_eq!(Zone::default().start_of(date!(2026 - 04 - 01)), Some(datetime!(2026-03-31 21:00 UTC)));
        assert_eq!(zone("America/Anchorage").local(just_before).date(), date!(2026 - 03 - 31));
        assert!("Indian/Nowhere".parse::<Zone>().is_err() && "+03:00".parse::<Zone>().is_err());
    }

    #[test]
    fn summer_time_is_kept() {
        let paris = zone("Europe/Paris");
        assert_eq!(paris.local(datetime!(2026-01-15 12:00 UTC)), datetime!(2026-01-15 13:00 +1));
        assert_eq!(paris.local(datetime!(2026-07-15 12:00 UTC)), datetime!(2026-07-15 14:00 +2));
        let day = |day| paris.start_of(day).unwrap();
        assert_eq!(day(date!(2026 - 03 - 30)) - day(date!(2026 - 03 - 29)), time::Duration::hours(23));
        assert_eq!(day(date!(2026 - 10 - 26)) - day(date!(2026 - 10 - 25)), time::Duration::hours(25));
        // In Cairo clocks go from midnight to one.
        assert_eq!(zone("Africa/Cairo").start_of(date!(2026 - 04 - 24)), Some(datetime!(2026-04-23 22:00 UTC)));
    }

    #[test]
    fn the_ends_of_time_are_shown_too() {
        for end in [datetime!(9999-12-31 23:59:59 UTC), datetime!(-9999-01-01 0:00 UTC)] {
            for name in ["Indian/Antananarivo", "America/Anchorage", "Pacific/Kiritimati"] {
                assert_eq!(zone(name).local(end), end);
            }
        }
    }
}
