//! Hashes of examples, to find the same one twice, in one file or in two.

/// Examples that are remembered at most, all shelves together.
pub const MOST_PRINTS: usize = 1 << 20;

/// Slots per remembered example, at least; more would be slower to fill, fewer slower to search.
const SLOTS_PER_PRINT: usize = 2;

/// Examples that a shelf holds, about: it grows by itself, and so little at once that no single line takes long.
const PRINTS_PER_SHELF: usize = 1 << 14;

/// Pairs of lines that are named.
const MOST_PAIRS: usize = 5;

/// The examples of a file, as hashes.
///
/// About [`MOST_PRINTS`] different examples are remembered at most, 16 bytes each, on shelves by their hash; when one
/// is full, every second example there is forgotten, chosen by a bit of its hash, and from then on only such are
/// taken. What is counted is then an estimate: that of the sample times what it stands for. Two files are sampled
/// alike, so they can be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DuplicateIndex {
    shelves: Vec<Bucket>,
    most: usize,
    pairs: Vec<(u64, u64)>,
}

/// Examples with the same highest bits of their hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Bucket {
    slots: Vec<Slot>,
    n: usize,
    /// Examples that are the same as an earlier one here.
    n_repeats: u64,
    /// Hashes of which so many low bits are 0 are remembered.
    n_bits: u32,
}

/// One example; free if `n` is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Slot {
    hash: u64,
    /// Line of its first occurrence; the highest number for lines beyond.
    line: u32,
    /// Number of occurrences, capped.
    n: u32,
}

/// Examples that are the same as an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repeats {
    /// Number of repetitions; the first occurrence of each example does not count.
    pub n: u64,
    /// True if `n` is an estimate.
    pub is_estimate: bool,
    /// The first few: the line, and the earlier one.
    pub pairs: Vec<(u64, u64)>,
}

/// Examples of one file that are in another one too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overlap {
    /// Number of examples, repeated ones each time.
    pub n: u64,
    /// True if `n` is an estimate.
    pub is_estimate: bool,
}

/// A comparison of two files, bit by bit.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// Shelves of the one that were looked for in the other.
    n_done: usize,
    found: Overlap,
}

impl DuplicateIndex {
    /// Returns an empty index; at most `most` examples will be remembered.
    pub fn with_most(most: usize) -> Self {
        Self { most: most.max(1), ..Self::default() }
    }

    /// Takes the example on a line.
    pub fn add(&mut self, hash: u64, line: u64) {
        let most = if self.most == 0 { MOST_PRINTS } else { self.most };
        if self.shelves.is_empty() {
            let n_shelves = 1 << (most / PRINTS_PER_SHELF).max(1).ilog2();
            self.shelves = vec![Bucket::default(); n_shelves];
        }
        let n_shelves = self.shelves.len();
        let Some(shelf) = self.shelves.get_mut(shelf_of(hash, n_shelves)) else { return };
        let earlier = shelf.add(hash, line, most / n_shelves);
        if let Some(earlier) = earlier.filter(|_| self.pairs.len() < MOST_PAIRS) {
            self.pairs.push((line, earlier));
        }
    }

    /// Examples that are the same as an earlier one.
    pub fn repeats(&self) -> Repeats {
        Repeats {
            n: self.shelves.iter().map(|shelf| shelf.n_repeats << shelf.n_bits).sum(),
            is_estimate: self.shelves.iter().any(|shelf| 0 < shelf.n_bits),
            pairs: self.pairs.clone(),
        }
    }

    /// Examples of `self` that are in `other` too.
    pub fn overlap(&self, other: &Self) -> Overlap {
        let mut comparison = Comparison::default();
        loop {
            if let Some(overlap) = comparison.go_on(self, other) {
                return overlap;
            }
        }
    }
}

impl Comparison {
    /// Looks for the examples of one shelf more of `own`, some ten thousand at most, in `other`; both are the same
    /// each time. What was found, once all were looked for.
    pub fn go_on(&mut self, own: &DuplicateIndex, other: &DuplicateIndex) -> Option<Overlap> {
        let Some(shelf) = own.shelves.get(self.n_done) else { return Some(self.found) };
        self.n_done += 1;
        for slot in shelf.used() {
            let Some(theirs) = other.shelves.get(shelf_of(slot.hash, other.shelves.len())) else {
                continue;
            };
            let n_bits = shelf.n_bits.max(theirs.n_bits);
            self.found.is_estimate |= 0 < n_bits;
            let is_in_both =
                is_sampled(slot.hash, n_bits) && theirs.find(slot.hash).is_some_and(|held| 0 < held.n);
            if is_in_both {
                self.found.n += u64::from(slot.n) << n_bits;
            }
        }
        None
    }
}

impl Bucket {
    /// Takes an example, and gives the line where it was before; at most `most` are held.
    fn add(&mut self, hash: u64, line: u64, most: usize) -> Option<u64> {
        if !is_sampled(hash, self.n_bits) {
            return None;
        }
        if self.slots.len() < (self.n + 1) * SLOTS_PER_PRINT || most <= self.n {
            self.grow(most);
            if !is_sampled(hash, self.n_bits) {
                return None;
            }
        }
        let idx = self.place(hash)?;
        let slot = self.slots.get_mut(idx)?;
        if slot.n == 0 {
            *slot = Slot { hash, line: u32::try_from(line).unwrap_or(u32::MAX), n: 1 };
            self.n += 1;
            return None;
        }
        slot.n = slot.n.saturating_add(1);
        self.n_repeats += 1;
        Some(u64::from(slot.line))
    }

    fn used(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| 0 < slot.n)
    }

    fn find(&self, hash: u64) -> Option<&Slot> {
        self.slots.get(self.place(hash)?)
    }

    /// Returns the index of a hash, or of the slot to put it in; there is always a free slot.
    fn place(&self, hash: u64) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        // The low bits are those of the sample and the highest those of the shelf, so the place is between them.
        let mut idx = (hash >> 32) as usize & mask;
        loop {
            let slot = self.slots.get(idx)?;
            if slot.n == 0 || slot.hash == hash {
                return Some(idx);
            }
            idx = (idx + 1) & mask;
        }
    }

    /// Makes room: twice as much, or by forgetting half.
    fn grow(&mut self, most: usize) {
        let n_slots = if self.n < most {
            (2 * self.slots.len()).max(16)
        } else {
            self.n_bits += 1;
            self.slots.len()
        };
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); n_slots]);
        (self.n, self.n_repeats) = (0, 0);
        for slot in old.into_iter().filter(|slot| 0 < slot.n && is_sampled(slot.hash, self.n_bits)) {
            if let Some(place) = self.place(slot.hash)
                && let Some(free) = self.slots.get_mut(place)
            {
                *free = slot;
                self.n += 1;
                self.n_repeats += u64::from(slot.n) - 1;
            }
        }
    }
}

/// Returns the shelf of a hash, by its highest bits; there are as many shelves as a power of two.
fn shelf_of(hash: u64, n_shelves: usize) -> usize {
    let n_bits = n_shelves.max(1).ilog2();
    hash.checked_shr(u64::BITS - n_bits).unwrap_or_default() as usize
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

    fn prints(examples: &[u64], most: usize) -> DuplicateIndex {
        let mut prints = DuplicateIndex::with_most(most);
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
        let n: usize = sampled.shelves.iter().map(|shelf| shelf.n).sum();
        let n_slots: usize = sampled.shelves.iter().map(|shelf| shelf.slots.len()).sum();
        assert!(n <= 2000 && n_slots <= 2 * 2048, "{n} of {n_slots}");
        let other = prints(&(20_000..50_000).collect::<Vec<_>>(), 100_000);
        let overlap = other.overlap(&sampled);
        assert!(overlap.is_estimate && (8_000..12_000).contains(&overlap.n), "{overlap:?}");
    }

    #[test]
    fn no_piece_of_a_comparison_is_large() {
        let n = 300_000;
        let (own, other) = (prints(&(0..n).collect::<Vec<_>>(), MOST_PRINTS), prints(&[7, n], MOST_PRINTS));
        let mut comparison = Comparison::default();
        let mut n_pieces = 0;
        let overlap = loop {
            n_pieces += 1;
            if let Some(overlap) = comparison.go_on(&own, &other) {
                break overlap;
            }
        };
        assert_eq!(overlap, Overlap { n: 1, is_estimate: false });
        assert!(MOST_PRINTS / PRINTS_PER_SHELF < n_pieces, "{n_pieces}");
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
