//! One row of the job table: markup that is made once, copied per row in view, and written where it changed.

use std::borrow::Cow;

use crate::components::IconName;
use tuneboard_core::listing::{
    self, Binding, Column,
    Target::{self, Attribute, Property},
};

/// Content of a row.
pub struct Row<'r> {
    /// Values of its columns.
    pub cells: listing::Row<'r>,
    /// It is selected.
    pub is_selected: bool,
    /// Place in the whole list, from 0.
    pub index: usize,
}

/// Value at a place of a row.
type Value = for<'a, 'r> fn(&'a Row<'r>) -> Option<Cow<'a, str>>;

/// Source of a value that is written in a row.
pub enum BindingValue {
    /// Of the row as a whole, or a drawing.
    Own(Value),
    /// Of a column.
    Column(&'static Binding),
}

/// A place in the markup of a row.
pub struct RowBinding {
    /// Selector within the row.
    pub selector: String,
    /// Target of the value.
    pub target: Target,
    /// The value.
    pub value: BindingValue,
}

/// Places of the row as a whole, and drawings, that are seen, tell how something looks, or are what keys go by.
const SEEN: [(&str, Target, Value); 9] = [
    ("", Property("translate"), |row| Some(format!("0 calc({} * var(--row-height))", row.index).into())),
    ("", Attribute("data-stale"), |row| mark(row.cells.stale_since.is_some())),
    ("", Attribute("data-selected"), |row| mark(row.is_selected)),
    // Keys find their row by it, from the first moment on. The heading is row 1.
    ("", Attribute("aria-rowindex"), |row| Some((row.index + 2).to_string().into())),
    (".check", Attribute("aria-checked"), |row| Some(if row.is_selected { "true" } else { "false" }.into())),
    (".status .icon", Attribute("class"), |row| Some(IconName::of_status(row.cells.class()).class().into())),
    (".status path", Attribute("d"), |row| Some(IconName::of_status(row.cells.class()).path().into())),
    (".finding-mark path", Attribute("d"), |row| {
        row.cells.finding().map(|finding| IconName::of_severity(finding.severity).path().into())
    }),
    (".stale-age path", Attribute("d"), |row| row.cells.stale_since.map(|_| IconName::Clock.path().into())),
];

/// Places that readers, pointers at rest and programs ask for.
const LATER: [(&str, Target, Value); 1] =
    [(".check", Attribute("aria-label"), |row| Some(format!("Select {}", row.cells.listed.job.name).into()))];

/// Every place that is written, and how many of them are seen at once: those come first.
pub fn bindings() -> (Vec<RowBinding>, usize) {
    let own = |(selector, target, value): (&str, Target, Value)| RowBinding {
        selector: selector.to_owned(),
        target,
        value: BindingValue::Own(value),
    };
    let of_columns = |is_seen: bool| {
        let bindings = |column: Column| column.bindings().iter().map(move |binding| (column, binding));
        let all = Column::ALL.into_iter().flat_map(bindings);
        all.filter(move |(_, binding)| binding.is_seen == is_seen).map(|(column, binding)| {
            let selector = format!("[data-column={}] {}", column.slug(), binding.selector);
            RowBinding { selector, target: binding.target, value: BindingValue::Column(binding) }
        })
    };
    let mut all: Vec<RowBinding> = SEEN.into_iter().map(own).chain(of_columns(true)).collect();
    let n_seen = all.len();
    all.extend(LATER.into_iter().map(own).chain(of_columns(false)));
    (all, n_seen)
}

impl RowBinding {
    /// Returns the row's value at this place.
    pub fn value<'a>(&self, row: &'a Row<'_>) -> Option<Cow<'a, str>> {
        match self.value {
            BindingValue::Own(value) => value(row),
            BindingValue::Column(binding) => (binding.value)(&row.cells),
        }
    }
}

/// An attribute that says something by being there.
fn mark(is_there: bool) -> Option<Cow<'static, str>> {
    is_there.then_some("".into())
}
