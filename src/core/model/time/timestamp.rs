//! An instant, as integer nanoseconds since 1970-01-01 UTC.

use crate::model::CivilTime;

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

    /// RFC 3339 text in UTC with as many sub-second digits as needed.
    pub fn to_rfc3339(self) -> String {
        let CivilTime { year, month, day, hour, minute, second } = self.civil(0);
        let nanos = self.nanos.rem_euclid(NANOS_PER_SEC);
        let fraction = format!(".{nanos:09}");
        let fraction = if nanos == 0 { "" } else { fraction.trim_end_matches('0') };
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
    }

    /// Date and time of day where local time is `utc_offset_secs` ahead of UTC; the second that has begun.
    pub fn civil(self, utc_offset_secs: i32) -> CivilTime {
        CivilTime::from_unix_secs(self.nanos.div_euclid(NANOS_PER_SEC) + i64::from(utc_offset_secs))
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
