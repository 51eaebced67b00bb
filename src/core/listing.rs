//! The job table's contents: which jobs are shown, in which order, how many there are of each class, and
//! what a row says. Pure, so that what the table shows can be tested without one.

mod column;
mod column_entry;
mod column_table;
mod columns;
mod compact_job;
mod connection_slot;
mod end_check;
mod follow;
mod job_facts;
mod job_table;
#[cfg(test)]
mod layout;
mod offset_pages;
mod order;
mod pages;
mod report;
mod row;
mod selection;
mod sheet;
mod slot_index;
mod sort_values;
mod sort_words;

pub use self::job_table::{JobTable, Slot};
pub use column::{Column, Sort, row_markup};
pub use column_entry::{Binding, Target};
pub use columns::Columns;
pub use end_check::{EndCheck, EndStep, ListPrint};
pub use job_facts::JobFacts;
pub use offset_pages::{KnownJob, OffsetPage, OffsetPages, Paged};
pub use order::count_updates;
pub use pages::JobPages;
pub use report::PageRecords;
pub use row::{ModelNote, Reader, Row};
pub use selection::Selection;
pub use sheet::{SheetRow, sheet_csv, sheet_json, sheet_name};

use std::sync::Arc;

use crate::{
    insight::{EvalFigures, OpenFinding, Severity},
    model::{ConnectionId, Job, JobKey, Place, Provider, StatusClass, Timestamp},
    route::Query,
};

/// A job and where it comes from: what one row of the table is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Names the row.
    pub key: JobKey,
    /// Provider of the job.
    pub provider: Provider,
    /// The job itself.
    pub job: Arc<Job>,
    /// Last train loss, where metrics are known.
    pub last_loss: Option<f64>,
    /// Share done, where it can be known, 0 to 1.
    pub share: Option<f64>,
    /// When training is expected to end, where that can be known.
    pub ends_at: Option<Timestamp>,
    /// The loss line as SVG path data; `None` until it is known.
    pub line: Option<Arc<str>>,
    /// The class the job was in when the line was asked for.
    pub line_of: Option<StatusClass>,
    /// The worst open finding in its metrics, where they are known; `None` also for a job without any.
    pub finding: Option<Arc<OpenFinding>>,
    /// The finding, or that there is none, rests on all of the metrics, not on a sample.
    pub is_judged_whole: bool,
    /// The last and the lowest evaluation loss; `None` until they are known, or where there is none.
    pub evals: Option<EvalFigures>,
}

impl Listed {
    /// Takes over the worst open finding of a judgement, and the evaluations that it saw: services leave none of those out
    /// of a sample. Else a sample shows less than all metrics: after a judgement on those it only adds what is worse. Returns
    /// whether anything changed.
    pub fn judge(
        &mut self,
        is_whole: bool,
        finding: Option<OpenFinding>,
        evals: Option<EvalFigures>,
    ) -> bool {
        let has_new_evals = std::mem::replace(&mut self.evals, evals) != evals;
        self.find(is_whole, finding) || has_new_evals
    }

    fn find(&mut self, is_whole: bool, finding: Option<OpenFinding>) -> bool {
        let severity = |finding: &OpenFinding| finding.severity;
        let is_worse = || finding.as_ref().map(severity) > self.finding.as_deref().map(severity);
        if !is_whole && self.is_judged_whole && !is_worse() {
            return false;
        }
        let is_new = (self.finding.as_deref(), self.is_judged_whole) != (finding.as_ref(), is_whole);
        (self.finding, self.is_judged_whole) = (finding.map(Arc::new), is_whole);
        is_new
    }
}

/// Facts about a connection's list beside its jobs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListReport {
    /// Records that came, readable or not.
    pub n_records: usize,
    /// Reasons why records could not be read, each with its place in the list.
    pub unreadable: Vec<String>,
    /// The service did not show what follows the last record: there may be more jobs.
    pub may_go_on: bool,
}

/// Filter and order of the table. Unknown settings count as absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListQuery {
    /// Classes to show; empty for all.
    pub classes: Vec<StatusClass>,
    /// The search as typed.
    pub typed: String,
    /// Its words, which must all occur in name, id, model, dataset or output name; A to Z in lower case. Other
    /// letters are looked for as typed: knowing them takes tables that every visit would load.
    pub words: Vec<String>,
    /// Labels by which the search finds all jobs of a connection, A to Z in lower case: those that the table shows beside them.
    pub labels: Vec<(ConnectionId, String)>,
    /// Only this connection.
    pub connection: Option<ConnectionId>,
    /// Only jobs with an open finding of this severity or worse, as far as their metrics are known.
    pub least_severity: Option<Severity>,
    /// Order of rows.
    pub sort: Sort,
}

impl ListQuery {
    /// From a link's settings `status`, `q`, `connection`, `finding` and `sort`.
    pub fn from_query(query: &Query) -> Self {
        Self {
            classes: query
                .get("status")
                .unwrap_or("")
                .split(',')
                .filter_map(StatusClass::from_slug)
                .collect(),
            typed: query.get("q").unwrap_or("").to_owned(),
            words: query.get("q").unwrap_or("").split_whitespace().map(str::to_ascii_lowercase).collect(),
            labels: Vec::new(),
            connection: query.get("connection").filter(|id| !id.is_empty()).map(|id| ConnectionId(id.into())),
            least_severity: query.get("finding").and_then(Severity::from_slug),
            sort: query.get("sort").and_then(Sort::from_slug).unwrap_or_default(),
        }
    }

    /// The same, which also finds jobs by the labels of these places.
    #[must_use]
    pub fn with_places(mut self, places: &[Place]) -> Self {
        // Without words nothing is looked for, and other places change nothing.
        if !self.words.is_empty() {
            let label =
                |place: &Place| Some((place.connection.clone(), place.label.as_ref()?.to_ascii_lowercase()));
            self.labels = places.iter().filter_map(label).collect();
        }
        self
    }
}

/// Seconds from creation to the end, or to `now` for a job that has not ended; `None` without stamps.
pub fn took_secs(job: &Job, now: Timestamp) -> Option<f64> {
    secs_taken(job.status.class, job.created_at, job.updated_at, now)
}

fn secs_taken(
    class: StatusClass,
    created_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<f64> {
    let end = if class.is_terminal() { updated_at? } else { now };
    Some(end.secs_since(created_at?).max(0.0))
}

/// Seconds until a job is expected to end; `None` if it has ended, if nothing is expected, or if that time has passed.
pub fn secs_left(class: StatusClass, ends_at: Option<Timestamp>, now: Timestamp) -> Option<f64> {
    let secs = ends_at.filter(|_| !class.is_terminal())?.secs_since(now);
    (0.0 < secs).then_some(secs)
}

/// Returns true if a text contains a word. The standard library's search prepares itself for long words, in every
/// visit's program and for every text anew.
fn is_within(text: &[u8], word: &[u8]) -> bool {
    let Some((first, rest)) = word.split_first() else { return true };
    text.iter().enumerate().any(|(i, byte)| byte == first && text[i + 1..].starts_with(rest))
}

#[cfg(test)]
mod tests;
