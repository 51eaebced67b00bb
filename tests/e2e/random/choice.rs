//! Choices that follow from a seed alone.

/// A stream of numbers (SplitMix64). Every action has a stream of its own, so that what one action drew changes nothing
/// for those after it.
#[derive(Debug, Clone)]
pub struct Choice(u64);

impl Choice {
    /// Returns the stream of action `n` of the visit with this seed.
    pub const fn of(seed: u64, n: u64) -> Self {
        let mut stream = Self(seed);
        let of_seed = stream.number();
        Self(of_seed ^ n.wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// Any number.
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to `n - 1`.
    pub const fn below(&mut self, n: u64) -> u64 {
        self.number() % n
    }

    /// From `from` to `to`, both included.
    pub fn within(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from + 1).unsigned_abs()).cast_signed()
    }

    /// True in so many of a hundred cases.
    pub const fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of these, each as likely.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.number() % of.len() as u64) as usize]
    }

    /// One of these, each as likely as its weight says.
    pub fn weighted<T: Copy>(&mut self, of: &[(u64, T)]) -> T {
        let mut left = self.below(of.iter().map(|(weight, _)| weight).sum());
        for (weight, one) in of {
            if left < *weight {
                return *one;
            }
            left -= weight;
        }
        of[0].1
    }
}

#[test]
fn one_seed_gives_the_same_choices_and_another_seed_gives_others() {
    let drawn = |seed, n| {
        let mut choice = Choice::of(seed, n);
        [choice.below(1_000), choice.below(1_000), choice.within(-5, 5).unsigned_abs(), choice.number()]
    };
    assert_eq!(drawn(1, 2), drawn(1, 2));
    assert_ne!(drawn(1, 2), drawn(1, 3));
    assert_ne!(drawn(1, 2), drawn(2, 2));
    // Neighbours do not share their streams.
    assert_ne!(drawn(1, 1)[1], drawn(1, 2)[0]);
}

#[test]
fn a_weight_of_zero_is_never_chosen_and_every_other_one_is() {
    let mut choice = Choice::of(7, 0);
    let mut seen = [false; 3];
    for _ in 0..1_000 {
        seen[choice.weighted(&[(1, 0_usize), (0, 1), (9, 2)])] = true;
    }
    assert_eq!(seen, [true, false, true]);
}
