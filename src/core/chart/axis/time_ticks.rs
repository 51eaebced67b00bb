//! Ticks that fall on whole minutes, hours and days.

use super::number_ticks::{Tick, linear, value_label};
use crate::model::{CivilTime, Timestamp, UtcOffset};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;

/// Distances between ticks in seconds; beyond the last one, powers of ten of days.
const STEPS: [f64; 18] = [
    1.0,
    2.0,
    5.0,
    10.0,
    15.0,
    30.0,
    MINUTE,
    2.0 * MINUTE,
    5.0 * MINUTE,
    10.0 * MINUTE,
    15.0 * MINUTE,
    30.0 * MINUTE,
    HOUR,
    2.0 * HOUR,
    3.0 * HOUR,
    6.0 * HOUR,
    12.0 * HOUR,
    DAY,
];

/// Multiples of a time step within a domain, counted from `origin`.
fn multiples((low, high): (f64, f64), n_max: usize, origin: f64) -> (f64, Vec<f64>) {
    let least = (high - low) / n_max.max(1) as f64;
    let mut step = STEPS.into_iter().find(|step| least <= *step).unwrap_or(DAY);
    let mut factors = [2.0, 2.5, 2.0].into_iter().cycle();
    while step < least && step.is_finite() {
        step *= factors.next().unwrap_or(2.0);
    }
    let first = ((low - origin) / step).ceil();
    let n = ((high - origin) / step).floor() - first;
    let n = if n.is_finite() { n.clamp(-1.0, 100.0) as i32 } else { -1 };
    let values = (0..=n).map(|i| origin + (first + f64::from(i)) * step + 0.0);
    (step, values.filter(|value| low <= *value && *value <= high).collect())
}

/// Multiples of a time step by the clock on the wall, as unix seconds. A step of more than an hour is counted on the
/// clock's own face, so that midnight is one after the clock was changed, too.
fn local_multiples((low, high): (f64, f64), n_max: usize, utc_offset: UtcOffset) -> (f64, Vec<f64>) {
    let (first, last) = (offset_at(low, utc_offset), offset_at(high, utc_offset));
    let (step, values) = multiples((low, high), n_max, -first);
    if step <= HOUR || first == last {
        return (step, values);
    }
    let (step, faces) = multiples((low + first, high + last), n_max, 0.0);
    let instant = |face: f64| {
        let at = utc_offset.instant_of(Timestamp::from_unix_secs(face as i64));
        at.secs_since(Timestamp::from_unix_secs(0))
    };
    let mut values: Vec<f64> =
        faces.into_iter().map(instant).filter(|value| low <= *value && *value <= high).collect();
    values.dedup();
    (step, values)
}

/// Seconds by which local time is ahead of UTC at `unix_secs`.
fn offset_at(unix_secs: f64, utc_offset: UtcOffset) -> f64 {
    f64::from(utc_offset.at(Timestamp::from_unix_secs(unix_secs.floor() as i64)))
}

/// Ticks of seconds since the run began: `30s`, `10m`, `1h 30m`.
pub(in crate::chart) fn elapsed(domain: (f64, f64), n_max: usize) -> Vec<Tick> {
    if domain.1 - domain.0 < n_max as f64 {
        let seconds = linear(domain, n_max);
        let unit = |tick: &Tick| if tick.value == 0.0 { "" } else { "s" };
        return seconds
            .into_iter()
            .map(|tick| Tick { label: format!("{}{}", tick.label, unit(&tick)), ..tick })
            .collect();
    }
    let (_, values) = multiples(domain, n_max, 0.0);
    let label = |value: f64| if value == 0.0 { "0".to_owned() } else { elapsed_label(value) };
    values.into_iter().map(|value| Tick { value, label: label(value) }).collect()
}

/// Ticks of unix seconds: `08:30`, and the date where a day begins.
pub(in crate::chart) fn wall_clock(domain: (f64, f64), n_max: usize, utc_offset: UtcOffset) -> Vec<Tick> {
    let (step, values) = local_multiples(domain, n_max, utc_offset);
    let label = |value: f64| {
        let Some(at) = local(value, utc_offset) else { return String::new() };
        let is_midnight = at.hour == 0 && at.minute == 0 && at.second == 0;
        if is_midnight {
            date(at)
        } else if step < MINUTE {
            format!("{:02}:{:02}:{:02}", at.hour, at.minute, at.second)
        } else {
            format!("{:02}:{:02}", at.hour, at.minute)
        }
    };
    let mut ticks: Vec<Tick> = values.into_iter().map(|value| Tick { value, label: label(value) }).collect();
    // Over a year or more a day and month say too little.
    if 300.0 * DAY < domain.1 - domain.0 {
        for tick in &mut ticks {
            if let Some(at) = local(tick.value, utc_offset) {
                tick.label = format!("{} {}", date(at), at.year);
            }
        }
    }
    ticks
}

/// A duration in its two largest units; below a minute with fractions.
pub(in crate::chart) fn elapsed_label(secs: f64) -> String {
    if !secs.is_finite() || secs.abs() < MINUTE {
        return value_label(secs) + "s";
    }
    let sign = if secs < 0.0 { "-" } else { "" };
    let whole = secs.abs().round();
    let two = |large: f64, large_unit: &str, small: f64, small_unit: &str| {
        let (n_large, n_small) = ((whole / large).floor(), ((whole % large) / small).floor());
        if n_small == 0.0 {
            format!("{sign}{n_large}{large_unit}")
        } else {
            format!("{sign}{n_large}{large_unit} {n_small}{small_unit}")
        }
    };
    match whole {
        DAY.. => two(DAY, "d", HOUR, "h"),
        HOUR.. => two(HOUR, "h", MINUTE, "m"),
        _ => two(MINUTE, "m", 1.0, "s"),
    }
}

/// An instant in full, local.
pub(in crate::chart) fn instant_label(unix_secs: f64, utc_offset: UtcOffset) -> String {
    local(unix_secs, utc_offset).map_or_else(String::new, |at| {
        format!("{} {:02}:{:02}:{:02}", date(at), at.hour, at.minute, at.second)
    })
}

fn date(at: CivilTime) -> String {
    format!("{} {}", at.day, at.month_name())
}

/// The civil time of a place; `None` for what is no time or more than a few thousand years away.
fn local(unix_secs: f64, utc_offset: UtcOffset) -> Option<CivilTime> {
    const FARTHEST_SECS: f64 = 2.5e11;
    let is_near = unix_secs.abs() < FARTHEST_SECS;
    is_near.then(|| CivilTime::from_unix_secs((unix_secs + offset_at(unix_secs, utc_offset)).floor() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-10-25T01:00:00Z, when clocks in Berlin go from 03:00 back to 02:00.
    const BACK: f64 = 1_792_890_000.0;
    const BERLIN: UtcOffset =
        UtcOffset::new(|at| if at.unix_millis() < BACK as i64 * 1000 { 7_200 } else { 3_600 });

    #[track_caller]
    fn check(hours: (f64, f64), n_max: usize, expected: &str) {
        let ticks = wall_clock((BACK + hours.0 * HOUR, BACK + hours.1 * HOUR), n_max, BERLIN);
        let labels: Vec<&str> = ticks.iter().map(|tick| &*tick.label).collect();
        assert_eq!(labels.join(" "), expected);
        assert!(ticks.is_sorted_by(|a, b| a.value < b.value), "{ticks:?}");
    }

    #[test]
    fn each_tick_has_the_offset_of_its_instant() {
        check((-2.0, 3.0), 5, "01:00 02:00 02:00 03:00 04:00 05:00");
        check((-15.0, 33.0), 4, "12:00 25 Oct 12:00 26 Oct");
        check((-60.0, 60.0), 5, "23 Oct 24 Oct 25 Oct 26 Oct 27 Oct");
        assert_eq!(instant_label(BACK - 1.0, BERLIN), "25 Oct 02:59:59");
        assert_eq!(instant_label(BACK, BERLIN), "25 Oct 02:00:00");
    }
}
