//! Differences between the providers' worlds: everything that [`crate::world`] needs before it makes up a
//! job. Each provider's folder has one.

use crate::curated::{Ending, Sketch};

/// The jobs of one provider, as a recipe.
pub(crate) struct Kit {
    /// The provider's word in faults; it also tells its world's randomness from the others'.
    pub(crate) word: &'static str,
    /// Jobs that are there from the start, oldest first.
    pub(crate) sketches: &'static [Sketch],
    /// Names of other jobs.
    pub(crate) names: &'static [&'static str],
    /// A model's name, by the sketch's index.
    pub(crate) model: fn(usize) -> &'static str,
    /// A file's id, by the sketch's index.
    pub(crate) file: fn(usize) -> &'static str,
    /// Steps between rows.
    pub(crate) log_every: u64,
    /// Steps of a job that arrives while the simulator runs, and seconds per step: over within five minutes.
    pub(crate) arrival: (u64, f64),
    /// A job like many, from the world's seed and a number.
    pub(crate) vary: fn(u64, u64) -> Sketch,
    /// Returns the end of a past job, by chance (0 to 1).
    pub(crate) ending: fn(f64) -> Ending,
    /// An id in the provider's style, from the job's name, a number, digits of it, and the world's seed.
    pub(crate) id: fn(&str, u64, &str, u64) -> String,
}
