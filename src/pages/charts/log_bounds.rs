//! Part of a long log that the service is asked for: steps and log times. Kept in the link.

use leptos::prelude::*;

use crate::{
    browser::clock,
    components::{NumberField, handler},
    state::{App, OpenJob},
};
use tuneboard_core::{
    chart::words::typed,
    format, metrics,
    model::{MetricsFilter, Timestamp, UtcOffset},
};

/// The fields.
#[component]
pub fn LogBounds(
    /// Shared state.
    app: App,
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let bounds = open.bounds();
    let change = move |change: &dyn Fn(&mut MetricsFilter)| {
        let mut filter = bounds.get_untracked();
        change(&mut filter);
        ask_for(app, filter);
    };
    let step = move |pick: fn(MetricsFilter) -> Option<u64>| {
        Signal::derive(move || pick(bounds.get()).map(|step| step as f64))
    };
    let first = step(|filter| filter.step_from);
    let last = step(|filter| filter.step_to);
    let whole = |number: Option<f64>| number.map(|number| number as u64);
    // A range of one step is one.
    let is_reversed =
        |first: Option<f64>, last: Option<f64>| first.zip(last).is_some_and(|(first, last)| last < first);
    let time = move |name: &'static str,
                     pick: fn(MetricsFilter) -> Option<Timestamp>,
                     put: fn(&mut MetricsFilter, Option<Timestamp>)| {
        let typed = move |text: String| {
            let at = Timestamp::parse_iso8601(&text).map(|local| clock::LOCAL.instant_of(local));
            change(&|filter| put(filter, at));
        };
        let shown = move || {
            let local =
                pick(bounds.get()).map(|at| at.plus_secs(f64::from(clock::LOCAL.at(at))).to_rfc3339());
            local.and_then(|text| text.get(..16).map(str::to_owned)).unwrap_or_default()
        };
        view! {
            <input
                class="field"
                type="datetime-local"
                aria-label=name
                prop:value=shown
                on:change=handler(move |event: web_sys::Event| typed(event_target_value(&event)))
            />
        }
    };
    view! {
        <span class="tool from-to" role="group" aria-label="Steps asked for">
            "only steps"
            <NumberField
                name="First step asked for"
                placeholder="first"
                value=first
                check=move |first| {
                    let last = last.get().filter(|_| is_reversed(first, last.get()));
                    typed::step_problem(first).or_else(|| typed::low_problem(first, last))
                }
                on_number=move |number| change(&|filter| filter.step_from = whole(number))
            />
            "–"
            <NumberField
                name="Last step asked for"
                placeholder="last"
                value=last
                check=move |last| {
                    let first = first.get().filter(|_| is_reversed(first.get(), last));
                    typed::step_problem(last).or_else(|| typed::high_problem(first, last))
                }
                on_number=move |number| change(&|filter| filter.step_to = whole(number))
            />
        </span>
        <span class="tool from-to times" role="group" aria-label="Log times asked for">
            "Logged between"
            {time("Logged from", |filter| filter.logged_from, |filter, at| filter.logged_from = at)}
            "–"
            {time("Logged up to", |filter| filter.logged_to, |filter, at| filter.logged_to = at)}
        </span>
    }
}

/// Asks for another part of the log.
pub fn ask_for(app: App, filter: MetricsFilter) {
    let (steps, logged) = metrics::settings(filter);
    app.navigator.set("steps", steps.as_deref());
    app.navigator.set("logged", logged.as_deref());
}

/// Returns the part in words; `None` for all of it.
pub fn part_in_words(filter: MetricsFilter, utc_offset: UtcOffset) -> Option<String> {
    let range = |from: Option<String>, to: Option<String>| match (from, to) {
        (Some(from), Some(to)) => Some(format!("from {from} to {to}")),
        (Some(from), None) => Some(format!("from {from} on")),
        (None, Some(to)) => Some(format!("up to {to}")),
        (None, None) => None,
    };
    let time = |at: Option<Timestamp>| at.map(|at| format::date_time(at, utc_offset.at(at)));
    let steps = range(filter.step_from.map(format::count), filter.step_to.map(format::count));
    let times = range(time(filter.logged_from), time(filter.logged_to));
    let parts: Vec<String> =
        [steps.map(|steps| format!("steps {steps}")), times.map(|times| format!("rows logged {times}"))]
            .into_iter()
            .flatten()
            .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
