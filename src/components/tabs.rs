//! Tabs after the ARIA pattern: arrow keys move, one tab is in the tab order.

use leptos::{ev, html, prelude::*};

use super::handler;
use wasm_bindgen::JsCast as _;

use crate::browser::focus;

/// A tab: its word in links, its label, and a count that may follow.
#[derive(Clone)]
pub struct Tab {
    /// Word in links; also part of element ids.
    pub slug: &'static str,
    /// Label.
    pub label: &'static str,
    /// Number behind the label.
    pub count: Signal<Option<usize>>,
    /// True if the tab exists now.
    pub is_shown: Signal<bool>,
}

/// The list of tabs. The panel is the caller's: an element with id `panel` and `role="tabpanel"`.
#[component]
pub fn Tabs(
    /// Name of the tabs, for assistive technology.
    name: &'static str,
    /// The tabs.
    tabs: Vec<Tab>,
    /// Slug of the selected one.
    #[prop(into)]
    selected: Signal<String>,
    /// Another one was chosen.
    on_select: Callback<&'static str>,
) -> impl IntoView {
    let known = StoredValue::new(tabs.clone());
    let shown_slugs = move || -> Vec<&'static str> {
        known.with_value(|tabs| tabs.iter().filter(|tab| tab.is_shown.get()).map(|tab| tab.slug).collect())
    };
    let list = NodeRef::<html::Div>::new();
    let focus_on = move |slug: &str| {
        let tab =
            list.get_untracked().and_then(|list| list.query_selector(&format!("#tab-{slug}")).ok().flatten());
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(tab.focus());
        }
    };
    // The focus stays among the tabs when the one that has it goes away; whether the browser has taken it from there
    // by now or not.
    let focused = StoredValue::new(None::<&'static str>);
    Effect::new(move || {
        let slugs = shown_slugs();
        let is_gone = focused.get_value().is_some_and(|focused| !slugs.contains(&focused));
        if is_gone
            && (focus::is_nowhere() || list.get_untracked().is_some_and(|list| focus::is_within(&list)))
        {
            focus_on(&selected.get_untracked());
        }
    });
    let on_focus_out = move |event: ev::FocusEvent| {
        if event.related_target().is_some() {
            focused.set_value(None);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let slugs = untrack(shown_slugs);
        let current =
            slugs.iter().position(|slug| selected.with_untracked(|chosen| chosen == slug)).unwrap_or(0);
        let n = slugs.len();
        let next = match event.key().as_str() {
            "ArrowRight" => (current + 1) % n,
            "ArrowLeft" => (current + n - 1) % n,
            "Home" => 0,
            "End" => n - 1,
            _ => return,
        };
        event.prevent_default();
        on_select.run(slugs[next]);
        focus_on(slugs[next]);
    };
    let buttons = tabs
        .into_iter()
        .map(|tab| {
            let is_selected = move || selected.with(|chosen| chosen == tab.slug);
            view! {
                <button
                    type="button"
                    role="tab"
                    id=format!("tab-{}", tab.slug)
                    aria-controls="panel"
                    hidden=move || !tab.is_shown.get()
                    aria-selected=move || is_selected().to_string()
                    tabindex=move || if is_selected() { "0" } else { "-1" }
                    on:click=handler(move |_| on_select.run(tab.slug))
                    on:focus=handler(move |_| focused.set_value(Some(tab.slug)))
                >
                    {tab.label}
                    {move || tab.count.get().map(|n| view! { <span>{n}</span> })}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="tabs" role="tablist" aria-label=name node_ref=list on:keydown=handler(on_key) on:focusout=handler(on_focus_out)>
            {buttons}
        </div>
    }
}
