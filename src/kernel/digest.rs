//! Digest by which bytes can be compared with earlier ones without keeping them.
//!
//! Contract: the same bytes have the same digest, in this run of the program; bytes that differ by accident have
//! another one, but for one case in 2^64. Not for texts made to collide.

/// Odd, and with as many zeros as ones, so that every bit of a word reaches many others (xxHash's).
const PRIMES: [u64; 4] =
    [0x9e37_79b1_85eb_ca87, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x27d4_eb2f_1656_67c5];

/// A figure that stands for `bytes`.
// Not to become part of a caller that is built for size.
#[inline(never)]
pub fn digest(bytes: &[u8]) -> u64 {
    // Four at a time do not wait for each other.
    let (blocks, rest) = bytes.as_chunks::<32>();
    let mut lanes = PRIMES;
    for block in blocks {
        let (words, _) = block.as_chunks::<8>();
        for (lane, word) in lanes.iter_mut().zip(words) {
            *lane = mixed(*lane, u64::from_le_bytes(*word));
        }
    }
    let mut whole = bytes.len() as u64;
    for lane in lanes {
        whole = mixed(whole, lane);
    }
    let (words, rest) = rest.as_chunks::<8>();
    for word in words {
        whole = mixed(whole, u64::from_le_bytes(*word));
    }
    for byte in rest {
        whole = mixed(whole, u64::from(*byte));
    }
    whole ^= whole >> 33;
    whole = whole.wrapping_mul(PRIMES[1]);
    whole ^= whole >> 29;
    whole = whole.wrapping_mul(PRIMES[2]);
    whole ^ (whole >> 32)
}

#[inline]
fn mixed(lane: u64, word: u64) -> u64 {
    lane.wrapping_add(word.wrapping_mul(PRIMES[1])).rotate_left(31).wrapping_mul(PRIMES[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_changed_bit_and_every_length_shows() {
        let bytes: Vec<u8> = (0..200_u8).map(|n| n.wrapping_mul(7)).collect();
        let mut seen = HashSet::new();
        for n in 0..=bytes.len() {
            assert!(seen.insert(digest(&bytes[..n])), "{n} bytes");
        }
        for bit in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(seen.insert(digest(&changed)), "bit {bit}");
        }
        assert!(
            seen.insert(digest(&[0; 8])) && seen.insert(digest(&[0; 9])) && seen.insert(digest(&[0; 64]))
        );
    }
}
