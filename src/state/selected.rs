//! The jobs that are selected in the table, and what is being done to many at once. Both outlive the screens.

use std::any::Any;

use leptos::prelude::*;

use super::{App, Bulk, Jobs, lasting::lasting};
use crate::listing::{Roster, Selection};

/// The selection. Copies refer to the same one.
#[derive(Clone, Copy)]
pub struct Selected {
    jobs: Jobs,
    selection: RwSignal<Selection>,
    /// An owner that outlives the screens, and once there is one the [`Bulk`] that it owns: what is there from the
    /// start does not know that.
    bulk: StoredValue<Option<Box<dyn Any>>, LocalStorage>,
}

impl Selected {
    /// Nothing selected yet; it ends with the present owner.
    pub(super) fn new(jobs: Jobs) -> Self {
        Self {
            jobs,
            selection: lasting(Selection::default()),
            bulk: StoredValue::new_local(Some(Box::new(Owner::new()))),
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

    /// Selects nothing any more.
    pub fn clear(self) {
        self.update(|selection, _| selection.clear());
    }

    /// What is done to many jobs at once. It goes on when the screen that began it is left.
    pub fn bulk(self, app: App) -> Bulk {
        let kept = self.bulk.try_update_value(Option::take).flatten();
        let (owner, bulk) = match kept.map(|kept| kept.downcast::<(Owner, Bulk)>()) {
            Some(Ok(kept)) => *kept,
            Some(Err(kept)) => {
                let owner = kept.downcast::<Owner>().map_or_else(|_| Owner::new(), |owner| *owner);
                let bulk = owner.with(|| Bulk::new(app));
                (owner, bulk)
            }
            None => (Owner::new(), Bulk::new(app)),
        };
        self.bulk.set_value(Some(Box::new((owner, bulk))));
        bulk
    }
}
