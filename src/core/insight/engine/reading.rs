//! Rows on their way to the rules: which are looked at, and which are left out.

use super::{Insight, PartSeries};
use crate::insight::{
    RunFacts,
    evaluations::Evaluations,
    names::RunKind,
    parts::Part,
    rules::Watch as _,
    run::Row,
    sampling::{Usual, is_sample, n_between, stride},
    track::Track,
};
use crate::metrics::Series;

/// Cost of a row that is looked at in full, of a stretch that is left out, and of a row that is nothing to look at.
const COSTS: [usize; 3] = [16, 4, 1];

impl Insight {
    /// Looks at so many rows; returns whether none is left.
    pub(super) fn read_on(&mut self, series: &PartSeries<'_>, facts: &RunFacts, n_rows: usize) -> bool {
        let [full, stretch, usual] = COSTS;
        let mut left = n_rows.saturating_mul(full);
        loop {
            let nexts: [Option<u64>; Part::N] =
                std::array::from_fn(|part| series[part]?.steps().get(self.counts[part]));
            let Some(step) = nexts.iter().flatten().min().copied() else { return true };
            if left == 0 {
                return false;
            }
            let cost = if self.skip_stretch(series, &nexts) {
                stretch
            } else {
                self.row = self.next_row(series, &nexts, step);
                if self.row.is_sample || !self.is_usual() {
                    self.take(series, facts);
                    full
                } else {
                    usual
                }
            };
            left = left.saturating_sub(cost);
        }
    }

    /// The part whose points are counted as rows.
    pub(super) fn lead(&self) -> usize {
        self.names.lead()
    }

    /// Counts the points of the next step.
    fn next_row(&mut self, series: &PartSeries<'_>, nexts: &[Option<u64>; Part::N], step: u64) -> Row {
        let mut row = Row { step, epoch: f64::NAN, ..Row::default() };
        let lead = self.lead();
        for part in 0..Part::N {
            let (Some(series), true) = (series[part], nexts[part] == Some(step)) else { continue };
            let idx = self.counts[part];
            self.counts[part] += 1;
            if row.epoch.is_nan() {
                row.epoch = Track::new(series, idx + 1).epoch(idx);
            }
            row.is_sample |= part == lead && is_sample(idx + 1);
            let figure = match part {
                _ if part == Part::Loss as usize => &mut row.loss,
                _ if part == Part::EvalLoss as usize => &mut row.eval_loss,
                _ if part == Part::Task as usize => &mut row.task,
                _ if part == Part::GradNorm as usize => &mut row.grad_norm,
                _ => continue,
            };
            *figure = Some(series.figure(idx));
        }
        row
    }

    /// Returns whether the last row is nothing to look at: of long runs most between samples are.
    fn is_usual(&self) -> bool {
        let row = &self.row;
        let is_eval_usual = |part: Part, figure: Option<f64>, evals: &Evaluations, sign: f64| {
            figure.is_none_or(|figure| {
                let is_best = evals.best().is_none_or(|best| sign * figure < best.loss);
                figure.is_finite() && !is_best && !is_sample(self.counts[part as usize])
            })
        };
        1 < stride(self.counts[self.lead()])
            && !self.rules.is_busy()
            && row.loss.is_none_or(|loss| self.usual().has(loss))
            && row.grad_norm.is_none_or(f64::is_finite)
            && is_eval_usual(Part::EvalLoss, row.eval_loss, &self.evals, 1.0)
            && is_eval_usual(Part::Task, row.task, &self.task, self.names.task_sign.unwrap_or(1.0))
    }

    fn usual(&self) -> Usual {
        let is_any_finite = self.names.kind == RunKind::Reinforcement;
        Usual { limit: self.level.limit(), is_any_finite }
    }

    /// Leaves out the rows before the next sample or evaluation together, if none of them is anything to look at.
    fn skip_stretch(&mut self, series: &PartSeries<'_>, nexts: &[Option<u64>; Part::N]) -> bool {
        let lead = self.lead();
        let from = self.counts[lead];
        if from < self.no_stretch_until || n_between(from) < 2 || self.rules.is_busy() {
            return false;
        }
        let Some(lead_series) = series[lead] else { return false };
        let mut to = lead_series.len().min(from + n_between(from));
        self.no_stretch_until = to;
        for eval in [Part::EvalLoss, Part::Task].iter().filter_map(|part| nexts[*part as usize]) {
            to = to.min(lead_series.steps().rank(eval));
        }
        let Some(last) = to.checked_sub(1).filter(|last| from < *last) else { return false };
        let Some(last) = lead_series.steps().get(last) else { return false };
        let usual = self.usual();
        let mut counts = self.counts;
        for part in Part::ALL {
            let Some(series) = series[part as usize] else { continue };
            let count = counts[part as usize];
            let after = count_until(series, count, to - from, last);
            if !usual.has_all(part, series, count..after) {
                return false;
            }
            counts[part as usize] = after;
        }
        (self.counts, self.no_stretch_until) = (counts, 0);
        let epoch = Track::new(lead_series, to).epoch(to - 1);
        let figure = |part: Part| {
            let series = series[part as usize]?;
            let idx = counts[part as usize].checked_sub(1)?;
            (series.steps().get(idx) == Some(last)).then(|| series.figure(idx))
        };
        let (loss, grad_norm) = (figure(Part::Loss), figure(Part::GradNorm));
        self.row = Row { step: last, epoch, loss, grad_norm, ..Row::default() };
        true
    }
}

/// Number of points up to a step, of which the first `count` are; usually there are `n` more.
fn count_until(series: &Series, count: usize, n: usize, step: u64) -> usize {
    let steps = series.steps();
    match steps.get(count) {
        Some(next) if next <= step => match steps.get(count + n - 1) {
            Some(last) if last == step => count + n,
            _ => steps.rank(step.saturating_add(1)).max(count),
        },
        _ => count,
    }
}
