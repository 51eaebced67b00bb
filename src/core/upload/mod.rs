//! Sending a file to a provider, without any input or output: what to do next follows from what happened.
//!
//! [`Upload`] is a state machine. Its owner tells it of [`Event`]s with the time, carries out the
//! [`Command`]s it gives, and draws its [`Stage`] and [`Progress`]. What it guarantees:
//!
//! - It ends in exactly one file with all bytes, or with a [`Failure`] that says what is known. When it is not
//!   known whether the file arrived, the service is asked; only if it has no such file, it is sent again.
//! - A part that fails is sent again by itself, later and later, while the others go on. An address that holds
//!   no longer is renewed. Parts that have arrived are not sent again, even after a failure.
//! - A part is counted once, whatever was repeated on the way.
//! - Nothing waits for ever: bytes that stop moving count as a failure.
//! - Neither keys nor signed addresses can be stored: [`Unfinished`] is all that outlives a page.

mod failure;
mod name;
mod rate;
mod sending;
mod summary;
mod task;
#[cfg(test)]
mod tests;
mod unfinished;

pub use failure::{Failure, FailureKind};
pub use name::free_name;
pub use rate::Rate;
pub use summary::Summary;
pub use unfinished::{KeptChange, Resumption, Unfinished};

use self::task::{Task, What};
use crate::{
    api::{ApiError, FileRequest, HttpRequest, HttpResponse, PartToken, UploadFile, UploadPart},
    model::{DatasetFile, Provider, Timestamp},
};

/// Identifies a request of one upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub(crate) u64);

/// Event for the upload.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Begin, or go on after a failure. Ignored while under way.
    Start,
    /// The time asked for has come, or has passed.
    Woke,
    /// So many bytes of a [`Command::Send`] have left, in all.
    Moved(Ticket, u64),
    /// A [`Command::Send`] whose progress is unknown.
    Unmeasured(Ticket),
    /// A request was answered, or will not be.
    Answered(Ticket, Result<HttpResponse, ApiError>),
    /// The user gives it up.
    Cancel,
    /// Another name for the file, after a failure; begins anew.
    Rename(String),
    /// The file can be read no longer.
    Gone,
}

/// Command to the caller.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Send a request with the connection's key.
    Call(Ticket, HttpRequest),
    /// Send bytes of the file.
    Send(Ticket, FileRequest),
    /// Give a request up; its response is not waited for.
    Abort(Ticket),
    /// Wake the upload at this time; the latest such command counts.
    WakeAt(Timestamp),
}

/// Progress of an upload.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stage<'a> {
    /// Not begun.
    Ready,
    /// The service is asked how to send it.
    Starting,
    /// Bytes move.
    Sending,
    /// All bytes have left; the service puts them together.
    Finishing,
    /// A response got lost; the service is asked whether the file arrived.
    Looking,
    /// The file is stored, and the service checks it. Nothing needs to be kept open for that.
    Processing(&'a DatasetFile),
    /// The file is stored, and as far as it will get by itself.
    Done(&'a DatasetFile),
    /// The upload ended; [`Event::Start`] continues it if [`Failure::can_retry`].
    Failed(&'a Failure),
    /// The user gave it up.
    Cancelled,
}

/// Figures for people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Bytes that have left or were there before, at most `n_bytes`.
    pub n_sent: u64,
    /// Size of the file.
    pub n_bytes: u64,
    /// Bytes per second of late; `None` until it can be told, or when nothing moves.
    pub rate: Option<f64>,
    /// Seconds left at that rate.
    pub secs_left: Option<f64>,
}

/// One file on its way.
#[derive(Debug)]
pub struct Upload {
    provider: Provider,
    file: UploadFile,
    /// Ids of files of this name that were there before.
    known: Vec<String>,
    phase: Phase,
    tasks: Vec<Task>,
    next_ticket: u64,
    rate: Rate,
    /// Bytes of requests that are over, for the rate.
    n_moved_before: u64,
    /// The upload in parts, once it is known.
    parts: Option<Parts>,
    /// An upload whose parts at the service are known to be of this very file.
    trusted: Option<String>,
    /// A request that may have made the file was sent and had no clear end.
    is_in_doubt: bool,
    /// Number of failures of that request, and the last error.
    last_try: Option<(u32, ApiError)>,
    /// Number of times the service was asked for its progress.
    n_polled: u32,
    /// File as the service stored it, once it is there.
    stored: Option<DatasetFile>,
}

#[derive(Debug)]
enum Phase {
    Ready,
    Starting,
    Sending,
    Finishing,
    Looking,
    Processing,
    Done,
    Failed(Failure),
    Cancelled,
}

/// An upload in parts.
#[derive(Debug)]
struct Parts {
    upload_id: String,
    /// Bytes the service had before.
    n_before: u64,
    list: Vec<PartState>,
}

#[derive(Debug)]
struct PartState {
    part: UploadPart,
    token: Option<PartToken>,
    /// The service was told of the token, and said so.
    is_checkpointed: bool,
    /// The address was renewed just now and is used whatever the clock says.
    is_fresh: bool,
}

impl Upload {
    /// Returns an upload that is not begun. `known` are ids of files at the service by the same name; `unfinished` is
    /// one of this very file that was begun before, whose parts may be taken over.
    pub fn new(
        provider: Provider,
        file: UploadFile,
        known: Vec<String>,
        unfinished: Option<&Unfinished>,
    ) -> Self {
        Self {
            provider,
            file,
            known,
            phase: Phase::Ready,
            tasks: Vec::new(),
            next_ticket: 0,
            rate: Rate::default(),
            n_moved_before: 0,
            parts: None,
            trusted: unfinished.map(|unfinished| unfinished.upload_id.clone()),
            is_in_doubt: false,
            last_try: None,
            n_polled: 0,
            stored: None,
        }
    }

    /// Returns the file that is uploaded.
    pub fn file(&self) -> &UploadFile {
        &self.file
    }

    /// Returns the progress.
    pub fn stage(&self) -> Stage<'_> {
        match (&self.phase, &self.stored) {
            (Phase::Ready, _) => Stage::Ready,
            (Phase::Starting, _) => Stage::Starting,
            (Phase::Sending, _) => Stage::Sending,
            (Phase::Finishing, _) => Stage::Finishing,
            (Phase::Looking, _) => Stage::Looking,
            (Phase::Processing, Some(stored)) => Stage::Processing(stored),
            (Phase::Done, Some(stored)) => Stage::Done(stored),
            (Phase::Processing | Phase::Done, None) => Stage::Finishing,
            (Phase::Failed(failure), _) => Stage::Failed(failure),
            (Phase::Cancelled, _) => Stage::Cancelled,
        }
    }

    /// Figures as of `now`.
    pub fn progress(&self, now: Timestamp) -> Progress {
        let n_bytes = self.file.n_bytes;
        let n_sent = match &self.phase {
            Phase::Finishing | Phase::Processing | Phase::Done => n_bytes,
            _ => {
                let arrived: u64 = self.parts.as_ref().map_or(0, Parts::n_arrived);
                (arrived + self.n_in_flight()).min(n_bytes)
            }
        };
        let is_sending = matches!(self.phase, Phase::Sending);
        let rate = self.rate.per_sec(now).filter(|rate| is_sending && 0.0 < *rate);
        let secs_left = rate.map(|rate| (n_bytes - n_sent) as f64 / rate);
        Progress { n_sent, n_bytes, rate, secs_left }
    }

    /// Returns the state worth storing, by which the upload can resume after the page is gone; `None` if
    /// there is none.
    pub fn unfinished(&self, modified_at_millis: i64) -> Option<Unfinished> {
        let parts = self.parts.as_ref()?;
        let is_over = matches!(self.phase, Phase::Processing | Phase::Done | Phase::Cancelled);
        (!is_over).then(|| Unfinished {
            name: self.file.name.clone(),
            n_bytes: self.file.n_bytes,
            modified_at_millis,
            upload_id: parts.upload_id.clone(),
        })
    }

    /// Takes note of what happened, and says what to do.
    pub fn on(&mut self, event: Event, now: Timestamp) -> Vec<Command> {
        let mut commands = Vec::new();
        match event {
            Event::Start => self.start(now),
            Event::Woke => {}
            Event::Moved(ticket, n_sent) => self.moved(ticket, n_sent, now),
            Event::Unmeasured(ticket) => self.allow_for(ticket, now),
            Event::Answered(ticket, answer) => self.answered(ticket, answer, now, &mut commands),
            Event::Cancel => self.cancel(now, &mut commands),
            Event::Rename(name) => self.rename(name, now),
            Event::Gone => self.lose_file(&mut commands),
        }
        self.pump(now, &mut commands);
        commands
    }

    fn start(&mut self, now: Timestamp) {
        let can_start = match &self.phase {
            Phase::Ready => true,
            Phase::Failed(failure) => failure.can_retry(),
            _ => false,
        };
        if !can_start {
            return;
        }
        if self.file.n_bytes == 0 {
            self.phase = Phase::Failed(Failure::new(FailureKind::Empty, None));
            return;
        }
        self.tasks.retain(|task| matches!(task.what, What::Abort(_)));
        self.begin(now);
    }

    fn rename(&mut self, name: String, now: Timestamp) {
        if matches!(self.phase, Phase::Ready | Phase::Failed(_)) && !name.trim().is_empty() {
            self.file.name = name.trim().to_owned();
            self.known.clear();
            self.forget_parts(now);
            self.is_in_doubt = false;
            self.phase = Phase::Ready;
            self.start(now);
        }
    }

    /// Gives it up. Parts at the service are thrown away; what is complete stays.
    fn cancel(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        if matches!(self.phase, Phase::Processing | Phase::Done | Phase::Cancelled) {
            return;
        }
        self.abort_all(commands);
        self.forget_parts(now);
        self.phase = Phase::Cancelled;
    }

    /// Handles the loss of the file: nothing more can be sent. What has left already may be all of it, and is
    /// waited for.
    fn lose_file(&mut self, commands: &mut Vec<Command>) {
        if matches!(self.phase, Phase::Starting | Phase::Sending) {
            self.fail(Failure::new(FailureKind::Gone, None), commands);
        }
    }

    /// Drops the upload in parts, and tells the service so.
    fn forget_parts(&mut self, now: Timestamp) {
        self.trusted = None;
        if let Some(parts) = self.parts.take() {
            self.add(What::Abort(parts.upload_id), now);
        }
    }

    fn fail(&mut self, failure: Failure, commands: &mut Vec<Command>) {
        self.abort_all(commands);
        self.phase = Phase::Failed(failure);
    }
}

impl Parts {
    fn n_arrived(&self) -> u64 {
        let arrived = self.list.iter().filter(|state| state.token.is_some());
        self.n_before + arrived.map(|state| state.part.length).sum::<u64>()
    }
}
