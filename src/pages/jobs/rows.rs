//! The rows of the job table that are in view, and no others. A row that leaves the view is used again for
//! one that comes into it, and only what differs is written.

use std::{cell::RefCell, collections::VecDeque, rc::Rc, sync::Arc};

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast as _;

use super::{
    row::{self, RowBinding},
    window::RowsWindow,
};
use crate::{
    browser::{
        clock, location,
        row_template::{RowInstance, RowTemplate, element},
        schedule::Debounced,
    },
    state::App,
};
use tuneboard_core::{
    listing::{self, Columns, JobTable, Listed, ModelNote, Reader, Selection, Slot, row_markup},
    model::{Connection, ConnectionId, JobKey, Place, StatusClass, Timestamp, places},
    route::{Location, Route},
};

/// Seconds that rows rest before their loss lines are asked for: nobody sees those of rows that fly past.
const REST_SECS: f64 = 0.15;

/// Template of the rows, and its bindings.
struct JobRows {
    template: RowTemplate,
    bindings: Vec<RowBinding>,
    /// Number of bindings that are seen at once; they come first.
    n_seen: usize,
}

thread_local! {
    /// The template with the columns that were chosen last; lasts as long as the page.
    static JOB_ROWS: RefCell<Option<(Columns, Rc<JobRows>)>> = const { RefCell::new(None) };
}

/// Keeps the rows of `slots` that are in `window` in `list`, with the columns that are chosen.
pub fn show_rows(
    app: App,
    list: NodeRef<html::Div>,
    slots: impl Fn() -> Arc<Vec<Slot>> + 'static,
    window: ReadSignal<RowsWindow>,
) {
    app.previews.load();
    let rows = StoredValue::new_local(Rows::default());
    let watch_at_rest = Debounced::new(move || {
        rows.try_update_value(|rows| rows.watch(app));
    });
    // Apart, so that an answer that says nothing new is none of the rows' business.
    let connection_notes = Memo::new(move |_| connection_notes(app));
    Effect::new(move || {
        let Some(list) = list.get() else { return };
        let RowsWindow { first, last, is_at_rest } = window.get();
        let slots = slots();
        let shown = slots.get(first..last.min(slots.len())).unwrap_or_default();
        rows.update_value(|rows| {
            rows.order_cells(&list, app.columns());
            let keys = app.jobs.with(|job_table| rows.keys(job_table, shown));
            rows.arrange(app, &list, &keys);
            connection_notes.with(|connection_notes| rows.write(app, first, is_at_rest, connection_notes));
        });
        if app.previews.is_ready() && rows.with_value(Rows::awaits_lines) {
            watch_at_rest.request(REST_SECS);
        }
    });
    on_cleanup(move || rows.update_value(|rows| rows.unwatch(app)));
}

/// The rows in the page, in order.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    job_rows: Option<Rc<JobRows>>,
    /// The columns they have.
    columns: Option<Columns>,
    /// Inputs of the last write.
    seen: Option<Seen>,
}

/// Inputs of a row's text, apart from its place.
type Seen = (u64, u64, Timestamp, Vec<ConnectionNote>, Arc<Vec<ModelNote>>);

/// The connection's part of a row.
#[derive(Clone, PartialEq)]
struct ConnectionNote {
    id: ConnectionId,
    label: String,
    /// As [`Place::name`].
    place: String,
    /// When it was last read, if it cannot be asked now.
    stale_since: Option<Timestamp>,
}

struct Row {
    key: JobKey,
    slot: Slot,
    instance: RowInstance,
    /// Its place in the whole list, once it is written.
    index: Option<usize>,
    /// It has what is seen at once, and nothing else yet.
    is_bare: bool,
    /// A row whose job is gone from the list stays as it was until the table is arranged anew.
    last: Option<Listed>,
    /// Of its job, once it is written.
    class: Option<StatusClass>,
    /// Its loss line is asked for, at the pace of this class.
    watched: Option<StatusClass>,
}

impl Rows {
    /// Returns the keys of the jobs in these slots: a job that is gone keeps its slot until the table is
    /// arranged again.
    fn keys(&self, job_table: &JobTable, slots: &[Slot]) -> Vec<(JobKey, Slot)> {
        let known = |slot: Slot| self.rows.iter().find(|row| row.slot == slot).map(|row| row.key.clone());
        slots.iter().filter_map(|&slot| Some((job_table.key(slot).or_else(|| known(slot))?, slot))).collect()
    }

    /// Gives the heading, all rows and those to come these columns.
    fn order_cells(&mut self, list: &web_sys::Element, columns: Columns) {
        let Some(table) = list.closest(".jobs").ok().flatten() else { return };
        if self.columns.as_ref() == Some(&columns) {
            return;
        }
        let find = |selector| table.query_selector(selector).ok().flatten();
        let is_usual = self.columns.is_none() && columns == Columns::default();
        if let Some(head) = find(".head").filter(|_| !is_usual) {
            put_in_order(&head, &columns);
        }
        self.rows.iter().for_each(|row| put_in_order(row.instance.root(), &columns));
        self.job_rows = job_rows(&columns);
        // For headings and rows alike, where the widths it names are known.
        let grid = find(".jobs-table").and_then(|grid| grid.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(grid) = grid {
            // Refused only where the style is nobody's to write.
            drop(grid.style().set_property("--tracks", &columns.tracks()));
        }
        self.columns = Some(columns);
    }

    /// Makes the page hold one row per key, in order: people who tab through them go by it. A row that is used again
    /// stays where it is if it can: taking it out and putting it back has the browser lay it out from scratch.
    fn arrange(&mut self, app: App, list: &web_sys::Element, shown: &[(JobKey, Slot)]) {
        if self.rows.iter().map(|row| &row.key).eq(shown.iter().map(|(key, _)| key)) {
            return;
        }
        let mut free: VecDeque<RowInstance> = VecDeque::new();
        let mut kept: Vec<Row> = Vec::new();
        for row in std::mem::take(&mut self.rows) {
            if shown.iter().any(|(key, slot)| *slot == row.slot && *key == row.key) {
                kept.push(row);
                continue;
            }
            if row.watched.is_some() {
                app.previews.unwatch(&row.key);
            }
            // Focus goes with its job, not to the next one that has this row.
            if location::has_focus(row.instance.root()) {
                row.instance.root().remove();
            } else {
                free.push_back(row.instance);
            }
        }
        let Some(job_rows) = &self.job_rows else { return };
        let focused = location::focused();
        let mut next = list.first_element_child();
        for (key, slot) in shown {
            let known = kept.iter().position(|row| row.slot == *slot && row.key == *key);
            let row = match known {
                Some(place) => {
                    while next.as_ref().is_some_and(|next| place_of(next, &free).is_some()) {
                        next = next.and_then(|next| next.next_element_sibling());
                    }
                    kept.swap_remove(place)
                }
                None => {
                    let here = next.as_ref().and_then(|next| place_of(next, &free)).unwrap_or(0);
                    let used = free.remove(here);
                    // What a row says of the job it had before is not left standing.
                    let is_bare = used.is_none();
                    let Some(instance) = used.or_else(|| job_rows.template.instantiate()) else { return };
                    Row {
                        key: key.clone(),
                        slot: *slot,
                        instance,
                        index: None,
                        is_bare,
                        last: None,
                        class: None,
                        watched: None,
                    }
                }
            };
            let root: &web_sys::Element = row.instance.root();
            if next.as_ref() == Some(root) {
                next = root.next_element_sibling();
            } else {
                // Refused only for a list that holds itself.
                drop(list.insert_before(root, next.as_deref()));
            }
            self.rows.push(row);
        }
        free.iter().for_each(|instance| instance.root().remove());
        location::focus_again(focused);
    }

    /// Writes rows that are new or elsewhere, and all of them if anything else has changed.
    fn write(&mut self, app: App, first: usize, is_at_rest: bool, connection_notes: &[ConnectionNote]) {
        let Some(job_rows) = &self.job_rows else { return };
        let reader = Reader { now: app.now.get(), utc_offset_secs: clock::utc_offset_secs };
        let selection = app.selected.with(Selection::revision);
        let model_notes = app.attention.model_notes();
        let revision = app.jobs.with(JobTable::revision);
        let seen = (revision, selection, reader.now, connection_notes.to_vec(), Arc::clone(&model_notes));
        let is_same = self.seen.as_ref() == Some(&seen);
        for (index, row) in (first..).zip(&mut self.rows) {
            let is_written = is_same && row.index == Some(index) && !(row.is_bare && is_at_rest);
            if !is_written && let Some(listed) = app.jobs.with_untracked(|jobs| jobs.get(&row.key)) {
                row.last = Some(listed);
            }
            let Some(listed) = &row.last else { continue };
            row.class = Some(listed.job.status.class);
            if !is_written {
                let connection_note =
                    connection_notes.iter().find(|connection_note| connection_note.id == row.key.connection);
                let is_selected = app.jobs.with_untracked(|job_table| {
                    app.selected.with(|selection| selection.has(job_table, row.slot))
                });
                let href = Location::of(Route::Job(row.key.clone())).to_hash();
                let cells = listing::Row {
                    listed,
                    href: &href,
                    connection: connection_note.map(|connection_note| &*connection_note.label),
                    place: connection_note.map(|connection_note| &*connection_note.place),
                    stale_since: connection_note.and_then(|connection_note| connection_note.stale_since),
                    model_note: model_notes.iter().find(|note| {
                        note.connection == row.key.connection
                            && listed.job.base_model.as_deref() == Some(&*note.model)
                    }),
                    reader,
                };
                let said = row::Row { cells, is_selected, index };
                row.is_bare &= !is_at_rest;
                let n_bindings = if row.is_bare { job_rows.n_seen } else { job_rows.bindings.len() };
                row.instance
                    .write(job_rows.bindings[..n_bindings].iter().map(|binding| binding.value(&said)));
                row.index = Some(index);
            }
        }
        self.seen = Some(seen);
    }

    fn awaits_lines(&self) -> bool {
        self.rows.iter().any(|row| row.watched != row.class)
    }

    fn watch(&mut self, app: App) {
        for row in self.rows.iter_mut().filter(|row| row.watched != row.class) {
            if let Some(class) = row.class {
                app.previews.watch(&row.key, class);
            }
            row.watched = row.class;
        }
    }

    fn unwatch(&mut self, app: App) {
        for row in self.rows.drain(..) {
            app.previews.unwatch(&row.key);
        }
    }
}

/// The template of rows with these columns.
fn job_rows(columns: &Columns) -> Option<Rc<JobRows>> {
    JOB_ROWS.with_borrow_mut(|known| {
        if known.as_ref().is_none_or(|(of, _)| of != columns) {
            let markup = element(&row_markup())?;
            put_in_order(&markup, columns);
            let (bindings, n_seen) = row::bindings();
            let targets = bindings.iter().map(|binding| (&*binding.selector, binding.target));
            let template = RowTemplate::new(markup, targets)?;
            *known = Some((columns.clone(), Rc::new(JobRows { template, bindings, n_seen })));
        }
        known.as_ref().map(|(_, job_rows)| Rc::clone(job_rows))
    })
}

/// Puts the cells of a row in the order of the columns, and hides those that are not shown.
fn put_in_order(row: &web_sys::Element, columns: &Columns) {
    for (column, is_shown) in columns.iter() {
        let cell = row.query_selector(&format!("[data-column={}]", column.slug()));
        if let Some(cell) = cell.ok().flatten() {
            // Refused only for names that no attribute can have, and for a row that is within its cell.
            drop((cell.toggle_attribute_with_force("hidden", !is_shown), row.append_child(&cell)));
        }
    }
}

/// Returns the place of an element among the free rows.
fn place_of(element: &web_sys::Element, free: &VecDeque<RowInstance>) -> Option<usize> {
    free.iter().position(|instance| AsRef::<web_sys::Element>::as_ref(instance.root()) == element)
}

fn connection_notes(app: App) -> Vec<ConnectionNote> {
    let stale_since = |id: &ConnectionId| {
        let health = app.jobs.health(id).filter(|health| health.error.is_some())?;
        health.loaded_at
    };
    let connection_note = |(connection, place): (Connection, Place)| ConnectionNote {
        stale_since: stale_since(&connection.id),
        id: connection.id,
        label: connection.label,
        place: place.name,
    };
    let connections = app.connections.all();
    let places = places(&connections);
    connections.into_iter().zip(places).map(connection_note).collect()
}
