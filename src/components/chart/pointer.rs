//! Pointer, wheel and keyboard on a chart: from events to what [`Gesture`] makes of them.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;

use super::{pointing::Pointing, step::Step, surface::Surface};
use crate::{browser::canvas, components::ChartSync};
use tuneboard_core::{
    chart::{
        self, Curve, Gesture, GestureOutput, Held, Hit, Layout, Press, View,
        axis::zoom::{self, Range},
    },
    metrics::XAxis,
};

/// Factor by which the view narrows per step of a key or button.
pub const ZOOM_STEP: f64 = 0.5;
/// By how much of its width the view moves per step of a key or button.
pub const PAN_STEP: f64 = 0.25;
/// Pixels of the wheel that halve or double the view.
const WHEEL_PER_DOUBLING: f64 = 240.0;

/// The hand on one chart; copies refer to the same.
#[derive(Clone, Copy)]
pub(in crate::components) struct Pointer {
    surface: Surface,
    sync: ChartSync,
    pointing: RwSignal<Option<Pointing>>,
    on_y: Callback<Option<Range>>,
    on_wheel: Callback<()>,
    gesture: StoredValue<Gesture>,
    /// Range in view when the gesture began.
    began_at: StoredValue<Option<Range>>,
    /// The curve that arrow keys move along.
    active: StoredValue<usize>,
}

impl Pointer {
    pub(in crate::components) fn new(
        surface: Surface,
        sync: ChartSync,
        pointing: RwSignal<Option<Pointing>>,
        on_y: Callback<Option<Range>>,
        on_wheel: Callback<()>,
    ) -> Self {
        let pointer = Self {
            surface,
            sync,
            pointing,
            on_y,
            on_wheel,
            gesture: StoredValue::new(Gesture::default()),
            began_at: StoredValue::new(None),
            active: StoredValue::new(0),
        };
        Effect::new(move || pointer.follow());
        on_cleanup(move || sync.forget(pointing));
        pointer
    }

    pub(in crate::components) fn on_down(self, event: &ev::PointerEvent) {
        let held = match (event.button(), event.ctrl_key() || event.meta_key()) {
            (1, _) => Held::Pan,
            (0, _) if event.shift_key() || event.alt_key() => Held::Pan,
            (0, true) => Held::Both,
            (0, false) => Held::Plain,
            _ => return,
        };
        if event.button() == 1 {
            // The browser would begin to scroll by itself.
            event.prevent_default();
        }
        let is_touch = event.pointer_type() == "touch";
        let press = Press { id: event.pointer_id(), at: place(event), is_touch, held };
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(target) = target {
            // Without capture a drag merely ends at the edge.
            drop(target.set_pointer_capture(event.pointer_id()));
        }
        let pins = self.sync.pins.with_untracked(|pins| pins.places().to_vec());
        self.began_at.set_value(self.sync.zoom.with_untracked(zoom::Zoom::range));
        self.act(event, |gesture, layout| gesture.down(press, layout, &pins));
    }

    pub(in crate::components) fn on_move(self, event: &ev::PointerEvent) {
        self.act(event, |gesture, layout| gesture.moved(event.pointer_id(), place(event), layout));
    }

    pub(in crate::components) fn on_up(self, event: &ev::PointerEvent) {
        self.act(event, |gesture, layout| gesture.up(event.pointer_id(), layout));
    }

    /// The browser took the pointer for itself: the page scrolls.
    pub(in crate::components) fn on_cancel(self) {
        self.cancel();
        self.sync.leave(self.pointing);
    }

    pub(in crate::components) fn on_blur(self) {
        self.sync.blur(self.pointing);
    }

    fn cancel(self) {
        self.gesture.update_value(Gesture::cancel);
        self.settle();
    }

    pub(in crate::components) fn show_all(self) {
        self.sync.show_all();
        self.on_y.run(None);
    }

    pub(in crate::components) fn on_wheel(self, event: &ev::WheelEvent) {
        if !event.alt_key() {
            return self.on_wheel.run(());
        }
        event.prevent_default();
        let (lines, pages) = (1, 2);
        let px = match event.delta_mode() {
            mode if mode == lines => 16.0 * event.delta_y(),
            mode if mode == pages => 400.0 * event.delta_y(),
            _ => event.delta_y(),
        };
        let at = f64::from(event.offset_x()) * canvas::pixel_ratio();
        self.rescale((px / WHEEL_PER_DOUBLING).exp2(), Some(at));
    }

    /// Lets the gesture see an event, and does what it asks for.
    fn act(self, event: &ev::PointerEvent, see: impl FnOnce(&mut Gesture, &Layout) -> GestureOutput) {
        let output =
            self.surface.with_layout(|layout| self.gesture.try_update_value(|gesture| see(gesture, layout)));
        match output.flatten() {
            Some(GestureOutput::Point) => {
                self.sync.is_dragging.maybe_update(|known| {
                    let is_active = self.gesture.with_value(Gesture::is_active);
                    std::mem::replace(known, is_active) != is_active
                });
                self.surface.selection.maybe_update(clear);
                let curves = self.surface.curves.read_untracked();
                self.surface.with_layout(|layout| self.point_at(event, &curves, layout));
            }
            Some(GestureOutput::Stay) => self.stay(event),
            Some(select @ GestureOutput::Select { .. }) => self.surface.selection.set(select),
            Some(GestureOutput::Show { x, y, is_final }) => {
                let range = self.show(x, y, is_final);
                if is_final {
                    self.point_in(event, range, y);
                }
            }
            Some(GestureOutput::Pin { index, x, is_final }) => self.pin(index, x, is_final),
            Some(GestureOutput::Nothing) | None => {}
        }
        if !self.gesture.with_value(Gesture::is_active) {
            self.settle();
        }
    }

    fn settle(self) {
        self.surface.selection.maybe_update(clear);
        self.sync.is_dragging.maybe_update(|is_dragging| std::mem::replace(is_dragging, false));
    }

    /// Gives what is in view along x from now on.
    fn show(self, x: Range, y: Option<Range>, is_final: bool) -> Option<Range> {
        let is_whole = self.surface.view.with_untracked(|view| view.x_axis == XAxis::Step);
        let x = if is_final { zoom::rounded(x, is_whole) } else { x };
        let range = zoom::limited(x, self.everything());
        if !is_final {
            self.sync.is_dragging.maybe_update(|is_dragging| !std::mem::replace(is_dragging, true));
        }
        self.sync.zoom.update(|zoom| {
            zoom.drag(range);
            if is_final {
                zoom.drop_at(self.began_at.get_value());
            }
        });
        if y.is_some() {
            self.on_y.run(y);
        }
        range
    }

    /// Points at what will be under the pointer once a new view is drawn. Fingers are gone by then.
    fn point_in(self, event: &ev::PointerEvent, x_range: Option<Range>, y_range: Option<Range>) {
        if event.pointer_type() == "touch" {
            return self.sync.leave(self.pointing);
        }
        let view = self.surface.view.get_untracked();
        let view = View { x_range, y_range: y_range.or(view.y_range), ..view };
        let curves = self.surface.curves.read_untracked();
        if let Some(size) = self.surface.with_layout(Layout::size) {
            self.point_at(event, &curves, &chart::layout(&curves, &view, size));
        }
    }

    /// Pins mark logged points, so they snap to the nearest.
    fn pin(self, index: Option<usize>, x: f64, is_final: bool) {
        let x = self.surface.curves.with_untracked(|curves| {
            let longest = curves.iter().max_by_key(|curve| curve.len());
            longest.and_then(|curve| Some(curve.xs().at(curve.nearest(x)?))).unwrap_or(x)
        });
        match index {
            Some(index) => self.sync.pins.update(|pins| pins.move_to(index, x)),
            None if is_final => self.sync.pins.update(|pins| drop_pin(pins, x)),
            None => {}
        }
    }

    /// Returns the whole range along x of this chart.
    fn everything(self) -> Range {
        let view = self.surface.view.get_untracked();
        self.surface.curves.with_untracked(|curves| chart::everything(curves, &view))
    }

    /// Makes the view wider or narrower around a pixel, or around the crosshair or the middle.
    fn rescale(self, factor: f64, px: Option<f64>) {
        let cursor = self.sync.cursor.get_untracked();
        let range = self.surface.with_layout(|layout| {
            let (low, high) = layout.x_domain();
            let at = px.map(|px| layout.x_from_px(px)).or(cursor).unwrap_or(low + (high - low) / 2.0);
            zoom::scaled((low, high), at.clamp(low, high), factor)
        });
        if let Some(range) = range {
            self.sync.show(range, self.everything());
        }
    }

    fn pan(self, share: f64) {
        if let Some(domain) = self.surface.with_layout(Layout::x_domain) {
            self.sync.show(zoom::moved(domain, share), self.everything());
        }
    }

    /// Points at what is under the pointer.
    fn point_at(self, event: &ev::PointerEvent, curves: &[Curve], layout: &Layout) {
        let (px, py) = place(event);
        let hit = chart::hit(curves, layout, px, py);
        let near = hit.as_ref().and_then(Hit::nearest);
        self.point(hit, layout, near, Some(px), event.shift_key());
    }

    /// Shows what is under the pointer, if that is where `px` is, or where keys lead to.
    fn point(
        self,
        hit: Option<Hit>,
        layout: &Layout,
        near: Option<usize>,
        px: Option<f64>,
        is_detailed: bool,
    ) {
        match hit {
            Some(hit) => {
                self.sync.point(self.pointing, Pointing::new(hit, layout, near, px, is_detailed));
            }
            None => self.sync.leave(self.pointing),
        }
    }

    /// Lets the crosshair stay under the pointer. A second tap in its place, while its values are shown, or one beside the plot
    /// takes it away.
    fn stay(self, event: &ev::PointerEvent) {
        let curves = self.surface.curves.read_untracked();
        let place = place(event);
        let is_on_plot = self.surface.with_layout(|layout| {
            self.point_at(event, &curves, layout);
            layout.plot_rect().contains(place.0, place.1)
        });
        if is_on_plot != Some(true)
            || self.sync.shows_values_of(self.pointing, self.sync.cursor.get_untracked())
        {
            self.sync.release();
        } else {
            self.sync.rest(self.pointing);
        }
    }

    /// Keeps a crosshair that was left here at its points when another range comes into view.
    fn follow(self) {
        let (curves, view) = (self.surface.curves.get(), self.surface.view.get());
        let Some(Pointing { hit, near, is_detailed, .. }) = self.sync.resting_in(self.pointing) else {
            return;
        };
        let Some(size) = self.surface.with_layout(Layout::size) else { return };
        let layout = chart::layout(&curves, &view, size);
        let layout = layout.with_marks(&self.surface.marks.read_untracked(), &curves);
        let (low, high) = layout.x_domain();
        let hit = chart::hit_at(&curves, hit.x).filter(|hit| low <= hit.x && hit.x <= high);
        self.sync.refresh(self.pointing, hit.map(|hit| Pointing::new(hit, &layout, near, None, is_detailed)));
    }

    pub(in crate::components) fn on_key(self, event: &ev::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowLeft" if event.shift_key() => self.pan(-PAN_STEP),
            "ArrowRight" if event.shift_key() => self.pan(PAN_STEP),
            "ArrowLeft" => self.step(Step::By(-1)),
            "ArrowRight" => self.step(Step::By(1)),
            "PageUp" => self.step(Step::Share(-0.1)),
            "PageDown" => self.step(Step::Share(0.1)),
            "Home" => self.step(Step::First),
            "End" => self.step(Step::Last),
            "ArrowUp" => self.other_curve(-1),
            "ArrowDown" => self.other_curve(1),
            "e" => self.other_evaluation(Step::After),
            "E" => self.other_evaluation(Step::Before),
            "+" | "=" => self.rescale(ZOOM_STEP, None),
            "-" => self.sync.back(),
            "0" => self.show_all(),
            "p" if self.sync.cursor.with_untracked(Option::is_some) => self.sync.pin_crosshair(),
            "Escape" => return self.escape(event),
            _ => return,
        }
        event.prevent_default();
    }

    /// Gives up one thing at a time: the gesture, then the crosshair, then the zoom.
    fn escape(self, event: &ev::KeyboardEvent) {
        if self.gesture.with_value(Gesture::is_active) {
            let began_at = self.began_at.get_value();
            self.sync.zoom.update(|zoom| zoom.drag(began_at));
            self.cancel();
        } else if self.sync.cursor.with_untracked(Option::is_some) {
            self.sync.release();
            self.sync.leave(self.pointing);
        } else if self.sync.zoom.with_untracked(zoom::Zoom::is_zoomed) {
            self.show_all();
        } else {
            return;
        }
        event.stop_propagation();
    }

    fn other_curve(self, by: isize) {
        let n = self.surface.curves.with_untracked(|curves| curves.len());
        let last = n.saturating_sub(1);
        self.active.update_value(|active| *active = active.saturating_add_signed(by).min(last));
        self.step(Step::By(0));
    }

    /// Goes to another evaluation; does nothing in a chart without any.
    fn other_evaluation(self, step: Step) {
        let found = self.surface.curves.with_untracked(|curves| {
            let is_evaluation = |idx: &usize| curves.get(*idx).is_some_and(|curve| curve.is_dashed);
            Some(self.active.get_value())
                .filter(is_evaluation)
                .or_else(|| (0..curves.len()).find(is_evaluation))
        });
        if let Some(active) = found {
            self.active.set_value(active);
            self.step(step);
        }
    }

    fn step(self, step: Step) {
        let curves = self.surface.curves.read_untracked();
        let active = self.active.get_value().min(curves.len().saturating_sub(1));
        let Some(curve) = curves.get(active) else { return };
        self.surface.with_layout(|layout| {
            let at = step.from(self.sync.cursor.get_untracked(), curve, layout);
            let hit = at.and_then(|x| chart::hit_at(&curves, x));
            self.point(hit, layout, Some(active), None, false);
            self.sync.rest(self.pointing);
        });
    }
}

fn place(event: &ev::PointerEvent) -> (f64, f64) {
    let scale = canvas::pixel_ratio();
    (f64::from(event.offset_x()) * scale, f64::from(event.offset_y()) * scale)
}

fn drop_pin(pins: &mut chart::Pins, x: f64) {
    let _index = pins.drop_at(x);
}

fn clear(selection: &mut GestureOutput) -> bool {
    std::mem::replace(selection, GestureOutput::Nothing) != GestureOutput::Nothing
}
