//! A job's log, newest first.

use leptos::prelude::*;

use crate::{
    app,
    components::{Empty, IconName, TimeAgo},
    format,
    model::{EventLevel, JobEvent},
    state::{App, OpenJob},
};

/// The log.
#[component]
pub fn JobEvents(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let events = open.events();
    let is_loaded = move || open.events_read_at().with(Option::is_some);
    let newest_first =
        move || events.with(|events| events.iter().rev().cloned().enumerate().collect::<Vec<_>>());
    let n_events = Memo::new(move |_| events.with(Vec::len));
    view! {
        <Show
            when=move || 0 < n_events.get()
            fallback=move || {
                if is_loaded() {
                    view! { <Empty icon=IconName::Info title="No events yet" text="The service writes the first one when it begins to work on the job." /> }.into_any()
                } else {
                    view! { <span class="skeleton block-skeleton"></span> }.into_any()
                }
            }
        >
            <ol class="events panel">
                // Only ever appended to: counted from the oldest, an event keeps its key.
                <For each=newest_first key=move |(i, event)| (n_events.get_untracked() - i, event.message.clone()) let:item>
                    {event_view(item.1, app)}
                </For>
            </ol>
        </Show>
    }
}

fn event_view(event: JobEvent, app: App) -> impl IntoView {
    let level = match event.level {
        EventLevel::Info => "info",
        EventLevel::Warning => "warning",
        EventLevel::Error => "error",
    };
    let step = event.step.map(|step| format!("step {}", format::count(step)));
    view! {
        <li class="event" data-level=level>
            <span class="when faint">
                <TimeAgo at=Signal::stored(event.at) now=Signal::derive(move || app.now.get()) utc_offset_secs=app::utc_offset_secs />
            </span>
            <span class="level">{(event.level != EventLevel::Info).then_some(level)}</span>
            <span class="mono faint">{event.kind.to_lowercase()}</span>
            <span class="message">{event.message}</span>
            <span class="faint">{step}</span>
        </li>
    }
}
