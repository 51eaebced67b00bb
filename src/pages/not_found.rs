//! A link that leads nowhere.

use leptos::prelude::*;

use crate::components::{Empty, IconName};
use tuneboard_core::format::shortened;

/// Says which link, and the way out.
#[component]
pub fn NotFoundPage(
    /// The link's text.
    path: String,
) -> impl IntoView {
    let path = shortened(&path);
    let text =
        format!("This page has no screen called “{path}”. The link may be cut off or from another version.");
    view! {
        <h1 class="visually-hidden">"Not found"</h1>
        <Empty icon=IconName::Question title="No such screen" text=text>
            <a class="btn primary" href="#/jobs">"All jobs"</a>
        </Empty>
    }
}
