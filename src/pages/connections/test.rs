//! Common parts of both forms of a connection: the fields of the key, the test, and its outcome in words.

use leptos::prelude::*;

use crate::{
    browser::{fetch::Abort, site},
    components::{Icon, IconName, handler},
    state::{App, use_app},
};
use tuneboard_core::{
    api::{self, ApiError, ApiKey, ErrorKind, JobsQuery, KeyAddress},
    config::{self, KeyDestination},
    explain,
    model::{Connection, ConnectionId, KeyKeeping, Provider},
    route::{Location, Route},
};

/// State of a test.
#[derive(Clone, PartialEq)]
pub enum Test {
    /// Not begun, or made void by what was typed since.
    NotYet,
    /// Under way.
    Running,
    /// The reason for the failure.
    Failed(explain::Explanation),
    /// Works, and is saved.
    Kept(ConnectionId),
    /// Works in this generation, which is not the one that was chosen, and is saved so.
    KeptAs(ConnectionId, Provider),
    /// The service has no list by which it could be tried, and it is saved.
    KeptUntried,
    /// Works, but the browser keeps nothing.
    NotStored,
}

/// The key, and where it is kept.
#[component]
pub fn KeyFields(
    /// Beginning of the element ids.
    #[prop(into)]
    id: String,
    /// The key as typed.
    key: RwSignal<String>,
    /// Place where the key is kept.
    keeping: RwSignal<KeyKeeping>,
    /// Environment variable people know it by.
    env_var: Signal<&'static str>,
    /// Destination of the key; `None` if a proxy adds it.
    destination: Memo<Option<KeyDestination>>,
) -> impl IntoView {
    let options = KeyKeeping::ALL
        .into_iter()
        .map(|option| view! { <option value=option.slug() prop:selected=move || keeping.get() == option>{option.label()}</option> })
        .collect_view();
    let (host, folder) = (site::host(), site::folder());
    let advice = move || config::keeping_advice(keeping.get(), &host, &folder);
    let is_open_page = !site::is_secure();
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
                    on:input=handler(move |event: web_sys::Event| key.set(event_target_value(&event)))
                />
                <small class="help">{move || format!("The value of {}.", env_var.get())}</small>
            </div>
            <div class="lab">
                <label for=keeping_id.clone()>"Keep the key"</label>
                <select
                    class="field"
                    id=keeping_id
                    on:change=handler(move |event: web_sys::Event| {
                        if let Some(chosen) = KeyKeeping::from_slug(&event_target_value(&event)) {
                            keeping.set(chosen);
                        }
                    })
                >
                    {options}
                </select>
                <small class="help">{advice}</small>
            </div>
        </div>
        {move || destination.get().map(|destination| view! {
            <p class="key-destination" data-warning=destination.is_warning().then_some("")>{destination.words()}</p>
        })}
        <Show when=move || is_open_page && keeping.get() != KeyKeeping::Proxy>
            <p class="key-destination" data-warning="">
                "This page came over an unencrypted line (http): whoever is on the way could have changed it to read your key. Open it with https:// instead."
            </p>
        </Show>
    }
}

/// Destination of a key for `provider` below `base_url`; `None` if a proxy adds it. Follows the connections.
pub fn destination(
    app: App,
    provider: Provider,
    base_url: &str,
    keeping: KeyKeeping,
) -> Option<KeyDestination> {
    let known = app.connections.with_keys();
    (keeping != KeyKeeping::Proxy).then(|| KeyDestination::of(provider, base_url, &known))
}

/// Sends the form; at work while the test runs.
#[component]
pub fn SaveButton(
    /// The test.
    test: RwSignal<Test>,
    /// Destination of the key; `None` if a proxy adds it.
    destination: Memo<Option<KeyDestination>>,
    /// True if a typed value cannot be used.
    #[prop(into)]
    is_blocked: Signal<bool>,
) -> impl IntoView {
    let is_running = Memo::new(move |_| test.get() == Test::Running);
    view! {
        <button
            type="submit"
            class="btn primary long"
            aria-busy=move || is_running.get().to_string()
            // Busy, it keeps the focus: what is disabled loses it.
            aria-disabled=move || is_running.get().then_some("true")
            disabled=move || is_blocked.get()
        >
            {move || destination.with(|destination| {
                destination.as_ref().map_or_else(|| "Test and save".to_owned(), KeyDestination::button)
            })}
        </button>
    }
}

/// Outcome of the test, in words.
#[component]
pub fn TestOutcome(
    /// The test.
    test: RwSignal<Test>,
) -> impl IntoView {
    let is_silent = move || matches!(test.get(), Test::NotYet | Test::Running).then_some("");
    view! {
        <div aria-live="polite" data-silent=is_silent>
            {move || match test.get() {
                Test::NotYet | Test::Running => ().into_any(),
                Test::Kept(id) => view! { {outcome("ok", "Connected.".to_owned())} {way_on(Some(&id))} }.into_any(),
                Test::KeptAs(id, found) => {
                    let words = format!("Connected. The service speaks {} here, so the connection uses that.", found.version());
                    view! { {outcome("ok", words)} {way_on(Some(&id))} }.into_any()
                }
                Test::KeptUntried => view! { {outcome(
                    "warn",
                    "Saved, but not tested: the service offers no list of its jobs here. Jobs that you create or open by link are shown. If the base URL is wrong, that will show then.".to_owned(),
                )} {way_on(None)} }.into_any(),
                Test::NotStored => view! { {outcome(
                    "warn",
                    "Connected, but this browser does not let the page store anything: it lasts until the page is closed.".to_owned(),
                )} {way_on(None)} }.into_any(),
                Test::Failed(told) => view! {
                    <div class="reason">
                        <Icon name=IconName::Warning />
                        <h2>{told.title}</h2>
                        <p>{told.meaning}</p>
                        <ul>{told.remedies.into_iter().map(|remedy| view! { <li>{remedy}</li> }).collect_view()}</ul>
                    </div>
                }
                .into_any(),
            }}
        </div>
    }
}

/// The way on from a saved connection: the place that led here, else the jobs of the connection that was tested.
fn way_on(id: Option<&ConnectionId>) -> AnyView {
    let next = use_app().navigator.location().with_untracked(Location::next);
    let jobs = |id: &ConnectionId| Location::of(Route::Jobs).with("connection", Some(&id.0));
    let (place, words) = match (next, id) {
        (Some(next), _) => (next, "Continue"),
        (None, Some(id)) => (jobs(id), "Show its jobs"),
        (None, None) => return ().into_any(),
    };
    view! { <a class="btn primary" href=place.to_hash()>{words}</a> }.into_any()
}

fn outcome(kind: &'static str, words: String) -> AnyView {
    let icon = if kind == "ok" { IconName::Check } else { IconName::Warning };
    view! {
        <div class="reason" data-kind=kind>
            <Icon name=icon />
            <p>{words}</p>
        </div>
    }
    .into_any()
}

/// Lists one job with the new key; on success hands both to `keep`, which says whether they were stored.
pub fn try_and_keep(
    app: App,
    connection: Connection,
    typed_key: &str,
    test: RwSignal<Test>,
    keep: impl FnOnce(App, Connection, Option<ApiKey>) -> bool + 'static,
) {
    let is_key = ApiKey::new(typed_key, KeyAddress::of(&connection)).is_some();
    if !is_key && connection.key_keeping != KeyKeeping::Proxy {
        let is_blank = typed_key.trim().is_empty();
        test.set(Test::Failed(explain::Explanation {
            title: if is_blank { "The key is missing" } else { "This is not a key" },
            meaning: if is_blank {
                "No request can be sent without it."
            } else {
                "It contains spaces or characters that a key never has."
            }
            .to_owned(),
            remedies: vec!["Copy the key from the provider's console and paste it here."],
        }));
        return;
    }
    test.set(Test::Running);
    let typed_key = typed_key.to_owned();
    leptos::task::spawn_local_scoped_with_cancellation(async move {
        let found = find(app, &connection, &typed_key).await;
        // The page may be gone by now.
        if test.try_get_untracked().is_none() {
            return;
        }
        match found {
            Ok((found, outcome)) => {
                let key = ApiKey::new(&typed_key, KeyAddress::of(&found));
                let is_stored = keep(app, found, key);
                let next = app.navigator.location().with_untracked(Location::next);
                match next.filter(|_| is_stored && matches!(outcome, Test::Kept(_))) {
                    Some(next) => app.navigator.replace(next),
                    // What is to be read comes before the way on.
                    None => drop(test.try_set(if is_stored { outcome } else { Test::NotStored })),
                }
            }
            Err(error) => test.set(Test::Failed(explain::explain(&error, &connection.base_url))),
        }
    });
}

/// Returns the connection as it works: as it is, or in another generation of its provider if the address knows nothing of
/// its own.
async fn find(app: App, connection: &Connection, typed_key: &str) -> Result<(Connection, Test), ApiError> {
    let mut first_error = None;
    // What the deployer set up stays as it is.
    let is_fixed = untrack(|| app.connections.is_preset(&connection.id));
    let n_tried = if is_fixed { 1 } else { usize::MAX };
    for candidate in config::generations(connection).into_iter().take(n_tried) {
        match list_one(app, &candidate, ApiKey::new(typed_key, KeyAddress::of(&candidate))).await {
            Ok(()) => {
                let id = candidate.id.clone();
                let is_as_chosen = candidate.provider == connection.provider;
                let test = if is_as_chosen { Test::Kept(id) } else { Test::KeptAs(id, candidate.provider) };
                return Ok((candidate, test));
            }
            Err(error) => {
                let is_elsewhere = error.is_no_endpoint() || error.kind == ErrorKind::NotTheApi;
                first_error.get_or_insert(error);
                if !is_elsewhere {
                    break;
                }
            }
        }
    }
    match first_error {
        Some(error) if error.is_no_endpoint() && !connection.provider.capabilities().has_sure_list => {
            Ok((connection.clone(), Test::KeptUntried))
        }
        Some(error) => Err(error),
        None => Ok((connection.clone(), Test::Kept(connection.id.clone()))),
    }
}

async fn list_one(app: App, connection: &Connection, key: Option<ApiKey>) -> Result<(), ApiError> {
    let link = app.connections.link_to(connection.clone(), key);
    let query = JobsQuery { limit: Some(1), ..JobsQuery::default() };
    let response = link.send(api::list_jobs(connection.provider, &query), &Abort::default()).await?;
    api::decode_jobs(connection.provider, &response).map(drop)
}
