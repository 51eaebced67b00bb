//! The drawing part of a chart: a canvas each for the grid, the curves and the crosshair, so that moving the
//! pointer never draws the curves again, and every change is drawn once, in the next frame.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use leptos::{html, prelude::*};
use plotters::drawing::IntoDrawingArea as _;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast as _, closure::Closure};

use crate::{
    browser::{canvas, listener::Listener, schedule::ScopedFrameTask, viewport::Nearness},
    components::ChartSync,
};
use tuneboard_core::chart::{
    self, Columns, Curve, DARK, GestureOutput, LIGHT, Layout, Marks, Picture, Theme, View,
};

/// Points that a chart could not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChartNotes {
    /// Points of zero or below on a logarithmic axis.
    pub n_non_positive: usize,
    /// Points above or below the chosen range of y.
    pub n_outside: usize,
    /// The browser gives no canvas to draw on.
    pub is_refused: bool,
}

/// Geometry on the screen, and true if it was drawn for the dark theme.
type Drawn = (Layout, bool);

/// The signals and nodes of one chart's drawing; copies refer to the same.
#[derive(Clone, Copy)]
pub(in crate::components) struct Surface {
    pub(super) base: NodeRef<html::Canvas>,
    pub(super) lines: NodeRef<html::Canvas>,
    pub(super) overlay: NodeRef<html::Canvas>,
    pub(in crate::components) curves: Signal<Arc<Vec<Curve>>>,
    pub(in crate::components) view: Signal<View>,
    pub(super) marks: Signal<Arc<Marks>>,
    is_dark: Signal<bool>,
    cursor: RwSignal<Option<f64>>,
    notes: RwSignal<ChartNotes>,
    /// Selection being dragged.
    pub(in crate::components) selection: RwSignal<GestureOutput>,
    /// Counts changes of the box and of the screen.
    resized: RwSignal<u32>,
    /// The chart is in view, or nearly.
    is_near: RwSignal<bool>,
    /// Drawing on screen.
    drawn: StoredValue<Rc<RefCell<Option<Drawn>>>, LocalStorage>,
    picture: StoredValue<Rc<RefCell<Picture>>, LocalStorage>,
    /// Pixel columns that the overlay covers.
    overlaid: StoredValue<Columns>,
}

impl Surface {
    /// Draws `curves` as `view` says, on canvases that are still to be mounted.
    pub(super) fn new(
        curves: Signal<Arc<Vec<Curve>>>,
        view: Signal<View>,
        marks: Signal<Arc<Marks>>,
        is_dark: Signal<bool>,
        notes: RwSignal<ChartNotes>,
        sync: ChartSync,
    ) -> Self {
        let surface = Surface {
            base: NodeRef::new(),
            lines: NodeRef::new(),
            overlay: NodeRef::new(),
            curves,
            view,
            marks,
            is_dark,
            cursor: sync.cursor,
            notes,
            selection: RwSignal::new(GestureOutput::Nothing),
            resized: RwSignal::new(0),
            is_near: RwSignal::new(false),
            drawn: StoredValue::new_local(Rc::default()),
            picture: StoredValue::new_local(Rc::default()),
            overlaid: StoredValue::new(Columns::default()),
        };
        surface.redraw_on_change(sync);
        follow_size(surface.base, surface.resized);
        follow_nearness(surface.base, surface.is_near);
        surface
    }

    /// Draws each layer in the next frame after what it shows has changed; nothing while the chart is far from
    /// what is in view.
    fn redraw_on_change(self, sync: ChartSync) {
        let frame = ScopedFrameTask::new(move || {
            if self.is_near.get_untracked() {
                self.draw(sync);
                // Together: a crosshair belongs to the scales below it.
                self.draw_overlay(sync);
            }
        });
        let overlay_frame = ScopedFrameTask::new(move || self.draw_overlay(sync));
        Effect::new(move || {
            self.curves.track();
            self.view.track();
            self.marks.track();
            self.is_dark.track();
            self.resized.track();
            self.is_near.track();
            sync.is_dragging.track();
            frame.request();
        });
        Effect::new(move || {
            self.cursor.track();
            self.selection.track();
            sync.pins.track();
            overlay_frame.request();
        });
    }

    fn theme(self) -> &'static Theme {
        if self.is_dark.get_untracked() { &DARK } else { &LIGHT }
    }

    fn draw(self, sync: ChartSync) {
        let (Some(base), Some(lines)) = (self.base.get_untracked(), self.lines.get_untracked()) else {
            return;
        };
        let (Some(size), Some(_)) = (canvas::fit(&base), canvas::fit(&lines)) else { return };
        let curves = self.curves.get_untracked();
        let is_dark = self.is_dark.get_untracked();
        let view = self.view.get_untracked();
        let held_y = self.with_layout(Layout::y_domain).filter(|_| sync.is_dragging.get_untracked());
        let layout = chart::layout(&curves, &View { held_y, ..view }, size);
        let layout = layout.with_marks(&self.marks.read_untracked(), &curves);
        let has_axes = self.drawn.with_value(|drawn| {
            let is_same = |(old, was_dark): &Drawn| layout.has_axes_of(old) && *was_dark == is_dark;
            drawn.borrow().as_ref().is_some_and(is_same)
        });
        let is_drawn = has_axes || {
            let backend = canvas::backend(&base).map(|backend| backend.into_drawing_area());
            backend.is_some_and(|area| chart::draw_axes(&area, &layout, self.theme()).is_ok())
        };
        let is_put = self.picture.with_value(|picture| {
            let mut picture = picture.borrow_mut();
            picture.draw(&curves, &layout, self.theme());
            let is_put = canvas::put(&lines, &picture);
            picture.rest();
            is_put
        });
        let notes = ChartNotes {
            n_non_positive: layout.n_non_positive,
            n_outside: layout.n_outside,
            is_refused: !is_drawn || !is_put,
        };
        self.notes.maybe_update(|known| std::mem::replace(known, notes) != notes);
        self.drawn.with_value(|drawn| *drawn.borrow_mut() = Some((layout, is_dark)));
    }

    fn draw_overlay(self, sync: ChartSync) {
        let Some(canvas) = self.overlay.get_untracked() else { return };
        if canvas::fit(&canvas).is_none() {
            return;
        }
        let curves = self.curves.read_untracked();
        let hit = self.cursor.get_untracked().and_then(|x| chart::hit_at(&curves, x));
        let (selection, pins) = (self.selection.read_untracked(), sync.pins.read_untracked());
        self.with_layout(|layout| {
            let columns = chart::cursor_columns(layout, hit.as_ref(), &pins, &selection);
            let drawn = self.overlaid.try_update_value(|drawn| std::mem::replace(drawn, columns));
            let backend = canvas::backend_without(&canvas, drawn.unwrap_or_default());
            let Some(area) = backend.map(|backend| backend.into_drawing_area()) else { return };
            // Without its crosshair a chart is still a chart.
            drop(chart::draw_cursor(&area, &curves, layout, self.theme(), hit.as_ref(), &pins, &selection));
        });
    }

    /// Calls `f` with the layout on screen; `None` before the first drawing.
    pub(in crate::components) fn with_layout<T>(self, f: impl FnOnce(&Layout) -> T) -> Option<T> {
        self.drawn.with_value(|drawn| drawn.borrow().as_ref().map(|(layout, _)| f(layout)))
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

/// Keeps `is_near` true while the element is in view, or nearly.
fn follow_nearness(node: NodeRef<html::Canvas>, is_near: RwSignal<bool>) {
    let nearness = StoredValue::new_local(None::<Nearness>);
    let tell = move |near: bool| {
        // The chart may be gone by now.
        let _known = is_near.try_maybe_update(|known| (std::mem::replace(known, near) != near, ()));
    };
    Effect::new(move || {
        if let Some(canvas) = node.get() {
            nearness.set_value(Some(Nearness::new(&canvas, tell)));
        }
    });
}
