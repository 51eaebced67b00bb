//! The rules' way through a run: row by row, each once, as far as there are rows.
//!
//! Contract: what is found after an update depends on the rows up to it, not on how many updates brought them. Rows that were put
//! between others, or that changed, are noticed, and everything is looked at anew then.

mod reading;

use kernel::{Column, Steps};

use super::{
    RunFacts,
    evaluations::Evaluations,
    level::Level,
    names::Names,
    parts::Part,
    rules::{Rules, Watch as _},
    run::{Row, Run},
    stats::median,
    track::Track,
};
use crate::metrics::{MetricStore, Series};

/// Training rows whose median stands beside an evaluation.
const BESIDE: usize = 50;

/// The judgement on one run, which grows with it. It says what it found by [`Insight::answer`].
///
/// # Example
/// ```
/// use tuneboard_core::{insight::{Insight, RunFacts, Surroundings}, metrics::MetricStore, model::{MetricKey, MetricRow}};
///
/// let row = |step| {
///     let values = vec![(MetricKey::train("loss"), f64::NAN)];
///     MetricRow { step, epoch: None, logged_at: None, elapsed_secs: None, values }
/// };
/// let mut store = MetricStore::new();
/// store.merge(&[row(1), row(2)]);
/// let (mut insight, facts) = (Insight::default(), RunFacts::default());
/// insight.append(&store, &facts);
/// let answer = insight.answer(&store, &facts, &Surroundings::default());
/// assert_eq!(answer.verdict.slug(), "loss-not-finite");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Insight {
    names: Names,
    total_steps: Option<u64>,
    /// Per part, its series as it was at the last update.
    seen: [Seen; Part::N],
    /// Per part, the points that were looked at.
    counts: [usize; Part::N],
    /// Losses so far that are not finite.
    n_not_finite: usize,
    /// Points of the loss up to the last evaluation.
    n_at_evaluation: usize,
    /// Points of the lead before which no stretch can be left out.
    no_stretch_until: usize,
    row: Row,
    level: Level,
    evals: Evaluations,
    task: Evaluations,
    rules: Rules,
}

/// Snapshot of one series; it shares the series' memory.
#[derive(Debug, Clone, Default)]
struct Seen {
    steps: Steps,
    values: Column,
}

/// Series of each part, where there is one.
type PartSeries<'a> = [Option<&'a Series>; Part::N];

impl Insight {
    /// Looks at the rows that `store` has more than at the last update; at all of them, if others changed.
    pub fn append(&mut self, store: &MetricStore, facts: &RunFacts) -> &mut Self {
        while !self.append_some(store, facts, usize::MAX) {}
        self
    }

    /// As [`Insight::append`], but at so many rows at most; returns whether all were looked at. Until then an answer is one as of the
    /// rows so far.
    pub fn append_some(&mut self, store: &MetricStore, facts: &RunFacts, n_rows: usize) -> bool {
        let names = Names::of(store);
        let is_other = names != self.names || facts.total_steps != self.total_steps;
        if is_other || !self.is_continued(store) {
            *self = Self { names, total_steps: facts.total_steps, ..Self::default() };
        }
        let series = self.series(store);
        self.seen = std::array::from_fn(|part| series[part].map_or(Seen::default(), Seen::of));
        self.read_on(&series, facts, n_rows)
    }

    /// The run as rules see it, up to the last row that was looked at.
    pub(super) fn look<T>(
        &self,
        store: &MetricStore,
        facts: &RunFacts,
        look: impl FnOnce(&Run<'_>, &Rules) -> T,
    ) -> T {
        let series = self.series(store);
        look(&self.run(&series, facts), &self.rules)
    }

    fn run<'a>(&'a self, series: &'a PartSeries<'a>, facts: &'a RunFacts) -> Run<'a> {
        let Self { names, counts, level, evals, task, row, .. } = self;
        Run { series, names, facts, counts, level, evals, task, row: *row }
    }

    /// The series of each part.
    fn series<'a>(&self, store: &'a MetricStore) -> PartSeries<'a> {
        std::array::from_fn(|part| store.get(self.names.keys[part].as_ref()?))
    }

    /// Returns whether the store has every point that it had at the last update, and none between those that were looked at.
    fn is_continued(&self, store: &MetricStore) -> bool {
        let is_begun = self.counts.iter().any(|count| 0 < *count);
        let series = self.series(store);
        series.iter().zip(&self.seen).zip(&self.counts).all(|((series, seen), count)| match series {
            None => seen.steps.is_empty(),
            Some(series) => {
                let next = series.steps().get(*count);
                let is_same = series.steps().extends(&seen.steps) && series.values().extends(&seen.values);
                is_same && (!is_begun || next.is_none_or(|next| self.row.step < next))
            }
        })
    }

    /// Looks at the row that was counted last.
    fn take(&mut self, series: &PartSeries<'_>, facts: &RunFacts) {
        let row = self.row;
        let (loss, step) = (Part::Loss as usize, row.step);
        if let Some(figure) = row.loss {
            self.level.begin_row();
            if !figure.is_finite() {
                self.n_not_finite += 1;
            } else if row.is_sample {
                self.level.push(figure, step, self.counts[loss] - self.n_not_finite);
            }
        }
        if let Some(figure) = row.eval_loss.filter(|figure| figure.is_finite()) {
            let n = self.counts[loss];
            let from = self.n_at_evaluation.max(n.saturating_sub(BESIDE));
            let mut beside =
                series[loss].map(|series| Track::new(series, n).finite(from..n)).unwrap_or_default();
            self.evals.push(figure, step, median(&mut beside));
            self.n_at_evaluation = n;
        }
        if let (Some(figure), Some(sign)) =
            (row.task.filter(|figure| figure.is_finite()), self.names.task_sign)
        {
            self.task.push(sign * figure, step, f64::NAN);
        }
        let Self { names, counts, level, evals, task, rules, .. } = self;
        rules.see(&Run { series, names, facts, counts, level, evals, task, row });
    }
}

impl Seen {
    fn of(series: &Series) -> Self {
        Self { steps: series.steps().clone(), values: series.values().clone() }
    }
}
