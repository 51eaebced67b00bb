//! The frame of the page: the bar on top, the screen of the current link, the line at the end.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use crate::{
    browser::{clock, focus, location},
    components::{Icon, IconName, Menu, handler},
    pages::{self, JobsPage, NotFoundPage},
    shell::{
        lazy_view::{LazyView, Load},
        messages::MESSAGES_PLACE,
        mount_phase::{MountPhase, go_through, when_mounted},
        notifications::NOTIFY_PLACE,
        shortcuts::SHORTCUTS_PLACE,
    },
    state::{App as State, Freshness, Theme, drop_stale_subscribers, once},
};
use tuneboard_core::{format, polling::Interval, route::Route};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    in_turns(|| ())
}

/// The whole page, made in turns, which calls `made` once it is there.
pub fn in_turns(made: impl FnOnce() + 'static) -> impl IntoView {
    let app = State::provide();
    go_through(made);
    let route = app.navigator.route();
    Effect::new(move || set_title(&route.get()));
    let rescue = SendWrapper::new(focus::on_lost(|| location::focus_in_place("page")));
    on_cleanup(move || drop(rescue));
    let background_services = StoredValue::new_local(None);
    let opened_at = clock::now();
    let is_due = move || {
        let has_line = route.with(|route| !matches!(route, Route::Job(_)))
            || PATIENCE_SECS < app.now.get().secs_since(opened_at);
        has_line && app.jobs.is_settled()
    };
    once(is_due, pages::preload(background_services, app));
    when_mounted(MountPhase::Frame, move || view! { <Frame app=app /> }.into_any())
}

/// Seconds for which a link to a job has the line to itself.
const PATIENCE_SECS: f64 = 3.0;

/// The bar, the screen of the current link, the line at the end.
#[component]
fn Frame(
    /// Shared state.
    app: State,
) -> impl IntoView {
    let route = app.navigator.route();
    let part = |load: Load, place: Route| view! { <LazyView load=load place=place /> }.into_any();
    let screen = move |route: Route| match route {
        Route::Jobs => view! { <JobsPage /> }.into_any(),
        place @ Route::Job(_) => part(|| Box::pin(pages::job()), place),
        place @ (Route::Compare | Route::Log) => part(|| Box::pin(pages::runs()), place),
        Route::NewJob => part(|| Box::pin(pages::new_job()), Route::NewJob),
        Route::Connections => part(|| Box::pin(pages::connections()), Route::Connections),
        Route::NotFound(path) => view! { <NotFoundPage path=path /> }.into_any(),
    };
    let page = move || {
        let route = route.get();
        drop_stale_subscribers();
        location::focus_whole("page");
        screen(route)
    };
    view! {
        <a
            class="skip-link"
            href="#page"
            on:click=handler(move |event: leptos::ev::MouseEvent| {
                // The hash is the router's; the link only moves focus.
                event.prevent_default();
                location::focus("page");
            })
        >
            "Skip to content"
        </a>
        {when_mounted(MountPhase::Bar, move || view! { <TopBar app=app /> }.into_any())}
        <main class="page" id="page" tabindex="-1">
            {when_mounted(MountPhase::Screen, page)}
        </main>
        <footer>
            <span>"Tuneboard " {env!("CARGO_PKG_VERSION")}</span>
            <a class="link wide-only" href="#/log">"Open a log"</a>
            <span id=SHORTCUTS_PLACE></span>
            <span>"Your keys go to your providers and nowhere else."</span>
        </footer>
    }
}

/// The bar; `index.html` holds the same one, so that nothing moves when this takes its place.
#[component]
fn TopBar(
    /// Shared state.
    app: State,
) -> impl IntoView {
    let route = app.navigator.route();
    let current = move |is_here: fn(&Route) -> bool| move || route.with(is_here).then_some("page");
    let is_jobs = |route: &Route| matches!(route, Route::Jobs | Route::Job(_));
    let is_compare = |route: &Route| matches!(route, Route::Compare);
    let is_connections = |route: &Route| matches!(route, Route::Connections);
    view! {
        <header class="topbar">
            <a class="brand" href="#/jobs" aria-label="Tuneboard, all jobs">
                <Logo />
                <span>"Tuneboard"</span>
            </a>
            <nav class="nav" aria-label="Main">
                <a href="#/jobs" aria-current=current(is_jobs)>"Jobs"</a>
                <a href="#/compare" aria-current=current(is_compare)>"Compare"</a>
            </nav>
            <div class="grow" id=MESSAGES_PLACE></div>
            <RefreshControl app=app />
            <span class="wide-only"><ThemeButton app=app is_icon_only=true /></span>
            <a class="btn quiet wide-only" href="#/connections" aria-current=current(is_connections)>
                <Icon name=IconName::Plug />
                <span class="fold">"Connections"</span>
            </a>
            <a class="btn primary" href="#/new" aria-current=current(|route| matches!(route, Route::NewJob))>
                <Icon name=IconName::Plus />
                <span class="fold">"New job"</span>
            </a>
            <div class="narrow-only">
                <Menu label="" name="Menu" icon=IconName::Menu is_icon_only=true>
                    <a href="#/jobs" aria-current=current(is_jobs)>
                        <Icon name=IconName::Table />
                        "Jobs"
                    </a>
                    <a href="#/compare" aria-current=current(is_compare)>
                        <Icon name=IconName::Columns />
                        "Compare"
                    </a>
                    <a href="#/connections" aria-current=current(is_connections)>
                        <Icon name=IconName::Plug />
                        "Connections"
                    </a>
                    <a href="#/log" aria-current=current(|route| matches!(route, Route::Log))>
                        <Icon name=IconName::Chart />
                        "Open a log"
                    </a>
                    <hr />
                    <ThemeButton app=app is_icon_only=false />
                </Menu>
            </div>
        </header>
    }
}

/// Goes from the system's theme to light, to dark, and back.
#[component]
fn ThemeButton(
    /// Shared state.
    app: State,
    /// True to hide the button's text.
    is_icon_only: bool,
) -> impl IntoView {
    let now = move || match app.settings.theme() {
        Theme::System => ("system", Theme::Light),
        Theme::Light => ("light", Theme::Dark),
        Theme::Dark => ("dark", Theme::System),
    };
    let words = move || format!("Theme: {}", now().0);
    view! {
        <button
            type="button"
            class=is_icon_only.then_some("btn quiet icon-only")
            aria-label=words
            title=is_icon_only.then_some(words)
            on:click=handler(move |_| app.settings.set_theme(untrack(now).1))
        >
            <Icon name=IconName::Theme />
            {(!is_icon_only).then_some(words)}
        </button>
    }
}

/// The mark: two curves, as in `index.html`.
#[component]
fn Logo() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true">
            <path class="fore" d="M2.5 4c2.5 8 6 10.5 15 11"></path>
            <path class="back" d="M2.5 8.5c3 4.5 6.5 3 9.5 2.5s4-2.5 5.5-4.5"></path>
        </svg>
    }
}

/// Age of the page's data, a button to refresh now, and the interval of automatic refreshes.
#[component]
fn RefreshControl(
    /// Shared state.
    app: State,
) -> impl IntoView {
    let age = Memo::new(move |_| {
        let freshness = app.watcher.freshness();
        (age_state(freshness, app), age_text(freshness, app))
    });
    view! {
        <span class="age">
            <i class="dot" data-state=move || age.with(|age| age.0) aria-hidden="true"></i>
            <span>
                <span class="fold">{move || age.with(|age| age.1.before.to_owned())}</span>
                {move || age.with(|age| age.1.figure.clone())}
                <span class="fold">{move || age.with(|age| age.1.after.clone())}</span>
            </span>
        </span>
        <div class="split">
            <button
                type="button"
                class="btn icon-only"
                aria-label="Refresh now"
                title="Refresh now"
                on:click=handler(move |_| app.watcher.refresh_all())
            >
                <Icon name=IconName::Refresh />
            </button>
            <Menu
                label=Signal::derive(move || app.settings.interval().label())
                name="Refresh interval"
                folds=true
            >
                <span class="menu-title">"Refresh"</span>
                <div id=NOTIFY_PLACE></div>
            </Menu>
        </div>
    }
}

/// Older than this counts as stale; a few times the slowest pace of the job list.
const STALE_SECS: f64 = 90.0;

/// The page's age in words; a phone has room for the figure alone.
#[derive(Clone, PartialEq)]
struct AgeText {
    before: &'static str,
    figure: String,
    after: String,
}

fn age_text(freshness: Freshness, app: State) -> AgeText {
    let words = |text: &str| AgeText { before: "", figure: text.to_owned(), after: String::new() };
    let now = app.now.get();
    let Some(at) = freshness.updated_at else {
        return words(match freshness {
            Freshness { has_failed: true, .. } => "not reached yet",
            Freshness { is_loading: true, .. } => "loading",
            _ => "not loaded",
        });
    };
    let age = format::age(now.secs_since(at));
    let (figure, ago) = match age.strip_suffix(" ago") {
        Some(figure) => (figure.to_owned(), " ago"),
        None => (age, ""),
    };
    let (before, after) = match (freshness.has_failed, freshness.next_at) {
        (true, Some(at)) => {
            let wait = format::duration(at.secs_since(now).max(0.0));
            ("data from ", format!("{ago}, next try in {wait}"))
        }
        (true, None) => ("data from ", ago.to_owned()),
        (false, _) if app.settings.interval() == Interval::Off => ("paused, updated ", ago.to_owned()),
        (false, _) => ("updated ", ago.to_owned()),
    };
    AgeText { before, figure, after }
}

fn age_state(freshness: Freshness, app: State) -> &'static str {
    let is_old = freshness.updated_at.is_some_and(|at| STALE_SECS < app.now.get().secs_since(at));
    match freshness {
        Freshness { has_failed: true, .. } => "failed",
        Freshness { updated_at: None, .. } => "loading",
        _ if app.settings.interval() == Interval::Off => "paused",
        _ if is_old && (freshness.next_at.is_some() || freshness.is_loading) => "stale",
        _ => "fresh",
    }
}

/// The tab's title: the screen.
fn set_title(route: &Route) {
    let title = match route {
        Route::Jobs => "Jobs".to_owned(),
        // Its own screen says more as soon as it knows more.
        Route::Job(key) => key.id.to_string(),
        Route::Compare => "Compare".to_owned(),
        Route::NewJob => "New job".to_owned(),
        Route::Connections => "Connections".to_owned(),
        Route::Log => "Log".to_owned(),
        Route::NotFound(_) => "Not found".to_owned(),
    };
    location::set_page_title(&title);
}
