//! The judgement on a run, kept current while its metrics grow.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use super::{
    super::{Judgements, judgements::engine, loaded},
    OpenJob,
};
use crate::browser::{clock, schedule::Turns};
use tuneboard_core::{
    insight::{Answer, Arrival, Cost, Insight, RunEnd, RunFacts, Silence, Surroundings, TimeLeft},
    metrics::MetricStore,
    model::{Checkpoint, MetricsFilter, StatusClass, Timestamp},
    notices::Look,
};

/// Rows that the engine looks at between two looks at the clock.
const ROWS: usize = 2_000;

/// The answer on a run, with its metrics and everything beside them that it rests on; copies refer to the same.
#[derive(Clone, Copy)]
pub struct Judgement {
    answer: ReadSignal<Option<Arc<Answer>>>,
    store: ReadSignal<MetricStore>,
    around: Memo<Around>,
    /// The answer rests on all metrics that the service has.
    is_whole: ReadSignal<bool>,
    /// The time left, and when that was.
    left: Memo<Option<(TimeLeft, Timestamp)>>,
}

/// Everything but the metrics that an answer rests on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Around {
    /// Facts about the run.
    pub facts: RunFacts,
    /// The run goes on.
    pub is_running: bool,
    /// The run is known to have ended.
    pub has_ended: bool,
    /// When the metrics of a run that goes on were last read; `None` for others, and for a file.
    pub read_at: Option<Timestamp>,
    /// The price, as far as it is known.
    pub cost: Cost,
    /// Checkpoints that were kept; `None` where that is not known.
    pub checkpoints: Option<Vec<Checkpoint>>,
    /// The metrics are all that the service has: no sample, no chosen part, nothing still on its way.
    pub is_whole: bool,
}

impl Judgement {
    /// Reads the answer, and follows it; `None` before the first one.
    pub fn with<T>(self, read: impl FnOnce(&Option<Arc<Answer>>) -> T) -> T {
        self.answer.with(read)
    }

    /// Follows the answer.
    pub fn track(self) {
        self.answer.track();
    }

    /// The metrics.
    pub fn store(self) -> ReadSignal<MetricStore> {
        self.store
    }

    /// The time left of a run that goes on, as of `now`, or that it stands still; `None` where neither is known.
    pub fn arrival(self, now: Timestamp) -> Option<Arrival> {
        let stall = self.with(|answer| answer.as_ref()?.stall.as_ref().map(Arrival::stalled));
        let left = || {
            self.left.with(|left| {
                let (left, made_at) = left.as_ref()?;
                Some(Arrival::of(left, *made_at, now, clock::utc_offset_secs))
            })
        };
        stall.or_else(left)
    }

    /// The end of the run, as far as it is known; follows everything it depends on.
    pub fn end(self) -> RunEnd {
        let secs_left = self.with(|answer| Some(answer.as_ref()?.time_left.as_ref()?.secs));
        self.around.with(|around| RunEnd {
            has_ended: around.has_ended,
            total_steps: around.facts.total_steps,
            secs_left: secs_left.filter(|_| around.is_running),
            cost: around.cost,
        })
    }
}

/// Judges a run after every change of its metrics or of what is around them, in turns, until the current owner ends.
pub fn judge(store: ReadSignal<MetricStore>, around: Memo<Around>) -> Judgement {
    let answer = RwSignal::new(None::<Arc<Answer>>);
    let is_whole = RwSignal::new(false);
    let insight = StoredValue::new_local(Insight::default());
    let silence = StoredValue::new(Silence::default());
    Effect::new(move || {
        store.track();
        let around = around.get();
        // A later change cancels the task of an earlier one; the engine goes on where that has come to.
        spawn_local_scoped_with_cancellation(async move {
            let engine = loaded(engine::load).await;
            let mut turns = Turns::later();
            loop {
                turns.pause().await;
                let append = |insight: &mut Insight| {
                    store.with_untracked(|store| (engine.append)(insight, store, &around.facts, ROWS))
                };
                if insight.try_update_value(append) != Some(false) {
                    break;
                }
            }
            if let Some(read_at) = around.read_at {
                let newest = store.with_untracked(MetricStore::last_logged_at);
                silence.update_value(|silence| silence.read(newest, read_at));
            }
            let silence = silence.get_value();
            let surroundings = Surroundings {
                now: silence.now(),
                is_running: around.is_running,
                has_ended: around.has_ended,
                poll_secs: silence.poll_secs(),
                cost: around.cost,
                checkpoints: around.checkpoints.as_deref(),
            };
            let next = insight.with_value(|insight| {
                store.with_untracked(|store| (engine.answer)(insight, store, &around.facts, &surroundings))
            });
            // Of a run without a row there is nothing to say.
            let next = (!store.with_untracked(MetricStore::is_empty)).then_some(next);
            answer.maybe_update(|known| {
                let is_new = known.as_deref() != next.as_ref();
                *known = next.map(Arc::new);
                is_new
            });
            is_whole.maybe_update(|known| std::mem::replace(known, around.is_whole) != around.is_whole);
        });
    });
    // An estimate is of the response with its newest row, and stays so while later ones bring none.
    let left = Memo::new(move |before: Option<&Option<(TimeLeft, Timestamp)>>| {
        let read_at = around.with(|around| around.read_at)?;
        let left = answer.with(|answer| answer.as_ref()?.time_left.clone())?;
        let made_at = before.and_then(Option::as_ref).filter(|(known, _)| *known == left).map(|(_, at)| *at);
        Some((left, made_at.unwrap_or(read_at)))
    });
    Judgement { answer: answer.read_only(), store, around, is_whole: is_whole.read_only(), left }
}

impl OpenJob {
    /// Judges the job as long as the current owner lives, and passes each answer that rests on all of its metrics on to
    /// `judgements`: a part shows less, and old trouble in the rest would be told as news. Where its checkpoints are
    /// not asked for, evaluations are judged alone.
    pub fn judge(self, judgements: Judgements) -> Judgement {
        let saved = self.saved();
        let capabilities = self.connection().provider.capabilities();
        let has_checkpoints = capabilities.has_checkpoints;
        let least_charge_usd = capabilities.least_charge_usd.map(f64::from);
        let around = Memo::new(move |_| {
            let job = self.job().get();
            let Some(job) = job.as_deref() else { return Around::default() };
            let is_running = job.status.class == StatusClass::Running;
            let checkpoints = (has_checkpoints && saved.is_offered().get()).then(|| saved.known().get());
            Around {
                facts: RunFacts { total_steps: job.progress.n_steps_total, falls: Vec::new() },
                is_running,
                has_ended: job.status.class.is_terminal(),
                read_at: if is_running { self.metrics_read_at().get() } else { None },
                cost: Cost::of_record(job, least_charge_usd),
                // Before the list has come, nothing is known of what was kept.
                checkpoints: checkpoints.filter(|known| !known.is_empty()),
                is_whole: !self.is_sampled().get()
                    && !self.is_behind.get()
                    && self.bounds().get() == MetricsFilter::default(),
            }
        });
        let judgement = judge(self.store(), around);
        Effect::new(move || {
            if !judgement.is_whole.get() {
                return;
            }
            let class = self.job().with_untracked(|job| job.as_ref().map(|job| job.status.class));
            judgement.with(|answer| {
                if let (Some(answer), Some(class)) = (answer, class) {
                    judgements.put(&self.key(), class, Look::Whole, answer);
                }
            });
        });
        judgement
    }
}
