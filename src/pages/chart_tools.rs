//! The controls that all charts of a job share: axis, smoothing, scale, range.

use leptos::prelude::*;

use crate::{chart::View, format, metrics::XAxis, state::App};

/// Largest smoothing that can be chosen.
const MAX_WEIGHT: f64 = 0.99;

/// Where the slider stands while each curve has its own default.
const TYPICAL_WEIGHT: f64 = 0.6;

/// The controls. Choices go to the link, from where the charts read them.
#[component]
pub fn ChartTools(
    /// Shared state.
    app: App,
    /// Axes the metrics allow.
    axes: Memo<Vec<XAxis>>,
    /// Smoothing of all curves; `None` for each its own.
    weight: Memo<Option<f64>>,
    /// The charts' view.
    view: Memo<View>,
    /// A range was typed, or the whole asked back.
    on_zoom: Callback<Option<(f64, f64)>>,
) -> impl IntoView {
    // On a phone the rest folds away.
    let is_open = RwSignal::new(false);
    let axis = Memo::new(move |_| view.with(|view| view.x_axis));
    let choose_axis = move |slug: String| {
        on_zoom.run(None);
        app.navigator.set("x", Some(slug.as_str()).filter(|slug| *slug != XAxis::Step.slug()));
    };
    view! {
        <div class="tools" role="group" aria-label="Charts" data-open=move || is_open.get().then_some("")>
            <label>
                "x"
                <select
                    class="field"
                    prop:value=move || axis.get().slug()
                    on:change:target=move |event| choose_axis(event.target().value())
                >
                    <For each=move || axes.get() key=|axis| *axis let:option>
                        <option value=option.slug() prop:selected=move || axis.get() == option>{option.label()}</option>
                    </For>
                </select>
            </label>
            <Smoothing app=app weight=weight />
            <button
                type="button"
                class="btn tools-toggle"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                {move || if is_open.get() { "Less" } else { "More" }}
            </button>
            <label class="extra">
                <input
                    type="checkbox"
                    prop:checked=move || view.with(|view| view.is_log_y)
                    on:change:target=move |event| app.navigator.set("y", event.target().checked().then_some("log"))
                />
                "log y"
            </label>
            <label class="extra">
                <input
                    type="checkbox"
                    prop:checked=move || view.with(|view| view.ignore_outliers)
                    on:change:target=move |event| app.navigator.set("outliers", event.target().checked().then_some("off"))
                />
                "ignore outliers"
            </label>
            <RangeFields view=view on_zoom=on_zoom />
        </div>
    }
}

/// How much the curves are smoothed.
#[component]
fn Smoothing(
    /// Shared state.
    app: App,
    /// Smoothing of all curves; `None` for each its own.
    weight: Memo<Option<f64>>,
) -> impl IntoView {
    let shown = move || weight.get().map_or_else(|| "auto".to_owned(), |weight| format!("{weight:.2}"));
    view! {
        <div class="tool smoothing">
            <label>
                "Smoothing"
                <input
                    type="range"
                    min="0"
                    max=MAX_WEIGHT
                    step="0.01"
                    aria-valuetext=shown
                    prop:value=move || weight.get().unwrap_or(TYPICAL_WEIGHT).to_string()
                    on:input:target=move |event| app.navigator.set("s", Some(event.target().value().as_str()))
                />
                <output>{shown}</output>
            </label>
            <button
                type="button"
                class="btn quiet small"
                title="Smooth each curve as suits it"
                disabled=move || weight.with(Option::is_none)
                on:click=move |_| app.navigator.set("s", None)
            >
                "Auto"
            </button>
        </div>
    }
}

/// From and to, for those who cannot or do not want to drag.
#[component]
fn RangeFields(
    /// The charts' view.
    view: Memo<View>,
    /// A range was typed, or the whole asked back.
    on_zoom: Callback<Option<(f64, f64)>>,
) -> impl IntoView {
    let range = move || view.with(|view| view.x_range);
    let bound = move |pick: fn((f64, f64)) -> f64| {
        range().map(pick).filter(|bound| bound.is_finite()).map(format::exact).unwrap_or_default()
    };
    let typed = move |is_low: bool, text: String| {
        let (low, high) = untrack(range).unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let value = text.trim().replace(',', "").parse::<f64>().ok().filter(|value| value.is_finite());
        let new = if is_low {
            (value.unwrap_or(f64::NEG_INFINITY), high)
        } else {
            (low, value.unwrap_or(f64::INFINITY))
        };
        on_zoom.run((new.0 < new.1 && (new.0.is_finite() || new.1.is_finite())).then_some(new));
    };
    // Only of an axis whose values people know by heart.
    let is_offered = move || view.with(|view| matches!(view.x_axis, XAxis::Step | XAxis::Epoch));
    let field = move |is_low: bool, placeholder: &'static str, name: &'static str| {
        let pick: fn((f64, f64)) -> f64 = if is_low { |range| range.0 } else { |range| range.1 };
        view! {
            <input
                class="field"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                placeholder=placeholder
                aria-label=name
                prop:value=move || bound(pick)
                on:change:target=move |event| typed(is_low, event.target().value())
            />
        }
    };
    view! {
        <span class="tool extra">
            <Show when=is_offered>
                {move || view.with(|view| view.x_axis.label())}
                {field(true, "from", "Show from")}
                "–"
                {field(false, "to", "Show up to")}
            </Show>
            <button type="button" class="btn quiet small" disabled=move || range().is_none() on:click=move |_| on_zoom.run(None)>
                "Show all"
            </button>
        </span>
    }
}

/// `120~300`; a missing side is open.
pub(super) fn parse_range(text: &str) -> Option<(f64, f64)> {
    let (low, high) = text.split_once('~')?;
    let bound = |text: &str| text.parse::<f64>().ok().filter(|bound| !bound.is_nan());
    let (low, high) = (bound(low)?, bound(high)?);
    (low < high).then_some((low, high))
}
