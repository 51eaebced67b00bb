//! What is to be said about the connections before their jobs: the demo, missing keys, failures.

use leptos::prelude::*;

use crate::{
    components::{Banner, BannerKind, Icon, IconName},
    explain, format,
    model::{Connection, Provider},
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
    let providers = Provider::ALL.map(Provider::label).join(" or ");
    let demo =
        Signal::stored(format!("Simulated jobs that train as you watch. Connect {providers} to see yours."));
    view! {
        {move || {
            app.connections.notice().map(|notice| {
                view! { <Banner kind=BannerKind::Warning title="Configuration." text=notice.0 /> }
            })
        }}
        {move || {
            shows_demo.get().then(|| {
                view! {
                    // Until the deployer's file is read nobody knows whether it belongs here; its room is kept.
                    <div class="notice" data-pending=move || (!app.connections.is_ready()).then_some("")>
                        <Banner kind=BannerKind::Info title="Demo data." text=demo>
                            <a class="btn" href="#/connections">
                                <Icon name=IconName::Plug />
                                "Connect a provider"
                            </a>
                        </Banner>
                    </div>
                }
            })
        }}
        {move || {
            let notices = |connection| view! { <ConnectionNotices app=app connection=connection /> };
            all.get().into_iter().map(notices).collect_view()
        }}
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
    let name = StoredValue::new(format!("{} · {}", connection.provider.label(), connection.label));
    let connection = StoredValue::new(connection);
    let health =
        Memo::new(move |_| connection.with_value(|known| app.jobs.health(&known.id)).unwrap_or_default());
    let lacks_key = Memo::new(move |_| connection.with_value(|known| !app.connections.has_key(known)));
    let unreadable = move || {
        let unreadable = health.get().unreadable;
        (!unreadable.is_empty()).then(|| {
            let n = format::count_of(unreadable.len(), "job", "jobs");
            let text = format!("The others are complete. {}", unreadable.join("; "));
            view! {
                <Banner kind=BannerKind::Warning title=format!("{}: {n} could not be read.", name.get_value()) text=text />
            }
        })
    };
    view! {
        {move || {
            lacks_key.get().then(|| {
                view! {
                    <Banner
                        kind=BannerKind::Warning
                        title=format!("{} needs its key.", name.get_value())
                        text="It was kept only until the page was reloaded."
                    >
                        <a class="btn" href="#/connections">"Enter the key"</a>
                    </Banner>
                }
            })
        }}
        {move || failure(app, connection, &name.get_value(), &health.get())}
        {unreadable}
    }
}

/// Why a connection's jobs are old or missing.
fn failure(
    app: App,
    connection: StoredValue<Connection>,
    name: &str,
    health: &Health,
) -> Option<impl IntoView + use<>> {
    let Health { loaded_at, error, .. } = health.clone();
    let error = error?;
    let told = connection.with_value(|known| explain::explain(&error, &known.base_url));
    let text = move || {
        let age = match loaded_at {
            Some(at) => format!("Its jobs are as of {}.", app.now.ago(at)),
            None => "None of its jobs could be loaded.".to_owned(),
        };
        let resource = connection.with_value(|known| Resource::Jobs(known.id.clone()));
        let next = match app.watcher.next_try(&resource) {
            Some(at) => {
                format!("Next try in {}.", format::duration(at.secs_since(app.now.get()).max(0.0)))
            }
            None => format!("{}.", explain::next_step(&error)),
        };
        format!("{}. {age} {next}", told.meaning.trim_end_matches('.'))
    };
    let title = format!("{name}: {}.", told.title);
    let retry = move |_| connection.with_value(|known| app.jobs.retry(&known.id));
    Some(view! {
        <Banner kind=BannerKind::Error title=title text=Signal::derive(text) remedies=told.remedies>
            <a class="btn quiet" href="#/connections">"Connections"</a>
            <button type="button" class="btn" on:click=retry>"Retry"</button>
        </Banner>
    })
}
