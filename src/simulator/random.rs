//! Numbers that look random and follow from a seed and a position alone, so that any figure can be
//! computed without those before it.

/// Returns SplitMix64's output for the state `seed + position × golden ratio`.
pub(super) const fn mix(seed: u64, position: u64) -> u64 {
    let mut z = seed.wrapping_add(position.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Returns a number evenly spread over 0 (included) to 1 (excluded).
pub(super) fn unit(seed: u64, position: u64) -> f64 {
    (mix(seed, position) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Returns one of `n`.
pub(super) fn pick(seed: u64, position: u64, n: usize) -> usize {
    (mix(seed, position) % n as u64) as usize
}

/// Returns the noise around 0, mostly within ±1, of which neighbours within `width` positions resemble each other.
pub(super) fn drift(seed: u64, position: u64, width: u64) -> f64 {
    let (left, offset) = (position / width, position % width);
    let t = offset as f64 / width as f64;
    let smooth = t * t * (3.0 - 2.0 * t);
    let at = |knot| 2.0 * unit(seed ^ width, knot) - 1.0;
    at(left) * (1.0 - smooth) + at(left + 1) * smooth
}

/// Returns the FNV-1a hash: the same number for the same text.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Returns the lowest `digits` hexadecimal digits.
pub(super) fn hex(number: u64, digits: u32) -> String {
    (0..digits).rev().filter_map(|i| char::from_digit((number >> (4 * i)) as u32 & 15, 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_fill_their_range_evenly() {
        let n = 10_000_u64;
        let mean = (0..n).map(|i| unit(7, i)).sum::<f64>() / n as f64;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        assert!((0..n).all(|i| (0.0..1.0).contains(&unit(7, i))));
        assert_ne!(unit(7, 0), unit(8, 0));
    }

    #[test]
    fn drift_moves_slowly() {
        for i in 0..1_000 {
            assert!((drift(3, i, 50) - drift(3, i + 1, 50)).abs() < 0.07, "at {i}");
        }
    }

    #[test]
    fn hex_has_as_many_digits_as_asked() {
        assert_eq!(hex(0x1234_abcd, 4), "abcd");
        assert_eq!(hex(0, 3), "000");
    }
}
