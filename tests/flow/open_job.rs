//! The open job's record, metrics and log, and what each answer means for the polling. The counterpart of
//! the shell's `OpenJob`, with plain fields in place of signals.

use tuneboard_core::{
    api::{self, ApiError, Decoded, ErrorKind, HttpRequest, HttpResponse, MetricsReader},
    metrics::{Accepted, Intake, MetricStore, MetricsFeed},
    model::{
        EventLog, EventsPage, Job, JobEvent, JobId, LogProgress, MetricsQuery, MetricsSummary, Provider,
        StatusClass,
    },
    polling::{Outcome, Pace, Pass},
};

use super::page::Resource;

/// One open job.
pub struct OpenJob {
    pub id: JobId,
    provider: Provider,
    pub job: Option<Job>,
    pub job_error: Option<ApiError>,
    /// Status words in the order they were seen.
    pub statuses: Vec<Box<str>>,
    pub store: MetricStore,
    pub feed: MetricsFeed,
    /// Query of the request under way, or of the last one.
    pub asked: MetricsQuery,
    /// Begin with a sample of the rows, where the service can choose some, as the shell does for a long job.
    pub wants_sample: bool,
    /// True if that request was for the whole log, or completed it.
    pub was_full: bool,
    metrics_pass: Pass,
    pub metrics_error: Option<ApiError>,
    pub last_checkpoint_step: Option<u64>,
    /// Progress that the log tells.
    pub progress: LogProgress,
    pub events: Vec<JobEvent>,
    pub events_error: Option<ApiError>,
    log: EventLog,
    log_pass: Pass,
    /// Points of the store after each answer that brought some.
    pub growth: Vec<usize>,
    /// Rows that could not be read, over all answers.
    pub n_unreadable: usize,
}

/// Reads a body as it arrives over a slow network.
pub fn arrive(
    provider: Provider,
    response: &HttpResponse,
    intake: &mut Intake,
) -> Result<Decoded<MetricsSummary>, ApiError> {
    /// Borders within everything, and nowhere twice.
    const PIECE_BYTES: usize = 1_361;
    let mut reader = MetricsReader::new(provider, response.status, response.headers.clone());
    response.body.chunks(PIECE_BYTES).for_each(|piece| reader.push(piece, intake));
    reader.finish(intake)
}

/// Meaning of a response.
pub struct Taken {
    pub outcome: Outcome,
    /// Asked for at once.
    pub wanted: Vec<Resource>,
}

impl OpenJob {
    pub fn new(provider: Provider, id: JobId, known: Option<Job>) -> Self {
        let statuses = known.iter().map(|job| job.status.raw.clone()).collect();
        Self {
            id,
            provider,
            job: known,
            job_error: None,
            statuses,
            store: MetricStore::new(),
            feed: MetricsFeed::new(provider.capabilities().metrics_cursor),
            asked: MetricsQuery::default(),
            wants_sample: false,
            was_full: false,
            metrics_pass: Pass::default(),
            metrics_error: None,
            last_checkpoint_step: None,
            progress: LogProgress::default(),
            events: Vec::new(),
            events_error: None,
            log: EventLog::default(),
            log_pass: Pass::default(),
            growth: Vec::new(),
            n_unreadable: 0,
        }
    }

    /// Returns the watched resources of the job.
    pub fn resources(&self) -> Vec<Resource> {
        let all = [Resource::Job, Resource::Metrics, Resource::Events];
        let has_events = self.provider.capabilities().has_events;
        all.into_iter().filter(|resource| has_events || *resource != Resource::Events).collect()
    }

    pub fn request(&mut self, resource: Resource) -> HttpRequest {
        match resource {
            Resource::Metrics => {
                if self.wants_sample {
                    self.feed.request_sample(5);
                }
                if self.is_over() {
                    self.feed.request_full();
                }
                let feed = &self.feed;
                self.metrics_pass = self.metrics_pass.next(self.is_over(), feed.is_full(), feed.goes_on());
                self.was_full = self.feed.is_full();
                self.asked = self.feed.next_query();
                api::list_metrics(self.provider, &self.id, &self.asked)
            }
            Resource::Events => {
                if self.is_over() {
                    self.log.request_full();
                }
                let log = &self.log;
                self.log_pass = self.log_pass.next(self.is_over(), log.is_full(), log.next().is_some());
                api::list_events(self.provider, &self.id, self.log.next()).unwrap()
            }
            Resource::Job | Resource::Jobs => api::retrieve_job(self.provider, &self.id),
        }
    }

    pub fn respond(&mut self, resource: Resource, answer: Result<HttpResponse, ApiError>) -> Taken {
        let mut wanted = Vec::new();
        let taken = match resource {
            Resource::Metrics => self.take_metrics(answer, &mut wanted),
            Resource::Events => self.take_events(answer, &mut wanted),
            Resource::Job | Resource::Jobs => self.take_job(answer, &mut wanted),
        };
        let outcome = taken.unwrap_or_else(|error| {
            let advice = Outcome::Failed(error.retry);
            match resource {
                Resource::Metrics => self.metrics_error = Some(error),
                Resource::Job => self.job_error = Some(error),
                Resource::Events => self.events_error = Some(error),
                Resource::Jobs => {}
            }
            advice
        });
        Taken { outcome, wanted }
    }

    fn take_job(
        &mut self,
        answer: Result<HttpResponse, ApiError>,
        wanted: &mut Vec<Resource>,
    ) -> Result<Outcome, ApiError> {
        let job = answer.and_then(|response| api::decode_job(self.provider, &response))?;
        self.job_error = None;
        let was_over = self.is_over();
        let has_news = self.put_job(job);
        if self.is_over() && !was_over {
            wanted.extend(self.resources().into_iter().filter(|resource| *resource != Resource::Job));
        }
        let pace = if self.is_over() && was_over { Pace::Final } else { self.pace() };
        Ok(Outcome::Fresh { has_news, pace })
    }

    pub fn put_job(&mut self, job: Job) -> bool {
        if self.statuses.last() != Some(&job.status.raw) {
            self.statuses.push(job.status.raw.clone());
        }
        let job = self.progress.record(job);
        let merged = match &self.job {
            Some(old) => job.merged_over(old),
            None => job,
        };
        let has_news = self.job.as_ref() != Some(&merged);
        self.job = Some(merged);
        has_news
    }

    fn take_metrics(
        &mut self,
        answer: Result<HttpResponse, ApiError>,
        wanted: &mut Vec<Resource>,
    ) -> Result<Outcome, ApiError> {
        let mut intake = self.feed.intake(self.asked.clone());
        let summary = match answer.and_then(|response| arrive(self.provider, &response, &mut intake)) {
            Ok(decoded) => {
                self.n_unreadable += decoded.value.n_unreadable;
                decoded.value
            }
            Err(error) if self.feed.give_up(&mut self.store, error.is_no_endpoint()) => {
                self.metrics_error = None;
                return Ok(self.outcome(Resource::Metrics, false, false, self.metrics_pass, wanted));
            }
            // A known job without metrics is one that has not logged any yet; one that had some is gone.
            Err(error) if error.is_no_endpoint() && self.job.is_some() && self.store.is_empty() => {
                MetricsSummary::default()
            }
            Err(error) if error.kind == ErrorKind::Invalid && self.feed.refuse(&self.asked) => {
                wanted.push(Resource::Metrics);
                return Ok(Outcome::Failed(error.retry));
            }
            Err(error) => return Err(error),
        };
        self.metrics_error = None;
        self.last_checkpoint_step = summary.last_checkpoint_step.or(self.last_checkpoint_step);
        self.progress.take_metrics(summary.n_steps_total);
        self.complete_job();
        let accepted = self.feed.accept(&mut self.store, intake, summary);
        let has_news = accepted != Accepted::Nothing;
        if has_news {
            self.growth.push(self.store.n_points());
        }
        let is_whole = self.asked == MetricsQuery::default();
        if !is_whole && (self.feed.is_sampled() || accepted == Accepted::Rewritten) {
            wanted.push(Resource::Metrics);
        }
        let goes_on = self.feed.goes_on();
        Ok(self.outcome(Resource::Metrics, has_news, goes_on, self.metrics_pass, wanted))
    }

    fn take_events(
        &mut self,
        answer: Result<HttpResponse, ApiError>,
        wanted: &mut Vec<Resource>,
    ) -> Result<Outcome, ApiError> {
        let page = match answer.and_then(|response| api::decode_events(self.provider, &response)) {
            Ok(decoded) => decoded.value,
            Err(error) if error.is_no_endpoint() && self.job.is_some() && self.events.is_empty() => {
                EventsPage::default()
            }
            Err(error) => {
                self.log.give_up();
                return Err(error);
            }
        };
        self.events_error = None;
        let has_news = self.log.accept(page);
        if has_news {
            self.progress.take_events(self.log.events());
            self.complete_job();
        }
        self.events = self.log.events().to_vec();
        let goes_on = self.log.next().is_some();
        Ok(self.outcome(Resource::Events, has_news, goes_on, self.log_pass, wanted))
    }

    /// Completes a record by what the log or the metrics tell.
    fn complete_job(&mut self) {
        if let Some(job) = &mut self.job {
            self.progress.complete(job);
        }
    }

    /// Returns the outcome of a response for the polling; the rest of it is requested at once.
    fn outcome(
        &self,
        resource: Resource,
        has_news: bool,
        goes_on: bool,
        pass: Pass,
        wanted: &mut Vec<Resource>,
    ) -> Outcome {
        if pass.wants_more(goes_on) {
            wanted.push(resource);
            return Outcome::Fresh { has_news, pace: self.pace() };
        }
        Outcome::Fresh { has_news, pace: if pass.is_last() { Pace::Final } else { self.pace() } }
    }

    pub fn class(&self) -> Option<StatusClass> {
        self.job.as_ref().map(|job| job.status.class)
    }

    pub fn is_over(&self) -> bool {
        self.class().is_some_and(StatusClass::is_terminal)
    }

    pub fn pace(&self) -> Pace {
        match self.class() {
            Some(StatusClass::Running) => Pace::Active,
            Some(StatusClass::Waiting | StatusClass::Paused) => Pace::Waiting,
            Some(StatusClass::Unknown) => Pace::List,
            Some(class) if class.is_terminal() => Pace::Finished,
            Some(_) | None => Pace::Transitional,
        }
    }
}
