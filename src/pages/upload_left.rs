//! Uploads that an earlier visit has left unfinished, and how each goes on.

use leptos::prelude::*;

use super::file_field::FileDesk;
use crate::{
    components::{Icon, IconName},
    format,
    upload::Unfinished,
};

/// A row for each; nothing if there are none.
#[component]
pub fn LeftOver(
    /// What the fields share.
    desk: FileDesk,
) -> impl IntoView {
    let uploads = desk.uploads;
    let forgotten = Trigger::new();
    let left = Memo::new(move |_| {
        forgotten.track();
        let here = desk.connection.with(|known| known.as_ref().map(|known| known.id.clone()));
        here.map(|here| uploads.left_over(&here)).unwrap_or_default()
    });
    let forget = move |upload: &Unfinished| {
        if let Some(connection) = desk.connection.get_untracked() {
            uploads.forget_left_over(&connection.id, upload);
            forgotten.notify();
        }
    };
    let row = move |upload: Unfinished| {
        let (name, label) = (upload.name.clone(), upload.name.clone());
        let forget_label = format!("Forget the upload of {name}");
        let size = format::bytes(upload.n_bytes);
        view! {
            <div class="file" role="group" aria-label=label data-kind="left">
                <div>
                    {name}
                    <small>
                        {size} " · Its upload was begun and is not finished. Unless another tab is at it, choose the same file again: it goes on where it was."
                    </small>
                </div>
                <button type="button" class="btn quiet icon-only" aria-label=forget_label on:click=move |_| forget(&upload)>
                    <Icon name=IconName::Close />
                </button>
            </div>
        }
    };
    view! {
        <For each=move || left.get() key=|upload| upload.upload_id.clone() let:upload>
            {row(upload)}
        </For>
    }
}
