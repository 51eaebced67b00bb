//! A job's record: its settings as a table, and the JSON as the service sent it.

use leptos::prelude::*;

use super::checkpoints::NOT_OFFERED;
use crate::{components::CopyButton, state::OpenJob};
use tuneboard_core::{api, record};

/// Every setting and figure of the record, by its own name.
#[component]
pub fn JobConfig(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let entries = Memo::new(move |_| {
        open.job().with(|job| job.as_ref().map(|job| record::flatten(&job.raw)).unwrap_or_default())
    });
    view! {
        <dl class="config">
            <For each=move || entries.get() key=Clone::clone let:entry>
                <div>
                    <dt class="mono">{breakable(&record::shown(&entry.path))}</dt>
                    <dd>{record::shown(&entry.value).into_owned()}</dd>
                </div>
            </For>
        </dl>
        <Show when=move || !open.saved().is_offered().get()>
            <p class="faint">{NOT_OFFERED}</p>
        </Show>
    }
}

/// A path that may wrap where its words end.
fn breakable(path: &str) -> impl IntoView + use<> {
    let words = path.split_inclusive(['.', '_']).map(str::to_owned);
    words.map(|word| view! { {word} <wbr /> }).collect_view()
}

/// The record as sent, indented.
#[component]
pub fn JobRaw(
    /// The job.
    open: OpenJob,
) -> impl IntoView {
    let text = Memo::new(move |_| {
        open.job().with(|job| job.as_ref().map(|job| api::pretty_json(&job.raw)).unwrap_or_default())
    });
    view! {
        <section class="panel">
            <div class="panel-head">
                <h2>"The record as the service sent it"</h2>
                <CopyButton text=text what="record" has_lines=true />
            </div>
            <pre class="preview" tabindex="0" role="region" aria-label="Record">{text}</pre>
        </section>
    }
}
