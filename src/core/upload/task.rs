//! The requests of one upload: which wait, which are under way, and when each is due.

use super::{Command, Ticket, Upload};
use crate::{
    api::{self, ApiError, FileRequest, HttpRequest, RetryAdvice, TransportError},
    model::Timestamp,
};

/// Parts sent at once. More do not make one line faster, and a failure costs more.
const MAX_PARALLEL: usize = 3;

/// Bytes that do not move for so long count as lost, seconds.
const STALL_SECS: f64 = 60.0;

/// The slowest line for which uncounted bytes are awaited, bytes per second.
const SLOWEST_PER_SEC: f64 = 20_000.0;

/// Longest wait for a response once all bytes have left, seconds. Sending gigabytes again because a service is
/// still busy with them would not help.
const ANSWER_SECS: f64 = 300.0;

/// First and longest wait before a request is repeated, seconds.
const BACKOFF_SECS: (f64, f64) = (0.5, 30.0);

/// An address that ends sooner than this is renewed before it is used, seconds.
const LEAST_VALIDITY_SECS: f64 = 10.0;

/// One request of an upload, over all its repetitions.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) what: What,
    /// Number of failures.
    pub(super) n_failed: u32,
    pub(super) state: State,
}

/// Purpose of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// Send the file whole.
    Whole,
    /// Begin an upload in parts; whether one begun before is to be taken up.
    Initiate(bool),
    /// Send the part at this place in the list.
    Part(usize),
    /// Get a fresh address for that part.
    Renew(usize),
    /// Tell the service that these parts have arrived.
    Checkpoint(Vec<usize>),
    /// Put the parts together.
    Complete,
    /// Ask whether the file is there after all.
    Look,
    /// Ask how far the service is with it.
    Poll,
    /// Throw the parts of this upload away.
    Abort(String),
}

/// Waiting or under way.
#[derive(Debug)]
pub(super) enum State {
    Due(Timestamp),
    Flying {
        ticket: Ticket,
        /// Bytes that have left.
        n_sent: u64,
        /// When bytes last moved.
        moved_at: Timestamp,
    },
}

/// Seconds to wait before the next try after `n_failed` failures. Spread by `ticket`, so that parts which
/// failed together do not come again together.
pub(super) fn backoff_secs(n_failed: u32, advice: RetryAdvice, ticket: u64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let (first, longest) = BACKOFF_SECS;
    let grown = (first * f64::from(2_u32.saturating_pow(n_failed.min(16)))).min(longest);
    let spread = grown * (0.75 + 0.25 * (ticket as f64 * GOLDEN).fract());
    match advice {
        RetryAdvice::After(secs) => secs.max(spread),
        RetryAdvice::Backoff | RetryAdvice::Reauthenticate | RetryAdvice::GiveUp => spread,
    }
}

impl Upload {
    pub(super) fn add(&mut self, what: What, now: Timestamp) {
        self.tasks.push(Task { what, n_failed: 0, state: State::Due(now) });
    }

    /// Takes the task of this ticket out; `None` if it is not awaited.
    pub(super) fn take(&mut self, ticket: Ticket) -> Option<Task> {
        let is_it = |task: &Task| matches!(task.state, State::Flying { ticket: own, .. } if own == ticket);
        let at = self.tasks.iter().position(is_it)?;
        let task = self.tasks.remove(at);
        if let State::Flying { n_sent, .. } = task.state {
            self.n_moved_before += n_sent;
        }
        Some(task)
    }

    /// Puts a failed task back, for later.
    pub(super) fn again(&mut self, mut task: Task, ticket: Ticket, advice: RetryAdvice, now: Timestamp) {
        task.n_failed += 1;
        task.state = State::Due(now.plus_secs(backoff_secs(task.n_failed, advice, ticket.0)));
        self.tasks.push(task);
    }

    pub(super) fn moved(&mut self, ticket: Ticket, n_bytes: u64, now: Timestamp) {
        for task in &mut self.tasks {
            match &mut task.state {
                State::Flying { ticket: own, n_sent, moved_at } if *own == ticket && *n_sent < n_bytes => {
                    *n_sent = n_bytes;
                    *moved_at = now;
                }
                _ => {}
            }
        }
        let n_moved = self.n_moved_before + self.n_in_flight();
        self.rate.note(n_moved, now);
    }

    /// Waits for a request without progress for as long as its bytes take on a slow line.
    pub(super) fn allow_for(&mut self, ticket: Ticket, now: Timestamp) {
        let secs = self.file.n_bytes as f64 / SLOWEST_PER_SEC;
        for task in &mut self.tasks {
            match &mut task.state {
                State::Flying { ticket: own, moved_at, .. } if *own == ticket => {
                    *moved_at = now.plus_secs(secs)
                }
                _ => {}
            }
        }
    }

    /// Bytes of requests in flight that have left.
    pub(super) fn n_in_flight(&self) -> u64 {
        let sent = self.tasks.iter().map(|task| match task.state {
            State::Flying { n_sent, .. } => n_sent,
            State::Due(_) => 0,
        });
        sent.sum()
    }

    /// Ends every request but those that clean up or that are as good as done.
    pub(super) fn abort_all(&mut self, commands: &mut Vec<Command>) {
        self.tasks.retain(|task| {
            let is_kept = matches!(task.what, What::Abort(_) | What::Checkpoint(_));
            if let (false, State::Flying { ticket, .. }) = (is_kept, &task.state) {
                commands.push(Command::Abort(*ticket));
            }
            is_kept
        });
    }

    /// Starts what is due, gives up what has stalled, and asks to be woken for the rest.
    pub(super) fn pump(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        self.drop_stalled(now, commands);
        let mut n_parts = self.tasks.iter().filter(|task| is_flying_part(task)).count();
        let mut at = 0;
        while at < self.tasks.len() {
            let State::Due(due) = self.tasks[at].state else {
                at += 1;
                continue;
            };
            let is_part = matches!(self.tasks[at].what, What::Part(_));
            if now < due || (is_part && n_parts == MAX_PARALLEL) {
                at += 1;
                continue;
            }
            self.renew_if_old(at, now);
            let ticket = Ticket(self.next_ticket);
            let Some(command) = self.command(&self.tasks[at].what, ticket) else {
                self.tasks.remove(at);
                continue;
            };
            n_parts += usize::from(matches!(self.tasks[at].what, What::Part(_)));
            self.next_ticket += 1;
            self.tasks[at].state = State::Flying { ticket, n_sent: 0, moved_at: now };
            commands.push(command);
            at += 1;
        }
        let times = self.tasks.iter().filter_map(|task| match &task.state {
            State::Due(due) if now < *due => Some(*due),
            State::Due(_) => None,
            State::Flying { .. } => self.stalls_at(task),
        });
        if let Some(time) = times.min() {
            commands.push(Command::WakeAt(time));
        }
    }

    /// A part whose address is about to end gets a fresh one first.
    fn renew_if_old(&mut self, at: usize, now: Timestamp) {
        let (What::Part(i), Some(parts)) = (&self.tasks[at].what, &mut self.parts) else { return };
        let i = *i;
        let Some(state) = parts.list.get_mut(i) else { return };
        let is_old = state.part.expires_at.is_some_and(|end| end.secs_since(now) < LEAST_VALIDITY_SECS);
        if is_old && !state.is_fresh {
            self.tasks[at].what = What::Renew(i);
        }
    }

    fn drop_stalled(&mut self, now: Timestamp, commands: &mut Vec<Command>) {
        let is_stalled = |task: &&Task| self.stalls_at(task).is_some_and(|end| end <= now);
        let ticket = |task: &Task| match task.state {
            State::Flying { ticket, .. } => Some(ticket),
            State::Due(_) => None,
        };
        let stalled: Vec<Ticket> = self.tasks.iter().filter(is_stalled).filter_map(ticket).collect();
        for ticket in stalled {
            commands.push(Command::Abort(ticket));
            self.answered(ticket, Err(ApiError::from(TransportError::TimedOut)), now, commands);
        }
    }

    /// Returns the time at which bytes in flight count as lost, unless they move; `None` for all other
    /// requests, whose end is left to the transport.
    fn stalls_at(&self, task: &Task) -> Option<Timestamp> {
        let State::Flying { n_sent, moved_at, .. } = task.state else { return None };
        let n_bytes = match task.what {
            What::Whole => self.file.n_bytes,
            What::Part(i) => self.parts.as_ref()?.list.get(i)?.part.length,
            _ => return None,
        };
        Some(moved_at.plus_secs(if n_sent < n_bytes { STALL_SECS } else { ANSWER_SECS }))
    }

    /// Returns the request for a task; `None` if there is nothing to ask any more.
    fn command(&self, what: &What, ticket: Ticket) -> Option<Command> {
        let call = |request: HttpRequest| Some(Command::Call(ticket, request));
        let send = |request: FileRequest| Some(Command::Send(ticket, request));
        let parts = self.parts.as_ref();
        let tokens = |of: &mut dyn Iterator<Item = usize>| {
            let parts = parts?;
            Some(of.filter_map(|i| parts.list.get(i)?.token.clone()).collect::<Vec<_>>())
        };
        match what {
            What::Whole => send(api::upload_whole(self.provider, &self.file)),
            What::Initiate(is_resume) => call(api::initiate_upload(self.provider, &self.file, *is_resume)?),
            What::Part(i) => send(api::send_part(&parts?.list.get(*i)?.part)),
            What::Renew(i) => call(api::renew_parts(&parts?.upload_id, &[&parts?.list.get(*i)?.part.number])),
            What::Checkpoint(of) => {
                call(api::checkpoint_parts(&parts?.upload_id, &tokens(&mut of.iter().copied())?))
            }
            What::Complete => {
                call(api::complete_upload(&parts?.upload_id, &tokens(&mut (0..parts?.list.len()))?))
            }
            What::Look => call(api::find_uploaded(self.provider, &self.file)),
            What::Poll => call(api::retrieve_file(self.provider, &self.stored.as_ref()?.id)),
            What::Abort(upload_id) => call(api::abort_upload(upload_id)),
        }
    }
}

fn is_flying_part(task: &Task) -> bool {
    matches!((&task.what, &task.state), (What::Part(_), State::Flying { .. }))
}
