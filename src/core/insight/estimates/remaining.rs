//! Time left of a run.
//!
//! Definition: seconds of the last half of the rows per step, pauses for evaluations and checkpoints included, times the steps left. The
//! interval is a backtest in the run itself: at each past row the time to a row twice as far, at most the last one, is predicted in the same
//! way, and the 10 % and 90 % quantiles of true by predicted apply, at least 0.97 to 1.03.
//! Source: 8 logs with a clock per row; the interval held 33 of 39 times.
//! Fails where a run stalls from now on, and where the end of the run moves.

/// An estimate of the time to the last step.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeLeft {
    /// Seconds.
    pub secs: f64,
    /// Seconds that hold in 8 of 10 cases, from and to; `None` with fewer than 8 rows to test it by.
    pub range: Option<(f64, f64)>,
    /// Method of the estimate, in words.
    pub method: &'static str,
}

/// Rows that the backtest looks at.
const MOST_ROWS: usize = 500;
/// Predictions that an interval needs.
const PAIRS: usize = 8;
/// Rows before the first prediction.
const FIRST: usize = 4;

/// The time left of a run with so many steps, by the steps and seconds of its rows, both ascending; `None` with fewer than 3 rows, and
/// at the end.
///
/// # Example
/// ```
/// let rows = [(10, 20.0), (20, 40.0), (30, 60.0)];
/// let left = tuneboard_core::insight::time_left(&rows, 100);
/// assert_eq!(left.map(|left| left.secs), Some(140.0));
/// ```
pub fn time_left(rows: &[(u64, f64)], total_steps: u64) -> Option<TimeLeft> {
    // A clock that falls back was started anew.
    let begin =
        (1..rows.len()).rev().find(|idx| rows[*idx].1 < rows[idx - 1].1 || rows[*idx].0 <= rows[idx - 1].0);
    let rows = &rows[begin.unwrap_or(0)..];
    let last = rows.len().checked_sub(1).filter(|last| 2 <= *last)?;
    let steps_left = total_steps.checked_sub(rows[last].0).filter(|left| 0 < *left)?;
    let secs = secs_per_step(rows, last)? * steps_left as f64;
    let stride = rows.len().div_ceil(MOST_ROWS);
    let ratios = (FIRST..last).step_by(stride).filter_map(|at| {
        let to = last.min(2 * at);
        let (from, to) = (rows[at], rows[to]);
        let predicted = secs_per_step(rows, at)? * (to.0 - from.0) as f64;
        Some((to.1 - from.1) / predicted).filter(|ratio| ratio.is_finite())
    });
    let mut ratios: Vec<f64> = ratios.collect();
    ratios.sort_by(f64::total_cmp);
    let quantile = |share: f64| ratios.get(((ratios.len() as f64 - 1.0) * share).round() as usize).copied();
    let range = match (quantile(0.1), quantile(0.9)) {
        (Some(low), Some(high)) if PAIRS <= ratios.len() => {
            Some((secs * low.min(0.97), secs * high.max(1.03)))
        }
        _ => None,
    };
    let method = "seconds per step of the last half of the rows, pauses included, times the steps left";
    Some(TimeLeft { secs, range, method })
}

/// Seconds per step of the half of the rows that ends with `at`.
fn secs_per_step(rows: &[(u64, f64)], at: usize) -> Option<f64> {
    let (from, to) = (rows[at / 2], rows[at]);
    Some((to.1 - from.1) / (to.0 - from.0) as f64).filter(|secs| secs.is_finite() && 0.0 < *secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Time left at rows of 10 steps each that took so many seconds, of 1,000 steps.
    #[track_caller]
    fn check(secs: &[f64], expected: Option<(f64, Option<(f64, f64)>)>) {
        let mut clock = 0.0;
        let rows: Vec<(u64, f64)> = secs
            .iter()
            .zip(1..)
            .map(|(secs, row)| {
                clock += secs;
                (10 * row, clock)
            })
            .collect();
        let left = time_left(&rows, 1_000);
        assert_eq!(
            left.map(|left| (left.secs.round(), left.range.map(|(low, high)| (low.round(), high.round())))),
            expected
        );
    }

    #[test]
    fn a_steady_run_goes_on_as_it_did() {
        check(&[], None);
        check(&[5.0, 5.0], None);
        check(&[5.0; 4], Some((480.0, None)));
        check(&[5.0; 50], Some((250.0, Some((243.0, 258.0)))));
        check(&[5.0; 100], None);
        check(&[0.0; 50], None);
    }

    #[test]
    fn pauses_count_and_widen_the_range() {
        // 3 of the last 25 rows paused: 185 s for 250 steps, and 500 steps are left.
        let secs: Vec<f64> = (0..50).map(|row| if row % 10 == 9 { 25.0 } else { 5.0 }).collect();
        check(&secs, Some((370.0, Some((303.0, 617.0)))));
    }

    #[test]
    fn a_clock_that_starts_anew_counts_from_there() {
        let mut rows: Vec<(u64, f64)> =
            (1..=20_u32).map(|row| (u64::from(row), 100.0 * f64::from(row))).collect();
        rows.extend((21..=40_u32).map(|row| (u64::from(row), f64::from(row - 20))));
        assert_eq!(time_left(&rows, 50).map(|left| left.secs), Some(10.0));
    }
}
