//! The one reader of instants as text: ISO 8601 as it is sent in the world, and a number of seconds, milliseconds,
//! microseconds or nanoseconds since 1970.

use crate::model::{CivilTime, Timestamp};

const NANOS_PER_SEC: i64 = 1_000_000_000;

/// Fewer digits are no count since 1970, but a year or a number of something else. Seconds have 9 from March 1973 on.
const FEWEST_DIGITS: usize = 9;

impl Timestamp {
    /// Reads an instant; `None` for anything else, and outside the years 1678 to 2262.
    ///
    /// A date alone is its midnight. A time without an offset is UTC. A fraction of a second follows a point or a
    /// comma; digits beyond nanoseconds are dropped. Seconds may be missing, colons and hyphens too, and a space may
    /// stand for the `T` and before the offset. A number is a count since 1970, whose unit shows in its magnitude as
    /// in [`Timestamp::from_unix_guessed`].
    ///
    /// # Example
    /// ```
    /// use tuneboard_core::model::Timestamp;
    ///
    /// let at = Timestamp::parse_iso8601("2026-06-02T08:11:40.5Z");
    /// for text in ["2026-06-02 10:11:40,5+02", "20260602T081140.5+0000", "1780387900.5", "1780387900500"] {
    ///     assert_eq!(Timestamp::parse_iso8601(text), at, "{text}");
    /// }
    /// ```
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, rest) = match split_date(text) {
            Some(parts) => parts,
            None => return count(text),
        };
        let days = date.to_unix_secs()?;
        if rest.is_empty() {
            return from_secs(days, 0);
        }
        let time = rest.strip_prefix(['T', 't', ' '])?;
        let (time, offset_secs) = split_offset(time)?;
        let (time, fraction) = time.split_once(['.', ',']).unwrap_or((time, "0"));
        let fraction: String = digits(fraction)?.chars().chain("00000000".chars()).take(9).collect();
        let (secs, has_seconds) = time_of_day(time)?;
        let nanos: i64 = fraction.parse().ok()?;
        // A fraction of an hour or a minute is not sent by anything we know.
        let is_whole = nanos == 0 || (has_seconds && secs < 86_400);
        is_whole.then(|| from_secs(days + secs - offset_secs, nanos)).flatten()
    }
}

fn from_secs(secs: i64, nanos: i64) -> Option<Timestamp> {
    let nanos = i128::from(secs) * i128::from(NANOS_PER_SEC) + i128::from(nanos);
    i64::try_from(nanos).ok().map(Timestamp::from_unix_nanos)
}

/// Returns the date at the beginning of a text, and what follows; `None` if there is none, or for a count since 1970.
fn split_date(text: &str) -> Option<(CivilTime, &str)> {
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(digits);
    let is_extended = text.as_bytes().get(4) == Some(&b'-');
    let (year, month, day, end) = match is_extended {
        true if text.as_bytes().get(7) == Some(&b'-') => (part(0..4)?, part(5..7)?, part(8..10)?, 10),
        true => return None,
        false => (part(0..4)?, part(4..6)?, part(6..8)?, 8),
    };
    let rest = text.get(end..)?;
    // A longer row of digits is no date.
    if rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let date = CivilTime {
        year: year.parse().ok()?,
        month: month.parse().ok()?,
        day: day.parse().ok()?,
        hour: 0,
        minute: 0,
        second: 0,
    };
    Some((date, rest))
}

/// Seconds since midnight, and whether the text has seconds: `08:11:40`, `081140`, `08:11`, `0811`, `08`. The end of a
/// day may be 24:00, and a leap second is the first second of the next minute.
fn time_of_day(time: &str) -> Option<(i64, bool)> {
    let pair = |text: &str| digits(text).filter(|text| text.len() == 2)?.parse::<i64>().ok();
    let (hour, minute, second) = match (time.contains(':'), time.len()) {
        (true, _) => {
            let mut parts = time.split(':');
            let parts = (parts.next()?, parts.next()?, parts.next(), parts.next());
            let (hour, minute, second, None) = parts else { return None };
            (hour, minute, second)
        }
        (false, 2) => (time, "00", None),
        (false, 4) => (time.get(..2)?, time.get(2..)?, None),
        (false, 6) => (time.get(..2)?, time.get(2..4)?, Some(time.get(4..)?)),
        (false, _) => return None,
    };
    let (hour, minute) = (pair(hour)?, pair(minute)?);
    let has_seconds = second.is_some();
    let second = second.map_or(Some(0), pair)?;
    let is_end_of_day = (hour, minute, second) == (24, 0, 0);
    let is_leap_second = (hour, minute, second) == (23, 59, 60);
    let is_time = (hour < 24 && minute < 60 && second < 60) || is_end_of_day || is_leap_second;
    is_time.then_some((hour * 3600 + minute * 60 + second, has_seconds))
}

/// Returns a time of day without its offset from UTC, and that offset in seconds.
fn split_offset(time: &str) -> Option<(&str, i64)> {
    let plain = time.strip_suffix("UTC").or_else(|| time.strip_suffix("GMT"));
    // Go writes both: `+0000 UTC`.
    let time = plain.unwrap_or(time).trim_end();
    if let Some(time) = time.strip_suffix(['Z', 'z']).filter(|_| plain.is_none()) {
        return Some((time.trim_end(), 0));
    }
    // ISO 8601 has the minus sign itself, U+2212.
    let Some(at) = time.rfind(['+', '-', '\u{2212}']) else { return Some((time, 0)) };
    let sign = if time[at..].starts_with('+') { 1 } else { -1 };
    let offset = time[at..].trim_start_matches(['+', '-', '\u{2212}']);
    let (hours, minutes) = match (offset.split_once(':'), offset.len()) {
        (Some(parts), _) => parts,
        (None, 2) => (offset, "00"),
        (None, 4) => (offset.get(..2)?, offset.get(2..)?),
        (None, _) => return None,
    };
    let pair = |text: &str| digits(text).filter(|text| text.len() == 2)?.parse::<i64>().ok();
    let (hours, minutes) = (pair(hours)?, pair(minutes)?);
    (hours < 24 && minutes < 60).then_some((time.get(..at)?.trim_end(), sign * (hours * 3600 + minutes * 60)))
}

/// Returns a count since 1970 with at most nine digits of a fraction that count.
fn count(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let (whole, fraction) = (digits(whole)?, digits(fraction)?);
    let has_enough = FEWEST_DIGITS <= whole.trim_start_matches('0').len();
    let n: i64 = whole.parse().ok().filter(|_| has_enough)?;
    let nanos_per_unit = Timestamp::from_unix_guessed(n).unix_nanos() / n;
    let nanos: String = fraction.chars().chain("00000000".chars()).take(9).collect();
    let rest = nanos.parse::<i64>().ok()? * nanos_per_unit.min(NANOS_PER_SEC) / NANOS_PER_SEC;
    n.checked_mul(nanos_per_unit)?.checked_add(rest).map(Timestamp::from_unix_nanos)
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
