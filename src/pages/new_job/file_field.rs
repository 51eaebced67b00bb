//! A field for files: ids as text, and beside it the account's files to choose from and a way to send new ones.

use leptos::{ev, html, prelude::*};

use super::{
    file_check::CheckItem, file_desk::FormFiles, file_dialog::FileDialog, form_state::FormState,
    resumable_uploads::LeftOver, upload_row::UploadItem,
};
use crate::{
    browser::files::local_file::{self, LocalFile},
    components::{Icon, IconName, handler},
    state::{CheckRow, FileListStatus, UploadRow},
};
use tuneboard_core::model::SpecField;

/// The field; its children are the text with its label and help.
#[component]
pub fn FileField(
    /// The form.
    state: FormState,
    /// The field.
    field: SpecField,
    /// Label of the field.
    label: &'static str,
    /// The text.
    children: Children,
) -> impl IntoView {
    let Some(form_files) = use_context::<FormFiles>() else { return children().into_any() };
    let input = NodeRef::<html::Input>::new();
    let (is_over, is_choosing) = (RwSignal::new(false), RwSignal::new(false));
    let is_missing =
        Memo::new(move |_| form_files.library.shelf().with(|shelf| shelf.status == FileListStatus::Missing));
    let rows = Memo::new(move |_| {
        let here = form_files.connection.with(|known| known.as_ref().map(|known| known.id.clone()));
        form_files.uploads.rows().with(|rows| {
            let is_here = |row: &&UploadRow| row.field == field && Some(&row.connection) == here.as_ref();
            rows.iter().filter(is_here).map(|row| row.id).collect::<Vec<_>>()
        })
    });
    let checks = Memo::new(move |_| {
        let here = form_files.connection.with(|known| known.as_ref().map(|known| known.id.clone()));
        form_files.uploads.checks().with(|rows| {
            let is_here = |row: &&CheckRow| row.field == field && Some(&row.connection) == here.as_ref();
            rows.iter().filter(is_here).map(|row| row.id).collect::<Vec<_>>()
        })
    });
    let take = Callback::new(move |files: Vec<LocalFile>| {
        files.into_iter().for_each(|file| form_files.take(field, file));
    });
    let on_drag = move |event: ev::DragEvent| {
        if local_file::is_dragging_files(&event) && !is_missing.get_untracked() {
            event.prevent_default();
            is_over.set(true);
        }
    };
    let on_drop = move |event: ev::DragEvent| {
        is_over.set(false);
        let files = local_file::dropped(&event);
        if !files.is_empty() && !is_missing.get_untracked() {
            event.prevent_default();
            take.run(files);
        }
    };
    let on_paste = move |event: ev::ClipboardEvent| {
        let files = local_file::pasted(&event);
        if !files.is_empty() && !is_missing.get_untracked() {
            event.prevent_default();
            take.run(files);
        }
    };
    let on_chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            take.run(local_file::chosen(&input));
        }
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            local_file::ask(&input);
        }
    };
    let tools = move || {
        if is_missing.get() {
            let why = "This service neither lists nor accepts files here. Type their ids.";
            return view! { <small class="help">{why}</small> }.into_any();
        }
        view! {
            <div class="tools">
                <button type="button" class="btn" aria-label=format!("Choose files: {label}") on:click=handler(move |_| is_choosing.set(true))>
                    <Icon name=IconName::Search />
                    "Choose…"
                </button>
                <button type="button" class="btn" aria-label=format!("Upload files: {label}") on:click=handler(open)>
                    <Icon name=IconName::Upload />
                    "Upload…"
                </button>
                <small class="help">"or drop files here, or paste them"</small>
                <IntoDataset state=state field=field label=label />
            </div>
        }
        .into_any()
    };
    view! {
        <div
            class="file-field"
            data-over=move || is_over.get().then_some("")
            on:dragover=handler(on_drag)
            on:dragleave=handler(move |_| is_over.set(false))
            on:drop=handler(on_drop)
            on:paste=handler(on_paste)
        >
            {children()}
            {tools}
            <input type="file" multiple hidden node_ref=input on:change=handler(on_chosen) />
            {(field == SpecField::TrainFiles).then(|| view! { <LeftOver form_files=form_files /> })}
            <For each=move || checks.get() key=|id| *id let:id>
                <CheckItem uploads=form_files.uploads id=id />
            </For>
            <For each=move || rows.get() key=|id| *id let:id>
                <UploadItem form_files=form_files state=state id=id />
            </For>
            <FileDialog form_files=form_files state=state field=field label=label is_open=is_choosing />
        </div>
    }
    .into_any()
}

/// Choice of the dataset that files are put in, where the field names several.
#[component]
fn IntoDataset(
    /// The form.
    state: FormState,
    /// Field of the form.
    field: SpecField,
    /// Its label.
    label: &'static str,
) -> impl IntoView {
    let names = Memo::new(move |_| state.draft.with(|draft| draft.dataset_names(field)));
    let usual = Memo::new(move |_| state.draft.with(|draft| draft.usual_dataset(field).to_owned()));
    let chosen = Memo::new(move |_| state.dataset_into(field));
    // The usual one has an option of its own.
    let others = move || {
        let usual = usual.get();
        names.get().into_iter().filter(|name| *name != usual).collect::<Vec<_>>()
    };
    let usual_words =
        move || usual.with(|usual| if usual.is_empty() { "no name yet".to_owned() } else { usual.clone() });
    view! {
        <Show when=move || !others().is_empty()>
            <label class="into">
                "into "
                <select
                    class="field"
                    aria-label=format!("Dataset that files are put in: {label}")
                    on:change=handler(move |event: ev::Event| state.choose_dataset(field, event_target_value(&event)))
                >
                    <option value="" prop:selected=move || chosen.with(String::is_empty)>{usual_words}</option>
                    <For each=others key=|name| name.clone() let:name>
                        {
                            let own = name.clone();
                            view! { <option value=name.clone() prop:selected=move || chosen.get() == own>{name.clone()}</option> }
                        }
                    </For>
                </select>
            </label>
        </Show>
    }
}
