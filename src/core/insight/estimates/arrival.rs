//! The end of a run for people: the time left with its interval and a time of day, or that it stands still.

use super::{Stall, TimeLeft};
use crate::format;
use crate::model::Timestamp;

/// Word for an estimate whose time is over.
const OVER: &str = "any moment";

/// The time left of a run in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The time: `~23 min`, or `no new figures`.
    pub text: String,
    /// Interval and time of day, or length of the standstill: ` (20 to 27), about 14:22`, or ` for 12 min`.
    pub note: String,
    /// Method of the estimate; empty of a run that stands still.
    pub method: &'static str,
    /// The run stands still, so that there is no estimate.
    pub is_stalled: bool,
}

impl Arrival {
    /// The words for an estimate that was made at `made_at`, as seen from `now`.
    pub fn of(
        left: &TimeLeft,
        made_at: Timestamp,
        now: Timestamp,
        utc_offset_secs: fn(Timestamp) -> i32,
    ) -> Self {
        let passed = now.secs_since(made_at).max(0.0);
        let secs = left.secs - passed;
        let is_over = secs < 1.0;
        let text = if is_over { OVER.to_owned() } else { format::estimate(secs) };
        let range = left.range.map(|(low, high)| ((low - passed).max(0.0), high - passed));
        let range = range.filter(|(_, high)| !is_over && 1.0 <= *high);
        let range = range.and_then(|(low, high)| between(secs, low, high));
        let range = range.map(|range| format!(" ({range})")).unwrap_or_default();
        let end = now.plus_secs(secs.max(0.0));
        let clock = format::time_of_day(end, now, utc_offset_secs(end));
        // A day ahead and more, minutes would be made up.
        let clock = if is_over || 86_400.0 < secs { String::new() } else { format!(", about {clock}") };
        Self { text, note: format!("{range}{clock}"), method: left.method, is_stalled: false }
    }

    /// The words for a run that stands still.
    pub fn stalled(stall: &Stall) -> Self {
        let note = format!(" for {}", format::duration(stall.secs));
        Self { text: "no new figures".to_owned(), note, method: "", is_stalled: true }
    }

    /// The words as a sentence of their own: `~23 min left (20 to 27), about 14:22`.
    pub fn sentence(&self) -> String {
        let left = if self.is_stalled || self.text == OVER { "" } else { " left" };
        format!("{}{left}{}", self.text, self.note)
    }
}

/// `20 to 27` where all three have one unit, else `50 min to 1.2 h`; `None` where rounding is wider than the interval.
fn between(secs: f64, low: f64, high: f64) -> Option<String> {
    let texts = [secs, low, high].map(format::roughly);
    let [unit, low_unit, high_unit] = texts.each_ref().map(|text| text.split_once(' ').map(|(_, unit)| unit));
    let number = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
    if texts[1] == texts[2] {
        return None;
    }
    Some(match texts {
        [_, low, high] if unit == low_unit && unit == high_unit => {
            format!("{} to {}", number(&low), number(&high))
        }
        [_, low, high] => format!("{low} to {high}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: f64 = 60.0;

    /// The sentence for an estimate made at 13:59:00 UTC, so many seconds later.
    #[track_caller]
    fn check(secs: f64, range: Option<(f64, f64)>, passed: f64, expected: &str) {
        let made_at = Timestamp::from_unix_secs(13 * 3_600 + 59 * 60);
        let left = TimeLeft { secs, range, method: "by the rows" };
        let found = Arrival::of(&left, made_at, made_at.plus_secs(passed), |_| 0);
        assert_eq!((found.sentence().as_str(), found.method), (expected, "by the rows"));
    }

    #[test]
    fn time_left_has_an_interval_and_a_time_of_day() {
        check(
            23.0 * MINUTE,
            Some((20.0 * MINUTE, 27.0 * MINUTE)),
            0.0,
            "~23 min left (20 to 27), about 14:22",
        );
        check(
            23.0 * MINUTE,
            Some((20.0 * MINUTE, 27.0 * MINUTE)),
            180.0,
            "~20 min left (17 to 24), about 14:22",
        );
        check(10.0 * MINUTE, Some((585.0, 615.0)), 0.0, "~10 min left, about 14:09");
        check(23.0 * MINUTE, None, 0.0, "~23 min left, about 14:22");
        check(
            50.0 * MINUTE,
            Some((40.0 * MINUTE, 75.0 * MINUTE)),
            0.0,
            "~50 min left (40 min to 1.2 h), about 14:49",
        );
        check(120.0, Some((90.0, 150.0)), 95.0, "~25 s left (0 to 55), about 14:01");
        check(11.0 * 3_600.0, None, 0.0, "~11.0 h left, about Jan 2, 00:59");
        check(3.0 * 86_400.0, None, 0.0, "~3.0 d left");
    }

    #[test]
    fn run_that_is_late_may_end_at_any_moment() {
        check(60.0, Some((50.0, 70.0)), 65.0, "any moment");
    }

    #[test]
    fn run_that_stands_still_has_no_estimate() {
        let stall = Stall { secs: 720.0, usual_secs: 10.0, sentence: String::new() };
        let found = Arrival::stalled(&stall);
        assert_eq!((found.sentence().as_str(), found.method), ("no new figures for 12 min", ""));
    }
}
