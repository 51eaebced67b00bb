//! Adding a connection, and giving one its key. Both are tested before anything is kept.

use leptos::prelude::*;

use super::test::{KeyFields, SaveButton, Test, TestOutcome, destination, try_and_keep};
use crate::{components::handler, state::App};
use tuneboard_core::{
    config,
    model::{Connection, KeyKeeping, Provider, Transport},
};

/// A new connection.
#[component]
pub fn ConnectionForm(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let provider = RwSignal::new(Provider::ALL[0]);
    let label = RwSignal::new(String::new());
    let base_url = RwSignal::new(Provider::ALL[0].default_base_url().to_owned());
    let key = RwSignal::new(String::new());
    let keeping = RwSignal::new(KeyKeeping::Memory);
    let test = RwSignal::new(Test::NotYet);
    let url_problem = Memo::new(move |_| config::base_url(&base_url.get()).err());
    let destination = Memo::new(move |_| {
        let base_url = config::base_url(&base_url.get()).ok()?;
        destination(app, provider.get(), &base_url, keeping.get())
    });
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(checked_url) = config::base_url(&base_url.get_untracked()) else { return };
        if test.get_untracked() == Test::Running {
            return;
        }
        let chosen = provider.get_untracked();
        let typed = label.get_untracked();
        let label_text = if typed.trim().is_empty() { chosen.short_label() } else { typed.trim() };
        let connection = Connection {
            id: app.connections.free_id(label_text),
            provider: chosen,
            label: label_text.to_owned(),
            base_url: checked_url,
            transport: Transport::Network,
            key_keeping: keeping.get_untracked(),
        };
        try_and_keep(app, connection, &key.get_untracked(), test, move |app, connection, api_key| {
            key.set(String::new());
            label.set(String::new());
            base_url.set(chosen.default_base_url().to_owned());
            app.connections.put(connection, api_key).is_ok()
        });
    };
    view! {
        <form class="form single" on:submit=handler(save) autocomplete="off" aria-label="Connect a provider">
            <div class="panel">
                <section class="section">
                    <header>
                        <h2>"Connect a provider"</h2>
                        <p>"We list one job to test it before saving."</p>
                    </header>
                    <div class="rows">
                        <ProviderChoice provider=provider base_url=base_url key=key test=test />
                        <div class="row2">
                            <div class="lab">
                                <label for="connection-label">"Label"</label>
                                <input class="field" id="connection-label" aria-describedby="connection-label-help" placeholder=move || provider.get().short_label() prop:value=label on:input=handler(move |event: web_sys::Event| label.set(event_target_value(&event))) />
                                <small class="help" id="connection-label-help">"Your name for this account, such as production."</small>
                            </div>
                            <UrlField base_url=base_url problem=url_problem test=test />
                        </div>
                    </div>
                </section>
                <section class="section">
                    <header>
                        <h2>"Key"</h2>
                        <p>"It goes to the base URL and nowhere else."</p>
                    </header>
                    <div class="rows">
                        <KeyFields id="connection" key=key keeping=keeping env_var=Signal::derive(move || provider.get().key_env_var()) destination=destination />
                        <TestOutcome test=test />
                    </div>
                </section>
                <div class="actions">
                    <span class="grow"></span>
                    <SaveButton test=test destination=destination is_blocked=Signal::derive(move || url_problem.with(Option::is_some)) />
                </div>
            </div>
        </form>
    }
}

/// Choice of the provider. The address follows, and the key is to be pasted anew.
#[component]
fn ProviderChoice(
    /// The chosen one.
    provider: RwSignal<Provider>,
    /// The address as typed.
    base_url: RwSignal<String>,
    /// The key as typed.
    key: RwSignal<String>,
    /// The test, which another provider takes back.
    test: RwSignal<Test>,
) -> impl IntoView {
    let service = move || provider.get().generations()[0];
    let choose_provider = move |chosen: Provider| {
        let before = provider.get_untracked();
        base_url.update(|base_url| *base_url = config::base_url_of(chosen, before, base_url));
        // A key was pasted for one provider, and another one must not get it.
        if chosen.generations() != before.generations() {
            key.set(String::new());
        }
        provider.set(chosen);
        test.set(Test::NotYet);
    };
    let services = Provider::ALL
        .into_iter()
        .filter(|option| option.generations()[0] == *option)
        .map(|option| {
            view! {
                <label>
                    <input type="radio" name="provider" prop:checked=move || service() == option on:change=handler(move |_| choose_provider(option)) />
                    <span>{option.label()}</span>
                </label>
            }
        })
        .collect_view();
    let generations = move || {
        let option = |option: &'static Provider| {
            view! {
                <label>
                    <input type="radio" name="generation" prop:checked=move || provider.get() == *option on:change=handler(move |_| choose_provider(*option)) />
                    <span>{option.version()}</span>
                </label>
            }
        };
        service().generations().iter().map(option).collect_view()
    };
    view! {
        <div class="seg" role="radiogroup" aria-label="Provider">
            {services}
        </div>
        <Show when=move || 1 < service().generations().len()>
            <div class="seg" role="radiogroup" aria-label="API version">
                {generations()}
            </div>
        </Show>
        <div class="lab">
            <small class="help">{move || provider.get().advice()}</small>
        </div>
    }
}

/// Address of the service.
#[component]
fn UrlField(
    /// The text as typed.
    base_url: RwSignal<String>,
    /// Problem of the address.
    problem: Memo<Option<String>>,
    /// The test, which another address takes back.
    test: RwSignal<Test>,
) -> impl IntoView {
    let has_problem = move || problem.with(Option::is_some);
    let words = move || {
        problem.get().unwrap_or_else(|| {
            "Address up to the version. If the provider blocks browsers (CORS), use your proxy, for example /proxy/v1.".to_owned()
        })
    };
    view! {
        <div class="lab" data-invalid=move || has_problem().then_some("")>
            <label for="connection-url">"Base URL"</label>
            <input
                class="field mono"
                id="connection-url"
                spellcheck="false"
                autocapitalize="off"
                inputmode="url"
                aria-describedby="connection-url-help"
                aria-invalid=move || has_problem().then_some("true")
                prop:value=base_url
                on:input=handler(move |event: web_sys::Event| {
                    base_url.set(event_target_value(&event));
                    test.set(Test::NotYet);
                })
            />
            <small id="connection-url-help" class=move || if has_problem() { "problem" } else { "help" }>
                {words}
            </small>
        </div>
    }
}

/// Another key for a connection that exists.
#[component]
pub fn KeyForm(
    /// Shared state.
    app: App,
    /// The connection.
    connection: Connection,
    /// Saved.
    on_done: Callback<()>,
) -> impl IntoView {
    let key = RwSignal::new(String::new());
    let keeping = RwSignal::new(connection.key_keeping);
    let test = RwSignal::new(Test::NotYet);
    let id = format!("key-{}", connection.id);
    let (provider, base_url) = (connection.provider, connection.base_url.clone());
    let destination = Memo::new(move |_| destination(app, provider, &base_url, keeping.get()));
    let env_var = connection.provider.key_env_var();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if test.get_untracked() == Test::Running {
            return;
        }
        let mut connection = connection.clone();
        let is_preset = untrack(|| app.connections.is_preset(&connection.id));
        connection.key_keeping = keeping.get_untracked();
        try_and_keep(app, connection, &key.get_untracked(), test, move |app, connection, api_key| {
            key.set(String::new());
            let is_kept = if is_preset {
                app.connections.put_key(&connection, api_key)
            } else {
                app.connections.put(connection, api_key)
            };
            on_done.run(());
            is_kept.is_ok()
        });
    };
    view! {
        <form class="key-form" on:submit=handler(save) autocomplete="off" aria-label="Key">
            <div class="rows">
                <KeyFields id=id key=key keeping=keeping env_var=Signal::stored(env_var) destination=destination />
                <TestOutcome test=test />
                <div class="buttons">
                    <SaveButton test=test destination=destination is_blocked=false />
                </div>
            </div>
        </form>
    }
}
