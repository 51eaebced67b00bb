//! Replacement for the table when no job matches the filters.

use leptos::prelude::*;

use crate::{
    components::{Icon, IconName, handler},
    state::App,
};
use tuneboard_core::{
    format,
    insight::Severity,
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
    let finding = app.navigator.setting("finding");
    let why = move || match finding.with(|word| word.as_deref().and_then(Severity::from_slug).is_some()) {
        true => {
            "Jobs are judged by their figures once their rows have been in view: show all, then look again."
        }
        false => "No job fits the search and the filters.",
    };
    view! {
        <div class="panel empty">
            <Icon name=IconName::Search />
            <h2>{move || format!("0 of {}", n_jobs())}</h2>
            <p>{why}</p>
            <div class="buttons">
                <button type="button" class="btn" on:click=handler(move |_| app.navigator.go(Location::of(Route::Jobs)))>
                    "Clear search and filters"
                </button>
            </div>
        </div>
    }
}
