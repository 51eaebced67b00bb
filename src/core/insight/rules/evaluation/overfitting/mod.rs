//! Evaluation loss rises: overfitting where training loss falls meanwhile, *evaluation rises* where it does not, divergence where it
//! rises too.
//!
//! Definition: the best evaluation is at least p = max(2, 15 % of all, at most 30) evaluations back, and one of these holds. The lowest of the
//! last p is above the best by 5 % and by the noise of evaluations (3 deviations; 2 of fewer than 8, and one less where training loss
//! fell by 40 % since); by 10 % where training did not fall meanwhile (by 10 % of fewer than 8 evaluations, by 3 % of more). Or, of fewer than 10 evaluations, each after the best is
//! above the one before, training fell by 10 %, and the last is 9 % above the best, or 15 % where training fell by 20 %. Or, from 5
//! evaluations on, the median of the last p is above the best by 3 % and 4 deviations, with a rising trend, and training fell by 10 %. Or, from 8
//! evaluations on, the lowest of the last p, 3 at least, is above the best by 3 % and 4 deviations, and training fell by 40 %. Or the
//! last evaluation of the run is 20 % above the best and training fell by 40 %. From 15 evaluations on the
//! best is the median of three about it, since the lowest of many is low by chance. A rise below 0.5 % of the training loss at the start is
//! nothing. Where training fell by 3 % since the best evaluation that is
//! overfitting; where it is a quarter above its lowest, and the evaluation 10 % above, the run diverged; else *evaluation rises*. Over when an
//! evaluation comes back to within 1 % of the best. A warning; an error from 20 % on; a note when it is over. Nothing is said within the first
//! 30 % of a run whose end is known, or 90 % with 3 evaluations.
//! Source: Prechelt, *Early Stopping – But When?*, 1998 (generalisation loss, 5 %; successive rises).
//! Fails with noisy evaluations that are few, and where a task metric improves while the loss rises (classifiers that become overconfident):
//! the advice says so then.

mod rise;

use crate::format;
use crate::insight::rules::{Watch, finding, share, step};
use crate::insight::{Finding, Rule, Severity, episode::Episodes, parts::Part, run::Run};
use rise::{FALL, Rise};

/// Rise from which on it is an error.
const LARGE_RISE: f64 = 0.2;
/// Rise together with the training loss that is divergence.
const RISE_WITH_TRAIN: f64 = 0.1;

/// The rule.
#[derive(Debug, Clone, Default)]
pub(in crate::insight::rules) struct Overfitting {
    episodes: Episodes<Rise>,
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
            open.note = Rise::of(run).unwrap_or(open.note);
            return;
        }
        let least_share = if evals.len() == 3 { 0.9 } else { 0.3 };
        if evals.len() < 3 || evals.n_since_best() < 1 || !run.is_past(least_share) {
            return;
        }
        if let Some(rise) = Rise::of(run).filter(|rise| rise.is_real(run)) {
            let first_step = evals.after_best().first().map_or(step, |eval| eval.step);
            if let Some(open) = self.episodes.open(first_step, step, rise) {
                open.add_evidence(rise.best.step);
                evals.after_best().iter().for_each(|eval| open.add_evidence(eval.step));
            }
        }
    }

    fn report(&self, run: &Run<'_>, findings: &mut Vec<Finding>) {
        for episode in self.episodes.iter() {
            let Rise { best, lowest, middle, n_evals, train, train_rise } = episode.note;
            let fell = train.filter(|(then, now)| *now < (1.0 - FALL) * then);
            let (at, value) = (step(best.step), format::number(best.loss));
            let was_lowest = format!("Evaluation loss was lowest at {at} ({value})");
            let higher = share(middle);
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
            } else if let (Some((low, now)), true) = (train_rise, RISE_WITH_TRAIN < lowest) {
                let (low, now) = (format::number(low), format::number(now));
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
    let at = run.task.best().map(|best| best.step).filter(|at| best_step < *at)?;
    Some(format!("{name}, though, was best later, at {}; look at both before you choose.", step(at)))
}

#[cfg(test)]
mod tests;
