//! Deleting a job: what is lost, and its name to be typed before it can be.

use leptos::prelude::*;

use crate::{
    browser::schedule,
    components::{Dialog, Icon, IconName, handler},
    state::OpenJob,
};
use tuneboard_core::explain;

/// The question. Open while `is_asked`.
#[component]
pub fn DeleteDialog(
    /// The job.
    open: OpenJob,
    /// The user wants to delete it.
    is_asked: RwSignal<bool>,
) -> impl IntoView {
    let is_sending = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let typed = RwSignal::new(String::new());
    // As a page shows it: spaces in a row look like one.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = Memo::new(move |_| {
        let name = open.job().with(|job| job.as_ref().map(|job| words(&job.name))).unwrap_or_default();
        if name.is_empty() { open.key().id.to_string() } else { name }
    });
    let is_confirmed = Memo::new(move |_| typed.with(|typed| words(typed)) == name.get());
    let close = move || {
        if !is_sending.get_untracked() {
            is_asked.set(false);
            failure.set(None);
            typed.set(String::new());
        }
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if is_sending.get_untracked() || !is_confirmed.get_untracked() {
            return;
        }
        is_sending.set(true);
        failure.set(None);
        schedule::spawn_detached(async move {
            let outcome = open.delete().await;
            // After a success the page is gone, and its signals are too.
            if is_sending.try_set(false).is_some() {
                return;
            }
            if let Err(error) = outcome {
                let told = explain::explain(&error, &open.connection().base_url);
                let text = format!("{}: {} The job's state is being read again.", told.title, told.meaning);
                failure.set(Some(text));
            }
        });
    };
    view! {
        <Dialog
            is_open=is_asked
            title=Signal::derive(move || format!("Delete {}?", name.get()))
            on_close=Callback::new(move |()| close())
        >
            <form on:submit=handler(send)>
                <div class="dialog-body">
                    <ul class="consequences">
                        <li data-kind="lost">
                            <Icon name=IconName::Trash />
                            <span>"The job, its log and all of its checkpoints are removed from the service. They cannot be restored."</span>
                        </li>
                        <li data-kind="neutral">
                            <Icon name=IconName::Info />
                            <span>"Past charges are not refunded. Jobs that continued from it are not touched."</span>
                        </li>
                    </ul>
                    <div class="lab">
                        <label for="delete-name">
                            <span>"To delete it, type its name: " <b class="mono">{name}</b></span>
                        </label>
                        <input
                            id="delete-name"
                            class="field"
                            type="text"
                            autocomplete="off"
                            spellcheck="false"
                            autofocus=true
                            prop:value=typed
                            on:input=handler(move |event: web_sys::Event| typed.set(event_target_value(&event)))
                        />
                    </div>
                    <p class="problem" role="alert">{move || failure.get()}</p>
                </div>
                <div class="actions">
                    <button type="button" class="btn" on:click=handler(move |_| close())>"Keep it"</button>
                    <button
                        type="submit"
                        class="btn danger"
                        aria-busy=move || is_sending.get().to_string()
                        disabled=move || !is_confirmed.get()
                    >
                        "Delete for good"
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
