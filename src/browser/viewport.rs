//! What part of something is in view.

use web_sys::Element;

/// First and one past the last of `n` rows of equal height within `list` that the window shows, with
/// `overscan` more on each side. The height of a row is the list's `--row-height`.
pub fn rows_in_view(list: &Element, n: usize, overscan: usize) -> (usize, usize) {
    let Some(window) = web_sys::window() else { return (0, n.min(overscan)) };
    let row_height = row_height(list).max(1.0);
    let top = -list.get_bounding_client_rect().top();
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
    let first = (top / row_height).floor().max(0.0) as usize;
    let last = ((top + height) / row_height).ceil().max(0.0) as usize;
    (first.saturating_sub(overscan).min(n), (last + overscan).min(n))
}

/// CSS pixels between the lower edge of `element` and that of the window.
pub fn room_below(element: &Element) -> f64 {
    let window = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
    window.unwrap_or(0.0) - element.get_bounding_client_rect().bottom()
}

/// The row height the style sheet asks for at this width, CSS pixels.
fn row_height(list: &Element) -> f64 {
    web_sys::window()
        .and_then(|window| window.get_computed_style(list).ok().flatten())
        .and_then(|style| style.get_property_value("--row-height").ok())
        .and_then(|text| text.trim().trim_end_matches("px").parse::<u16>().ok())
        .map_or(36.0, f64::from)
}
