//! Drafts as files: saved to one and read from one, without secrets.

use leptos::{html, prelude::*};

use super::form_state::FormState;
use crate::{
    browser::files::{download, local_file},
    components::handler,
};
use tuneboard_core::{creation::is_made_id, draft::JobDraft, model::SpecField};

/// No draft is longer, bytes.
const LONGEST: u64 = 1 << 20;

/// Buttons that save the draft to a file and read one.
#[component]
pub fn DraftFile(
    /// The form.
    state: FormState,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let told = RwSignal::new(String::new());
    let export = move |_| {
        let mut draft = state.draft.get_untracked();
        forget_made_id(&mut draft);
        let file = download::text(&draft.to_json(), "application/json");
        let is_saved = file.is_some_and(|file| download::save(&file, "tuneboard-draft.json"));
        let words =
            if is_saved { "Saved, without secrets." } else { "This browser refused to save the draft." };
        told.set(words.to_owned());
    };
    let import = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let Some(file) = local_file::chosen(&input).into_iter().next() else { return };
        leptos::task::spawn_local_scoped_with_cancellation(async move {
            let bytes = if file.n_bytes() <= LONGEST { file.read(0, file.n_bytes()).await } else { None };
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            // The form may be gone by now.
            let Some(provider) = state.draft.try_with_untracked(JobDraft::provider) else { return };
            match text.as_deref().and_then(JobDraft::from_json) {
                Some(draft) => {
                    let is_elsewhere = draft.provider() != provider;
                    let mut draft = draft.with_provider(provider);
                    forget_made_id(&mut draft);
                    let words = match is_elsewhere {
                        true => {
                            "Draft loaded. It is for another provider, so its model and files were left out."
                        }
                        false => "Draft loaded. Drafts hold no secrets; enter them again.",
                    };
                    let words = [Some(words.to_owned()), draft.sends()];
                    state.restart(draft);
                    told.set(words.into_iter().flatten().collect::<Vec<_>>().join(" "));
                }
                None => told.set(
                    "This file is not a job draft, or is from another version. Nothing was changed."
                        .to_owned(),
                ),
            }
        });
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            local_file::ask(&input);
        }
    };
    view! {
        <span role="status">{told}</span>
        <input type="file" accept=".json,application/json" hidden node_ref=input on:change=handler(import) />
        <button type="button" class="btn" on:click=handler(open)>
            "Import…"
        </button>
        <button type="button" class="btn" disabled=move || state.draft.with(JobDraft::is_pristine) on:click=handler(export)>
            "Export"
        </button>
    }
}

/// An id that this page made is one job's own, so it neither leaves nor arrives.
fn forget_made_id(draft: &mut JobDraft) {
    if is_made_id(draft.get(SpecField::Id)) {
        draft.set(SpecField::Id, "");
    }
}
