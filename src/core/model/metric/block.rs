//! Metric rows on their way from a response to a sink: as blocks of columns, never as a list of all.

use crate::model::{MetricKey, MetricRow, Timestamp};

/// Rows that follow each other and have figures of the same metrics, by column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MetricBlock {
    /// Optimiser step of each row.
    pub steps: Vec<u64>,
    /// Fractional epoch of each row, `NaN` where unknown; may be empty if unknown throughout.
    pub epochs: Vec<f64>,
    /// Seconds since the job began of each row, `NaN` where unknown; may be empty if unknown throughout.
    pub elapsed_secs: Vec<f64>,
    /// When each row was logged; may be empty if unknown throughout.
    pub logged_at: Vec<Option<Timestamp>>,
    /// Per metric that was logged, in the order sent, one figure per row; not finite where the service said NaN or
    /// infinity.
    pub columns: Vec<(MetricKey, Vec<f64>)>,
}

impl MetricBlock {
    /// Returns a block of one row.
    pub fn of(row: MetricRow) -> Self {
        let mut block = Self::default();
        block.push_head(row.step, row.epoch, row.elapsed_secs, row.logged_at);
        block.columns = row.values.into_iter().map(|(key, figure)| (key, vec![figure])).collect();
        block
    }

    /// Appends all of a row but its figures, which are for the columns.
    pub fn push_head(
        &mut self,
        step: u64,
        epoch: Option<f64>,
        elapsed_secs: Option<f64>,
        logged_at: Option<Timestamp>,
    ) {
        let n = self.steps.len();
        self.steps.push(step);
        push_known(&mut self.epochs, n, epoch, f64::NAN);
        push_known(&mut self.elapsed_secs, n, elapsed_secs, f64::NAN);
        push_known(&mut self.logged_at, n, logged_at.map(Some), None);
    }

    /// Forgets the rows, not the metrics.
    pub fn clear(&mut self) {
        self.steps.clear();
        self.epochs.clear();
        self.elapsed_secs.clear();
        self.logged_at.clear();
        self.columns.iter_mut().for_each(|(_, column)| column.clear());
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Returns true if the block has no row.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Fractional epoch of a row; `NaN` if unknown.
    pub fn epoch(&self, idx: usize) -> f64 {
        self.epochs.get(idx).copied().unwrap_or(f64::NAN)
    }

    /// Seconds since the job began of a row; `NaN` if unknown.
    pub fn elapsed(&self, idx: usize) -> f64 {
        self.elapsed_secs.get(idx).copied().unwrap_or(f64::NAN)
    }

    /// When a row was logged.
    pub fn stamp(&self, idx: usize) -> Option<Timestamp> {
        self.logged_at.get(idx).copied().flatten()
    }

    /// Returns a row by itself.
    pub fn row(&self, idx: usize) -> Option<MetricRow> {
        let figure = |(key, column): &(MetricKey, Vec<f64>)| Some((key.clone(), column.get(idx).copied()?));
        Some(MetricRow {
            step: self.steps.get(idx).copied()?,
            epoch: Some(self.epoch(idx)).filter(|epoch| !epoch.is_nan()),
            logged_at: self.stamp(idx),
            elapsed_secs: Some(self.elapsed(idx)).filter(|secs| !secs.is_nan()),
            values: self.columns.iter().filter_map(figure).collect(),
        })
    }

    /// Returns every row in order.
    pub fn rows(&self) -> impl Iterator<Item = MetricRow> {
        (0..self.len()).filter_map(|idx| self.row(idx))
    }
}

/// Appends to a column that begins to exist with its first known value.
fn push_known<T: Copy>(column: &mut Vec<T>, n_before: usize, value: Option<T>, unknown: T) {
    if value.is_some() && column.is_empty() {
        column.resize(n_before, unknown);
    }
    if value.is_some() || !column.is_empty() {
        column.push(value.unwrap_or(unknown));
    }
}

/// Takes the rows of one response while it arrives.
pub trait RowSink {
    /// Rows in the order sent, behind those before. No two columns have the same key.
    fn take(&mut self, block: &MetricBlock);

    /// Discards all rows taken so far: the response began its list anew.
    fn restart(&mut self);

    /// Begins the rows of the run of this name, which may have been entered before; before the first call, rows are of one
    /// without a name. Services send one run, which has none.
    fn enter_run(&mut self, _name: &str) {}
}

impl RowSink for Vec<MetricRow> {
    fn take(&mut self, block: &MetricBlock) {
        self.extend(block.rows());
    }

    fn restart(&mut self) {
        self.clear();
    }
}
