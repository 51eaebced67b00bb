//! Reasons why a connection's jobs are old, missing or incomplete, above the job table.

use leptos::prelude::*;

use crate::{
    components::{Banner, BannerKind, handler},
    state::{App, Health, Resource},
};
use tuneboard_core::{
    api::ApiError,
    explain, format,
    listing::ListReport,
    model::{Connection, Timestamp},
};

/// Problems of a connection's list; empty while there are none.
#[component]
pub fn JobsTrouble(
    /// Shared state.
    app: App,
    /// The connection.
    connection: Connection,
    /// Name of the connection.
    name: String,
) -> impl IntoView {
    // Rebuilt only when there is something else to say: an answer each few seconds says nothing new.
    let health = {
        let id = connection.id.clone();
        Memo::new(move |_| {
            let health = app.jobs.health(&id).unwrap_or_default();
            // Once there is no trouble, when it was is all the same.
            let report = if health.report.unreadable.is_empty() && !health.report.may_go_on {
                ListReport::default()
            } else {
                health.report
            };
            Health { loaded_at: health.loaded_at.filter(|_| health.error.is_some()), report, ..health }
        })
    };
    move || {
        let Health { loaded_at, error, report } = health.get();
        let warning = |(title, text): (String, String)| {
            view! { <Banner kind=BannerKind::Warning title=format!("{name}: {title}") text=text /> }
        };
        view! {
            {error.map(|error| failure(app, &connection, &name, loaded_at, &error))}
            {report.unreadable_words().map(warning)}
            {report.end_words().map(|(title, text)| warning((title.to_owned(), text)))}
        }
        .into_any()
    }
}

/// Describes why a connection's jobs are old or missing.
fn failure(
    app: App,
    connection: &Connection,
    name: &str,
    loaded_at: Option<Timestamp>,
    error: &ApiError,
) -> AnyView {
    let told = explain::explain(error, &connection.base_url);
    let next_step = explain::next_step(error);
    let resource = Resource::Jobs(connection.id.clone());
    let text = move || {
        let age = match loaded_at {
            Some(at) => format!("Showing its jobs from {}.", app.now.ago(at)),
            None => "None of its jobs could be loaded.".to_owned(),
        };
        let next = match app.watcher.next_try(&resource) {
            Some(at) => {
                format!("Next retry in {}.", format::duration(at.secs_since(app.now.get()).max(0.0)))
            }
            None => format!("{next_step}."),
        };
        format!("{}. {age} {next}", told.meaning.trim_end_matches('.'))
    };
    let title = format!("{name}: {}.", told.title);
    let id = connection.id.clone();
    view! {
        <Banner kind=BannerKind::Error title=title text=Signal::derive(text) remedies=told.remedies>
            <a class="btn quiet" href="#/connections">"Connections"</a>
            <button type="button" class="btn" on:click=handler(move |_| app.jobs.retry(&id))>"Retry"</button>
        </Banner>
    }
    .into_any()
}
