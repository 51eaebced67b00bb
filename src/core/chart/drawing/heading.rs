//! Heading of a chart that is saved as a picture: its title, and the legend of its lines.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::Rectangle,
    prelude::DrawingBackend,
    style::{
        Color as _, FontStyle, IntoFont as _, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::{
    chart::{
        Curve, Theme,
        axis::{
            axes::FONT_FAMILY,
            layout::{FONT_SIZE, text_width},
        },
    },
    format::{shortened, without_controls},
};

/// Height of the strip, CSS pixels.
pub const HEADING_HEIGHT: f64 = 32.0;
/// Width of a line's sample, CSS pixels.
const SAMPLE_WIDTH: f64 = 16.0;
/// Thickness of a line's sample, CSS pixels.
const SAMPLE_HEIGHT: f64 = 2.0;
/// Between what stands beside each other, CSS pixels.
const GAP: f64 = 16.0;
/// Letters are wider than the digits that the measure is made for, bold ones most.
const LETTERS: f64 = 1.15;

/// Draws title and legend on an area of [`HEADING_HEIGHT`]; `scale` are device pixels per CSS pixel.
///
/// # Errors
/// Errors of the backend.
pub fn draw_heading<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    title: &str,
    curves: &[Curve],
    theme: &Theme,
    scale: f64,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    draw_heading_with_font(area, title, curves, theme, scale, FONT_SIZE * scale)
}

/// Draws as [`draw_heading`] does, with text of this size as the backend counts it.
pub(in crate::chart) fn draw_heading_with_font<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    title: &str,
    curves: &[Curve],
    theme: &Theme,
    scale: f64,
    font_size: f64,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    area.fill(&theme.surface)?;
    let font = (FONT_FAMILY, font_size).into_font();
    let at_start = Pos::new(HPos::Left, VPos::Center);
    let style = |font| TextStyle::from(font).color(&theme.axis_text).pos(at_start);
    let px = |css: f64| (css * scale).round() as i32;
    let middle = HEADING_HEIGHT / 2.0;
    let mut x = GAP;
    // No document holds control characters, and an SVG with one is none.
    let title = &*without_controls(&shortened(title));
    area.draw_text(title, &style(font.style(FontStyle::Bold)), (px(x), px(middle)))?;
    x += LETTERS * text_width(title) + GAP;
    let words = style((FONT_FAMILY, font_size).into_font());
    for curve in curves {
        let (top, bottom) = (middle - SAMPLE_HEIGHT / 2.0, middle + SAMPLE_HEIGHT / 2.0);
        let pieces: &[(f64, f64)] = match (curve.is_dashed, curve.is_dotted) {
            (false, false) => &[(0.0, 1.0)],
            (true, false) => &[(0.0, 0.4), (0.6, 1.0)],
            (false, true) => &[(0.0, 0.15), (0.28, 0.43), (0.57, 0.72), (0.85, 1.0)],
            (true, true) => &[(0.0, 0.5), (0.67, 0.82)],
        };
        for (from, to) in pieces {
            let corners = [(px(x + from * SAMPLE_WIDTH), px(top)), (px(x + to * SAMPLE_WIDTH), px(bottom))];
            area.draw(&Rectangle::new(corners, theme.color(curve.color).filled()))?;
        }
        x += SAMPLE_WIDTH + GAP / 2.0;
        let label = without_controls(&shortened(&curve.label));
        area.draw_text(&label, &words, (px(x), px(middle)))?;
        x += LETTERS * text_width(&label) + GAP;
    }
    Ok(())
}
