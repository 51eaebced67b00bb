//! Notices of jobs: in the page, in the tab's title while the page is hidden, and as a system notification where
//! that was asked for. Of all tabs the one that says it first is the only one.

use std::rc::Rc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::finding_news::on_findings;
use crate::{
    browser::{
        clock, location,
        notification::{self, Permission},
        schedule::{self, Debounced},
        storage::{self, Place},
        visibility,
    },
    components::{Icon, IconName, handler},
    state::{App, claim_notices},
};
use tuneboard_core::{
    model::{Connection, JobKey},
    notices::{Notice, NoticeEvent, Standing, StatusDiff, summary},
    polling::Interval,
    route::{Location, Route},
};

/// The place for the choice of an interval and of notifications in the frame of the page, by its id.
pub const NOTIFY_PLACE: &str = "notify";

/// Name of the setting for system notifications.
const CHOICE: &str = "notify";

/// Seconds after which a visible notice closes by itself: the table keeps the same information.
const SHOWN_SECS: f64 = 12.0;

/// Messages that have not gone yet, the latest last.
#[component]
pub fn Messages(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let told = RwSignal::new(Vec::<Notice>::new());
    let n_unseen = RwSignal::new(0_usize);
    let is_visible = RwSignal::new(visibility::is_visible());
    let listener = SendWrapper::new(visibility::on_change(move |is_shown| is_visible.set(is_shown)));
    on_cleanup(move || drop(listener));
    if is_chosen() {
        app.watcher.watch_hidden(true);
    }
    // The page may be gone by now.
    let tell: Rc<dyn Fn(Vec<Notice>)> = Rc::new(move |news: Vec<Notice>| {
        if !visibility::is_visible() {
            n_unseen.try_update(|n| *n += news.len());
            if is_chosen() && notification::permission() == Permission::Granted {
                notification::show("Tuneboard", &summary(&news), &tag(&news));
            }
        }
        told.try_update(|told| told.extend(news));
    });
    on_news(app, Rc::clone(&tell));
    on_findings(app, tell);
    Effect::new(move || {
        if is_visible.get() {
            n_unseen.set(0);
        }
        // A screen names the tab anew when its job goes on.
        app.jobs.with(|_| ());
        location::set_title_badge(n_unseen.get());
    });
    let is_held = RwSignal::new(false);
    let clear = move || {
        is_held.try_set(false);
        told.try_set(Vec::new());
    };
    let closing = Debounced::new(clear);
    Effect::new(move || {
        let is_due = is_visible.get() && !is_held.get() && told.with(|told| !told.is_empty());
        if is_due { closing.request(SHOWN_SECS) } else { closing.cancel() }
    });
    let message = move |told: &[Notice]| {
        let [notice] = told else { return view! { <span>{summary(told)}</span> }.into_any() };
        let href = Location::of(Route::Job(notice.key.clone())).to_hash();
        view! { <a class="link" href=href>{notice.sentence()}</a> }.into_any()
    };
    view! {
        // Always there: what appears in it is read out then.
        <div
            class="told"
            role="status"
            on:pointerenter=handler(move |_| is_held.set(true))
            on:pointerleave=handler(move |_| is_held.set(false))
            on:focusin=handler(move |_| is_held.set(true))
            on:focusout=handler(move |_| is_held.set(false))
        >
            {move || {
                let shown = told.with(|told| (!told.is_empty()).then(|| message(told)));
                shown.map(|shown| view! {
                    {shown}
                    <button type="button" class="btn quiet icon-only" aria-label="Dismiss" title="Dismiss" on:click=handler(move |_| clear())>
                        <Icon name=IconName::Close />
                    </button>
                })
            }}
        </div>
    }
}

/// Calls `tell` with what no tab has told yet, whenever a list has some.
fn on_news(app: App, tell: Rc<dyn Fn(Vec<Notice>)>) {
    let opened_at = clock::now();
    let status_diff = StoredValue::new(StatusDiff::default());
    // Lists kept from an earlier visit say nothing of what has happened since.
    let read = Memo::new(move |_| {
        let is_read = |connection: &Connection| {
            let health = app.jobs.health(&connection.id);
            health.and_then(|health| health.loaded_at).is_some_and(|at| opened_at <= at)
        };
        app.connections.usable().into_iter().filter(is_read).map(|read| read.id).collect::<Vec<_>>()
    });
    Effect::new(move || {
        let read = read.get();
        let mut news = Vec::new();
        app.jobs.with(|rows| {
            status_diff.update_value(|status_diff| {
                let known: Vec<_> = status_diff.connections().cloned().collect();
                known.iter().filter(|id| !read.contains(id)).for_each(|id| status_diff.forget(id));
                for connection in &read {
                    let standings = rows.standings(connection);
                    let standings =
                        standings.map(|(id, class, created_at)| Standing { id, class, created_at });
                    for (id, class) in status_diff.look(connection, standings) {
                        let key = JobKey { connection: connection.clone(), id };
                        let name = rows.get(&key).map(|row| row.job.name.to_string());
                        let name = name.unwrap_or_else(|| key.id.to_string());
                        news.push(Notice { name, key, event: NoticeEvent::Status(class) });
                    }
                }
            });
        });
        if !news.is_empty() {
            let tell = Rc::clone(&tell);
            schedule::spawn_detached(async move {
                let news = claim_notices(app.connections, news).await;
                if !news.is_empty() {
                    tell(news);
                }
            });
        }
    });
}

/// Returns true if the user wants notifications while the page is hidden.
fn is_chosen() -> bool {
    storage::get(Place::Device, CHOICE).as_deref() == Some("on")
}

/// Messages about the same jobs take each other's place.
fn tag(news: &[Notice]) -> String {
    let ids: Vec<String> = news.iter().map(|notice| notice.key.id.to_string()).collect();
    ids.join(" ")
}

/// Choice of the refresh interval.
#[component]
pub fn IntervalChoice(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let choice = |interval: Interval| {
        view! {
            <button
                type="button"
                aria-pressed=move || (app.settings.interval() == interval).to_string()
                on:click=handler(move |_| app.choose_interval(interval))
            >
                {interval.label()}
            </button>
        }
    };
    Interval::CHOICES.into_iter().map(choice).collect_view()
}

/// Switch for requests and notifications while the page is hidden.
#[component]
pub fn NotifyChoice(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let is_on = RwSignal::new(is_chosen());
    let allowed = RwSignal::new(notification::permission());
    let choose = move |_| {
        let is_wanted = !is_on.get_untracked();
        is_on.set(is_wanted);
        app.watcher.watch_hidden(is_wanted);
        // Not kept means: to be chosen again after a reload.
        drop(storage::set(Place::Device, CHOICE, if is_wanted { "on" } else { "off" }));
        if is_wanted && allowed.get_untracked() == Permission::Unasked {
            leptos::task::spawn_local_scoped_with_cancellation(async move {
                let answer = notification::ask().await;
                allowed.try_set(answer);
            });
        }
    };
    let words = move || match (is_on.get(), allowed.get()) {
        (true, Permission::Denied | Permission::Missing) => {
            "Notify me when jobs end, in the tab's title only"
        }
        _ => "Notify me when jobs end",
    };
    view! {
        <button
            type="button"
            aria-pressed=move || is_on.get().to_string()
            title="Asks for the lists once a minute while this page is hidden. The browser must allow notifications; without them only the tab's title tells."
            on:click=handler(choose)
        >
            {words}
        </button>
    }
}
