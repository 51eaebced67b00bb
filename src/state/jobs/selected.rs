//! The jobs that are selected in the table, and what is being done to many at once. Both outlive the screens.

use leptos::prelude::*;

use crate::{
    browser::{
        panic,
        storage::{self, Place},
    },
    state::{App, Bulk, Jobs, page_signal::page_signal},
};
use tuneboard_core::{
    listing::{JobTable, Selection},
    model::JobKey,
    route::{Location, Route},
};

/// Name of the selected jobs' links, a line each, in the tab's storage: from the moment the page stops until it is loaded
/// again.
const STORED: &str = "selected";

/// The selection. Copies refer to the same one.
#[derive(Clone, Copy)]
pub struct Selected {
    jobs: Jobs,
    selection: RwSignal<Selection>,
    /// The action on many jobs, once there is one, and its owner, which outlives the screens.
    bulk: StoredValue<(Owner, Option<Bulk>), LocalStorage>,
}

impl Selected {
    /// Nothing selected yet; it ends with the present owner.
    pub(in crate::state) fn new(jobs: Jobs) -> Self {
        let selected = Self {
            jobs,
            selection: page_signal(Selection::default()),
            bulk: StoredValue::new_local((Owner::new(), None)),
        };
        panic::before_the_end(move || selected.keep_for_reload());
        selected.restore();
        selected
    }

    /// Keeps the selection for the page that is loaded after this one, in this tab.
    pub fn keep_for_reload(self) {
        let links: Vec<String> = self.jobs.with_untracked(|job_table| {
            let link = |slot| job_table.key(slot).map(|key| Location::of(Route::Job(key)).to_hash());
            self.selection.with_untracked(|selection| selection.slots().filter_map(link).collect())
        });
        // A browser that refuses leaves the selection behind.
        drop(storage::set(Place::Tab, STORED, &links.join("\n")));
    }

    /// Selects what was selected when the page before this one stopped, job by job as the lists bring them.
    fn restore(self) {
        let text = storage::get(Place::Tab, STORED).unwrap_or_default();
        storage::remove(Place::Tab, STORED);
        let key_of = |link| match Location::parse(link).route {
            Route::Job(key) => Some(key),
            _ => None,
        };
        let keys: Vec<JobKey> = text.lines().filter_map(key_of).collect();
        let waiting = StoredValue::new(keys);
        Effect::new(move || {
            if waiting.with_value(Vec::is_empty) {
                return;
            }
            self.jobs.with(|_| ());
            self.update(|selection, job_table| {
                waiting.update_value(|keys| {
                    keys.retain(|key| {
                        let slot = job_table.slot(key);
                        selection.add(job_table, slot.as_slice());
                        slot.is_none()
                    });
                });
            });
        });
    }

    /// Reads it in place. Follows every change.
    pub fn with<T>(self, read: impl FnOnce(&Selection) -> T) -> T {
        self.selection.with(read)
    }

    /// Changes it, with all jobs at hand.
    pub fn update(self, change: impl FnOnce(&mut Selection, &JobTable)) {
        self.jobs.with_untracked(|job_table| {
            self.selection.maybe_update(|selection| {
                let before = selection.revision();
                change(selection, job_table);
                selection.revision() != before
            });
        });
    }

    /// Selects nothing any more.
    pub fn clear(self) {
        self.update(|selection, _| selection.clear());
    }

    /// Returns the action on many jobs. It goes on when the screen that began it is left.
    pub fn bulk(self, app: App) -> Bulk {
        let (owner, known) = self.bulk.get_value();
        let bulk = known.unwrap_or_else(|| owner.with(|| Bulk::new(app)));
        self.bulk.set_value((owner, Some(bulk)));
        bulk
    }
}
