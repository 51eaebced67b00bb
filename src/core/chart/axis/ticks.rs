//! Round values along an axis, whatever it shows, and how they are written.

pub use super::number_ticks::{Tick, value_label};
pub(super) use super::number_ticks::{linear, logarithmic, rounded_out};

use super::{
    number_ticks::{grouped, steps},
    time_ticks,
};
use crate::{metrics::XAxis, model::UtcOffset};

/// About `n_max` round values of an x axis.
pub(in crate::chart) fn horizontal(
    axis: XAxis,
    domain: (f64, f64),
    n_max: usize,
    utc_offset: UtcOffset,
) -> Vec<Tick> {
    match axis {
        XAxis::Step => steps(domain, n_max),
        XAxis::Epoch | XAxis::RunShare => linear(domain, n_max),
        XAxis::Elapsed => time_ticks::elapsed(domain, n_max),
        XAxis::WallClock => time_ticks::wall_clock(domain, n_max, utc_offset),
    }
}

/// A place on an x axis in full: `1,500`, `1.204`, `20m 14s`, `2 Jun 08:11:40`.
pub fn tick_label(value: f64, axis: XAxis, utc_offset: UtcOffset) -> String {
    match axis {
        XAxis::Step => grouped(&format!("{value:.0}")),
        XAxis::Epoch | XAxis::RunShare => value_label(value),
        XAxis::Elapsed => time_ticks::elapsed_label(value),
        XAxis::WallClock => time_ticks::instant_label(value, utc_offset),
    }
}

#[cfg(test)]
mod tests;
