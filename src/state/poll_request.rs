//! Requests of the poller: resources, the sources that build requests and take responses, and single
//! requests.

use std::rc::Rc;

use super::{
    Link, Watcher,
    reading::{Reading, Take, WholeReading},
};
use crate::browser::fetch::Abort;
use tuneboard_core::{
    api::{ApiError, HttpRequest, TransportError},
    model::{ConnectionId, JobKey, Transport},
    polling::Ticket,
};

/// Something that is asked for again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// The job list of a connection.
    Jobs(ConnectionId),
    /// One job's record.
    Job(JobKey),
    /// One job's log.
    Events(JobKey),
    /// Checkpoints of one job.
    Checkpoints(JobKey),
    /// One job's metrics.
    Metrics(JobKey),
    /// A few metrics of a job in the list, for its loss line.
    Preview(JobKey),
}

/// Builder of a resource's requests, and receiver of its responses.
pub struct Source {
    /// Builds the next request.
    pub request: Box<dyn Fn() -> HttpRequest>,
    /// Takes the response.
    pub respond: Respond,
}

/// Takes answers; says how it went and how closely to keep watching.
pub enum Respond {
    /// Those that are there as a whole.
    Whole(Rc<Take>),
    /// Those that are read while they arrive: makes the one for the request just built.
    Arriving(Box<dyn Fn() -> Box<dyn Reading>>),
}

/// A request the poller wants, not built yet.
pub(super) struct PollRequest {
    pub(super) ticket: Ticket,
    /// Resource to request.
    pub(super) resource: Resource,
    /// Builder of the request.
    pub(super) source: Rc<Source>,
    /// The way there; `None` if its connection has gone.
    pub(super) link: Option<Link>,
    /// True if a user action is waiting, false for a scheduled poll.
    pub(super) is_urgent: bool,
    /// Aborted once the response is not needed any more.
    pub(super) abort: Abort,
}

/// Carries out errands in place of the watcher.
pub(super) type RequestExecutor = Rc<dyn Fn(PollRequest)>;

impl PollRequest {
    /// Asks the service, without anything else.
    pub(super) async fn run(self, watcher: Watcher) {
        // What builds the request reads signals, which go with the screen that gave the request up.
        if self.abort.is_aborted() {
            return;
        }
        let request = (self.source.request)();
        let mut reading = self.source.respond.reading();
        let arrived = match &self.link {
            Some(link) => link.send_to(&mut *reading, request, &self.abort).await,
            None => Err(TransportError::Aborted.into()),
        };
        self.end(watcher, reading, arrived);
    }

    /// Returns true if the request goes over the network.
    pub(super) fn is_remote(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.connection.transport == Transport::Network)
    }

    /// Hands in what came of it. Returns true if it was read.
    pub(super) fn end(
        &self,
        watcher: Watcher,
        reading: Box<dyn Reading>,
        arrived: Result<(), ApiError>,
    ) -> bool {
        watcher.finish(self.ticket, reading, arrived)
    }
}

impl Respond {
    /// Answers are taken when all of it is there.
    pub(super) const fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }

    /// Takes the response to the request just built.
    pub(super) fn reading(&self) -> Box<dyn Reading> {
        match self {
            Self::Whole(respond) => Box::new(WholeReading::new(Rc::clone(respond))),
            Self::Arriving(make) => make(),
        }
    }
}

impl Resource {
    pub(super) const fn is_preview(&self) -> bool {
        matches!(self, Self::Preview(_))
    }

    pub(super) const fn is_of_open_job(&self) -> bool {
        matches!(self, Self::Job(_) | Self::Events(_) | Self::Checkpoints(_) | Self::Metrics(_))
    }

    pub(super) fn connection(&self) -> &ConnectionId {
        match self {
            Self::Jobs(connection) => connection,
            Self::Job(key)
            | Self::Events(key)
            | Self::Checkpoints(key)
            | Self::Metrics(key)
            | Self::Preview(key) => &key.connection,
        }
    }

    /// Returns the resource's name within one connection, which is the same in all tabs.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Jobs(_) => "jobs".to_owned(),
            Self::Job(key) => format!("job/{}", key.id),
            Self::Events(key) => format!("events/{}", key.id),
            Self::Checkpoints(key) => format!("checkpoints/{}", key.id),
            Self::Metrics(key) => format!("metrics/{}", key.id),
            Self::Preview(key) => format!("preview/{}", key.id),
        }
    }
}
