//! Rounded decimals for figures that are read at a glance.
//!
//! The standard library prints any float to any number of places, with tables and long integers that are 2 % of the first
//! screen. These round the same for what people log: what is rounded is the exact product with a power of ten that is
//! exact itself, up to 10²².

/// `value` with so many decimals: `3.20`. For values whose digits fit 15 places; larger ones are cut to a 64-bit integer.
pub fn fixed(value: f64, n_decimals: u32) -> String {
    let digits = rounded_product(value.abs(), f64::from(10_u32.pow(n_decimals)));
    let sign = if value < 0.0 && 0 < digits { "-" } else { "" };
    format!("{sign}{}", with_point(digits, n_decimals))
}

/// Removes the zeros at the end, and a point that nothing follows.
pub fn without_trailing_zeros(decimal: &str) -> &str {
    if decimal.contains('.') { decimal.trim_end_matches('0').trim_end_matches('.') } else { decimal }
}

/// Returns four significant digits: `1.187`, `0.83`, `2e-4`, `1.235e4`. For finite values.
pub fn four_digits(value: f64) -> String {
    let (digits, power) = leading(value.abs());
    let sign = if value < 0.0 { "-" } else { "" };
    match u32::try_from(3 - power) {
        Ok(n_decimals @ 0..=6) => {
            format!("{sign}{}", without_trailing_zeros(&with_point(digits, n_decimals)))
        }
        _ => format!("{sign}{}e{power}", without_trailing_zeros(&with_point(digits, 3))),
    }
}

/// Returns the four significant digits of a value from 0 on, with zeros behind them; `None` if some of them are decimals,
/// or there are too many zeros for an integer.
pub fn four_digits_whole(value: f64) -> Option<u64> {
    let (digits, power) = leading(value);
    let n_zeros = u32::try_from(power - 3).ok()?;
    digits.checked_mul(10_u64.checked_pow(n_zeros)?)
}

/// Returns the first four digits, rounded, and the power of ten of the first.
fn leading(value: f64) -> (u64, i32) {
    /// The powers below stay in range.
    const SMALLEST: f64 = 1e-280;
    if value == 0.0 {
        return (0, 0);
    }
    if value < SMALLEST {
        let (digits, power) = leading(value / SMALLEST);
        return (digits, power - 280);
    }
    let (mut power, mut scale) = (0, 1.0);
    while 10.0 <= value / scale {
        (power, scale) = (power + 1, scale * 10.0);
    }
    while value * scale < 1.0 {
        (power, scale) = (power - 1, scale * 10.0);
    }
    let digits = match power {
        ..=0 => rounded_product(value, scale * 1000.0),
        1..=3 => rounded_product(value, 1000.0 / scale),
        4.. => (value / (scale / 1000.0)).round_ties_even() as u64,
    };
    // Rounding can carry into the next power.
    if digits < 10_000 { (digits, power) } else { (1000, power + 1) }
}

/// `value × scale` as a whole number, the exact middle between two to the even one.
fn rounded_product(value: f64, scale: f64) -> u64 {
    let product = value * scale;
    let below = product.floor();
    // Elsewhere the error of the product is too small to matter.
    if product - below == 0.5 {
        let error = error_of(value, scale, product);
        return if error < 0.0 {
            below as u64
        } else if 0.0 < error {
            below as u64 + 1
        } else {
            product.round_ties_even() as u64
        };
    }
    product.round() as u64
}

/// `a × b − product` for the rounded product: Dekker, *A floating-point technique for extending the available
/// precision* (1971).
fn error_of(a: f64, b: f64, product: f64) -> f64 {
    let halves = |x: f64| {
        let shifted = 134_217_729.0 * x;
        let high = shifted - (shifted - x);
        (high, x - high)
    };
    let ((a_high, a_low), (b_high, b_low)) = (halves(a), halves(b));
    ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
}

fn with_point(digits: u64, n_decimals: u32) -> String {
    if n_decimals == 0 {
        return digits.to_string();
    }
    let unit = 10_u64.pow(n_decimals);
    format!("{}.{:0width$}", digits / unit, digits % unit, width = n_decimals as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(cases: &[(String, &str)]) {
        let (got, expected): (Vec<&str>, Vec<&str>) =
            cases.iter().map(|(got, expected)| (got.as_str(), *expected)).unzip();
        assert_eq!(got, expected);
    }

    #[test]
    fn decimals_are_rounded() {
        check(&[
            (fixed(0.0, 1), "0.0"),
            (fixed(3.25, 1), "3.2"),
            (fixed(0.04, 1), "0.0"),
            (fixed(-0.04, 1), "0.0"),
            (fixed(-0.06, 1), "-0.1"),
            (fixed(99.96, 1), "100.0"),
            (fixed(12.0, 0), "12"),
            (fixed(1.005, 2), "1.00"),
            (fixed(f64::NAN, 1), "0.0"),
            (four_digits(0.0), "0"),
        ]);
    }

    /// As the standard library has it.
    fn exactly(value: f64) -> String {
        let rounded = format!("{value:.3e}");
        let (mantissa, exponent) = rounded.split_once('e').unwrap();
        match exponent.parse::<i32>().unwrap() {
            power @ -3..=3 => {
                let n_decimals = (3 - power) as usize;
                without_trailing_zeros(&format!("{value:.n_decimals$}")).to_owned()
            }
            _ => format!("{}e{exponent}", without_trailing_zeros(mantissa)),
        }
    }

    proptest! {
        #[test]
        fn four_digits_are_those_of_the_standard_library(
            value in prop_oneof![
                -10.0..10.0,
                -2e4..2e4,
                (-1_000_000_i64..1_000_000, 0_i32..9).prop_map(|(digits, n)| digits as f64 / 10_f64.powi(n)),
                (1e-15..1e15).prop_map(|value: f64| value * 1e-9),
            ],
        ) {
            prop_assert_eq!(four_digits(value), exactly(value));
        }

        #[test]
        fn decimals_are_those_of_the_standard_library(
            value in prop_oneof![0.0..1e9, (0_u64..100_000_000, 0_i32..6).prop_map(|(digits, n)| digits as f64 / 10_f64.powi(n))],
            n_decimals in 0_u32..4,
        ) {
            prop_assert_eq!(fixed(value, n_decimals), format!("{:.*}", n_decimals as usize, value));
        }

        #[test]
        fn far_out_the_last_digit_may_differ(
            value in prop_oneof![proptest::num::f64::NORMAL, proptest::num::f64::SUBNORMAL],
        ) {
            let read: f64 = four_digits(value).parse().unwrap();
            prop_assert!((read - value).abs() <= value.abs() * 5.000_000_1e-4 + f64::from_bits(1), "{read} {value}");
        }
    }
}
