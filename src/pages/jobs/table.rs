//! The job table around its rows: what is shown in which order, and what waits while somebody is about to use it.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};

use super::{arrangement::Arrangement, rows::show_rows, tools, window};
use crate::{components::handler, state::App};
use tuneboard_core::{
    format,
    listing::{Column, JobTable, ListQuery},
    model::places,
};

/// Rows of the skeleton before the first answer; as many as the shell in `index.html` shows.
const N_SKELETON: usize = 12;

/// The table.
#[component]
pub fn JobsTable(
    /// Shared state.
    app: App,
    /// Present filter, order and columns.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let tools = tools::follow(app);
    // While somebody is about to use the table, rows stay where they are.
    let is_held = RwSignal::new(false);
    let let_through = RwSignal::new(0_u32);
    let rows = Arrangement::follow(app, query, is_held, let_through);
    let node = NodeRef::<html::Div>::new();
    let slots = move || rows.with(|rows| Arc::clone(&rows.slots));
    let n_rows = move || rows.with(|rows| rows.slots.len());
    let n_updates = move || rows.with(|rows| rows.n_updates);
    show_rows(app, node, slots, window::follow(node, n_rows));
    let names_places = names_places(app);
    let is_loading = move || app.jobs.with(JobTable::is_empty) && !app.jobs.is_settled();
    let count = move || if is_loading() { N_SKELETON } else { n_rows() };
    let no_match = Memo::new(move |_| n_rows() == 0 && !is_loading());
    let headings = Column::ALL
        .map(|column| view! { <Heading app=app query=query column=column /> }.into_any())
        .collect_view();
    // Until the tools are here, Tab goes from row to row all the same.
    let on_key = move |event: ev::KeyboardEvent| {
        if let (Some(tools), Some(list)) = (tools.get_untracked(), event.current_target()) {
            (tools.on_key)(app, &event, &list, &untrack(slots));
        }
    };
    let on_press = move |event: ev::MouseEvent| {
        if let Some(tools) = tools.get_untracked() {
            (tools.on_press)(app, &event, &untrack(slots));
        }
    };
    view! {
        {move || tools.get().map(|tools| (tools.attention)(app, is_held))}
        <div
            class="jobs"
            on:pointerenter=handler(move |_| is_held.set(true))
            on:pointerleave=handler(move |_| is_held.set(false))
            on:focusin=handler(move |_| is_held.set(true))
            on:focusout=handler(move |_| is_held.set(false))
        >
            <div class="updates" hidden=move || n_updates() == 0>
                <button type="button" class="btn" on:click=handler(move |_| let_through.update(|n| *n += 1))>
                    {move || format!("Show {}", format::count_of(n_updates(), "update", "updates"))}
                </button>
            </div>
            <div
                class="jobs-table"
                data-places=move || names_places.get().then_some("")
                role="table"
                aria-label="Jobs"
                aria-busy=move || is_loading().to_string()
                aria-rowcount=move || (n_rows() + 1).to_string()
            >
                <div class="heads" role="rowgroup">
                    <div class="tr head" role="row" aria-rowindex="1">
                        <div class="td" role="columnheader" data-column="select">
                            <span class="visually-hidden">"Selection"</span>
                            {move || tools.get().map(|tools| (tools.check_all)(app, rows))}
                        </div>
                        {headings}
                    </div>
                </div>
                <div
                    class="rows"
                    class:shell-rows=is_loading
                    role="rowgroup"
                    node_ref=node
                    style=("--count", move || count().to_string())
                    on:keydown=handler(on_key)
                    on:click=handler(on_press)
                >
                </div>
            </div>
            {move || if no_match.get() { tools.get().map(|tools| (tools.no_match)(app)) } else { None }}
            {move || tools.get().map(|tools| (tools.bar)(app, query, rows))}
        </div>
    }
}

/// Returns whether rows name their connection beside the provider.
pub(super) fn names_places(app: App) -> Memo<bool> {
    Memo::new(move |_| places(&app.connections.all()).iter().any(|place| place.label.is_some()))
}

/// A heading that sorts.
#[component]
fn Heading(
    /// Shared state.
    app: App,
    /// Present filter, order and columns.
    query: Memo<ListQuery>,
    /// The column.
    column: Column,
) -> impl IntoView {
    let direction = move || {
        let sort = query.with(|query| query.sort);
        match (sort.column == column, sort.is_descending) {
            (false, _) => None,
            (true, true) => Some("descending"),
            (true, false) => Some("ascending"),
        }
    };
    let press = move |_| {
        let slug = query.with_untracked(|query| query.sort).pressed(column).to_slug();
        app.navigator.set("sort", Some(&slug));
    };
    view! {
        <div class="td" class:num=column.is_number() role="columnheader" data-column=column.slug() aria-sort=direction>
            <button type="button" class="sort" on:click=handler(press)>
                {column.label()}
            </button>
        </div>
    }
}
