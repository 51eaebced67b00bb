//! The layer above the curves: crosshair, the points it meets, and a range that is being dragged.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, Rectangle},
    prelude::DrawingBackend,
    style::Color as _,
};

use super::{Curve, Hit, Layout, Theme};

/// Opacity of the dragged range.
const RANGE_OPACITY: f64 = 0.14;
/// Radius of a point under the crosshair, CSS pixels.
const POINT_RADIUS: f64 = 3.5;

/// Draws the crosshair at `hit` and the dragged range `drag` (device pixels) on an empty area of the
/// layout's size.
///
/// # Errors
/// What the backend reports.
pub fn draw_cursor<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    curves: &[Curve],
    layout: &Layout,
    theme: &Theme,
    hit: Option<&Hit>,
    drag: Option<(f64, f64)>,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let rect = layout.plot_rect();
    let (top, bottom) = (rect.top as i32, rect.bottom as i32);
    if let Some((from, to)) = drag {
        let inside = |px: f64| px.clamp(rect.left, rect.right).round() as i32;
        let corners = [(inside(from.min(to)), top), (inside(from.max(to)), bottom)];
        area.draw(&Rectangle::new(corners, theme.series[0].mix(RANGE_OPACITY).filled()))?;
    }
    let Some(hit) = hit else { return Ok(()) };
    let x = layout.px_from_x(hit.x).round();
    if rect.left <= x && x <= rect.right {
        let hairline = (layout.size().scale.round() as i32).max(1);
        let corners = [(x as i32, top), (x as i32 + hairline, bottom)];
        area.draw(&Rectangle::new(corners, theme.axis_text.mix(0.7).filled()))?;
    }
    let radius = (POINT_RADIUS * layout.size().scale).round() as i32;
    for row in &hit.rows {
        let Some(curve) = curves.get(row.curve) else { continue };
        let (px, py) = (layout.px_from_x(row.x), layout.px_from_y(row.smoothed.unwrap_or(row.value)));
        if rect.contains(px, py) {
            let center = (px.round() as i32, py.round() as i32);
            let color = theme.series[curve.color % theme.series.len()];
            area.draw(&Circle::new(center, radius + 1, theme.surface.filled()))?;
            area.draw(&Circle::new(center, radius, color.filled()))?;
        }
    }
    Ok(())
}
