//! State shared by all charts of a page: range, crosshair, pins.

use leptos::prelude::*;

use super::pointing::Pointing;
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
    /// Crosshair to return to when no pointer is on a chart.
    resting: StoredValue<Option<Resting>>,
}

/// Crosshair that a click, a tap or keys left, until the next one.
#[derive(Clone)]
struct Resting {
    /// Values that the chart shows in which it was left; they also tell the charts apart.
    pointing: RwSignal<Option<Pointing>>,
    /// Values at the crosshair.
    values: Pointing,
    /// The crosshair is in view.
    is_in_view: bool,
    /// The values are shown, and not the crosshair alone.
    is_open: bool,
}

impl Resting {
    /// Returns the values to show.
    fn shown(&self) -> Option<Pointing> {
        Some(self.values.clone()).filter(|_| self.is_in_view && self.is_open)
    }
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
            resting: StoredValue::new(None),
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

    /// Pins the crosshair's position; does nothing without a crosshair.
    pub fn pin_crosshair(self) {
        if let Some(x) = self.cursor.get_untracked() {
            self.pins.update(|pins| {
                let _index = pins.drop_at(x);
            });
        }
    }

    /// Moves the crosshair, with its values in this chart alone.
    pub(super) fn point(self, pointing: RwSignal<Option<Pointing>>, values: Pointing) {
        if let Some(other) = self.resting.get_value().filter(|resting| resting.pointing != pointing) {
            replace(other.pointing, None);
        }
        replace(self.cursor, Some(values.hit.x));
        replace(pointing, Some(values));
    }

    /// Lets the crosshair stay in this chart, where it is now.
    pub(super) fn rest(self, pointing: RwSignal<Option<Pointing>>) {
        let values = pointing.get_untracked();
        let resting = |values| Resting { pointing, values, is_in_view: true, is_open: true };
        self.resting.set_value(values.map(resting));
    }

    /// Returns true if a crosshair was left in this chart, at this x, and its values are shown.
    pub(super) fn shows_values_of(self, pointing: RwSignal<Option<Pointing>>, x: Option<f64>) -> bool {
        let is_that = |own: &Resting| own.pointing == pointing && own.is_open && Some(own.values.hit.x) == x;
        self.resting.with_value(|resting| resting.as_ref().is_some_and(is_that))
    }

    /// Returns the values at the crosshair that was left in this chart.
    pub(super) fn resting_in(self, pointing: RwSignal<Option<Pointing>>) -> Option<Pointing> {
        self.resting.get_value().filter(|resting| resting.pointing == pointing).map(|resting| resting.values)
    }

    /// Takes other values for the crosshair that was left in this chart; `None` while it is out of view.
    pub(super) fn refresh(self, pointing: RwSignal<Option<Pointing>>, values: Option<Pointing>) {
        let own = self.resting.get_value().filter(|resting| resting.pointing == pointing);
        let Some(own) = own else { return };
        let is_in_view = values.is_some();
        let now = Resting { values: values.unwrap_or(own.values), is_in_view, ..own };
        if self.cursor.get_untracked() == Some(now.values.hit.x) {
            replace(pointing, now.shown());
        }
        self.resting.set_value(Some(now));
    }

    /// The pointer has left a chart: the crosshair goes, or returns to where it was left.
    pub(super) fn leave(self, pointing: RwSignal<Option<Pointing>>) {
        let resting = self.resting.get_value();
        if resting.as_ref().is_none_or(|resting| resting.pointing != pointing) {
            replace(pointing, None);
        }
        replace(self.cursor, resting.as_ref().map(|resting| resting.values.hit.x));
        if let Some(resting) = resting {
            replace(resting.pointing, resting.shown());
        }
    }

    /// The focus has left a chart: a crosshair that was left there stays, its values no longer cover what comes next.
    pub(super) fn blur(self, pointing: RwSignal<Option<Pointing>>) {
        self.resting.update_value(|resting| {
            if let Some(own) = resting.as_mut().filter(|resting| resting.pointing == pointing) {
                own.is_open = false;
            }
        });
        self.leave(pointing);
    }

    /// Takes away the crosshair if it was left in this chart, which is going.
    pub(super) fn forget(self, pointing: RwSignal<Option<Pointing>>) {
        let is_here =
            |resting: &Option<Resting>| resting.as_ref().is_some_and(|resting| resting.pointing == pointing);
        if self.resting.try_with_value(is_here) == Some(true) {
            self.release();
        }
    }

    /// Takes the crosshair away.
    pub fn release(self) {
        // The page may be going, and its signals with it.
        if let Some(resting) = self.resting.try_update_value(Option::take).flatten() {
            let _shown = resting.pointing.try_set(None);
        }
        let _left = self.cursor.try_set(None);
    }
}

/// Sets a signal, if that changes anything.
fn replace<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    signal.maybe_update(|known| {
        let is_new = *known != value;
        *known = value;
        is_new
    });
}
