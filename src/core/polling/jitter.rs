//! Random waits from a seed, so that a poller's whole life can be repeated in a test.

/// A stream of numbers (splitmix64). Good enough to spread requests, for nothing else.
#[derive(Debug, Clone)]
pub(super) struct Jitter {
    state: u64,
}

impl Jitter {
    /// Returns the stream of this seed.
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns the next number, 0 up to but not 1.
    pub(super) fn unit(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        // The upper 53 bits are what an f64 holds exactly.
        (z >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fill_the_unit_interval_and_repeat_by_seed() {
        let mut jitter = Jitter::new(7);
        let drawn: Vec<f64> = (0..1000).map(|_| jitter.unit()).collect();
        assert!(drawn.iter().all(|unit| (0.0..1.0).contains(unit)));
        let mean = drawn.iter().sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "mean {mean}");
        let mut again = Jitter::new(7);
        assert!(drawn.iter().all(|unit| *unit == again.unit()));
        assert_ne!(Jitter::new(8).unit(), drawn[0]);
    }
}
