//! Notices of jobs: in the bar on top, in the tab's title, with what needs a person, while the page is hidden, and as a system
//! notification where that was asked for. Of all tabs the one that says it first is the only one.

use std::rc::Rc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::{finding_news::on_findings, notifications::is_chosen};
use crate::{
    browser::{
        clock, location,
        notification::{self, Permission},
        schedule::{self, Debounced},
        visibility,
    },
    components::{Icon, IconName, handler},
    state::{App, claim_notices},
};
use tuneboard_core::{
    format,
    model::{Connection, JobKey},
    notices::{Message, Notice, NoticeEvent, NoticeQueue, Standing, StatusDiff, summary},
    route::{Location, Route},
};

/// Id of the place for messages in the bar on top.
pub const MESSAGES_PLACE: &str = "messages";

/// Seconds after which a visible message goes by itself: the table keeps the same information.
const SHOWN_SECS: f64 = 12.0;

/// The message of the moment; the others wait.
#[component]
pub fn Messages(
    /// Shared state.
    app: App,
) -> impl IntoView {
    let queue = RwSignal::new(NoticeQueue::default());
    let unseen = RwSignal::new(Vec::<JobKey>::new());
    let is_visible = RwSignal::new(visibility::is_visible());
    let listener = SendWrapper::new(visibility::on_change(move |is_shown| is_visible.set(is_shown)));
    on_cleanup(move || drop(listener));
    if is_chosen() {
        app.watcher.watch_hidden(true);
    }
    // The page may be gone by now.
    let tell: Rc<dyn Fn(Vec<Notice>)> = Rc::new(move |news: Vec<Notice>| {
        if !visibility::is_visible() {
            unseen.try_update(|unseen| unseen.extend(news.iter().map(|notice| notice.key.clone())));
            if is_chosen() && notification::permission() == Permission::Granted {
                notification::show("Tuneboard", &summary(&news), &tag(&news));
            }
        }
        queue.try_update(|queue| queue.push(news));
    });
    on_news(app, Rc::clone(&tell));
    on_findings(app, tell);
    Effect::new(move || {
        if is_visible.get() {
            unseen.update(Vec::clear);
        }
        // A screen names the tab anew when its job goes on.
        app.jobs.with(|_| ());
        let n = app.attention.with(|items| {
            let is_told = |key: &&JobKey| items.iter().all(|item| item.job.as_ref() != Some(key));
            items.len() + unseen.with(|unseen| unseen.iter().filter(is_told).count())
        });
        location::set_title_badge(n);
    });
    app.attention.follow(app);
    let message = Memo::new(move |_| queue.with(NoticeQueue::message));
    let n_waiting = Memo::new(move |_| queue.with(NoticeQueue::n_waiting));
    let is_held = RwSignal::new(false);
    let advance = move || {
        let next = queue.try_update(|queue| {
            queue.advance();
            queue.message()
        });
        // A message that is removed sends no `pointerleave`.
        if next.flatten().is_none() {
            is_held.try_set(false);
        }
    };
    let closing = Debounced::new(advance);
    Effect::new(move || {
        let goes = message.with(|message| message.as_ref().is_some_and(|message| !message.is_error));
        let is_due = goes && is_visible.get() && !is_held.get();
        if is_due { closing.request(SHOWN_SECS) } else { closing.cancel() }
    });
    let is_error = move || message.with(|message| message.as_ref().is_some_and(|message| message.is_error));
    let words = move || {
        let Message { text, key, .. } = message.get()?;
        let title = text.clone();
        Some(match key {
            Some(key) => {
                let href = Location::of(Route::Job(key)).to_hash();
                view! { <a class="link" href=href title=title>{text}</a> }.into_any()
            }
            None => view! { <span title=title>{text}</span> }.into_any(),
        })
    };
    // Not read out by itself: the number changes while a message stands. The button's name has it.
    let others = move || {
        let n = n_waiting.get();
        (0 < n).then(|| view! { <small class="faint" aria-hidden="true" title="more messages">{format!("+{n}")}</small> })
    };
    let dismiss = move || match n_waiting.get() {
        0 => "Dismiss".to_owned(),
        n => format!("Dismiss, {} more", format::count(n as u64)),
    };
    view! {
        // Always there: what appears in it is read out then.
        <div
            class="told"
            role="status"
            data-stays=move || is_error().then_some("")
            on:pointerenter=handler(move |_| is_held.set(true))
            on:pointerleave=handler(move |_| is_held.set(false))
            on:focusin=handler(move |_| is_held.set(true))
            on:focusout=handler(move |_| is_held.set(false))
        >
            <Show when=move || message.with(Option::is_some)>
                <Show when=is_error>
                    <Icon name=IconName::Warning />
                </Show>
                {words}
                {others}
                // The same button for all messages, so that it keeps the focus.
                <button type="button" class="btn quiet icon-only" aria-label=dismiss title=dismiss on:click=handler(move |_| advance())>
                    <Icon name=IconName::Close />
                </button>
            </Show>
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

/// Messages about the same jobs take each other's place.
fn tag(news: &[Notice]) -> String {
    let ids: Vec<String> = news.iter().map(|notice| notice.key.id.to_string()).collect();
    ids.join(" ")
}
