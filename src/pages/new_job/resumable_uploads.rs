//! Uploads that an earlier visit has left unfinished, and how each goes on.

use leptos::prelude::*;

use super::file_desk::FormFiles;
use crate::{
    components::{Icon, IconName, handler},
    state::{Uploads, use_app},
};
use tuneboard_core::{format, upload::Unfinished};

/// A row for each; nothing if there are none.
#[component]
pub fn LeftOver(
    /// State shared by the fields.
    form_files: FormFiles,
) -> impl IntoView {
    let uploads = form_files.uploads;
    let forgotten = Trigger::new();
    let elsewhere = RwSignal::new(Vec::<String>::new());
    let left = Memo::new(move |_| {
        forgotten.track();
        // What another tab has let go of may be finished.
        elsewhere.track();
        let here = form_files.connection.with(|known| known.as_ref().map(|known| known.id.clone()));
        here.map(|here| uploads.left_over(&here)).unwrap_or_default()
    });
    let now = use_app().now;
    Effect::new(move || {
        now.get();
        let left = left.get();
        if !left.is_empty() {
            leptos::task::spawn_local_scoped_with_cancellation(async move {
                let taken = Uploads::in_other_hands(&left).await;
                // The page may be gone by now.
                if elsewhere.try_with_untracked(|known| *known != taken) == Some(true) {
                    elsewhere.set(taken);
                }
            });
        }
    });
    let forget = move |upload: &Unfinished| {
        if let Some(connection) = form_files.connection.get_untracked() {
            uploads.forget_left_over(&connection.id, upload);
            forgotten.notify();
        }
    };
    let row = move |upload: Unfinished| {
        let (name, label) = (upload.name.clone(), upload.name.clone());
        let forget_label = format!("Forget the upload of {name}");
        let size = format::bytes(upload.n_bytes);
        let id = upload.upload_id.clone();
        let is_elsewhere = Memo::new(move |_| elsewhere.with(|taken| taken.contains(&id)));
        let words = move || {
            if is_elsewhere.get() {
                " · Another tab has this upload in hand."
            } else {
                " · Its upload was begun and is not finished: choose the same file again, and it goes on where it was."
            }
        };
        let upload = StoredValue::new(upload);
        view! {
            <div class="file" role="group" aria-label=label data-kind="left">
                <div>
                    {name}
                    <small>
                        {size} {words}
                    </small>
                </div>
                <Show when=move || !is_elsewhere.get()>
                    <button
                        type="button"
                        class="btn quiet icon-only"
                        aria-label=forget_label.clone()
                        on:click=handler(move |_| upload.with_value(forget))
                    >
                        <Icon name=IconName::Close />
                    </button>
                </Show>
            </div>
        }
    };
    view! {
        <For each=move || left.get() key=|upload| upload.upload_id.clone() let:upload>
            {row(upload)}
        </For>
    }
}
