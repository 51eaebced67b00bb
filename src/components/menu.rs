//! A button that opens a small list: a `<details>` that closes on Escape, on a choice and when focus leaves.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;

use super::{Icon, IconName, handler};

/// The menu; its children are buttons or links, or labels with checkboxes.
#[component]
pub fn Menu(
    /// Text on the button; may be empty for an icon alone.
    #[prop(into)]
    label: Signal<String>,
    /// Name of the button; said before the text on it, so that the whole can be spoken as it is seen.
    #[prop(into)]
    name: String,
    /// Icon before the text.
    #[prop(optional)]
    icon: Option<IconName>,
    /// The text is folded away on a phone, where the icon has to do.
    #[prop(optional)]
    folds: bool,
    /// The button is an icon alone.
    #[prop(optional)]
    is_icon_only: bool,
    /// Stays open after a choice, for lists of checkboxes.
    #[prop(optional)]
    stays_open: bool,
    /// The list.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = node.get_untracked() {
            details.set_open(false);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && node.get_untracked().is_some_and(|details| details.open()) {
            event.stop_propagation();
            close();
            focus_summary(node);
        }
    };
    let on_focus_out = move |event: ev::FocusEvent| {
        let goes_to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let stays = node
            .get_untracked()
            .is_some_and(|details| goes_to.as_ref().is_some_and(|to| details.contains(Some(to))));
        // A press on the list's own edge takes focus nowhere and must not close it.
        if !stays && goes_to.is_some() {
            close();
        }
    };
    let on_choice = move |event: ev::MouseEvent| {
        let is_choice = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|target| target.closest("a, button, label").ok().flatten())
            .is_some();
        if is_choice && !stays_open {
            close();
            focus_summary(node);
        }
    };
    let heading = name.clone();
    let shown_name = move || {
        let is_other = label.with(|label| *label != name);
        if is_other { format!("{name} ") } else { String::new() }
    };
    view! {
        <details class="menu" node_ref=node on:keydown=handler(on_key) on:focusout=handler(on_focus_out)>
            <summary class=if is_icon_only { "btn icon-only" } else { "btn" } title=heading>
                {icon.map(|icon| view! { <Icon name=icon /> })}
                <span class="visually-hidden">
                    {shown_name}
                </span>
                <span class:fold=folds>{label}</span>
                {(!is_icon_only).then(|| view! { <Icon name=IconName::ChevronDown /> })}
            </summary>
            <div class="menu-list" on:click=handler(on_choice)>
                {children()}
            </div>
        </details>
    }
}

fn focus_summary(node: NodeRef<html::Details>) {
    let summary = node.get_untracked().and_then(|details| details.query_selector("summary").ok().flatten());
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(summary.focus());
    }
}
