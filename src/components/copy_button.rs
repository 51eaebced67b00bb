//! A button that copies a text.

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use super::{Icon, IconName, handler};
use crate::browser::clipboard;
use tuneboard_core::api;

/// Outcome of the last press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotYet,
    Yes,
    No,
}

/// Copies `text` and says whether it worked.
#[component]
pub fn CopyButton(
    /// Text to copy.
    #[prop(into)]
    text: Signal<String>,
    /// Name of the text, for the button's own name: "job id".
    what: &'static str,
    /// The text has lines; if not, what a terminal would act on when it is pasted, and what nobody sees, is left out.
    #[prop(optional)]
    has_lines: bool,
    /// The button has its name beside the icon, where there is room.
    #[prop(optional)]
    has_words: bool,
) -> impl IntoView {
    let copied = RwSignal::new(Copied::NotYet);
    let words = move || match copied.get() {
        Copied::NotYet => format!("Copy {what}"),
        Copied::Yes => "Copied".to_owned(),
        Copied::No => "Not copied".to_owned(),
    };
    let label = move || match copied.get() {
        Copied::No => {
            format!("{}: this browser does not let the page copy; select the {what} instead", words())
        }
        Copied::NotYet | Copied::Yes => words(),
    };
    let press = move |_| {
        spawn_local_scoped_with_cancellation(async move {
            let text = text.get_untracked();
            let text = if has_lines { text } else { api::pasteable(&text) };
            let is_copied = clipboard::copy(&text).await;
            copied.set(if is_copied { Copied::Yes } else { Copied::No });
        });
    };
    view! {
        <button
            type="button"
            class="btn quiet small copy"
            class:icon-only=!has_words
            data-done=move || (copied.get() == Copied::Yes).then_some("")
            aria-label=label
            title=label
            on:click=handler(press)
            on:blur=handler(move |_| copied.set(Copied::NotYet))
        >
            {move || view! { <Icon name=if copied.get() == Copied::Yes { IconName::Check } else { IconName::Copy } /> }}
            {has_words.then(|| view! { <span class="fold">{words}</span> })}
        </button>
    }
}
