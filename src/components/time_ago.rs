//! A time as "4 s ago", with the exact one on hover and for assistive technology.

use leptos::prelude::*;

use crate::{format, model::Timestamp};

/// The time, or a dash if there is none.
#[component]
pub fn TimeAgo(
    /// The instant.
    #[prop(into)]
    at: Signal<Option<Timestamp>>,
    /// The present.
    #[prop(into)]
    now: Signal<Timestamp>,
    /// Seconds local time is ahead of UTC at an instant.
    utc_offset_secs: fn(Timestamp) -> i32,
) -> impl IntoView {
    let words = move || match at.get() {
        Some(at) => format::relative(at, now.get(), utc_offset_secs(at)),
        None => "–".to_owned(),
    };
    let exact = move || at.get().map(|at| format::date_time(at, utc_offset_secs(at)));
    view! {
        <time datetime=move || at.get().map(Timestamp::to_rfc3339) title=exact>
            {words}
        </time>
    }
}
