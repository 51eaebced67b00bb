//! The controls that all charts of a screen share: axis, smoothing, scale, range.

use leptos::prelude::*;

use super::{
    log_bounds::LogBounds,
    range::RangeTools,
    settings::{ChartSettings, ORDERS, SMOOTHINGS},
};
use crate::{
    components::{NumberField, handler},
    state::OpenJob,
};
use tuneboard_core::chart::{axis::zoom, words::typed};

/// Position of the slider while each curve has its own default.
const TYPICAL_WEIGHT: f64 = 0.6;

/// The controls. Choices go to the link, from where the charts read them.
#[component]
pub fn ChartTools(
    /// Settings to change.
    settings: ChartSettings,
    /// The job that logs, if there is one.
    open: Option<OpenJob>,
    /// The whole of x, for steps of zooming and panning.
    everything: Signal<zoom::Range>,
    /// There are findings to mark.
    #[prop(optional, into)]
    has_findings: Signal<bool>,
    /// There is a forecast to draw.
    #[prop(optional, into)]
    has_forecast: Signal<bool>,
) -> impl IntoView {
    // The rest folds away, at first.
    let is_open = RwSignal::new(false);
    let view = settings.view;
    let axis = Memo::new(move |_| view.with(|view| view.x_axis));
    let set = move |name: &'static str, value: Option<&str>| settings.app.navigator.set(name, value);
    view! {
        <div class="tools" role="group" aria-label="Charts" data-open=move || is_open.get().then_some("")>
            <label>
                "X axis"
                <select
                    class="field"
                    prop:value=move || axis.get().slug()
                    on:change=handler(move |event: web_sys::Event| settings.choose_axis(&event_target_value(&event)))
                >
                    <For each=move || settings.axes.get() key=|axis| *axis let:option>
                        <option value=option.slug() prop:selected=move || axis.get() == option>{option.label()}</option>
                    </For>
                    <For each=move || settings.refused.get() key=|axis| *axis let:option>
                        <option value=option.slug() disabled=true>{option.label()}</option>
                    </For>
                </select>
            </label>
            <Smoothing settings=settings />
            <Show when=move || has_findings.get()>
                <Toggle
                    label="findings"
                    is_on=settings.shows_findings
                    on_toggle=move |is_on: bool| set("findings", (!is_on).then_some("off"))
                />
            </Show>
            <Show when=move || has_forecast.get()>
                <Toggle
                    label="forecast"
                    is_on=settings.shows_forecast
                    on_toggle=move |is_on: bool| set("forecast", (!is_on).then_some("off"))
                />
            </Show>
            <RangeTools settings=settings everything=everything />
            <button
                type="button"
                class="btn tools-toggle"
                aria-expanded=move || is_open.get().to_string()
                on:click=handler(move |_| is_open.update(|is_open| *is_open = !*is_open))
            >
                {move || if is_open.get() { "Less" } else { "More" }}
            </button>
            <div class="extra">
                <Choice
                    label="Smoothing method"
                    options=SMOOTHINGS.to_vec()
                    chosen=settings.smoothing
                    on_choice=Callback::new(move |word| set("smooth", word))
                />
                <Choice
                    label="Tooltip"
                    options=ORDERS.map(|(word, label, _)| (word, label)).to_vec()
                    chosen=settings.order
                    on_choice=Callback::new(move |word| set("order", word))
                />
                <Toggle label="log y" is_on=move || view.get().is_log_y on_toggle=move |is_on: bool| set("y", is_on.then_some("log")) />
                <Toggle label="y from zero" is_on=move || view.get().from_zero on_toggle=move |is_on: bool| set("zero", is_on.then_some("1")) />
                <Toggle
                    label="ignore outliers"
                    is_on=move || view.get().ignore_outliers
                    on_toggle=move |is_on: bool| set("outliers", is_on.then_some("off"))
                />
                {open
                    .filter(|open| open.connection().provider.capabilities().has_events)
                    .map(|_| {
                        view! {
                            <Toggle
                                label="events"
                                is_on=settings.shows_events
                                on_toggle=move |is_on: bool| set("events", (!is_on).then_some("off"))
                            />
                        }
                    })}
                {open.filter(|open| open.has_bounds()).map(|open| view! { <LogBounds app=settings.app open=open /> })}
            </div>
        </div>
    }
}

/// On or off.
#[component]
fn Toggle(
    /// Label of the switch.
    label: &'static str,
    /// True if it is on.
    #[prop(into)]
    is_on: Signal<bool>,
    /// Called with the new state.
    #[prop(into)]
    on_toggle: Callback<bool>,
) -> impl IntoView {
    view! {
        <label>
            <input type="checkbox" prop:checked=is_on on:change=handler(move |event: web_sys::Event| on_toggle.run(event_target_checked(&event))) />
            {label}
        </label>
    }
}

/// One of a few; the first is the default and not written to the link.
#[component]
fn Choice(
    /// Label of the choice.
    label: &'static str,
    /// Words in the link and in the menu.
    options: Vec<(&'static str, &'static str)>,
    /// Index of the chosen option.
    chosen: Memo<usize>,
    /// Another one was chosen; `None` for the default.
    on_choice: Callback<Option<&'static str>>,
) -> impl IntoView {
    let words: Vec<&'static str> = options.iter().map(|(word, _)| *word).collect();
    let choose = move |value: String| {
        let word = words.iter().skip(1).find(|word| **word == value).copied();
        on_choice.run(word);
    };
    let options = options.into_iter().enumerate().map(|(idx, (word, text))| {
        view! { <option value=word prop:selected=move || chosen.get() == idx>{text}</option> }
    });
    view! {
        <label>
            {label}
            <select class="field" on:change=handler(move |event: web_sys::Event| choose(event_target_value(&event)))>
                {options.collect_view()}
            </select>
        </label>
    }
}

/// Smoothing of the curves: by slider, or typed for weights beyond the slider.
#[component]
fn Smoothing(
    /// Settings to change.
    settings: ChartSettings,
) -> impl IntoView {
    let weight = settings.weight;
    let navigator = settings.app.navigator;
    let shown = move || weight.get().map_or_else(|| "auto".to_owned(), |weight| weight.to_string());
    let weigh = move |weight: Option<f64>| {
        navigator.set("s", weight.map(|weight| weight.min(typed::MAX_WEIGHT).to_string()).as_deref());
    };
    view! {
        <div class="tool smoothing">
            <label>
                "Smoothing"
                <input
                    type="range"
                    min="0"
                    max="0.99"
                    step="0.01"
                    aria-valuetext=shown
                    prop:value=move || weight.get().unwrap_or(TYPICAL_WEIGHT).to_string()
                    on:input=handler(move |event: web_sys::Event| navigator.set("s", Some(event_target_value(&event).as_str())))
                />
            </label>
            <NumberField
                name="Smoothing weight, 0 to 0.999; empty for automatic"
                placeholder="auto"
                value=weight
                check=typed::weight_problem
                on_number=weigh
            />
            <button
                type="button"
                class="btn quiet small"
                title="Smooth each curve automatically"
                disabled=move || weight.with(Option::is_none)
                on:click=handler(move |_| navigator.set("s", None))
            >
                "Auto"
            </button>
        </div>
    }
}
