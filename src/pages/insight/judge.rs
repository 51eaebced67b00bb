//! The judgement on a run, kept current while its metrics grow.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use crate::{
    browser::tasks::turn::Turns,
    state::{App, OpenJob},
};
use tuneboard_core::{
    insight::{Answer, Cost, Finding, Insight, RunFacts, Severity, Silence, Surroundings},
    metrics::MetricStore,
    model::{Checkpoint, EventLevel, JobEvent, Timestamp},
};

/// Rows that the engine looks at between two looks at the clock.
const ROWS: usize = 2_000;

/// The answer; `None` before the first one.
pub type Judgement = ReadSignal<Option<Arc<Answer>>>;

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
}

/// Judges a run after every change of its metrics or of what is around them, in turns, until the current owner ends.
pub fn judge(store: ReadSignal<MetricStore>, around: Memo<Around>) -> Judgement {
    let answer = RwSignal::new(None::<Arc<Answer>>);
    let insight = StoredValue::new_local(Insight::default());
    let silence = StoredValue::new(Silence::default());
    Effect::new(move || {
        store.track();
        let around = around.get();
        // A later change cancels the task of an earlier one; the engine goes on where that has come to.
        spawn_local_scoped_with_cancellation(async move {
            let mut turns = Turns::later();
            loop {
                turns.pause().await;
                let append = |insight: &mut Insight| {
                    store.with_untracked(|store| insight.append_some(store, &around.facts, ROWS))
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
                store.with_untracked(|store| insight.answer(store, &around.facts, &surroundings))
            });
            // Of a run without a row there is nothing to say.
            let next = (!store.with_untracked(MetricStore::is_empty)).then_some(next);
            answer.maybe_update(|known| {
                let is_new = known.as_deref() != next.as_ref();
                *known = next.map(Arc::new);
                is_new
            });
        });
    });
    answer.read_only()
}

/// Passes each answer on an open job on to the job table, and to those who tell what has become worse.
pub fn pass_on(app: App, open: OpenJob, judgement: Judgement) {
    Effect::new(move || {
        let Some(answer) = judgement.get() else { return };
        let Some(class) = open.job().with_untracked(|job| job.as_ref().map(|job| job.status.class)) else {
            return;
        };
        app.judgements.put(&open.key(), class, &answer);
    });
}

/// The findings of an answer as events at their first steps, to be marked on charts.
pub fn finding_events(answer: Option<&Answer>) -> Vec<JobEvent> {
    let findings = answer.map(|answer| answer.findings.as_slice()).unwrap_or_default();
    let event = |finding: &Finding| JobEvent {
        at: None,
        level: match finding.severity {
            Severity::Note => EventLevel::Info,
            Severity::Warning => EventLevel::Warning,
            Severity::Error => EventLevel::Error,
        },
        kind: "finding".into(),
        message: format!("{}: {}", finding.rule.title(), finding.sentence),
        step: Some(finding.first_step),
        n_steps_total: None,
    };
    findings.iter().map(event).collect()
}
