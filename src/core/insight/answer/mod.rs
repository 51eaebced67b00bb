//! The answer on a run: what the page shows first, each word of it backed by points.
//!
//! Contract: an answer is a function of the rows looked at so far and of its surroundings, which are values: nothing asks a clock.
//!
//! Reading order: here the types and how they come about, then `headline`, `changes` and `evaluation_loss`.

mod changes;
mod evaluation_loss;
mod headline;

pub use changes::{Change, Setting};
pub use evaluation_loss::{EvalFigures, EvaluationLoss};

use super::{
    BestEvaluation, CheckpointAdvice, Clock, Cost, Finding, Forecast, Insight, OpenFinding, Ranking,
    RunFacts, RunKind, Saving, Severity, Stall, TimeLeft, Verdict,
    choice::{best_evaluation, ranked},
    direction::Direction,
    estimates::{forecast, read_clock, stall, time_left},
    hiding::hide,
    parts::Part,
    rules::Watch as _,
    run::Run,
    track::Track,
};
use crate::metrics::MetricStore;
use crate::model::{Checkpoint, Timestamp};

/// Rows whose clock is looked at.
const MOST_CLOCK_ROWS: usize = 2_000;

/// Everything about a run that stands beside its rows and may change without them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// The time, with which silence is measured; `None` for a file.
    pub now: Option<Timestamp>,
    /// The run goes on: it can be stopped, and new figures are to come.
    pub is_running: bool,
    /// The run is known to have ended; `false` for a file, whose end nobody tells.
    pub has_ended: bool,
    /// Seconds between two looks at the service.
    pub poll_secs: f64,
    /// The price, as far as it is known.
    pub cost: Cost,
    /// Checkpoints that were kept; `None` where that is not known.
    pub checkpoints: Option<&'a [Checkpoint]>,
}

/// Everything that is found in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The judgement as a whole.
    pub verdict: Verdict,
    /// Sentences for the top of the page: the worst open finding, the checkpoint to take, the money; or that there is no trouble.
    pub headline: String,
    /// Findings, open ones first, the worst first.
    pub findings: Vec<Finding>,
    /// At most three things to do now, the most useful first.
    pub actions: Vec<Action>,
    /// At most three changes for a next run, the most useful first.
    pub changes: Vec<Change>,
    /// Kind of the run.
    pub kind: RunKind,
    /// The best evaluation; `None` without a finite one.
    pub best: Option<BestEvaluation>,
    /// The evaluation loss, which early stopping goes by; `None` if it was never logged.
    pub evaluation_loss: Option<EvaluationLoss>,
    /// The checkpoint to take; `None` if there is none, or nothing to choose by.
    pub checkpoint: Option<CheckpointAdvice>,
    /// Saving by a stop at the checkpoint, possible or missed; `None` without trouble, or without a known
    /// price.
    pub saving: Option<Saving>,
    /// The time left; `None` where rows have no clock, the end of the run is unknown or reached, or it stands still.
    pub time_left: Option<TimeLeft>,
    /// The run stands still.
    pub stall: Option<Stall>,
    /// The clock of the rows: pauses, and whether the run became slower; `None` without one.
    pub clock: Option<Clock>,
    /// The evaluation loss at the end; `None` where it cannot be told, there is trouble, or the run has ended.
    pub forecast: Option<Forecast>,
}

/// Something to do with a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Take the checkpoint of this step.
    TakeCheckpoint(u64),
    /// Stop the run.
    Stop,
    /// Show the points of the finding of this place in [`Answer::findings`].
    ShowOnChart(usize),
}

impl Answer {
    /// Returns the worst open finding; `None` if nothing is open.
    pub fn worst_open(&self) -> Option<OpenFinding> {
        let worst = self.findings.first().filter(|finding| finding.is_open)?;
        Some(OpenFinding { severity: worst.severity, sentence: headline::titled(worst).into() })
    }
}

impl Insight {
    /// Answers as of the rows that were looked at, for the store and the facts of the last update.
    pub fn answer(&self, store: &MetricStore, facts: &RunFacts, around: &Surroundings<'_>) -> Answer {
        self.look(store, facts, |run, rules| {
            let mut findings: Vec<Finding> = Vec::new();
            rules.report(run, &mut findings);
            hide(&mut findings);
            findings.sort_by_key(|finding| {
                (std::cmp::Reverse((finding.is_open, finding.severity)), finding.rule, finding.first_step)
            });
            of_run(run, findings, store.last_logged_at(), around)
        })
    }
}

fn of_run(
    run: &Run<'_>,
    findings: Vec<Finding>,
    last_logged_at: Option<Timestamp>,
    around: &Surroundings<'_>,
) -> Answer {
    let verdict = Verdict::of(&findings, has_enough(run));
    let is_trouble = |finding: &&Finding| finding.is_open && Severity::Note < finding.severity;
    let trouble = findings.iter().find(is_trouble);
    let checkpoint = choose_checkpoint(run, trouble, around.checkpoints);
    let rows = clock_rows(run);
    let clock = read_clock(&rows);
    let silence = around.now.zip(last_logged_at).filter(|_| around.is_running);
    let stall = silence
        .zip(clock.as_ref())
        .and_then(|((now, last), clock)| stall(clock, now.secs_since(last), around.poll_secs));
    // A run that has ended is priced by the steps that it did.
    let end = if around.has_ended { Some(run.row.step) } else { run.facts.total_steps };
    let saving = trouble.and_then(|_| {
        let step = if around.is_running { run.row.step } else { checkpoint.as_ref()?.step };
        around.cost.saving(step, run.row.step, end)
    });
    let left = || time_left(&rows, run.facts.total_steps?);
    let mut answer = Answer {
        verdict,
        headline: String::new(),
        actions: actions(&findings, trouble.is_some(), checkpoint.as_ref(), around),
        changes: changes::changes(run, trouble, checkpoint.as_ref(), &findings),
        kind: run.kind(),
        best: best_evaluation(run),
        evaluation_loss: EvaluationLoss::of(run),
        saving,
        time_left: if stall.is_some() { None } else { left() },
        forecast: if trouble.is_some() || around.has_ended { None } else { evaluation_at_the_end(run) },
        checkpoint,
        stall,
        clock,
        findings,
    };
    answer.headline = headline::headline(run, &answer, around.has_ended);
    answer
}

/// Returns whether there are rows to judge by.
fn has_enough(run: &Run<'_>) -> bool {
    let n = |part: Part| run.counts[part as usize];
    10 <= n(Part::Loss)
        || 3 <= n(Part::EvalLoss)
        || (run.kind() == RunKind::Reinforcement && 10 <= n(Part::Reward))
}

fn choose_checkpoint(
    run: &Run<'_>,
    trouble: Option<&Finding>,
    kept: Option<&[Checkpoint]>,
) -> Option<CheckpointAdvice> {
    let ranked = ranked(run);
    let (metric, direction) =
        ranked.map_or((String::new(), Direction::Down), |(key, _, direction)| (key.to_string(), direction));
    let sign = if direction == Direction::Up { -1.0 } else { 1.0 };
    let evals = ranked.map(|(_, evals, _)| evals);
    let of_evals = |evals: &super::evaluations::Evaluations| -> Vec<(u64, f64)> {
        evals.list.iter().map(|eval| (eval.step, sign * eval.loss)).collect()
    };
    let is_loss = evals.is_none_or(|evals| std::ptr::eq(evals, run.evals));
    let ranking = Ranking {
        metric: &metric,
        evals: &evals.map(of_evals).unwrap_or_default(),
        direction,
        // 1 % of an accuracy near 1 is most of its errors.
        band: evals.map_or(0.0, |evals| if is_loss { evals.band() } else { 2.0 * evals.noise() }),
        is_loss,
        trouble_step: trouble.map(|finding| finding.first_step),
    };
    ranking.choose(kept)
}

fn actions(
    findings: &[Finding],
    is_trouble: bool,
    checkpoint: Option<&CheckpointAdvice>,
    around: &Surroundings<'_>,
) -> Vec<Action> {
    let take = checkpoint.filter(|advice| advice.is_kept && (is_trouble || !around.is_running));
    let stop = is_trouble && around.is_running;
    let take = take.map(|advice| Action::TakeCheckpoint(advice.step));
    let show = findings.first().map(|_| Action::ShowOnChart(0));
    take.into_iter().chain(stop.then_some(Action::Stop)).chain(show).collect()
}

/// The steps and seconds of the training rows.
fn clock_rows(run: &Run<'_>) -> Vec<(u64, f64)> {
    let Some(track) = [Part::Loss, Part::Reward].into_iter().find_map(|part| run.track(part)) else {
        return Vec::new();
    };
    let at = |track: &Track<'_>, idx: usize| Some((track.step(idx)?, track.secs(idx)));
    let stride = track.len().div_ceil(MOST_CLOCK_ROWS).max(1);
    // Back from the last row, which has to be among them.
    let rows = (0..track.len()).rev().step_by(stride).filter_map(|idx| at(&track, idx));
    let mut rows: Vec<(u64, f64)> = rows.filter(|(_, secs)| secs.is_finite()).collect();
    rows.reverse();
    rows
}

fn evaluation_at_the_end(run: &Run<'_>) -> Option<Forecast> {
    let total = run.facts.total_steps.filter(|_| run.is_supervised())?;
    let evals: Vec<(u64, f64)> = run.evals.list.iter().map(|eval| (eval.step, eval.loss)).collect();
    forecast(&evals, total)
}

#[cfg(test)]
mod tests;
