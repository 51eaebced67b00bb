//! Spoken text of a chart: nothing without focus, the point that keys lead to, points that arrive, its
//! summary.

use std::sync::Arc;

use kernel::Positions;
use leptos::prelude::*;
use tuneboard::components::ChartLiveRegion;
use tuneboard_core::chart::{Curve, View};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, fire, press, run, tick, until};

fn curves(n: u64) -> Arc<Vec<Curve>> {
    let ys = (0..n).map(|step| 4.0 - step as f64 / 4.0).collect();
    Arc::new(vec![Curve::new("train", 0, false, Positions::Steps((0..n).collect()), ys)])
}

#[wasm_bindgen_test]
async fn the_chart_with_the_focus_speaks() {
    let owner = Owner::new();
    let (points, cursor) = owner.with(|| (RwSignal::new(curves(8)), RwSignal::new(None)));
    let stage = Stage::new();
    let _mounted = stage.mount(move || {
        view! {
            <div>
                <canvas tabindex="0"></canvas>
                <ChartLiveRegion
                    title="Loss".to_owned()
                    curves=points
                    view=Signal::stored(View::default())
                    cursor=cursor
                    summary=Signal::stored("Loss. Falling.".to_owned())
                />
            </div>
            <button id="elsewhere">"Elsewhere"</button>
        }
    });
    tick().await;
    let canvas = stage.find("canvas");
    let said = || stage.find("[aria-live=polite]").text_content().unwrap_or_default();
    // Without focus nothing is said, whatever moves or comes.
    cursor.set(Some(1.0));
    points.set(curves(9));
    tick().await;
    assert_eq!(said(), "");

    canvas.focus().expect("focus");
    tick().await;
    assert_eq!(said(), "", "what was there before is no news");
    points.set(curves(11));
    until("the news", || said() == "2 new points, train loss 1.5").await;
    press(&canvas, "ArrowLeft");
    cursor.set(Some(3.0));
    until("the point", || said() == "step 3: train 3.25").await;
    // More comes within five seconds: it waits.
    points.set(curves(12));
    tick().await;
    assert_eq!(said(), "step 3: train 3.25");
    press(&canvas, "Enter");
    until("the summary", || said() == "Loss. Falling.").await;
    press(&canvas, "Enter");
    until("the summary once more", || said() == "Loss. Falling.\u{a0}").await;
    // A pointer leads the crosshair now, and its user sees it.
    run("window.dispatchEvent(new Event('pointermove'))");
    cursor.set(Some(5.0));
    tick().await;
    assert_eq!(said(), "Loss. Falling.\u{a0}");
    until("what had to wait", || said() == "1 new point, train loss 1.25").await;

    stage.find("#elsewhere").focus().expect("focus");
    fire(&canvas, "keydown");
    cursor.set(Some(2.0));
    points.set(curves(20));
    tick().await;
    assert_eq!(said(), "");
}
