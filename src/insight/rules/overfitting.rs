//! Evaluation loss rises: overfitting where training loss falls meanwhile, *evaluation rises* where it does not.
//!
//! Definition: the best evaluation is at least p = max(2, 15 % of all, at most 30) evaluations back, and the lowest of the last p is above it
//! by 5 % and by twice the noise of an evaluation. Where training fell by 3 % since the best one that is overfitting, else *evaluation
//! rises*. Over when an evaluation comes back to within 1 % of the best. A warning; an error from 20 % on; a note when it is over. Nothing
//! is said within the first tenth of a run whose end is known.
//! Source: Prechelt, *Early Stopping – But When?*, 1998 (generalisation loss, 5 %).
//! Fails with very few evaluations, and where a task metric improves while the loss rises (classifiers that become overconfident): the
//! sentence says so then.

use super::{Watch, finding, share, step};
use crate::format;
use crate::insight::{
    Direction, Finding, Rule, Severity, direction,
    episode::Episodes,
    evaluations::{Evaluation, Evaluations},
    names::{Part, RunKind},
    run::Run,
};

/// Rise above the best that counts, as a share of it.
const RISE: f64 = 0.05;
/// Rise from which on it is an error.
const LARGE_RISE: f64 = 0.2;
/// Deviations of an evaluation by noise.
const DEVIATIONS: f64 = 2.0;
/// Fall of the training loss since the best evaluation, as a share.
const FALL: f64 = 0.03;
/// Most evaluations that have to be higher.
const MOST_EVALS: usize = 30;

/// The training loss about the best evaluation and now; `None` with too few rows.
type Train = Option<(f64, f64)>;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Rise {
    best: Evaluation,
    /// By how much the lowest of the last evaluations is above the best, as a share of it.
    rise: f64,
    n_evals: usize,
    train: Train,
}

/// The rule.
#[derive(Debug, Clone, Default)]
pub(super) struct Overfitting {
    episodes: Episodes<Rise>,
}

/// Number of evaluations that have to be higher, of so many.
fn n_higher(n_evals: usize) -> usize {
    (3 * n_evals).div_ceil(20).clamp(2, MOST_EVALS)
}

/// By how much the lowest of the last evaluations is above the best, if that is more than noise.
fn rise(evals: &Evaluations) -> Option<f64> {
    let best = evals.best()?.loss;
    let n_last = n_higher(evals.len());
    if evals.n_since_best() < n_last || best <= 0.0 {
        return None;
    }
    let lowest = evals.last(n_last).iter().map(|eval| eval.loss).fold(f64::INFINITY, f64::min);
    let is_rise = RISE * best < lowest - best && DEVIATIONS * evals.noise() < lowest - best;
    is_rise.then_some((lowest - best) / best)
}

/// Training loss about the best evaluation, and of the rows since.
fn train(evals: &Evaluations) -> Train {
    let best = evals.best()?;
    let after = evals.after_best();
    let n_rows: usize = after.iter().map(|eval| eval.n_train).sum();
    let now = after.iter().rev().map(|eval| eval.train).find(|train| train.is_finite())?;
    // Without a row right before the best one, the one before that tells.
    let n_until = evals.len() - after.len();
    let then =
        evals.list[..n_until].iter().rev().take(8).map(|eval| eval.train).find(|train| train.is_finite());
    let then = if best.train.is_finite() { best.train } else { then? };
    (1 <= n_rows).then_some((then, now))
}

impl Watch for Overfitting {
    fn see(&mut self, run: &Run<'_>) {
        let is_ours = matches!(run.kind(), RunKind::Supervised);
        if run.row.eval_loss.is_none_or(|loss| !loss.is_finite()) || !is_ours {
            return;
        }
        let (evals, step) = (run.evals, run.row.step);
        let Some(best) = evals.best() else { return };
        let rise = rise(evals);
        if let Some(open) = self.episodes.open_one() {
            let now = evals.last(1).first().map_or(f64::NAN, |eval| eval.loss);
            if now <= open.note.best.loss + 0.01 * open.note.best.loss.abs() {
                return self.episodes.close(step);
            }
            open.add_evidence(step);
            open.note.n_evals = evals.n_since_best();
            open.note.train = train(evals);
            open.note.rise = rise.unwrap_or(open.note.rise);
            return;
        }
        if let Some(rise) = rise.filter(|_| run.is_past(0.1) && 3 <= evals.len()) {
            let note = Rise { best, rise, n_evals: evals.n_since_best(), train: train(evals) };
            let first_step = evals.after_best().first().map_or(step, |eval| eval.step);
            if let Some(open) = self.episodes.open(first_step, step, note) {
                open.add_evidence(best.step);
                evals.after_best().iter().for_each(|eval| open.add_evidence(eval.step));
            }
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let Rise { best, rise, n_evals, train } = episode.note;
            let fell = train.filter(|(then, now)| *now < (1.0 - FALL) * then);
            let severity = match () {
                () if !episode.is_open => Severity::Note,
                () if LARGE_RISE <= rise && fell.is_some() => Severity::Error,
                () => Severity::Warning,
            };
            let lowest =
                format!("Evaluation loss was lowest at {} ({})", step(best.step), format::number(best.loss));
            let evals = format::count_of(n_evals, "evaluation", "evaluations");
            let (rule, sentence) = match fell {
                _ if !episode.is_open => {
                    let rule = if fell.is_some() { Rule::Overfitting } else { Rule::EvalRises };
                    let back = step(episode.last_step);
                    (
                        rule,
                        format!("{lowest}, was {} higher for a while, and came back at {back}.", share(rise)),
                    )
                }
                Some((then, now)) => {
                    let (then, now) = (format::number(then), format::number(now));
                    let higher = share(rise);
                    (
                        Rule::Overfitting,
                        format!(
                            "{lowest} and has been {higher} higher since ({evals}), while training loss fell from {then} to {now}."
                        ),
                    )
                }
                None => {
                    let text = format!(
                        "Evaluation loss has risen {} above its lowest ({}, {}). Training loss did not fall meanwhile.",
                        share(rise),
                        format::number(best.loss),
                        step(best.step)
                    );
                    (Rule::EvalRises, text)
                }
            };
            let mut advice = Vec::new();
            if episode.is_open {
                advice.push(format!(
                    "The checkpoint nearest to {} is the one to look at first.",
                    step(best.step)
                ));
                advice.extend(improving_task(run, best.step));
            }
            findings.push(finding(rule, severity, episode, run, sentence, advice));
        }
    }
}

/// A task metric whose best is behind the best loss.
fn improving_task(run: &Run<'_>, best_step: u64) -> Option<String> {
    let name = &run.names.key(Part::Task)?.name;
    let track = run.track(Part::Task)?;
    let sign = if direction(name)? == Direction::Up { -1.0 } else { 1.0 };
    let best = (0..track.len())
        .filter(|idx| track.at(*idx).is_finite())
        .min_by(|a, b| (sign * track.at(*a)).total_cmp(&(sign * track.at(*b))))?;
    let at = track.step(best).filter(|at| best_step < *at)?;
    Some(format!("{name}, though, was best later, at {}; look at both before you choose.", step(at)))
}

#[cfg(test)]
mod tests {
    use crate::insight::{
        Rule,
        cases::{noise, spans_of},
    };

    /// Evaluations at every fourth of rows whose training loss falls by `fall` a row, and the spans that are found.
    #[track_caller]
    fn check(evals: &[f64], fall: f64, total_steps: Option<u64>, expected: &[&str]) {
        let rows = 4 * evals.len();
        let train: Vec<f64> = (0..rows).map(|row| 2.0 * (1.0 - fall).powi(row as i32)).collect();
        let mut at_rows = vec![None; rows];
        evals.iter().enumerate().for_each(|(idx, eval)| at_rows[4 * idx + 3] = Some(*eval));
        let train: Vec<Option<f64>> = train.into_iter().map(Some).collect();
        let columns = [("train/loss", train), ("eval/loss", at_rows)];
        assert_eq!(spans_of(&[Rule::Overfitting, Rule::EvalRises], &columns, total_steps), expected);
    }

    #[test]
    fn a_rise_with_falling_training_loss_is_overfitting() {
        check(&[1.0, 0.9, 0.8, 0.7, 0.65, 0.6], 0.02, None, &[]);
        check(&[1.0, 0.8, 0.9], 0.02, None, &[]);
        check(&[1.0, 0.8, 0.85, 0.9], 0.02, None, &["overfitting warning 12-16 open"]);
        check(&[0.3, 0.35, 0.4, 0.45], 0.02, None, &["overfitting error 8-16 open"]);
        check(&[1.0, 0.8, 0.85, 0.9, 0.7], 0.02, None, &["overfitting note 12-20 over"]);
        check(&[1.0, 0.8, 0.85, 0.9], 0.0, None, &["eval-rises warning 12-16 open"]);
        check(&[1.0, 0.8, 0.83, 0.835, 0.835], 0.02, None, &[]);
        check(&[1.0, 0.8, 0.85, 0.9], 0.02, Some(1_000), &[]);
        check(&[], 0.02, None, &[]);
    }

    #[test]
    fn noise_is_no_rise() {
        for seed in 0..20 {
            let evals: Vec<f64> = (0..40).map(|idx| 1.0 + 0.03 * noise(40 * seed + idx)).collect();
            check(&evals, 0.02, None, &[]);
        }
    }
}
