//! How far a job is, as a bar with words.

use leptos::prelude::*;

/// A bar filled to `share`; empty track and words alone where no share can be known.
#[component]
pub fn ProgressBar(
    /// Share done, 0 to 1.
    #[prop(into)]
    share: Signal<Option<f64>>,
    /// Words beside the bar.
    #[prop(into)]
    label: Signal<String>,
    /// Style hook: `running`, `done`, `off`.
    #[prop(into)]
    kind: Signal<&'static str>,
) -> impl IntoView {
    let width = move || format!("{:.1}%", share.get().unwrap_or(0.0).clamp(0.0, 1.0) * 100.0);
    view! {
        <span class="bar" data-kind=kind>
            <i style=("--share", width) data-unknown=move || share.get().is_none().then_some("") aria-hidden="true"></i>
            <span>{label}</span>
        </span>
    }
}
