//! The job list's loss lines: a few metrics of each row in view, asked for while it is in view.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;

use super::{Jobs, Resource, Source, Watcher, jobs::Glance};
use crate::{
    api::{self, ApiError, HttpResponse},
    browser::timer,
    chart,
    metrics::MetricStore,
    model::{JobKey, MetricKey, MetricsFilter, MetricsQuery, Provider, StatusClass},
    part::{NotLoaded, part},
    polling::{Outcome, Pace},
};

/// Points asked for: one per CSS pixel of the line is plenty.
const RESOLUTION: u64 = 60;

/// Size of the line, CSS pixels; its style sheet's numbers.
const WIDTH: f64 = 60.0;
/// Height of the line, CSS pixels.
const HEIGHT: f64 = 18.0;

/// A loss line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Preview {
    /// SVG path data within 60 × 18 CSS pixels; empty with fewer than two points.
    pub path: String,
    /// The job has ended in this class, and this is its last line.
    pub last_of: Option<StatusClass>,
}

/// Loss lines of the rows in view. Copies refer to the same ones.
#[derive(Clone, Copy)]
pub struct Previews {
    lines: RwSignal<HashMap<JobKey, Arc<Preview>>>,
    /// Reads the answers; `None` until it is loaded, and until then no line is asked for.
    read: RwSignal<Option<Read>>,
    jobs: Jobs,
    watcher: Watcher,
}

/// From an answer to what it tells and the line it draws.
type Read = fn(Provider, &HttpResponse) -> Result<(Glance, Preview), ApiError>;

part! {
    /// The list is of use without its loss lines, so they need not be waited for.
    preview: fn load() -> Read {
        read
    }
}

/// Seconds between attempts to load the part.
const RETRY_SECS: f64 = 30.0;

impl Previews {
    pub(super) fn new(jobs: Jobs, watcher: Watcher) -> Self {
        let (lines, reader) = (RwSignal::new(HashMap::new()), RwSignal::new(None));
        // Asked for when the list is there, so that the list has the line to itself.
        Effect::new(move |is_begun: Option<bool>| {
            let is_due = is_begun == Some(true) || jobs.is_settled();
            if is_due && is_begun != Some(true) {
                leptos::task::spawn_local(async move {
                    let read = loop {
                        match load().await {
                            Ok(read) => break read,
                            Err(NotLoaded) => timer::wait(RETRY_SECS).await,
                        }
                    };
                    reader.try_set(Some(read));
                });
            }
            is_due
        });
        Self { lines, read: reader, jobs, watcher }
    }

    /// The loss line of a job, once known.
    pub fn get(self, key: &JobKey) -> Option<Arc<Preview>> {
        self.lines.with(|lines| lines.get(key).cloned())
    }

    /// Asks for the line of a row that came into view, at the pace of its job; `false` if lines cannot be
    /// read yet, which it follows.
    pub fn watch(self, key: &JobKey, class: StatusClass) -> bool {
        let Some(read) = self.read.get() else { return false };
        let is_settled = untrack(|| self.get(key)).is_some_and(|line| line.last_of == Some(class));
        let provider = untrack(|| self.jobs.get(key)).map(|row| row.provider);
        let Some(provider) = provider.filter(|_| !is_settled) else { return true };
        let (asked, answered) = (key.clone(), key.clone());
        let source = Source {
            request: Box::new(move || {
                let filter = MetricsFilter { resolution: Some(RESOLUTION), ..MetricsFilter::default() };
                api::list_metrics(provider, &asked.id, &MetricsQuery { filter, ..MetricsQuery::default() })
            }),
            respond: Box::new(move |answer| {
                let told = answer.and_then(|response| read(provider, &response));
                self.take(&answered, class, told)
            }),
        };
        self.watcher.watch(Resource::Preview(key.clone()), pace(class), source);
        true
    }

    /// The row left the view.
    pub fn unwatch(self, key: &JobKey) {
        self.watcher.unwatch(&Resource::Preview(key.clone()));
    }

    fn take(self, key: &JobKey, class: StatusClass, told: Result<(Glance, Preview), ApiError>) -> Outcome {
        if untrack(|| self.jobs.get(key)).is_none() {
            return Outcome::Fresh { has_news: false, pace: Pace::Final };
        }
        let (glance, preview) = match told {
            Ok(told) => told,
            // A line in a list is not worth a message; the job's own page says what is wrong.
            Err(error) => return Outcome::Failed(error.retry),
        };
        self.jobs.put_glance(key, glance);
        let last_of = Some(class).filter(|class| class.is_terminal());
        let line = Arc::new(Preview { last_of, ..preview });
        self.lines.maybe_update(|lines| lines.insert(key.clone(), Arc::clone(&line)) != Some(line));
        let pace = if class.is_terminal() { Pace::Final } else { pace(class) };
        Outcome::Fresh { has_news: true, pace }
    }
}

fn read(provider: Provider, response: &HttpResponse) -> Result<(Glance, Preview), ApiError> {
    let page = api::decode_metrics(provider, response)?.value;
    let mut store = MetricStore::new();
    store.merge(&page.rows);
    let loss = store.get(&MetricKey::train("loss"));
    let path = loss.map(|series| chart::sparkline(series.values(), WIDTH, HEIGHT)).unwrap_or_default();
    let glance = Glance {
        last_loss: loss.and_then(|series| series.values().last().copied()),
        last_step: store.last_step(),
        last_epoch: store.epoch_at_last_step(),
        secs_per_step: store.secs_per_step(),
    };
    Ok((glance, Preview { path, last_of: None }))
}

/// Slower than a job's own page: a line of 60 pixels changes little in 15 seconds.
fn pace(class: StatusClass) -> Pace {
    if class.is_terminal() { Pace::Finished } else { Pace::List }
}
