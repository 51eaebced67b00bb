//! Both sides of early stopping in hindsight: what a stop would have saved, and the loss it would have given up.
//!
//! Definition: [`stop_early`] over all evaluations, those that are not finite included. Saved are the steps, the seconds and the price
//! between the stop and the end of the run; given up is how far the lowest loss reached later is below the one that is kept.
//! Source: section 7 of the design sheet. A service refuses settings that need more evaluations than there are.
//! Fails where a run that was stopped would have been started again with other settings: that is not in its figures.

use super::{Cost, EarlyStopping, Saving, stop_early};
use crate::format;
use crate::metrics::{MetricStore, Series, XAxis};
use crate::model::MetricKey;

/// Facts of a run that a stop is measured by. Every `Option` is `None` where that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RunEnd {
    /// The run has ended: its last row is its end.
    pub has_ended: bool,
    /// Steps that the run is to take.
    pub total_steps: Option<u64>,
    /// Seconds to the end of a run that goes on.
    pub secs_left: Option<f64>,
    /// The price.
    pub cost: Cost,
}

/// Both sides of early stopping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StopBalance {
    /// Settings of the replay.
    pub settings: EarlyStopping,
    /// Evaluations of the run so far, those that are not finite included.
    pub n_evals: usize,
    /// The run goes on.
    pub is_running: bool,
    /// The stop; `None` if the run goes to its end, or has not come to a stop so far.
    pub stop: Option<StopSides>,
}

/// A stop before the end of the run. Every `Option` is `None` where that is not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StopSides {
    /// Step at which the run stops.
    pub step: u64,
    /// Step and evaluation loss that are kept; `None` without a finite one.
    pub kept: Option<(u64, f64)>,
    /// Steps that are left out, and the steps of the whole run.
    pub saved_steps: (u64, u64),
    /// Seconds that are left out.
    pub saved_secs: Option<f64>,
    /// Money that is left out.
    pub saving: Option<Saving>,
    /// Step and loss of the lowest evaluation after the stop, if it is lower than the one that is kept.
    pub lower_later: Option<(u64, f64)>,
    /// By how much that one is lower, as a share of the one that is kept; 0 without one.
    pub gives_up: f64,
}

/// Replays early stopping on the evaluation loss of a run; `None` if the run has no such metric.
pub fn stop_balance(
    store: &MetricStore,
    metric: &MetricKey,
    settings: EarlyStopping,
    end: &RunEnd,
) -> Option<StopBalance> {
    let series = store.get(metric)?;
    let evals: Vec<(u64, f64)> = (0..series.len())
        .filter_map(|idx| Some((series.steps().get(idx)?, series.values().at(idx))))
        .collect();
    let last_step = store.last_step()?;
    let whole = if end.has_ended { last_step } else { end.total_steps.unwrap_or(last_step).max(last_step) };
    let found = stop_early(&evals, settings);
    let loss_at = |step: u64| evals.iter().find(|(at, _)| *at == step).copied();
    let sides = |step: u64| {
        let kept = found.best_step.and_then(loss_at);
        let later = evals.iter().filter(|(at, loss)| step < *at && loss.is_finite());
        let lowest = later.copied().min_by(|a, b| a.1.total_cmp(&b.1));
        let lower_later =
            lowest.zip(kept).filter(|(lowest, kept)| lowest.1 < kept.1).map(|(lowest, _)| lowest);
        // Of a run that goes on, the time so far alone would be too little.
        let secs_left = if end.has_ended { Some(0.0) } else { end.secs_left };
        let saved_secs = secs_since(store, metric, step).zip(secs_left).map(|(secs, left)| secs + left);
        StopSides {
            step,
            kept,
            saved_steps: (whole.saturating_sub(step), whole),
            saved_secs: saved_secs.filter(|secs| 1.0 <= *secs),
            saving: end.cost.saving(step, last_step, Some(whole)),
            lower_later,
            gives_up: if lower_later.is_some() { found.gives_up } else { 0.0 },
        }
    };
    // A stop at the end is none.
    let stop = found.step.filter(|step| *step < whole).map(sides);
    Some(StopBalance { settings, n_evals: evals.len(), is_running: !end.has_ended, stop })
}

/// Seconds from an evaluation to the last row that has a clock; `None` where the clock fell back, or there is none.
fn secs_since(store: &MetricStore, metric: &MetricKey, step: u64) -> Option<f64> {
    let series = store.get(metric)?;
    let from = series.x_at(XAxis::Elapsed, series.steps().rank(step));
    let last = |series: &Series| Some(series.x_at(XAxis::Elapsed, series.len().checked_sub(1)?));
    let ends = store.series().filter_map(last).filter(|secs| secs.is_finite());
    Some(ends.fold(f64::NAN, f64::max) - from).filter(|secs| secs.is_finite() && 0.0 <= *secs)
}

impl EarlyStopping {
    /// Evaluations that a service asks for at least.
    pub fn n_evals_needed(&self) -> usize {
        self.patience.max(1).saturating_add(self.warm_up).saturating_add(1)
    }
}

impl StopBalance {
    /// Both sides in a sentence or two.
    pub fn sentence(&self) -> String {
        let needed = self.settings.n_evals_needed();
        if self.n_evals < needed {
            let there = format::count_of(self.n_evals, "evaluation", "evaluations");
            return format!(
                "These settings need {needed} evaluations at least (patience + warm-up + 1); the run has {there}."
            );
        }
        let Some(stop) = self.stop else {
            return if self.is_running {
                "The run would not have stopped so far: nothing is saved, and nothing is given up.".to_owned()
            } else {
                "The run would have gone on to its end: nothing is saved, and nothing is given up.".to_owned()
            };
        };
        let kept = stop.kept.map_or_else(String::new, |(step, loss)| {
            format!(" and kept step {} ({})", format::count(step), format::number(loss))
        });
        let (left_out, whole) = stop.saved_steps;
        let steps = format!("{} of {}", format::count(left_out), steps_of(whole));
        let saved = self.saved_parts(steps, |saving| {
            format!("{} of {}", format::dollars(saving.saved_usd()), format::dollars(saving.total_usd))
        });
        let gives_up = match stop.lower_later {
            Some((step, loss)) => format!(
                "It gives up {} of evaluation loss: step {} reached {}.",
                crate::insight::rules::share(stop.gives_up),
                format::count(step),
                format::number(loss)
            ),
            None if self.is_running => "It gives up nothing so far: no later evaluation is lower.".to_owned(),
            None => "It gives up nothing: no later evaluation was lower.".to_owned(),
        };
        format!(
            "It would have stopped at step {}{kept}. That saves {saved}. {gives_up}",
            format::count(stop.step)
        )
    }

    /// Both sides for a cell of a table: the stop, then what is saved and what is given up.
    pub fn short(&self) -> (String, String) {
        let Some(stop) = self.stop.filter(|_| self.settings.n_evals_needed() <= self.n_evals) else {
            let is_short = self.n_evals < self.settings.n_evals_needed();
            let note = if is_short { " too few evaluations" } else { " saves nothing, gives up nothing" };
            return ("no stop".to_owned(), note.to_owned());
        };
        let steps = steps_of(stop.saved_steps.0);
        let saved = self.saved_parts(steps, |saving| format::dollars(saving.saved_usd()));
        let gives_up = match stop.lower_later {
            Some(_) => format!("{} of loss", crate::insight::rules::share(stop.gives_up)),
            None => "no loss".to_owned(),
        };
        (format!("at step {}", format::count(stop.step)), format!(" saves {saved}; gives up {gives_up}"))
    }

    /// Steps, time and money that are saved, as far as they are known: `300 steps, 12 min and $1.20`.
    fn saved_parts(&self, steps: String, money: impl Fn(Saving) -> String) -> String {
        let secs = self
            .stop
            .and_then(|stop| stop.saved_secs)
            .map(|secs| format!("about {}", format::duration(secs)));
        let money = self.stop.and_then(|stop| stop.saving).map(|saving| format!("about {}", money(saving)));
        let mut parts: Vec<String> = [Some(steps), secs, money].into_iter().flatten().collect();
        let last = parts.pop().unwrap_or_default();
        if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) }
    }
}

fn steps_of(n: u64) -> String {
    format::count_of(n as usize, "step", "steps")
}

#[cfg(test)]
mod tests;
