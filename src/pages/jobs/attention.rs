//! The strip of items that need a person, above the job table: the first line at once, the others on demand.

use leptos::prelude::*;

use crate::{
    browser::location,
    components::{Icon, IconName, handler},
    state::App,
};
use tuneboard_core::{attention::Item, format, insight::Severity};

/// Id of the list.
const LIST: &str = "attention";

/// The strip; not there at all while nothing needs anybody. It stays as it is while `is_held`, so that no row moves under a pointer.
#[component]
pub fn AttentionStrip(
    /// Shared state.
    app: App,
    /// The table is about to be used.
    is_held: RwSignal<bool>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let shown = RwSignal::new(Vec::<Item>::new());
    Effect::new(move || {
        let items = app.attention.with(<[Item]>::to_vec);
        // What is gone is gone at once: somebody has dismissed it.
        let is_shorter = shown.with_untracked(|shown| items.iter().all(|item| shown.contains(item)));
        if !is_held.get() || is_shorter {
            shown.maybe_update(|shown| {
                let is_new = *shown != items;
                *shown = items;
                is_new
            });
        }
    });
    let n = Memo::new(move |_| shown.with(Vec::len));
    let lines = move || {
        let n_shown = if is_open.get() { usize::MAX } else { 1 };
        shown.with(|items| items.iter().take(n_shown).cloned().collect::<Vec<_>>())
    };
    let others = move || match (is_open.get(), n.get().saturating_sub(1)) {
        (_, 0) => None,
        (true, _) => Some("Show one".to_owned()),
        (false, n) => Some(format!("{} more", format::count(n as u64))),
    };
    view! {
        <Show when=move || 0 < n.get()>
            <section class="attention" aria-label=move || format!("Needs you: {}", format::count(n.get() as u64))>
                <ul id=LIST tabindex="-1">
                    <For each=lines key=|item| (item.id.clone(), item.level, item.text.clone()) let:item>
                        <Line app=app item=item />
                    </For>
                </ul>
                <Show when=move || 1 < n.get()>
                    <button
                        type="button"
                        class="btn quiet"
                        aria-expanded=move || is_open.get().to_string()
                        aria-controls=LIST
                        on:click=handler(move |_| is_open.update(|is_open| *is_open = !*is_open))
                    >
                        {others}
                        <Icon name=IconName::ChevronDown />
                    </button>
                </Show>
            </section>
        </Show>
    }
}

/// One thing, and what can be done about it.
#[component]
fn Line(
    /// Shared state.
    app: App,
    /// The thing.
    item: Item,
) -> impl IntoView {
    let (text, title, href, action) = (item.text.clone(), item.text.clone(), item.href.clone(), item.action);
    let name = format!("Dismiss: {text}");
    let severity = item.severity;
    let word = match severity {
        Severity::Error => "Error",
        Severity::Warning | Severity::Note => "Warning",
    };
    view! {
        <li data-severity=severity.slug()>
            <Icon name=IconName::Warning />
            <span class="visually-hidden">{word} ": "</span>
            <span class="text" title=title>{text}</span>
            <a class="btn small" href=href>{action}</a>
            <button
                type="button"
                class="btn quiet icon-only"
                aria-label=name
                title="Dismiss until it is worse"
                on:click=handler(move |_| {
                    app.attention.dismiss(&item);
                    location::focus_soon(LIST);
                })
            >
                <Icon name=IconName::Close />
            </button>
        </li>
    }
}
