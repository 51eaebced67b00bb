//! One file on its way: how far it is, what became of it, and what can be done.

use leptos::{ev, html, prelude::*};

use super::{file_desk::FormFiles, form_state::FormState};
use crate::{
    components::{Icon, IconName, handler},
    state::{UploadStage, UploadState},
};
use tuneboard_core::{format, model::FileStatus, upload::free_name};

/// The row of the upload `id`; nothing once it is dismissed.
#[component]
pub fn UploadItem(
    /// State shared by the fields.
    form_files: FormFiles,
    /// The form.
    state: FormState,
    /// Id of the upload.
    id: u64,
) -> impl IntoView {
    let row = form_files.uploads.rows().with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned());
    let Some(row) = row else { return ().into_any() };
    let (upload, field) = (row.state, row.field);
    let now = {
        let upload = upload.clone();
        Memo::new(move |_| upload.get())
    };
    let name = Memo::new(move |_| now.with(|now| now.name.clone()));
    // Whole percents, rounded down: 100 means done.
    let percents =
        Memo::new(move |_| now.with(|now| 100 * now.progress.n_sent / now.progress.n_bytes.max(1)));
    let is_moving = Memo::new(move |_| {
        now.with(|now| {
            !matches!(now.stage, UploadStage::Done(_) | UploadStage::Failed { .. } | UploadStage::Cancelled)
        })
    });
    // What can be asked for changes with the stage's kind only, so that a press hits what was aimed at.
    let kind = Memo::new(move |_| now.with(|now| Kind::of(&now.stage)));
    let is_used = Memo::new(move |_| {
        let file = now.with(|now| match &now.stage {
            UploadStage::Done(file) => Some(file.id.clone()),
            _ => None,
        });
        file.is_none_or(|file| state.draft.with(|draft| draft.ids(field).contains(&file)))
    });
    let use_it = move |_| {
        if let UploadStage::Done(file) = now.get_untracked().stage {
            state.set_file(field, &file.id, true);
        }
    };
    let uploads = form_files.uploads;
    let buttons = move || {
        match kind.get() {
        Kind::Moving => view! {
            <button type="button" class="btn" aria-label=format!("Cancel {}", name.get_untracked()) on:click=handler(move |_| uploads.cancel(id))>
                "Cancel"
            </button>
        }
        .into_any(),
        Kind::Processing => ().into_any(),
        Kind::Usable | Kind::Over => view! {
            <Show when=move || kind.get() == Kind::Usable && !is_used.get()>
                <button type="button" class="btn" on:click=handler(use_it)>"Use"</button>
            </Show>
            <Dismiss form_files=form_files id=id name=name />
        }
        .into_any(),
        Kind::Retry => view! {
            <button type="button" class="btn" aria-label=format!("Try again: {}", name.get_untracked()) on:click=handler(move |_| uploads.retry(id))>
                "Try again"
            </button>
            <Dismiss form_files=form_files id=id name=name />
        }
        .into_any(),
        Kind::Rename => view! { <Rename form_files=form_files id=id name=name.get_untracked() /> }.into_any(),
    }
    };
    view! {
        <div class="file" role="group" aria-label=name data-kind=move || kind.get().slug()>
            <div>
                {name}
                <small>{move || now.with(figures)}</small>
                <Show when=move || is_moving.get()>
                    <div
                        class="bar"
                        role="progressbar"
                        aria-label=move || format!("Sending {}", name.get())
                        aria-valuemin="0"
                        aria-valuemax="100"
                        aria-valuenow=move || percents.get().to_string()
                    >
                        <i style=("--share", move || format!("{}%", percents.get()))></i>
                    </div>
                </Show>
                <span class="visually-hidden" role="status">{move || now.with(|now| words(&now.stage))}</span>
            </div>
            {buttons}
        </div>
    }
    .into_any()
}

/// Action on an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Moving,
    Processing,
    Usable,
    Retry,
    Rename,
    Over,
}

impl Kind {
    fn of(stage: &UploadStage) -> Self {
        match stage {
            UploadStage::Processing => Self::Processing,
            UploadStage::Done(file) if matches!(file.status, FileStatus::Failed(_)) => Self::Over,
            UploadStage::Done(_) => Self::Usable,
            UploadStage::Failed { is_name_taken: true, .. } => Self::Rename,
            UploadStage::Failed { can_retry: true, .. } => Self::Retry,
            UploadStage::Failed { .. } | UploadStage::Cancelled => Self::Over,
            UploadStage::Starting | UploadStage::Sending | UploadStage::Finishing | UploadStage::Looking => {
                Self::Moving
            }
        }
    }

    const fn slug(self) -> &'static str {
        match self {
            Self::Moving => "moving",
            Self::Processing => "processing",
            Self::Usable => "usable",
            Self::Retry => "retry",
            Self::Rename => "rename",
            Self::Over => "over",
        }
    }
}

#[component]
fn Dismiss(
    /// State shared by the fields.
    form_files: FormFiles,
    /// Id of the upload.
    id: u64,
    /// Its name.
    name: Memo<String>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn quiet icon-only"
            aria-label=move || format!("Remove {} from the list", name.get())
            on:click=handler(move |_| form_files.uploads.dismiss(id))
        >
            <Icon name=IconName::Close />
        </button>
    }
}

/// Another name for a file whose own is taken, with one that is free filled in.
#[component]
fn Rename(
    /// State shared by the fields.
    form_files: FormFiles,
    /// Id of the upload.
    id: u64,
    /// The name that is taken.
    name: String,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let free = form_files
        .library
        .shelf()
        .with_untracked(|shelf| free_name(&name, |name| shelf.files.iter().any(|file| file.name == name)));
    let send = move || {
        if let Some(input) = input.get_untracked() {
            form_files.uploads.rename(id, input.value());
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            send();
        }
    };
    let name = Memo::new(move |_| name.clone());
    view! {
        <input class="field" aria-label="Another name" value=free autocomplete="off" spellcheck="false" node_ref=input on:keydown=handler(on_key) />
        <button type="button" class="btn" on:click=handler(move |_| send())>"Send as"</button>
        <Dismiss form_files=form_files id=id name=name />
    }
}

/// Returns the progress, to be seen.
fn figures(state: &UploadState) -> String {
    let UploadStage::Sending = state.stage else { return words(&state.stage) };
    let progress = &state.progress;
    if progress.n_sent == 0 {
        return format!("Sending {}", format::bytes(progress.n_bytes));
    }
    let mut figures =
        vec![format!("{} of {}", format::bytes(progress.n_sent), format::bytes(progress.n_bytes))];
    figures.extend(progress.rate.map(|rate| format!("{}/s", format::bytes(rate as u64))));
    figures.extend(progress.secs_left.map(|secs| format!("{} left", format::roughly(secs))));
    figures.join(" · ")
}

/// Returns the progress, in words that change seldom.
fn words(stage: &UploadStage) -> String {
    match stage {
        UploadStage::Starting => "Requesting an upload address".to_owned(),
        UploadStage::Sending => "Sending".to_owned(),
        UploadStage::Finishing => "Uploaded; the service is assembling it".to_owned(),
        UploadStage::Looking => "No confirmation; checking whether the file arrived".to_owned(),
        UploadStage::Processing => "Uploaded; the service is checking it".to_owned(),
        UploadStage::Done(file) => match &file.status {
            FileStatus::Failed(why) => format!("The service cannot use it: {why}"),
            FileStatus::Ready => {
                let mut facts = vec!["Ready".to_owned()];
                facts.extend(file.n_lines.map(|n| format::count_of(n as usize, "line", "lines")));
                facts.extend(file.format.clone());
                facts.join(" · ")
            }
            FileStatus::Processing | FileStatus::Unknown(_) => {
                "Sent. The service does not say whether it can be used.".to_owned()
            }
        },
        UploadStage::Failed { title, meaning, .. } => format!("{title}. {meaning}"),
        UploadStage::Cancelled => "Cancelled".to_owned(),
    }
}
