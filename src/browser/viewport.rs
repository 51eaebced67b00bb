//! Part of an element that is in view.

use std::cell::Cell;

use js_sys::Array;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Margin around the window within which elements count as near, so that they are ready when they come into
/// view.
const NEAR: &str = "300px 0px";

thread_local! {
    /// Place of the rows at the last search.
    static LAST: Cell<Option<Place>> = const { Cell::new(None) };
}

/// Rows of equal height in a window; CSS pixels.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Height of the window.
    height: f64,
    /// From the upper edge of the window to that of the first row.
    top: f64,
    row_height: f64,
}

/// Returns the first and one past the last of `n` rows of equal height within `list` that the window shows. The height of a
/// row is the list's `--row-height`.
pub fn rows_in_view(list: &Element, n: usize) -> (usize, usize) {
    let Some(window) = web_sys::window() else { return (0, 0) };
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
    let row_height = row_height(list).max(1.0);
    let place = Place { height, top: list.get_bounding_client_rect().top(), row_height };
    LAST.set(Some(Place { top: place.top + window.scroll_y().unwrap_or(0.0), ..place }));
    place.shown(n)
}

/// Returns the same without a layout by the browser, for a list in the place of the last one; `None` without a last one. In
/// another window or place the result is wrong, so a caller that relies on it measures again.
pub fn rows_expected(n: usize) -> Option<(usize, usize)> {
    LAST.get().map(|place| place.shown(n))
}

impl Place {
    /// Returns the first and one past the last of `n` rows.
    fn shown(self, n: usize) -> (usize, usize) {
        let first = (-self.top / self.row_height).floor().max(0.0) as usize;
        let last = ((self.height - self.top) / self.row_height).ceil().max(0.0) as usize;
        (first.min(n), last.min(n))
    }
}

/// Returns the number of rows of `list` that the window shows at once, without those under its covered upper
/// edge.
pub fn n_rows_in_window(list: &Element) -> usize {
    let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64()).unwrap_or(0.0);
    ((height - COVERED_CSS_PX) / row_height(list).max(1.0)).floor().max(0.0) as usize
}

/// Scrolls until the row at `index` is in view, no further than it takes. `floor` is where something covers the window
/// from, CSS pixels below its upper edge.
pub fn show_row(list: &Element, index: usize, floor: Option<f64>) {
    let Some(window) = web_sys::window() else { return };
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
    let height = floor.unwrap_or(height).min(height);
    let row_height = row_height(list);
    let top = list.get_bounding_client_rect().top() + index as f64 * row_height;
    let above = (top - COVERED_CSS_PX).min(0.0);
    let below = (top + row_height - height).max(0.0);
    if above < 0.0 {
        window.scroll_by_with_x_and_y(0.0, above);
    } else if 0.0 < below {
        window.scroll_by_with_x_and_y(0.0, below);
    }
}

/// The bar and the table's heading at the upper edge of the window, at their highest.
const COVERED_CSS_PX: f64 = 104.0;

/// Returns the CSS pixels between the lower edge of `element` and that of the window.
pub fn room_below(element: &Element) -> f64 {
    let window = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
    window.unwrap_or(0.0) - element.get_bounding_client_rect().bottom()
}

/// Tells whether an element is in view, or nearly, at first and whenever that changes, as long as this value lives.
pub struct Nearness {
    observer: Option<IntersectionObserver>,
    _callback: Closure<dyn FnMut(Array)>,
}

impl Nearness {
    /// Begins to look at `element`.
    pub fn new(element: &Element, mut on_change: impl FnMut(bool) + 'static) -> Self {
        let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            // The last is the newest.
            let last = entries.get(entries.length().saturating_sub(1));
            if let Ok(entry) = last.dyn_into::<IntersectionObserverEntry>() {
                on_change(entry.is_intersecting());
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(NEAR);
        let function = callback.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(function, &options).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _callback: callback }
    }
}

impl Drop for Nearness {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Returns the row height of the style sheet at this width, CSS pixels.
fn row_height(list: &Element) -> f64 {
    web_sys::window()
        .and_then(|window| window.get_computed_style(list).ok().flatten())
        .and_then(|style| style.get_property_value("--row-height").ok())
        .and_then(|text| text.trim().strip_suffix("px")?.parse::<u16>().ok())
        .map_or(36.0, f64::from)
}
