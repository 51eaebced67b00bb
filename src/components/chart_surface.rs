//! The drawing part of a chart: one canvas for grid and curves, one above it for the crosshair, so that
//! moving the pointer never draws the curves again.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use leptos::{ev, html, prelude::*};
use plotters::drawing::IntoDrawingArea as _;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast as _, closure::Closure};

use crate::{
    browser::{canvas, frame::FrameTask, listener::Listener},
    chart::{self, Curve, DARK, Hit, LIGHT, Layout, Theme, View},
};

/// What the pointer or keyboard points at.
#[derive(Debug, Clone, PartialEq)]
pub struct Pointing {
    /// The nearest points.
    pub hit: Hit,
    /// Pointer's place within the chart, CSS pixels.
    pub left_css_px: f64,
    /// Width of the chart, CSS pixels.
    pub width_css_px: f64,
}

/// Fewer CSS pixels than this are a click, not a drag.
const MIN_DRAG_PX: f64 = 4.0;

/// The canvases.
#[component]
pub fn ChartSurface(
    /// What to draw.
    #[prop(into)]
    curves: Signal<Arc<Vec<Curve>>>,
    /// How to draw it.
    #[prop(into)]
    view: Signal<View>,
    /// Dark colours.
    #[prop(into)]
    is_dark: Signal<bool>,
    /// Description for those who do not see it.
    #[prop(into)]
    summary: Signal<String>,
    /// The x value all charts of a page point at.
    cursor: RwSignal<Option<f64>>,
    /// What is pointed at here; `None` while the pointer is elsewhere.
    pointing: RwSignal<Option<Pointing>>,
    /// Points a logarithmic axis cannot show.
    n_hidden: RwSignal<usize>,
    /// A range was dragged, or asked back.
    on_zoom: Callback<Option<(f64, f64)>>,
) -> impl IntoView {
    let base = NodeRef::<html::Canvas>::new();
    let overlay = NodeRef::<html::Canvas>::new();
    // Device pixels; changes with the box and with the screen.
    let resized = RwSignal::new(0_u32);
    let drag = RwSignal::new(None::<(f64, f64)>);
    let drawn: StoredValue<Rc<RefCell<Option<Layout>>>, LocalStorage> = StoredValue::new_local(Rc::default());

    let base_frame = FrameTask::new(move || {
        let Some(layout) =
            draw_base(base, &curves.read_untracked(), &view.get_untracked(), is_dark.get_untracked())
        else {
            return;
        };
        n_hidden.maybe_update(|n| std::mem::replace(n, layout.n_non_positive) != layout.n_non_positive);
        drawn.with_value(|drawn| *drawn.borrow_mut() = Some(layout));
    });
    Effect::new(move || {
        curves.track();
        view.track();
        is_dark.track();
        resized.track();
        base_frame.request();
    });
    let overlay_frame = FrameTask::new(move || {
        drawn.with_value(|drawn| {
            if let Some(layout) = &*drawn.borrow() {
                let theme = theme(is_dark.get_untracked());
                draw_overlay(
                    overlay,
                    &curves.read_untracked(),
                    layout,
                    theme,
                    cursor.get_untracked(),
                    drag.get_untracked(),
                );
            }
        });
    });
    Effect::new(move || {
        curves.track();
        view.track();
        is_dark.track();
        resized.track();
        cursor.track();
        drag.track();
        overlay_frame.request();
    });
    follow_size(base, resized);

    let with_layout =
        move |f: &dyn Fn(&Layout)| drawn.with_value(|drawn| drawn.borrow().as_ref().map(f)).is_some();
    let point_at = move |event: &ev::PointerEvent| {
        let scale = canvas::pixel_ratio();
        let (left, top) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let width_css_px = base.get_untracked().map_or(0.0, |base| f64::from(base.client_width()));
        with_layout(&|layout| {
            let hit = chart::hit(&curves.read_untracked(), layout, left * scale, top * scale);
            cursor.set(hit.as_ref().map(|hit| hit.x));
            pointing.set(hit.map(|hit| Pointing { hit, left_css_px: left, width_css_px }));
        });
        left * scale
    };
    let on_move = move |event: ev::PointerEvent| {
        let px = point_at(&event);
        if drag.with_untracked(Option::is_some) {
            drag.update(|drag| *drag = drag.map(|(from, _)| (from, px)));
        }
    };
    let on_down = move |event: ev::PointerEvent| {
        let px = point_at(&event);
        if event.button() == 0 && event.pointer_type() == "mouse" {
            drag.set(Some((px, px)));
            if let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            {
                // Without capture a drag merely ends at the edge.
                drop(target.set_pointer_capture(event.pointer_id()));
            }
        }
    };
    let on_up = move |_: ev::PointerEvent| {
        let Some((from, to)) = drag.get_untracked() else { return };
        drag.set(None);
        if (to - from).abs() < MIN_DRAG_PX * canvas::pixel_ratio() {
            return;
        }
        with_layout(&|layout| {
            let (a, b) = (layout.x_from_px(from.min(to)), layout.x_from_px(from.max(to)));
            on_zoom.run(Some((a, b)));
        });
    };
    let leave = move || {
        cursor.set(None);
        pointing.set(None);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" => Step::By(-1),
            "ArrowRight" => Step::By(1),
            "PageUp" => Step::Share(-0.1),
            "PageDown" => Step::Share(0.1),
            "Home" => Step::First,
            "End" => Step::Last,
            "Escape" if drag.with_untracked(Option::is_some) => return drag.set(None),
            "Escape" | "0" => {
                on_zoom.run(None);
                return leave();
            }
            _ => return,
        };
        event.prevent_default();
        with_layout(&|layout| {
            let at = step.from(cursor.get_untracked(), &curves.read_untracked(), layout);
            let hit = at.and_then(|x| chart::hit_at(&curves.read_untracked(), x));
            cursor.set(hit.as_ref().map(|hit| hit.x));
            pointing.set(hit.map(|hit| {
                let scale = canvas::pixel_ratio();
                let left_css_px = layout.px_from_x(hit.x) / scale;
                let width_css_px = base.get_untracked().map_or(0.0, |base| f64::from(base.client_width()));
                Pointing { hit, left_css_px, width_css_px }
            }));
        });
    };
    view! {
        <canvas class="plot-base" node_ref=base aria-hidden="true"></canvas>
        <canvas
            class="plot-overlay"
            node_ref=overlay
            role="img"
            aria-label=summary
            tabindex="0"
            on:pointermove=on_move
            on:pointerdown=on_down
            on:pointerup=on_up
            on:pointercancel=move |_| drag.set(None)
            on:pointerleave=move |_| leave()
            on:blur=move |_| leave()
            on:dblclick=move |_| on_zoom.run(None)
            on:keydown=on_key
        ></canvas>
    }
}

/// How a key moves the crosshair.
#[derive(Clone, Copy)]
enum Step {
    By(i64),
    Share(f64),
    First,
    Last,
}

impl Step {
    /// The x to go to, among the points in view of the curve with most of them.
    fn from(self, current: Option<f64>, curves: &[Curve], layout: &Layout) -> Option<f64> {
        let (low, high) = layout.x_domain();
        let longest = curves.iter().max_by_key(|curve| curve.xs.len())?;
        let inside: Vec<f64> = longest.xs.iter().copied().filter(|x| (low..=high).contains(x)).collect();
        let last = inside.len().checked_sub(1)?;
        let place = current.map(|x| inside.partition_point(|known| *known < x).min(last));
        let target = match (self, place) {
            (Self::First, _) => 0,
            (Self::Last, _) => last,
            (_, None) => last,
            (Self::By(n), Some(place)) => place.saturating_add_signed(n as isize).min(last),
            (Self::Share(share), Some(place)) => {
                let n = (share * inside.len() as f64).round() as isize;
                place.saturating_add_signed(n).min(last)
            }
        };
        inside.get(target).copied()
    }
}

fn theme(is_dark: bool) -> &'static Theme {
    if is_dark { &DARK } else { &LIGHT }
}

fn draw_base(node: NodeRef<html::Canvas>, curves: &[Curve], view: &View, is_dark: bool) -> Option<Layout> {
    let canvas = node.get_untracked()?;
    let size = canvas::fit(&canvas)?;
    let layout = chart::layout(curves, view, size);
    let area = canvas::backend(&canvas)?.into_drawing_area();
    // A canvas that refuses to draw leaves the chart empty; its table twin still has every value.
    drop(chart::draw(&area, curves, &layout, theme(is_dark)));
    Some(layout)
}

fn draw_overlay(
    node: NodeRef<html::Canvas>,
    curves: &[Curve],
    layout: &Layout,
    theme: &Theme,
    cursor: Option<f64>,
    drag: Option<(f64, f64)>,
) {
    let Some(canvas) = node.get_untracked() else { return };
    if canvas::fit(&canvas).is_none() {
        return;
    }
    let Some(backend) = canvas::backend(&canvas) else { return };
    let area = backend.into_drawing_area();
    let hit = cursor.and_then(|x| chart::hit_at(curves, x));
    // As above: without its crosshair a chart is still a chart.
    drop(chart::draw_cursor(&area, curves, layout, theme, hit.as_ref(), drag));
}

/// Counts changes of the element's size and of the screen's pixel ratio.
fn follow_size(node: NodeRef<html::Canvas>, resized: RwSignal<u32>) {
    let bump = move || drop(resized.try_update(|n| *n = n.wrapping_add(1)));
    let callback = Closure::<dyn FnMut()>::new(bump);
    let observer = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()).ok();
    // Zooming the page changes the pixel ratio and always resizes the window.
    let listener = Listener::window("resize", move |_| bump());
    let held = SendWrapper::new((observer.clone(), callback, listener));
    Effect::new(move || {
        if let (Some(canvas), Some(observer)) = (node.get(), &observer) {
            observer.observe(&canvas);
        }
    });
    on_cleanup(move || {
        if let Some(observer) = &held.0 {
            observer.disconnect();
        }
        drop(held);
    });
}
