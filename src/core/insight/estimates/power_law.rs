//! The evaluation loss at the end of a run.
//!
//! Definition: a + b·t^-c is fitted to the last 60 % of the evaluations, 4 at least, with c on a grid from 0.1 to 2 and a, b from 0 on; the
//! forecast is the median of the last three plus what the curve still falls. The interval is that of 18 logs at the same share done. From
//! 30 % of the run on, and with a known end.
//! Source: power laws of learning curves (Domhan and others, 2015); half-widths that held 15 of 18 times, leave one run out.
//! Fails where the schedule of the learning rate bends the end down, and where the run overfits later.

use crate::insight::stats::median;

/// A forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// Step and loss of the last evaluation so far.
    pub from: (u64, f64),
    /// Last step of the run.
    pub end_step: u64,
    /// Evaluation loss at the last step.
    pub value: f64,
    /// Lower end of what holds in 8 of 10 cases.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// Share done, and the half-width of the interval there as a share of the value.
const HALF_WIDTHS: [(f64, f64); 4] = [(0.3, 0.19), (0.5, 0.09), (0.7, 0.054), (1.0, 0.01)];
/// Evaluations that the curve is fitted to at most.
const MOST_POINTS: usize = 60;
/// Share of the run from which on there is a forecast.
const EARLIEST: f64 = 0.3;

/// The evaluation loss at the end of a run of so many steps, by steps and losses of its evaluations; `None` where it cannot be told.
///
/// # Example
/// ```
/// let evals: Vec<(u64, f64)> = (1..=6).map(|k| (100 * k, 1.0 + 100.0 / (100.0 * k as f64))).collect();
/// let forecast = tuneboard_core::insight::forecast(&evals, 1_000).expect("there are six evaluations");
/// assert!((forecast.value - 1.1).abs() < 0.05);
/// ```
pub fn forecast(evals: &[(u64, f64)], total_steps: u64) -> Option<Forecast> {
    let total = total_steps as f64;
    let from = *evals.last()?;
    let last_step = from.0 as f64;
    let done = last_step / total;
    if evals.len() < 4
        || !(EARLIEST..1.0).contains(&done)
        || evals.iter().any(|(_, loss)| !loss.is_finite() || *loss < 0.0)
    {
        return None;
    }
    let n = (3 * evals.len()).div_ceil(5).max(4);
    // Of many evaluations some tell enough.
    let stride = n.div_ceil(MOST_POINTS);
    let tail = evals[evals.len() - n..].iter().rev().step_by(stride);
    let tail: Vec<(f64, f64)> = tail.map(|(step, loss)| ((*step).max(1) as f64 / total, *loss)).collect();
    let fits = (2..=40).map(|idx| fit(&tail, f64::from(idx) * 0.05));
    let (b, c, _) = fits.min_by(|one, other| one.2.total_cmp(&other.2))?;
    let fall = b * (done.powf(-c) - 1.0);
    let anchor = median(&mut evals[evals.len() - 3..].iter().map(|(_, loss)| *loss).collect::<Vec<_>>());
    let value = (anchor - fall).max(0.0);
    let half = half_width(done) * value;
    value.is_finite().then_some(Forecast {
        from,
        end_step: total_steps,
        value,
        low: value - half,
        high: value + half,
    })
}

/// The factor of the best curve with an exponent, that exponent, and the sum of its squared errors.
fn fit(points: &[(f64, f64)], c: f64) -> (f64, f64, f64) {
    let n = points.len() as f64;
    let curve = |t: f64| t.powf(-c);
    let mean_x = points.iter().map(|(t, _)| curve(*t)).sum::<f64>() / n;
    let mean_y = points.iter().map(|(_, y)| *y).sum::<f64>() / n;
    let xy: f64 = points.iter().map(|(t, y)| (curve(*t) - mean_x) * (y - mean_y)).sum();
    let xx: f64 = points.iter().map(|(t, _)| (curve(*t) - mean_x).powi(2)).sum();
    let mut b = if 0.0 < xx { (xy / xx).max(0.0) } else { 0.0 };
    let mut a = mean_y - b * mean_x;
    if a < 0.0 {
        a = 0.0;
        b = points.iter().map(|(t, y)| curve(*t) * y).sum::<f64>()
            / points.iter().map(|(t, _)| curve(*t).powi(2)).sum::<f64>();
    }
    (b, c, points.iter().map(|(t, y)| (a + b * curve(*t) - y).powi(2)).sum())
}

/// Half-width at a share done, straight between those that are known.
fn half_width(done: f64) -> f64 {
    let between = HALF_WIDTHS.windows(2).find(|pair| done <= pair[1].0);
    between.map_or(0.01, |pair| {
        let ((from, wide), (to, narrow)) = (pair[0], pair[1]);
        wide + (narrow - wide) * ((done - from) / (to - from)).clamp(0.0, 1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forecast for step 1,000 from evaluations every 100 steps, and the half-width.
    #[track_caller]
    fn check(losses: &[f64], expected: Option<(f64, f64)>) {
        let evals: Vec<(u64, f64)> = losses.iter().zip(1..).map(|(loss, row)| (100 * row, *loss)).collect();
        let round = |value: f64| (1e3 * value).round() / 1e3;
        let found =
            forecast(&evals, 1_000).map(|found| (round(found.value), round(found.high - found.value)));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_power_law_is_followed_to_its_end() {
        check(&[3.0, 2.0, 1.7], None);
        check(&[1.5, 1.5, 1.5, 1.5, 1.5], Some((1.5, 0.135)));
        check(&[2.0, 1.9, 1.9, f64::NAN, 1.8], None);
        check(&[1.0; 10], None);
        // 1 + 1 / t, of which the median of the last three is that before the last.
        let law: Vec<f64> = (1..=7).map(|t| 1.0 + 1.0 / f64::from(t)).collect();
        check(&law, Some((1.124, 0.061)));
    }

    #[test]
    fn half_widths_shrink_with_the_share_done() {
        for (done, expected) in [(0.3, 0.19), (0.4, 0.14), (0.5, 0.09), (0.7, 0.054), (0.99, 0.0115)] {
            assert!((half_width(done) - expected).abs() < 1e-3, "{done}: {}", half_width(done));
        }
    }
}
