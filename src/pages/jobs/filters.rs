//! Filters and order of the job list: status chips, search, connection, columns.

use leptos::prelude::*;

use super::{
    focus::focus_first_row,
    tools::{self, Tools},
};
use crate::{
    components::{Icon, IconName, Menu, handler, on_toolbar_key},
    state::App,
};
use tuneboard_core::{insight::Severity, listing::ListQuery, model::StatusClass};

/// The filters.
#[component]
pub fn JobsFilters(
    /// Shared state.
    app: App,
    /// Present filter, order and columns.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let tools = tools::follow(app);
    let typed = move || query.with(|query| query.typed.clone());
    view! {
        <div class="filters">
            <StatusChips app=app query=query />
            <label class="search">
                <Icon name=IconName::Search />
                <input
                    type="search"
                    class="field"
                    placeholder="Search name, id, model, dataset"
                    aria-label="Search jobs"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=typed
                    on:input=handler(move |event: web_sys::Event| {
                        let text = event_target_value(&event);
                        app.navigator.set("q", Some(text.as_str()).filter(|text| !text.is_empty()));
                    })
                    on:keydown=handler(move |event: leptos::ev::KeyboardEvent| {
                        if event.key() == "ArrowDown" && focus_first_row() {
                            event.prevent_default();
                        }
                    })
                />
            </label>
            <ConnectionFilter app=app query=query tools=tools />
            <Menu label="Columns" name="Columns" icon=IconName::Columns folds=true stays_open=true>
                {move || tools.get().map(|tools| (tools.columns)(app))}
            </Menu>
            // In the room that is kept for it, so that no card moves.
            <div class="list-order narrow-only">{move || tools.get().map(|tools| (tools.order)(app, query))}</div>
        </div>
    }
}

/// One chip per class that occurs, with its number of jobs, and one for jobs with trouble.
#[component]
fn StatusChips(
    /// Shared state.
    app: App,
    /// Present filter, order and columns.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let counts = Memo::new(move |_| query.with(|query| app.jobs.with(|rows| rows.class_counts(query))));
    let total = move || counts.with(|counts| counts.iter().map(|(_, n)| n).sum::<usize>()).to_string();
    let press = move |class: StatusClass| {
        let mut classes = query.with_untracked(|query| query.classes.clone());
        match classes.iter().position(|known| *known == class) {
            Some(place) => drop(classes.remove(place)),
            None => classes.push(class),
        }
        let slugs: Vec<&str> = classes.into_iter().map(StatusClass::slug).collect();
        app.navigator.set("status", Some(slugs.join(",").as_str()).filter(|slugs| !slugs.is_empty()));
    };
    let count = move |class: StatusClass| {
        counts.with(|counts| counts.iter().find(|(known, _)| *known == class).map(|(_, n)| *n))
    };
    // All of them, most unseen, so that a press keeps its focus whatever jobs come and go.
    let chips = StatusClass::ALL.map(|class| {
        view! {
            <button
                type="button"
                class="chip"
                tabindex="-1"
                hidden=move || count(class).is_none()
                aria-pressed=move || query.with(|query| query.classes.contains(&class)).to_string()
                on:click=handler(move |_| press(class))
            >
                {class.label()}
                <span class="chip-count">{move || count(class).unwrap_or(0).to_string()}</span>
            </button>
        }
        .into_any()
    });
    let n_in_need = Memo::new(move |_| query.with(|query| app.jobs.with(|rows| rows.n_in_need(query))));
    let is_in_need = move || query.with(|query| query.least_severity.is_some());
    let show_all = move |_| {
        app.navigator.set("status", None);
        app.navigator.set("finding", None);
    };
    let press_need = move |_| {
        let wanted = (!untrack(is_in_need)).then_some(Severity::Warning.slug());
        app.navigator.set("finding", wanted);
    };
    view! {
        <div class="chips" role="toolbar" aria-label="Status" on:keydown=handler(|event: leptos::ev::KeyboardEvent| on_toolbar_key(&event))>
            <button
                type="button"
                class="chip"
                aria-pressed=move || (!is_in_need() && query.with(|query| query.classes.is_empty())).to_string()
                on:click=handler(show_all)
            >
                "All"
                <span class="chip-count">{total}</span>
            </button>
            <button
                type="button"
                class="chip"
                tabindex="-1"
                title="Jobs whose figures show a warning or an error, of those whose loss was read"
                hidden=move || n_in_need.get() == 0 && !is_in_need()
                aria-pressed=move || is_in_need().to_string()
                on:click=handler(press_need)
            >
                "Needs a look"
                <span class="chip-count">{move || n_in_need.get().to_string()}</span>
            </button>
            {chips.collect_view()}
        </div>
    }
}

/// Only one connection's jobs; there from two connections on.
#[component]
fn ConnectionFilter(
    /// Shared state.
    app: App,
    /// Present filter, order and columns.
    query: Memo<ListQuery>,
    /// Functions that list the connections, once loaded.
    tools: ReadSignal<Option<Tools>>,
) -> impl IntoView {
    let has_choice = Memo::new(move |_| 1 < app.connections.all().len());
    let label = move || {
        let chosen = query.with(|query| query.connection.clone());
        let known = app.connections.all().into_iter().find(|known| Some(&known.id) == chosen.as_ref());
        known.map_or_else(|| "All connections".to_owned(), |known| known.label)
    };
    let menu = move || {
        view! {
            <Menu label=Signal::derive(label) name="Connection" icon=IconName::Plug folds=true>
                {move || tools.get().map(|tools| (tools.connections)(app, query))}
            </Menu>
        }
        .into_any()
    };
    move || if has_choice.get() { menu() } else { ().into_any() }
}
