//! The list of the menu that narrows the job table to one connection.

use leptos::prelude::*;

use crate::{components::handler, state::App};
use tuneboard_core::{
    listing::ListQuery,
    model::{Connection, ConnectionId},
};

/// The list.
#[component]
pub fn ConnectionMenu(
    /// Shared state.
    app: App,
    /// Present filter, order and columns.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let is_chosen = move |id: Option<&ConnectionId>| query.with(|query| query.connection.as_ref() == id);
    let choices = move |connection: Connection| {
        let (id, own) = (connection.id.clone(), connection.id);
        view! {
            <button
                type="button"
                aria-pressed=move || is_chosen(Some(&own)).to_string()
                on:click=handler(move |_| app.navigator.set("connection", Some(&id.0)))
            >
                {format!("{} · {}", connection.provider.short_label(), connection.label)}
            </button>
        }
    };
    view! {
        <button
            type="button"
            aria-pressed=move || is_chosen(None).to_string()
            on:click=handler(move |_| app.navigator.set("connection", None))
        >
            "All connections"
        </button>
        {move || app.connections.all().into_iter().map(choices).collect_view()}
    }
}
