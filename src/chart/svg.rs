//! The same scene as an SVG document, for export and for tests.

use plotters::{backend::SVGBackend, drawing::IntoDrawingArea as _};

use super::{Curve, Size, Theme, View, draw::draw_with_font, layout, layout::FONT_SIZE};

/// plotters' SVG backend divides font sizes by this; what it draws must match the canvas.
const SVG_FONT_FACTOR: f64 = 1.24;

/// Draws a chart as a standalone SVG document. Coordinates are device pixels.
pub fn svg(curves: &[Curve], view: &View, size: Size, theme: &Theme) -> String {
    let layout = layout::layout(curves, view, size);
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (size.width, size.height)).into_drawing_area();
        let font_size = layout.css(FONT_SIZE) * SVG_FONT_FACTOR;
        // Writing to a string cannot fail.
        let _written = draw_with_font(&area, curves, &layout, theme, font_size);
        let _finished = area.present();
    }
    // Mitred corners of a noisy line would stick out as spikes that are not in the data.
    text.replacen("<svg ", "<svg stroke-linejoin=\"round\" ", 1)
}
