//! The drawing part of a chart: a canvas each for the grid, the curves and the crosshair, so that moving the
//! pointer never draws the curves again.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use leptos::{ev, html, prelude::*};
use plotters::drawing::IntoDrawingArea as _;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast as _, closure::Closure};

use crate::{
    browser::{canvas, frame::FrameTask, listener::Listener},
    chart::{self, Curve, DARK, Hit, LIGHT, Layout, Picture, Theme, View},
};

/// What the pointer or keyboard points at, and where, in CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Pointing {
    /// The nearest points.
    pub hit: Hit,
    /// Pointer's place within the chart, from its left edge.
    pub left_css_px: f64,
    /// Pointer's place within the chart, from its upper edge.
    pub top_css_px: f64,
    /// Width of the chart.
    pub width_css_px: f64,
    /// Height of the chart.
    pub height_css_px: f64,
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
    let surface = Surface {
        base: NodeRef::new(),
        lines: NodeRef::new(),
        overlay: NodeRef::new(),
        curves,
        view,
        is_dark,
        cursor,
        pointing,
        n_hidden,
        on_zoom,
        resized: RwSignal::new(0),
        drag: RwSignal::new(None),
        drawn: StoredValue::new_local(Rc::default()),
        picture: StoredValue::new_local(Rc::default()),
    };
    surface.redraw_on_change();
    follow_size(surface.base, surface.resized);
    view! {
        <canvas class="plot-base" node_ref=surface.base aria-hidden="true"></canvas>
        <canvas class="plot-lines" node_ref=surface.lines aria-hidden="true"></canvas>
        <canvas
            class="plot-overlay"
            node_ref=surface.overlay
            role="img"
            aria-label=summary
            tabindex="0"
            on:pointermove=move |event| surface.on_move(&event)
            on:pointerdown=move |event| surface.on_down(&event)
            on:pointerup=move |_| surface.on_up()
            on:pointercancel=move |_| surface.drag.set(None)
            on:pointerleave=move |_| surface.leave()
            on:blur=move |_| surface.leave()
            on:dblclick=move |_| on_zoom.run(None)
            on:keydown=move |event| surface.on_key(&event)
        ></canvas>
    }
}

/// The signals and nodes of one chart's drawing; copies refer to the same.
#[derive(Clone, Copy)]
struct Surface {
    base: NodeRef<html::Canvas>,
    lines: NodeRef<html::Canvas>,
    overlay: NodeRef<html::Canvas>,
    curves: Signal<Arc<Vec<Curve>>>,
    view: Signal<View>,
    is_dark: Signal<bool>,
    cursor: RwSignal<Option<f64>>,
    pointing: RwSignal<Option<Pointing>>,
    n_hidden: RwSignal<usize>,
    on_zoom: Callback<Option<(f64, f64)>>,
    /// Counts changes of the box and of the screen.
    resized: RwSignal<u32>,
    /// Where a drag began and is, device pixels.
    drag: RwSignal<Option<(f64, f64)>>,
    /// The geometry on screen.
    drawn: StoredValue<Rc<RefCell<Option<Layout>>>, LocalStorage>,
    picture: StoredValue<Rc<RefCell<Picture>>, LocalStorage>,
}

impl Surface {
    /// Draws each layer in the next frame after what it shows has changed.
    fn redraw_on_change(self) {
        let base_frame = FrameTask::new(move || self.draw_base());
        let overlay_frame = FrameTask::new(move || self.draw_overlay());
        let track = move || {
            self.curves.track();
            self.view.track();
            self.is_dark.track();
            self.resized.track();
        };
        Effect::new(move || {
            track();
            base_frame.request();
        });
        Effect::new(move || {
            track();
            self.cursor.track();
            self.drag.track();
            overlay_frame.request();
        });
    }

    fn theme(self) -> &'static Theme {
        if self.is_dark.get_untracked() { &DARK } else { &LIGHT }
    }

    fn draw_base(self) {
        let Some(canvas) = self.base.get_untracked() else { return };
        let Some(size) = canvas::fit(&canvas) else { return };
        let Some(backend) = canvas::backend(&canvas) else { return };
        let curves = self.curves.read_untracked();
        let layout = chart::layout(&curves, &self.view.get_untracked(), size);
        // A canvas that refuses to draw leaves the chart empty; its table twin still has every value.
        drop(chart::draw_axes(&backend.into_drawing_area(), &layout, self.theme()));
        self.draw_lines(&curves, &layout);
        self.n_hidden.maybe_update(|n| std::mem::replace(n, layout.n_non_positive) != layout.n_non_positive);
        self.drawn.with_value(|drawn| *drawn.borrow_mut() = Some(layout));
    }

    fn draw_lines(self, curves: &[Curve], layout: &Layout) {
        let Some(canvas) = self.lines.get_untracked() else { return };
        if canvas::fit(&canvas).is_none() {
            return;
        }
        self.picture.with_value(|picture| {
            let mut picture = picture.borrow_mut();
            picture.draw(curves, layout, self.theme());
            canvas::put(&canvas, &picture);
        });
    }

    fn draw_overlay(self) {
        let Some(canvas) = self.overlay.get_untracked() else { return };
        if canvas::fit(&canvas).is_none() {
            return;
        }
        let Some(backend) = canvas::backend(&canvas) else { return };
        let area = backend.into_drawing_area();
        let curves = self.curves.read_untracked();
        let hit = self.cursor.get_untracked().and_then(|x| chart::hit_at(&curves, x));
        let drag = self.drag.get_untracked();
        self.with_layout(|layout| {
            // As above: without its crosshair a chart is still a chart.
            drop(chart::draw_cursor(&area, &curves, layout, self.theme(), hit.as_ref(), drag));
        });
    }

    fn with_layout(self, f: impl FnOnce(&Layout)) {
        self.drawn.with_value(|drawn| {
            if let Some(layout) = &*drawn.borrow() {
                f(layout);
            }
        });
    }

    /// Points at what is nearest to a place in CSS pixels.
    fn point(self, hit: Option<Hit>, left_css_px: f64, top_css_px: f64) {
        let (width_css_px, height_css_px) = self
            .base
            .get_untracked()
            .map_or((0.0, 0.0), |base| (base.client_width().into(), base.client_height().into()));
        self.cursor.set(hit.as_ref().map(|hit| hit.x));
        self.pointing.set(hit.map(|hit| Pointing {
            hit,
            left_css_px,
            top_css_px,
            width_css_px,
            height_css_px,
        }));
    }

    /// Points at what is under the pointer; its place along x in device pixels.
    fn point_at(self, event: &ev::PointerEvent) -> f64 {
        let scale = canvas::pixel_ratio();
        let (left, top) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        self.with_layout(|layout| {
            let hit = chart::hit(&self.curves.read_untracked(), layout, left * scale, top * scale);
            self.point(hit, left, top);
        });
        left * scale
    }

    fn on_move(self, event: &ev::PointerEvent) {
        let px = self.point_at(event);
        if self.drag.with_untracked(Option::is_some) {
            self.drag.update(|drag| *drag = drag.map(|(from, _)| (from, px)));
        }
    }

    fn on_down(self, event: &ev::PointerEvent) {
        let px = self.point_at(event);
        if event.button() == 0 && event.pointer_type() == "mouse" {
            self.drag.set(Some((px, px)));
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if let Some(target) = target {
                // Without capture a drag merely ends at the edge.
                drop(target.set_pointer_capture(event.pointer_id()));
            }
        }
    }

    fn on_up(self) {
        let Some((from, to)) = self.drag.get_untracked() else { return };
        self.drag.set(None);
        if (to - from).abs() < MIN_DRAG_PX * canvas::pixel_ratio() {
            return;
        }
        self.with_layout(|layout| {
            let range = (layout.x_from_px(from.min(to)), layout.x_from_px(from.max(to)));
            self.on_zoom.run(Some(range));
        });
    }

    fn leave(self) {
        self.cursor.set(None);
        self.pointing.set(None);
    }

    fn on_key(self, event: &ev::KeyboardEvent) {
        let step = match event.key().as_str() {
            "ArrowLeft" => Step::By(-1),
            "ArrowRight" => Step::By(1),
            "PageUp" => Step::Share(-0.1),
            "PageDown" => Step::Share(0.1),
            "Home" => Step::First,
            "End" => Step::Last,
            "Escape" if self.drag.with_untracked(Option::is_some) => return self.drag.set(None),
            "Escape" | "0" => {
                self.on_zoom.run(None);
                return self.leave();
            }
            _ => return,
        };
        event.prevent_default();
        self.with_layout(|layout| {
            let curves = self.curves.read_untracked();
            let at = step.from(self.cursor.get_untracked(), &curves, layout);
            let hit = at.and_then(|x| chart::hit_at(&curves, x));
            let left = hit.as_ref().map_or(0.0, |hit| layout.px_from_x(hit.x) / canvas::pixel_ratio());
            self.point(hit, left, 0.0);
        });
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
        let longest = curves.iter().max_by_key(|curve| curve.len())?;
        let inside = longest.within(layout.x_domain()).max_by_key(|range| range.len())?;
        let (first, last) = (inside.start, inside.end - 1);
        let place = current.and_then(|x| longest.nearest(x)).map(|place| place.clamp(first, last));
        let moved = |place: usize, by: isize| place.saturating_add_signed(by).clamp(first, last);
        let target = match (self, place) {
            (Self::First, _) => first,
            (Self::Last, _) | (_, None) => last,
            (Self::By(n), Some(place)) => moved(place, n as isize),
            (Self::Share(share), Some(place)) => moved(place, (share * inside.len() as f64).round() as isize),
        };
        Some(longest.xs().at(target))
    }
}

/// Counts changes of the element's size and of the screen's pixel ratio.
fn follow_size(node: NodeRef<html::Canvas>, resized: RwSignal<u32>) {
    let bump = move || {
        // The chart may be gone by now.
        let _counted = resized.try_update(|n| *n = n.wrapping_add(1));
    };
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
