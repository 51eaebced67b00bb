//! The same scene as an SVG document, for export and for tests.

use plotters::{
    backend::SVGBackend,
    coord::Shift,
    drawing::{DrawingArea, IntoDrawingArea as _},
};

use super::{
    lines::{Detail, UNITS, draw_lines},
    titled::TitledChart,
};
use crate::chart::{
    Curve, Layout, Size, Theme, View,
    axis::{
        axes::draw_axes_with_font,
        layout::{self, FONT_SIZE},
    },
};

/// plotters' SVG backend divides font sizes by this; what it draws must match the canvas.
const FONT_DIVISOR: f64 = 1.24;

/// Draws a chart as a standalone SVG document. Coordinates are device pixels.
pub fn svg(curves: &[Curve], view: &View, size: Size, theme: &Theme) -> String {
    let layout = layout::layout(curves, view, size);
    let font_size = layout.css(FONT_SIZE) * FONT_DIVISOR;
    let below = document((size.width, size.height), |area| {
        // Writing to a string cannot fail.
        let _written = draw_axes_with_font(area, &layout, theme, font_size);
    });
    with_shapes(below, &lines(curves, &layout, theme, 0))
}

/// Draws a chart as a standalone SVG document, with its marks and with the words that it needs away from the page.
pub fn titled_svg(titled: &TitledChart<'_>, size: Size, theme: &Theme) -> String {
    let layout = titled.layout(size);
    let below = document(layout.size(), |area| {
        let _written = layout.draw_below(area, theme, FONT_DIVISOR);
    });
    let above = document(layout.size(), |area| {
        let _written = layout.draw_above(area, theme, FONT_DIVISOR);
    });
    let lines = lines(titled.curves, layout.chart(), theme, layout.top());
    with_shapes(below, &(lines + shapes(&above)))
}

/// Returns a document with all that `draw` draws.
fn document(size: (u32, u32), draw: impl FnOnce(&DrawingArea<SVGBackend<'_>, Shift>)) -> String {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area);
        let _finished = area.present();
    }
    text
}

/// Returns the curves, scaled down to the pixels of a document in which the chart begins at `top`.
fn lines(curves: &[Curve], layout: &Layout, theme: &Theme, top: u32) -> String {
    let mut lines = String::new();
    {
        let size = layout.size();
        let mut backend = SVGBackend::with_string(&mut lines, (size.width, size.height));
        let _written = draw_lines(&mut backend, curves, layout, theme, Detail::Lines);
    }
    let (inner, scale) = (shapes(&lines), 1.0 / UNITS);
    // Mitred corners of a noisy line would stick out as spikes that are not in the data.
    format!(
        "<g transform=\"translate(0 {top}) scale({scale})\" stroke-linejoin=\"round\" \
         stroke-linecap=\"round\">{inner}</g>\n"
    )
}

/// Returns what is in a document.
fn shapes(document: &str) -> &str {
    document.split_once('>').map_or("", |(_, rest)| rest).trim_end().trim_end_matches("</svg>")
}

/// Adds shapes on top of those of a document.
fn with_shapes(mut document: String, shapes: &str) -> String {
    let end = document.rfind("</svg>").unwrap_or(document.len());
    document.insert_str(end, shapes);
    document
}
