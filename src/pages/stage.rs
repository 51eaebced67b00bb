//! How much of the page is made. On a visit its parts are made one after the other, each in a turn of its own, for all at
//! once would hold up the browser; on a page that is there all of a screen comes at once.

use leptos::prelude::*;

use crate::browser::turn;

/// What is made in one turn, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What every screen has around it, and nothing within.
    Frame,
    /// The bar on top.
    Bar,
    /// The screen; of the job list, what comes before the jobs.
    Screen,
    /// What narrows the job list.
    Filters,
    /// The job table.
    Table,
}

/// What is made so far; `None` is nothing.
#[derive(Clone, Copy)]
struct Stage(RwSignal<Option<Part>>);

/// Lets the parts below the current owner be made in turns, and calls `made` once all of them are.
pub fn go_through(made: impl FnOnce() + 'static) {
    let stage = RwSignal::new(None);
    provide_context(Stage(stage));
    leptos::task::spawn_local(async move {
        for part in [Part::Frame, Part::Bar, Part::Screen, Part::Filters, Part::Table] {
            turn::next().await;
            // The page may be gone by now.
            stage.try_set(Some(part));
        }
        turn::next().await;
        made();
    });
}

/// The view of a part, made when it is its turn; at once where nothing is made in turns.
pub fn in_turn(part: Part, view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    // Boxed, so that what follows it is in the program once.
    shown(part, Box::new(view))
}

fn shown(part: Part, view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    let stage = use_context::<Stage>();
    let is_due = Memo::new(move |_| stage.is_none_or(|stage| Some(part) <= stage.0.get()));
    (move || if is_due.get() { view() } else { ().into_any() }).into_any()
}
