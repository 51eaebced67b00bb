//! Evaluation loss rises: overfitting where training loss falls meanwhile, *evaluation rises* where it does not, divergence where it
//! rises too.
//!
//! Definition: the best evaluation is at least p = max(2, 15 % of all, at most 30) evaluations back, and one of three holds. The lowest of the
//! last p is above the best by 5 % and by the noise of evaluations (2 deviations; 3 from 8 evaluations on,
//! unless training loss has halved). Or, of fewer than 10 evaluations,
//! each after the best is above the one before, the last by 9 % above the best, and training fell by 10 %. Or, from 5 evaluations on, the
//! median of the last p is above the best by 3 % and 4 deviations, with a rising trend, and training fell by 10 %. From 15 evaluations on the
//! best is the median of three about it, since the lowest of many is low by chance. Where training fell by 3 % since the best evaluation that is
//! overfitting; where it is a quarter above its lowest, and the evaluation 10 % above, the run diverged; else *evaluation rises*. Over when an
//! evaluation comes back to within 1 % of the best. A warning; an error from 20 % on; a note when it is over. Nothing is said within the first
//! 30 % of a run whose end is known, or 90 % with 3 evaluations.
//! Source: Prechelt, *Early Stopping – But When?*, 1998 (generalisation loss, 5 %; successive rises).
//! Fails with noisy evaluations that are few, and where a task metric improves while the loss rises (classifiers that become overconfident):
//! the advice says so then.

use super::{Watch, finding, share, step};
use crate::format;
use crate::insight::{
    Direction, Finding, Rule, Severity, direction,
    episode::Episodes,
    evaluations::{Evaluation, Evaluations},
    level::row_noise,
    names::Part,
    run::Run,
    stats::{median, trend},
};

/// Rise above the best that counts, as a share of it.
const RISE: f64 = 0.05;
/// Rise from which on it is an error.
const LARGE_RISE: f64 = 0.2;
/// Rises of the last two of few evaluations, each of which is above the one before.
const STEADY_RISE: (f64, f64) = (0.025, 0.09);
/// Rise that counts with a trend.
const TREND_RISE: f64 = 0.03;
/// Fall of the training loss since the best evaluation, as a share: for overfitting, and for smaller signs of it.
const FALL: f64 = 0.03;
const LARGE_FALL: f64 = 0.1;
/// Training loss that has fallen to this share tells more than evaluations that are noisy.
const HALF: f64 = 0.5;
/// Factor between the lowest training loss and the present one that is divergence, and the rise of the evaluation with it.
const TRAIN_RATIO: f64 = 1.25;
const RISE_WITH_TRAIN: f64 = 0.1;
/// Most evaluations that have to be higher.
const MOST_EVALS: usize = 30;
/// Evaluations from which on the best is compared by its neighbours.
const MANY: usize = 15;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Rise {
    best: Evaluation,
    /// By how much the lowest of the last evaluations is above the best, as a share of it.
    lowest: f64,
    /// The same of their median.
    middle: f64,
    n_evals: usize,
    /// Training loss about the best evaluation, and of the rows since; `None` with too few rows.
    train: Option<(f64, f64)>,
    /// The lowest training loss before, if the present one is far above.
    train_rose_from: Option<f64>,
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

/// Returns how far evaluations are above the best one.
fn measure(run: &Run<'_>) -> Option<Rise> {
    let evals = run.evals;
    let best = evals.best()?;
    let last = evals.last(n_higher(evals.len()).min(evals.n_since_best()));
    let lowest = last.iter().map(|eval| eval.loss).fold(f64::INFINITY, f64::min);
    let middle = median(&mut last.iter().map(|eval| eval.loss).collect::<Vec<_>>());
    let above = |loss: f64| (loss - best.loss) / best.loss;
    let (lowest, middle) = (above(lowest), above(middle));
    let train = train(evals);
    let train_rose_from = train_rose_from(run);
    Some(Rise { best, lowest, middle, n_evals: evals.n_since_best(), train, train_rose_from })
}

/// Returns whether evaluations have risen by more than noise.
fn has_risen(evals: &Evaluations, rise: &Rise) -> bool {
    let (n, best, noise) = (evals.len(), rise.best.loss, evals.noise());
    let after = evals.after_best();
    let n_last = n_higher(n);
    if after.len() < n_last || best <= 0.0 {
        return false;
    }
    // The lowest of many is low by chance.
    let about = &evals.list[n - after.len() - 1..];
    let before = evals.list[..n - after.len() - 1].last();
    let about_best = about.iter().take(2).chain(before).map(|eval| eval.loss);
    let base = if MANY <= n { median(&mut about_best.collect::<Vec<_>>()) } else { best };
    let above_base = |rise: f64| best * (1.0 + rise) - base;
    let fell = rise.train.is_some_and(|(then, now)| now < (1.0 - LARGE_FALL) * then);
    let is_memorised = rise.train.is_some_and(|(then, now)| now < HALF * then);
    let deviations = if n < 8 || is_memorised { 2.0 } else { 3.0 };
    if RISE * best < above_base(rise.lowest) && deviations * noise < above_base(rise.lowest) {
        return true;
    }
    let is_above = |eval: &Evaluation, rise: f64| (1.0 + rise) * best <= eval.loss;
    if let ([.., last_but_one, last], true) = (after, n < 10 && fell)
        && about.is_sorted_by(|a, b| a.loss < b.loss)
        && is_above(last_but_one, STEADY_RISE.0)
        && is_above(last, STEADY_RISE.1)
    {
        return true;
    }
    let is_far = TREND_RISE * best < above_base(rise.middle) && 4.0 * noise < above_base(rise.middle);
    if n < 5 || after.len() < 3 || !is_far || !fell {
        return false;
    }
    let stride = about.len().div_ceil(60);
    let losses: Vec<f64> = about.iter().step_by(stride).map(|eval| eval.loss).collect();
    2.0 < trend(&losses)
}

/// Training loss about the best evaluation, and of the rows since.
fn train(evals: &Evaluations) -> Option<(f64, f64)> {
    let best = evals.best()?;
    let after = evals.after_best();
    let now = after.iter().rev().map(|eval| eval.train).find(|train| train.is_finite())?;
    // Without a row right before the best one, the one before that tells.
    let n_until = evals.len() - after.len();
    let then =
        evals.list[..n_until].iter().rev().take(8).map(|eval| eval.train).find(|train| train.is_finite());
    let then = if best.train.is_finite() { best.train } else { then? };
    Some((then, now))
}

/// The lowest training loss, if the present one is far above it.
fn train_rose_from(run: &Run<'_>) -> Option<f64> {
    let (low, now) = run.evals.trains()?;
    let track = run.track(Part::Loss)?;
    let has_risen = 0.0 < low && TRAIN_RATIO * low < now && 2.5 * row_noise(&track, track.len()) < now - low;
    has_risen.then_some(low)
}

impl Watch for Overfitting {
    fn see(&mut self, run: &Run<'_>) {
        if run.row.eval_loss.is_none_or(|loss| !loss.is_finite()) || !run.is_supervised() {
            return;
        }
        let (evals, step) = (run.evals, run.row.step);
        if let Some(open) = self.episodes.open_one() {
            let now = evals.last(1).first().map_or(f64::NAN, |eval| eval.loss);
            if now <= 1.01 * open.note.best.loss {
                return self.episodes.close(step);
            }
            open.add_evidence(step);
            open.note = measure(run).unwrap_or(open.note);
            return;
        }
        let least_share = if evals.len() == 3 { 0.9 } else { 0.3 };
        if evals.len() < 3 || evals.n_since_best() < 2 || !run.is_past(least_share) {
            return;
        }
        if let Some(rise) = measure(run).filter(|rise| has_risen(evals, rise)) {
            let first_step = evals.after_best().first().map_or(step, |eval| eval.step);
            if let Some(open) = self.episodes.open(first_step, step, rise) {
                open.add_evidence(rise.best.step);
                evals.after_best().iter().for_each(|eval| open.add_evidence(eval.step));
            }
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let Rise { best, lowest, middle, n_evals, train, train_rose_from } = episode.note;
            let fell = train.filter(|(then, now)| *now < (1.0 - FALL) * then);
            let (at, value) = (step(best.step), format::number(best.loss));
            let was_lowest = format!("Evaluation loss was lowest at {at} ({value})");
            let higher = share(middle);
            let now = |train: Option<(f64, f64)>| train.map_or(f64::NAN, |(_, now)| now);
            let (rule, severity, sentence) = if !episode.is_open {
                let rule = if fell.is_some() { Rule::Overfitting } else { Rule::EvalRises };
                let back = step(episode.last_step);
                (
                    rule,
                    Severity::Note,
                    format!("{was_lowest}, was {higher} higher for a while, and came back at {back}."),
                )
            } else if let Some((then, now)) = fell {
                let severity = if LARGE_RISE <= lowest { Severity::Error } else { Severity::Warning };
                let evals = format::count_of(n_evals, "evaluation", "evaluations");
                let (then, now) = (format::number(then), format::number(now));
                let text = format!(
                    "{was_lowest} and has been about {higher} higher since ({evals}), while training loss fell from {then} to {now}."
                );
                (Rule::Overfitting, severity, text)
            } else if let (Some(low), true) = (train_rose_from, RISE_WITH_TRAIN < lowest) {
                let (low, now) = (format::number(low), format::number(now(train)));
                let text = format!(
                    "Training and evaluation loss both rose: training from {low} to {now}, evaluation {higher} above its lowest ({value}, {at})."
                );
                (Rule::Diverged, Severity::Error, text)
            } else {
                let text = format!(
                    "Evaluation loss has risen {higher} above its lowest ({value}, {at}). Training loss did not fall meanwhile."
                );
                (Rule::EvalRises, Severity::Warning, text)
            };
            let mut advice = Vec::new();
            if episode.is_open {
                advice.push(format!("The checkpoint nearest to {at} is the one to look at first."));
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
    fn small_rises_count_if_they_are_steady() {
        check(&[1.3, 1.2, 1.25, 1.33], 0.04, None, &["overfitting warning 12-16 open"]);
        check(&[1.3, 1.2, 1.25, 1.33], 0.001, None, &[]);
        check(&[1.3, 1.2, 1.25, 1.24], 0.04, None, &[]);
        check(&[1.3, 1.2, 1.21, 1.22, 1.235, 1.245, 1.25], 0.04, None, &["overfitting warning 12-28 open"]);
        check(&[1.3, 1.2, 1.22, 1.21, 1.22, 1.21, 1.22], 0.04, None, &[]);
    }

    #[test]
    fn a_rise_of_both_losses_is_a_divergence() {
        let train: Vec<Option<f64>> = [1.2, 1.9, 2.2, 2.0, 2.1, 2.0].into_iter().map(Some).collect();
        let evals = [2.5, 3.4, 3.6, 3.5, 3.6, 3.6].into_iter().map(Some).collect();
        let columns = [("train/loss", train), ("eval/loss", evals)];
        assert_eq!(spans_of(&[Rule::EvalRises, Rule::Diverged], &columns, None), ["diverged error 2-6 open"]);
    }

    #[test]
    fn noise_about_a_falling_loss_is_no_rise() {
        for seed in 0..20 {
            let evals = (0..40)
                .map(|idx| (1.0 + (-0.1 * f64::from(idx)).exp()) * (1.0 + 0.03 * noise(40 * seed + idx)));
            check(&evals.collect::<Vec<f64>>(), 0.02, None, &[]);
        }
    }
}
