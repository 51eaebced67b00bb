//! The same scene as an SVG document, for export and for tests.

use plotters::{backend::SVGBackend, drawing::IntoDrawingArea as _};

use super::{
    heading::{HEADING_HEIGHT, draw_heading_with_font},
    lines::{Detail, UNITS, draw_lines},
};
use crate::chart::{
    Curve, Marks, Size, Theme, View,
    axis::{
        axes::draw_axes_with_font,
        layout::{self, FONT_SIZE},
    },
};

/// plotters' SVG backend divides font sizes by this; what it draws must match the canvas.
const SVG_FONT_FACTOR: f64 = 1.24;

/// Draws a chart as a standalone SVG document. Coordinates are device pixels.
pub fn svg(curves: &[Curve], view: &View, size: Size, theme: &Theme) -> String {
    document(None, curves, view, size, theme, &Marks::default())
}

/// Returns the same as [`svg`], with marks, below a strip of [`HEADING_HEIGHT`] with the title and the
/// legend.
pub fn titled_svg(
    title: &str,
    curves: &[Curve],
    view: &View,
    size: Size,
    theme: &Theme,
    marks: &Marks,
) -> String {
    document(Some(title), curves, view, size, theme, marks)
}

fn document(
    title: Option<&str>,
    curves: &[Curve],
    view: &View,
    size: Size,
    theme: &Theme,
    marks: &Marks,
) -> String {
    let layout = layout::layout(curves, view, size).with_marks(marks, curves);
    let top = if title.is_some() { layout.css(HEADING_HEIGHT).round() as u32 } else { 0 };
    let mut axes = String::new();
    {
        let area = SVGBackend::with_string(&mut axes, (size.width, size.height + top)).into_drawing_area();
        let (heading, chart) = area.split_vertically(top);
        let font_size = layout.css(FONT_SIZE) * SVG_FONT_FACTOR;
        // Writing to a string cannot fail.
        if let Some(title) = title {
            let _written = draw_heading_with_font(&heading, title, curves, theme, layout.css(1.0), font_size);
        }
        let _written = draw_axes_with_font(&chart, &layout, theme, font_size);
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
    let scale = 1.0 / UNITS;
    // Mitred corners of a noisy line would stick out as spikes that are not in the data.
    let group = format!(
        "<g transform=\"translate(0 {top}) scale({scale})\" stroke-linejoin=\"round\" \
         stroke-linecap=\"round\">{inner}</g>\n"
    );
    axes.insert_str(end, &group);
    axes
}
