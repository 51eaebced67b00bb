//! Grid and labels, through plotters.
//!
//! Contract: everything is in device pixels, nothing is measured, and no call leaves the area.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::Rectangle,
    prelude::DrawingBackend,
    style::{
        Color as _, IntoFont as _, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::layout::{FONT_SIZE, LABEL_GAP, text_width};
use crate::chart::{
    Layout, Theme,
    series::{event_mark, finding_mark, forecast_band, gaps},
};

/// Fonts of labels, the page's own interface fonts first.
pub(crate) const FONT_FAMILY: &str = "Inter, ui-sans-serif, system-ui, sans-serif";

/// Draws surface, spans of findings, the forecast, grid, labels and marks of events over whatever was there.
///
/// # Errors
/// Errors of the backend.
pub fn draw_axes<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    draw_axes_with_font(area, layout, theme, layout.css(FONT_SIZE))
}

/// Draws as [`draw_axes`] does, with labels of this size as the backend counts it.
pub(crate) fn draw_axes_with_font<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
    font_size: f64,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    area.fill(&theme.surface)?;
    finding_mark::draw_spans(area, layout, theme)?;
    forecast_band::draw_band(area, layout, theme)?;
    let rect = layout.plot_rect();
    let font = TextStyle::from((FONT_FAMILY, font_size).into_font()).color(&theme.axis_text);
    let hairline = layout.css(1.0).round().max(1.0) as i32;
    let y_font = font.pos(Pos::new(HPos::Right, VPos::Center));
    for tick in layout.y_ticks() {
        let y = layout.px_from_y(tick.value).round() as i32;
        // A filled rectangle covers whole pixels at every scale; a stroke would straddle two rows.
        let line = [(rect.left as i32, y), (rect.right as i32, y + hairline)];
        area.draw(&Rectangle::new(line, theme.grid.filled()))?;
        area.draw_text(&tick.label, &y_font, ((rect.left - layout.css(LABEL_GAP)) as i32, y))?;
    }
    let x_font = font.pos(Pos::new(HPos::Center, VPos::Top));
    let label_y = (rect.bottom + layout.css(7.0)).round() as i32;
    for tick in layout.x_ticks() {
        let half = layout.css(text_width(&tick.label) / 2.0);
        let right = (f64::from(layout.size.width) - half).max(half);
        let x = layout.px_from_x(tick.value).clamp(half, right).round() as i32;
        area.draw_text(&tick.label, &x_font, (x, label_y))?;
    }
    finding_mark::draw_span_names(area, layout, theme, font_size)?;
    gaps::draw_gaps(area, layout, theme)?;
    event_mark::draw_marks(area, layout, theme)
}
