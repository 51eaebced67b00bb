//! Heading of a chart that is saved as a picture: its title, its job, the legend of its lines and its pins, in as many
//! rows as they need.

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

/// Height of the first row, CSS pixels.
const FIRST_ROW: f64 = 32.0;
/// Height of each further row, CSS pixels.
const ROW: f64 = 18.0;
/// Width of a line's sample, CSS pixels.
const SAMPLE_WIDTH: f64 = 16.0;
/// Thickness of a line's sample, CSS pixels.
const SAMPLE_HEIGHT: f64 = 2.0;
/// Between what stands beside each other, CSS pixels.
const GAP: f64 = 16.0;
/// Letters are wider than the digits that the measure is made for, bold ones most.
const LETTERS: f64 = 1.15;
/// Characters from here on are mostly as wide as they are high.
const FIRST_WIDE: char = '\u{1100}';
/// Text behind the name of a smoothed line.
const SMOOTHED: &str = " · smoothed";

/// Part of a heading, as far as possible beside the one before.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    look: Look,
    text: String,
    /// Text behind it, which is never shortened.
    suffix: &'static str,
}

/// Look of a part.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Look {
    Title,
    Words,
    /// Behind a sample of a line.
    Line {
        color: usize,
        is_dashed: bool,
        is_dotted: bool,
    },
}

/// A heading in rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heading {
    parts: Vec<Placed>,
}

/// A part in its place.
#[derive(Debug, Clone, PartialEq)]
struct Placed {
    look: Look,
    text: String,
    /// CSS pixels.
    x: f64,
    row: usize,
}

impl Part {
    pub(super) fn title(text: &str) -> Self {
        Self::new(Look::Title, text, "")
    }

    pub(super) fn words(text: &str) -> Self {
        Self::new(Look::Words, text, "")
    }

    pub(super) fn line(curve: &Curve) -> Self {
        let Curve { color, is_dashed, is_dotted, .. } = *curve;
        let suffix = if curve.smoothed_ys().is_some() { SMOOTHED } else { "" };
        Self::new(Look::Line { color, is_dashed, is_dotted }, &curve.label, suffix)
    }

    fn new(look: Look, text: &str, suffix: &'static str) -> Self {
        // No document holds control characters, and an SVG with one is none.
        Self { look, text: without_controls(&shortened(text)), suffix }
    }
}

impl Look {
    /// Width of what stands before the text, CSS pixels.
    const fn sample_width(self) -> f64 {
        match self {
            Self::Title | Self::Words => 0.0,
            Self::Line { .. } => SAMPLE_WIDTH + GAP / 2.0,
        }
    }

    /// Pieces of the sample, as shares of its width.
    const fn sample(self) -> &'static [(f64, f64)] {
        match self {
            Self::Title | Self::Words => &[],
            Self::Line { is_dashed: false, is_dotted: false, .. } => &[(0.0, 1.0)],
            Self::Line { is_dashed: true, is_dotted: false, .. } => &[(0.0, 0.4), (0.6, 1.0)],
            Self::Line { is_dashed: false, is_dotted: true, .. } => {
                &[(0.0, 0.15), (0.28, 0.43), (0.57, 0.72), (0.85, 1.0)]
            }
            Self::Line { is_dashed: true, is_dotted: true, .. } => &[(0.0, 0.5), (0.67, 0.82)],
        }
    }
}

impl Heading {
    /// Places the parts in rows of this width, CSS pixels. A part that is wider than a row is shortened.
    pub(super) fn new(parts: Vec<Part>, width: f64) -> Self {
        let (mut x, mut row) = (GAP, 0);
        let place = |part: Part| {
            let before = part.look.sample_width();
            let room = width - 2.0 * GAP - before - width_of(part.suffix);
            let text = fitted(&part.text, room) + part.suffix;
            let own = before + width_of(&text);
            if GAP < x && width - GAP < x + own {
                (x, row) = (GAP, row + 1);
            }
            let placed = Placed { look: part.look, text, x, row };
            x += own + GAP;
            placed
        };
        Self { parts: parts.into_iter().map(place).collect() }
    }

    /// Height of all rows, CSS pixels.
    pub(super) fn height(&self) -> f64 {
        FIRST_ROW + ROW * self.parts.last().map_or(0, |part| part.row) as f64
    }

    /// Draws the heading on an area of its height; `scale` are device pixels per CSS pixel, `font_size` is as the backend
    /// counts it.
    ///
    /// # Errors
    /// Errors of the backend.
    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        theme: &Theme,
        scale: f64,
        font_size: f64,
    ) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
        area.fill(&theme.surface)?;
        let at_start = Pos::new(HPos::Left, VPos::Center);
        let style = |font| TextStyle::from(font).color(&theme.axis_text).pos(at_start);
        let font = (FONT_FAMILY, font_size).into_font();
        let (bold, plain) = (style(font.style(FontStyle::Bold)), style(font));
        let px = |css: f64| (css * scale).round() as i32;
        for part in &self.parts {
            let middle = FIRST_ROW / 2.0 + ROW * part.row as f64;
            if let Look::Line { color, .. } = part.look {
                let (top, bottom) = (middle - SAMPLE_HEIGHT / 2.0, middle + SAMPLE_HEIGHT / 2.0);
                for (from, to) in part.look.sample() {
                    let x = |share: f64| px(part.x + share * SAMPLE_WIDTH);
                    let corners = [(x(*from), px(top)), (x(*to), px(bottom))];
                    area.draw(&Rectangle::new(corners, theme.color(color).filled()))?;
                }
            }
            let style = if part.look == Look::Title { &bold } else { &plain };
            area.draw_text(&part.text, style, (px(part.x + part.look.sample_width()), px(middle)))?;
        }
        Ok(())
    }
}

/// Returns the width of words, rather too much than too little; CSS pixels.
fn width_of(text: &str) -> f64 {
    let width = |c: char| {
        if c < FIRST_WIDE { LETTERS * text_width(c.encode_utf8(&mut [0; 4])) } else { LETTERS * FONT_SIZE }
    };
    text.chars().map(width).sum()
}

/// Returns a text in at most so many CSS pixels: its beginning and its end, where it is wider.
fn fitted(text: &str, width: f64) -> String {
    if width_of(text) <= width {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let around = |n_kept: usize| -> String {
        let (begin, end) = (&chars[..n_kept.div_ceil(2)], &chars[chars.len() - n_kept / 2..]);
        begin.iter().chain(&['…']).chain(end).collect()
    };
    let narrow = (0..chars.len()).rev().map(around).find(|text| width_of(text) <= width);
    narrow.unwrap_or_else(|| "…".to_owned())
}
