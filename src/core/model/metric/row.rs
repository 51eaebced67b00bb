//! Figures of one training step, and the questions one can ask for them.

use crate::model::{PageEnd, PageToken, Split, Timestamp};

/// One curve: a name within a split, shown as `train/loss`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetricKey {
    /// Training or evaluation.
    pub split: Split,
    /// The metric's name without its split: `loss`, `rewards/chosen`.
    pub name: Box<str>,
}

impl MetricKey {
    /// Returns a metric of the training split.
    pub fn train(name: &str) -> Self {
        Self { split: Split::Train, name: name.into() }
    }

    /// Returns a metric of the evaluation split.
    pub fn eval(name: &str) -> Self {
        Self { split: Split::Eval, name: name.into() }
    }

    /// Returns the key that is shown as `text`; `None` for a text without a split.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, name) =
            text.split_once('/').filter(|(word, name)| !word.is_empty() && !name.is_empty())?;
        let split = [Split::Train, Split::Eval].into_iter().find(|split| split.label() == word);
        Some(Self { split: split.unwrap_or_else(|| Split::Other(word.into())), name: name.into() })
    }
}

impl std::fmt::Display for MetricKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.split.label(), self.name)
    }
}

/// Figures logged together at one step. A row holds train metrics, eval metrics, or both.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricRow {
    /// Optimiser step.
    pub step: u64,
    /// Fractional epoch.
    pub epoch: Option<f64>,
    /// When it was logged.
    pub logged_at: Option<Timestamp>,
    /// Seconds since the job began, by the service's clock.
    pub elapsed_secs: Option<f64>,
    /// Value per metric that was logged, in the order sent; not finite where the service said NaN or infinity.
    pub values: Vec<(MetricKey, f64)>,
}

/// One response to a request for metrics.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MetricsPage {
    /// Readable rows, in the order sent.
    pub rows: Vec<MetricRow>,
    /// The facts beside the rows.
    pub summary: MetricsSummary,
}

/// Facts of one metrics response beside its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MetricsSummary {
    /// Rows in the body, unreadable ones included; what an offset counts.
    pub n_received: usize,
    /// Rows that could not be read.
    pub n_unreadable: usize,
    /// Rows among them without a step.
    pub n_without_step: usize,
    /// Rows among them whose step is negative, fractional, too large or no number.
    pub n_with_unusable_step: usize,
    /// Rows that were read, and have no figure.
    pub n_without_figures: usize,
    /// Keys with figures that are too deep within their rows to be curves; the first few.
    pub left_out: Vec<Box<str>>,
    /// Step of the latest checkpoint; `None` before the first.
    pub last_checkpoint_step: Option<u64>,
    /// Steps of the whole job, as the newest entry that tells has it.
    pub n_steps_total: Option<u64>,
    /// Position of the remaining rows (page cursor).
    pub page: PageEnd,
}

impl MetricsSummary {
    /// Returns the rows by what became of them.
    pub fn tally(&self) -> RowTally {
        let Self {
            n_received, n_unreadable, n_without_step, n_with_unusable_step, n_without_figures, ..
        } = *self;
        RowTally { n_received, n_unreadable, n_without_step, n_with_unusable_step, n_without_figures }
    }
}

/// Rows that came, by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowTally {
    /// All of them.
    pub n_received: usize,
    /// Rows that could not be read, those without a step included.
    pub n_unreadable: usize,
    /// Rows that say no step, so that there is no place for them.
    pub n_without_step: usize,
    /// Rows that say a step which is negative, fractional, too large or no number.
    pub n_with_unusable_step: usize,
    /// Rows that were read, and have no figure.
    pub n_without_figures: usize,
}

impl RowTally {
    /// Both counts together, each by itself.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            n_received: self.n_received + other.n_received,
            n_unreadable: self.n_unreadable + other.n_unreadable,
            n_without_step: self.n_without_step + other.n_without_step,
            n_with_unusable_step: self.n_with_unusable_step + other.n_with_unusable_step,
            n_without_figures: self.n_without_figures + other.n_without_figures,
        }
    }

    /// The larger of both counts, each by itself.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            n_received: self.n_received.max(other.n_received),
            n_unreadable: self.n_unreadable.max(other.n_unreadable),
            n_without_step: self.n_without_step.max(other.n_without_step),
            n_with_unusable_step: self.n_with_unusable_step.max(other.n_with_unusable_step),
            n_without_figures: self.n_without_figures.max(other.n_without_figures),
        }
    }
}

/// Selection of rows to request. Each provider uses the parts it understands (see
/// [`crate::model::MetricsCursor`]).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MetricsQuery {
    /// Rows to skip (offset cursor).
    pub offset: u64,
    /// At most this many rows (offset cursor) or entries (page cursor); `None` for all, or as many as the
    /// service likes.
    pub limit: Option<u64>,
    /// Page to request (page cursor); `None` for the newest.
    pub page: Option<PageToken>,
    /// Filters (step cursor).
    pub filter: MetricsFilter,
}

/// The five filters of a provider with a step cursor; all bounds are inclusive and are combined by AND.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MetricsFilter {
    /// First step; 0 is legal.
    pub step_from: Option<u64>,
    /// Last step.
    pub step_to: Option<u64>,
    /// Earliest log time.
    pub logged_from: Option<Timestamp>,
    /// Latest log time.
    pub logged_to: Option<Timestamp>,
    /// At most this many train rows, sampled by the service; eval rows are never reduced.
    pub resolution: Option<u64>,
}

impl MetricsFilter {
    /// Returns the filter of the rows that pass both filters.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
            [a, b].into_iter().flatten().min()
        }
        Self {
            step_from: self.step_from.max(other.step_from),
            step_to: least(self.step_to, other.step_to),
            logged_from: self.logged_from.max(other.logged_from),
            logged_to: least(self.logged_to, other.logged_to),
            resolution: least(self.resolution, other.resolution),
        }
    }
}
