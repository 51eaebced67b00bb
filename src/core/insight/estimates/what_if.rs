//! Early stopping in hindsight: the evaluation at which a run would have stopped.
//!
//! Definition: the best evaluation is the first; a later one is better only below best - min_delta. After the warm-up those that are not
//! better are counted, and as many as the patience in a row stop the run. NaN is never better.
//! Source: docs.together.ai/docs/fine-tuning/early-stopping; Keras and Lightning count alike.

/// Evaluations that can be asked for in a field.
const MOST_EVALS: f64 = 1e6;

/// The settings of early stopping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EarlyStopping {
    /// Evaluations in a row that are not better, at which the run stops; at least 1.
    pub patience: usize,
    /// Evaluations at the beginning that are not counted.
    pub warm_up: usize,
    /// By how much an evaluation has to be lower to be better; at least 0.
    pub min_delta: f64,
}

impl EarlyStopping {
    /// Returns these settings with what was typed in their place; numbers of evaluations are whole ones.
    #[must_use]
    pub fn with_typed(self, patience: Option<f64>, warm_up: Option<f64>, min_delta: Option<f64>) -> Self {
        let whole = |typed: Option<f64>, proposed: usize| typed.map_or(proposed, |number| number as usize);
        Self {
            patience: whole(patience, self.patience).max(1),
            warm_up: whole(warm_up, self.warm_up),
            min_delta: min_delta.unwrap_or(self.min_delta).max(0.0),
        }
    }

    /// Returns the reason why a number is no patience; `None` if it is one, and for none.
    pub fn patience_problem(typed: Option<f64>) -> Option<String> {
        let is_one = |number: &f64| (1.0..=MOST_EVALS).contains(number) && number.fract() == 0.0;
        typed.filter(|number| !is_one(number)).map(|_| "A patience is a whole number from 1.".to_owned())
    }

    /// Returns the reason why a number is no warm-up; `None` if it is one, and for none.
    pub fn warm_up_problem(typed: Option<f64>) -> Option<String> {
        let is_one = |number: &f64| (0.0..=MOST_EVALS).contains(number) && number.fract() == 0.0;
        typed.filter(|number| !is_one(number)).map(|_| "A warm-up is a whole number from 0.".to_owned())
    }

    /// Returns the reason why a number is no smallest improvement; `None` if it is one, and for none.
    pub fn min_delta_problem(typed: Option<f64>) -> Option<String> {
        typed.filter(|number| *number < 0.0).map(|_| "An improvement is a number from 0.".to_owned())
    }
}

/// Evaluation at which the run stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// Step at which it stops; `None` if it goes on to its end.
    pub step: Option<u64>,
    /// Step of the evaluation that is kept; `None` if there is none.
    pub best_step: Option<u64>,
    /// By how much the evaluation loss that was reached later is lower, as a share of the one that is kept; 0 if none is.
    pub gives_up: f64,
}

/// Replays evaluations, as steps and losses.
///
/// # Example
/// ```
/// use tuneboard_core::insight::{EarlyStopping, stop_early};
///
/// let settings = EarlyStopping { patience: 2, warm_up: 0, min_delta: 0.0 };
/// let stop = stop_early(&[(10, 1.0), (20, 0.8), (30, 0.9), (40, 0.85), (50, 0.6)], settings);
/// assert_eq!((stop.step, stop.best_step), (Some(40), Some(20)));
/// assert!((stop.gives_up - 0.25).abs() < 1e-9);
/// ```
pub fn stop_early(evals: &[(u64, f64)], settings: EarlyStopping) -> Stop {
    let mut best: Option<(u64, f64)> = None;
    let mut n_worse = 0;
    let mut stopped = None;
    for (idx, (step, loss)) in evals.iter().enumerate() {
        let is_better = match best {
            None => !loss.is_nan(),
            Some((_, best)) => *loss < best - settings.min_delta,
        };
        if is_better {
            best = Some((*step, *loss));
            n_worse = 0;
        } else if settings.warm_up <= idx {
            n_worse += 1;
            if settings.patience.max(1) <= n_worse {
                stopped = Some(*step);
                break;
            }
        }
    }
    let lowest =
        evals.iter().map(|(_, loss)| *loss).filter(|loss| loss.is_finite()).fold(f64::INFINITY, f64::min);
    let gives_up =
        best.map_or(0.0, |(_, best)| if lowest < best && 0.0 < best { (best - lowest) / best } else { 0.0 });
    Stop { step: stopped, best_step: best.map(|(step, _)| step), gives_up }
}

/// The patience to propose for so many evaluations: 15 % of them, at least 2.
pub fn proposed_patience(n_evals: usize) -> usize {
    (3 * n_evals).div_ceil(20).max(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stops evaluations at steps 1, 2, … by patience and warm-up, with a min-delta of 0.1.
    #[track_caller]
    fn check(losses: &[f64], patience: usize, warm_up: usize, expected: (Option<u64>, Option<u64>)) {
        let evals: Vec<(u64, f64)> = (1..).zip(losses.iter().copied()).collect();
        let stop = stop_early(&evals, EarlyStopping { patience, warm_up, min_delta: 0.1 });
        assert_eq!((stop.step, stop.best_step), expected, "{losses:?}");
    }

    #[test]
    fn evaluations_that_are_not_better_stop_the_run() {
        check(&[3.0, 2.0, 1.0], 1, 0, (None, Some(3)));
        check(&[3.0, 3.0, 1.0], 1, 0, (Some(2), Some(1)));
        check(&[3.0, 2.95, 2.85, 2.8], 2, 0, (None, Some(3)));
        check(&[3.0, 3.0, 3.0, 3.0], 2, 0, (Some(3), Some(1)));
        check(&[3.0, 3.0, 3.0, 3.0], 2, 2, (Some(4), Some(1)));
        check(&[f64::NAN, 3.0, f64::NAN, 3.5], 2, 0, (Some(4), Some(2)));
        check(&[f64::NAN, f64::NAN], 2, 0, (Some(2), None));
        check(&[], 2, 0, (None, None));
    }

    #[test]
    fn typed_settings_take_the_place_of_proposed_ones() {
        let proposed = EarlyStopping { patience: 3, warm_up: 1, min_delta: 0.01 };
        assert_eq!(proposed.with_typed(None, None, None), proposed);
        let typed = EarlyStopping { patience: 2, warm_up: 0, min_delta: 0.0 };
        assert_eq!(proposed.with_typed(Some(2.0), Some(0.0), Some(0.0)), typed);
        for (typed, expected) in [
            (None, [false, false, false]),
            (Some(0.0), [true, false, false]),
            (Some(2.0), [false, false, false]),
            (Some(0.5), [true, true, false]),
            (Some(-1.0), [true, true, true]),
            (Some(1e9), [true, true, false]),
        ] {
            let problems = [
                EarlyStopping::patience_problem(typed),
                EarlyStopping::warm_up_problem(typed),
                EarlyStopping::min_delta_problem(typed),
            ];
            assert_eq!(problems.map(|problem| problem.is_some()), expected, "{typed:?}");
        }
    }

    #[test]
    fn patience_grows_with_the_number_of_evaluations() {
        assert_eq!([1, 5, 20, 70].map(proposed_patience), [2, 2, 3, 11]);
    }
}
