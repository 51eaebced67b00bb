//! Numbers, durations and dates as people read them. Pure: the time and the offset from UTC are passed in.
//!
//! Values that are no number or no time are shown as such (`NaN`, `unknown`), never as a plausible figure. Callers that
//! need the exact value beside the readable one take [`exact`] and [`date_time`]; values of settings are [`setting()`].

mod decimal;
mod model_name;
mod setting;
#[cfg(test)]
mod tests;
mod visible;

use crate::model::{CivilTime, Timestamp};

use self::decimal::{four_digits, four_digits_whole, without_trailing_zeros};

pub use decimal::fixed;
pub use model_name::model_name;
pub use setting::{sent_setting, setting};
pub use visible::visible;

const SECS_PER_MINUTE: f64 = 60.0;
const SECS_PER_HOUR: f64 = 3600.0;
const SECS_PER_DAY: f64 = 86_400.0;

/// From this age on a date says more than "9 d ago".
const LONGEST_AGE_SECS: f64 = 7.0 * SECS_PER_DAY;
/// Integers from here on have too many digits to be read at a glance.
const SHORTEST_GROUPED: u64 = 10_000;
/// Numbers from here on are powers of ten: their last digits are no longer exact.
const SMALLEST_POWER: f64 = 1e15;

/// A text without control characters and those that turn the direction of writing, for a line of a picture.
pub fn without_controls(text: &str) -> String {
    let acts = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !acts(*c)).collect()
}

/// Four significant digits: `1.187`, `0.83`, `2e-4`, from 10,000 on as a whole number with its thousands apart, `12,350`. Integers are
/// written in full: `2048`, `98,757,248`. From 10¹⁵ on all are powers of ten, `1.235e15`.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return not_finite(value);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    if value.fract() == 0.0 && value.abs() < SMALLEST_POWER {
        let integer = value.abs() as u64;
        return if SHORTEST_GROUPED <= integer {
            format!("{sign}{}", count(integer))
        } else {
            format!("{sign}{integer}")
        };
    }
    match four_digits_whole(value.abs())
        .filter(|whole| (SHORTEST_GROUPED..SMALLEST_POWER as u64).contains(whole))
    {
        Some(whole) => format!("{sign}{}", count(whole)),
        None => four_digits(value),
    }
}

/// The shortest text that reads back as the same value.
pub fn exact(value: f64) -> String {
    if !value.is_finite() {
        return not_finite(value);
    }
    let text = format!("{:?}", value + 0.0);
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// A whole number with its thousands apart: `3,765`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A name of any length for a heading or a sentence: its beginning and its end, if it has more than 60 characters.
pub fn shortened(name: &str) -> String {
    const MOST_CHARS: usize = 60;
    // Most names are short even in bytes.
    let n_chars = if name.len() <= MOST_CHARS { 0 } else { name.chars().count() };
    if n_chars <= MOST_CHARS {
        return name.to_owned();
    }
    let half = MOST_CHARS / 2;
    let begin: String = name.chars().take(half).collect();
    let end: String = name.chars().skip(n_chars - half).collect();
    format!("{}…{}", begin.trim_end(), end.trim_start())
}

/// A name in full, where [`shortened`] leaves something out.
pub fn full_if_shortened(name: &str) -> Option<String> {
    (shortened(name) != name).then(|| name.to_owned())
}

/// A counted noun: `1 job`, `3,765 jobs`.
pub fn count_of(n: usize, singular: &str, plural: &str) -> String {
    format!("{} {}", count(n as u64), if n == 1 { singular } else { plural })
}

/// A measured noun, by [`number`]: `1 epoch`, `0.5 epochs`, `3 epochs`.
pub fn number_of(value: f64, singular: &str, plural: &str) -> String {
    format!("{} {}", number(value), if value == 1.0 { singular } else { plural })
}

/// Steps on axes and in narrow cells, three significant digits from a thousand on: `600`, `2.4k`, `12k`. From 10¹⁵ on they
/// are a power of ten, `9.223e18`: units for so many would read like a cut-off exponent.
pub fn steps(n: u64) -> String {
    const MOST_SCALED: u64 = 999_499_999_999_999;
    match n {
        ..1000 => n.to_string(),
        1000..=MOST_SCALED => scaled(n as f64, 1000.0, &["", "k", "M", "G", "T"]),
        _ => four_digits(n as f64),
    }
}

/// A length of time, rounded to what matters: `42 s`, `31 min`, `3 h 04 min`, `2 d 3 h`.
pub fn duration(secs: f64) -> String {
    if !secs.is_finite() {
        return "unknown".to_owned();
    }
    let secs = secs.max(0.0);
    if secs > 0.0 && secs < 0.5 {
        return "< 1 s".to_owned();
    }
    // More than a hundred centuries are given as a figure, not by the hour.
    const LONGEST_SECS: f64 = 3_650_000.0 * SECS_PER_DAY;
    if LONGEST_SECS < secs {
        return format!("{} d", four_digits(secs / SECS_PER_DAY));
    }
    let whole_secs = secs.round() as u64;
    let minutes = (secs / SECS_PER_MINUTE).round() as u64;
    let hours = (secs / SECS_PER_HOUR).round() as u64;
    if whole_secs < 60 {
        format!("{whole_secs} s")
    } else if minutes < 60 {
        format!("{minutes} min")
    } else if minutes < 24 * 60 {
        format!("{} h {:02} min", minutes / 60, minutes % 60)
    } else {
        format!("{} d {} h", hours / 24, hours % 24)
    }
}

/// A length of time as an estimate, in one unit: `42 s`, `31 min`, `3.2 h`, `2.1 d`, `more than 10 years`.
pub fn roughly(secs: f64) -> String {
    if is_beyond_estimates(secs) {
        "more than 10 years".to_owned()
    } else if secs < SECS_PER_HOUR || !secs.is_finite() {
        duration(secs)
    } else if secs < 2.0 * SECS_PER_DAY {
        format!("{} h", fixed(secs / SECS_PER_HOUR, 1))
    } else {
        format!("{} d", fixed(secs / SECS_PER_DAY, 1))
    }
}

/// As [`roughly`], marked as an estimate: `~3.2 h`, `< 1 s`, `more than 10 years`.
pub fn estimate(secs: f64) -> String {
    let is_bound = is_beyond_estimates(secs) || (0.0 < secs && secs < 0.5);
    if is_bound { roughly(secs) } else { format!("~{}", roughly(secs)) }
}

/// Returns whether a length of time is so long that an estimate of it says no more than that.
fn is_beyond_estimates(secs: f64) -> bool {
    const MOST_SECS: f64 = 3652.5 * SECS_PER_DAY;
    secs.is_finite() && MOST_SECS < secs
}

/// Returns an age, in whole units that have passed: `just now`, `4 s ago`, `5 h ago`. Callers show a date
/// after seven days.
pub fn age(secs: f64) -> String {
    if !secs.is_finite() {
        return "unknown".to_owned();
    }
    if secs < 2.0 { "just now".to_owned() } else { format!("{} ago", whole_unit(secs)) }
}

/// When, as seen from `now`: an age up to seven days, then a date such as `Nov 9`, with the year if it is
/// another (`2025 Nov 9`). A stamp ahead of `now`, from a clock that is off, reads `in 5 min`.
pub fn relative(at: Timestamp, now: Timestamp, utc_offset_secs: i32) -> String {
    let secs = now.secs_since(at);
    if (0.0..LONGEST_AGE_SECS).contains(&secs) {
        return age(secs);
    }
    if (-SECS_PER_DAY..0.0).contains(&secs) {
        return if -secs < SECS_PER_MINUTE {
            "just now".to_owned()
        } else {
            format!("in {}", whole_unit(-secs))
        };
    }
    let date = at.civil(utc_offset_secs);
    let month = date.month_name();
    if now.civil(utc_offset_secs).year == date.year {
        format!("{month} {}", date.day)
    } else {
        format!("{} {month} {}", date.year, date.day)
    }
}

/// Time of day in local time, with the date if it is not today's: `14:22`, `Dec 2, 14:22`.
pub fn time_of_day(at: Timestamp, now: Timestamp, utc_offset_secs: i32) -> String {
    let (time, today) = (at.civil(utc_offset_secs), now.civil(utc_offset_secs));
    let clock = format!("{:02}:{:02}", time.hour, time.minute);
    let is_today = (time.year, time.month, time.day) == (today.year, today.month, today.day);
    if is_today { clock } else { format!("{} {}, {clock}", time.month_name(), time.day) }
}

/// The exact local time and its offset: `2026-11-20 23:22:31 UTC+1`.
pub fn date_time(at: Timestamp, utc_offset_secs: i32) -> String {
    let CivilTime { year, month, day, hour, minute, second } = at.civil(utc_offset_secs);
    let offset_minutes = utc_offset_secs.unsigned_abs() / 60;
    let sign = if utc_offset_secs < 0 { '-' } else { '+' };
    let offset = match (offset_minutes / 60, offset_minutes % 60) {
        (0, 0) => String::new(),
        (hours, 0) => format!("{sign}{hours}"),
        (hours, minutes) => format!("{sign}{hours}:{minutes:02}"),
    };
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC{offset}")
}

/// A price: `$2.61`, `< $0.01`.
pub fn dollars(usd: f64) -> String {
    if !usd.is_finite() {
        return "unknown".to_owned();
    }
    let cents = (usd.abs() * 100.0).round();
    let sign = if usd < 0.0 { "-" } else { "" };
    if cents == 0.0 && usd != 0.0 {
        return if usd < 0.0 { "> -$0.01" } else { "< $0.01" }.to_owned();
    }
    // Beyond this no cent is known any more.
    const MOST_CENTS: f64 = 9e15;
    if MOST_CENTS < cents {
        return format!("{sign}${}", four_digits(usd.abs()));
    }
    let cents = cents as u64;
    format!("{sign}${}.{:02}", count(cents / 100), cents % 100)
}

/// A file size, in powers of a thousand: `9.19 MB`.
pub fn bytes(n: u64) -> String {
    if n < 1000 {
        format!("{n} B")
    } else {
        scaled(n as f64, 1000.0, &[" B", " kB", " MB", " GB", " TB", " PB", " EB"])
    }
}

/// A share from 0 to 1: `61 %`. Rounded down, so that 100 % means done.
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "unknown".to_owned();
    }
    // 0.29 * 100 is 28.999…; the sliver puts it back without lifting 99.9 % to 100 %.
    let percents = (share.clamp(0.0, 1.0) * 100.0 + 1e-9).floor();
    if percents == 0.0 && share > 0.0 { "< 1 %".to_owned() } else { format!("{} %", percents as u64) }
}

fn not_finite(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value > 0.0 {
        "∞".to_owned()
    } else {
        "-∞".to_owned()
    }
}

/// Three significant digits and the largest unit that leaves at least 1.
fn scaled(value: f64, base: f64, units: &[&str]) -> String {
    let mut value = value;
    let mut units = units.iter().peekable();
    loop {
        let unit = units.next().copied().unwrap_or_default();
        let n_decimals = if value < 9.995 {
            2
        } else if value < 99.95 {
            1
        } else {
            0
        };
        // 999.6 k would round to 1000 k.
        if value < base - 0.5 || units.peek().is_none() {
            return format!("{}{unit}", without_trailing_zeros(&fixed(value, n_decimals)));
        }
        value /= base;
    }
}

/// The largest unit that has passed at least once: `59 s`, `1 min`, `23 h`, `6 d`.
fn whole_unit(secs: f64) -> String {
    let (n, unit) = if secs < SECS_PER_MINUTE {
        (secs, "s")
    } else if secs < SECS_PER_HOUR {
        (secs / SECS_PER_MINUTE, "min")
    } else if secs < SECS_PER_DAY {
        (secs / SECS_PER_HOUR, "h")
    } else {
        (secs / SECS_PER_DAY, "d")
    };
    format!("{} {unit}", n as u64)
}
