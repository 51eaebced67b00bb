//! The order of the job table where it has no header: in words above the cards of a phone, which open the choice.

use leptos::prelude::*;

use crate::{
    components::{Icon, IconName, Menu, handler},
    state::App,
};
use tuneboard_core::listing::{Column, ListQuery};

/// The order and its choice.
#[component]
pub fn OrderMenu(
    /// Shared state.
    app: App,
    /// Present filter, order and columns.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let sort = Memo::new(move |_| query.with(|query| query.sort));
    let orders = Column::ALL.map(move |column| {
        let direction = move || {
            let sort = sort.get();
            let icon = if sort.is_descending { IconName::SortDesc } else { IconName::SortAsc };
            (sort.column == column).then(|| view! { <Icon name=icon /> })
        };
        let press = move |_| app.navigator.set("sort", Some(&sort.get_untracked().pressed(column).to_slug()));
        view! {
            <button
                type="button"
                aria-pressed=move || (sort.get().column == column).to_string()
                on:click=handler(press)
            >
                {column.label()}
                {direction}
            </button>
        }
    });
    view! {
        <Menu label=Signal::derive(move || sort.get().words()) name="Order" icon=IconName::SortDesc>
            <span class="menu-title">"Sort by"</span>
            {orders}
        </Menu>
    }
}
