//! The jobs that are selected in the table, and what is being done to many at once. Both outlive the screens.

use leptos::prelude::*;

use super::{App, Bulk, Jobs};
use crate::listing::{Roster, Selection};

/// The selection. Copies refer to the same one.
#[derive(Clone, Copy)]
pub struct Selected {
    jobs: Jobs,
    selection: RwSignal<Selection>,
    /// Selecting was asked for, where rows do not offer it by themselves.
    is_choosing: RwSignal<bool>,
    bulk: StoredValue<Option<Bulk>, LocalStorage>,
    /// Outlives every screen.
    owner: StoredValue<Owner, LocalStorage>,
}

impl Selected {
    /// Nothing selected yet; it ends with the present owner.
    pub(super) fn new(jobs: Jobs) -> Self {
        Self {
            jobs,
            selection: RwSignal::new(Selection::default()),
            is_choosing: RwSignal::new(false),
            bulk: StoredValue::new_local(None),
            owner: StoredValue::new_local(Owner::new()),
        }
    }

    /// Reads it in place. Follows every change.
    pub fn with<T>(self, read: impl FnOnce(&Selection) -> T) -> T {
        self.selection.with(read)
    }

    /// Changes it, with all jobs at hand.
    pub fn update(self, change: impl FnOnce(&mut Selection, &Roster)) {
        self.jobs.with_untracked(|roster| {
            self.selection.maybe_update(|selection| {
                let before = selection.revision();
                change(selection, roster);
                selection.revision() != before
            });
        });
    }

    /// Selecting is going on, or was asked for.
    pub fn is_choosing(self) -> bool {
        self.is_choosing.get() || self.with(|selection| !selection.is_empty())
    }

    /// Begins to select, before the first job is.
    pub fn choose(self) {
        self.is_choosing.set(true);
    }

    /// Selects nothing any more.
    pub fn clear(self) {
        self.is_choosing.set(false);
        self.update(|selection, _| selection.clear());
    }

    /// What is done to many jobs at once.
    pub fn bulk(self, app: App) -> Bulk {
        let known = self.bulk.get_value();
        known.unwrap_or_else(|| {
            let bulk = self.owner.with_value(|owner| owner.with(|| Bulk::new(app)));
            self.bulk.set_value(Some(bulk));
            bulk
        })
    }
}
