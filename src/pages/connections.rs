//! Providers, keys, and whether the demo is shown.

mod form;
mod test;

use leptos::prelude::*;

use self::form::{ConnectionForm, KeyForm};
use crate::{
    components::{Banner, BannerKind, Dialog, Icon, IconName, handler},
    state::{App, use_app},
};
use tuneboard_core::{
    explain, format,
    model::{Connection, KeyKeeping, Transport},
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
        <div class="page-head">
            <h1>"Connections"</h1>
            <span class="grow"></span>
            <a class="btn" href="#/log">"Open a local log"</a>
        </div>
        <p class="lead">
            "A connection is an account at a provider. Its key is sent to that provider and nowhere else; this page has no server of its own."
        </p>
        {move || {
            app.connections.notice().map(|notice| view! { <Banner kind=BannerKind::Warning title="Configuration." text=notice.0 /> })
        }}
        <div class="connect">
            <Show when=move || !connections.with(Vec::is_empty)>
                <ul class="connections">
                    <For each=move || connections.get() key=Clone::clone let:connection>
                        <ConnectionRow app=app connection=connection />
                    </For>
                </ul>
            </Show>
            <ConnectionForm app=app />
            <Show when=move || app.connections.offers_demo()>
                <section class="panel demo-choice">
                    <label class="switch">
                        <input
                            type="checkbox"
                            role="switch"
                            prop:checked=move || app.connections.shows_demo()
                            on:change=handler(move |event: web_sys::Event| app.connections.show_demo(event_target_checked(&event)))
                        />
                        "Show the demo's simulated jobs"
                    </label>
                    <p class="muted">"They run inside this page and cost nothing."</p>
                </section>
            </Show>
        </div>
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
    let health = Memo::new(move |_| known.with_value(|known| app.jobs.health(&known.id)));
    let has_key = Memo::new(move |_| known.with_value(|known| app.connections.has_key(known)));
    let edits_key = RwSignal::new(false);
    let n_jobs = move || known.with_value(|known| app.jobs.with(|rows| rows.len_of(&known.id)));
    let failure = Memo::new(move |_| {
        health.with(|health| {
            let error = health.as_ref()?.error.as_ref()?;
            Some(known.with_value(|known| explain::explain(error, &known.base_url)))
        })
    });
    let state = move || match (has_key.get(), failure.get(), health.get().and_then(|health| health.loaded_at))
    {
        (false, _, _) => ("failed", "key required".to_owned()),
        (true, Some(told), _) => ("failed", told.title.to_lowercase()),
        (true, None, Some(at)) => {
            ("fresh", format!("{}, read {}", format::count_of(n_jobs(), "job", "jobs"), app.now.ago(at)))
        }
        (true, None, None) => ("loading", "asking".to_owned()),
    };
    let problem = move || {
        failure
            .get()
            .filter(|_| has_key.get())
            .map(|told| view! { <p class="problem">{format!("{}.", told.meaning.trim_end_matches('.'))}</p> })
    };
    view! {
        <li class="connection">
            <div class="label">
                {connection.label.clone()}
                <small>{connection.provider.label()}</small>
            </div>
            <code class="url">{connection.base_url.clone()}</code>
            <span class="keeping">
                <Icon name=IconName::Key />
                {connection.key_keeping.label()}
            </span>
            <span class="state">
                <i class="dot" data-state=move || state().0 aria-hidden="true"></i>
                {move || state().1}
            </span>
            <ConnectionActions app=app known=known has_key=has_key edits_key=edits_key />
            {problem}
            <Show when=move || edits_key.get()>
                <KeyForm app=app connection=known.get_value() on_done=Callback::new(move |()| edits_key.set(false)) />
            </Show>
        </li>
    }
}

/// Actions on a connection.
#[component]
fn ConnectionActions(
    /// Shared state.
    app: App,
    /// The connection.
    known: StoredValue<Connection>,
    /// Its key is here.
    has_key: Memo<bool>,
    /// The form for another key is open.
    edits_key: RwSignal<bool>,
) -> impl IntoView {
    let (needs_key, is_preset, label) = untrack(|| {
        known.with_value(|known| {
            let needs_key = known.key_keeping != KeyKeeping::Proxy;
            (needs_key, app.connections.is_preset(&known.id), known.label.clone())
        })
    });
    let forget = move |_| known.with_value(|known| app.connections.forget_key(&known.id));
    let is_asked = RwSignal::new(false);
    let remove = move |_| known.with_value(|known| app.connections.remove(&known.id));
    let title = Signal::stored(format!("Remove {label}?"));
    view! {
        <div class="buttons">
            {needs_key.then(|| view! {
                <button
                    type="button"
                    class="btn quiet small"
                    aria-expanded=move || edits_key.get().to_string()
                    on:click=handler(move |_| edits_key.update(|edits| *edits = !*edits))
                >
                    {move || if has_key.get() { "Change key" } else { "Enter key" }}
                </button>
                <button type="button" class="btn quiet small" disabled=move || !has_key.get() on:click=handler(forget)>
                    "Forget key"
                </button>
            })}
            {(!is_preset).then(|| {
                let name = format!("Remove {label}");
                view! {
                    <button type="button" class="btn quiet small icon-only danger" aria-label=name.clone() title=name on:click=handler(move |_| is_asked.set(true))>
                        <Icon name=IconName::Trash />
                    </button>
                    <Dialog is_open=is_asked title=title on_close=Callback::new(move |()| is_asked.set(false))>
                        <div class="dialog-body">
                            <p>"This browser forgets the connection and its key. Nothing changes at the provider: the key stays valid, and jobs go on."</p>
                        </div>
                        <div class="actions">
                            <button type="button" class="btn" autofocus=true on:click=handler(move |_| is_asked.set(false))>"Keep it"</button>
                            <button type="button" class="btn danger" on:click=handler(remove)>"Remove"</button>
                        </div>
                    </Dialog>
                }
            })}
        </div>
    }
}
