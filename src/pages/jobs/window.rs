//! Rows of the job table that are in the page.

use std::mem;

use leptos::{html, prelude::*};
use send_wrapper::SendWrapper;

use crate::browser::{
    listener::Listener,
    schedule::{Debounced, ScopedFrameTask},
    viewport,
};

/// Rows kept above and below the view, so that quick scrolling shows no gaps.
const OVERSCAN: usize = 8;

/// Seconds until they are made, so that the rows in view do not wait for them: at first, and after a jump.
const REST_SECS: f64 = 0.1;

/// Rows to have in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowsWindow {
    /// First of them.
    pub first: usize,
    /// One past the last.
    pub last: usize,
    /// The view has been somewhere for a moment; until then what is seen at once comes first.
    pub is_at_rest: bool,
}

/// Follows scroll and size: the rows in view, and those around them once the view rests somewhere.
pub fn follow(
    node: NodeRef<html::Div>,
    n_rows: impl Fn() -> usize + Copy + Send + Sync + 'static,
) -> ReadSignal<RowsWindow> {
    let window = RwSignal::new(RowsWindow { first: 0, last: 40, is_at_rest: false });
    let place = move |is_at_rest: bool| {
        let Some(rows) = node.get_untracked() else { return false };
        let n_rows = untrack(n_rows);
        let (first, last) = viewport::rows_in_view(&rows, n_rows);
        let old = window.get_untracked();
        let has_jumped = !is_at_rest && first < last && (last <= old.first || old.last <= first);
        let is_at_rest = is_at_rest || (old.is_at_rest && !has_jumped);
        let around = if is_at_rest { OVERSCAN } else { 0 };
        let now =
            RowsWindow { first: first.saturating_sub(around), last: (last + around).min(n_rows), is_at_rest };
        window.maybe_update(|old| mem::replace(old, now) != now);
        has_jumped
    };
    let look = |is_at_rest: bool| {
        Debounced::new(move || {
            place(is_at_rest);
        })
    };
    let (resting, looking) = (look(true), look(false));
    let rest = move || resting.request(REST_SECS);
    let measure = move || {
        if place(false) {
            rest();
        }
    };
    let frame = ScopedFrameTask::new(measure);
    let request = move |_: web_sys::Event| frame.request();
    let listeners =
        SendWrapper::new((Listener::window("scroll", request), Listener::window("resize", request)));
    on_cleanup(move || drop(listeners));
    Effect::new(move |old: Option<usize>| {
        let is_there = node.get().is_some();
        let (n_rows, old) = (if is_there { n_rows() } else { 0 }, old.unwrap_or(0));
        match viewport::rows_expected(n_rows).filter(|_| old == 0) {
            Some((first, last)) if 0 < n_rows => {
                window.set(RowsWindow { first, last, is_at_rest: false });
                // The browser lays them out for it: before the frame that paints them, lest one task do both.
                looking.request(0.0);
                frame.request();
                rest();
            }
            // Those in view stay there, and the frame that shows the new ones asks for them.
            _ if 0 < old && old <= n_rows => frame.request(),
            // At once, so that no row is made that is out of view.
            _ if 0 < n_rows => measure(),
            // So that it is known by then.
            _ if is_there => frame.request(),
            _ => {}
        }
        n_rows
    });
    rest();
    window.read_only()
}
