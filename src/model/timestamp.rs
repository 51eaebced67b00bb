//! An instant, as integer nanoseconds since 1970-01-01 UTC.

use super::CivilTime;

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

    /// From RFC 3339 text such as `2026-06-02T08:11:40.120334Z`; `None` for anything else. Digits beyond
    /// nanoseconds are dropped.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let (date, time) = text.split_once(['T', 't'])?;
        let (time, offset_secs) = split_offset(time)?;
        let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
        let fraction: String = digits(fraction)?.chars().chain("00000000".chars()).take(9).collect();
        let civil = CivilTime {
            year: i64::from(year),
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
            hour: u8::try_from(hour).ok()?,
            minute: u8::try_from(minute).ok()?,
            second: u8::try_from(second).ok()?,
        };
        let secs = civil.to_unix_secs()? - offset_secs;
        let nanos = i128::from(secs) * i128::from(NANOS_PER_SEC) + fraction.parse::<i128>().ok()?;
        Some(Self { nanos: i64::try_from(nanos).ok()? })
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

/// A time of day without its offset from UTC, and that offset in seconds.
fn split_offset(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, 0));
    }
    let at = time.rfind(['+', '-'])?;
    let [hours, minutes] = numbers(&time[at + 1..], ':', [2, 2])?;
    let secs = i64::from(hours) * 3600 + i64::from(minutes) * 60;
    let is_offset = hours < 24 && minutes < 60;
    is_offset.then_some((&time[..at], if time[at..].starts_with('-') { -secs } else { secs }))
}

/// Numbers of so many digits each.
fn numbers<const N: usize>(text: &str, separator: char, lens: [usize; N]) -> Option<[u32; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, len) in numbers.iter_mut().zip(lens) {
        let part = digits(parts.next()?).filter(|part| part.len() == len)?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
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
        let west = Timestamp::parse_rfc3339("1969-12-31t23:59:59.5-00:30").unwrap();
        assert_eq!(west.to_rfc3339(), "1970-01-01T00:29:59.5Z");
        let fine = Timestamp::parse_rfc3339("1969-12-31T23:59:59.1234567899Z").unwrap();
        assert_eq!(fine.to_rfc3339(), "1969-12-31T23:59:59.123456789Z");
        for text in [
            "yesterday",
            "2026-06-02",
            "2026-06-02 10:11:40Z",
            "2026-06-02T10:11:40",
            "2026-06-02T10:11:40.Z",
            "2026-06-02T10:11Z",
            "2026-6-02T10:11:40Z",
            "2026-06-31T10:11:40Z",
            "2026-06-02T10:11:40+2:00",
            "2026-06-02T10:11:40+24:00",
            "1500-01-01T00:00:00Z",
            "2026-06-02T10:11:40é",
        ] {
            assert_eq!(Timestamp::parse_rfc3339(text), None, "{text}");
        }
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
