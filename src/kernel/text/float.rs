//! Decimal text as the nearest `f64`, without the tables of the standard library's parser, which are a
//! twentieth of what a first visit loads.

/// Returns the `f64` nearest to a JSON number, ties to even: the same as `str::parse`, for numbers of few digits as
/// fast, for others slower. Beyond the range it is infinite or zero. `None` for what is no JSON number.
pub fn float(text: &str) -> Option<f64> {
    let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (decimal, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || (whole.len() > 1 && whole.starts_with('0')) {
        return None;
    }
    let exponent = power(exponent)?;
    let fraction = fraction.trim_end_matches('0');
    let digits = || whole.bytes().chain(fraction.bytes()).map(|byte| u32::from(byte - b'0'));
    let power = exponent.saturating_sub(i32::try_from(fraction.len()).ok()?);
    let whole = digits().try_fold(0_u64, |n, digit| n.checked_mul(10)?.checked_add(digit.into()));
    let magnitude = whole.and_then(|n| exact(n, power)).unwrap_or_else(|| nearest(digits(), power));
    Some(if is_negative { -magnitude } else { magnitude })
}

/// Returns the `f64` nearest to `n × 10^power` for what most figures are; `None` for the others.
#[inline]
pub(crate) fn exact(n: u64, power: i32) -> Option<f64> {
    let scale = TENS.get(power.unsigned_abs() as usize).filter(|_| n <= LARGEST_EXACT)?;
    // With both sides exact, one operation rounds once.
    Some(if power < 0 { n as f64 / scale } else { n as f64 * scale })
}

/// The powers of ten that are an `f64`.
pub(crate) const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Every integer up to here is an `f64`.
const LARGEST_EXACT: u64 = 1 << 53;

/// Saturates far outside of what an `f64` can be.
fn power(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() {
        return None;
    }
    let n = digits.bytes().try_fold(0_i32, |n, byte| {
        byte.is_ascii_digit().then(|| (n * 10 + i32::from(byte - b'0')).min(1_000_000))
    })?;
    Some(if text.starts_with('-') { -n } else { n })
}

/// More significant digits than this decide nothing but a tie: no `f64` and no middle of two has as many.
const MOST_DIGITS: usize = 800;

/// `digits × 10^power` by long arithmetic.
fn nearest(digits: impl Iterator<Item = u32>, power: i32) -> f64 {
    let mut n = Long::default();
    let mut digits = digits.skip_while(|digit| *digit == 0);
    digits.by_ref().take(MOST_DIGITS).for_each(|digit| n.multiply_add(10, digit));
    let mut n_left = 0;
    for digit in digits {
        n.has_rest |= 0 < digit;
        n_left += 1;
    }
    let power = power.saturating_add(n_left);
    let n_bits = n.bits();
    if n_bits == 0 {
        return 0.0;
    }
    // A decimal digit is worth between 3 and 4 bits. Outside of these there is nothing to round.
    if 400 < power {
        return f64::INFINITY;
    }
    if power < -400 - n_bits as i32 / 3 {
        return 0.0;
    }
    let mut shift = 0;
    if 0 < power {
        (0..power).for_each(|_| n.multiply_add(10, 0));
    } else {
        // So many more bits that the quotient keeps at least 64.
        shift = 64 + power.unsigned_abs() as usize * 4;
        n.shift_left(shift);
        (0..power.unsigned_abs()).for_each(|_| n.divide(10));
    }
    n.round(shift)
}

/// A natural number, its lowest 32 bits first, and whether something of it was lost.
#[derive(Default)]
struct Long {
    words: Vec<u32>,
    has_rest: bool,
}

impl Long {
    fn multiply_add(&mut self, factor: u32, term: u32) {
        let mut carry = u64::from(term);
        for word in &mut self.words {
            carry += u64::from(*word) * u64::from(factor);
            *word = carry as u32;
            carry >>= 32;
        }
        if 0 < carry {
            self.words.push(carry as u32);
        }
    }

    fn shift_left(&mut self, n_bits: usize) {
        self.multiply_add(1 << (n_bits % 32), 0);
        self.words.splice(0..0, std::iter::repeat_n(0, n_bits / 32));
    }

    fn divide(&mut self, divisor: u32) {
        let mut rest = 0_u64;
        for word in self.words.iter_mut().rev() {
            rest = rest << 32 | u64::from(*word);
            *word = (rest / u64::from(divisor)) as u32;
            rest %= u64::from(divisor);
        }
        self.has_rest |= 0 < rest;
    }

    fn bits(&self) -> usize {
        let top = self.words.iter().rposition(|word| *word != 0);
        top.map_or(0, |top| 32 * (top + 1) - self.words[top].leading_zeros() as usize)
    }

    /// Returns the bit of this rank, 0 for the lowest.
    fn bit(&self, rank: usize) -> bool {
        self.words.get(rank / 32).is_some_and(|word| word >> (rank % 32) & 1 == 1)
    }

    /// Returns the nearest `f64` to this number divided by `2^shift`.
    fn round(&self, shift: usize) -> f64 {
        let n_bits = self.bits();
        // 53 bits of significance, fewer where the smallest exponent would be passed.
        let lowest = n_bits.saturating_sub(53).max(shift.saturating_sub(1074));
        let mut kept = (lowest..n_bits).rev().fold(0_u64, |kept, rank| kept << 1 | u64::from(self.bit(rank)));
        if 0 < lowest && self.bit(lowest - 1) {
            let is_above_half = self.has_rest || (0..lowest - 1).any(|rank| self.bit(rank));
            kept += u64::from(is_above_half || kept & 1 == 1);
        }
        // Two steps, because the whole power of two may be no `f64` by itself; what is kept makes both exact.
        let power = lowest as i32 - shift as i32;
        let half = power / 2;
        kept as f64 * two_to(half) * two_to(power - half)
    }
}

fn two_to(power: i32) -> f64 {
    (0..power.unsigned_abs()).fold(1.0, |n, _| if power < 0 { n / 2.0 } else { n * 2.0 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str) {
        let own = float(text).map(f64::to_bits);
        let std = text.parse::<f64>().ok().map(f64::to_bits);
        assert_eq!(own, std, "{text}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn every_figure_comes_back(bits: u64) {
            let figure = f64::from_bits(bits);
            prop_assume!(figure.is_finite());
            check(&format!("{figure:e}"));
            check(&format!("{figure:.25e}"));
        }

        #[test]
        fn any_decimal_is_read_as_by_the_standard_library(
            digits in "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?", exponent in -400..400_i32,
        ) {
            check(&digits);
            check(&format!("{digits}e{exponent}"));
        }

        #[test]
        fn ties_go_to_even(low in (1_u64 << 53)..(1 << 54), power in 0..8_u32) {
            check(&(u128::from(low) << power).to_string());
            check(&(u128::from(low | 1) << power).to_string());
        }
    }

    #[test]
    fn the_ends_of_the_range_are_exact() {
        for text in [
            "0",
            "-0",
            "0.0",
            "1e400",
            "-1e400",
            "1e-400",
            "1e99999999999",
            "1e-99999999999",
            "5e-324",
            "2.4703282292062328e-324",
            "2.4703282292062327e-324",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "9007199254740993",
            "9007199254740992.99999999999999999999999999",
        ] {
            check(text);
        }
        check(&format!("0.{}1", "0".repeat(330)));
        check(&format!("1{}", "0".repeat(309)));
        check(&format!("{}e-800", "7".repeat(800)));
        check(&format!("9007199254740993.{}1", "0".repeat(2_000)));
        check(&format!("{}e-99990", "3".repeat(100_000)));
    }

    #[test]
    fn what_is_no_json_number_is_none() {
        for text in ["", "-", "+1", ".5", "1.", "01", "1e", "1e+", "1_0", "NaN", "inf", "0x1", "1e1.5", " 1"]
        {
            assert_eq!(float(text), None, "{text}");
        }
    }
}
