//! Plan by which rows of one shape become a block of columns.

use std::borrow::Cow;

use kernel::{Slot, Table};

use super::{
    keys::{Keys, Role},
    row_count::RowCount,
};
use crate::{
    api::reading::lenient::{Scalar, StepFault},
    model::{MetricBlock, MetricKey, RowSink, Timestamp},
};

/// The plan for one shape. A row's figures may be missing (`null`); rows that have the same ones fit together.
#[derive(Debug, Default)]
pub(in crate::api) struct Plan {
    /// Key of each value; see [`Keys`].
    key_idxs: Vec<usize>,
    /// Values that are counters of steps.
    counters: Vec<usize>,
    /// Value that names the run.
    run: Option<usize>,
    /// True if the role of some value was not known when the plan was made.
    is_open: bool,
    /// Action for each value; empty before the first row.
    acts: Vec<Act>,
    block: MetricBlock,
    /// Columns of metrics that the present rows have no figures of.
    spare: Vec<(MetricKey, Vec<f64>)>,
    /// Values of a second counter.
    scratch: Vec<i64>,
}

/// Action for a value.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Act {
    /// The value is a figure, for the next column.
    Figure,
    /// The value could be a figure by its name, and is none.
    NoFigure,
    /// The value is about the row as a whole.
    Head,
}

impl Plan {
    pub(in crate::api) fn new(key_idxs: Vec<usize>, keys: &Keys) -> Self {
        let members_that = |test: fn(&Role) -> bool| {
            let is_meant = move |(_, idx): &(usize, &usize)| test(keys.role(**idx));
            key_idxs.iter().enumerate().filter(is_meant).map(|(member, _)| member)
        };
        let counters = members_that(|role| matches!(role, Role::Step { .. })).collect();
        let run = members_that(|role| *role == Role::Run).next_back();
        let is_open = members_that(|role| *role == Role::Open).next().is_some();
        Self { counters, run, is_open, key_idxs, ..Self::default() }
    }

    /// Values of a row.
    pub(in crate::api) fn n_members(&self) -> usize {
        self.key_idxs.len()
    }

    /// Returns whether it is for rows with these keys.
    pub(in crate::api) fn is_of(&self, key_idxs: &[usize]) -> bool {
        self.key_idxs == key_idxs
    }

    /// Returns whether it is not known yet what some value stands for.
    pub(in crate::api) fn is_open(&mut self, keys: &Keys) -> bool {
        self.is_open = self.is_open && self.key_idxs.iter().any(|idx| *keys.role(*idx) == Role::Open);
        self.is_open
    }

    /// The run that a row names; empty if it names none.
    pub(in crate::api) fn run_of<'a>(&self, row: &[Slot], bytes: &'a [u8]) -> Cow<'a, str> {
        let slot = self.run.and_then(|member| row.get(member));
        slot.map_or(Cow::Borrowed(""), |slot| run_name(&scalar(*slot, bytes)).into_owned().into())
    }

    /// Returns whether all rows are of this run.
    pub(in crate::api) fn is_all_of(&self, run: &str, table: Table<'_>, bytes: &[u8]) -> bool {
        let Some(member) = self.run else { return run.is_empty() };
        let is_run = |start: u32, end: u32| {
            bytes.get(start as usize..end as usize).is_some_and(|text| text.trim_ascii() == run.as_bytes())
        };
        table.all_texts(member, is_run)
    }

    /// The counters of a row that say a step.
    pub(in crate::api) fn counters<'a>(
        &'a self,
        row: &'a [Slot],
        bytes: &'a [u8],
    ) -> impl Iterator<Item = (usize, u64)> + Clone {
        self.counters.iter().filter_map(|&member| {
            let step = scalar(*row.get(member)?, bytes).as_count()?;
            Some((*self.key_idxs.get(member)?, step))
        })
    }

    /// Makes room for rows whose figures are in the same places as this one's.
    pub(in crate::api) fn fit(&mut self, keys: &Keys, row: &[Slot], bytes: &[u8]) {
        self.acts.clear();
        self.spare.append(&mut self.block.columns);
        for (slot, idx) in row.iter().zip(&self.key_idxs) {
            self.acts.push(match keys.role(*idx) {
                Role::Figure(key) if figure(*slot, bytes).is_some() => {
                    let known = self.spare.iter().position(|(held, _)| held == key);
                    let column = known.map(|place| self.spare.swap_remove(place));
                    self.block.columns.push(column.unwrap_or_else(|| (key.clone(), Vec::new())));
                    Act::Figure
                }
                Role::Figure(_) => Act::NoFigure,
                _ => Act::Head,
            });
        }
    }

    /// Appends whole rows, if all of them say the same kinds of things in the same places; else nothing.
    pub(in crate::api) fn push_all(
        &mut self,
        keys: &Keys,
        count: &mut RowCount,
        table: Table<'_>,
        bytes: &[u8],
    ) -> bool {
        if self.acts.is_empty()
            && let Some(first) = table.rows().next()
        {
            self.fit(keys, first, bytes);
        }
        let Some(step) = keys.step_member(&self.key_idxs) else { return false };
        let block = &mut self.block;
        let mut columns = block.columns.iter_mut();
        let integers = &mut self.scratch;
        integers.clear();
        let mut nested = Vec::new();
        let mut is_read = |(member, (act, idx)): (usize, (&Act, &usize))| match (act, keys.role(*idx)) {
            (Act::Figure, _) => columns.next().is_some_and(|(_, column)| table.figures(member, column)),
            (Act::NoFigure, _) if table.all_nested(member) => {
                nested.push(*idx);
                true
            }
            (Act::NoFigure, _) => table.has_none(member),
            (_, Role::Step { .. }) => member != step || table.counts(member, &mut block.steps),
            (_, Role::Epoch { .. }) if block.epochs.is_empty() => table.numbers(member, &mut block.epochs),
            (_, Role::Elapsed { .. }) if block.elapsed_secs.is_empty() => {
                table.numbers(member, &mut block.elapsed_secs)
            }
            (_, Role::LoggedAt { .. }) if integers.is_empty() => table.integers(member, integers),
            // Of several the best counts, row by row.
            (_, role) => matches!(role, Role::Nothing | Role::TotalSteps | Role::TotalEpochs | Role::Run),
        };
        let is_whole = self.acts.iter().zip(&self.key_idxs).enumerate().all(&mut is_read);
        block.logged_at.extend(integers.iter().map(|nanos| Scalar::Int(*nanos).as_time()));
        let is_whole = is_whole && !self.block.is_empty();
        if !is_whole {
            self.block.clear();
        }
        nested.iter().filter(|_| is_whole).for_each(|idx| count.leave_out(keys.name(*idx)));
        is_whole
    }

    /// Appends the figures of a row, for which the rest must follow; `None`, and nothing appended, if they
    /// are not where they were in the row that this was made for.
    pub(in crate::api) fn push(
        &mut self,
        keys: &Keys,
        count: &mut RowCount,
        row: &[Slot],
        bytes: &[u8],
    ) -> Option<Head> {
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
                Act::NoFigure if *slot == Slot::Nested => count.leave_out(keys.name(*idx)),
                Act::NoFigure => fits &= figure(*slot, bytes).is_none(),
            }
        }
        if !fits {
            self.take_back();
        }
        fits.then_some(head)
    }

    /// The rest of a row whose figures were appended.
    pub(in crate::api) fn push_head(&mut self, step: u64, head: Head) {
        self.block.push_head(step, head.epoch(), head.elapsed_secs(), head.logged_at());
    }

    /// Takes back the figures for which the rest has not followed.
    pub(in crate::api) fn take_back(&mut self) {
        let n_rows = self.block.len();
        self.block.columns.iter_mut().for_each(|(_, column)| column.truncate(n_rows));
    }

    pub(in crate::api) fn deliver(&mut self, count: &mut RowCount, sink: &mut dyn RowSink) {
        if !self.block.is_empty() {
            count.place(self.block.len(), self.block.columns.len());
            sink.take(&self.block);
            self.block.clear();
        }
    }
}

/// A value that names a run, as text.
pub(in crate::api) fn run_name<'a>(value: &Scalar<'a>) -> Cow<'a, str> {
    match value {
        Scalar::Text(Cow::Borrowed(text)) => Cow::Borrowed(text.trim()),
        Scalar::Text(text) => Cow::Owned(text.trim().to_owned()),
        Scalar::Int(n) => Cow::Owned(n.to_string()),
        Scalar::Float(n) => Cow::Owned(n.to_string()),
        Scalar::Null | Scalar::Bool(_) | Scalar::Nested => Cow::Borrowed(""),
    }
}

fn scalar(slot: Slot, bytes: &[u8]) -> Scalar<'_> {
    match slot {
        Slot::Null => Scalar::Null,
        Slot::Bool => Scalar::Bool(true),
        Slot::Nested => Scalar::Nested,
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
        Slot::Float(n) => Some(n),
        Slot::Int(n) => Some(n as f64),
        _ => scalar(slot, bytes).as_figure(),
    }
}

/// End of the steps that can stand as epochs: from here on neighbouring whole numbers are the same float.
pub(crate) const MOST_SAID: f64 = 9_007_199_254_740_992.0;

/// Values of a row beside its figures and its step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Head {
    epoch: Best<f64>,
    logged_at: Best<Timestamp>,
    elapsed_secs: Best<f64>,
    /// Step that was said, whole or not, from 0 on.
    said_step: Best<f64>,
    step_fault: Best<StepFault>,
}

impl Head {
    pub(crate) fn offer(&mut self, role: &Role, value: &Scalar<'_>) {
        match role {
            Role::Epoch { rank } => self.epoch.offer(*rank, value.as_number()),
            Role::LoggedAt { rank } => self.logged_at.offer(*rank, value.as_time()),
            Role::Elapsed { rank } => self.elapsed_secs.offer(*rank, value.as_secs()),
            Role::Step { rank } => {
                self.said_step.offer(*rank, value.as_number().filter(|step| (0.0..MOST_SAID).contains(step)));
                let fault = value.step_fault().filter(|fault| *fault != StepFault::Missing);
                self.step_fault.offer(*rank, fault);
            }
            Role::TotalSteps
            | Role::TotalEpochs
            | Role::Run
            | Role::Figure(_)
            | Role::Open
            | Role::Nothing => {}
        }
    }

    /// Reason why the row has no place.
    pub(crate) fn step_fault(&self) -> StepFault {
        self.step_fault.0.map_or(StepFault::Missing, |(_, fault)| fault)
    }

    /// The head of a row that is numbered: a step that is counted in another unit stands as its epoch, if it says none.
    pub(crate) fn with_step_as_epoch(mut self) -> Self {
        if self.epoch.0.is_none() {
            self.epoch = self.said_step;
        }
        self
    }

    pub(crate) fn epoch(&self) -> Option<f64> {
        self.epoch.0.map(|(_, epoch)| epoch)
    }

    pub(crate) fn logged_at(&self) -> Option<Timestamp> {
        self.logged_at.0.map(|(_, at)| at)
    }

    pub(crate) fn elapsed_secs(&self) -> Option<f64> {
        self.elapsed_secs.0.map(|(_, secs)| secs)
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
