//! Charts on a real canvas: as many pixels as the screen has, paint where the line is, none where it is not.

use std::sync::Arc;

use kernel::{Column, Positions};
use leptos::prelude::*;
use tuneboard::{
    browser::canvas,
    components::{ChartNotes, ChartSurface, ChartSync},
};
use tuneboard_core::chart::{self, Curve, LIGHT, Pins, Size, View};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlCanvasElement;

use crate::stage::{Replaced, Stage, call, has_focus, js, press, until};

/// Returns a curve from (0, 2) down to (10, 1), with as many points.
fn falling() -> Curve {
    through((0..=10).map(|x| 2.0 - f64::from(x) / 10.0).collect())
}

fn through(ys: Column) -> Curve {
    Curve::new("train", 0, false, Positions::Steps((0..ys.len() as u64).collect()), ys)
}

#[wasm_bindgen_test]
fn a_canvas_has_a_pixel_for_each_of_the_screen() {
    let stage = Stage::new();
    stage.0.set_inner_html("<canvas style=\"width: 100px; height: 50px; display: block\"></canvas>");
    let element: HtmlCanvasElement = stage.find("canvas").unchecked_into();
    for (ratio, width, height) in [(1.0, 100, 50), (1.25, 125, 63), (2.0, 200, 100), (3.0, 300, 150)] {
        let _ratio = Replaced::new("devicePixelRatio", &JsValue::from_f64(ratio));
        assert_eq!(canvas::fit(&element), Some(Size { width, height, scale: ratio }), "{ratio}");
        assert_eq!((element.width(), element.height()), (width, height), "{ratio}");
        // The same size again must not wipe what is drawn.
        let context = canvas::context(&element).expect("a context");
        context.fill_rect(0.0, 0.0, 5.0, 5.0);
        canvas::fit(&element);
        assert!(alpha(&element, 2, 2) > 0, "{ratio}");
    }
    element.set_attribute("style", "display: none").expect("a style");
    assert_eq!(canvas::fit(&element), None, "without an extent there is nothing to fit");
}

#[wasm_bindgen_test]
async fn a_chart_is_painted_where_its_line_is_and_blank_where_it_is_not() {
    for ratio in [1.0, 2.0] {
        let _ratio = Replaced::new("devicePixelRatio", &JsValue::from_f64(ratio));
        let stage = Stage::new();
        let curves = Arc::new(vec![falling()]);
        let (sync, _mounted) = surface(&stage, Arc::clone(&curves));
        let base: HtmlCanvasElement = stage.find(".plot-lines").unchecked_into();
        let line = LIGHT.series[0];
        until("the line to be painted", || n_pixels(&base, (line.0, line.1, line.2)) > 100.0).await;
        assert_eq!(f64::from(base.width()), f64::from(base.client_width()) * ratio);
        let size = canvas::fit(&base).expect("a size");
        let layout = chart::layout(&curves, &View::default(), size);
        for x in [0.5, 2.5, 5.0, 7.5, 9.5] {
            let (px, on) = (layout.px_from_x(x), layout.px_from_y(2.0 - x / 10.0));
            assert!(is_near(&base, px, on, (line.0, line.1, line.2)), "the line at {x}, ratio {ratio}");
            let off = on + if x < 5.0 { 30.0 } else { -30.0 } * ratio;
            assert!(
                !is_near(&base, px, off, (line.0, line.1, line.2)),
                "beside the line at {x}, ratio {ratio}"
            );
        }
        assert_eq!(sync.cursor.get_untracked(), None);
    }
}

#[wasm_bindgen_test]
async fn a_chart_without_points_is_not_painted_with_a_line() {
    let stage = Stage::new();
    let (_, _mounted) = surface(&stage, Arc::new(vec![through(Column::default())]));
    let base: HtmlCanvasElement = stage.find(".plot-lines").unchecked_into();
    until("the canvas to be fitted", || base.width() == 400).await;
    let line = LIGHT.series[0];
    assert_eq!(n_pixels(&base, (line.0, line.1, line.2)), 0.0);
}

#[wasm_bindgen_test]
async fn keys_move_the_crosshair_from_point_to_point() {
    let stage = Stage::new();
    let (sync, _mounted) = surface(&stage, Arc::new(vec![falling()]));
    let base: HtmlCanvasElement = stage.find(".plot-lines").unchecked_into();
    let line = LIGHT.series[0];
    until("the line to be painted", || n_pixels(&base, (line.0, line.1, line.2)) > 100.0).await;
    let overlay = stage.find("[role=img]");
    assert_eq!(overlay.get_attribute("aria-label").as_deref(), Some("Eleven points"));
    overlay.focus().expect("focus");
    assert!(has_focus(&overlay));
    for (key, x) in [
        ("ArrowRight", 10.0),
        ("ArrowLeft", 9.0),
        ("ArrowLeft", 8.0),
        ("Home", 0.0),
        ("ArrowLeft", 0.0),
        ("ArrowRight", 1.0),
        ("End", 10.0),
        ("ArrowRight", 10.0),
    ] {
        press(&overlay, key);
        assert_eq!(sync.cursor.get_untracked(), Some(x), "{key}");
    }
    let crosshair: HtmlCanvasElement = overlay.clone().unchecked_into();
    until("the crosshair to be painted", || n_painted(&crosshair) > 50.0).await;
    press(&overlay, "Escape");
    assert_eq!(sync.cursor.get_untracked(), None);
    until("the crosshair to go", || n_painted(&crosshair) == 0.0).await;
}

/// Mounts a chart of 400 by 300 CSS pixels.
fn surface(stage: &Stage, curves: Arc<Vec<Curve>>) -> (ChartSync, Held<impl Drop + use<>>) {
    let owner = Owner::new();
    let sync = owner.with(|| ChartSync::new(None, Pins::default()));
    let style =
        "<style>canvas { position: absolute; inset: 0; width: 400px; height: 300px; }</style><div></div>";
    stage.0.set_inner_html(style);
    let mounted = stage.mount(move || {
        let summary = Signal::stored("Eleven points".to_owned());
        view! {
            <ChartSurface
                curves=Signal::stored(curves)
                view=Signal::stored(View::default())
                is_dark=Signal::stored(false)
                summary=summary
                sync=sync
                pointing=RwSignal::new(None)
                notes=RwSignal::new(ChartNotes::default())
                on_y=Callback::new(|_| ())
                on_wheel=Callback::new(|()| ())
            />
        }
    });
    (sync, Held { _mounted: mounted, _owner: owner })
}

/// A mounted view, and the owner of the signals it was given; they end in this order.
struct Held<T> {
    _mounted: T,
    _owner: Owner,
}

const DATA: &str =
    "const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); ";

/// Opacity of a pixel, 0 to 255.
fn alpha(canvas: &HtmlCanvasElement, x: u32, y: u32) -> u8 {
    let read = js("canvas, x, y", &format!("{DATA} return data[4 * (y * canvas.width + x) + 3]"));
    call(&read, &[canvas.into(), x.into(), y.into()]).as_f64().unwrap_or_default() as u8
}

/// Returns the number of painted pixels.
fn n_painted(canvas: &HtmlCanvasElement) -> f64 {
    let count =
        js("canvas", &format!("{DATA} return data.reduce((n, byte, i) => n + (i % 4 === 3 && byte > 0), 0)"));
    call(&count, &[canvas.into()]).as_f64().unwrap_or_default()
}

const IS_COLOR: &str = "const is = (i) => data[i + 3] > 100 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 60; ";

/// Returns the number of pixels of about this colour.
fn n_pixels(canvas: &HtmlCanvasElement, (r, g, b): (u8, u8, u8)) -> f64 {
    let body =
        format!("{DATA} {IS_COLOR} let n = 0; for (let i = 0; i < data.length; i += 4) n += is(i); return n");
    let count = js("canvas, r, g, b", &body);
    call(&count, &[canvas.into(), r.into(), g.into(), b.into()]).as_f64().unwrap_or_default()
}

/// Returns true if a pixel within three of this place has about this colour.
fn is_near(canvas: &HtmlCanvasElement, x: f64, y: f64, (r, g, b): (u8, u8, u8)) -> bool {
    let body = format!(
        "{DATA} {IS_COLOR} for (let dy = -3; dy <= 3; dy += 1) for (let dx = -3; dx <= 3; dx += 1) \
           if (is(4 * (Math.round(y + dy) * canvas.width + Math.round(x + dx)))) return true; return false"
    );
    let find = js("canvas, x, y, r, g, b", &body);
    let found = call(&find, &[canvas.into(), x.into(), y.into(), r.into(), g.into(), b.into()]);
    found.as_bool().unwrap_or_default()
}
