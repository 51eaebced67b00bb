//! Bytes looked at eight at a time.
//!
//! Contract: what is found is the first of its kind, as if the bytes had been looked at one by one.

/// The lowest bit of each byte of a word.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte of a word.
pub(crate) const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Returns the position of the first byte that is `wanted`.
// Not to become part of a caller that is built for size; so are others that are called per line or token.
#[inline(never)]
pub fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    let at = first(bytes, |word| is_byte(word, wanted), |byte| byte == wanted);
    (at < bytes.len()).then_some(at)
}

/// Returns true if `bytes` begin with `start`; as the standard library's, which compares bytes one by one on
/// this target.
#[inline(never)]
pub fn begins_with(bytes: &[u8], start: &[u8]) -> bool {
    let Some((bytes, _)) = bytes.split_at_checked(start.len()) else { return false };
    let ((ours, our_rest), (theirs, their_rest)) = (bytes.as_chunks::<32>(), start.as_chunks::<32>());
    let word = |half: &[u8; 8]| u64::from_le_bytes(*half);
    let is_same = |(one, other): (&[u8; 32], &[u8; 32])| {
        let (one, other) = (one.as_chunks::<8>().0, other.as_chunks::<8>().0);
        one.iter().zip(other).fold(0, |all, (one, other)| all | (word(one) ^ word(other))) == 0
    };
    ours.iter().zip(theirs).all(is_same) && our_rest == their_rest
}

/// Bytes up to the first that means something within a JSON string: a quote, a backslash, a control byte.
#[inline]
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    // Below 0x20: taking that away borrows from the highest bit, which such a byte does not have itself.
    let is_special = |word: u64| {
        is_byte(word, b'"') | is_byte(word, b'\\') | (word.wrapping_sub(ONES * 0x20) & !word & HIGHS)
    };
    first(bytes, is_special, |byte| byte < 0x20 || byte == b'"' || byte == b'\\')
}

/// Returns the highest bit of bytes that are `wanted`, and perhaps of some above the lowest of these.
#[inline]
pub(crate) fn is_byte(word: u64, wanted: u8) -> u64 {
    let zero_if_wanted = word ^ (ONES * u64::from(wanted));
    zero_if_wanted.wrapping_sub(ONES) & !zero_if_wanted & HIGHS
}

/// Returns the highest bit of all bytes that are `wanted`, and of no other.
#[inline]
pub(crate) fn all_of(word: u64, wanted: u8) -> u64 {
    let zero_if_wanted = word ^ (ONES * u64::from(wanted));
    !(((zero_if_wanted & !HIGHS) + !HIGHS) | zero_if_wanted) & HIGHS
}

/// Returns the number of bytes of a word that continue a character that began before them (`10xxxxxx`).
#[inline]
pub(crate) fn n_continuing(word: u64) -> u32 {
    (word & HIGHS & !((word << 1) & HIGHS)).count_ones()
}

#[inline]
fn first(bytes: &[u8], in_word: impl Fn(u64) -> u64, is_it: impl Fn(u8) -> bool) -> usize {
    let (words, _) = bytes.as_chunks::<8>();
    for (idx, word) in words.iter().enumerate() {
        let found = in_word(u64::from_le_bytes(*word));
        if found != 0 {
            return 8 * idx + found.trailing_zeros() as usize / 8;
        }
    }
    let n_done = 8 * words.len();
    n_done + bytes.get(n_done..).unwrap_or_default().iter().take_while(|byte| !is_it(**byte)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_find_what_bytes_find(bytes in prop::collection::vec(any::<u8>(), 0..40), wanted: u8) {
            prop_assert_eq!(find(&bytes, wanted), bytes.iter().position(|byte| *byte == wanted));
            let is_plain = |byte: &&u8| 0x20 <= **byte && **byte != b'"' && **byte != b'\\';
            prop_assert_eq!(plain_len(&bytes), bytes.iter().take_while(is_plain).count());
        }

        #[test]
        fn words_begin_with_what_bytes_begin_with(bytes in prop::collection::vec(0_u8..2, 0..99), n in 0..120_usize, changed in prop::option::of(0..99_usize)) {
            let mut start = bytes.clone();
            start.resize(n, 0);
            if let Some(byte) = changed.and_then(|at| start.get_mut(at)) {
                *byte ^= 0x80;
            }
            prop_assert_eq!(begins_with(&bytes, &start), bytes.starts_with(&start));
        }

        #[test]
        fn continuing_bytes_are_counted(word: u64) {
            let n = word.to_le_bytes().iter().filter(|byte| **byte & 0xc0 == 0x80).count();
            prop_assert_eq!(n_continuing(word) as usize, n);
        }

        #[test]
        fn all_that_are_wanted_are_marked(bytes in prop::array::uniform8(prop::sample::select(vec![0_u8, 1, 0x5b, 0x5c, 0x5d, 0xdc, 0xff]))) {
            let marked = bytes.map(|byte| if byte == 0x5c { 0x80 } else { 0 });
            prop_assert_eq!(all_of(u64::from_le_bytes(bytes), 0x5c), u64::from_le_bytes(marked));
        }
    }
}
