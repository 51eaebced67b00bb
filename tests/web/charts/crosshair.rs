//! The crosshair that a click, a tap or keys left: where it stays, and what takes it away.

use std::sync::Arc;

use kernel::Positions;
use leptos::prelude::*;
use tuneboard::components::{ChartCard, ChartSync, PinButton};
use tuneboard_core::chart::{Curve, HitOrder, Marks, Pins, View};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlButtonElement, HtmlCanvasElement, HtmlElement};

use crate::stage::{Stage, call, js, press, run, tick, until};

/// Two charts of 400 by 150 CSS pixels with steps 0 to 1,000, and the button for pins.
struct Charts {
    sync: ChartSync,
    stage: Stage,
    _held: Box<dyn std::any::Any>,
}

/// Use of a chart; places are CSS pixels from its left edge.
#[derive(Debug, Clone, Copy)]
enum Use {
    Tap(f64),
    /// A finger from here to there.
    Slide(f64, f64),
    /// A finger that begins to scroll the page.
    Scroll(f64),
    /// A finger that moves up, where the page has no more to scroll.
    Rise(f64),
    Click(f64),
    /// The mouse comes and goes.
    Pass(f64),
    Key(&'static str),
    /// The focus goes elsewhere.
    Leave,
}

const TITLES: [&str; 2] = ["Loss", "Accuracy"];

impl Charts {
    async fn new() -> Self {
        let owner = Owner::new();
        let sync = owner.with(|| ChartSync::new(None, Pins::default()));
        let ys = (0..=1_000).map(|step| 5.0 - f64::from(step) / 250.0).collect();
        let curve = Curve::new("train", 0, false, Positions::Steps((0..=1_000).collect()), ys);
        let curves = Arc::new(vec![curve]);
        let stage = Stage::new();
        stage.0.set_inner_html(
            "<style>section > header { display: none } .plot { position: relative; width: 400px; height: 150px; } \
             .plot > canvas { position: absolute; inset: 0; width: 400px; height: 150px; }</style><div></div>",
        );
        let mounted = stage.mount(move || {
            let view =
                Memo::new(move |_| View { x_range: sync.zoom.with(|zoom| zoom.range()), ..View::default() });
            let card = move |title: &str| {
                view! {
                    <ChartCard
                        title=title.to_owned()
                        job=Signal::stored("a job".to_owned())
                        is_wide=false
                        curves=Signal::stored(Arc::clone(&curves))
                        view=view
                        marks=Signal::stored(Arc::<Marks>::default())
                        is_dark=Signal::stored(false)
                        order=Signal::stored(HitOrder::default())
                        sync=sync
                        on_y=Callback::new(|_| ())
                        weight=Signal::stored(None)
                        on_weight=Callback::new(|_| ())
                        on_fit=Callback::new(|()| ())
                    />
                }
            };
            view! {
                {TITLES.map(card).collect_view()}
                <p id="tools"><PinButton sync=sync /></p>
            }
        });
        let charts = Self { sync, stage, _held: Box::new((mounted, owner)) };
        for title in TITLES {
            let lines = format!("section[aria-label={title}] .plot-lines");
            let canvas: HtmlCanvasElement = charts.stage.find(&lines).unchecked_into();
            until("the chart to be drawn", || canvas.width() != 300 && canvas.height() == 150).await;
        }
        charts.settled().await;
        charts
    }

    fn overlay(&self, title: &str) -> HtmlElement {
        self.stage.find(&format!("section[aria-label={title}] .plot-overlay"))
    }

    /// Waits until what is drawn is what is in view.
    async fn settled(&self) {
        let frame =
            js("", "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        let promise: js_sys::Promise = call(&frame, &[]).unchecked_into();
        wasm_bindgen_futures::JsFuture::from(promise).await.expect("a frame");
        tick().await;
    }

    /// Sends events of a pointer, each at its place from the chart's upper left corner.
    fn pointer(&self, title: &str, pointer_type: &str, events: &[(&str, f64, f64)]) {
        let body = "const { left, top } = target.getBoundingClientRect(); \
             const event = new PointerEvent(kind, { bubbles: kind !== 'pointerleave', cancelable: true, \
               clientX: left + x, clientY: top + y, pointerId: 1, pointerType, button: 0 }); \
             (kind === 'pointerleave' ? target.closest('.plot') : target).dispatchEvent(event)";
        let send = js("target, pointerType, kind, x, y", body);
        let target = self.overlay(title);
        for (kind, x, y) in events {
            call(&send, &[(&*target).into(), pointer_type.into(), (*kind).into(), (*x).into(), (*y).into()]);
        }
    }

    fn act(&self, title: &str, what: Use) {
        const Y: f64 = 60.0;
        const GONE: (&str, f64, f64) = ("pointerleave", 0.0, 0.0);
        let (down, moved, up) = ("pointerdown", "pointermove", "pointerup");
        match what {
            Use::Tap(x) => self.pointer(title, "touch", &[(down, x, Y), (up, x, Y), GONE]),
            Use::Slide(from, to) => {
                self.pointer(title, "touch", &[(down, from, Y), (moved, to, Y), (up, to, Y), GONE]);
            }
            Use::Scroll(x) => {
                let cancel = ("pointercancel", x, Y - 12.0);
                self.pointer(title, "touch", &[(down, x, Y), (moved, x, Y - 12.0), cancel, GONE]);
            }
            Use::Rise(x) => {
                self.pointer(title, "touch", &[(down, x, Y), (moved, x, Y - 30.0), (up, x, Y - 30.0), GONE]);
            }
            Use::Click(x) => self.pointer(title, "mouse", &[(moved, x, Y), (down, x, Y), (up, x, Y), GONE]),
            Use::Pass(x) => self.pointer(title, "mouse", &[(moved, x, Y), GONE]),
            Use::Key(key) => {
                self.overlay(title).focus().expect("focus");
                press(&self.overlay(title), key);
            }
            Use::Leave => self.overlay(title).blur().expect("the focus goes"),
        }
    }

    /// Returns the crosshair's step, and the charts that show values.
    async fn seen(&self) -> (Option<i64>, Vec<&'static str>) {
        tick().await;
        let has_tip =
            |title: &&str| self.stage.look(&format!("section[aria-label={title}] .chart-tip")).is_some();
        let step = self.sync.cursor.get_untracked().map(|x| x.round() as i64);
        (step, TITLES.into_iter().filter(has_tip).collect())
    }

    fn pins(&self) -> Vec<f64> {
        self.sync.pins.with_untracked(|pins| pins.places().to_vec())
    }
}

/// The plot is from 40 to 390 CSS pixels: steps 200, 400 and 700.
const PX: [f64; 3] = [110.0, 180.0, 285.0];

#[wasm_bindgen_test]
async fn crosshair_stays_until_the_next_tap() {
    use Use::{Click, Key, Leave, Pass, Rise, Scroll, Slide, Tap};
    let charts = Charts::new().await;
    let [at_200, at_400, at_700] = PX;
    let beside = 20.0;
    for (title, what, step, values) in [
        ("Loss", Tap(at_200), Some(200), &["Loss"][..]),
        ("Loss", Scroll(at_700), Some(200), &["Loss"]),
        ("Accuracy", Scroll(at_700), Some(200), &["Loss"]),
        ("Accuracy", Rise(at_700), Some(200), &["Loss"]),
        ("Accuracy", Pass(at_700), Some(200), &["Loss"]),
        ("Loss", Tap(at_400), Some(400), &["Loss"]),
        ("Accuracy", Tap(at_700), Some(700), &["Accuracy"]),
        ("Accuracy", Tap(at_700), None, &[]),
        ("Loss", Scroll(at_200), None, &[]),
        ("Loss", Slide(at_200, at_400), Some(400), &["Loss"]),
        ("Accuracy", Tap(beside), None, &[]),
        ("Loss", Pass(at_200), None, &[]),
        ("Loss", Click(at_200), Some(200), &["Loss"]),
        ("Loss", Pass(at_700), Some(200), &["Loss"]),
        ("Loss", Key("Escape"), None, &[]),
        ("Accuracy", Key("End"), Some(1_000), &["Accuracy"]),
        // What is below the chart takes the focus: nothing covers it.
        ("Accuracy", Leave, Some(1_000), &[]),
        ("Loss", Pass(at_200), Some(1_000), &[]),
        ("Loss", Key("ArrowLeft"), Some(999), &["Loss"]),
        ("Loss", Key("Escape"), None, &[]),
    ] {
        charts.act(title, what);
        let (found, tips) = charts.seen().await;
        assert_eq!((found, &*tips), (step, values), "{what:?} on {title}");
    }
}

#[wasm_bindgen_test]
async fn values_follow_their_point_into_another_view() {
    let charts = Charts::new().await;
    charts.act("Loss", Use::Tap(PX[1]));
    let share = || {
        let tip = charts.stage.look(".chart-tip")?;
        tip.style().get_property_value("--share").ok()?.parse::<f64>().ok()
    };
    // Pixels of the step of 400 px.
    for (range, px) in [
        (None, Some(180.0)),
        (Some((300.0, 500.0)), Some(215.0)),
        (Some((500.0, 900.0)), None),
        (None, Some(180.0)),
    ] {
        charts.sync.zoom.update(|zoom| zoom.show(range));
        charts.settled().await;
        let found = share().map(|share| (share * 400.0).round());
        assert_eq!((found, charts.seen().await.0), (px, Some(400)), "{range:?}");
    }
}

#[wasm_bindgen_test]
async fn pin_button_pins_what_was_pointed_at() {
    let charts = Charts::new().await;
    let button: HtmlButtonElement = charts.stage.find("#tools button").unchecked_into();
    assert_eq!(button.text_content().as_deref(), Some("Pin"));
    for (what, pins) in [
        (Use::Pass(PX[0]), &[][..]),
        (Use::Tap(PX[0]), &[200.0]),
        (Use::Click(PX[1]), &[200.0, 400.0]),
        (Use::Key("Home"), &[0.0, 400.0]),
        (Use::Key("Escape"), &[0.0, 400.0]),
    ] {
        charts.act("Loss", what);
        charts.act("Loss", Use::Leave);
        tick().await;
        assert_eq!(button.disabled(), matches!(what, Use::Pass(_) | Use::Key("Escape")), "{what:?}");
        run("document.querySelector('#tools button').click()");
        tick().await;
        assert_eq!(charts.pins(), pins, "{what:?}");
    }
}
