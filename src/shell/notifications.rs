//! Choices about notices: the refresh interval, and system notifications while the page is hidden.

use leptos::prelude::*;

use crate::{
    browser::{
        notification::{self, Permission},
        storage::{self, Place},
    },
    components::handler,
    state::App,
};
use tuneboard_core::polling::Interval;

/// The place for the choice of an interval and of notifications in the frame of the page, by its id.
pub const NOTIFY_PLACE: &str = "notify";

/// Name of the setting for system notifications.
const CHOICE: &str = "notify";

/// Returns true if the user wants notifications while the page is hidden.
pub(super) fn is_chosen() -> bool {
    storage::get(Place::Device, CHOICE).as_deref() == Some("on")
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
