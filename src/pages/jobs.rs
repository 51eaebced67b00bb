//! All jobs of all connections: notices, filters and the table, or why there is none.

mod arrangement;
mod attention;
mod bulk;
mod columns;
mod connection_menu;
mod filters;
mod focus;
mod keys;
mod no_match;
mod notices;
mod order_menu;
mod row;
mod rows;
mod selection;
mod selection_export;
pub mod table;
mod tools;
mod trouble;
mod window;

use leptos::prelude::*;

use self::{filters::JobsFilters, notices::JobsNotices, table::JobsTable};
use crate::{
    components::{BannerKind, Empty, Icon, IconName, handler},
    shell::mount_phase::{MountPhase, when_mounted},
    state::{App, use_app},
};
use tuneboard_core::{listing::ListQuery, model::places};

/// The screen.
#[component]
pub fn JobsPage() -> impl IntoView {
    let app = use_app();
    let query = Memo::new(move |_| {
        let query = app.navigator.location().with(|place| ListQuery::from_query(&place.query));
        query.with_places(&places(&app.connections.all()))
    });
    let has_table = Memo::new(move |_| app.jobs.with(|rows| !rows.is_empty()) || !app.jobs.is_settled());
    view! {
        <h1 class="visually-hidden">"Jobs"</h1>
        <JobsNotices app=app />
        {move || {
            if has_table.get() {
                view! {
                    {when_mounted(MountPhase::Filters, move || view! { <JobsFilters app=app query=query /> }.into_any())}
                    {when_mounted(MountPhase::Table, move || view! { <JobsTable app=app query=query /> }.into_any())}
                }
                .into_any()
            } else {
                view! { <NoJobs app=app /> }.into_any()
            }
        }}
    }
}

/// No job anywhere: why, and what to do.
#[component]
fn NoJobs(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let has_usable = Memo::new(move |_| !app.connections.usable().is_empty());
    let has_failed = Memo::new(move |_| app.jobs.is_any_unread());
    move || {
        match (has_usable.get(), has_failed.get()) {
        (false, _) => view! {
            <Empty icon=IconName::Plug title="No provider is connected" text="Jobs appear here once a provider is connected.">
                <a class="btn primary" href="#/connections">"Connect a provider"</a>
            </Empty>
        }
        .into_any(),
        (true, true) => view! {
            <Empty icon=IconName::Warning kind=BannerKind::Error title="No jobs could be loaded" text="The reason is shown above. This page keeps retrying.">
                <button type="button" class="btn" on:click=handler(move |_| app.watcher.refresh_all())>"Try now"</button>
            </Empty>
        }
        .into_any(),
        (true, false) => view! {
            <Empty icon=IconName::Chart title="No jobs yet" text="This account has no fine-tuning job. The first one appears here as soon as it is created, from here or elsewhere.">
                <a class="btn primary" href="#/new">
                    <Icon name=IconName::Plus />
                    "New job"
                </a>
            </Empty>
        }
        .into_any(),
    }
    }
}
