//! The job's event log, page by page.

use super::{Arrival, Changes, JobMonitor, JobResource, JobUpdate, ReadState};
use crate::{
    api::{self, ApiError, HttpRequest, HttpResponse},
    model::{EventLog, EventsPage, JobEvent, LogGaps},
    polling::PollPhase,
};

/// The event log, and how reading it goes.
#[derive(Debug, Default)]
pub(super) struct EventsState {
    log: EventLog,
    pub(super) read: ReadState,
    /// Phase of the request under way.
    phase: PollPhase,
    /// The service answered that it has no log.
    is_missing: bool,
}

impl JobMonitor {
    /// Returns the events, oldest first.
    pub fn events(&self) -> &[JobEvent] {
        self.events.log.events()
    }

    /// Returns the entries of the log that are not among the events.
    pub fn log_gaps(&self) -> LogGaps {
        self.events.log.gaps()
    }

    /// Returns whether the service has a log of the job, as far as is known.
    pub fn offers_log(&self) -> bool {
        !self.events.is_missing
    }

    pub(super) fn request_events(&mut self) -> Option<HttpRequest> {
        let is_over = self.is_over();
        let EventsState { log, phase, .. } = &mut self.events;
        if is_over {
            log.request_full();
        }
        *phase = phase.next(is_over, log.is_full(), log.next().is_some());
        api::list_events(self.provider, &self.id, log.next())
    }

    /// Takes the response to a request for events.
    pub fn on_events(&mut self, response: Result<&HttpResponse, ApiError>, arrival: Arrival) -> JobUpdate {
        let (page, is_missing) = match response
            .and_then(|response| api::decode_events(self.provider, response))
        {
            Ok(decoded) => (decoded.value, false),
            // The service has no such page, so the log is complete without it.
            Err(error)
                if error.is_refusal() && self.events.log.next().is_some_and(|page| page.is_optional) =>
            {
                (EventsPage::default(), false)
            }
            // The job is there, so the log is missing.
            Err(error) if error.is_no_endpoint() && self.record.job.is_some() && self.events().is_empty() => {
                (EventsPage::default(), true)
            }
            Err(error) => {
                self.events.log.give_up();
                return self.events.read.fail(error);
            }
        };
        self.events.read.succeed(arrival.read_at);
        if arrival.is_from_cache {
            self.events.phase = self.events.phase.cached();
        }
        self.events.is_missing = is_missing;
        let has_new_events = self.events.log.accept(page);
        let mut changes = Changes { has_new_events, ..Changes::default() };
        if has_new_events {
            let events = self.events.log.events();
            self.progress.take_events(events);
            changes.has_new_record = self.complete_record();
        }
        let has_next_page = self.events.log.next().is_some();
        self.update(JobResource::Events, self.events.phase, has_next_page, changes)
    }
}
