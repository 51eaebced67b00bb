//! The job's checkpoints, page by page.

use super::{Arrival, Changes, JobMonitor, JobResource, JobUpdate, ReadState};
use crate::{
    api::{self, ApiError, HttpRequest, HttpResponse},
    model::{Checkpoint, CheckpointList, CheckpointsPage, Provider},
    polling::PollPhase,
};

/// The list of checkpoints, and how reading it goes.
#[derive(Debug)]
pub(super) struct CheckpointsState {
    list: CheckpointList,
    pub(super) read: ReadState,
    /// Phase of the request under way.
    phase: PollPhase,
    is_offered: bool,
    n_unreadable: usize,
    first_unreadable: String,
}

impl CheckpointsState {
    pub(super) fn new(provider: Provider) -> Self {
        Self {
            list: CheckpointList::default(),
            read: ReadState::default(),
            phase: PollPhase::default(),
            is_offered: provider.capabilities().has_checkpoints,
            n_unreadable: 0,
            first_unreadable: String::new(),
        }
    }
}

impl JobMonitor {
    /// Returns the checkpoints by step.
    pub fn checkpoints(&self) -> &[Checkpoint] {
        self.checkpoints.list.known()
    }

    /// Returns whether the service lists checkpoints, as far as is known.
    pub fn offers_checkpoints(&self) -> bool {
        self.checkpoints.is_offered
    }

    /// Returns the number of checkpoints that were sent and could not be read.
    pub fn n_unreadable_checkpoints(&self) -> usize {
        self.checkpoints.n_unreadable
    }

    /// Returns name and fault of the first checkpoint that could not be read: `checkpoint 2: it has no step`; empty if all could be.
    pub fn first_unreadable_checkpoint(&self) -> &str {
        &self.checkpoints.first_unreadable
    }

    pub(super) fn request_checkpoints(&mut self) -> Option<HttpRequest> {
        let is_over = self.is_over();
        let CheckpointsState { list, phase, .. } = &mut self.checkpoints;
        *phase = phase.next(is_over, true, list.next().is_some());
        api::list_checkpoints(self.provider, &self.id, list.next())
    }

    /// Takes the response to a request for checkpoints.
    pub fn on_checkpoints(
        &mut self,
        response: Result<&HttpResponse, ApiError>,
        arrival: Arrival,
    ) -> JobUpdate {
        let has_record = self.record.job.is_some();
        let state = &mut self.checkpoints;
        let read = response.and_then(|response| api::decode_checkpoints(self.provider, &self.id, response));
        let (page, is_offered) = match read {
            Ok(decoded) => {
                state.count_unreadable(decoded.warnings.into_iter().map(|warning| warning.message).collect());
                (decoded.value, true)
            }
            // The service has no such page, so the list is complete without it.
            Err(error) if error.is_refusal() && state.list.next().is_some_and(|page| page.is_optional) => {
                (CheckpointsPage::default(), true)
            }
            // The job is there, so the list is missing.
            Err(error) if error.is_no_endpoint() && has_record && state.list.known().is_empty() => {
                state.list.give_up();
                (CheckpointsPage::default(), false)
            }
            Err(error) => {
                state.list.give_up();
                return state.read.fail(error);
            }
        };
        state.read.succeed(arrival.read_at);
        if arrival.is_from_cache {
            state.phase = state.phase.cached();
        }
        state.is_offered = is_offered;
        let changes = Changes { has_new_checkpoints: state.list.accept(page), ..Changes::default() };
        let has_next_page = self.checkpoints.list.next().is_some();
        self.update(JobResource::Checkpoints, self.checkpoints.phase, has_next_page, changes)
    }
}

impl CheckpointsState {
    /// Counts the checkpoints of a page that could not be read. The first page begins the count anew.
    fn count_unreadable(&mut self, messages: Vec<String>) {
        let is_first_page = self.list.next().is_none();
        let n_before = if is_first_page { 0 } else { self.n_unreadable };
        self.n_unreadable = n_before + messages.len();
        if n_before == 0 {
            self.first_unreadable = messages.into_iter().next().unwrap_or_default();
        }
    }
}
