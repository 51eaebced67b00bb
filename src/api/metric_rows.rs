//! Metric rows, which both providers send as free-form flat objects: every key that can be a curve becomes
//! one, whatever its name.
//!
//! Rows of a shape that was met before are read as numbers alone, many at a time; any other row by its
//! members. Both ways end in the same [`Scalar`]s.

use kernel::{Run, Shapes, Slot, Table};

use super::body::with_quoted_tokens;
use super::lenient::Scalar;
use super::metric_keys::{Keys, Role};
use super::{DecodeWarning, Decoded};
use crate::json;
use crate::model::{MetricBlock, MetricKey, MetricRow, MetricsSummary, RowSink, Timestamp};

/// Warnings kept of one answer; what comes after is only counted.
const MOST_WARNINGS: usize = 100;

/// Reads the rows of one list after the other.
#[derive(Debug, Default)]
pub(super) struct RowReader {
    keys: Keys,
    shapes: Shapes,
    /// Per shape, by its number.
    plans: Vec<Plan>,
    slots: Vec<Slot>,
    count: Count,
}

/// What is told of a list beside its rows.
#[derive(Debug, Default)]
struct Count {
    n_received: usize,
    n_unreadable: usize,
    warnings: Vec<DecodeWarning>,
}

impl RowReader {
    /// Another list takes the place of the one that was read.
    pub(super) fn restart(&mut self) {
        self.count = Count::default();
    }

    /// Reads the rows of a known shape from `at` on; `None` if there is none.
    pub(super) fn read_run(&mut self, bytes: &[u8], at: usize, sink: &mut dyn RowSink) -> Option<Run> {
        let run = self.shapes.read(bytes, at, &mut self.slots)?;
        self.take_run(run, bytes, sink)
    }

    /// Reads a row by itself if its shape is known, as [`RowReader::read_row`] would; whether it did.
    pub(super) fn read_known(&mut self, row: &[u8], sink: &mut dyn RowSink) -> bool {
        let run = self.shapes.read(row, 0, &mut self.slots);
        // Neither several rows nor one with something behind it.
        let is_whole = |run: &Run| {
            let n_members = self.plans.get(run.shape).map(|plan| plan.key_idxs.len());
            run.end == row.len() && n_members == Some(self.slots.len())
        };
        run.filter(is_whole).and_then(|run| self.take_run(run, row, sink)).is_some()
    }

    /// Takes the values that were read as rows.
    fn take_run(&mut self, run: Run, bytes: &[u8], sink: &mut dyn RowSink) -> Option<Run> {
        let plan = self.plans.get_mut(run.shape)?;
        let table = Table::new(&self.slots, plan.key_idxs.len());
        if plan.push_all(&self.keys, table, bytes) {
            self.count.n_received += table.n_rows();
            plan.deliver(sink);
            return Some(run);
        }
        for row in table.rows() {
            self.count.n_received += 1;
            let head = match plan.push(&self.keys, row, bytes) {
                Some(head) => head,
                None => {
                    plan.deliver(sink);
                    plan.fit(&self.keys, row, bytes);
                    plan.push(&self.keys, row, bytes).unwrap_or_default()
                }
            };
            match head.step() {
                Some(step) => plan.block.push_head(step, head.epoch(), head.elapsed_secs, head.logged_at()),
                None => {
                    plan.take_back();
                    self.count.skip(NO_STEP);
                }
            }
        }
        plan.deliver(sink);
        Some(run)
    }

    /// Reads one row of whatever shape, of which only that it is JSON is known, but for bare tokens.
    pub(super) fn read_row(&mut self, row: &[u8], sink: &mut dyn RowSink) {
        self.count.n_received += 1;
        let text = String::from_utf8_lossy(row);
        let quoted;
        let members = match json::members(&text) {
            Some(members) => Some(members),
            None => {
                quoted = with_quoted_tokens(&text).unwrap_or_default();
                json::members(&quoted)
            }
        };
        let Some(members) = members else { return self.count.skip("it is no object") };
        let mut head = Head::default();
        let mut values: Vec<(MetricKey, f64)> = Vec::new();
        let mut key_idxs = Vec::new();
        for (name, value) in members.iter() {
            let idx = self.keys.idx_of(name);
            key_idxs.push(idx);
            let value = Scalar::parse(value).unwrap_or(Scalar::Null);
            match self.keys.role(idx) {
                Role::Figure(key) => {
                    if let Some(figure) = value.as_figure() {
                        match values.iter_mut().find(|(held, _)| held == key) {
                            Some((_, held)) => *held = figure,
                            None => values.push((key.clone(), figure)),
                        }
                    }
                }
                role => head.offer(role, &value),
            }
        }
        if self.keys.are_apart(&key_idxs)
            && let Some(shape) = self.shapes.learn(row)
        {
            self.plans.resize_with(self.plans.len().max(shape + 1), Plan::default);
            if self.plans[shape].key_idxs != key_idxs {
                self.plans[shape] = Plan { key_idxs, ..Plan::default() };
            }
        }
        match head.step() {
            Some(step) => sink.take(&MetricBlock::of(MetricRow {
                step,
                epoch: head.epoch(),
                logged_at: head.logged_at(),
                elapsed_secs: head.elapsed_secs,
                values,
            })),
            None => self.count.skip(NO_STEP),
        }
    }

    /// A row that cannot be read, and why.
    pub(super) fn skip(&mut self, why: &str) {
        self.count.n_received += 1;
        self.count.skip(why);
    }

    /// What is told of the list beside its rows, the last checkpoint left out.
    pub(super) fn finish(self) -> Decoded<MetricsSummary> {
        let Count { n_received, n_unreadable, warnings } = self.count;
        let value = MetricsSummary { n_received, n_unreadable, ..MetricsSummary::default() };
        Decoded { value, warnings }
    }
}

const NO_STEP: &str = "it has no step";

impl Count {
    /// The row that was counted last could not be read.
    fn skip(&mut self, why: &str) {
        self.n_unreadable += 1;
        if self.warnings.len() < MOST_WARNINGS {
            let message = format!("row {}: {why}", self.n_received);
            self.warnings.push(DecodeWarning { index: self.n_received - 1, message });
        }
    }
}

/// How the rows of one shape become a block.
#[derive(Debug, Default)]
struct Plan {
    /// What each value is of; see [`Keys`].
    key_idxs: Vec<usize>,
    /// What is done with each value; empty before the first row.
    acts: Vec<Act>,
    block: MetricBlock,
}

/// What is done with a value.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Act {
    /// It is a figure, for the next column.
    Figure,
    /// It could be a figure by its name, and is none.
    NoFigure,
    /// It is about the row as a whole.
    Head,
}

impl Plan {
    /// Makes room for rows whose figures are in the same places as this one's.
    fn fit(&mut self, keys: &Keys, row: &[Slot], bytes: &[u8]) {
        self.acts.clear();
        self.block.columns.clear();
        for (slot, idx) in row.iter().zip(&self.key_idxs) {
            self.acts.push(match keys.role(*idx) {
                Role::Figure(key) if figure(*slot, bytes).is_some() => {
                    self.block.columns.push((key.clone(), Vec::new()));
                    Act::Figure
                }
                Role::Figure(_) => Act::NoFigure,
                _ => Act::Head,
            });
        }
    }

    /// Appends whole rows, if all of them say the same kinds of things in the same places; else nothing.
    fn push_all(&mut self, keys: &Keys, table: Table<'_>, bytes: &[u8]) -> bool {
        if self.acts.is_empty()
            && let Some(first) = table.rows().next()
        {
            self.fit(keys, first, bytes);
        }
        let block = &mut self.block;
        let mut columns = block.columns.iter_mut();
        let mut integers = Vec::new();
        let mut is_read = |(member, (act, idx)): (usize, (&Act, &usize))| match (act, keys.role(*idx)) {
            (Act::Figure, _) => columns.next().is_some_and(|(_, column)| table.figures(member, column)),
            (Act::NoFigure, _) => table.is_other(member),
            (_, Role::Step { .. }) if block.steps.is_empty() => table.counts(member, &mut block.steps),
            (_, Role::Epoch { .. }) if block.epochs.is_empty() => table.figures(member, &mut block.epochs),
            (_, Role::Elapsed) if block.elapsed_secs.is_empty() => {
                table.figures(member, &mut block.elapsed_secs)
            }
            (_, Role::LoggedAt { .. }) if integers.is_empty() => table.integers(member, &mut integers),
            // Of several the best counts, row by row.
            (_, role) => *role == Role::Nothing,
        };
        let is_whole = self.acts.iter().zip(&self.key_idxs).enumerate().all(&mut is_read);
        block.logged_at.extend(integers.into_iter().map(|nanos| Scalar::Int(nanos).as_time()));
        let is_whole = is_whole && !self.block.is_empty();
        if !is_whole {
            self.block.clear();
        }
        is_whole
    }

    /// Appends the figures of a row, for which the rest must follow; `None`, and nothing appended, if they
    /// are not where they were in the row that this was made for.
    fn push(&mut self, keys: &Keys, row: &[Slot], bytes: &[u8]) -> Option<Head> {
        let mut head = Head::default();
        let mut columns = self.block.columns.iter_mut();
        let mut fits = row.len() == self.acts.len();
        for ((slot, act), idx) in row.iter().zip(&self.acts).zip(&self.key_idxs) {
            match act {
                Act::Head => head.offer(keys.role(*idx), &scalar(*slot, bytes)),
                Act::Figure => match (figure(*slot, bytes), columns.next()) {
                    (Some(figure), Some((_, column))) => column.push(figure),
                    _ => fits = false,
                },
                Act::NoFigure => fits &= figure(*slot, bytes).is_none(),
            }
        }
        if !fits {
            self.take_back();
        }
        fits.then_some(head)
    }

    /// Takes back the figures for which the rest has not followed.
    fn take_back(&mut self) {
        let n_rows = self.block.len();
        self.block.columns.iter_mut().for_each(|(_, column)| column.truncate(n_rows));
    }

    fn deliver(&mut self, sink: &mut dyn RowSink) {
        if !self.block.is_empty() {
            sink.take(&self.block);
            self.block.clear();
        }
    }
}

fn scalar(slot: Slot, bytes: &[u8]) -> Scalar<'_> {
    match slot {
        Slot::Null => Scalar::Null,
        Slot::Other => Scalar::Nested,
        Slot::Int(n) => Scalar::Int(n),
        Slot::Float(n) => Scalar::Float(n),
        Slot::Text(start, end) => {
            let text = bytes.get(start as usize..end as usize).unwrap_or_default();
            Scalar::Text(String::from_utf8_lossy(text))
        }
    }
}

/// [`Scalar::as_figure`] without the way round for what is nearly always sent.
fn figure(slot: Slot, bytes: &[u8]) -> Option<f64> {
    match slot {
        Slot::Float(n) if n.is_finite() => Some(n),
        Slot::Int(n) => Some(n as f64),
        _ => scalar(slot, bytes).as_figure(),
    }
}

/// What a row says beside its figures.
#[derive(Debug, Clone, Copy, Default)]
struct Head {
    step: Best<u64>,
    epoch: Best<f64>,
    logged_at: Best<Timestamp>,
    elapsed_secs: Option<f64>,
}

impl Head {
    fn offer(&mut self, role: &Role, value: &Scalar<'_>) {
        match role {
            Role::Step { rank } => self.step.offer(*rank, value.as_count()),
            Role::Epoch { rank } => self.epoch.offer(*rank, value.as_number()),
            Role::LoggedAt { rank } => self.logged_at.offer(*rank, value.as_time()),
            Role::Elapsed => self.elapsed_secs = value.as_number().or(self.elapsed_secs),
            Role::Figure(_) | Role::Nothing => {}
        }
    }

    fn step(&self) -> Option<u64> {
        self.step.0.map(|(_, step)| step)
    }

    fn epoch(&self) -> Option<f64> {
        self.epoch.0.map(|(_, epoch)| epoch)
    }

    fn logged_at(&self) -> Option<Timestamp> {
        self.logged_at.0.map(|(_, at)| at)
    }
}

/// The value of the best rank seen.
#[derive(Debug, Clone, Copy)]
struct Best<T>(Option<(u8, T)>);

impl<T> Default for Best<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Best<T> {
    fn offer(&mut self, rank: u8, value: Option<T>) {
        if let Some(value) = value
            && self.0.as_ref().is_none_or(|(held, _)| rank <= *held)
        {
            self.0 = Some((rank, value));
        }
    }
}
