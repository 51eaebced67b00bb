//! How far a job is, as a bar with words.

use leptos::prelude::*;

use crate::model::StatusClass;

/// A bar filled to `share`, in the colour of the class; an empty track where no share can be known.
#[component]
pub fn ProgressBar(
    /// Share done, 0 to 1.
    #[prop(into)]
    share: Signal<Option<f64>>,
    /// Words beside the bar.
    #[prop(into)]
    label: Signal<String>,
    /// What the job is doing.
    #[prop(into)]
    class: Signal<StatusClass>,
) -> impl IntoView {
    let width = move || share.get().map(|share| format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0));
    view! {
        <div class="bar" data-class=move || class.get().slug()>
            <i style=("--share", width) aria-hidden="true"></i>
            <span>{label}</span>
        </div>
    }
}
