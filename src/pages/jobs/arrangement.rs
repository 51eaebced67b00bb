//! The rows that the job table shows, which stay where they are while somebody is about to use it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::state::App;
use tuneboard_core::listing::{ListQuery, Slot, count_updates};

/// Rows that are shown, and rows that wait.
#[derive(Clone, PartialEq)]
pub struct Arrangement {
    /// The rows, in order.
    pub slots: Arc<Vec<Slot>>,
    /// Rows that would stand elsewhere, or are new or gone.
    pub n_updates: usize,
    /// Filter and order that the rows answer.
    query: ListQuery,
    /// Number of times that waiting rows had been let through.
    pass: u32,
}

impl Arrangement {
    /// Follows the list, except while `is_held`: then rows stay where they are until `let_through` counts up
    /// or the query changes. Rows that come below all others move none.
    pub fn follow(
        app: App,
        query: Memo<ListQuery>,
        is_held: RwSignal<bool>,
        let_through: RwSignal<u32>,
    ) -> Memo<Self> {
        Memo::new(move |old: Option<&Self>| {
            let (query, pass) = (query.get(), let_through.get());
            let slots = app.jobs.with(|rows| rows.arrange(&query, app.now.get_untracked()));
            // Until every connection has answered, the list is on its way and not changing.
            let stays = is_held.get() && app.jobs.is_settled();
            let shown =
                old.filter(|old| stays && old.query == query && old.pass == pass && !old.slots.is_empty());
            match shown.filter(|old| !slots.starts_with(&old.slots)) {
                Some(old) => {
                    let n_updates = count_updates(&old.slots, &slots);
                    Self { n_updates, ..old.clone() }
                }
                None => Self { slots: slots.into(), n_updates: 0, query, pass },
            }
        })
    }
}
