//! Hashes of examples, to find the same one twice, in one file or in two.

/// Examples that are remembered at most.
pub const MOST_PRINTS: usize = 1 << 20;

/// Slots per remembered example, at least; more would be slower to fill, fewer slower to search.
const SLOTS_PER_PRINT: usize = 2;

/// Pairs of lines that are named.
const MOST_PAIRS: usize = 5;

/// The examples of a file, as hashes.
///
/// Up to [`MOST_PRINTS`] different examples are remembered, 16 bytes each; when there are more, every second is
/// forgotten, chosen by a bit of its hash, and from then on only such are taken. What is counted is then an
/// estimate: that of the sample times what it stands for. Two files are sampled alike, so they can be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prints {
    slots: Vec<Slot>,
    n: usize,
    /// Hashes of which so many low bits are 0 are remembered.
    n_bits: u32,
    most: usize,
    pairs: Vec<(u64, u64)>,
}

/// One example; free if `n` is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Slot {
    hash: u64,
    /// Where it was first; the highest number for lines beyond.
    line: u32,
    /// How often it was there, at most that many.
    n: u32,
}

/// Examples that are the same as an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repeats {
    /// How many; the first of each is none.
    pub n: u64,
    /// Whether `n` is an estimate.
    pub is_estimate: bool,
    /// The first few: the line, and the earlier one.
    pub pairs: Vec<(u64, u64)>,
}

/// Examples of one file that are in another one too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overlap {
    /// How many, repeated ones each time.
    pub n: u64,
    /// Whether `n` is an estimate.
    pub is_estimate: bool,
}

impl Prints {
    /// None yet; at most `most` will be remembered.
    pub fn with_most(most: usize) -> Self {
        Self { most: most.max(1), ..Self::default() }
    }

    /// Takes the example on a line.
    pub fn add(&mut self, hash: u64, line: u64) {
        if !self.is_sampled(hash) {
            return;
        }
        if self.slots.len() < (self.n + 1) * SLOTS_PER_PRINT {
            self.grow();
            if !self.is_sampled(hash) {
                return;
            }
        }
        let Some(idx) = self.place(hash) else { return };
        let Some(slot) = self.slots.get_mut(idx) else { return };
        if slot.n == 0 {
            *slot = Slot { hash, line: u32::try_from(line).unwrap_or(u32::MAX), n: 1 };
            self.n += 1;
        } else {
            slot.n = slot.n.saturating_add(1);
            if self.pairs.len() < MOST_PAIRS {
                self.pairs.push((line, u64::from(slot.line)));
            }
        }
    }

    /// Examples that are the same as an earlier one.
    pub fn repeats(&self) -> Repeats {
        let n: u64 = self.used().map(|slot| u64::from(slot.n) - 1).sum();
        Repeats { n: n << self.n_bits, is_estimate: 0 < self.n_bits, pairs: self.pairs.clone() }
    }

    /// Examples of `self` that are in `other` too.
    pub fn overlap(&self, other: &Self) -> Overlap {
        let n_bits = self.n_bits.max(other.n_bits);
        let is_in_both = |slot: &&Slot| {
            is_sampled(slot.hash, n_bits) && other.find(slot.hash).is_some_and(|held| 0 < held.n)
        };
        let n: u64 = self.used().filter(is_in_both).map(|slot| u64::from(slot.n)).sum();
        Overlap { n: n << n_bits, is_estimate: 0 < n_bits }
    }

    fn used(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| 0 < slot.n)
    }

    fn find(&self, hash: u64) -> Option<&Slot> {
        self.slots.get(self.place(hash)?)
    }

    /// Where a hash is, or where it would be put; there is always a free slot.
    fn place(&self, hash: u64) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        // The low bits are those of the sample, so the place is taken from the high ones.
        let mut idx = (hash >> 32) as usize & mask;
        loop {
            let slot = self.slots.get(idx)?;
            if slot.n == 0 || slot.hash == hash {
                return Some(idx);
            }
            idx = (idx + 1) & mask;
        }
    }

    fn is_sampled(&self, hash: u64) -> bool {
        is_sampled(hash, self.n_bits)
    }

    /// Makes room: twice as much, or by forgetting half.
    fn grow(&mut self) {
        let most = if self.most == 0 { MOST_PRINTS } else { self.most };
        let n_slots = if self.n < most {
            (2 * self.slots.len()).max(64)
        } else {
            self.n_bits += 1;
            self.slots.len()
        };
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); n_slots]);
        self.n = 0;
        for slot in old.into_iter().filter(|slot| 0 < slot.n && is_sampled(slot.hash, self.n_bits)) {
            if let Some(place) = self.place(slot.hash)
                && let Some(free) = self.slots.get_mut(place)
            {
                *free = slot;
                self.n += 1;
            }
        }
    }
}

fn is_sampled(hash: u64, n_bits: u32) -> bool {
    hash & !(u64::MAX << n_bits.min(63)) == 0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Spreads small numbers over all bits, as hashes are.
    fn hash(n: u64) -> u64 {
        let n = (n ^ n >> 31).wrapping_mul(0x7fb5_d329_728e_a185);
        (n ^ n >> 27).wrapping_mul(0x81da_def4_bc2d_d44d)
    }

    fn prints(examples: &[u64], most: usize) -> Prints {
        let mut prints = Prints::with_most(most);
        examples.iter().zip(1..).for_each(|(example, line)| prints.add(hash(*example), line));
        prints
    }

    #[test]
    fn the_first_pairs_are_named() {
        let repeats = prints(&[7, 8, 7, 9, 8, 7], 100).repeats();
        assert_eq!(repeats, Repeats { n: 3, is_estimate: false, pairs: vec![(3, 1), (5, 2), (6, 1)] });
        assert_eq!(prints(&[], 100).repeats(), Repeats::default());
    }

    #[test]
    fn a_sample_says_about_how_many() {
        let examples: Vec<u64> = (0..40_000).map(|n| n % 30_000).collect();
        let sampled = prints(&examples, 2000);
        let repeats = sampled.repeats();
        assert!(repeats.is_estimate && (8_000..12_000).contains(&repeats.n), "{repeats:?}");
        assert!(sampled.n <= 2000 && sampled.slots.len() <= 2 * 2048);
        let other = prints(&(20_000..50_000).collect::<Vec<_>>(), 100_000);
        let overlap = other.overlap(&sampled);
        assert!(overlap.is_estimate && (8_000..12_000).contains(&overlap.n), "{overlap:?}");
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_exact(a in prop::collection::vec(0..60_u64, 0..200), b in prop::collection::vec(0..60_u64, 0..200)) {
            let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
            a.iter().for_each(|example| *counts.entry(*example).or_default() += 1);
            let (own, other) = (prints(&a, 1000), prints(&b, 1000));
            let n_repeats: u64 = counts.values().map(|n| n - 1).sum();
            prop_assert_eq!(own.repeats().n, n_repeats);
            let n_both = a.iter().filter(|example| b.contains(example)).count() as u64;
            prop_assert_eq!(own.overlap(&other), Overlap { n: n_both, is_estimate: false });
        }
    }
}
