//! The layer above the curves: crosshair, the points it meets, pins, and what is being selected.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, Rectangle},
    prelude::DrawingBackend,
    style::{
        Color as _, IntoFont as _, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{Curve, Hit, Layout, PIN_NAMES, Pins, Theme, Wish, axes::FONT_FAMILY, layout::FONT_SIZE};

/// Opacity of what is being selected.
const SELECTION_OPACITY: f64 = 0.14;
/// Radius of a point under the crosshair, CSS pixels.
const POINT_RADIUS: f64 = 3.5;
/// Half the width of a pin's flag, CSS pixels.
const FLAG: f64 = 8.0;

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Draws the crosshair at `hit`, the pins and, while `wish` is a selection, what it covers, on an empty area
/// of the layout's size.
///
/// # Errors
/// What the backend reports.
pub fn draw_cursor<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    curves: &[Curve],
    layout: &Layout,
    theme: &Theme,
    hit: Option<&Hit>,
    pins: &Pins,
    wish: &Wish,
) -> Drawn<DB> {
    let rect = layout.plot_rect();
    if let Wish::Select { from, to, is_both } = wish {
        let x = |px: f64| px.clamp(rect.left, rect.right).round() as i32;
        let y = |px: f64| px.clamp(rect.top, rect.bottom).round() as i32;
        let (top, bottom) =
            if *is_both { (from.1.min(to.1), from.1.max(to.1)) } else { (rect.top, rect.bottom) };
        let corners = [(x(from.0.min(to.0)), y(top)), (x(from.0.max(to.0)), y(bottom))];
        area.draw(&Rectangle::new(corners, theme.series[0].mix(SELECTION_OPACITY).filled()))?;
    }
    for (place, name) in pins.places().iter().zip(PIN_NAMES) {
        draw_pin(area, layout, theme, *place, name)?;
    }
    let Some(hit) = hit else { return Ok(()) };
    draw_hairline(area, layout, theme, hit.x, 0.7)?;
    let radius = (POINT_RADIUS * layout.size().scale).round() as i32;
    for row in &hit.rows {
        let Some(curve) = curves.get(row.curve) else { continue };
        let (px, py) = (layout.px_from_x(row.x), layout.px_from_y(row.smoothed.unwrap_or(row.value)));
        if rect.contains(px, py) {
            let center = (px.round() as i32, py.round() as i32);
            area.draw(&Circle::new(center, radius + 1, theme.surface.filled()))?;
            area.draw(&Circle::new(center, radius, theme.color(curve.color).filled()))?;
        }
    }
    Ok(())
}

/// An upright line, where `x` is in view.
fn draw_hairline<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
    x: f64,
    opacity: f64,
) -> Drawn<DB> {
    let (rect, px) = (layout.plot_rect(), layout.px_from_x(x).round());
    if rect.left <= px && px <= rect.right {
        let width = (layout.size().scale.round() as i32).max(1);
        let corners = [(px as i32, rect.top as i32), (px as i32 + width, rect.bottom as i32)];
        area.draw(&Rectangle::new(corners, theme.axis_text.mix(opacity).filled()))?;
    }
    Ok(())
}

/// A line with its name in a flag at its upper end, where it hides no label.
fn draw_pin<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
    x: f64,
    name: &str,
) -> Drawn<DB> {
    let (rect, px) = (layout.plot_rect(), layout.px_from_x(x).round());
    if px < rect.left || rect.right < px {
        return Ok(());
    }
    draw_hairline(area, layout, theme, x, 1.0)?;
    let half = layout.css(FLAG).round() as i32;
    let (center, top) = (px as i32, rect.top as i32);
    let flag = [(center - half, top), (center + half, top + 2 * half)];
    area.draw(&Rectangle::new(flag, theme.axis_text.filled()))?;
    let font = TextStyle::from((FONT_FAMILY, layout.css(FONT_SIZE)).into_font()).color(&theme.surface);
    let font = font.pos(Pos::new(HPos::Center, VPos::Center));
    area.draw_text(name, &font, (center, top + half))
}
