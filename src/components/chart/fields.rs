//! Fields of one chart, below it where it has the whole page.

use leptos::prelude::*;

use crate::components::{NumberField, handler};
use tuneboard_core::chart::{
    View,
    axis::zoom::{self, Range},
    words::typed,
};

/// Lowest and highest y, for those who cannot or do not want to drag, and a weight of smoothing.
#[component]
pub fn ChartFields(
    /// View of the chart.
    view: Signal<View>,
    /// A range was typed, or given back.
    on_y: Callback<Option<Range>>,
    /// Smoothing weight of this chart alone; `None` for the weight of all charts.
    weight: Signal<Option<f64>>,
    /// Such a weight was typed, or given back.
    on_weight: Callback<Option<f64>>,
) -> impl IntoView {
    let ends = RwSignal::new((None::<f64>, None::<f64>));
    let range = move || view.with(|view| view.y_range);
    Effect::new(move || ends.set(range().map_or((None, None), zoom::ends)));
    let low = Signal::derive(move || ends.get().0);
    let high = Signal::derive(move || ends.get().1);
    let choose = move |chosen: (Option<f64>, Option<f64>)| {
        ends.set(chosen);
        on_y.run(zoom::between(chosen.0, chosen.1));
    };
    let weigh = move |weight: Option<f64>| on_weight.run(weight.map(|weight| weight.min(typed::MAX_WEIGHT)));
    view! {
        <div class="chart-fields">
            <span class="tool">
                "y"
                <NumberField
                    name="Lowest y"
                    placeholder="from"
                    value=low
                    check=move |low| typed::low_problem(low, high.get())
                    on_number=move |low| choose((low, high.get_untracked()))
                />
                "–"
                <NumberField
                    name="Highest y"
                    placeholder="to"
                    value=high
                    check=move |high| typed::high_problem(low.get(), high)
                    on_number=move |high| choose((low.get_untracked(), high))
                />
                <button type="button" class="btn quiet small" disabled=move || range().is_none() on:click=handler(move |_| on_y.run(None))>
                    "Fit"
                </button>
            </span>
            <span class="tool">
                "Smoothing"
                <NumberField
                    name="Smoothing weight of this chart, 0 to 0.999; empty for the page's"
                    placeholder="same as page"
                    value=weight
                    check=typed::weight_problem
                    on_number=weigh
                />
            </span>
        </div>
    }
}
