//! Local time: how far it is ahead of UTC, which changes with daylight saving.

use crate::model::Timestamp;

/// Seconds by which local time is ahead of UTC, for each instant of its own.
#[derive(Clone, Copy)]
pub struct UtcOffset {
    at: fn(Timestamp) -> i32,
}

impl UtcOffset {
    /// Local time is UTC.
    pub const ZERO: Self = Self { at: |_| 0 };

    /// Builds an offset of a function of the instant that returns seconds, negative in the west.
    pub const fn new(at: fn(Timestamp) -> i32) -> Self {
        Self { at }
    }

    /// Seconds at an instant; negative in the west.
    pub fn at(self, instant: Timestamp) -> i32 {
        (self.at)(instant)
    }

    /// Returns the instant at which local clocks show `local`, which is a date and time of day as if in UTC. Of two such
    /// instants (clocks are set back) the earlier one; where there is none (clocks are set forward), the instant as if
    /// they had not been.
    pub fn instant_of(self, local: Timestamp) -> Timestamp {
        const DAY_SECS: f64 = 86_400.0;
        // Offsets change at most once around a day: one of the two holds.
        let [before, after] = [-DAY_SECS, DAY_SECS].map(|secs| f64::from(self.at(local.plus_secs(secs))));
        let earlier = local.plus_secs(-before.max(after));
        let later = local.plus_secs(-before.min(after));
        let is_shown = |instant: Timestamp| instant.plus_secs(f64::from(self.at(instant))) == local;
        match (is_shown(earlier), is_shown(later)) {
            (true, _) => earlier,
            (false, true) => later,
            (false, false) => local.plus_secs(-before),
        }
    }
}

impl Default for UtcOffset {
    fn default() -> Self {
        Self::ZERO
    }
}

impl PartialEq for UtcOffset {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.at, other.at)
    }
}

impl std::fmt::Debug for UtcOffset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UtcOffset({} s in 1970)", self.at(Timestamp::from_unix_secs(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Berlin in 2026: summer from 29 March to 25 October, 01:00 UTC.
    fn berlin(at: Timestamp) -> i32 {
        let is_summer = (1_774_746_000..1_792_890_000).contains(&at.unix_millis().div_euclid(1000));
        if is_summer { 7200 } else { 3600 }
    }

    #[track_caller]
    fn check(local: &str, expected: &str) {
        let local = Timestamp::parse_iso8601(local).unwrap();
        assert_eq!(UtcOffset::new(berlin).instant_of(local).to_rfc3339(), expected);
    }

    #[test]
    fn local_times_are_instants_on_both_sides_of_a_change() {
        check("2026-01-15T12:00", "2026-01-15T11:00:00Z");
        check("2026-07-15T12:00", "2026-07-15T10:00:00Z");
        check("2026-03-29T01:59:59", "2026-03-29T00:59:59Z");
        check("2026-03-29T03:00", "2026-03-29T01:00:00Z");
        check("2026-10-25T01:59", "2026-10-24T23:59:00Z");
        check("2026-10-25T03:00", "2026-10-25T02:00:00Z");
    }

    #[test]
    fn hours_that_are_twice_or_never_have_one_instant() {
        check("2026-10-25T02:30", "2026-10-25T00:30:00Z");
        check("2026-03-29T02:30", "2026-03-29T01:30:00Z");
    }
}
