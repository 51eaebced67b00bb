//! The level of the training loss: a running median, its start, its best, and the noise of single rows.

use super::{
    stats::{MAD_TO_SIGMA, SortedWindow, median},
    track::Track,
};

/// Rows that the level looks back on at most.
const MOST_ROWS: usize = 50;

/// Rows whose differences measure the noise of single rows.
const NOISE_ROWS: usize = 100;

/// The level after a number of rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    window: SortedWindow,
    /// The first rows, for the level at the start.
    first: Vec<f64>,
    /// Finite rows so far.
    n: usize,
    start: f64,
    best: f64,
    best_step: u64,
    /// Rows that the best level looked back on.
    best_rows: usize,
    /// The level before the last row.
    before: f64,
    /// Loss that a quarter of the last rows are above.
    high: f64,
}

impl Level {
    /// Notes the level before a row.
    pub(super) fn begin_row(&mut self) {
        self.before = self.now();
    }

    /// Takes the finite training loss of the row that began, after so many finite rows with it.
    pub(super) fn push(&mut self, loss: f64, step: u64, n_rows: usize) {
        self.n = n_rows;
        let len = self.rows();
        self.window.push(loss, len);
        if self.first.len() < MOST_ROWS {
            self.first.push(loss);
        }
        if self.n <= 10 * MOST_ROWS + 10 {
            self.start = median(&mut self.first.iter().copied().take(len).collect::<Vec<_>>());
        }
        self.high = self.window.quantile(0.75);
        let now = self.window.median();
        if self.window.len() == len && (self.n == len || now < self.best) {
            self.best = now;
            self.best_step = step;
            self.best_rows = len;
        }
    }

    /// Finite rows so far.
    pub(super) fn n_rows(&self) -> usize {
        self.n
    }

    /// Rows that the level looks back on: a tenth of those so far, 3 to 50; 2 while there are fewer than 15.
    pub(super) fn rows(&self) -> usize {
        if self.n < 15 { 2 } else { (self.n / 10).clamp(3, MOST_ROWS) }
    }

    /// The present level; `NaN` before the first row.
    pub(super) fn now(&self) -> f64 {
        self.window.median()
    }

    /// The level before the last row; `NaN` before the second.
    pub(super) fn before(&self) -> f64 {
        if self.n < 2 { f64::NAN } else { self.before }
    }

    /// Loss above which a row is worth a look: a quarter above the level, and six times as far as the upper quarter of rows.
    pub(super) fn limit(&self) -> f64 {
        let now = self.now();
        (1.25 * now).max(now + 6.0 * (self.high - now))
    }

    /// The level of the first rows.
    pub(super) fn start(&self) -> f64 {
        self.start
    }

    /// The lowest level so far.
    pub(super) fn best(&self) -> f64 {
        self.best
    }

    /// Rows that the lowest level looked back on; 0 before there is one.
    pub(super) fn best_rows(&self) -> usize {
        self.best_rows
    }

    /// Step of the lowest level.
    pub(super) fn best_step(&self) -> u64 {
        self.best_step
    }
}

/// Standard deviation of single rows around their level: from the differences of neighbours among the 100 rows before one, so that
/// a trend does not count. 0 below 5 rows.
pub(super) fn row_noise(track: &Track<'_>, end: usize) -> f64 {
    noise_of(&track.finite(end.saturating_sub(NOISE_ROWS)..end))
}

/// As [`row_noise`], of the logarithm of the losses above 0.
pub(super) fn row_noise_of_logarithm(track: &Track<'_>, end: usize) -> f64 {
    let last = track.finite(end.saturating_sub(NOISE_ROWS)..end);
    noise_of(&last.iter().filter(|loss| 0.0 < **loss).map(|loss| loss.ln()).collect::<Vec<_>>())
}

fn noise_of(last: &[f64]) -> f64 {
    let mut differences: Vec<f64> = last.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    if differences.len() < 4 {
        0.0
    } else {
        MAD_TO_SIGMA * median(&mut differences) / std::f64::consts::SQRT_2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The level at the start, now and at its best after rows of these losses at steps 1, 2, …
    #[track_caller]
    fn check(losses: &[f64], expected: (f64, f64, f64, u64)) {
        let mut level = Level::default();
        losses.iter().zip(1..).for_each(|(loss, step)| level.push(*loss, step, step as usize));
        assert_eq!((level.start(), level.now(), level.best(), level.best_step()), expected);
    }

    #[test]
    fn the_level_is_a_median_of_the_last_rows() {
        check(&[4.0, 2.0], (3.0, 3.0, 3.0, 2));
        check(&[4.0, 2.0, 1.0, 9.0], (3.0, 5.0, 1.5, 3));
        let falling: Vec<f64> = (0..40).map(|row| 100.0 - f64::from(row)).collect();
        check(&falling, (98.5, 62.5, 62.5, 40));
        let mut spiked = falling.clone();
        spiked.push(900.0);
        check(&spiked, (98.5, 62.5, 62.5, 40));
    }
}
