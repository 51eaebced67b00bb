//! The job list's loss lines: a few metrics of each row in view, asked for while it is in view, and judged.

use std::sync::Arc;

use leptos::prelude::*;

use super::Preview;
use crate::{
    browser::schedule::{self, Turns},
    lazy_chunk::lazy_chunk,
    state::{
        Jobs, Judgements, Resource, Respond, Source, Watcher,
        judgements::engine,
        later::{loaded, once},
        page_signal::page_signal,
        reading::{MetricsReading, Reading},
    },
};
use tuneboard_core::{
    api, chart,
    insight::{Insight, RunFacts, Surroundings},
    metrics::{Intake, JobMetricsSummary, MetricStore},
    model::{Job, JobKey, MetricKey, MetricsFilter, MetricsQuery, Provider, StatusClass},
    monitor::{MetricsResponse, ReadMetrics},
    notices::Look,
    polling::{Outcome, Pace},
};

/// Points asked for: one per CSS pixel of the line is plenty.
const RESOLUTION: u64 = 60;

/// Rows that the engine looks at between two looks at the clock.
const ROWS: usize = 2_000;

/// Size of the line, CSS pixels; its style sheet's numbers.
const WIDTH: f64 = 60.0;
/// Height of the line, CSS pixels.
const HEIGHT: f64 = 18.0;

/// Loss lines of the rows in view. Copies refer to the same ones.
#[derive(Clone, Copy)]
pub struct Previews {
    /// Asks for a line and reads the answer; `None` until it is loaded.
    ask: RwSignal<Option<Ask>>,
    jobs: Jobs,
    judgements: Judgements,
    watcher: Watcher,
}

/// Returns the source of a job's line: its request, and the reader of its figures and line.
type Ask = fn(Previews, &JobKey, Provider, StatusClass) -> Source;

lazy_chunk! {
    /// The list is of use without its loss lines, so they need not be waited for.
    preview: fn load() -> Ask {
        ask
    }
}

impl Previews {
    pub(in crate::state) fn new(jobs: Jobs, judgements: Judgements, watcher: Watcher) -> Self {
        Self { ask: page_signal(None), jobs, judgements, watcher }
    }

    /// Loads what asks for lines, once the list is there, so that the list has the line to itself. For the screen that shows
    /// them.
    pub fn load(self) {
        let Self { ask, jobs, .. } = self;
        if ask.with_untracked(Option::is_some) {
            return;
        }
        once(move || jobs.is_settled(), async move {
            let loaded = loaded(load).await;
            ask.try_set(Some(loaded));
        });
    }

    /// Lines can be read. Followed.
    pub fn is_ready(self) -> bool {
        self.ask.with(Option::is_some)
    }

    /// Asks for the line of a row in view, at the pace of its job, if lines can be read.
    pub fn watch(self, key: &JobKey, class: StatusClass) {
        let (Some(ask), Some(row)) = untrack(|| (self.ask.get(), self.jobs.get(key))) else { return };
        // Nothing can be asked for a job that no address names.
        if !key.id.is_addressable() {
            return;
        }
        // A job that has ended draws no other line than its last one.
        if row.line_of == Some(class) && class.is_terminal() {
            return;
        }
        self.watcher.watch(Resource::Preview(key.clone()), pace(class), ask(self, key, row.provider, class));
    }

    /// The row left the view.
    pub fn unwatch(self, key: &JobKey) {
        self.watcher.unwatch(&Resource::Preview(key.clone()));
    }

    fn take(self, key: &JobKey, class: StatusClass, response: ReadMetrics) -> Outcome {
        if untrack(|| self.jobs.get(key)).is_none() {
            return Outcome::Fresh { has_news: false, pace: Pace::Final };
        }
        // A line in a list is not worth a message; the job's own page says what is wrong.
        let summary = match response.summary {
            Ok(summary) => summary.value,
            Err(error) => return Outcome::Failed(error.retry),
        };
        // The newest page of several tells nothing of the run's beginning, to which rules compare.
        let is_whole_run = summary.page.next.is_none();
        schedule::spawn_detached(self.put(key.clone(), class, response.intake.into_store(), is_whole_run));
        let pace = if class.is_terminal() { Pace::Final } else { pace(class) };
        Outcome::Fresh { has_news: true, pace }
    }
}

impl Previews {
    /// Puts a job's metrics in the table, and judges them, in turns, unless they are only a part of the run.
    async fn put(self, key: JobKey, class: StatusClass, store: MetricStore, is_whole_run: bool) {
        // It may be gone by now.
        let Some(job) = self.job(&key) else { return };
        let preview = Preview { class, line: line(&store) };
        self.jobs.put_metrics_summary(&key, JobMetricsSummary::of(&store), Some(preview));
        if !is_whole_run {
            return;
        }
        let facts = RunFacts { total_steps: job.progress.n_steps_total, falls: Vec::new() };
        let engine = loaded(engine::load).await;
        let mut insight = Insight::default();
        let mut turns = Turns::new();
        while !(engine.append)(&mut insight, &store, &facts, ROWS) {
            turns.pause().await;
        }
        let answer = (engine.answer)(
            &insight,
            &store,
            &facts,
            &Surroundings {
                is_running: class == StatusClass::Running,
                has_ended: class.is_terminal(),
                ..Surroundings::default()
            },
        );
        if self.job(&key).is_some() {
            self.judgements.put(&key, class, Look::Sample, &answer);
        }
    }

    /// The job, while it is in the list; `None` also once the page is being left.
    fn job(self, key: &JobKey) -> Option<Arc<Job>> {
        self.ask.try_get_untracked()?;
        untrack(|| self.jobs.get(key)).map(|row| row.job)
    }
}

fn ask(previews: Previews, key: &JobKey, provider: Provider, class: StatusClass) -> Source {
    let (asked, answered) = (key.clone(), key.clone());
    let read = move || -> Box<dyn Reading> {
        let key = answered.clone();
        let response = MetricsResponse::new(provider, Intake::whole());
        Box::new(MetricsReading::new(response, move |read| previews.take(&key, class, read)))
    };
    Source {
        request: Box::new(move || {
            let filter = MetricsFilter { resolution: Some(RESOLUTION), ..MetricsFilter::default() };
            api::list_metrics(provider, &asked.id, &MetricsQuery { filter, ..MetricsQuery::default() })
        }),
        respond: Respond::Arriving(Box::new(read)),
    }
}

/// Returns the path of a job's loss line; empty if it has logged no loss.
fn line(store: &MetricStore) -> String {
    let loss = store.get(&MetricKey::train("loss"));
    loss.map(|series| chart::sparkline(series, WIDTH, HEIGHT)).unwrap_or_default()
}

/// Slower than a job's own page: a line of 60 pixels changes little in 15 seconds.
fn pace(class: StatusClass) -> Pace {
    if class.is_terminal() { Pace::Finished } else { Pace::List }
}
