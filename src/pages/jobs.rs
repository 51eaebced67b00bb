//! All jobs of all connections: banners, status chips, search, and the table.

use leptos::prelude::*;

use super::jobs_table::JobsTable;
use crate::{
    components::{Banner, BannerKind, Empty, Icon, IconName, Menu},
    explain, format,
    listing::{Column, ListQuery, class_counts},
    model::{Connection, StatusClass},
    state::{App, Health, Resource, use_app},
};

/// The screen.
#[component]
pub fn JobsPage() -> impl IntoView {
    let app = use_app();
    let query =
        Memo::new(move |_| app.navigator.location().with(|place| ListQuery::from_query(&place.query)));
    view! {
        <h1 class="visually-hidden">"Jobs"</h1>
        <Notices app=app />
        <Filters app=app query=query />
        <Show when=move || has_rows_or_waits(app) fallback=move || view! { <NoJobs app=app /> }>
            <JobsTable query=query />
        </Show>
    }
}

fn has_rows_or_waits(app: App) -> bool {
    app.jobs.with(|rows| !rows.is_empty()) || !app.jobs.is_settled()
}

/// What is to be said about the connections before their jobs.
#[component]
fn Notices(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let is_demo_only = Memo::new(move |_| app.connections.shows_demo() && app.connections.is_ready());
    let all = Memo::new(move |_| app.connections.all());
    view! {
        {move || {
            app.connections.notice().map(|notice| {
                view! { <Banner kind=BannerKind::Warning title="Configuration." text=notice.0 /> }
            })
        }}
        <Show when=move || is_demo_only.get()>
            <Banner
                kind=BannerKind::Info
                title="Demo data."
                text="Simulated jobs that train as you watch. Connect a provider to see yours."
            >
                <a class="btn" href="#/connections">
                    <Icon name=IconName::Plug />
                    "Connect a provider"
                </a>
            </Banner>
        </Show>
        <For each=move || all.get() key=|connection| connection.id.clone() let:connection>
            <ConnectionNotices app=app connection=connection />
        </For>
    }
}

/// A connection's troubles; nothing while it has none.
#[component]
fn ConnectionNotices(
    /// Shared state.
    app: App,
    /// The connection.
    connection: Connection,
) -> impl IntoView {
    let name = format!("{} · {}", connection.provider.label(), connection.label);
    let connection = StoredValue::new(connection);
    let health = Memo::new(move |_| {
        connection
            .with_value(|known| app.jobs.health().with(|health| health.get(&known.id).cloned()))
            .unwrap_or_default()
    });
    let lacks_key = Memo::new(move |_| connection.with_value(|known| !app.connections.has_key(known)));
    let name = StoredValue::new(name);
    let retry = move |_| connection.with_value(|known| app.jobs.retry(&known.id));
    view! {
        <Show when=move || lacks_key.get()>
            <Banner
                kind=BannerKind::Warning
                title=format!("{} needs its key.", name.get_value())
                text="It was kept only until the page was reloaded."
            >
                <a class="btn" href="#/connections">"Enter the key"</a>
            </Banner>
        </Show>
        {move || {
            let Health { loaded_at, error, .. } = health.get();
            error.map(|error| {
                let told = connection.with_value(|known| explain::explain(&error, &known.base_url));
                let text = move || {
                    let age = match loaded_at {
                        Some(at) => format!("Its jobs are as of {}.", app.now.ago(at)),
                        None => "None of its jobs could be loaded.".to_owned(),
                    };
                    let resource = connection.with_value(|known| Resource::Jobs(known.id.clone()));
                    let next = match app.watcher.next_try(&resource) {
                        Some(at) => format!("Next try in {}.", format::duration(at.secs_since(app.now.get()).max(0.0))),
                        None => format!("{}.", explain::next_step(&error)),
                    };
                    format!("{} {age} {next}", told.meaning)
                };
                let remedies = told.remedies.iter().map(|&remedy| view! { <li>{remedy}</li> }).collect_view();
                view! {
                    <Banner kind=BannerKind::Error title=format!("{}: {}.", name.get_value(), told.title) text=Signal::derive(text)>
                        <details class="remedies">
                            <summary>"What to do"</summary>
                            <ul>{remedies}</ul>
                        </details>
                        <a class="btn quiet" href="#/connections">"Connections"</a>
                        <button type="button" class="btn" on:click=retry>"Retry"</button>
                    </Banner>
                }
            })
        }}
        {move || {
            let unreadable = health.get().unreadable;
            (!unreadable.is_empty()).then(|| {
                let n = format::count_of(unreadable.len(), "job", "jobs");
                let text = format!("The others are complete. {}", unreadable.join("; "));
                view! {
                    <Banner kind=BannerKind::Warning title=format!("{}: {n} could not be read.", name.get_value()) text=text />
                }
            })
        }}
    }
}

/// Status chips with counts, search, connection and column choice.
#[component]
fn Filters(
    /// Shared state.
    app: App,
    /// What is shown now.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let counts = Memo::new(move |_| query.with(|query| app.jobs.with(|rows| class_counts(rows, query))));
    let total = move || counts.with(|counts| counts.iter().map(|(_, n)| n).sum::<usize>());
    let typed = app.navigator.setting("q");
    let press = move |class: StatusClass| {
        let mut classes = query.with_untracked(|query| query.classes.clone());
        if !classes.remove(&class) {
            classes.insert(class);
        }
        let slugs: Vec<&str> = classes.into_iter().map(StatusClass::slug).collect();
        app.navigator.set("status", Some(slugs.join(",").as_str()).filter(|slugs| !slugs.is_empty()));
    };
    let chips = move || counts.with(|counts| counts.iter().map(|(class, _)| *class).collect::<Vec<_>>());
    view! {
        <div class="filters">
            <div class="chips" role="group" aria-label="Status">
                <button
                    type="button"
                    class="chip"
                    aria-pressed=move || query.with(|query| query.classes.is_empty()).to_string()
                    on:click=move |_| app.navigator.set("status", None)
                >
                    "All"
                    <span class="chip-count">{total}</span>
                </button>
                <For each=chips key=|class| *class let:class>
                    <button
                        type="button"
                        class="chip"
                        aria-pressed=move || query.with(|query| query.classes.contains(&class)).to_string()
                        on:click=move |_| press(class)
                    >
                        {class.label()}
                        <span class="chip-count">
                            {move || counts.with(|counts| counts.iter().find(|(known, _)| *known == class).map_or(0, |(_, n)| *n))}
                        </span>
                    </button>
                </For>
            </div>
            <span class="grow"></span>
            <input
                type="search"
                class="field search"
                placeholder="Search name, id, model, dataset"
                aria-label="Search jobs"
                prop:value=move || typed.get().unwrap_or_default()
                on:input:target=move |event| {
                    let text = event.target().value();
                    app.navigator.set("q", Some(text.as_str()).filter(|text| !text.is_empty()));
                }
            />
            <ConnectionFilter app=app query=query />
            <ColumnChoice app=app />
        </div>
    }
}

/// Only one connection's jobs; there from two connections on.
#[component]
fn ConnectionFilter(
    /// Shared state.
    app: App,
    /// What is shown now.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let all = Memo::new(move |_| app.connections.all());
    let chosen =
        move || query.with(|query| query.connection.clone().map(|id| id.to_string()).unwrap_or_default());
    let options = move || {
        let option = |connection: Connection| {
            let label = format!("{} · {}", connection.provider.short_label(), connection.label);
            view! { <option value=connection.id.to_string()>{label}</option> }
        };
        all.get().into_iter().map(option).collect_view()
    };
    view! {
        <Show when=move || 1 < all.with(Vec::len)>
            <select
                class="field"
                aria-label="Connection"
                prop:value=chosen
                on:change:target=move |event| {
                    let id = event.target().value();
                    app.navigator.set("connection", Some(id.as_str()).filter(|id| !id.is_empty()));
                }
            >
                <option value="">"All connections"</option>
                {options}
            </select>
        </Show>
    }
}

/// Which columns the table has; the name always stays.
#[component]
fn ColumnChoice(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let hidden = app.settings.hidden_columns();
    let choices = Column::ALL
        .into_iter()
        .filter(|column| *column != Column::Name)
        .map(|column| {
            let is_shown = move || hidden.with(|hidden| hidden.iter().all(|slug| slug != column.slug()));
            view! {
                <label>
                    <input type="checkbox" prop:checked=is_shown on:change=move |_| app.settings.toggle_column(column.slug()) />
                    {column.label()}
                </label>
            }
        })
        .collect_view();
    view! {
        <Menu label="Columns" name="Columns" icon=IconName::Columns stays_open=true>
            {choices}
        </Menu>
    }
}

/// No job anywhere: why, and what to do.
#[component]
fn NoJobs(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let has_usable = move || !app.connections.usable().is_empty();
    let has_failed =
        move || app.jobs.health().with(|health| health.values().any(|health| health.loaded_at.is_none()));
    view! {
        {move || {
            if !has_usable() {
                view! {
                    <Empty icon=IconName::Plug title="No provider is connected" text="Jobs appear here as soon as this page has a key to ask with.">
                        <a class="btn primary" href="#/connections">"Connect a provider"</a>
                    </Empty>
                }
                    .into_any()
            } else if has_failed() {
                view! {
                    <Empty icon=IconName::Warning title="No jobs could be loaded" text="What went wrong stands above. This page keeps trying.">
                        <button type="button" class="btn" on:click=move |_| app.watcher.refresh_all()>"Try now"</button>
                    </Empty>
                }
                    .into_any()
            } else {
                view! {
                    <Empty icon=IconName::Plus title="No jobs yet" text="This account has no fine-tuning job. The first one appears here as soon as it is created, from here or elsewhere.">
                        <a class="btn primary" href="#/new">"New job"</a>
                    </Empty>
                }
                    .into_any()
            }
        }}
    }
}
