//! Handles whose end ends what they stand for: listeners, timers, frames.

use std::{cell::Cell, rc::Rc};

use leptos::prelude::Owner;
use tuneboard::browser::{
    listener::Listener,
    schedule::{FrameTask, ScopedFrameTask},
    timer,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, fire, until};

/// Returns a counter and a closure that counts.
fn counter() -> (Rc<Cell<u32>>, impl FnMut() + Clone + 'static) {
    let n = Rc::new(Cell::new(0));
    let counts = Rc::clone(&n);
    (n, move || counts.set(counts.get() + 1))
}

#[wasm_bindgen_test]
fn a_dropped_listener_hears_nothing() {
    let stage = Stage::new();
    let (n, mut count) = counter();
    let listener = Listener::new(stage.0.as_ref(), "ping", move |_| count());
    fire(&stage.0, "ping");
    fire(&stage.0, "ping");
    assert_eq!(n.get(), 2);
    drop(listener);
    fire(&stage.0, "ping");
    assert_eq!(n.get(), 2);
}

#[wasm_bindgen_test]
async fn a_dropped_timer_does_not_fire_and_a_kept_one_does_once() {
    let (dropped, count) = counter();
    drop(timer::after(0.0, count));
    let (kept, count) = counter();
    let _kept = timer::after(0.001, count);
    let (last, count) = counter();
    let _last = timer::after(0.02, count);
    until("the latest timer", || last.get() == 1).await;
    assert_eq!((dropped.get(), kept.get()), (0, 1));
}

#[wasm_bindgen_test]
async fn a_timer_may_be_dropped_by_what_it_runs() {
    let slot = Rc::new(Cell::new(None));
    let (n, mut count) = counter();
    let own = Rc::clone(&slot);
    slot.set(Some(timer::after(0.0, move || {
        drop(own.take());
        count();
    })));
    until("the timer", || n.get() == 1).await;
}

#[wasm_bindgen_test]
async fn a_frame_runs_its_work_once_however_often_it_is_asked() {
    let (n, count) = counter();
    let task = FrameTask::new(count);
    for _ in 0..5 {
        task.request();
    }
    assert_eq!(n.get(), 0, "not before the frame");
    two_frames().await;
    assert_eq!(n.get(), 1);
    task.request();
    two_frames().await;
    assert_eq!(n.get(), 2);
}

#[wasm_bindgen_test]
async fn a_dropped_frame_task_does_no_work() {
    let (n, count) = counter();
    let task = FrameTask::new(count);
    task.request();
    drop(task);
    two_frames().await;
    assert_eq!(n.get(), 0);
}

#[wasm_bindgen_test]
fn an_owned_frame_task_ends_at_once_when_its_owner_does() {
    let (n, count) = counter();
    let owner = Owner::new();
    let task = owner.with(|| ScopedFrameTask::new(count));
    task.request();
    owner.cleanup();
    assert_eq!(Rc::strong_count(&n), 1, "nobody is left to count");
    task.request();
}

/// Two frames later, whatever was asked for before has run.
async fn two_frames() {
    for _ in 0..2 {
        let (n, count) = counter();
        let task = FrameTask::new(count);
        task.request();
        until("a frame", || n.get() == 1).await;
    }
}
