//! Metric rows, which providers and training programs write as free-form objects: every key that can be a curve
//! becomes one, whatever its name, and so does every figure of an object within a row, as `name/key`.
//!
//! Rows of a shape that was met before are read as numbers alone, many at a time; any other row by its
//! members. Both ways end in the same `Scalar`s.

use std::borrow::Cow;

use kernel::{Run, Shapes, Slot, Table};

use super::{
    keys::{Keys, Role},
    row_count::{RowCount, RowsRead},
    row_plan::{self, Head, Plan},
    run_names::RunNames,
};
use crate::{
    api::reading::{body::with_quoted_tokens, lenient::Scalar},
    json,
    model::{MetricBlock, MetricKey, MetricRow, RowSink},
};

/// Reads the rows of one list after the other.
#[derive(Debug, Default)]
pub(crate) struct RowReader {
    keys: Keys,
    shapes: Shapes,
    /// Per shape, by its number.
    plans: Vec<Plan>,
    slots: Vec<Slot>,
    count: RowCount,
    /// Runs of a file; `None` for an answer of a service, which is about one.
    runs: Option<RunNames>,
    /// Rows are numbered, because none of them says its step.
    is_numbered: bool,
    /// Rows are records whose figures stand in an object within.
    is_unwrapping: bool,
}

/// Keys that name the metric of a row with one point, the most telling first.
const POINT_NAMES: [&str; 5] = ["metric", "metric_name", "key", "tag", "name"];

/// Objects within a record that hold its figures.
const WRAPPED: [&str; 2] = ["data", "metrics"];

impl RowReader {
    /// A reader for a file, which may hold several runs, and whose rows may lack a step.
    pub(crate) fn of_file(is_numbered: bool) -> Self {
        Self { runs: Some(RunNames::default()), is_numbered, ..Self::default() }
    }

    /// Reads the object within a record as a part of it; a record without figures is no row.
    pub(in crate::api) fn unwrapping(self) -> Self {
        Self { is_unwrapping: true, ..self }
    }

    /// Another list takes the place of the one that was read.
    pub(in crate::api) fn restart(&mut self) {
        let runs = self.runs.as_ref().map(|_| RunNames::default());
        let (is_numbered, is_unwrapping) = (self.is_numbered, self.is_unwrapping);
        *self = Self { runs, is_numbered, is_unwrapping, ..Self::default() };
    }

    /// Decides what keys stand for before the first row has them, all together.
    pub(crate) fn expect<'a>(&mut self, names: impl Iterator<Item = &'a str> + Clone) {
        self.keys.learn(names.map(|name| (name, &Scalar::Null)));
    }

    /// Reads the rows of a known shape from `at` on; `None` if there is none.
    pub(in crate::api) fn read_run(
        &mut self,
        bytes: &[u8],
        at: usize,
        sink: &mut dyn RowSink,
    ) -> Option<Run> {
        let run = self.shapes.read(bytes, at, &mut self.slots)?;
        self.take_run(run, bytes, sink)
    }

    /// Reads a row by itself if its shape is known, as [`RowReader::read_row`] would; whether it did.
    pub(crate) fn read_known(&mut self, row: &[u8], sink: &mut dyn RowSink) -> bool {
        let run = self.shapes.read(row, 0, &mut self.slots);
        // Neither several rows nor one with something behind it.
        let is_whole = |run: &Run| {
            let n_members = self.plans.get(run.shape).map(Plan::n_members);
            run.end == row.len() && n_members == Some(self.slots.len())
        };
        run.filter(is_whole).and_then(|run| self.take_run(run, row, sink)).is_some()
    }

    /// Takes the values that were read as rows; `None` if what they stand for is not known yet.
    fn take_run(&mut self, run: Run, bytes: &[u8], sink: &mut dyn RowSink) -> Option<Run> {
        let plan = self.plans.get_mut(run.shape)?;
        if plan.is_open(&self.keys) {
            return None;
        }
        let table = Table::new(&self.slots, plan.n_members());
        let is_one_run = self.runs.as_ref().is_none_or(|runs| plan.is_all_of(runs.current(), table, bytes));
        if is_one_run && !self.is_numbered && plan.push_all(&self.keys, &mut self.count, table, bytes) {
            self.count.n_received += table.n_rows();
            plan.deliver(&mut self.count, sink);
            return Some(run);
        }
        for row in table.rows() {
            self.count.n_received += 1;
            if let Some(runs) = &mut self.runs {
                let name = plan.run_of(row, bytes);
                if runs.current() != name {
                    plan.deliver(&mut self.count, sink);
                    runs.enter(&name, sink);
                }
            }
            let head = match plan.push(&self.keys, &mut self.count, row, bytes) {
                Some(head) => head,
                None => {
                    plan.deliver(&mut self.count, sink);
                    plan.fit(&self.keys, row, bytes);
                    plan.push(&self.keys, &mut self.count, row, bytes).unwrap_or_default()
                }
            };
            let step = match &mut self.runs {
                Some(runs) if self.is_numbered => Some(runs.next_number()),
                _ => self.keys.step_of(plan.counters(row, bytes)),
            };
            match step {
                Some(step) => {
                    plan.push_head(step, if self.is_numbered { head.with_step_as_epoch() } else { head })
                }
                None => {
                    plan.take_back();
                    self.count.skip_for_step(head.step_fault());
                }
            }
        }
        plan.deliver(&mut self.count, sink);
        Some(run)
    }

    /// Reads one row of whatever shape, of which only that it is JSON is known, but for bare tokens.
    pub(crate) fn read_row(&mut self, row: &[u8], sink: &mut dyn RowSink) {
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
        let wrapped = if self.is_unwrapping { &WRAPPED[..] } else { &[] };
        let mut members = flat(&members, wrapped);
        let is_point = self.runs.is_some() && name_value(&mut members);
        self.keys.learn(members.iter().map(|(name, value)| (&**name, value)));
        let mut head = Head::default();
        let mut values: Vec<(MetricKey, f64)> = Vec::new();
        let mut counters = Vec::new();
        let mut run = Cow::Borrowed("");
        let mut key_idxs = Vec::with_capacity(members.len());
        for (name, value) in &members {
            let idx = self.keys.idx_of(name);
            key_idxs.push(idx);
            match self.keys.role(idx) {
                Role::Figure(key) => {
                    if let Some(figure) = value.as_figure() {
                        match values.iter_mut().find(|(held, _)| held == key) {
                            Some((_, held)) => *held = figure,
                            None => values.push((key.clone(), figure)),
                        }
                    } else if *value == Scalar::Nested {
                        self.count.leave_out(name);
                    }
                }
                role @ Role::Step { .. } => {
                    counters.extend(value.as_count().map(|step| (idx, step)));
                    head.offer(role, value);
                }
                Role::TotalSteps => self.count.note_total_steps(value.as_count()),
                Role::TotalEpochs => self.count.note_total_epochs(value.as_number()),
                Role::Run => run = row_plan::run_name(value),
                role => head.offer(role, value),
            }
        }
        if self.is_unwrapping && values.is_empty() {
            self.count.n_received -= 1;
            return;
        }
        // Rows of the same keys hold other metrics.
        if !is_point
            && self.keys.are_apart(&key_idxs)
            && let Some(shape) = self.shapes.learn(row)
        {
            self.plans.resize_with(self.plans.len().max(shape + 1), Plan::default);
            if !self.plans[shape].is_of(&key_idxs) {
                self.plans[shape] = Plan::new(key_idxs, &self.keys);
            }
        }
        if let Some(runs) = &mut self.runs
            && runs.current() != run
        {
            runs.enter(&run, sink);
        }
        let step = match &mut self.runs {
            Some(runs) if self.is_numbered => Some(runs.next_number()),
            _ => self.keys.step_of(counters.iter().copied()),
        };
        let Some(step) = step else { return self.count.skip_for_step(head.step_fault()) };
        if self.is_numbered {
            head = head.with_step_as_epoch();
        }
        self.count.place(1, values.len());
        sink.take(&MetricBlock::of(MetricRow {
            step,
            epoch: head.epoch(),
            logged_at: head.logged_at(),
            elapsed_secs: head.elapsed_secs(),
            values,
        }));
    }

    /// A row that cannot be read, and why.
    pub(crate) fn skip(&mut self, why: &str) {
        self.count.n_received += 1;
        self.count.skip(why);
    }

    /// Returns the facts of the list beside its rows, the last checkpoint left out.
    pub(crate) fn finish(self) -> RowsRead {
        self.count.finish()
    }
}

/// Gives the value of a row that holds one point its name (`{"key": "loss", "value": 2.5}`, as MLflow answers); whether it is such a row.
fn name_value<'a>(members: &mut Vec<(Cow<'a, str>, Scalar<'a>)>) -> bool {
    let place = |members: &[(Cow<'a, str>, Scalar<'a>)], name: &str| {
        members.iter().position(|(known, _)| known.eq_ignore_ascii_case(name))
    };
    let Some(value) = place(members, "value") else { return false };
    let Some(name) = POINT_NAMES.iter().find_map(|name| place(members, name)) else { return false };
    if let Some((_, Scalar::Text(text))) = members.get(name)
        && !text.trim().is_empty()
    {
        let text = text.clone();
        if let Some((key, _)) = members.get_mut(value) {
            *key = text;
        }
        members.remove(name);
    }
    true
}

/// Members of a row with those of the objects within it, as `name/key`, or as `key` if the object has one of the names `wrapped`.
fn flat<'a>(members: &'a json::Members<'a>, wrapped: &[&str]) -> Vec<(Cow<'a, str>, Scalar<'a>)> {
    let mut flat = Vec::with_capacity(members.iter().len());
    for (name, value) in members.iter() {
        let inner = if value.starts_with('{') { json::members(value) } else { None };
        match inner.filter(|inner| 0 < inner.iter().len()) {
            None => flat.push((Cow::Borrowed(name), Scalar::parse(value).unwrap_or(Scalar::Null))),
            Some(inner) => flat.extend(inner.iter().map(|(key, value)| {
                let own = if wrapped.contains(&name) { key.to_owned() } else { format!("{name}/{key}") };
                (Cow::Owned(own), Scalar::parse(value).unwrap_or(Scalar::Null))
            })),
        }
    }
    flat
}
