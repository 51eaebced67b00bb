//! Smoothing by a bell curve, bit by bit: moving averages in a row.

use crate::Column;

/// Moving averages that make a bell curve.
const N_PASSES: usize = 4;

/// A bell curve under way.
#[derive(Debug, Clone)]
pub(crate) struct Gaussian {
    /// Neighbours on each side that a moving average is over.
    radius: usize,
    /// Smoothed figures that stay as they are.
    n_kept: usize,
    /// The first point that the others depend on.
    begin: usize,
    /// The next point or figure to look at.
    at: usize,
    /// The last pass that is done, as its figures; gaps do not count.
    figures: Vec<f64>,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    /// Figures are told from gaps.
    Collecting,
    Averaging {
        /// Passes before this one.
        n_done: usize,
        averages: Vec<f64>,
        /// Sum of the neighbours of the last figure.
        sum: f64,
        n: usize,
    },
    /// Gaps are put between the figures again; so many of these are placed.
    Placing(usize),
}

impl Gaussian {
    /// Returns the smoothing of `ys`, of which the first `from` were there before, for a weight from 0 to
    /// 0.999.
    pub(crate) fn new(weight: f64, from: usize, ys: &Column) -> Self {
        let deviation = weight / (1.0 - weight);
        // Four averages of this width have the variance of the bell curve together.
        let width = (12.0 / N_PASSES as f64 * deviation * deviation + 1.0).sqrt();
        let radius = ((width - 1.0) / 2.0).round() as usize;
        let reach = N_PASSES * radius;
        // Figures near the old end have new neighbours. With gaps it is not known how far they reach.
        let is_gapless = ys.whole().n_gaps == 0;
        let n_kept = if is_gapless { from.saturating_sub(reach) } else { 0 };
        let begin = n_kept.saturating_sub(reach);
        let figures = Vec::with_capacity(ys.len() - begin);
        Self { radius, n_kept, begin, at: begin, figures, stage: Stage::Collecting }
    }

    /// Returns the number of smoothed figures that were there before and stay as they are.
    pub(crate) fn n_kept(&self) -> usize {
        self.n_kept
    }

    /// Looks at as many figures more as `left` has, and takes them off. What is smoothed goes to `values`; whether it
    /// is done.
    pub(crate) fn go_on(&mut self, left: &mut usize, ys: &Column, values: &mut Column) -> bool {
        loop {
            let n_items =
                if matches!(self.stage, Stage::Averaging { .. }) { self.figures.len() } else { ys.len() };
            let until = n_items.min(self.at.saturating_add(*left));
            *left -= until - self.at;
            match &mut self.stage {
                Stage::Collecting => {
                    let finite = ys.slices(self.at..until).flatten().copied().filter(|value| !value.is_nan());
                    self.figures.extend(finite);
                }
                Stage::Averaging { averages, sum, n, .. } => {
                    for idx in self.at..until {
                        if let Some(entering) = self.figures.get(idx + self.radius) {
                            *sum += entering;
                            *n += 1;
                        }
                        if let Some(leaving) = idx.checked_sub(self.radius + 1) {
                            *sum -= self.figures[leaving];
                            *n -= 1;
                        }
                        averages.push(*sum / *n as f64);
                    }
                }
                Stage::Placing(n_placed) => {
                    for idx in self.at..until {
                        let value = ys.at(idx);
                        let figure = self.figures.get(*n_placed).copied().unwrap_or(value);
                        *n_placed += usize::from(!value.is_nan());
                        values.push(if value.is_nan() { value } else { figure });
                    }
                }
            }
            self.at = until;
            if until < n_items {
                return false;
            }
            if matches!(self.stage, Stage::Placing(_)) {
                return true;
            }
            self.next_stage();
        }
    }

    fn next_stage(&mut self) {
        let n_done = match &mut self.stage {
            Stage::Collecting => 0,
            Stage::Averaging { n_done, averages, .. } => {
                self.figures = std::mem::take(averages);
                *n_done + 1
            }
            Stage::Placing(_) => return,
        };
        if n_done == N_PASSES {
            (self.at, self.stage) = (self.n_kept, Stage::Placing(self.n_kept - self.begin));
            return;
        }
        // Fewer at the ends.
        let sum = self.figures.iter().take(self.radius).sum();
        let n = self.figures.len().min(self.radius);
        let averages = Vec::with_capacity(self.figures.len());
        (self.at, self.stage) = (0, Stage::Averaging { n_done, averages, sum, n });
    }
}
