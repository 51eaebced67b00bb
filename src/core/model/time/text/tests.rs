//! Spellings of instants as a column of cases, and a property: each comes back.

use proptest::prelude::*;

use crate::model::{CivilTime, Timestamp};

fn read(text: &str) -> Option<String> {
    Timestamp::parse_iso8601(text).map(Timestamp::to_rfc3339)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(read(text).as_deref(), Some(expected), "{text}");
}

#[test]
fn spellings_in_the_world_are_read() {
    let whole = "2026-06-02T08:11:40Z";
    check("2026-06-02T08:11:40Z", whole);
    check("2026-06-02t08:11:40z", whole);
    check("2026-06-02T08:11:40+00:00", whole);
    check("2026-06-02T08:11:40-00:00", whole);
    check("2026-06-02T08:11:40+0000", whole);
    check("2026-06-02T08:11:40+00", whole);
    check("2026-06-02T10:11:40+02", whole);
    check("2026-06-02T10:11:40+02:00", whole);
    check("2026-06-02T03:41:40-0430", whole);
    check("2026-06-02T03:41:40\u{2212}04:30", whole);
    check("2026-06-02T08:11:40", whole);
    check("2026-06-02 08:11:40", whole);
    check("2026-06-02 08:11:40 +0000 UTC", whole);
    check("2026-06-02 10:11:40 +02:00", whole);
    check("2026-06-02 08:11:40 UTC", whole);
    check("2026-06-02T08:11:40GMT", whole);
    check(" 2026-06-02T08:11:40Z\n", whole);
    check("20260602T081140Z", whole);
    check("20260602T081140+0000", whole);
    check("20260602T101140+02", whole);
    check("20260602T08:11:40Z", whole);
    check("1780387900", whole);
    check("1780387900000", whole);
    check("1780387900000000", whole);
    check("1780387900000000000", whole);
    check("1780387900.0", whole);
}

#[test]
fn fractions_follow_a_point_or_a_comma() {
    let half = "2026-06-02T08:11:40.5Z";
    check("2026-06-02T08:11:40.5Z", half);
    check("2026-06-02T08:11:40,5Z", half);
    check("2026-06-02T08:11:40,500000+00:00", half);
    check("20260602T081140,5Z", half);
    check("1780387900.5", half);
    check("1780387900500", half);
    check("1780387900500.25", "2026-06-02T08:11:40.50025Z");
    check("1780387900123456.75", "2026-06-02T08:11:40.12345675Z");
    check("1785575943112004001.9", "2026-08-01T09:19:03.112004001Z");
    check("1969-12-31T23:59:59.1234567899Z", "1969-12-31T23:59:59.123456789Z");
    check("2026-08-01T09:25:44.123456789Z", "2026-08-01T09:25:44.123456789Z");
}

#[test]
fn what_is_left_out_is_zero() {
    check("2026-06-02T08:11Z", "2026-06-02T08:11:00Z");
    check("2026-06-02T10:11+02:00", "2026-06-02T08:11:00Z");
    check("20260602T0811", "2026-06-02T08:11:00Z");
    check("2026-06-02T08Z", "2026-06-02T08:00:00Z");
    check("2026-06-02", "2026-06-02T00:00:00Z");
    check("20260602", "2026-06-02T00:00:00Z");
}

#[test]
fn ends_of_days_and_leap_seconds_are_the_next_second() {
    check("2026-06-02T24:00:00Z", "2026-06-03T00:00:00Z");
    check("2026-12-31T24:00+01:00", "2026-12-31T23:00:00Z");
    check("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z");
}

#[test]
fn what_is_no_instant_is_not_read() {
    for text in [
        "",
        "yesterday",
        "0",
        "7",
        "2026",
        "-1780387900",
        "1e9",
        "12345678901234567890",
        "202606",
        "2026-06",
        "2026-W23-2",
        "2026-153",
        "2026-6-02T10:11:40Z",
        "2026-06-31T10:11:40Z",
        "20260631",
        "2026-06-0210:11:40Z",
        "2026-06-02T",
        "2026-06-02TZ",
        "2026-06-02T25:00Z",
        "2026-06-02T10:60Z",
        "2026-06-02T10:11:61Z",
        "2026-06-02T24:00:01Z",
        "2026-06-02T24:00:00.5Z",
        "2026-06-02T10:11:40.Z",
        "2026-06-02T10:11.5Z",
        "2026-06-02T10:11:40+2:00",
        "2026-06-02T10:11:40+24:00",
        "2026-06-02T10:11:40+02:60",
        "2026-06-02T10:11:40+",
        "2026-06-02T10:11:40:00Z",
        "2026-06-02T10:11:40é",
        "1500-01-01T00:00:00Z",
        "2300-01-01",
        "02.06.2026",
        "06/02/2026",
        "2026-06-02T1:11:40Z",
        "2026-06-02T10:11:4Z",
        "2026-06-02é",
        "é",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

/// Returns an instant in one of the accepted spellings, of those that have all its digits.
fn spelled(nanos: i64, spelling: usize, offset_minutes: i64) -> String {
    let at = Timestamp::from_unix_nanos(nanos);
    let CivilTime { year, month, day, hour, minute, second } = at.civil(offset_minutes as i32 * 60);
    let fraction = nanos.rem_euclid(1_000_000_000);
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset_minutes.abs() / 60, offset_minutes.abs() % 60);
    match spelling {
        0 => at.to_rfc3339(),
        1 => format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:09}{sign}{hours:02}:{minutes:02}"
        ),
        2 => format!(
            "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02},{fraction:09}{sign}{hours:02}{minutes:02}"
        ),
        3 => format!(
            "{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}.{fraction:09}{sign}{hours:02}{minutes:02}"
        ),
        4 => format!(
            "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{fraction:09} {sign}{hours:02}{minutes:02} UTC"
        ),
        5 => format!("{}.{fraction:09}", nanos.div_euclid(1_000_000_000)),
        6 => format!("{}.{:06}", nanos.div_euclid(1_000_000), nanos.rem_euclid(1_000_000)),
        7 => format!("{}.{:03}", nanos.div_euclid(1_000), nanos.rem_euclid(1_000)),
        _ => nanos.to_string(),
    }
}

proptest! {
    #[test]
    fn any_instant_comes_back_from_any_spelling(
        // From 1973 on, when counts since 1970 have the digits that tell their unit.
        nanos in 110_000_000_000_000_000..9_000_000_000_000_000_000_i64,
        spelling in 0..9_usize,
        offset_minutes in -14 * 60..=14 * 60_i64,
    ) {
        let text = spelled(nanos, spelling, offset_minutes);
        prop_assert_eq!(Timestamp::parse_iso8601(&text).map(Timestamp::unix_nanos), Some(nanos), "{}", text);
    }

    #[test]
    fn dates_before_1970_come_back_too(nanos in -9_000_000_000_000_000_000..0_i64, spelling in 0..5_usize, offset in -840..=840_i64) {
        let text = spelled(nanos, spelling, offset);
        prop_assert_eq!(Timestamp::parse_iso8601(&text).map(Timestamp::unix_nanos), Some(nanos), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_not(text in "[0-9TZ:.,+ é\u{2212}-]{0,32}") {
        let _read = Timestamp::parse_iso8601(&text);
    }
}
