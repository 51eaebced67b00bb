//! The request a draft amounts to, live, as JSON or as a command.

use leptos::prelude::*;

use super::{file_desk::FormFiles, form_state::FormState, plan_queries::PricePanel};
use crate::components::{CopyButton, handler};
use tuneboard_core::{
    api,
    draft::JobDraft,
    model::{Connection, SpecField},
};

/// The request, and what is unusual about it.
#[component]
pub fn RequestPreview(
    /// The form.
    state: FormState,
    /// Connection that the request goes to.
    connection: Memo<Option<Connection>>,
) -> impl IntoView {
    let is_curl = RwSignal::new(false);
    let text = Memo::new(move |_| {
        let spec = state.draft.with(JobDraft::sketch);
        let preview = |connection: &Connection| {
            if is_curl.get() {
                api::create_curl(&connection.base_url, connection.provider, &spec).unwrap_or_else(|| {
                    "# No command is offered: the base URL holds characters that a terminal would act on."
                        .to_owned()
                })
            } else {
                api::create_preview(connection.provider, &spec)
            }
        };
        connection.with(|connection| connection.as_ref().map(preview)).unwrap_or_default()
    });
    let files = use_context::<FormFiles>();
    // Examples are lines in the formats the services take; of files that are not known, nothing is.
    let n_examples = move || {
        let shelf = files?.library.shelf();
        let ids = state.draft.with(|draft| draft.ids(SpecField::TrainFiles));
        shelf.with(|shelf| {
            let lines_of = |id: &String| shelf.files.iter().find(|file| file.id == *id)?.n_lines;
            ids.iter().map(lines_of).sum::<Option<u64>>().filter(|_| !ids.is_empty())
        })
    };
    let warnings = Memo::new(move |_| {
        let n_examples = n_examples();
        state.draft.with(|draft| draft.warnings(n_examples))
    });
    let lines = move || warnings.get().into_iter().map(|warning| view! { <li>{warning}</li> }).collect_view();
    let form = move |label: &'static str, curl: bool| {
        view! {
            <button
                type="button"
                class="btn quiet small"
                aria-pressed=move || (is_curl.get() == curl).to_string()
                on:click=handler(move |_| is_curl.set(curl))
            >
                {label}
            </button>
        }
    };
    view! {
        <aside class="side" aria-label="Request">
            <PricePanel connection=connection />
            <Show when=move || !warnings.with(Vec::is_empty)>
                <div class="panel notes">
                    <h2>"Worth a look"</h2>
                    <ul>{lines}</ul>
                </div>
            </Show>
            <div class="panel">
                <div class="panel-head">
                    <h2>"Request"</h2>
                    <div class="buttons">
                        {form("JSON", false)} {form("curl", true)} <CopyButton text=text what="request" has_lines=true />
                    </div>
                </div>
                <pre class="preview" tabindex="0" role="region" aria-label="Request text">{text}</pre>
            </div>
        </aside>
    }
}
