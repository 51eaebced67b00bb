//! Drawing in frames: no more than fits into one, and nothing that is far from the view.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use kernel::Positions;
use leptos::prelude::*;
use tuneboard::{
    browser::schedule::FrameTask,
    components::{ChartNotes, ChartSurface, ChartSync},
};
use tuneboard_core::chart::{Curve, Pins, View};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlCanvasElement;

use crate::stage::{Stage, run, until};

/// Returns the time at which the present frame began, which all its work shares.
fn frame() -> f64 {
    run("return document.timeline.currentTime").as_f64().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn what_does_not_fit_into_a_frame_comes_first_in_the_next() {
    let done: Rc<RefCell<Vec<(u8, f64)>>> = Rc::default();
    let task = |name: u8| {
        let done = Rc::clone(&done);
        FrameTask::new(move || {
            done.borrow_mut().push((name, frame()));
            // Two of them are longer than a frame has for all, though the first leaves room for something shorter.
            run("const end = performance.now() + 7; while (performance.now() < end);");
        })
    };
    let tasks = [task(0), task(1), task(2)];
    tasks.iter().for_each(FrameTask::request);
    let given_up = task(3);
    given_up.request();
    until("the first frame", || !done.borrow().is_empty()).await;
    // The first again: it has had its turn, the others have not.
    tasks[0].request();
    drop(given_up);
    until("all frames", || done.borrow().len() == 4).await;
    let done = done.borrow();
    assert_eq!(done.iter().map(|(name, _)| *name).collect::<Vec<_>>(), [0, 1, 2, 0]);
    assert!(done.is_sorted_by(|a, b| a.1 < b.1), "a frame each: {done:?}");
}

#[wasm_bindgen_test]
async fn a_chart_is_drawn_once_it_comes_near() {
    let _owner = Owner::new();
    let sync = ChartSync::new(None, Pins::default());
    let stage = Stage::new();
    stage.0.set_inner_html(
        "<style>canvas { position: absolute; inset: 0; width: 400px; height: 300px; }</style>",
    );
    stage
        .0
        .set_attribute("style", "width: 400px; height: 300px; position: fixed; top: 9000px")
        .expect("a place");
    let ys = (0..100).map(f64::from).collect();
    let curves = Arc::new(vec![Curve::new("train", 0, false, Positions::Steps((0..100).collect()), ys)]);
    let _mounted = stage.mount(move || {
        view! {
            <ChartSurface
                curves=Signal::stored(curves)
                view=Signal::stored(View::default())
                is_dark=Signal::stored(false)
                summary=Signal::stored("Loss".to_owned())
                sync=sync
                pointing=RwSignal::new(None)
                notes=RwSignal::new(ChartNotes::default())
                on_y=Callback::new(|_| {})
                on_wheel=Callback::new(|()| {})
            />
        }
    });
    let canvas: HtmlCanvasElement = stage.find(".plot-lines").unchecked_into();
    let is_drawn = || canvas.width() != 300;
    let frames = Rc::new(RefCell::new(0));
    let counted = Rc::clone(&frames);
    let count = FrameTask::new(move || *counted.borrow_mut() += 1);
    until("some frames", || {
        count.request();
        5 < *frames.borrow()
    })
    .await;
    assert!(!is_drawn(), "far below the window");
    stage.0.set_attribute("style", "width: 400px; height: 300px; position: fixed; top: 0").expect("a place");
    until("the chart to be drawn", is_drawn).await;
}
