//! Mouse, fingers, wheel and keys on a real chart: what is in view and pinned after them.

use std::sync::Arc;

use kernel::Positions;
use leptos::prelude::*;
use tuneboard::components::{ChartNotes, ChartSurface, ChartSync, Pointing};
use tuneboard_core::chart::{Curve, Pins, View, axis::zoom::Range};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlCanvasElement, HtmlElement};

use crate::stage::{Stage, call, js, press, tick, until};

/// A chart of 400 by 300 CSS pixels with steps 0 to 1,000, as it is in use.
struct Chart {
    sync: ChartSync,
    pointing: RwSignal<Option<Pointing>>,
    y_range: RwSignal<Option<Range>>,
    n_hints: RwSignal<usize>,
    overlay: HtmlElement,
    _held: Box<dyn std::any::Any>,
    _stage: Stage,
}

impl Chart {
    async fn new() -> Self {
        let owner = Owner::new();
        let (sync, pointing, y_range, n_hints) = owner.with(|| {
            let sync = ChartSync::new(None, Pins::default());
            (sync, RwSignal::new(None), RwSignal::new(None), RwSignal::new(0))
        });
        let ys = (0..=1_000).map(|step| 5.0 - f64::from(step) / 250.0).collect();
        let curve = Curve::new("train", 0, false, Positions::Steps((0..=1_000).collect()), ys);
        let curves = Arc::new(vec![curve]);
        let stage = Stage::new();
        stage.0.set_inner_html(
            "<style>canvas { position: absolute; inset: 0; width: 400px; height: 300px; }</style><div></div>",
        );
        let mounted = stage.mount(move || {
            let view =
                Memo::new(move |_| View { x_range: sync.zoom.with(|zoom| zoom.range()), ..View::default() });
            view! {
                <ChartSurface
                    curves=Signal::stored(curves)
                    view=view
                    is_dark=Signal::stored(false)
                    summary=Signal::stored("Loss".to_owned())
                    sync=sync
                    pointing=pointing
                    notes=RwSignal::new(ChartNotes::default())
                    on_y=Callback::new(move |range| y_range.set(range))
                    on_wheel=Callback::new(move |()| n_hints.update(|n| *n += 1))
                />
            }
        });
        let overlay = stage.find("[role=img]");
        let canvas: HtmlCanvasElement = stage.find(".plot-lines").unchecked_into();
        until("the chart to be drawn", || canvas.width() != 300 && canvas.height() != 150).await;
        let chart = Self {
            sync,
            pointing,
            y_range,
            n_hints,
            overlay,
            _held: Box::new((mounted, owner)),
            _stage: stage,
        };
        chart.settled().await;
        chart
    }

    /// Waits until what is drawn is what is in view.
    async fn settled(&self) {
        let frame =
            js("", "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        let promise: js_sys::Promise = call(&frame, &[]).unchecked_into();
        wasm_bindgen_futures::JsFuture::from(promise).await.expect("a frame");
        tick().await;
    }

    /// Sends an event of the pointer.
    fn pointer(&self, kind: &str, (x, y): (f64, f64), extra: &str) {
        let body = format!(
            "target.dispatchEvent(new PointerEvent(kind, {{ bubbles: true, cancelable: true, clientX: x, clientY: y, \
             pointerId: 1, pointerType: 'mouse', button: 0, ...{{{extra}}} }}))"
        );
        let send = js("target, kind, x, y", &body);
        call(&send, &[(&*self.overlay).into(), kind.into(), x.into(), y.into()]);
    }

    /// Presses, moves and lets go.
    async fn drag(&self, from: (f64, f64), to: (f64, f64), extra: &str) {
        self.pointer("pointerdown", from, extra);
        self.pointer("pointermove", ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0), extra);
        self.pointer("pointermove", to, extra);
        self.pointer("pointerup", to, extra);
        self.settled().await;
    }

    fn wheel(&self, x: f64, extra: &str) -> bool {
        let body = format!(
            "const event = new WheelEvent('wheel', {{ bubbles: true, cancelable: true, clientX: x, clientY: 100, \
             deltaY: -240, ...{{{extra}}} }}); target.dispatchEvent(event); return event.defaultPrevented"
        );
        call(&js("target, x", &body), &[(&*self.overlay).into(), x.into()]) == JsValue::TRUE
    }

    /// Returns the range in view, rounded to whole steps.
    fn range(&self) -> Option<(i64, i64)> {
        let range = self.sync.zoom.with_untracked(|zoom| zoom.range());
        range.map(|(low, high)| (low.round() as i64, high.round() as i64))
    }

    fn cursor(&self) -> Option<f64> {
        self.sync.cursor.get_untracked()
    }
}

/// Steps per CSS pixel of the chart as a whole, whose plot is from 40 to 390.
const PER_PX: f64 = 1_000.0 / 350.0;

fn step(px: f64) -> i64 {
    ((px - 40.0) * PER_PX).round() as i64
}

#[wasm_bindgen_test]
async fn a_drag_zooms_and_steps_lead_back() {
    let chart = Chart::new().await;
    chart.drag((110.0, 100.0), (180.0, 120.0), "").await;
    assert_eq!(chart.range(), Some((step(110.0), step(180.0))));
    assert!(!chart.sync.is_dragging.get_untracked());
    chart.drag((40.0, 100.0), (215.0, 120.0), "").await;
    let half = (step(180.0) - step(110.0)) / 2;
    assert_eq!(chart.range(), Some((step(110.0), step(110.0) + half)));
    press(&chart.overlay, "-");
    assert_eq!(chart.range(), Some((step(110.0), step(180.0))));
    press(&chart.overlay, "-");
    assert_eq!(chart.range(), None);
    press(&chart.overlay, "-");
    assert_eq!(chart.range(), None);
}

#[wasm_bindgen_test]
async fn a_drag_with_ctrl_chooses_a_range_of_y_too() {
    let chart = Chart::new().await;
    chart.drag((110.0, 50.0), (180.0, 150.0), "ctrlKey: true").await;
    assert_eq!(chart.range(), Some((step(110.0), step(180.0))));
    let (low, high) = chart.y_range.get_untracked().expect("a range of y");
    assert!(0.0 < low && low < high && high < 5.5, "{low} {high}");
    chart.pointer("dblclick", (200.0, 100.0), "");
    assert_eq!((chart.range(), chart.y_range.get_untracked()), (None, None));
}

#[wasm_bindgen_test]
async fn a_drag_with_shift_moves_what_is_in_view_while_it_lasts() {
    let chart = Chart::new().await;
    chart.drag((110.0, 100.0), (180.0, 100.0), "").await;
    chart.pointer("pointerdown", (300.0, 100.0), "shiftKey: true");
    chart.pointer("pointermove", (265.0, 100.0), "shiftKey: true");
    let moved = (step(110.0) + 20, step(180.0) + 20);
    assert_eq!(chart.range(), Some(moved));
    assert!(chart.sync.is_dragging.get_untracked(), "the link waits");
    press(&chart.overlay, "Escape");
    assert_eq!(chart.range(), Some((step(110.0), step(180.0))), "given up");
    chart.pointer("pointerup", (265.0, 100.0), "shiftKey: true");
    chart.drag((300.0, 100.0), (265.0, 100.0), "button: 1").await;
    assert_eq!(chart.range(), Some(moved), "the middle button does the same");
    press(&chart.overlay, "-");
    assert_eq!(chart.range(), Some((step(110.0), step(180.0))), "a whole drag is one step");
}

#[wasm_bindgen_test]
async fn two_fingers_pinch_and_one_points() {
    let chart = Chart::new().await;
    let finger = |id: i32| format!("pointerType: 'touch', pointerId: {id}");
    chart.pointer("pointerdown", (180.0, 100.0), &finger(1));
    chart.pointer("pointermove", (185.0, 100.0), &finger(1));
    assert_eq!((chart.range(), chart.cursor().map(|x| x.round() as i64)), (None, Some(step(185.0))));
    chart.pointer("pointerdown", (255.0, 100.0), &finger(2));
    chart.pointer("pointermove", (150.0, 100.0), &finger(1));
    chart.pointer("pointermove", (290.0, 100.0), &finger(2));
    let (low, high) = chart.range().expect("a narrower view");
    let width = (255.0 - 185.0) / (290.0 - 150.0) * 1_000.0;
    assert!((high - low).abs_diff(width as i64) <= 1, "{low} {high}");
    chart.pointer("pointerup", (290.0, 100.0), &finger(2));
    chart.pointer("pointerup", (150.0, 100.0), &finger(1));
    assert!(!chart.sync.is_dragging.get_untracked());
}

#[wasm_bindgen_test]
async fn the_wheel_zooms_at_the_pointer_with_alt_and_else_leaves_a_hint() {
    let chart = Chart::new().await;
    assert!(!chart.wheel(215.0, ""), "the page scrolls");
    assert_eq!((chart.range(), chart.n_hints.get_untracked()), (None, 1));
    assert!(chart.wheel(215.0, "altKey: true"));
    assert_eq!(chart.range(), Some((250, 750)));
}

#[wasm_bindgen_test]
async fn keys_zoom_pan_pin_and_give_up_one_thing_at_a_time() {
    let chart = Chart::new().await;
    let overlay = &chart.overlay;
    overlay.focus().expect("focus");
    press(overlay, "p");
    assert!(chart.sync.pins.with_untracked(|pins| pins.places().is_empty()), "nothing is pointed at");
    press(overlay, "Home");
    press(overlay, "p");
    press(overlay, "PageDown");
    assert_eq!(chart.cursor(), Some(100.0));
    press(overlay, "p");
    assert_eq!(chart.sync.pins.with_untracked(|pins| pins.places().to_vec()), [0.0, 100.0]);
    press(overlay, "+");
    chart.settled().await;
    assert_eq!(chart.range(), Some((50, 550)), "around the crosshair");
    press(overlay, "ArrowRight");
    assert_eq!(chart.cursor(), Some(101.0));
    assert!(chart.pointing.with_untracked(|pointing| pointing.as_ref().is_some_and(|it| it.near == Some(0))));
    press(overlay, "Escape");
    assert_eq!((chart.cursor(), chart.range()), (None, Some((50, 550))));
    press(overlay, "Escape");
    assert_eq!(chart.range(), None);
    press(overlay, "+");
    press(overlay, "0");
    assert_eq!(chart.range(), None);
}

#[wasm_bindgen_test]
async fn a_press_on_the_axis_drops_a_pin_that_can_be_dragged() {
    let chart = Chart::new().await;
    let places = || chart.sync.pins.with_untracked(|pins| pins.places().to_vec());
    chart.drag((110.0, 290.0), (110.0, 290.0), "").await;
    assert_eq!(places(), [200.0]);
    chart.drag((110.0, 290.0), (180.0, 290.0), "").await;
    assert_eq!(places(), [400.0]);
    chart.drag((285.0, 290.0), (285.0, 290.0), "").await;
    assert_eq!(places(), [400.0, 700.0]);
    assert_eq!(chart.range(), None);
}

#[wasm_bindgen_test]
async fn after_a_zoom_the_crosshair_is_under_the_pointer() {
    let chart = Chart::new().await;
    chart.pointer("pointermove", (110.0, 100.0), "");
    assert_eq!(chart.cursor(), Some(step(110.0) as f64));
    chart.drag((110.0, 100.0), (180.0, 120.0), "").await;
    let (low, high) = chart.range().expect("a zoom");
    // The pointer let go at 140 of the plot's 350 pixels.
    let under = low + (high - low) * 140 / 350;
    let found = chart.cursor().map(|x| x.round() as i64);
    assert!(found.is_some_and(|x| (x - under).abs() <= 1), "{found:?} and not {under}");
    assert_eq!(chart.pointing.get_untracked().map(|pointing| pointing.hit.x), chart.cursor());
}
