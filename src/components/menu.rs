//! A button that opens a small list: a `<details>` that closes on Escape, on a choice and when focus leaves.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;

use super::{Icon, IconName};

/// The menu; its children are buttons or links, or labels with checkboxes.
#[component]
pub fn Menu(
    /// Text on the button; may be empty for an icon alone.
    #[prop(into)]
    label: Signal<String>,
    /// Name of the button for assistive technology.
    #[prop(into)]
    name: Signal<String>,
    /// Icon before the text.
    #[prop(optional)]
    icon: Option<IconName>,
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
        if !stays && goes_to.is_some() {
            close();
        }
    };
    let on_choice = move |_| {
        if !stays_open {
            close();
            focus_summary(node);
        }
    };
    view! {
        <details class="menu" node_ref=node on:keydown=on_key on:focusout=on_focus_out>
            <summary class="btn" aria-label=name title=name>
                {icon.map(|icon| view! { <Icon name=icon /> })}
                <span class="menu-label">{label}</span>
                <Icon name=IconName::ChevronDown />
            </summary>
            <div class="menu-list" on:click=on_choice>
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
