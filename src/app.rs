//! The frame of the page: header, the screen of the current link, and the notice line.

use leptos::prelude::*;

use crate::{
    browser::clock,
    components::{Icon, IconName, Menu},
    format,
    pages::{ConnectionsPage, JobPage, JobsPage, NewJobPage, NotFoundPage},
    polling::Interval,
    route::{Location, Route},
    state::{App as State, Freshness, Theme},
};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let app = State::provide();
    let route = app.navigator.route();
    Effect::new(move || set_title(&route.get(), app));
    let page = move || match route.get() {
        Route::Jobs => view! { <JobsPage /> }.into_any(),
        Route::Job(key) => view! { <JobPage key=key /> }.into_any(),
        Route::NewJob => view! { <NewJobPage /> }.into_any(),
        Route::Connections => view! { <ConnectionsPage /> }.into_any(),
        Route::NotFound(path) => view! { <NotFoundPage path=path /> }.into_any(),
    };
    view! {
        <a
            class="skip-link"
            href="#page"
            on:click=move |event| {
                // The hash is the router's; the link only moves focus.
                event.prevent_default();
                focus_page();
            }
        >
            "Skip to content"
        </a>
        <TopBar app=app />
        <main class="page" id="page" tabindex="-1">
            {page}
        </main>
    }
}

#[component]
fn TopBar(
    /// Shared state.
    app: State,
) -> impl IntoView {
    let route = app.navigator.route();
    let current = move |is_here: fn(&Route) -> bool| move || route.with(is_here).then_some("page");
    let theme = app.settings;
    let next_theme = move || match theme.theme() {
        Theme::System => (Theme::Light, "Theme: as the system. Switch to light"),
        Theme::Light => (Theme::Dark, "Theme: light. Switch to dark"),
        Theme::Dark => (Theme::System, "Theme: dark. Switch to the system's"),
    };
    view! {
        <header class="topbar">
            <a class="brand" href="#/jobs" aria-label="Tuneboard, all jobs">
                <Logo />
                <span>"Tuneboard"</span>
            </a>
            <nav class="nav" aria-label="Main">
                <a href="#/jobs" aria-current=current(|route| matches!(route, Route::Jobs | Route::Job(_)))>
                    "Jobs"
                </a>
                <a href="#/connections" aria-current=current(|route| matches!(route, Route::Connections))>
                    "Connections"
                </a>
            </nav>
            <span class="grow"></span>
            <RefreshControl app=app />
            <button
                type="button"
                class="btn quiet icon-only"
                aria-label=move || next_theme().1
                title=move || next_theme().1
                on:click=move |_| theme.set_theme(untrack(next_theme).0)
            >
                <Icon name=IconName::Theme />
            </button>
            <a class="btn primary" href="#/new" aria-current=current(|route| matches!(route, Route::NewJob))>
                <Icon name=IconName::Plus />
                <span>"New job"</span>
            </a>
        </header>
    }
}

/// The mark: two curves, as in `index.html`.
#[component]
fn Logo() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M2.5 4c2.5 8 6 10.5 15 11"></path>
            <path d="M2.5 8.5c3 4.5 6.5 3 9.5 2.5s4-2.5 5.5-4.5"></path>
        </svg>
    }
}

/// How current the page is, a button to refresh now, and how often it does by itself.
#[component]
fn RefreshControl(
    /// Shared state.
    app: State,
) -> impl IntoView {
    let freshness = Memo::new(move |_| app.watcher.freshness());
    let text = move || age_text(freshness.get(), app);
    let state = move || age_state(freshness.get(), app);
    let choices = Interval::CHOICES
        .into_iter()
        .map(|interval| {
            view! {
                <button
                    type="button"
                    role="menuitemradio"
                    aria-checked=move || (app.settings.interval() == interval).to_string()
                    on:click=move |_| app.settings.set_interval(interval)
                >
                    {interval.label()}
                </button>
            }
        })
        .collect_view();
    view! {
        <span class="age">
            <i class="dot" data-state=state aria-hidden="true"></i>
            <span class="age-text">{text}</span>
        </span>
        <span class="split">
            <button
                type="button"
                class="btn icon-only"
                aria-label="Refresh now"
                title="Refresh now"
                on:click=move |_| app.watcher.refresh_all()
            >
                <Icon name=IconName::Refresh />
            </button>
            <Menu
                label=Signal::derive(move || app.settings.interval().label())
                name="Refresh interval"
            >
                {choices}
            </Menu>
        </span>
    }
}

/// Older than this many expected intervals counts as stale.
const STALE_SECS: f64 = 90.0;

fn age_text(freshness: Freshness, app: State) -> String {
    let now = app.now.get();
    let age = freshness.updated_at.map(|at| format::age(now.secs_since(at)));
    match (age, freshness.has_failed) {
        (None, false) if freshness.is_loading => "loading".to_owned(),
        (None, false) => "not loaded".to_owned(),
        (None, true) => "not reached yet".to_owned(),
        (Some(age), true) => match freshness.next_at {
            Some(at) => {
                format!("data from {age}, next try in {}", format::duration(at.secs_since(now).max(0.0)))
            }
            None => format!("data from {age}"),
        },
        (Some(age), false) if app.settings.interval() == Interval::Off => format!("paused, updated {age}"),
        (Some(age), false) => format!("updated {age}"),
    }
}

fn age_state(freshness: Freshness, app: State) -> &'static str {
    let is_old = freshness.updated_at.is_some_and(|at| STALE_SECS < app.now.get().secs_since(at));
    match freshness {
        Freshness { has_failed: true, .. } => "failed",
        Freshness { updated_at: None, .. } => "loading",
        _ if app.settings.interval() == Interval::Off => "paused",
        _ if is_old && freshness.next_at.is_some() => "stale",
        _ => "fresh",
    }
}

/// The tab's title: the job's name and where it stands, or the screen.
fn set_title(route: &Route, app: State) {
    let title = match route {
        Route::Jobs => "Jobs".to_owned(),
        Route::Job(key) => match app.jobs.get(key) {
            Some(row) => format!("{} · {}", row.job.name, row.job.status.class.label()),
            None => key.id.to_string(),
        },
        Route::NewJob => "New job".to_owned(),
        Route::Connections => "Connections".to_owned(),
        Route::NotFound(_) => "Not found".to_owned(),
    };
    crate::browser::location::set_title(&format!("{title} – Tuneboard"));
}

fn focus_page() {
    crate::browser::location::focus("page");
}

/// The hash of a screen with default settings.
pub fn link(route: Route) -> String {
    Location::of(route).to_hash()
}

/// Seconds local time is ahead of UTC, for components that take it as a parameter.
pub fn utc_offset_secs(at: crate::model::Timestamp) -> i32 {
    clock::utc_offset_secs(at)
}
