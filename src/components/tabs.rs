//! Tabs after the ARIA pattern: arrow keys move, one tab is in the tab order.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;

/// A tab: its word in links, its label, and a count that may follow.
#[derive(Clone)]
pub struct Tab {
    /// Word in links; also part of element ids.
    pub slug: &'static str,
    /// Label.
    pub label: &'static str,
    /// Number behind the label.
    pub count: Signal<Option<usize>>,
}

/// The list of tabs. The panel is the caller's: an element with id `panel` and `role="tabpanel"`.
#[component]
pub fn Tabs(
    /// What they switch, for assistive technology.
    name: &'static str,
    /// The tabs.
    tabs: Vec<Tab>,
    /// Slug of the selected one.
    #[prop(into)]
    selected: Signal<String>,
    /// Another one was chosen.
    on_select: Callback<&'static str>,
) -> impl IntoView {
    let slugs: Vec<&'static str> = tabs.iter().map(|tab| tab.slug).collect();
    let on_key = move |event: ev::KeyboardEvent| {
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
        let list = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let tab = list.and_then(|list| list.query_selector(&format!("#tab-{}", slugs[next])).ok().flatten());
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(tab.focus());
        }
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
                    aria-selected=move || is_selected().to_string()
                    tabindex=move || if is_selected() { "0" } else { "-1" }
                    on:click=move |_| on_select.run(tab.slug)
                >
                    {tab.label}
                    {move || tab.count.get().map(|n| view! { <span>{n}</span> })}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="tabs" role="tablist" aria-label=name on:keydown=on_key>
            {buttons}
        </div>
    }
}
