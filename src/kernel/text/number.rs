//! JSON numbers out of bytes, in the time it takes to look at each once.

use super::float::{TENS, exact, float};
use crate::Slot;

/// All bits of eight bytes but the highest of each.
const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// Eight times `0`.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Powers of ten that up to eight digits shift a number by.
const SCALES: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// Digits whose number fits in 64 bits whatever they are.
const MOST_DIGITS: usize = 19;

/// Puts the number at `at` into `slots`; gives its end, or `None` for what is none.
#[inline]
pub(crate) fn number(bytes: &[u8], at: usize, slots: &mut Vec<Slot>) -> Option<usize> {
    short(bytes, at, slots).or_else(|| long(bytes, at, slots))
}

/// Reads a number of fewer than eight digits without an exponent, or of one more with a point among them, as
/// most are; returns its end. `None` for any other, and close to the end of the bytes.
#[inline(always)]
fn short(bytes: &[u8], at: usize, slots: &mut Vec<Slot>) -> Option<usize> {
    let is_negative = *bytes.get(at)? == b'-';
    let start = at + usize::from(is_negative);
    // Eight bytes, and one that may be behind them.
    let nine: &[u8; 9] = bytes.get(start..)?.first_chunk()?;
    let word = u64::from_le_bytes(*nine.first_chunk()?);
    let n_whole = n_digits(word);
    // None, or more than there is room for.
    if 7 <= n_whole.wrapping_sub(1) || (word as u8 == b'0' && 1 < n_whole) {
        return None;
    }
    let behind = (word >> (8 * n_whole)) as u8;
    if behind != b'.' {
        let n = digits_of(word, n_whole);
        if behind | 0x20 == b'e' || (is_negative && n == 0) {
            return None;
        }
        // Pushed where it is made: a slot that is handed on is written twice.
        slots.push(Slot::Int(if is_negative { -(n as i64) } else { n as i64 }));
        return Some(start + n_whole);
    }
    // What is behind the point; zeros come in at the other end, which are no digits.
    let fraction = word >> (8 * n_whole) >> 8;
    let n_fraction = n_digits(fraction);
    let end = n_whole + 1 + n_fraction;
    let behind = if end == 8 { nine[8] } else { (word >> (8 * end)) as u8 };
    if n_fraction == 0 || behind | 0x20 == b'e' || behind.is_ascii_digit() {
        return None;
    }
    let before = u64::MAX >> (64 - 8 * n_whole);
    let n = digits_of((word & before) | ((word >> 8) & !before), n_whole + n_fraction);
    // Both sides are exact, so that one operation rounds once.
    let magnitude = n as f64 / TENS[n_fraction];
    slots.push(Slot::Float(if is_negative { -magnitude } else { magnitude }));
    Some(start + end)
}

/// Returns how many of eight bytes are digits before the first other byte.
#[inline(always)]
fn n_digits(word: u64) -> usize {
    // What is above 9 without the bits of `0` is no digit.
    let bytes = word ^ ZEROS;
    let others = (bytes | (bytes & LOW_BITS).wrapping_add(0x7676_7676_7676_7676)) & !LOW_BITS;
    (others.trailing_zeros() / 8) as usize
}

/// Returns the number that the first bytes are, of which there are 1 to 8.
#[inline(always)]
fn digits_of(word: u64, n_digits: usize) -> u64 {
    // The digits move up, with zeros before them; then neighbours join, three times.
    let digits = (word ^ ZEROS) << (64 - 8 * n_digits);
    let pairs = digits.wrapping_mul(10 << 8 | 1) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000 << 32 | 1) >> 32
}

/// Reads any number, as [`number`] does.
#[inline(never)]
fn long(bytes: &[u8], start: usize, slots: &mut Vec<Slot>) -> Option<usize> {
    let is_negative = bytes.get(start) == Some(&b'-');
    let mut i = start + usize::from(is_negative);
    let mut n = 0_u64;
    let n_whole = digits(bytes, &mut i, &mut n);
    if n_whole == 0 || (1 < n_whole && bytes.get(i - n_whole) == Some(&b'0')) {
        return None;
    }
    let mut n_digits = n_whole;
    let mut power = 0;
    let mut is_integer = true;
    if bytes.get(i) == Some(&b'.') {
        i += 1;
        let n_fraction = digits(bytes, &mut i, &mut n);
        if n_fraction == 0 {
            return None;
        }
        n_digits += n_fraction;
        power = -i32::try_from(n_fraction).ok()?;
        is_integer = false;
    }
    if let Some(b'e' | b'E') = bytes.get(i) {
        i += 1;
        let is_down = bytes.get(i) == Some(&b'-');
        i += usize::from(matches!(bytes.get(i), Some(b'-' | b'+')));
        let mut exponent = 0;
        let n_exponent = digits(bytes, &mut i, &mut exponent);
        if n_exponent == 0 {
            return None;
        }
        // More digits than that are left to the general reader.
        let exponent = if n_exponent < 5 { exponent as i32 } else { 10_000 };
        power += if is_down { -exponent } else { exponent };
        is_integer = false;
    }
    if n_digits <= MOST_DIGITS {
        if is_integer {
            if n <= i64::MAX as u64 && !(is_negative && n == 0) {
                slots.push(Slot::Int(if is_negative { -(n as i64) } else { n as i64 }));
                return Some(i);
            }
        } else if let Some(magnitude) = exact(n, power).or_else(|| rounded(n, power)) {
            slots.push(Slot::Float(if is_negative { -magnitude } else { magnitude }));
            return Some(i);
        }
    }
    slots.push(general(bytes.get(start..i)?, is_integer)?);
    Some(i)
}

/// Adds digits to a number, which is wrong if there are too many of them; gives how many there are.
#[inline]
fn digits(bytes: &[u8], at: &mut usize, n: &mut u64) -> usize {
    let start = *at;
    let digit = |at: usize| bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9);
    let Some(first) = digit(start) else { return 0 };
    if digit(start + 1).is_none() {
        *n = n.wrapping_mul(10).wrapping_add(u64::from(first));
        *at += 1;
        return 1;
    }
    while let Some(eight) = bytes.get(*at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*eight);
        let n_digits = n_digits(word);
        if n_digits == 0 {
            return *at - start;
        }
        let all = digits_of(word, n_digits);
        *n = n.wrapping_mul(SCALES[n_digits]).wrapping_add(all);
        *at += n_digits;
        if n_digits < 8 {
            return *at - start;
        }
    }
    while let Some(digit) = digit(*at) {
        *n = n.wrapping_mul(10).wrapping_add(u64::from(digit));
        *at += 1;
    }
    *at - start
}

/// Returns the `f64` nearest to `n × 10^power` for an `n` above 2^53 and the powers that figures have, by integers of 128
/// bits: figures with all the digits that they may have are common. `None` for others. Not part of [`float`],
/// because dividing such integers is a lot of code, and that is for all to load.
#[cold]
fn rounded(n: u64, power: i32) -> Option<f64> {
    if TENS.len() <= power.unsigned_abs() as usize || n <= 1 << 53 {
        return None;
    }
    // The tens are fives and twos; the twos go to the exponent.
    let fives = u128::from(5_u64.pow(power.unsigned_abs()));
    let shift = n.leading_zeros();
    let (wide, rest, twos) = if power < 0 {
        let wide = u128::from(n << shift) << 64;
        (wide / fives, wide % fives, power - 64 - shift as i32)
    } else {
        (u128::from(n) * fives, 0, power)
    };
    // All but 53 bits, of which there are some.
    let n_lost = 128 - wide.leading_zeros() - 53;
    let (kept, lost) = ((wide >> n_lost) as u64, wide << (128 - n_lost));
    let half = 1 << 127;
    let is_up = half < lost || (lost == half && (0 < rest || kept & 1 == 1));
    let scale = f64::from_bits(((1023 + i64::from(twos) + i64::from(n_lost)) as u64) << 52);
    Some((kept + u64::from(is_up)) as f64 * scale)
}

#[cold]
fn general(number: &[u8], is_integer: bool) -> Option<Slot> {
    let text = std::str::from_utf8(number).ok()?;
    match text.parse() {
        Ok(n) if is_integer && n != 0 => Some(Slot::Int(n)),
        _ => float(text).map(Slot::Float),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the number, read of all that is there and with something behind it.
    fn read(text: &str) -> Slot {
        let read = |text: &str| {
            let mut slots = Vec::new();
            let at = number(text.as_bytes(), 0, &mut slots).expect("a number");
            (at, slots[0])
        };
        let alone = read(text);
        assert_eq!(read(&format!("{text},1234567890123")), alone);
        assert_eq!(alone.0, text.len());
        alone.1
    }

    proptest! {
        #[test]
        fn numbers_are_those_of_the_standard_library(
            number in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,24})?([eE][+-]?[0-9]{1,3})?",
        ) {
            let float = |n: f64| n.to_bits();
            match read(&number) {
                Slot::Int(n) => prop_assert_eq!(Ok(n), number.parse()),
                Slot::Float(n) => prop_assert_eq!(Ok(float(n)), number.parse().map(float)),
                other => prop_assert!(false, "{other:?}"),
            }
        }

        #[test]
        fn long_figures_too(n: u64, point in 0..20_usize, power in -24..24_i32) {
            let digits = n.to_string();
            let (whole, fraction) = digits.split_at(point.clamp(1, digits.len()));
            let fraction = if fraction.is_empty() { "0" } else { fraction };
            for number in [format!("{n}e{power}"), format!("{whole}.{fraction}"), format!("{whole}.{fraction}e{power}")] {
                prop_assert_eq!(Some(read(&number)), number.parse().ok().map(Slot::Float));
            }
        }
    }
}
