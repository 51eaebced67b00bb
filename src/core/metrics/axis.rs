//! Quantities that a chart's horizontal axis can count.

/// The quantity along x.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum XAxis {
    /// Optimiser steps.
    #[default]
    Step,
    /// Passes over the training data, fractional.
    Epoch,
    /// Seconds since the first point of the run.
    Elapsed,
    /// Seconds since 1970-01-01 UTC.
    WallClock,
    /// Percent of the whole run's steps, 0 to 100. A log alone does not say how long its run is.
    RunShare,
}

impl XAxis {
    /// Every axis that a log alone can have, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Step, Self::Epoch, Self::Elapsed, Self::WallClock];

    /// Returns the words of menus.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Step => "Step",
            Self::Epoch => "Epoch",
            Self::Elapsed => "Elapsed time",
            Self::WallClock => "Wall clock",
            Self::RunShare => "% of run",
        }
    }

    /// Returns the word in links; inverse of [`XAxis::from_slug`].
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Epoch => "epoch",
            Self::Elapsed => "elapsed",
            Self::WallClock => "clock",
            Self::RunShare => "share",
        }
    }

    /// Returns the axis of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().chain([Self::RunShare]).find(|axis| axis.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_round_trip() {
        for axis in XAxis::ALL.into_iter().chain([XAxis::RunShare]) {
            assert_eq!(XAxis::from_slug(axis.slug()), Some(axis));
        }
        assert_eq!(XAxis::from_slug("Step"), None);
    }
}
