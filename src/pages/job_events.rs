//! A job's log, newest first.

use leptos::prelude::*;

use crate::{
    browser::clock,
    components::{Empty, IconName},
    format,
    model::{EventLevel, JobEvent, Timestamp},
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
    let instead = move || {
        if !open.offers_log().get() {
            view! {
                <Empty
                    icon=IconName::Info
                    title="No log"
                    text="This service does not offer a log of its jobs."
                />
            }
            .into_any()
        } else if is_loaded() {
            view! {
                <Empty
                    icon=IconName::Info
                    title="No events yet"
                    text="The service writes the first one when it begins to work on the job."
                />
            }
            .into_any()
        } else {
            let line = |_| view! { <li><i class="skeleton"></i></li> };
            view! { <ol class="events" aria-busy="true" aria-label="Loading the log">{(0..6).map(line).collect_view()}</ol> }
                .into_any()
        }
    };
    view! {
        <Show when=move || 0 < n_events.get() fallback=instead>
            <ol class="events">
                // Only ever appended to: counted from the oldest, an event keeps its key.
                <For each=newest_first key=move |(i, event)| (n_events.get_untracked() - i, event.message.clone()) let:item>
                    {event_view(item.1, app)}
                </For>
            </ol>
        </Show>
    }
}

fn event_view(event: JobEvent, app: App) -> impl IntoView {
    let (level, word) = match event.level {
        EventLevel::Info => ("info", "info"),
        EventLevel::Warning => ("warn", "warning"),
        EventLevel::Error => ("error", "error"),
    };
    // A log is read by the clock; how long ago it was comes second.
    let exact =
        event.at.map_or_else(|| "–".to_owned(), |at| format::date_time(at, clock::utc_offset_secs(at)));
    let ago = move || event.at.map(|at| app.now.ago(at));
    let step = event.step.map(|step| format!(" at step {}", format::count(step)));
    view! {
        <li data-level=level>
            <time datetime=event.at.map(Timestamp::to_rfc3339) title=ago>{exact}</time>
            <span class="level">{word}</span>
            <span class="mono" title=event.kind.to_string()>{event.kind.to_lowercase()}</span>
            <p>
                {event.message}
                {step.map(|step| view! { <span class="faint">{step}</span> })}
            </p>
        </li>
    }
}
