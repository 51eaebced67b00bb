//! Meaning of responses for an upload.

use super::{
    Command, Failure, FailureKind, PartState, Parts, Phase, Ticket, Upload,
    task::{State, Task, What},
};
use crate::{
    api::{
        self, ApiError, ErrorKind, HttpResponse, PartOutcome, PartToken, RetryAdvice, TransportError,
        UploadPlan, UploadWay,
    },
    model::{DatasetFile, FileStatus, Timestamp},
};

/// Failures in a row after which a request is given up.
const MAX_FAILED: u32 = 6;

/// Attempts to send a file whole; each may be gigabytes.
const MAX_WHOLE_FAILED: u32 = 3;

/// First and longest wait between two looks at a file that is processed, seconds.
const POLL_SECS: (f64, f64) = (1.0, 15.0);

type Answer = Result<HttpResponse, ApiError>;

impl Upload {
    /// Begins, or continues with the parts that are left.
    pub(super) fn begin(&mut self, now: Timestamp) {
        if let Some(parts) = &self.parts {
            let open: Vec<usize> = (0..parts.list.len()).filter(|i| parts.list[*i].token.is_none()).collect();
            self.phase = Phase::Sending;
            if open.is_empty() {
                self.look_or(What::Complete, now);
            }
            open.into_iter().for_each(|i| self.add(What::Part(i), now));
            return;
        }
        match api::upload_way(self.provider, &self.file) {
            UploadWay::Whole => self.look_or(What::Whole, now),
            UploadWay::Parts => {
                self.phase = Phase::Starting;
                self.add(What::Initiate(self.trusted.is_some()), now);
            }
        }
    }

    /// Does what may make the file, unless that was tried before: then looks first.
    fn look_or(&mut self, what: What, now: Timestamp) {
        if self.is_in_doubt {
            self.phase = Phase::Looking;
            self.add(What::Look, now);
        } else {
            self.phase = if what == What::Whole { Phase::Sending } else { Phase::Finishing };
            self.add(what, now);
        }
    }

    pub(super) fn answered(
        &mut self,
        ticket: Ticket,
        answer: Answer,
        now: Timestamp,
        commands: &mut Vec<Command>,
    ) {
        let Some(task) = self.take(ticket) else { return };
        let mut step = Step { task, ticket, now, commands };
        match step.task.what.clone() {
            What::Whole => self.whole_answered(answer, &mut step),
            What::Initiate(is_resume) => self.initiated(answer, is_resume, step),
            What::Part(i) => self.part_answered(answer, i, step),
            What::Renew(i) => self.renewed(answer, i, step),
            What::Checkpoint(of) => self.checkpointed(answer.is_ok_and(|it| it.is_success()), &of),
            What::Complete => self.completed(answer, &mut step),
            What::Look => self.looked(answer, step),
            What::Poll => self.polled(answer, step),
            // The result is not awaited; parts that are not deleted now, the service deletes later.
            What::Abort(_) => {
                if answer.is_err_and(|error| is_worth_repeating(&error)) && step.task.n_failed < 2 {
                    self.again(step.task, ticket, RetryAdvice::Backoff, now);
                }
            }
        }
    }

    fn whole_answered(&mut self, answer: Answer, step: &mut Step<'_>) {
        match answer.and_then(|response| api::decode_uploaded(self.provider, &response)) {
            Ok(id) => self.arrived(id, step.now),
            Err(error) => self.ended_unclearly(error, step),
        }
    }

    fn completed(&mut self, answer: Answer, step: &mut Step<'_>) {
        match answer.and_then(|response| api::decode_uploaded(self.provider, &response)) {
            Ok(id) => self.arrived(id, step.now),
            Err(error) => self.ended_unclearly(error, step),
        }
    }

    /// A request that makes the file did not succeed: was it made all the same?
    fn ended_unclearly(&mut self, error: ApiError, step: &mut Step<'_>) {
        if error.kind == ErrorKind::RateLimited && step.task.n_failed < MAX_FAILED {
            self.repeat(step, error.retry);
            return;
        }
        let is_unclear = match error.kind {
            // Who gives a file up does not look for it.
            ErrorKind::Transport(TransportError::Aborted) => false,
            // An earlier try may be what is in the way.
            ErrorKind::Conflict | ErrorKind::NotFound => self.is_in_doubt || step.task.what == What::Complete,
            _ => error.may_have_been_heard(),
        };
        if is_unclear {
            self.is_in_doubt = true;
            self.phase = Phase::Looking;
            self.tasks.push(Task {
                what: What::Look,
                n_failed: 0,
                state: State::Due(step.now.plus_secs(1.0)),
            });
            // Remembered for the time after the look.
            self.last_try = Some((step.task.n_failed + 1, error));
        } else {
            self.fail(Failure::of(error), step.commands);
        }
    }

    fn looked(&mut self, answer: Answer, mut step: Step<'_>) {
        let found =
            answer.and_then(|response| api::decode_found(self.provider, &response, &self.file, &self.known));
        match found {
            Ok(Some(file)) => self.adopt(file, step.now),
            Ok(None) => self.not_there(&mut step),
            Err(error) if is_worth_repeating(&error) && step.task.n_failed < MAX_FAILED => {
                self.again(step.task, step.ticket, error.retry, step.now);
            }
            Err(error) => self.fail(Failure::new(FailureKind::Unknown, Some(error)), step.commands),
        }
    }

    /// The service has no such file: it is safe to send it again.
    fn not_there(&mut self, step: &mut Step<'_>) {
        self.is_in_doubt = false;
        let (n_failed, error) = match self.last_try.take() {
            Some((n_failed, error)) => (n_failed, Some(error)),
            None => (0, None),
        };
        let is_in_parts = self.parts.is_some();
        if n_failed < if is_in_parts { MAX_FAILED } else { MAX_WHOLE_FAILED } {
            let gone = |error: &ApiError| matches!(error.kind, ErrorKind::Conflict | ErrorKind::NotFound);
            if let Some(error) = error.filter(|error| is_in_parts && gone(error)) {
                self.parts = None;
                self.trusted = None;
                self.fail(Failure::new(FailureKind::Lost, Some(error)), step.commands);
                return;
            }
            self.phase = if is_in_parts { Phase::Finishing } else { Phase::Sending };
            step.task.what = if is_in_parts { What::Complete } else { What::Whole };
            step.task.n_failed = n_failed.saturating_sub(1);
            self.repeat(step, RetryAdvice::Backoff);
        } else {
            self.fail(Failure::new(FailureKind::GaveUp, error), step.commands);
        }
    }

    fn initiated(&mut self, answer: Answer, is_resume: bool, step: Step<'_>) {
        match answer.and_then(|response| api::decode_plan(&response, &self.file)) {
            Ok(plan) => self.planned(plan, is_resume, step),
            Err(error) if is_worth_repeating(&error) && step.task.n_failed < MAX_FAILED => {
                self.again(step.task, step.ticket, error.retry, step.now);
            }
            Err(error)
                if is_resume && !matches!(error.kind, ErrorKind::Unauthorized | ErrorKind::Forbidden) =>
            {
                // What was begun is gone, or this service cannot take it up.
                self.trusted = None;
                self.add(What::Initiate(false), step.now);
            }
            Err(error) => self.fail(Failure::of(error), step.commands),
        }
    }

    fn planned(&mut self, plan: UploadPlan, is_resume: bool, step: Step<'_>) {
        let n_planned: u64 = plan.parts.iter().map(|part| part.length).sum();
        let is_ours = self.trusted.as_ref() == Some(&plan.upload_id);
        if n_planned < self.file.n_bytes && !is_ours {
            // Parts are there that may be of another file of the same name and size.
            self.add(What::Abort(plan.upload_id), step.now);
            self.trusted = None;
            if is_resume || step.task.n_failed == 0 {
                let mut task = step.task;
                task.what = What::Initiate(false);
                self.again(task, step.ticket, RetryAdvice::Backoff, step.now);
            } else {
                self.fail(Failure::new(FailureKind::Lost, None), step.commands);
            }
            return;
        }
        self.trusted = Some(plan.upload_id.clone());
        let state = |part| PartState { part, token: None, is_checkpointed: false, is_fresh: false };
        self.parts = Some(Parts {
            upload_id: plan.upload_id,
            n_before: self.file.n_bytes - n_planned,
            list: plan.parts.into_iter().map(state).collect(),
        });
        self.begin(step.now);
    }

    fn part_answered(&mut self, answer: Answer, i: usize, step: Step<'_>) {
        let Some(state) = self.parts.as_mut().and_then(|parts| parts.list.get_mut(i)) else { return };
        state.is_fresh = false;
        let outcome = match answer {
            Ok(response) => api::decode_part(&response),
            Err(error) => PartOutcome::Refused(error),
        };
        match outcome {
            PartOutcome::Arrived(token) => {
                state.token = Some(PartToken { number: state.part.number.clone(), token });
                self.part_arrived(step.now);
            }
            PartOutcome::Unproven => self.fail(Failure::new(FailureKind::NoToken, None), step.commands),
            PartOutcome::Expired if step.task.n_failed < MAX_FAILED => {
                let mut task = step.task;
                task.what = What::Renew(i);
                if task.n_failed == 0 {
                    task.n_failed = 1;
                    task.state = State::Due(step.now);
                    self.tasks.push(task);
                } else {
                    self.again(task, step.ticket, RetryAdvice::Backoff, step.now);
                }
            }
            PartOutcome::Expired => self.fail(Failure::new(FailureKind::Expired, None), step.commands),
            PartOutcome::Refused(error) if is_worth_repeating(&error) && step.task.n_failed < MAX_FAILED => {
                self.again(step.task, step.ticket, error.retry, step.now);
            }
            PartOutcome::Refused(error) => {
                let failure = Failure::new(FailureKind::Storage, Some(error));
                self.fail(failure, step.commands);
            }
        }
    }

    fn part_arrived(&mut self, now: Timestamp) {
        let Some(parts) = &self.parts else { return };
        if parts.list.iter().all(|state| state.token.is_some()) {
            self.look_or(What::Complete, now);
            return;
        }
        // One at a time: the next one takes all that has arrived meanwhile.
        let is_telling = self.tasks.iter().any(|task| matches!(task.what, What::Checkpoint(_)));
        if !is_telling {
            let is_news = |i: &usize| {
                let state = &parts.list[*i];
                state.token.is_some() && !state.is_checkpointed
            };
            let news: Vec<usize> = (0..parts.list.len()).filter(is_news).collect();
            self.add(What::Checkpoint(news), now);
        }
    }

    fn checkpointed(&mut self, is_told: bool, of: &[usize]) {
        let Some(parts) = self.parts.as_mut().filter(|_| is_told) else { return };
        for i in of {
            if let Some(state) = parts.list.get_mut(*i) {
                state.is_checkpointed = true;
            }
        }
    }

    fn renewed(&mut self, answer: Answer, i: usize, step: Step<'_>) {
        let Some(state) = self.parts.as_mut().and_then(|parts| parts.list.get_mut(i)) else { return };
        let renewed = answer.and_then(|response| {
            let fresh = api::decode_renewed(&response)?.into_iter();
            let mut fresh = fresh.filter(|(number, ..)| *number == state.part.number);
            fresh.next().ok_or_else(|| ApiError::from(TransportError::CutOff))
        });
        let mut task = step.task;
        match renewed {
            Ok((_, url, expires_at)) => {
                state.part.url = url;
                state.part.expires_at = expires_at;
                state.is_fresh = true;
                task.what = What::Part(i);
                task.state = State::Due(step.now);
                self.tasks.push(task);
            }
            Err(error) if is_worth_repeating(&error) && task.n_failed < MAX_FAILED => {
                self.again(task, step.ticket, error.retry, step.now);
            }
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Conflict) => {
                self.parts = None;
                self.trusted = None;
                self.fail(Failure::new(FailureKind::Lost, Some(error)), step.commands);
            }
            Err(error) => self.fail(Failure::of(error), step.commands),
        }
    }

    /// The file is there under this id.
    fn arrived(&mut self, id: String, now: Timestamp) {
        let file = DatasetFile {
            name: self.file.name.clone(),
            id,
            n_bytes: Some(self.file.n_bytes),
            n_lines: None,
            kind: None,
            format: None,
            status: FileStatus::Processing,
            created_at: None,
        };
        self.adopt(file, now);
    }

    fn adopt(&mut self, file: DatasetFile, now: Timestamp) {
        self.is_in_doubt = false;
        self.parts = None;
        let is_settled = file.status.is_settled();
        self.stored = Some(file);
        self.phase = if is_settled { Phase::Done } else { Phase::Processing };
        if !is_settled {
            self.add(What::Poll, now);
        }
    }

    fn polled(&mut self, answer: Answer, step: Step<'_>) {
        let Some(stored) = &mut self.stored else { return };
        let mut task = step.task;
        match answer.and_then(|response| api::decode_file(self.provider, &response)) {
            Ok(file) => {
                *stored =
                    DatasetFile { id: stored.id.clone(), n_bytes: file.n_bytes.or(stored.n_bytes), ..file };
                if stored.status.is_settled() {
                    self.phase = Phase::Done;
                    return;
                }
                let (first, longest) = POLL_SECS;
                let secs = (first * 1.5_f64.powi(self.n_polled.min(20) as i32)).min(longest);
                self.n_polled += 1;
                task.n_failed = 0;
                task.state = State::Due(step.now.plus_secs(secs));
                self.tasks.push(task);
            }
            // A new file may take a moment to be known; a service without this call never will.
            Err(error)
                if task.n_failed < MAX_FAILED
                    && (is_worth_repeating(&error) || error.kind == ErrorKind::NotFound) =>
            {
                self.again(task, step.ticket, error.retry, step.now);
            }
            Err(_) => {
                stored.status = FileStatus::Unknown("".into());
                self.phase = Phase::Done;
            }
        }
    }

    fn repeat(&mut self, step: &mut Step<'_>, advice: RetryAdvice) {
        let what = step.task.what.clone();
        let task = Task { what, n_failed: step.task.n_failed, state: State::Due(step.now) };
        self.again(task, step.ticket, advice, step.now);
    }
}

/// One response: the task it belongs to, and when it came.
struct Step<'a> {
    task: Task,
    ticket: Ticket,
    now: Timestamp,
    commands: &'a mut Vec<Command>,
}

/// Returns true if the same request may succeed later.
fn is_worth_repeating(error: &ApiError) -> bool {
    matches!(error.retry, RetryAdvice::Backoff | RetryAdvice::After(_))
}
