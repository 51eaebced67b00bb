//! The rows of the job table that are in view, and no others. A row that leaves the view is used again for
//! one that comes into it, and only what differs is written.

use std::sync::Arc;

use leptos::{html, prelude::*};

use super::job_row::{self, PLACES};
use crate::{
    browser::{clock, location, stencil::Stencil},
    listing::{Listed, Reader, RowText},
    model::{JobKey, StatusClass, Timestamp},
    route::{Location, Route},
    state::App,
};

/// Keeps the rows `window.0..window.1` of `keys` in `list`: copies of the one element within the `<template>`
/// of the same `.jobs`.
pub fn show_rows(
    app: App,
    list: NodeRef<html::Div>,
    keys: impl Fn() -> Arc<Vec<JobKey>> + 'static,
    window: ReadSignal<(usize, usize)>,
) {
    let rows = StoredValue::new_local(Rows::default());
    Effect::new(move || {
        let Some(list) = list.get() else { return };
        let (first, last) = window.get();
        let keys = keys();
        let shown = keys.get(first..last.min(keys.len())).unwrap_or_default();
        rows.update_value(|rows| {
            rows.arrange(app, &list, shown);
            rows.write(app, first);
        });
    });
    on_cleanup(move || rows.update_value(|rows| rows.unwatch(app)));
}

/// The rows in the page, in order.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    /// What they are copies of, taken out of the page so that nothing there takes it for a row.
    original: Option<web_sys::Element>,
}

struct Row {
    key: JobKey,
    stencil: Stencil,
    /// A row whose job is gone from the list stays as it was until the table is arranged anew.
    last: Option<Listed>,
    /// Its loss line is asked for, at the pace of this class.
    watched: Option<StatusClass>,
}

impl Rows {
    /// Makes the page hold one row per key, in order: people who tab through them go by it.
    fn arrange(&mut self, app: App, list: &web_sys::Element, shown: &[JobKey]) {
        if self.rows.iter().map(|row| &row.key).eq(shown) {
            return;
        }
        let mut free: Vec<Stencil> = Vec::new();
        let mut kept: Vec<Row> = Vec::new();
        for row in std::mem::take(&mut self.rows) {
            if shown.contains(&row.key) {
                kept.push(row);
                continue;
            }
            app.previews.unwatch(&row.key);
            // Focus goes with its job, not to the next one that has this row.
            let is_reusable = !location::has_focus(row.stencil.root());
            row.stencil.root().remove();
            free.extend(is_reusable.then_some(row.stencil));
        }
        if self.original.is_none() {
            let markup = list.closest(".jobs").ok().flatten();
            self.original = markup.and_then(|jobs| jobs.query_selector("template > *").ok().flatten());
            self.original.iter().for_each(web_sys::Element::remove);
        }
        let Some(original) = &self.original else { return };
        let focused = location::focused();
        let mut next = list.first_element_child();
        for key in shown {
            let place = kept.iter().position(|row| row.key == *key);
            let row = place.map(|place| kept.swap_remove(place)).or_else(|| {
                let places = PLACES.iter().map(|&(selector, write, _)| (selector, write));
                let stencil = free.pop().or_else(|| Stencil::copy(original, places))?;
                Some(Row { key: key.clone(), stencil, last: None, watched: None })
            });
            let Some(row) = row else { return };
            let root: &web_sys::Element = row.stencil.root();
            if next.as_ref() == Some(root) {
                next = root.next_element_sibling();
            } else {
                // Refused only for a list that holds itself.
                drop(list.insert_before(root, next.as_deref()));
            }
            self.rows.push(row);
        }
        location::focus_again(focused);
    }

    fn write(&mut self, app: App, first: usize) {
        let reader = Reader { now: app.now.get(), utc_offset_secs: clock::utc_offset_secs };
        for (index, row) in (first..).zip(&mut self.rows) {
            if let Some(listed) = app.jobs.get(&row.key) {
                row.last = Some(listed);
            }
            let Some(listed) = &row.last else { continue };
            let class = listed.job.status.class;
            let text = RowText::of(listed, stale_since(app, &row.key), reader);
            let connection = app.connections.get(&row.key.connection).map(|connection| connection.label);
            let line = listed.line.clone().unwrap_or_default();
            let href = Location::of(Route::Job(row.key.clone())).to_hash();
            let said = job_row::Row { text, index, href, connection, line };
            row.stencil.write(PLACES.iter().map(|(_, _, value)| value(&said)));
            if row.watched != Some(class) && app.previews.watch(&row.key, class) {
                row.watched = Some(class);
            }
        }
    }

    fn unwatch(&mut self, app: App) {
        for row in self.rows.drain(..) {
            app.previews.unwatch(&row.key);
        }
    }
}

/// When a connection that cannot be asked now was last read.
fn stale_since(app: App, key: &JobKey) -> Option<Timestamp> {
    app.jobs.health(&key.connection).filter(|health| health.error.is_some())?.loaded_at
}
