//! A row of the job table: the job, its connection and the present, with the texts of the cells.

use std::borrow::Cow;

use super::{Listed, secs_left, took_secs};
use crate::{
    format,
    insight::OpenFinding,
    model::{ConnectionId, StatusClass, Timestamp},
};

/// One row, as `column_table` reads it.
#[derive(Clone, Copy)]
pub struct Row<'r> {
    /// The job.
    pub listed: &'r Listed,
    /// Link to the job.
    pub href: &'r str,
    /// Name of its connection.
    pub connection: Option<&'r str>,
    /// Provider, with the connection where it has several; `None` if the connection is unknown.
    pub place: Option<&'r str>,
    /// Time of the last answer of its connection, if the connection fails now.
    pub stale_since: Option<Timestamp>,
    /// Remark on its model.
    pub model_note: Option<&'r ModelNote>,
    /// When and where the table is read.
    pub reader: Reader,
}

/// A remark on a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelNote {
    /// Connection of its jobs.
    pub connection: ConnectionId,
    /// The model, as records name it as their base model.
    pub model: String,
    /// The remark, short: `44 d left (model)`.
    pub text: String,
    /// The remark in a sentence.
    pub sentence: String,
}

/// When and where the table is read.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// The present.
    pub now: Timestamp,
    /// Seconds local time is ahead of UTC at an instant.
    pub utc_offset_secs: fn(Timestamp) -> i32,
}

/// An end that is further away than a year has no date.
const LONGEST_FORECAST_SECS: f64 = 365.0 * 86_400.0;

/// Stands where nothing is known.
pub(super) const NOTHING: &str = "–";

/// Time left of a job whose first steps tell too little.
const ESTIMATING: &str = "estimating…";

/// A text that is always there.
pub(super) fn said(text: &str) -> Option<Cow<'_, str>> {
    Some(text.into())
}

/// An attribute without a value, or none.
pub(super) fn shown_if(is_there: bool) -> Option<Cow<'static, str>> {
    is_there.then_some("".into())
}

impl<'r> Row<'r> {
    /// Status of the job.
    pub fn class(&self) -> StatusClass {
        self.listed.job.status.class
    }

    /// Id; `None` where it is the name.
    pub(super) fn id(&self) -> Option<&'r str> {
        let job = &self.listed.job;
        (*job.id.0 != *job.name).then_some(&*job.id.0)
    }

    /// Provider, and its connection where it has several.
    pub(super) fn place(&self) -> &'r str {
        self.place.unwrap_or_else(|| self.listed.provider.short_label())
    }

    /// Base model in full; empty if unknown.
    pub(super) fn model(&self) -> &'r str {
        self.listed.job.base_model.as_deref().unwrap_or_default()
    }

    /// Age of the row if its connection fails: `4 min old`.
    pub(super) fn stale_age(&self) -> Option<String> {
        let age = format::age(self.reader.now.secs_since(self.stale_since?));
        Some(age.strip_suffix(" ago").map_or_else(|| age.clone(), |age| format!("{age} old")))
    }

    /// Remark on its model. A job that has made nothing and has ended loses nothing.
    pub(super) fn model_note(&self) -> Option<&'r ModelNote> {
        let has_model = !self.class().is_terminal() || self.listed.job.output_model.is_some();
        self.model_note.filter(|_| has_model)
    }

    /// Length of the progress bar, as a CSS percentage; `None` leaves it empty.
    pub(super) fn share(&self) -> Option<String> {
        let share = if self.class() == StatusClass::Completed { Some(1.0) } else { self.listed.share };
        share.map(|share| format!("{}%", format::fixed(share.clamp(0.0, 1.0) * 100.0, 1)))
    }

    /// A bar stands before the words. A job that waits has no progress to draw, only a reason.
    pub(super) fn has_bar(&self) -> bool {
        !self.is_waiting() && self.progress() != NOTHING
    }

    /// Percent where it can be known, else steps, else the reason for waiting.
    pub(super) fn progress(&self) -> String {
        let progress = &self.listed.job.progress;
        match (self.class(), self.listed.share, progress.n_steps_done, progress.queue_depth) {
            (StatusClass::Completed, _, _, _) if progress.n_epochs_total.is_some() => {
                let n = progress.n_epochs_total.unwrap_or_default();
                let done = format::number(progress.n_epochs_done.unwrap_or(n));
                format!("{done} of {}", format::number_of(n, "epoch", "epochs"))
            }
            (StatusClass::Waiting, _, _, Some(depth)) => format!("{} ahead", format::count(depth)),
            (StatusClass::Waiting, _, None | Some(0), _) => "Not started".to_owned(),
            (_, Some(share), _, _) => format::percent(share),
            (_, None, Some(steps), _) => format!("step {}", format::steps(steps)),
            (StatusClass::Starting, None, None, _) => "Preparing".to_owned(),
            (_, None, None, _) => NOTHING.to_owned(),
        }
    }

    /// The loss line as SVG path data.
    pub(super) fn line(&self) -> Option<&'r str> {
        self.listed.line.as_deref().filter(|line| !line.is_empty())
    }

    /// Last train loss.
    pub(super) fn loss(&self) -> Cow<'static, str> {
        self.listed.last_loss.map_or(NOTHING.into(), |loss| format::number(loss).into())
    }

    /// Last evaluation loss.
    pub(super) fn eval_loss(&self) -> Cow<'static, str> {
        self.listed.evals.map_or(NOTHING.into(), |evals| format::number(evals.last).into())
    }

    /// The lowest evaluation loss and its step: `0.9448 at 600`.
    pub(super) fn best_eval(&self) -> Cow<'static, str> {
        let Some(evals) = self.listed.evals else { return NOTHING.into() };
        format!("{} at {}", format::number(evals.lowest), format::steps(evals.lowest_step)).into()
    }

    /// The same in a sentence.
    pub(super) fn best_eval_words(&self) -> Option<String> {
        let evals = self.listed.evals?;
        let (loss, step) = (format::number(evals.lowest), format::count(evals.lowest_step));
        Some(format!("The lowest evaluation loss, {loss}, was at step {step}."))
    }

    /// The worst open finding in its metrics.
    pub fn finding(&self) -> Option<&'r OpenFinding> {
        self.listed.finding.as_deref()
    }

    /// Link to the list of the job's findings, where it has an open one.
    pub(super) fn findings_href(&self) -> Option<String> {
        self.finding().map(|_| format!("{}?tab=findings", self.href))
    }

    /// Time of creation, as seen from now.
    pub(super) fn created(&self) -> Cow<'static, str> {
        let Some(at) = self.listed.job.created_at else { return NOTHING.into() };
        format::relative(at, self.reader.now, (self.reader.utc_offset_secs)(at)).into()
    }

    /// Exact local time of creation.
    pub(super) fn created_exact(&self) -> Option<String> {
        self.listed.job.created_at.map(|at| format::date_time(at, (self.reader.utc_offset_secs)(at)))
    }

    /// Time from creation to the end, or to now.
    pub(super) fn elapsed(&self) -> Cow<'static, str> {
        took_secs(&self.listed.job, self.reader.now)
            .map_or(NOTHING.into(), |secs| format::duration(secs).into())
    }

    /// Time left: `~23 min left`, `estimating…` while too little is done to tell.
    pub(super) fn time_left(&self) -> Cow<'static, str> {
        match self.secs_left() {
            None => NOTHING.into(),
            // The first few steps are no measure of the rest.
            Some(secs) if secs < 1.0 && self.listed.share.is_some_and(|share| share < 0.01) => {
                ESTIMATING.into()
            }
            Some(secs) => format!("{} left", format::estimate(secs)).into(),
        }
    }

    /// Expected end: `14:22`, or `Dec 2, 14:22` on another day.
    pub(super) fn end_time(&self) -> Option<String> {
        let secs = self.secs_left().filter(|secs| *secs < LONGEST_FORECAST_SECS)?;
        let at = self.reader.now.plus_secs(secs);
        Some(format::time_of_day(at, self.reader.now, (self.reader.utc_offset_secs)(at)))
    }

    /// Both in one sentence.
    pub(super) fn time_left_basis(&self) -> Option<String> {
        self.secs_left()?;
        let end = self.end_time().map(|time| format!(", about {time}"));
        Some(format!("{}{}. This is an estimate.", self.time_left(), end.unwrap_or_default()))
    }

    fn secs_left(&self) -> Option<f64> {
        secs_left(self.class(), self.listed.ends_at, self.reader.now)
    }

    fn is_waiting(&self) -> bool {
        matches!(self.class(), StatusClass::Waiting | StatusClass::Starting)
    }
}

#[cfg(test)]
mod tests;
