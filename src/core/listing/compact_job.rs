//! One job of the list in little room: an account may have a hundred thousand.
//!
//! Contract: what a row of the table says, what it is sorted by and what a search looks at is kept. Figures keep seven
//! digits, texts 65,535 bytes; the record itself is kept where it is asked for, and whoever needs more asks the service.

use std::sync::Arc;

use super::Listed;
use crate::insight::{EvalFigures, OpenFinding, Severity};
use crate::model::{Dataset, Job, JobKey, JobStatus, Progress, Provider, Split, StatusClass, Timestamp};

/// One job, packed. Its connection is known to whoever keeps it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CompactJob {
    /// Creation.
    pub(super) created_at: Moment,
    /// Last change.
    pub(super) updated_at: Moment,
    /// Id, name, output name, raw status and the datasets' names and files, each ended by a line feed.
    words: Box<str>,
    /// Lengths of the first four.
    lengths: [u16; 4],
    model: Option<Arc<str>>,
    /// Last train loss.
    pub(super) last_loss: Figure,
    /// Share done.
    pub(super) share: Figure,
    /// Steps done.
    pub(super) n_steps_done: Count,
    n_steps_total: Count,
    queue_depth: Count,
    n_epochs_done: Figure,
    n_epochs_total: Figure,
    stage_secs_left: Figure,
    /// Seconds since 1970.
    ends_at: Count,
    more: Option<Box<More>>,
    /// Class of the status.
    pub(super) class: StatusClass,
}

/// Fields that few rows have.
#[derive(Debug, Clone, PartialEq, Default)]
struct More {
    line: Option<Arc<str>>,
    line_of: Option<StatusClass>,
    finding: Option<Arc<OpenFinding>>,
    is_judged_whole: bool,
    evals: Option<EvalFigures>,
    record: Option<Arc<Job>>,
}

/// Nanoseconds since 1970; the least one stands for none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment(i64);

/// A figure with seven digits; what is no number stands for none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figure(u32);

/// A count; the largest one stands for none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Count(u32);

impl Moment {
    fn of(at: Option<Timestamp>) -> Self {
        Self(at.map_or(i64::MIN, Timestamp::unix_nanos))
    }

    pub(super) fn get(self) -> Option<Timestamp> {
        (self.0 != i64::MIN).then(|| Timestamp::from_unix_nanos(self.0))
    }
}

impl Figure {
    fn of(figure: Option<f64>) -> Self {
        Self(figure.map_or(f32::NAN, |figure| figure as f32).to_bits())
    }

    pub(super) fn get(self) -> Option<f64> {
        let figure = f32::from_bits(self.0);
        (!figure.is_nan()).then_some(f64::from(figure))
    }
}

impl Count {
    fn of(count: Option<u64>) -> Self {
        Self(count.map_or(u32::MAX, |count| count.min(u64::from(u32::MAX - 1)) as u32))
    }

    pub(super) fn get(self) -> Option<u64> {
        (self.0 != u32::MAX).then_some(u64::from(self.0))
    }
}

impl CompactJob {
    /// Packs a row; `keeps_record` keeps the job as it is, too. `model` finds the text of a name that others may have.
    pub(super) fn new(listed: &Listed, keeps_record: bool, model: impl FnOnce(&str) -> Arc<str>) -> Self {
        let job = &*listed.job;
        let mut words = String::new();
        let firsts =
            [&job.id.0, &*job.name, job.output_model.as_deref().unwrap_or_default(), &job.status.raw];
        let lengths = firsts.map(|word| push(&mut words, word));
        for set in &job.datasets {
            for word in [&set.name].into_iter().chain(set.file_ids.iter().filter(|id| **id != set.name)) {
                push(&mut words, word);
            }
        }
        let record = keeps_record.then(|| Arc::clone(&listed.job));
        let more = More {
            line: listed.line.clone(),
            line_of: listed.line_of,
            finding: listed.finding.clone(),
            is_judged_whole: listed.is_judged_whole,
            evals: listed.evals,
            record,
        };
        let has_more = more != More::default();
        let progress = &job.progress;
        Self {
            created_at: Moment::of(job.created_at),
            updated_at: Moment::of(job.updated_at),
            words: words.into(),
            lengths,
            model: job.base_model.as_deref().map(model),
            last_loss: Figure::of(listed.last_loss),
            share: Figure::of(listed.share),
            n_steps_done: Count::of(progress.n_steps_done),
            n_steps_total: Count::of(progress.n_steps_total),
            queue_depth: Count::of(progress.queue_depth),
            n_epochs_done: Figure::of(progress.n_epochs_done),
            n_epochs_total: Figure::of(progress.n_epochs_total),
            stage_secs_left: Figure::of(progress.stage_secs_left),
            ends_at: Count::of(listed.ends_at.and_then(|at| u64::try_from(at.unix_millis() / 1000).ok())),
            more: has_more.then(|| Box::new(more)),
            class: job.status.class,
        }
    }

    /// Unpacks it.
    pub(super) fn listed(&self, key: JobKey, provider: Provider) -> Listed {
        let more = self.more.as_deref();
        let record = more.and_then(|more| more.record.clone());
        Listed {
            job: record.unwrap_or_else(|| Arc::new(self.job(&key))),
            key,
            provider,
            last_loss: self.last_loss.get(),
            share: self.share.get(),
            ends_at: self.ends_at(),
            line: more.and_then(|more| more.line.clone()),
            line_of: more.and_then(|more| more.line_of),
            finding: more.and_then(|more| more.finding.clone()),
            is_judged_whole: more.is_some_and(|more| more.is_judged_whole),
            evals: self.evals(),
        }
    }

    /// Expected end.
    pub(super) fn ends_at(&self) -> Option<Timestamp> {
        self.ends_at.get().map(|secs| Timestamp::from_unix_secs(secs as i64))
    }

    /// The record itself is kept.
    pub(super) fn has_record(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.record.is_some())
    }

    /// Its worst open finding.
    pub(super) fn finding(&self) -> Option<&OpenFinding> {
        self.more.as_ref()?.finding.as_deref()
    }

    /// Severity of its worst open finding.
    pub(super) fn severity(&self) -> Option<Severity> {
        self.finding().map(|finding| finding.severity)
    }

    /// The last and the lowest evaluation loss.
    pub(super) fn evals(&self) -> Option<EvalFigures> {
        self.more.as_ref()?.evals
    }

    /// Id.
    pub(super) fn id(&self) -> &str {
        self.word(0)
    }

    /// Name.
    pub(super) fn name(&self) -> &str {
        self.word(1)
    }

    /// Name of the resulting model.
    pub(super) fn output_model(&self) -> Option<&str> {
        Some(self.word(2)).filter(|name| !name.is_empty())
    }

    /// Base model.
    pub(super) fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Texts that a search looks at; no word of it is in two of them.
    pub(super) fn texts(&self) -> [&str; 2] {
        [&self.words, self.model.as_deref().unwrap_or_default()]
    }

    fn word(&self, place: usize) -> &str {
        let start: usize = self.lengths.iter().take(place).map(|n| usize::from(*n) + 1).sum();
        let end = start + self.lengths.get(place).map_or(0, |n| usize::from(*n));
        self.words.get(start..end).unwrap_or_default()
    }

    fn job(&self, key: &JobKey) -> Job {
        let start: usize = self.lengths.iter().map(|n| usize::from(*n) + 1).sum();
        let files = self.words.get(start..).unwrap_or_default().lines();
        let file = |name: &str| Dataset { name: name.into(), split: Split::Train, file_ids: Vec::new() };
        let status = JobStatus { class: self.class, raw: self.word(3).into() };
        Job {
            name: self.name().into(),
            base_model: self.model.as_deref().map(str::to_owned),
            datasets: files.map(file).collect(),
            created_at: self.created_at.get(),
            updated_at: self.updated_at.get(),
            progress: Progress {
                n_steps_done: self.n_steps_done.get(),
                n_steps_total: self.n_steps_total.get(),
                n_epochs_done: self.n_epochs_done.get(),
                n_epochs_total: self.n_epochs_total.get(),
                stage_secs_left: self.stage_secs_left.get(),
                queue_depth: self.queue_depth.get(),
            },
            output_model: self.output_model().map(str::to_owned),
            raw: "".into(),
            ..Job::bare(key.id.clone(), status)
        }
    }
}

/// Appends a word and gives its length.
fn push(words: &mut String, word: &str) -> u16 {
    let mut n = word.len().min(usize::from(u16::MAX));
    while !word.is_char_boundary(n) {
        n -= 1;
    }
    words.push_str(&word[..n]);
    words.push('\n');
    n as u16
}
