//! The account's files, to choose from for a field.

use leptos::{ev, prelude::*};

use super::{file_desk::FormFiles, form_state::FormState};
use crate::{
    components::{Dialog, Icon, IconName, handler},
    state::{App, FileListStatus, Now, use_app},
};
use tuneboard_core::{
    draft::JobDraft,
    format,
    model::{DatasetFile, FileStatus, SpecField},
};

/// Most files shown at once; a search finds the others.
const MAX_SHOWN: usize = 200;

/// The dialog.
#[component]
pub fn FileDialog(
    /// State shared by the fields.
    form_files: FormFiles,
    /// The form.
    state: FormState,
    /// The field to choose for.
    field: SpecField,
    /// Its label.
    label: &'static str,
    /// True while the dialog is open.
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let app = use_app();
    let search = RwSignal::new(String::new());
    let shelf = form_files.library.shelf();
    let found = Memo::new(move |_| {
        let words = search.get();
        shelf
            .with(|shelf| shelf.files.iter().filter(|file| file.matches(&words)).cloned().collect::<Vec<_>>())
    });
    let ids = Memo::new(move |_| state.draft.with(|draft| draft.ids(field)));
    let is_many = Memo::new(move |_| state.draft.with(JobDraft::takes_many_files));
    let choose = move |file: &DatasetFile| {
        let is_in = ids.with_untracked(|ids| ids.contains(&file.id));
        state.set_file(field, &file.id, !is_in);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            // Not the form around it.
            event.prevent_default();
            if let Some(file) =
                found.with_untracked(|found| found.iter().find(|file| is_usable(file)).cloned())
            {
                choose(&file);
            }
        }
    };
    let note = move || {
        let n_found = found.with(Vec::len);
        shelf.with(|shelf| match &shelf.status {
            FileListStatus::Loading if shelf.files.is_empty() => "Looking for files".to_owned(),
            FileListStatus::Failed(why) => why.clone(),
            FileListStatus::Missing => "This service lists no files.".to_owned(),
            _ if shelf.files.is_empty() => "There are no files yet. Upload one.".to_owned(),
            _ if n_found == 0 => "No file has these words in its name.".to_owned(),
            _ if MAX_SHOWN < n_found => {
                format!(
                    "The first {MAX_SHOWN} of {} files; search for the others.",
                    format::count(n_found as u64)
                )
            }
            _ if 0 < shelf.n_unreadable => {
                format!("{} could not be read.", format::count_of(shelf.n_unreadable, "file", "files"))
            }
            _ => format::count_of(n_found, "file", "files"),
        })
    };
    let is_loading = move || shelf.with(|shelf| shelf.status == FileListStatus::Loading);
    let title = format!("Choose: {label}");
    view! {
        <Dialog is_open=is_open title=title on_close=Callback::new(move |()| is_open.set(false))>
            <div class="dialog-body">
                <div class="search">
                    <Icon name=IconName::Search />
                    <input
                        class="field"
                        type="search"
                        aria-label="Search files"
                        autofocus=true
                        autocomplete="off"
                        prop:value=search
                        on:input=handler(move |event: ev::Event| search.set(event_target_value(&event)))
                        on:keydown=handler(on_key)
                    />
                </div>
                <small role="status">{note}</small>
                <div class="file-list" role="group" aria-label="Files">
                    <For
                        each=move || found.get().into_iter().take(MAX_SHOWN)
                        key=|file| (file.id.clone(), file.status.clone(), file.n_lines)
                        let:file
                    >
                        {
                            let (id, own) = (file.id.clone(), file.clone());
                            let is_in = Memo::new(move |_| ids.with(|ids| ids.contains(&id)));
                            let is_off = !is_usable(&file);
                            view! {
                                <label class="file">
                                    <input
                                        type="checkbox"
                                        prop:checked=is_in
                                        disabled=move || is_off && !is_in.get()
                                        on:change=handler(move |_| choose(&own))
                                    />
                                    <div>
                                        {file.name.clone()}
                                        <small>{facts(app, &file)}</small>
                                    </div>
                                </label>
                            }
                        }
                    </For>
                </div>
            </div>
            <div class="actions">
                <span class="grow">{move || if is_many.get() { "" } else { "One file" }}</span>
                <button
                    type="button"
                    class="btn"
                    aria-busy=move || is_loading().to_string()
                    on:click=handler(move |_| {
                        if !untrack(is_loading) {
                            form_files.reload();
                        }
                    })
                >
                    "Refresh"
                </button>
                <button type="button" class="btn primary" on:click=handler(move |_| is_open.set(false))>"Done"</button>
            </div>
        </Dialog>
    }
}

/// A job may be able to use it.
fn is_usable(file: &DatasetFile) -> bool {
    matches!(file.status, FileStatus::Ready | FileStatus::Unknown(_))
}

/// Size, lines, state and age, as far as they are known.
fn facts(app: App, file: &DatasetFile) -> impl IntoView + use<> {
    let mut facts = Vec::new();
    facts.extend(file.n_bytes.map(format::bytes));
    facts.extend(file.n_lines.map(|n| format::count_of(n as usize, "line", "lines")));
    facts.extend(file.format.clone());
    facts.push(match &file.status {
        FileStatus::Failed(why) => format!("{}: {why}", file.status.label()),
        status => status.label().to_owned(),
    });
    // An id that is not the name is what a job names.
    facts.extend((file.id != file.name).then(|| file.id.clone()));
    let known = facts.join(" · ");
    let age = file.created_at.map(|at| {
        view! { <time title=Now::exact(at)>{move || format!(" · {}", app.now.ago(at))}</time> }
    });
    view! { {known} {age} }
}
