//! The rules' way through a run: row by row, each once, as far as there are rows.
//!
//! Contract: what is found after an update depends on the rows up to it, not on how many updates brought them. Rows that were put
//! between others, or that changed, are noticed, and everything is looked at anew then.

use kernel::{Column, Steps};

use super::{
    Diagnosis, Finding, Forecast, RunFacts, RunKind, Severity, TimeLeft, Verdict,
    best::best,
    evaluations::Evaluations,
    forecast::forecast,
    hiding::hide,
    level::Level,
    names::{Names, Part},
    rules::{Rules, Watch},
    run::{Row, Run, Track},
    time_left::time_left,
};
use crate::metrics::{MetricStore, Series};

/// Rows whose clock is looked at.
const MOST_CLOCK_ROWS: usize = 2_000;

/// The judgement on one run, which grows with it.
///
/// # Example
/// ```
/// use tuneboard::{insight::{Insight, RunFacts}, metrics::MetricStore, model::{MetricKey, MetricRow}};
///
/// let row = |step| {
///     let values = vec![(MetricKey::train("loss"), f64::NAN)];
///     MetricRow { step, epoch: None, logged_at: None, elapsed_secs: None, values }
/// };
/// let mut store = MetricStore::new();
/// store.merge(&[row(1), row(2)]);
/// let mut insight = Insight::default();
/// let diagnosis = insight.update(&store, &RunFacts::default()).diagnose(&store, &RunFacts::default());
/// assert_eq!(diagnosis.verdict.slug(), "loss-not-finite");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Insight {
    names: Names,
    total_steps: Option<u64>,
    /// Per part, the points that were looked at, and the last of them.
    seen: [Seen; Part::N],
    row: Row,
    level: Level,
    evals: Evaluations,
    rules: Rules,
}

/// Snapshot of one series as it was looked at last; it shares the series' memory.
#[derive(Debug, Clone, Default)]
struct Seen {
    steps: Steps,
    values: Column,
}

impl Insight {
    /// Looks at the rows that `store` has more than at the last update; at all of them, if others changed.
    pub fn update(&mut self, store: &MetricStore, facts: &RunFacts) -> &mut Self {
        let names = Names::of(store);
        let is_other = names != self.names || facts.total_steps != self.total_steps;
        if is_other || !self.is_continued(store) {
            *self = Self { names, total_steps: facts.total_steps, ..Self::default() };
        }
        self.read_on(store, facts);
        self
    }

    /// Everything that is found so far, for the store and the facts of the last update.
    pub fn diagnose(&self, store: &MetricStore, facts: &RunFacts) -> Diagnosis {
        let counts = self.seen.each_ref().map(Seen::len);
        let series = self.series(store);
        let (names, level, evals) = (&self.names, &self.level, &self.evals);
        let run = Run { series: &series, names, facts, counts: &counts, level, evals, row: self.row };
        let mut findings: Vec<Finding> = Vec::new();
        self.rules.report(&run, &mut findings);
        hide(&mut findings);
        findings.sort_by_key(|finding| {
            (std::cmp::Reverse((finding.is_open, finding.severity)), finding.rule, finding.first_step)
        });
        let has_enough = 10 <= counts[Part::Loss as usize]
            || 3 <= counts[Part::EvalLoss as usize]
            || (self.names.kind == RunKind::Reinforcement && 10 <= counts[Part::Reward as usize]);
        let verdict = Verdict::of(&findings, has_enough);
        Diagnosis {
            verdict,
            kind: self.names.kind,
            best: best(&run),
            time_left: left(&run),
            forecast: self.forecast(&run, &findings),
            findings,
        }
    }

    /// The evaluation loss at the end; none of a run in trouble, whose past does not say what follows.
    fn forecast(&self, run: &Run<'_>, findings: &[Finding]) -> Option<Forecast> {
        let is_trouble = findings.iter().any(|finding| finding.is_open && Severity::Note < finding.severity);
        let total = run.facts.total_steps.filter(|_| run.is_supervised() && !is_trouble)?;
        let evals: Vec<(u64, f64)> = self.evals.list.iter().map(|eval| (eval.step, eval.loss)).collect();
        forecast(&evals, total)
    }

    /// The series of each part.
    fn series<'a>(&self, store: &'a MetricStore) -> [Option<&'a Series>; Part::N] {
        std::array::from_fn(|part| store.get(self.names.keys[part].as_ref()?))
    }

    /// Returns whether the store has every point that was looked at, and none between them.
    fn is_continued(&self, store: &MetricStore) -> bool {
        self.series(store).iter().zip(&self.seen).all(|(series, seen)| match series {
            None => seen.len() == 0,
            Some(series) => {
                let next = series.steps().get(seen.len());
                let is_same = series.steps().extends(&seen.steps) && series.values().extends(&seen.values);
                is_same && (self.is_empty() || next.is_none_or(|next| self.row.step < next))
            }
        })
    }

    fn is_empty(&self) -> bool {
        self.seen.iter().all(|seen| seen.len() == 0)
    }

    fn read_on(&mut self, store: &MetricStore, facts: &RunFacts) {
        let series = self.series(store);
        let mut counts = self.seen.each_ref().map(Seen::len);
        let mut nexts: [Option<u64>; Part::N] =
            std::array::from_fn(|part| series[part].and_then(|series| series.steps().get(counts[part])));
        while let Some(step) = nexts.iter().flatten().min().copied() {
            let mut row = Row { step, epoch: f64::NAN, ..Row::default() };
            for part in 0..Part::N {
                let (Some(series), true) = (series[part], nexts[part] == Some(step)) else { continue };
                counts[part] += 1;
                nexts[part] = series.steps().get(counts[part]);
                let figure = || Some(series.figure(counts[part] - 1));
                match part {
                    part if part == Part::Loss as usize => row.loss = figure(),
                    part if part == Part::EvalLoss as usize => row.eval_loss = figure(),
                    part if part == Part::GradNorm as usize => row.grad_norm = figure(),
                    _ => {}
                }
                if row.epoch.is_nan() {
                    row.epoch = Track::new(series, counts[part]).epoch(counts[part] - 1);
                }
            }
            self.take(row, &series, facts, &counts);
        }
        self.seen = std::array::from_fn(|part| series[part].map_or(Seen::default(), Seen::of));
    }

    fn take(
        &mut self,
        row: Row,
        series: &[Option<&Series>; Part::N],
        facts: &RunFacts,
        counts: &[usize; Part::N],
    ) {
        self.row = row;
        if let Some(loss) = row.loss.filter(|loss| loss.is_finite()) {
            self.level.push(loss, row.step);
            self.evals.push_train(loss);
        }
        if let Some(loss) = row.eval_loss.filter(|loss| loss.is_finite()) {
            self.evals.push(loss, row.step);
        }
        let (names, level, evals) = (&self.names, &self.level, &self.evals);
        self.rules.see(&Run { series, names, facts, counts, level, evals, row });
    }
}

/// The time left by the clock of the training rows.
fn left(run: &Run<'_>) -> Option<TimeLeft> {
    let track = run.track(Part::Loss)?;
    let stride = track.len().div_ceil(MOST_CLOCK_ROWS).max(1);
    // Back from the last row, which has to be among them.
    let rows =
        (0..track.len()).rev().step_by(stride).filter_map(|idx| Some((track.step(idx)?, track.secs(idx))));
    let mut rows: Vec<(u64, f64)> = rows.filter(|(_, secs)| secs.is_finite()).collect();
    rows.reverse();
    time_left(&rows, run.facts.total_steps?)
}

impl Seen {
    fn of(series: &Series) -> Self {
        Self { steps: series.steps().clone(), values: series.values().clone() }
    }

    /// Number of points.
    fn len(&self) -> usize {
        self.steps.len()
    }
}
