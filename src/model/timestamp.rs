//! An instant, as integer nanoseconds since 1970-01-01 UTC.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// An instant with nanosecond grain; spans the years 1678 to 2262.
///
/// Integers, because providers send nanosecond stamps beyond 2^53, which an `f64` cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Nanoseconds since 1970-01-01T00:00:00Z; negative before.
    nanos: i64,
}

const NANOS_PER_SEC: i64 = 1_000_000_000;

impl Timestamp {
    /// From nanoseconds since 1970.
    pub const fn from_unix_nanos(nanos: i64) -> Self {
        Self { nanos }
    }

    /// From milliseconds since 1970 (what a browser's clock gives); saturates.
    pub const fn from_unix_millis(millis: i64) -> Self {
        Self { nanos: millis.saturating_mul(1_000_000) }
    }

    /// From seconds since 1970; saturates.
    pub const fn from_unix_secs(secs: i64) -> Self {
        Self { nanos: secs.saturating_mul(NANOS_PER_SEC) }
    }

    /// From an integer whose unit shows in its magnitude: seconds, milliseconds, microseconds or
    /// nanoseconds of any date from 1973 on.
    pub const fn from_unix_guessed(n: i64) -> Self {
        match n.unsigned_abs() {
            0..=99_999_999_999 => Self::from_unix_secs(n),
            100_000_000_000..=99_999_999_999_999 => Self::from_unix_millis(n),
            100_000_000_000_000..=99_999_999_999_999_999 => Self { nanos: n.saturating_mul(1_000) },
            _ => Self { nanos: n },
        }
    }

    /// From RFC 3339 text such as `2026-06-02T08:11:40.120334Z`; `None` for anything else.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let parsed = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        Some(Self { nanos: i64::try_from(parsed.unix_timestamp_nanos()).ok()? })
    }

    /// RFC 3339 text in UTC with as many sub-second digits as needed.
    pub fn to_rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp_nanos(self.nanos.into())
            .ok()
            .and_then(|t| t.format(&Rfc3339).ok())
            .unwrap_or_default()
    }

    /// Nanoseconds since 1970.
    pub const fn unix_nanos(self) -> i64 {
        self.nanos
    }

    /// Whole milliseconds since 1970, rounded down.
    pub const fn unix_millis(self) -> i64 {
        self.nanos.div_euclid(1_000_000)
    }

    /// Seconds from `earlier` to `self`; negative if `self` is the earlier one.
    pub fn secs_since(self, earlier: Self) -> f64 {
        self.nanos.saturating_sub(earlier.nanos) as f64 / NANOS_PER_SEC as f64
    }

    /// This instant moved by `secs` (may be negative); saturates, and `NaN` moves nothing.
    pub fn plus_secs(self, secs: f64) -> Self {
        Self { nanos: self.nanos.saturating_add((secs * NANOS_PER_SEC as f64) as i64) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3339_round_trips() {
        for text in ["2026-06-02T08:11:40.120334Z", "1970-01-01T00:00:00Z", "2026-08-01T09:25:44.123456789Z"]
        {
            assert_eq!(Timestamp::parse_rfc3339(text).map(Timestamp::to_rfc3339).as_deref(), Some(text));
        }
        let offset = Timestamp::parse_rfc3339("2026-06-02T10:11:40+02:00").unwrap();
        assert_eq!(offset.to_rfc3339(), "2026-06-02T08:11:40Z");
        assert_eq!(Timestamp::parse_rfc3339("yesterday"), None);
    }

    #[test]
    fn unit_is_read_off_the_magnitude() {
        let nanos = 1_785_575_943_112_004_000;
        for (n, expected) in [
            (nanos, nanos),
            (1_785_575_943_112_004, 1_785_575_943_112_004_000),
            (1_785_575_943_112, 1_785_575_943_112_000_000),
            (1_785_575_943, 1_785_575_943_000_000_000),
        ] {
            assert_eq!(Timestamp::from_unix_guessed(n).unix_nanos(), expected);
        }
    }
}
