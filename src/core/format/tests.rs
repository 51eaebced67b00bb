//! Numbers, durations and dates as people read them.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(cases: &[(String, &str)]) {
    let (got, expected): (Vec<&str>, Vec<&str>) =
        cases.iter().map(|(got, expected)| (got.as_str(), *expected)).unzip();
    assert_eq!(got, expected);
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_iso8601(text).unwrap()
}

#[test]
fn numbers_have_four_significant_digits() {
    check(&[
        (number(1.18734), "1.187"),
        (number(0.83), "0.83"),
        (number(-0.0), "0"),
        (number(-12.3456), "-12.35"),
        (number(9_999.4), "9999"),
        (number(9_999.96), "10,000"),
        (number(12_345.6), "12,350"),
        (number(-987_654.3), "-987,700"),
        (number(999_960.5), "1,000,000"),
        (number(1_234_567_890.5), "1,235,000,000"),
        (number(123_456_789_012_345.5), "123,500,000,000,000"),
        (number(999_999_999_999_999.9), "1e15"),
        (number(1e12), "1,000,000,000,000"),
        (number(1.234_56e15), "1.235e15"),
        (number(-2.5e300), "-2.5e300"),
        (number(12_345.0), "12,345"),
        (number(1_830_000.0), "1,830,000"),
        (number(1e15), "1e15"),
        (number(0.001), "0.001"),
        (number(0.000_999_96), "0.001"),
        (number(0.000_2), "2e-4"),
        (number(1.234_56e-5), "1.235e-5"),
        (number(5e-324), "4.941e-324"),
        (number(f64::NAN), "NaN"),
        (number(f64::INFINITY), "∞"),
        (number(f64::NEG_INFINITY), "-∞"),
    ]);
}

#[test]
fn long_names_are_shortened() {
    let long = "a".repeat(5000) + "b";
    let middle = format!("{}…{}b", "a".repeat(30), "a".repeat(29));
    check(&[
        (shortened("loss"), "loss"),
        (shortened(&"ü".repeat(60)), &"ü".repeat(60)),
        (shortened(&long), &middle),
        (
            shortened(&format!("{} {}", "x".repeat(29), "y".repeat(40))),
            &format!("{}…{}", "x".repeat(29), "y".repeat(30)),
        ),
        (full_if_shortened(&long).unwrap_or_default(), &long),
        (full_if_shortened("loss").unwrap_or_default(), ""),
    ]);
}

#[test]
fn exact_text_is_short() {
    check(&[
        (exact(0.1), "0.1"),
        (exact(300.0), "300"),
        (exact(2e-5), "2e-5"),
        (exact(1e300), "1e300"),
        (exact(f64::NAN), "NaN"),
    ]);
}

#[test]
fn counts_steps_and_sizes() {
    check(&[
        (count(0), "0"),
        (count(999), "999"),
        (count(3_765), "3,765"),
        (count(1_234_567), "1,234,567"),
        (steps(600), "600"),
        (steps(999), "999"),
        (steps(2_400), "2.4k"),
        (steps(12_000), "12k"),
        (steps(12_345), "12.3k"),
        (steps(999_600), "1M"),
        (steps(1_000_000), "1M"),
        (steps(123_000_000_000_000), "123T"),
        (steps(999_400_000_000_000), "999T"),
        (steps(999_600_000_000_000), "9.996e14"),
        (steps(1_000_000_000_000_000), "1e15"),
        (steps(9_200_000_000_000_000_000), "9.2e18"),
        (steps(u64::MAX), "1.845e19"),
        (bytes(0), "0 B"),
        (bytes(999), "999 B"),
        (bytes(182_044), "182 kB"),
        (bytes(9_188_120), "9.19 MB"),
        (bytes(73_400_320), "73.4 MB"),
    ]);
}

#[test]
fn durations_round_to_what_matters() {
    check(&[
        (duration(0.0), "0 s"),
        (duration(0.2), "< 1 s"),
        (duration(42.4), "42 s"),
        (duration(59.7), "1 min"),
        (duration(31.0 * 60.0 + 20.0), "31 min"),
        (duration(3_599.0), "1 h 00 min"),
        (duration(3.0 * 3600.0 + 4.0 * 60.0), "3 h 04 min"),
        (duration(86_399.0), "1 d 0 h"),
        (duration(51.0 * 3600.0), "2 d 3 h"),
        (duration(-5.0), "0 s"),
        (duration(f64::NAN), "unknown"),
    ]);
}

#[test]
fn estimates_have_one_unit() {
    check(&[
        (roughly(42.4), "42 s"),
        (roughly(31.0 * 60.0), "31 min"),
        (roughly(3.25 * 3600.0), "3.2 h"),
        (roughly(47.0 * 3600.0), "47.0 h"),
        (roughly(50.4 * 3600.0), "2.1 d"),
        (roughly(f64::NAN), "unknown"),
        (roughly(3652.0 * 86_400.0), "3652.0 d"),
        (roughly(1e18), "more than 10 years"),
        (estimate(3.25 * 3600.0), "~3.2 h"),
        (estimate(0.2), "< 1 s"),
        (estimate(28_922.6 * 86_400.0), "more than 10 years"),
        (estimate(f64::MAX), "more than 10 years"),
    ]);
}

#[test]
fn ages_count_what_has_passed() {
    check(&[
        (age(-3.0), "just now"),
        (age(1.9), "just now"),
        (age(4.7), "4 s ago"),
        (age(59.9), "59 s ago"),
        (age(12.9 * 60.0), "12 min ago"),
        (age(5.9 * 3600.0), "5 h ago"),
        (age(3.2 * 86_400.0), "3 d ago"),
    ]);
}

#[test]
fn dates_take_over_after_a_week() {
    let now = at("2026-11-20T23:22:31Z");
    check(&[
        (relative(at("2026-11-20T23:10:31Z"), now, 0), "12 min ago"),
        (relative(at("2026-11-14T00:00:00Z"), now, 0), "6 d ago"),
        (relative(at("2026-11-09T10:00:00Z"), now, 0), "Nov 9"),
        (relative(at("2025-11-09T10:00:00Z"), now, 0), "2025 Nov 9"),
        // The local day and year decide.
        (relative(at("2026-11-09T23:30:00Z"), now, 3600), "Nov 10"),
        (relative(at("2025-12-31T23:30:00Z"), now, 3600), "Jan 1"),
        (relative(at("2026-11-20T23:23:00Z"), now, 0), "just now"),
        (relative(at("2026-11-20T23:28:00Z"), now, 0), "in 5 min"),
        (relative(at("2026-12-24T10:00:00Z"), now, 0), "Dec 24"),
    ]);
}

#[test]
fn exact_times_name_their_offset() {
    let stamp = at("2026-11-20T22:22:31.9Z");
    check(&[
        (date_time(stamp, 3600), "2026-11-20 23:22:31 UTC+1"),
        (date_time(stamp, 0), "2026-11-20 22:22:31 UTC"),
        (date_time(stamp, 19_800), "2026-11-21 03:52:31 UTC+5:30"),
        (date_time(stamp, -12_600), "2026-11-20 18:52:31 UTC-3:30"),
    ]);
}

#[test]
fn prices_and_shares_do_not_round_to_a_lie() {
    check(&[
        (dollars(0.0), "$0.00"),
        (dollars(0.004), "< $0.01"),
        (dollars(-0.004), "> -$0.01"),
        (dollars(2.614), "$2.61"),
        (dollars(1_234.5), "$1,234.50"),
        (dollars(-2.5), "-$2.50"),
        (dollars(f64::NAN), "unknown"),
        (percent(0.0), "0 %"),
        (percent(0.004), "< 1 %"),
        (percent(0.29), "29 %"),
        (percent(0.614), "61 %"),
        (percent(0.9999), "99 %"),
        (percent(1.0), "100 %"),
        (percent(1.2), "100 %"),
    ]);
}

#[test]
fn model_names_are_what_people_say() {
    check(&[
        (model_name("meta-llama/Meta-Llama-3.1-8B-Instruct-Reference"), "Llama 3.1 8B Instruct"),
        (model_name("Newton::c2_4_7b_251215a172f6d7"), "Newton c2.4 7B"),
        (model_name("Newton::c2_4_3b_251215dfe6a746"), "Newton c2.4 3B"),
        (model_name("Qwen/Qwen2.5-14B-Instruct"), "Qwen 2.5 14B Instruct"),
        (model_name("google/gemma-3-27b-it"), "Gemma 3 27B it"),
        (model_name("mistralai/Mixtral-8x7B-Instruct-v0.1"), "Mixtral 8x7B Instruct v0.1"),
        (model_name("openai/gpt-oss-120b"), "gpt oss 120B"),
        (model_name("deepseek-ai/DeepSeek-V3.1"), "DeepSeek-V3.1"),
        (model_name("acme/my-model"), "my-model"),
        (model_name("Other::"), "Other"),
        (model_name("  "), ""),
        (model_name("/"), "/"),
        (model_name("Meta-8B"), "Meta 8B"),
    ]);
}

proptest! {
    #[test]
    fn exact_reads_back_as_the_same_value(value: f64) {
        prop_assume!(value.is_finite());
        prop_assert_eq!(exact(value).parse::<f64>(), Ok(value));
    }

    #[test]
    fn number_is_off_by_half_a_digit_at_most(value: f64) {
        prop_assume!(value.is_finite() && (value == 0.0 || value.is_normal()));
        let shown: f64 = number(value).replace(',', "").parse().unwrap();
        prop_assert!((shown - value).abs() <= value.abs() * 0.000_501, "{} for {}", shown, value);
    }

    #[test]
    fn nothing_panics_on_extreme_input(value: f64, n: u64, nanos: i64, now: i64, offset: i32, text: String) {
        for show in [number, exact, duration, age, dollars, percent] {
            prop_assert!(!show(value).is_empty());
        }
        for show in [count, steps, bytes] {
            prop_assert!(!show(n).is_empty());
        }
        let (at, now) = (Timestamp::from_unix_nanos(nanos), Timestamp::from_unix_nanos(now));
        prop_assert!(!relative(at, now, offset).is_empty());
        prop_assert!(!date_time(at, offset).is_empty());
        model_name(&text);
    }
}

#[test]
fn what_a_terminal_acts_on_is_left_out() {
    assert_eq!(without_controls("a\u{3}b\nid\u{1b}[31m\u{202e}c é 🦀"), "abid[31mc é 🦀");
}
