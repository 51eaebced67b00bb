//! Adding a connection, and giving one its key. Both are tested before anything is kept.

use leptos::prelude::*;

use crate::{
    api::{self, ApiError, ApiKey, JobsQuery},
    browser::fetch::Abort,
    components::{Icon, IconName},
    config, explain,
    model::{Connection, KeyKeeping, Provider, Transport},
    state::App,
};

/// How a test went.
#[derive(Clone, PartialEq)]
enum Test {
    NotYet,
    Running,
    Failed(explain::Explanation),
    Kept,
    /// Works, but the browser keeps nothing.
    NotStored,
}

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
    let choose_provider = move |chosen: Provider| {
        let is_default =
            Provider::ALL.iter().any(|known| base_url.with_untracked(|url| url == known.default_base_url()));
        if is_default {
            base_url.set(chosen.default_base_url().to_owned());
        }
        provider.set(chosen);
        test.set(Test::NotYet);
    };
    let providers = Provider::ALL
        .into_iter()
        .map(|option| {
            view! {
                <label>
                    <input type="radio" name="provider" prop:checked=move || provider.get() == option on:change=move |_| choose_provider(option) />
                    <span>{option.label()}</span>
                </label>
            }
        })
        .collect_view();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(base_url) = config::base_url(&base_url.get_untracked()) else { return };
        if test.get_untracked() == Test::Running {
            return;
        }
        let provider = provider.get_untracked();
        let typed = label.get_untracked();
        let label_text = if typed.trim().is_empty() { provider.short_label() } else { typed.trim() };
        let connection = Connection {
            id: config::connection_id(label_text, &untrack(|| app.connections.all())),
            provider,
            label: label_text.to_owned(),
            base_url,
            transport: Transport::Network,
            key_keeping: keeping.get_untracked(),
        };
        try_and_keep(app, connection, &key.get_untracked(), test, move |app, connection, api_key| {
            key.set(String::new());
            label.set(String::new());
            app.connections.put(connection, api_key).is_ok()
        });
    };
    view! {
        <form class="form single" on:submit=save autocomplete="off" aria-label="Connect a provider">
            <div class="panel">
                <section class="section">
                    <header>
                        <h2>"Connect a provider"</h2>
                        <p>"It is tried by listing one job before it is saved."</p>
                    </header>
                    <div class="rows">
                        <div class="seg" role="radiogroup" aria-label="Provider">{providers}</div>
                        <div class="row2">
                            <div class="lab">
                                <label for="connection-label">
                                    "Label"
                                    <small>"optional"</small>
                                </label>
                                <input class="field" id="connection-label" aria-describedby="connection-label-help" placeholder=move || provider.get().short_label() prop:value=label on:input:target=move |event| label.set(event.target().value()) />
                                <small class="help" id="connection-label-help">"Your word for this account, such as production."</small>
                            </div>
                            <UrlField base_url=base_url problem=url_problem test=test />
                        </div>
                    </div>
                </section>
                <section class="section">
                    <header>
                        <h2>"Key"</h2>
                        <p>"It goes to the provider and nowhere else."</p>
                    </header>
                    <div class="rows">
                        <KeyFields id="connection" key=key keeping=keeping env_var=Signal::derive(move || provider.get().key_env_var()) />
                        <TestOutcome test=test />
                    </div>
                </section>
                <div class="actions">
                    <span class="grow"></span>
                    <SaveButton test=test is_blocked=Signal::derive(move || url_problem.with(Option::is_some)) />
                </div>
            </div>
        </form>
    }
}

/// Where the service is.
#[component]
fn UrlField(
    /// The text as typed.
    base_url: RwSignal<String>,
    /// What is wrong with it.
    problem: Memo<Option<String>>,
    /// The test, which another address takes back.
    test: RwSignal<Test>,
) -> impl IntoView {
    let has_problem = move || problem.with(Option::is_some);
    let words = move || {
        problem.get().unwrap_or_else(|| {
            "The part before the endpoints; or /proxy/… if this page's server passes requests on.".to_owned()
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
                on:input:target=move |event| {
                    base_url.set(event.target().value());
                    test.set(Test::NotYet);
                }
            />
            <small id="connection-url-help" class=move || if has_problem() { "problem" } else { "help" }>
                {words}
            </small>
        </div>
    }
}

/// Sends the form; at work while the test runs.
#[component]
fn SaveButton(
    /// The test.
    test: RwSignal<Test>,
    /// Something typed cannot be used.
    #[prop(into)]
    is_blocked: Signal<bool>,
) -> impl IntoView {
    let is_running = Memo::new(move |_| test.get() == Test::Running);
    view! {
        <button
            type="submit"
            class="btn primary"
            aria-busy=move || is_running.get().to_string()
            disabled=move || is_running.get() || is_blocked.get()
        >
            "Try and save"
        </button>
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
        <form class="key-form" on:submit=save autocomplete="off" aria-label="Key">
            <div class="rows">
                <KeyFields id=id key=key keeping=keeping env_var=Signal::stored(env_var) />
                <TestOutcome test=test />
                <div class="buttons">
                    <SaveButton test=test is_blocked=false />
                </div>
            </div>
        </form>
    }
}

/// The key, and where it is kept.
#[component]
fn KeyFields(
    /// Beginning of the element ids.
    #[prop(into)]
    id: String,
    /// The key as typed.
    key: RwSignal<String>,
    /// Where it is kept.
    keeping: RwSignal<KeyKeeping>,
    /// Environment variable people know it by.
    env_var: Signal<&'static str>,
) -> impl IntoView {
    let options = KeyKeeping::ALL
        .into_iter()
        .map(|option| view! { <option value=option.slug() prop:selected=move || keeping.get() == option>{option.label()}</option> })
        .collect_view();
    let advice = move || match keeping.get() {
        KeyKeeping::Memory => "The safest: gone when the page is closed or reloaded.",
        KeyKeeping::Tab => "Kept by the browser until this tab is closed.",
        KeyKeeping::Device => {
            "Kept by the browser until you forget it. Anybody who uses this browser profile can read it."
        }
        KeyKeeping::Proxy => "No key is asked for; the server at the base URL adds its own.",
    };
    let key_id = format!("{id}-key");
    let keeping_id = format!("{id}-keeping");
    view! {
        <div class="row2">
            <div class="lab">
                <label for=key_id.clone()>"API key"</label>
                <input
                    class="field mono"
                    type="password"
                    id=key_id
                    autocomplete="off"
                    spellcheck="false"
                    disabled=move || keeping.get() == KeyKeeping::Proxy
                    prop:value=key
                    on:input:target=move |event| key.set(event.target().value())
                />
                <small class="help">{move || format!("What you keep in {}.", env_var.get())}</small>
            </div>
            <div class="lab">
                <label for=keeping_id.clone()>"Keep the key"</label>
                <select
                    class="field"
                    id=keeping_id
                    on:change:target=move |event| {
                        if let Some(chosen) = KeyKeeping::from_slug(&event.target().value()) {
                            keeping.set(chosen);
                        }
                    }
                >
                    {options}
                </select>
                <small class="help">{advice}</small>
            </div>
        </div>
    }
}

/// How the test went, in words.
#[component]
fn TestOutcome(
    /// The test.
    test: RwSignal<Test>,
) -> impl IntoView {
    view! {
        <div aria-live="polite">
            {move || match test.get() {
                Test::NotYet | Test::Running => ().into_any(),
                Test::Kept => view! {
                    <div class="reason" data-kind="ok">
                        <Icon name=IconName::Check />
                        <p>"Connected. Its jobs are in the list."</p>
                    </div>
                }
                .into_any(),
                Test::NotStored => view! {
                    <div class="reason" data-kind="warn">
                        <Icon name=IconName::Warning />
                        <p>"Connected, but this browser does not let the page store anything: it lasts until the page is closed."</p>
                    </div>
                }
                .into_any(),
                Test::Failed(told) => view! {
                    <div class="reason">
                        <Icon name=IconName::Warning />
                        <h3>{told.title}</h3>
                        <p>{told.meaning}</p>
                        <ul>{told.remedies.into_iter().map(|remedy| view! { <li>{remedy}</li> }).collect_view()}</ul>
                    </div>
                }
                .into_any(),
            }}
        </div>
    }
}

/// Lists one job with the new key; on success hands both to `keep`, which says whether they were stored.
fn try_and_keep(
    app: App,
    connection: Connection,
    typed_key: &str,
    test: RwSignal<Test>,
    keep: impl FnOnce(App, Connection, Option<ApiKey>) -> bool + 'static,
) {
    let key = ApiKey::new(typed_key);
    if key.is_none() && connection.key_keeping != KeyKeeping::Proxy {
        let is_blank = typed_key.trim().is_empty();
        test.set(Test::Failed(explain::Explanation {
            title: if is_blank { "The key is missing" } else { "This is not a key" },
            meaning: if is_blank {
                "Nothing can be asked without it."
            } else {
                "It holds spaces or characters that a key never has."
            }
            .to_owned(),
            remedies: vec!["Copy the key from the provider's console and paste it here."],
        }));
        return;
    }
    test.set(Test::Running);
    let link = app.connections.link_to(connection.clone(), key.clone());
    let query = JobsQuery { limit: Some(1), ..JobsQuery::default() };
    leptos::task::spawn_local(async move {
        let answer = link.send(api::list_jobs(connection.provider, &query), &Abort::default()).await;
        let listed: Result<(), ApiError> =
            answer.and_then(|response| api::decode_jobs(connection.provider, &response)).map(drop);
        // The page may be gone by now.
        if test.try_get_untracked().is_none() {
            return;
        }
        match listed {
            Ok(()) => {
                let is_stored = keep(app, connection, key);
                drop(test.try_set(if is_stored { Test::Kept } else { Test::NotStored }));
            }
            Err(error) => test.set(Test::Failed(explain::explain(&error, &connection.base_url))),
        }
    });
}
