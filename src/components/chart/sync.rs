//! State shared by all charts of a page: range, crosshair, pins.

use leptos::prelude::*;

use tuneboard_core::chart::{
    Pins,
    axis::zoom::{Range, Zoom, limited},
};

/// Shared by the charts of a page; copies refer to the same.
#[derive(Clone, Copy)]
pub struct ChartSync {
    /// The x value all charts point at.
    pub cursor: RwSignal<Option<f64>>,
    /// The stretch of x in view.
    pub zoom: RwSignal<Zoom>,
    /// Marked places.
    pub pins: RwSignal<Pins>,
    /// A drag or pinch is under way: what it leads to is not final yet.
    pub is_dragging: RwSignal<bool>,
    /// Steps that were logged more than once are looked at, as tables.
    pub shows_repeats: RwSignal<bool>,
}

impl ChartSync {
    /// Returns the state with this range along x in view, and these pins.
    pub fn new(range: Option<Range>, pins: Pins) -> Self {
        Self {
            cursor: RwSignal::new(None),
            zoom: RwSignal::new(Zoom::new(range)),
            pins: RwSignal::new(pins),
            is_dragging: RwSignal::new(false),
            shows_repeats: RwSignal::new(false),
        }
    }

    /// Shows a stretch of `everything`; all of it, if `range` is no smaller or no range.
    pub fn show(self, range: Range, everything: Range) {
        self.zoom.update(|zoom| zoom.show(limited(range, everything)));
    }

    /// Shows everything again.
    pub fn show_all(self) {
        self.zoom.update(|zoom| zoom.show(None));
    }

    /// Shows what was shown before.
    pub fn back(self) {
        self.zoom.update(Zoom::back);
    }
}
