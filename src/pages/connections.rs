//! Providers, keys, and whether the demo is shown.

use leptos::prelude::*;

use super::connection_form::{ConnectionForm, KeyForm};
use crate::{
    components::{Banner, BannerKind, Icon, IconName},
    format,
    model::{Connection, KeyKeeping, Transport},
    state::{App, use_app},
};

/// The screen.
#[component]
pub fn ConnectionsPage() -> impl IntoView {
    let app = use_app();
    let connections = Memo::new(move |_| {
        app.connections
            .all()
            .into_iter()
            .filter(|known| known.transport == Transport::Network)
            .collect::<Vec<_>>()
    });
    view! {
        <h1>"Connections"</h1>
        <p class="muted lead">
            "A connection is an account at a provider. Its key is sent to that provider and nowhere else; this page has no server of its own."
        </p>
        {move || {
            app.connections.notice().map(|notice| view! { <Banner kind=BannerKind::Warning title="Configuration." text=notice.0 /> })
        }}
        <Show when=move || !connections.with(Vec::is_empty)>
            <ul class="connections panel">
                <For each=move || connections.get() key=Clone::clone let:connection>
                    <ConnectionRow app=app connection=connection />
                </For>
            </ul>
        </Show>
        <ConnectionForm app=app />
        <Show when=move || app.connections.offers_demo()>
            <section class="panel demo-choice">
                <label>
                    <input
                        type="checkbox"
                        class="switch"
                        prop:checked=move || app.connections.shows_demo()
                        on:change:target=move |event| app.connections.show_demo(event.target().checked())
                    />
                    "Show the demo's simulated jobs"
                </label>
                <p class="muted">"They run inside this page and cost nothing."</p>
            </section>
        </Show>
    }
}

/// One connection: what it is, how it is doing, and what can be done with it.
#[component]
fn ConnectionRow(
    /// Shared state.
    app: App,
    /// The connection.
    connection: Connection,
) -> impl IntoView {
    let known = StoredValue::new(connection.clone());
    let health = Memo::new(move |_| {
        known.with_value(|known| app.jobs.health().with(|health| health.get(&known.id).cloned()))
    });
    let has_key = Memo::new(move |_| known.with_value(|known| app.connections.has_key(known)));
    let is_preset = app.connections.is_preset(&connection.id);
    let edits_key = RwSignal::new(false);
    let n_jobs = move || {
        known.with_value(|known| {
            app.jobs.with(|rows| rows.iter().filter(|row| row.key.connection == known.id).count())
        })
    };
    let state = move || match (has_key.get(), health.get()) {
        (false, _) => ("failed", "Needs its key".to_owned()),
        (true, None) => ("loading", "Asking".to_owned()),
        (true, Some(health)) => match (health.error, health.loaded_at) {
            (Some(error), _) => ("failed", error.message),
            (None, Some(at)) => {
                ("fresh", format!("{}, read {}", format::count_of(n_jobs(), "job", "jobs"), app.now.ago(at)))
            }
            (None, None) => ("loading", "Asking".to_owned()),
        },
    };
    let needs_key = connection.key_keeping != KeyKeeping::Proxy;
    view! {
        <li class="connection">
            <div>
                <b>{connection.label.clone()}</b>
                <span class="muted">{connection.provider.label()}</span>
            </div>
            <span class="mono faint">{connection.base_url.clone()}</span>
            <span class="muted">
                <Icon name=IconName::Key />
                {connection.key_keeping.label()}
            </span>
            <span class="age">
                <i class="dot" data-state=move || state().0 aria-hidden="true"></i>
                {move || state().1}
            </span>
            <span class="connection-actions">
                {needs_key.then(|| view! {
                    <button type="button" class="btn" aria-expanded=move || edits_key.get().to_string() on:click=move |_| edits_key.update(|edits| *edits = !*edits)>
                        {move || if has_key.get() { "Change key" } else { "Enter key" }}
                    </button>
                    <button
                        type="button"
                        class="btn quiet"
                        disabled=move || !has_key.get()
                        on:click=move |_| known.with_value(|known| app.connections.forget_key(&known.id))
                    >
                        "Forget key"
                    </button>
                })}
                {(!is_preset).then(|| view! {
                    <button type="button" class="btn quiet danger" on:click=move |_| known.with_value(|known| app.connections.remove(&known.id))>
                        <Icon name=IconName::Trash />
                        "Remove"
                    </button>
                })}
            </span>
            <Show when=move || edits_key.get()>
                <KeyForm app=app connection=known.get_value() on_done=Callback::new(move |()| edits_key.set(false)) />
            </Show>
        </li>
    }
}
