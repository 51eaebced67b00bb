//! A job's log, newest first, or the part of it that is looked for.

use leptos::prelude::*;

use crate::{
    browser::clock,
    components::{Empty, Icon, IconName, handler},
    state::{App, OpenJob},
};
use tuneboard_core::{
    explain, format,
    model::{self, EventFilter, EventLevel, JobEvent, MetricsCursor, StatusClass, Timestamp},
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
    let (level, typed) = (app.navigator.setting("level"), app.navigator.setting("find"));
    let filter = Memo::new(move |_| {
        typed.with(|typed| {
            level.with(|level| EventFilter::new(level.as_deref(), typed.as_deref().unwrap_or_default()))
        })
    });
    // Only ever appended to: counted from the oldest, an event keeps its place.
    let newest_first = Memo::new(move |_| {
        let admitted = |events: &Vec<JobEvent>| {
            let numbered = events.iter().cloned().enumerate().rev();
            numbered.filter(|(_, event)| filter.with(|filter| filter.admits(event))).collect::<Vec<_>>()
        };
        events.with(admitted)
    });
    // What comes in pages are entries of the log.
    let has_figures = open.connection().provider.capabilities().metrics_cursor == MetricsCursor::Pages;
    let class = Memo::new(move |_| {
        open.job().with(|job| job.as_ref().map_or(StatusClass::Unknown, |job| job.status.class))
    });
    let n_events = Memo::new(move |_| events.with(Vec::len));
    let gaps = open.log_gaps();
    let missing = Memo::new(move |_| gaps.with(|gaps| explain::log_gaps(gaps.n_unreadable, gaps.cut_at)));
    let n_shown = Signal::derive(move || newest_first.with(Vec::len));
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
        } else if let Some(text) = missing.get() {
            view! { <Empty icon=IconName::Warning title="No event that can be read" text=text /> }.into_any()
        } else if is_loaded() {
            let (title, text) = model::no_events(class.get(), has_figures);
            view! { <Empty icon=IconName::Info title=title text=text /> }.into_any()
        } else {
            let line = |_| view! { <li><i class="skeleton"></i></li> };
            view! { <ol class="events" aria-busy="true" aria-label="Loading the log">{(0..6).map(line).collect_view()}</ol> }
                .into_any()
        }
    };
    view! {
        <Show when=move || 0 < n_events.get() fallback=instead>
            <Show when=move || missing.with(Option::is_some)>
                <p class="chart-note" data-kind="warn">
                    <Icon name=IconName::Warning />
                    {missing}
                </p>
            </Show>
            <Show when=move || has_figures>
                <p class="faint">"Entries of the log that hold nothing but figures are on the charts."</p>
            </Show>
            <EventTools app=app filter=filter n_all=n_events.into() n_shown=n_shown />
            <Show
                when=move || 0 < n_shown.get()
                fallback=|| {
                    view! {
                        <Empty icon=IconName::Search title="No such event" text="No log entry matches." />
                    }
                }
            >
                <ol class="events">
                    <For each=move || newest_first.get() key=|(i, event)| (*i, event.message.clone()) let:item>
                        {event_view(item.1, app)}
                    </For>
                </ol>
            </Show>
        </Show>
    }
}

/// Filter of the log. It is kept in the link, so that found events can be shown to others.
#[component]
fn EventTools(
    /// Shared state.
    app: App,
    /// Present filter.
    filter: Memo<EventFilter>,
    /// Events there are.
    n_all: Signal<usize>,
    /// Events that are looked for.
    n_shown: Signal<usize>,
) -> impl IntoView {
    let typed = app.navigator.setting("find");
    let words = move || {
        format!(
            "{} of {}",
            format::count(n_shown.get() as u64),
            format::count_of(n_all.get(), "event", "events")
        )
    };
    let chip = move |label: &'static str, level: Option<EventLevel>, slug: Option<&'static str>| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || filter.with(|filter| filter.level == level).to_string()
                on:click=handler(move |_| app.navigator.set("level", slug))
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="event-tools">
            <div class="chips" role="group" aria-label="Level">
                {chip("All", None, None)}
                {chip("Warnings and errors", Some(EventLevel::Warning), Some("warning"))}
                {chip("Errors", Some(EventLevel::Error), Some("error"))}
            </div>
            <label class="tool chart-filter">
                <Icon name=IconName::Search />
                <input
                    class="field"
                    type="search"
                    aria-label="Show events with"
                    placeholder="Find in the log"
                    prop:value=move || typed.get().unwrap_or_default()
                    on:input=handler(move |event: web_sys::Event| {
                        let text = event_target_value(&event);
                        app.navigator.set("find", Some(text.as_str()).filter(|text| !text.is_empty()));
                    })
                />
                <span role="status">{words}</span>
            </label>
        </div>
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
    let step = event.step.map(|step| {
        // A pin on the step, on charts that show all of them.
        let href = move || {
            let place = app.navigator.location().get();
            let place = ["tab", "level", "find", "x", "range"]
                .into_iter()
                .fold(place, |place, name| place.with(name, None));
            place.with("pin", Some(&step.to_string())).to_hash()
        };
        let words = format!("step {}", format::count(step));
        let name = format!("Show step {} on the charts", format::count(step));
        view! { <a class="event-step" href=href title="Show on the charts" aria-label=name>{words}</a> }
    });
    view! {
        <li data-level=level>
            <time datetime=event.at.map(Timestamp::to_rfc3339) title=ago>{exact}</time>
            <span class="level">{word}</span>
            <span class="mono" title=event.kind.to_string()>{event.kind.to_lowercase()}</span>
            <p>
                {event.message}
                {step}
            </p>
        </li>
    }
}
