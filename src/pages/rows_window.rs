//! Which rows of the job table are in the page.

use std::{mem, rc::Rc};

use leptos::{html, prelude::*};
use send_wrapper::SendWrapper;

use crate::browser::{frame::FrameTask, listener::Listener, timer, viewport};

/// Rows kept above and below the view, so that quick scrolling shows no gaps.
const OVERSCAN: usize = 8;

/// Seconds until they are made, so that the rows in view do not wait for them: at first, and after a jump.
const REST_SECS: f64 = 0.1;

/// First and one past the last row to have in the page, following scroll and size: those in view, and those around them
/// once the view rests somewhere.
pub fn follow(
    node: NodeRef<html::Div>,
    n_rows: impl Fn() -> usize + Copy + Send + Sync + 'static,
) -> ReadSignal<(usize, usize)> {
    let window = RwSignal::new((0, 40));
    let overscan = StoredValue::new(0);
    let resting = StoredValue::new_local(None);
    let place = move |is_at_rest: bool| {
        let Some(rows) = node.get_untracked() else { return false };
        let n_rows = untrack(n_rows);
        let (first, last) = viewport::rows_in_view(&rows, n_rows);
        let (old_first, old_last) = window.get_untracked();
        let has_jumped = !is_at_rest && first < last && (last <= old_first || old_last <= first);
        if is_at_rest || has_jumped {
            overscan.set_value(if is_at_rest { OVERSCAN } else { 0 });
        }
        let around = overscan.get_value();
        let span = (first.saturating_sub(around), (last + around).min(n_rows));
        window.maybe_update(|old| mem::replace(old, span) != span);
        has_jumped
    };
    let rest = move || {
        let spread = move || {
            place(true);
        };
        resting.set_value(Some(timer::after(REST_SECS, spread)));
    };
    let measure = move || {
        if place(false) {
            rest();
        }
    };
    let frame = Rc::new(FrameTask::new(measure));
    let request = {
        let frame = Rc::clone(&frame);
        move |_: web_sys::Event| frame.request()
    };
    let listeners =
        SendWrapper::new((Listener::window("scroll", request.clone()), Listener::window("resize", request)));
    on_cleanup(move || drop(listeners));
    Effect::new(move |had_rows: Option<bool>| {
        let n_rows = n_rows();
        let is_there = node.get().is_some();
        let has_rows = is_there && 0 < n_rows;
        match viewport::rows_expected(n_rows).filter(|_| had_rows != Some(true)) {
            Some(span) if has_rows => {
                window.set(span);
                frame.request();
            }
            // At once, so that no row is made that is out of view.
            _ if has_rows => measure(),
            // So that it is known by then.
            _ if is_there => frame.request(),
            _ => {}
        }
        has_rows
    });
    rest();
    window.read_only()
}
