//! The list of the menu that chooses which columns the job table has, and in which order.

use leptos::{ev, prelude::*};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast as _;

use super::table::names_places;
use crate::{
    browser::{listener::Listener, location, schedule},
    components::{Icon, IconName, handler},
    state::App,
};
use tuneboard_core::listing::{Column, Columns};

/// The list.
#[component]
pub fn ColumnMenu(
    /// Shared state.
    app: App,
) -> impl IntoView {
    app.settings.take_hidden_columns();
    let columns = Memo::new(move |_| app.columns());
    let told = RwSignal::new(String::new());
    let dragged = RwSignal::new(None::<Column>);
    let choose = move |event: ev::MouseEvent| {
        app.selected.update(|selection, _| selection.choose());
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(menu) = target.and_then(|target| target.closest("details").ok().flatten()) {
            // Refused only for names that no attribute can have.
            drop(menu.remove_attribute("open"));
        }
    };
    let window_px = RwSignal::new(window_width());
    let resized = Listener::window("resize", move |_| {
        let _known = window_px.try_set(window_width());
    });
    let resized = SendWrapper::new(resized);
    on_cleanup(move || drop(resized));
    let names_places = names_places(app);
    let has_room = Callback::new(move |column: Column| column.has_room(window_px.get(), names_places.get()));
    let rows = move || {
        let chosen = columns.get();
        let rows = chosen.iter().enumerate().map(|(place, (column, is_shown))| {
            view! { <ColumnRow app=app columns=columns told=told dragged=dragged place=place column=column is_shown=is_shown has_room=has_room /> }
        });
        rows.collect_view()
    };
    view! {
        <button type="button" class="narrow-only" on:click=handler(choose)>
            <Icon name=IconName::Check />
            "Select jobs"
        </button>
        <hr class="narrow-only" />
        <span class="menu-title">"Columns"</span>
        <ul class="column-list">{rows}</ul>
        <hr />
        <button
            type="button"
            disabled=move || columns.with(|columns| *columns == Columns::default())
            on:click=handler(move |_| {
                app.choose_columns(Columns::default());
                told.set("All columns, in their usual order.".to_owned());
            })
        >
            "Default"
        </button>
        <p class="visually-hidden" role="status">{told}</p>
    }
}

/// One column: whether it is there, and its place.
#[component]
fn ColumnRow(
    /// Shared state.
    app: App,
    /// The choice.
    columns: Memo<Columns>,
    /// Takes what has become of a column, for those who hear it.
    told: RwSignal<String>,
    /// The column that is on its way by the mouse.
    dragged: RwSignal<Option<Column>>,
    /// Its place, from 0.
    place: usize,
    /// The column.
    column: Column,
    /// It is there.
    is_shown: bool,
    /// Returns true if the window has room for a column.
    has_room: Callback<Column, bool>,
) -> impl IntoView {
    let label = column.label();
    let last = Column::ALL.len() - 1;
    let is_name = column.is_fixed();
    let lacks_room = move || is_shown && !has_room.run(column);
    let put = move |column: Column, place: usize| {
        app.choose_columns(columns.get_untracked().moved(column, place));
        told.set(format!("{} is column {} of {}.", column.label(), place + 1, last + 1));
    };
    // The whole list is made anew; whoever has pressed a button of a column presses that of the same column again.
    let keep_focus = move |id: String| {
        schedule::spawn_detached(async move {
            schedule::next_turn().await;
            location::focus(&id);
        });
    };
    let id = move |what: &str| format!("column-{}-{what}", column.slug());
    let step = move |what: &'static str, icon: IconName, to: Option<usize>| {
        let words = format!("Move {label} {what}");
        view! {
            <button
                type="button"
                class="btn quiet icon-only"
                id=id(what)
                aria-label=words.clone()
                title=words
                aria-disabled=to.is_none().then_some("true")
                on:click=handler(move |_| {
                    if let Some(to) = to {
                        put(column, to);
                        keep_focus(id(what));
                    }
                })
            >
                <Icon name=icon />
            </button>
        }
    };
    let on_dragstart = move |event: ev::DragEvent| {
        if let Some(data) = event.data_transfer() {
            // Without a text some browsers drag nothing.
            drop(data.set_data("text/plain", label));
        }
        dragged.set(Some(column));
    };
    let on_dragover = move |event: ev::DragEvent| {
        if dragged.with_untracked(Option::is_some) {
            event.prevent_default();
        }
    };
    let on_drop = move |event: ev::DragEvent| {
        if let Some(column) = dragged.get_untracked() {
            event.prevent_default();
            dragged.set(None);
            put(column, place);
        }
    };
    let toggle = move |_| {
        app.choose_columns(columns.get_untracked().toggled(column));
        keep_focus(id("shown"));
    };
    view! {
        <li
            draggable="true"
            data-dragged=move || (dragged.get() == Some(column)).then_some("")
            on:dragstart=handler(on_dragstart)
            on:dragend=handler(move |_| dragged.set(None))
            on:dragover=handler(on_dragover)
            on:drop=handler(on_drop)
        >
            <label title=is_name.then_some("The name is always shown.")>
                <input type="checkbox" id=id("shown") checked=is_shown disabled=is_name on:change=handler(toggle) />
                {label}
                {move || lacks_room().then(|| view! { <small class="faint">" no room here"</small> })}
            </label>
            {step("up", IconName::SortAsc, place.checked_sub(1))}
            {step("down", IconName::SortDesc, Some(place + 1).filter(|place| *place <= last))}
        </li>
    }
}

/// Returns the window's width in CSS pixels, as media queries see it.
fn window_width() -> u16 {
    let width = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
    // Saturates.
    width.map_or(u16::MAX, |width| width as u16)
}
