//! Phases in which the page is made. On a visit it is made phase by phase, each in a turn of its own, for all at once
//! would block the browser; later all of a screen is made at once.

use leptos::prelude::*;

use crate::browser::schedule;

/// Parts of the page that are made in one turn, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MountPhase {
    /// The frame around every screen, empty.
    Frame,
    /// The bar on top.
    Bar,
    /// The screen; of the job list, what comes before the jobs.
    Screen,
    /// The filters of the job list.
    Filters,
    /// The job table.
    Table,
}

/// Last phase that is made; `None` before the first.
#[derive(Clone, Copy)]
struct Reached(RwSignal<Option<MountPhase>>);

/// Lets what is below the current owner be made in turns, and calls `made` once all of it is.
pub fn go_through(made: impl FnOnce() + 'static) {
    let reached = RwSignal::new(None);
    provide_context(Reached(reached));
    schedule::spawn_detached(async move {
        for stage in
            [MountPhase::Frame, MountPhase::Bar, MountPhase::Screen, MountPhase::Filters, MountPhase::Table]
        {
            schedule::next_turn().await;
            // The page may be gone by now.
            reached.try_set(Some(stage));
        }
        schedule::next_turn().await;
        made();
    });
}

/// Returns the view of a stage, made when it is its turn; at once where nothing is made in turns.
pub fn when_mounted(stage: MountPhase, view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    // Boxed, so that what follows it is in the program once.
    shown(stage, Box::new(view))
}

fn shown(stage: MountPhase, view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    let is_made = move |reached: Reached| Some(stage) <= reached.0.get();
    // Only for what is still to come: a memo is let go of when what it reads changes, and later this never does.
    let waits = use_context::<Reached>().filter(|&reached| !untrack(|| is_made(reached)));
    let is_due = waits.map(|reached| Memo::new(move |_| is_made(reached)));
    (move || if is_due.is_none_or(|is_due| is_due.get()) { view() } else { ().into_any() }).into_any()
}
