//! A modal question on the browser's own `<dialog>`: it keeps focus inside and closes on Escape.
//!
//! Children are a `.dialog-body` and a row of `.actions`.

use leptos::{html, prelude::*};

use super::{Icon, IconName, handler};
use crate::browser::{focus, location, schedule};

/// The dialog. Its children come after the heading; the first control marked `autofocus` has the focus.
#[component]
pub fn Dialog(
    /// Shown while true.
    #[prop(into)]
    is_open: Signal<bool>,
    /// Heading.
    #[prop(into)]
    title: Signal<String>,
    /// Asked to close, by Escape or a press outside.
    on_close: Callback<()>,
    /// Body and buttons.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        if is_open.get() && !dialog.open() {
            // Refused only for a dialog that is already open or not in the page.
            drop(dialog.show_modal());
        } else if !is_open.get() && dialog.open() {
            dialog.close();
        }
    });
    let on_closed = move |_| {
        // A browser closes it without asking when Escape comes twice in a row.
        if is_open.get_untracked() {
            on_close.run(());
        }
        // It has to stay, as long as its request is on the way.
        if let Some(dialog) = node.get_untracked().filter(|dialog| is_open.get_untracked() && !dialog.open())
        {
            drop(dialog.show_modal());
            return;
        }
        // The element that opened it may be gone or disabled by now: what was asked has been done. Who closed the
        // dialog may know a better place, and comes first.
        schedule::spawn_detached(async {
            schedule::next_turn().await;
            if focus::is_nowhere() {
                location::focus_in_place("page");
            }
        });
    };
    let close_on_backdrop = move |event: leptos::ev::MouseEvent| {
        let is_backdrop = node.get_untracked().is_some_and(|dialog| {
            event.target().is_some_and(|target| target == *AsRef::<web_sys::EventTarget>::as_ref(&dialog))
        });
        if is_backdrop {
            on_close.run(());
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            aria-label=title
            on:click=handler(close_on_backdrop)
            on:cancel=handler(move |event: leptos::ev::Event| {
                event.prevent_default();
                on_close.run(());
            })
            on:close=handler(on_closed)
        >
            <Show when=move || is_open.get()>
                // Not a `header`: outside `main` that would be a second banner of the page.
                <div class="dialog-head">
                    <h2>{title}</h2>
                    <button type="button" class="btn quiet icon-only" aria-label="Close" on:click=handler(move |_| on_close.run(()))>
                        <Icon name=IconName::Close />
                    </button>
                </div>
                {children()}
            </Show>
        </dialog>
    }
}
