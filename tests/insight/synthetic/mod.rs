//! Made-up runs of known kinds: shapes as training programs write them, with noise of many levels, each from a seed.
//!
//! Lengths, noise, heights and distances of evaluations are drawn anew for each run, most of them on a logarithmic scale, so that no rule
//! can be fitted to one shape. `healthy` runs are to be met with silence, `trouble` and `rewards` say what is to be found in theirs.

mod healthy;
mod random;
mod rewards;
mod shape;
mod trouble;

use tuneboard_core::model::MetricRow;

use random::Random;

/// A made-up run.
pub struct Run {
    /// Its rows.
    pub rows: Vec<MetricRow>,
    /// Steps that it was to take.
    pub total_steps: u64,
    /// Share of its rows before the trouble begins; 1 without trouble.
    pub onset: f64,
}

/// A kind of run.
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// Right verdicts; empty for a healthy run, for which any is right that is no warning.
    pub verdicts: &'static [&'static str],
    make: fn(&mut Random) -> Run,
}

impl Kind {
    const fn new(
        name: &'static str,
        verdicts: &'static [&'static str],
        make: fn(&mut Random) -> Run,
    ) -> Self {
        Self { name, verdicts, make }
    }

    /// Returns whether nothing is wrong with such runs.
    pub fn is_healthy(&self) -> bool {
        self.verdicts.is_empty()
    }

    /// The run of a seed.
    pub fn run(&self, seed: u64) -> Run {
        let name =
            self.name.bytes().fold(0_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)));
        (self.make)(&mut Random::new(name ^ seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }
}

/// All kinds.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    healthy::KINDS.iter().chain(trouble::KINDS).chain(rewards::KINDS)
}
