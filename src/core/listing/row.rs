//! A row of the job table: the job, its connection and the present, with the texts of the cells.

use std::borrow::Cow;

use super::{Listed, secs_left, took_secs};
use crate::{
    format,
    insight::OpenFinding,
    model::{StatusClass, Timestamp},
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
    /// When and where the table is read.
    pub reader: Reader,
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
mod tests {
    use super::{
        super::{
            Target,
            tests::{column, finding, job},
        },
        *,
    };
    use crate::insight::{EvalFigures, Severity};
    use crate::model::{Job, Progress, Provider};

    const CREATED: i64 = 1_000_000;

    fn reader(secs: i64) -> Reader {
        Reader { now: Timestamp::from_unix_secs(CREATED + secs), utc_offset_secs: |_| 3600 }
    }

    fn running(progress: Progress) -> Listed {
        let mut row = job("ft-1", "triage", StatusClass::Running, CREATED);
        let mut changed = (*row.job).clone();
        changed.progress = progress;
        row.job = changed.into();
        row
    }

    fn row_of(listed: &Listed, secs: i64) -> Row<'_> {
        Row { listed, href: "#", connection: None, place: None, stale_since: None, reader: reader(secs) }
    }

    /// Returns the value that the row writes at a place of a column.
    fn written(row: &Row<'_>, slug: &str, selector: &str, target: Target) -> Option<String> {
        let mut bindings = column(slug).bindings().iter();
        let binding = bindings.find(|binding| binding.selector == selector && binding.target == target);
        (binding.expect("a binding").value)(row).map(Cow::into_owned)
    }

    /// The text of a column of one line.
    fn text(listed: &Listed, slug: &str, secs: i64) -> String {
        written(&row_of(listed, secs), slug, "", Target::Text).unwrap_or_default()
    }

    #[test]
    fn the_best_evaluation_is_named_with_its_step() {
        let mut row = running(Progress::default());
        let texts = |row: &Listed| [text(row, "eval", 0), text(row, "best", 0)];
        assert_eq!(texts(&row), ["–", "–"]);
        row.evals = Some(EvalFigures { last: 1.945, lowest: 0.9448, lowest_step: 12_600 });
        assert_eq!(texts(&row), ["1.945", "0.9448 at 12.6k"]);
        let title = written(&row_of(&row, 0), "best", "", Target::Attribute("title"));
        assert_eq!(title.as_deref(), Some("The lowest evaluation loss, 0.9448, was at step 12,600."));
    }

    #[test]
    fn a_row_says_what_is_known() {
        let mut row = running(Progress { n_steps_done: Some(1234), ..Progress::default() });
        row.last_loss = Some(0.831_25);
        let view = row_of(&row, 300);
        #[track_caller]
        fn check(view: &Row<'_>, slug: &str, selector: &str, target: Target, expected: Option<&str>) {
            assert_eq!(
                written(view, slug, selector, target).as_deref(),
                expected,
                "{slug} {selector} {target:?}"
            );
        }
        let (text, title) = (Target::Text, Target::Attribute("title"));
        check(&view, "name", ".name", text, Some("triage"));
        check(&view, "name", ".id", text, Some("ft-1"));
        check(&view, "name", ".stale-age", Target::Attribute("hidden"), Some(""));
        check(&view, "model", "", text, Some("base-of-ft-1"));
        check(&view, "model", "", title, Some("base-of-ft-1"));
        check(&view, "progress", ".bar span", text, Some("step 1.23k"));
        check(&view, "progress", ".bar i", Target::Attribute("hidden"), None);
        check(&view, "progress", ".bar i", Target::Property("--share"), None);
        check(&view, "loss", "span", text, Some("0.8313"));
        check(&view, "loss", "span", Target::Attribute("data-words"), None);
        check(&view, "created", "time", text, Some("5 min ago"));
        check(&view, "created", "time", title, Some("1970-01-12 14:46:40 UTC+1"));
        check(&view, "created", "time", Target::Attribute("datetime"), Some("1970-01-12T13:46:40Z"));
        check(&view, "elapsed", "", text, Some("5 min"));
        check(&view, "left", "span", text, Some("–"));
        check(&view, "progress", ".bar i", Target::Attribute("data-unknown"), Some(""));
    }

    #[test]
    fn a_row_says_so_where_nothing_is_known() {
        let mut row = running(Progress::default());
        let mut bare = (*row.job).clone();
        (bare.created_at, bare.updated_at, bare.base_model) = (None, None, None);
        bare.name = "ft-1".into();
        row.job = bare.into();
        let view = row_of(&row, 0);
        assert_eq!((view.id(), &*view.created(), text(&row, "elapsed", 0).as_str()), (None, "–", "–"));
        assert_eq!((view.progress().as_str(), view.has_bar()), ("–", false));
        assert_eq!((&*view.loss(), text(&row, "model", 0).as_str()), ("–", ""));
        assert_eq!(text(&row, "provider", 0), Provider::ALL[0].short_label());
        assert_eq!(Row { place: Some("Together · eu"), ..view }.place(), "Together · eu");
    }

    #[test]
    fn a_finding_is_a_link_with_its_severity_and_sentence() {
        let (text, title) = (Target::Text, Target::Attribute("title"));
        let mut row = running(Progress::default());
        let said = |row: &Listed| {
            let view = row_of(row, 0);
            [
                written(&view, "finding", ".finding-mark span", text),
                written(&view, "finding", ".finding-mark", title),
                written(&view, "finding", ".finding-mark", Target::Attribute("data-severity")),
                written(&view, "finding", ".finding-mark", Target::Attribute("href")),
                written(&view, "finding", ".finding-mark + span", text),
            ]
            .map(Option::unwrap_or_default)
        };
        assert_eq!(said(&row), ["", "", "", "", "–"]);
        row.finding = finding(Severity::Warning, "Spike since step 4: loss jumped");
        let href = format!("{}?tab=findings", row_of(&row, 0).href);
        assert_eq!(said(&row), ["Warning", "Spike since step 4: loss jumped", "warning", &*href, ""]);
    }

    #[test]
    fn time_left_is_not_told_from_the_first_steps() {
        #[track_caller]
        fn check(share: Option<f64>, secs_left: f64, words: &str) {
            let mut row = running(Progress::default());
            (row.share, row.ends_at) = (share, Some(Timestamp::from_unix_secs(CREATED).plus_secs(secs_left)));
            assert_eq!(row_of(&row, 0).time_left(), words, "{share:?} {secs_left}");
        }
        check(Some(0.004), 0.4, "estimating…");
        check(Some(0.004), 90.0, "~2 min left");
        check(Some(0.99), 0.4, "< 1 s left");
        check(None, 0.4, "< 1 s left");
    }

    #[test]
    fn a_row_of_a_silent_connection_says_how_old_it_is() {
        let row = running(Progress::default());
        let stale = |secs: i64| {
            Row { stale_since: Some(Timestamp::from_unix_secs(CREATED)), ..row_of(&row, secs) }.stale_age()
        };
        assert_eq!(stale(240).as_deref(), Some("4 min old"));
        assert_eq!(stale(1).as_deref(), Some("just now"));
    }

    #[test]
    fn what_is_left_counts_down_and_is_marked_as_an_estimate() {
        let mut row = running(Progress::default());
        row.ends_at = Some(Timestamp::from_unix_secs(CREATED + 1020));
        let left = |row: &Listed, secs| {
            let view = row_of(row, secs);
            let written = |selector, target| written(&view, "left", selector, target).unwrap_or_default();
            [
                written("span", Target::Text),
                written(".clock", Target::Text),
                written("", Target::Attribute("title")),
            ]
        };
        // At 1970-01-12 14:46:40 local time.
        let title = "~12 min left, about 15:03. This is an estimate.";
        assert_eq!(left(&row, 300), ["~12 min left", ", about 15:03", title]);
        assert_eq!(left(&row, 420)[0], "~10 min left");
        assert_eq!(left(&row, 1200), ["–", "", ""], "an estimate that has passed is none");
        assert_eq!(text(&row, "elapsed", 300), "5 min", "time left is no reason to hide the time elapsed");
        row.ends_at = Some(Timestamp::from_unix_secs(CREATED + 100_000));
        assert_eq!(left(&row, 0)[..2], ["~27.8 h left", ", about Jan 13, 18:33"]);
        row.ends_at = Some(Timestamp::from_unix_secs(CREATED + 2_500_000_000));
        assert_eq!(left(&row, 0)[..2], ["more than 10 years left", ""]);
        let mut ended = Job::clone(&row.job);
        ended.status.class = StatusClass::Cancelled;
        row.job = ended.into();
        assert_eq!(left(&row, 0), ["–", "", ""], "a job that has ended has no time left");
    }

    #[test]
    fn progress_is_a_share_then_steps_then_a_reason() {
        #[track_caller]
        fn check(class: StatusClass, share: Option<f64>, progress: Progress, words: &str, bar: bool) {
            let mut row = running(progress);
            let mut changed = (*row.job).clone();
            changed.status.class = class;
            (row.job, row.share) = (changed.into(), share);
            let view = row_of(&row, 0);
            assert_eq!((view.progress().as_str(), view.has_bar()), (words, bar), "{class:?}");
        }
        let none = Progress::default;
        check(StatusClass::Running, Some(0.615), none(), "61 %", true);
        check(StatusClass::Waiting, None, Progress { queue_depth: Some(3), ..none() }, "3 ahead", false);
        check(StatusClass::Waiting, None, none(), "Not started", false);
        check(StatusClass::Starting, None, none(), "Preparing", false);
        check(StatusClass::Failed, None, none(), "–", false);
        check(
            StatusClass::Completed,
            None,
            Progress { n_epochs_total: Some(3.0), ..none() },
            "3 of 3 epochs",
            true,
        );
        check(
            StatusClass::Completed,
            None,
            Progress { n_epochs_total: Some(1.0), ..none() },
            "1 of 1 epoch",
            true,
        );
    }
}
