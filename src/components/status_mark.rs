//! A status as icon, word and colour, with the provider's own word beside it where it says more.

use leptos::prelude::*;

use super::{Icon, IconName};
use tuneboard_core::model::JobStatus;

/// The mark of a status.
#[component]
pub fn StatusMark(
    /// The status.
    #[prop(into)]
    status: Signal<JobStatus>,
) -> impl IntoView {
    let class = Memo::new(move |_| status.with(|status| status.class));
    let detail = move || status.with(JobStatus::detail);
    view! {
        <span class="status" data-class=move || class.get().slug() title=move || class.get().meaning()>
            {move || view! { <Icon name=IconName::of_status(class.get()) /> }}
            <span>{move || class.get().label()}</span>
            {move || detail().map(|detail| view! { <small class="raw">{detail}</small> })}
        </span>
    }
}
