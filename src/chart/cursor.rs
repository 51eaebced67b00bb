//! The layer above the curves: crosshair, the points it meets, and a range that is being dragged.

use plotters::{
    backend::DrawingBackend,
    prelude::DrawingErrorKind,
    style::{Color as _, RGBColor},
};

use super::{Curve, Hit, Layout, Theme};

/// Opacity of the dragged range.
const RANGE_OPACITY: f64 = 0.14;
/// Radius of a point under the crosshair, CSS pixels.
const POINT_RADIUS: f64 = 3.5;

/// Draws the crosshair at `hit` and the dragged range `drag` (device pixels) on an empty backend of the
/// layout's size.
///
/// # Errors
/// What the backend reports.
pub fn draw_cursor<DB: DrawingBackend>(
    backend: &mut DB,
    curves: &[Curve],
    layout: &Layout,
    theme: &Theme,
    hit: Option<&Hit>,
    drag: Option<(f64, f64)>,
) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
    let rect = layout.plot_rect();
    let (top, bottom) = (rect.top as i32, rect.bottom as i32);
    if let Some((from, to)) = drag {
        let inside = |px: f64| px.clamp(rect.left, rect.right).round() as i32;
        let range = theme.series[0].mix(RANGE_OPACITY);
        backend.draw_rect((inside(from.min(to)), top), (inside(from.max(to)), bottom), &range, true)?;
    }
    let Some(hit) = hit else { return Ok(()) };
    let x = layout.px_from_x(hit.x).round();
    if rect.left <= x && x <= rect.right {
        let hairline = (layout.size().scale.round() as i32).max(1);
        backend.draw_rect(
            (x as i32, top),
            (x as i32 + hairline - 1, bottom),
            &theme.axis_text.mix(0.7),
            true,
        )?;
    }
    let radius = (POINT_RADIUS * layout.size().scale).round() as u32;
    for row in &hit.rows {
        let Some(curve) = curves.get(row.curve) else { continue };
        let (px, py) = (layout.px_from_x(row.x), layout.px_from_y(row.smoothed.unwrap_or(row.value)));
        if rect.contains(px, py) {
            let center = (px.round() as i32, py.round() as i32);
            let color: RGBColor = theme.series[curve.color % theme.series.len()];
            backend.draw_circle(center, radius + 1, &theme.surface, true)?;
            backend.draw_circle(center, radius, &color, true)?;
        }
    }
    Ok(())
}
