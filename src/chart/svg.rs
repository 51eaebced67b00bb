//! The same scene as an SVG document, for export and for tests.

use plotters::{backend::SVGBackend, drawing::IntoDrawingArea as _};

use super::{
    Curve, Size, Theme, View,
    axes::draw_axes_with_font,
    layout,
    layout::FONT_SIZE,
    lines::{Detail, UNITS, draw_lines},
};

/// plotters' SVG backend divides font sizes by this; what it draws must match the canvas.
const SVG_FONT_FACTOR: f64 = 1.24;

/// Draws a chart as a standalone SVG document. Coordinates are device pixels.
pub fn svg(curves: &[Curve], view: &View, size: Size, theme: &Theme) -> String {
    let layout = layout::layout(curves, view, size);
    let mut axes = String::new();
    {
        let area = SVGBackend::with_string(&mut axes, (size.width, size.height)).into_drawing_area();
        let font_size = layout.css(FONT_SIZE) * SVG_FONT_FACTOR;
        // Writing to a string cannot fail.
        let _written = draw_axes_with_font(&area, &layout, theme, font_size);
        let _finished = area.present();
    }
    let mut lines = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut lines, (size.width, size.height));
        let _written = draw_lines(&mut backend, curves, &layout, theme, Detail::Lines);
    }
    // Both are whole documents: the curves go into that of the axes, scaled down to its pixels.
    let inner = lines.split_once('>').map_or("", |(_, rest)| rest).trim_end().trim_end_matches("</svg>");
    let end = axes.rfind("</svg>").unwrap_or(axes.len());
    // Mitred corners of a noisy line would stick out as spikes that are not in the data.
    let scale = 1.0 / UNITS;
    let group = format!(
        "<g transform=\"scale({scale})\" stroke-linejoin=\"round\" stroke-linecap=\"round\">{inner}</g>\n"
    );
    axes.insert_str(end, &group);
    axes
}
