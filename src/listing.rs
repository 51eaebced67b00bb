//! The job table's contents: which jobs are shown, in which order, how many there are of each class, and
//! what a row says. Pure, so that what the table shows can be tested without one.

mod pages;
mod row;

pub use pages::JobPages;
pub use row::{Reader, RowText};

use std::{cmp::Ordering, collections::HashMap, sync::Arc};

use crate::{
    model::{ConnectionId, Job, JobKey, Provider, StatusClass, Timestamp},
    route::Query,
};

/// A job and where it comes from: what one row of the table is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Names the row.
    pub key: JobKey,
    /// Whose job it is.
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
}

/// What to show. Unknown settings count as absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListQuery {
    /// Classes to show; empty for all.
    pub classes: Vec<StatusClass>,
    /// The search as typed.
    pub typed: String,
    /// Its words, which must all occur in name, id, model, dataset or output name; A to Z in lower case. Other
    /// letters are looked for as typed: knowing them takes tables that every visit would load.
    pub words: Vec<String>,
    /// Only this connection.
    pub connection: Option<ConnectionId>,
    /// Order of rows.
    pub sort: Sort,
}

/// A column and a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// What to compare.
    pub column: Column,
    /// Largest first.
    pub is_descending: bool,
}

/// Columns of the job table, in display order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Status, in lifecycle order.
    Status,
    /// Name.
    Name,
    /// Provider.
    Provider,
    /// Base model.
    BaseModel,
    /// Share or steps done.
    Progress,
    /// Last train loss.
    Loss,
    /// Time of creation.
    Created,
    /// Time from creation to end.
    Took,
}

impl Default for Sort {
    /// Newest first.
    fn default() -> Self {
        Self { column: Column::Created, is_descending: true }
    }
}

impl Column {
    /// Every column, in display order.
    pub const ALL: [Self; 8] = [
        Self::Status,
        Self::Name,
        Self::Provider,
        Self::BaseModel,
        Self::Progress,
        Self::Loss,
        Self::Created,
        Self::Took,
    ];

    /// Heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Status => "Status",
            Self::Name => "Name",
            Self::Provider => "Provider",
            Self::BaseModel => "Base model",
            Self::Progress => "Progress",
            Self::Loss => "Train loss",
            Self::Created => "Created",
            Self::Took => "Took",
        }
    }

    /// Word in links and stored settings.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Name => "name",
            Self::Provider => "provider",
            Self::BaseModel => "model",
            Self::Progress => "progress",
            Self::Loss => "loss",
            Self::Created => "created",
            Self::Took => "took",
        }
    }

    /// The column of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.slug() == slug)
    }

    /// Figures and times begin with the largest, words with the first.
    const fn is_descending_first(self) -> bool {
        match self {
            Self::Created | Self::Took | Self::Progress => true,
            Self::Status | Self::Name | Self::Provider | Self::BaseModel | Self::Loss => false,
        }
    }
}

impl Sort {
    /// From a link's text: the column's slug, with `-` before it for descending.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let column = Column::from_slug(slug.strip_prefix('-').unwrap_or(slug))?;
        Some(Self { column, is_descending: slug.starts_with('-') })
    }

    /// Text for a link; inverse of [`Sort::from_slug`].
    pub fn to_slug(self) -> String {
        format!("{}{}", if self.is_descending { "-" } else { "" }, self.column.slug())
    }

    /// What a press on a column's heading asks for: the other direction, or that column.
    #[must_use]
    pub fn pressed(self, column: Column) -> Self {
        let is_descending =
            if self.column == column { !self.is_descending } else { column.is_descending_first() };
        Self { column, is_descending }
    }
}

impl ListQuery {
    /// From a link's settings `status`, `q`, `connection` and `sort`.
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
            connection: query.get("connection").filter(|id| !id.is_empty()).map(|id| ConnectionId(id.into())),
            sort: query.get("sort").and_then(Sort::from_slug).unwrap_or_default(),
        }
    }

    /// Something is filtered out.
    pub fn is_narrowed(&self) -> bool {
        !self.classes.is_empty() || !self.words.is_empty() || self.connection.is_some()
    }

    fn matches_text(&self, listed: &Listed) -> bool {
        let in_connection = self.connection.as_ref().is_none_or(|id| *id == listed.key.connection);
        in_connection && self.words.iter().all(|word| contains(listed, word))
    }

    fn matches(&self, listed: &Listed) -> bool {
        (self.classes.is_empty() || self.classes.contains(&listed.job.status.class))
            && self.matches_text(listed)
    }
}

/// The keys of matching jobs, in order. Ties keep newest first, then id, so that the order never flickers.
pub fn arrange(jobs: &[Listed], query: &ListQuery, now: Timestamp) -> Vec<JobKey> {
    let mut rows: Vec<&Listed> = jobs.iter().filter(|listed| query.matches(listed)).collect();
    rows.sort_by(|a, b| compare(a, b, query.sort, now));
    rows.into_iter().map(|listed| listed.key.clone()).collect()
}

/// How many rows of a new arrangement are new, gone, or in another order among those that stay.
pub fn count_updates(old: &[JobKey], new: &[JobKey]) -> usize {
    if old == new {
        return 0;
    }
    let places: HashMap<JobKey, usize> = old.iter().cloned().zip(0..).collect();
    let stayed: Vec<usize> = new.iter().filter_map(|key| places.get(key).copied()).collect();
    let mut stays = vec![false; old.len()];
    stayed.iter().for_each(|&place| stays[place] = true);
    let in_old_order = stays.iter().enumerate().filter(|(_, stays)| **stays).map(|(place, _)| place);
    let n_moved = in_old_order.zip(&stayed).filter(|(old, new)| old != *new).count();
    n_moved + (old.len() - stayed.len()) + (new.len() - stayed.len())
}

/// How many jobs match everything but the status filter, per class with at least one, in lifecycle order.
pub fn class_counts(jobs: &[Listed], query: &ListQuery) -> Vec<(StatusClass, usize)> {
    StatusClass::ALL
        .into_iter()
        .map(|class| {
            let is_member = |listed: &&Listed| listed.job.status.class == class && query.matches_text(listed);
            (class, jobs.iter().filter(is_member).count())
        })
        .filter(|(class, n)| 0 < *n || query.classes.contains(class))
        .collect()
}

/// Seconds from creation to the end, or to `now` for a job that has not ended; `None` without stamps.
pub fn took_secs(job: &Job, now: Timestamp) -> Option<f64> {
    let end = if job.status.class.is_terminal() { job.updated_at? } else { now };
    Some(end.secs_since(job.created_at?).max(0.0))
}

fn contains(listed: &Listed, word: &str) -> bool {
    let job = &listed.job;
    let has = |text: &str| is_within(text.to_ascii_lowercase().as_bytes(), word.as_bytes());
    has(&job.name)
        || has(&job.id.0)
        || job.base_model.as_deref().is_some_and(has)
        || job.output_model.as_deref().is_some_and(has)
        || job.datasets.iter().any(|set| has(&set.name) || set.file_ids.iter().any(|id| has(id)))
}

/// Whether a text contains a word. The standard library's search prepares itself for long words, in every visit's
/// program and for every text anew.
fn is_within(text: &[u8], word: &[u8]) -> bool {
    let Some((first, rest)) = word.split_first() else { return true };
    text.iter().enumerate().any(|(i, byte)| byte == first && text[i + 1..].starts_with(rest))
}

fn compare(a: &Listed, b: &Listed, sort: Sort, now: Timestamp) -> Ordering {
    let directed = |order: Ordering| if sort.is_descending { order.reverse() } else { order };
    let chosen = match sort.column {
        Column::Status => directed(a.job.status.class.cmp(&b.job.status.class)),
        Column::Name => directed(a.job.name.to_ascii_lowercase().cmp(&b.job.name.to_ascii_lowercase())),
        Column::Provider => directed((a.provider, &a.key.connection).cmp(&(b.provider, &b.key.connection))),
        Column::BaseModel => absent_last(a.job.base_model.as_ref(), b.job.base_model.as_ref(), sort),
        Column::Progress => absent_last_f64(progress(a), progress(b), sort),
        Column::Loss => absent_last_f64(a.last_loss, b.last_loss, sort),
        Column::Created => absent_last(a.job.created_at, b.job.created_at, sort),
        Column::Took => absent_last_f64(took_secs(&a.job, now), took_secs(&b.job, now), sort),
    };
    chosen.then_with(|| b.job.created_at.cmp(&a.job.created_at)).then_with(|| a.key.cmp(&b.key))
}

/// Shares sort among themselves, before jobs of which only steps are known.
fn progress(listed: &Listed) -> Option<f64> {
    let steps = listed.job.progress.n_steps_done.map(|n| -1.0 / (1.0 + n as f64));
    listed.share.or(steps)
}

fn absent_last<T: Ord>(a: Option<T>, b: Option<T>, sort: Sort) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if sort.is_descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn absent_last_f64(a: Option<f64>, b: Option<f64>, sort: Sort) -> Ordering {
    let finite = |value: Option<f64>| value.filter(|value| !value.is_nan());
    match (finite(a), finite(b)) {
        (Some(a), Some(b)) if sort.is_descending => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

#[cfg(test)]
mod tests;
