//! Tools of the job table beyond reading it: a chunk of its own, loaded once the table is up.

use leptos::{ev, prelude::*};
use web_sys::EventTarget;

use super::{
    arrangement::Arrangement,
    attention::AttentionStrip,
    columns::ColumnMenu,
    connection_menu::ConnectionMenu,
    keys,
    no_match::NoMatch,
    order_menu::OrderMenu,
    selection::{CheckAll, SelectionBar},
    trouble::JobsTrouble,
};
use crate::{
    browser::schedule,
    lazy_chunk::lazy_chunk,
    state::{App, loaded, once},
};
use tuneboard_core::{
    listing::{ListQuery, Slot},
    model::Connection,
};

/// Functions of the chunk.
#[derive(Clone, Copy)]
pub struct Tools {
    /// The list of the menu that chooses the table's columns.
    pub columns: fn(App) -> AnyView,
    /// The order of the table in words, which open its choice.
    pub order: fn(App, Memo<ListQuery>) -> AnyView,
    /// The list of the menu that chooses one connection.
    pub connections: fn(App, Memo<ListQuery>) -> AnyView,
    /// Shows the problems of a connection's list, under the name of the connection.
    pub trouble: fn(App, Connection, String) -> AnyView,
    /// Shows what needs a person; stays as it is while the table is about to be used.
    pub attention: fn(App, RwSignal<bool>) -> AnyView,
    /// Shows a text where no job matches.
    pub no_match: fn(App) -> AnyView,
    /// See [`keys::on_key`].
    pub on_key: fn(App, &ev::KeyboardEvent, &EventTarget, &[Slot]),
    /// See [`keys::on_press`].
    pub on_press: fn(App, &ev::MouseEvent, &[Slot]),
    /// Selects all rows that are shown.
    pub check_all: fn(App, Memo<Arrangement>) -> AnyView,
    /// Shows the actions on the selected jobs.
    pub bar: fn(App, Memo<ListQuery>, Memo<Arrangement>) -> AnyView,
}

lazy_chunk! {
    /// The table is of use before anybody does more with it than to look.
    jobs_tools: fn load() -> fn() -> Tools {
        || Tools {
            columns: |app| view! { <ColumnMenu app=app /> }.into_any(),
            order: |app, query| view! { <OrderMenu app=app query=query /> }.into_any(),
            connections: |app, query| view! { <ConnectionMenu app=app query=query /> }.into_any(),
            trouble: |app, connection, name| {
                view! { <JobsTrouble app=app connection=connection name=name /> }.into_any()
            },
            attention: |app, is_held| view! { <AttentionStrip app=app is_held=is_held /> }.into_any(),
            no_match: |app| view! { <NoMatch app=app /> }.into_any(),
            on_key: keys::on_key,
            on_press: keys::on_press,
            check_all: |app, rows| view! { <CheckAll app=app rows=rows /> }.into_any(),
            bar: |app, query, rows| view! { <SelectionBar app=app query=query rows=rows /> }.into_any(),
        }
    }
}

/// The tools, asked for when the list is there or failed, so that it has the line to itself; `None` until they are here.
pub fn follow(app: App) -> ReadSignal<Option<Tools>> {
    let tools = RwSignal::new(None);
    once(move || app.jobs.is_settled() || app.jobs.is_any_failed(), async move {
        let make = loaded(load).await;
        // Each who follows makes something of them.
        schedule::next_turn().await;
        // The screen may be gone by now.
        tools.try_set(Some(make()));
    });
    tools.read_only()
}
