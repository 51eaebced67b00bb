//! What the job table can do beyond being read: it comes in a part of its own, once the table is up.

use leptos::prelude::*;

use super::{
    column_menu::ColumnMenu,
    jobs_keys::{self, MoveFocus},
};
use crate::{
    browser::timer,
    listing::ListQuery,
    part::{NotLoaded, part},
    state::App,
};

/// What is in the part.
#[derive(Clone, Copy)]
pub struct Tools {
    /// The list of the menu that chooses the table's columns.
    pub columns: fn(App, Memo<ListQuery>) -> AnyView,
    /// Moves focus from row to row.
    pub move_focus: MoveFocus,
}

part! {
    /// The table is of use before anybody does more with it than to look.
    jobs_tools: fn load() -> fn() -> Tools {
        || Tools {
            columns: |app, query| view! { <ColumnMenu app=app query=query /> }.into_any(),
            move_focus: jobs_keys::move_focus,
        }
    }
}

/// Seconds between attempts to load the part.
const RETRY_SECS: f64 = 30.0;

/// The tools, asked for when the list is there, so that the list has the line to itself; `None` until they are here.
pub fn follow(app: App) -> ReadSignal<Option<Tools>> {
    let tools = RwSignal::new(None);
    Effect::new(move |is_begun: Option<bool>| {
        let is_due = is_begun == Some(true) || app.jobs.is_settled();
        if is_due && is_begun != Some(true) {
            leptos::task::spawn_local(async move {
                let loaded = loop {
                    match load().await {
                        Ok(loaded) => break loaded,
                        Err(NotLoaded) => timer::wait(RETRY_SECS).await,
                    }
                };
                // The screen may be gone by now.
                tools.try_set(Some(loaded()));
            });
        }
        is_due
    });
    tools.read_only()
}
