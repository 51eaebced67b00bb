//! What is to be said about the connections before their jobs: the demo, missing keys, failures.

use leptos::prelude::*;

use crate::{
    api::ApiError,
    components::{Banner, BannerKind, Icon, IconName},
    explain, format,
    model::{Connection, Timestamp},
    state::{App, Health, Resource},
};

/// The notices; nothing while there is nothing to say.
#[component]
pub fn JobsNotices(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let shows_demo = Memo::new(move |_| app.connections.shows_demo());
    let all = Memo::new(move |_| app.connections.all());
    let notice = move || match app.connections.notice() {
        Some(notice) => {
            view! { <Banner kind=BannerKind::Warning title="Configuration." text=notice.0 /> }.into_any()
        }
        None => ().into_any(),
    };
    view! {
        {notice}
        {move || if shows_demo.get() { view! { <DemoNotice app=app /> }.into_any() } else { ().into_any() }}
        {move || {
            let notices = |connection| view! { <ConnectionNotices app=app connection=connection /> }.into_any();
            all.get().into_iter().map(notices).collect_view().into_any()
        }}
    }
}

/// The jobs are not real.
#[component]
fn DemoNotice(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let text = "Simulated jobs that train as you watch. Connect a provider to see yours.";
    // Until the deployer's file is read nobody knows whether this belongs here; its room is kept.
    view! {
        <div class="notice" data-pending=move || (!app.connections.is_ready()).then_some("")>
            <Banner kind=BannerKind::Info title="Demo data." text=text>
                <a class="btn" href="#/connections">
                    <Icon name=IconName::Plug />
                    "Connect a provider"
                </a>
            </Banner>
        </div>
    }
}

/// A connection's troubles.
#[component]
fn ConnectionNotices(
    /// Shared state.
    app: App,
    /// The connection.
    connection: Connection,
) -> impl IntoView {
    let name = format!("{} · {}", connection.provider.label(), connection.label);
    // Rebuilt only when there is something else to say: an answer each few seconds says nothing new.
    let health = {
        let id = connection.id.clone();
        Memo::new(move |_| {
            let health = app.jobs.health(&id).unwrap_or_default();
            // Once there is no trouble, when it was is all the same.
            if health.error.is_none() { Health { loaded_at: None, ..health } } else { health }
        })
    };
    move || {
        let Health { loaded_at, error, unreadable } = health.get();
        let lacks_key = !app.connections.has_key(&connection);
        view! {
            {lacks_key.then(|| missing_key(&name))}
            {error.map(|error| failure(app, &connection, &name, loaded_at, &error))}
            {(!unreadable.is_empty()).then(|| unreadable_jobs(&name, &unreadable))}
        }
        .into_any()
    }
}

fn missing_key(name: &str) -> AnyView {
    view! {
        <Banner
            kind=BannerKind::Warning
            title=format!("{name} needs its key.")
            text="It was kept only until the page was reloaded."
        >
            <a class="btn" href="#/connections">"Enter the key"</a>
        </Banner>
    }
    .into_any()
}

fn unreadable_jobs(name: &str, unreadable: &[String]) -> AnyView {
    let n = format::count_of(unreadable.len(), "job", "jobs");
    let text = format!("The others are complete. {}", unreadable.join("; "));
    view! { <Banner kind=BannerKind::Warning title=format!("{name}: {n} could not be read.") text=text /> }
        .into_any()
}

/// Why a connection's jobs are old or missing.
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
            Some(at) => format!("Its jobs are as of {}.", app.now.ago(at)),
            None => "None of its jobs could be loaded.".to_owned(),
        };
        let next = match app.watcher.next_try(&resource) {
            Some(at) => {
                format!("Next try in {}.", format::duration(at.secs_since(app.now.get()).max(0.0)))
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
            <button type="button" class="btn" on:click=move |_| app.jobs.retry(&id)>"Retry"</button>
        </Banner>
    }
    .into_any()
}
