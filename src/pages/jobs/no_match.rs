//! Replacement for the table when no job matches the filters.

use leptos::prelude::*;

use crate::{
    components::{Icon, IconName, handler},
    state::App,
};
use tuneboard_core::{
    format,
    listing::JobTable,
    route::{Location, Route},
};

/// No job fits the filters.
#[component]
pub fn NoMatch(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let n_jobs = move || format::count_of(app.jobs.with(JobTable::len), "job matches", "jobs match");
    view! {
        <div class="panel empty">
            <Icon name=IconName::Search />
            <h2>{move || format!("0 of {}", n_jobs())}</h2>
            <p>"No job fits the search and the filters."</p>
            <div class="buttons">
                <button type="button" class="btn" on:click=handler(move |_| app.navigator.go(Location::of(Route::Jobs)))>
                    "Clear search and filters"
                </button>
            </div>
        </div>
    }
}
