//! Draws a laid-out chart on any plotters backend.
//!
//! Contract: everything is in device pixels, nothing is measured, and no call leaves the area. plotters
//! would move points outside the plot onto its edge, so lines are clipped before.

use plotters::{
    backend::DrawingBackend,
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, PathElement, Rectangle},
    style::{
        Color as _, IntoFont as _, RGBColor, ShapeStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{
    Curve, Layout, Theme,
    layout::{FONT_SIZE, LABEL_GAP, text_width},
    path::{self, Px},
};

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Fonts of labels, the page's own interface fonts first.
const FONT_FAMILY: &str = "Inter, ui-sans-serif, system-ui, sans-serif";
/// Width of a curve in full colour, in CSS pixels.
const LINE_WIDTH: f64 = 1.8;
/// The same where a line bends at every pixel.
const BUSY_WIDTH: f64 = 1.0;
/// Opacity of the raw line behind a smoothed one.
const RAW_OPACITY: f64 = 0.28;
/// Drawn and left free along a dashed line, in CSS pixels.
const DASH: (f64, f64) = (5.0, 3.5);
/// Above this a dashed line would be more gaps than shape, and slow.
const MAX_DASHES: f64 = 2_000.0;
/// Markers from this distance between points on, in CSS pixels.
const MARKER_SPACING: f64 = 12.0;
/// Markers for curves with fewer points than this, unless they would touch.
const FEW_POINTS: usize = 60;
/// Closest distance between markers, in CSS pixels.
const MIN_MARKER_SPACING: f64 = 6.0;

/// Draws the whole chart over whatever was there.
///
/// # Errors
/// What the backend reports.
pub fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    curves: &[Curve],
    layout: &Layout,
    theme: &Theme,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    draw_with_font(area, curves, layout, theme, layout.css(FONT_SIZE))
}

/// As [`draw`], with labels of this size as the backend counts it.
pub(super) fn draw_with_font<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    curves: &[Curve],
    layout: &Layout,
    theme: &Theme,
    font_size: f64,
) -> Drawn<DB> {
    area.fill(&theme.surface)?;
    draw_axes(area, layout, theme, font_size)?;
    for curve in curves.iter().filter(|curve| curve.smoothed.is_some()) {
        Pen::faint(area, curve, layout, theme).draw(&curve.xs, &curve.ys)?;
    }
    for curve in curves {
        Pen::full(area, curve, layout, theme).draw(&curve.xs, curve.main_ys())?;
    }
    Ok(())
}

fn draw_axes<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
    font_size: f64,
) -> Drawn<DB> {
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
    Ok(())
}

/// How one line is drawn.
struct Pen<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    layout: &'a Layout,
    color: RGBColor,
    surface: RGBColor,
    opacity: f64,
    /// CSS pixels.
    width: f64,
    is_dashed: bool,
    has_markers: bool,
}

impl<'a, DB: DrawingBackend> Pen<'a, DB> {
    /// For raw values behind a smoothed line.
    fn faint(area: &'a DrawingArea<DB, Shift>, curve: &Curve, layout: &'a Layout, theme: &Theme) -> Self {
        let full = Self::full(area, curve, layout, theme);
        Self { opacity: RAW_OPACITY, width: 1.2, is_dashed: false, has_markers: false, ..full }
    }

    fn full(area: &'a DrawingArea<DB, Shift>, curve: &Curve, layout: &'a Layout, theme: &Theme) -> Self {
        Self {
            area,
            layout,
            color: theme.color(curve.color),
            surface: theme.surface,
            opacity: 1.0,
            width: LINE_WIDTH,
            is_dashed: curve.is_dashed,
            has_markers: curve.smoothed.is_none(),
        }
    }

    fn draw(&self, xs: &[f64], ys: &[f64]) -> Drawn<DB> {
        let rect = self.layout.plot_rect();
        let runs = path::runs(xs, ys, self.layout);
        let is_dense = path::is_dense(runs.iter().map(Vec::len).sum(), rect);
        let parts: Vec<Vec<Px>> = runs
            .iter()
            .map(|run| if is_dense { path::simplified(&path::thinned(run)) } else { path::simplified(run) })
            .flat_map(|points| path::clipped(&points, rect))
            .collect();
        // A wide stroke through a bend at every pixel is a blot, and ten times slower than a hairline.
        let is_busy =
            self.layout.css(parts.iter().map(Vec::len).sum::<usize>() as f64) > rect.right - rect.left;
        let width = if is_busy { self.width.min(BUSY_WIDTH) } else { self.width };
        let stroke = self.layout.css(width).round().max(1.0) as u32;
        let style = self.color.mix(self.opacity).stroke_width(stroke);
        for part in &parts {
            self.stroke(part, style)?;
        }
        let visible = |(x, y): &&Px| rect.contains(*x, *y);
        if self.has_markers && self.has_room_for_markers(&runs) {
            for point in runs.iter().flatten().filter(visible) {
                self.marker(*point)?;
            }
        } else {
            // A point between two gaps has no line that would show it.
            for point in runs.iter().filter(|run| run.len() == 1).flatten().filter(visible) {
                self.dot(*point, self.layout.css(1.5).max(f64::from(stroke) / 2.0))?;
            }
        }
        Ok(())
    }

    fn stroke(&self, points: &[Px], style: ShapeStyle) -> Drawn<DB> {
        let (dash, gap) = (self.layout.css(DASH.0), self.layout.css(DASH.1));
        if !self.is_dashed || MAX_DASHES * (dash + gap) < path::length(points) {
            return self.area.draw(&PathElement::new(whole(points), style));
        }
        for dash in path::dashed(points, dash, gap) {
            self.area.draw(&PathElement::new(whole(&dash), style))?;
        }
        Ok(())
    }

    fn has_room_for_markers(&self, runs: &[Vec<Px>]) -> bool {
        let xs = || runs.iter().flatten().map(|(x, _)| *x);
        let n = runs.iter().map(Vec::len).sum::<usize>();
        let span = xs().fold(f64::MIN, f64::max) - xs().fold(f64::MAX, f64::min);
        let spacing = span / n.saturating_sub(1).max(1) as f64;
        n == 1
            || self.layout.css(MARKER_SPACING) <= spacing
            || (n < FEW_POINTS && self.layout.css(MIN_MARKER_SPACING) <= spacing)
    }

    fn marker(&self, point: Px) -> Drawn<DB> {
        if !self.is_dashed {
            return self.dot(point, self.layout.css(2.2));
        }
        let radius = self.layout.css(2.8).round();
        let ring = self.color.stroke_width(self.layout.css(1.5).round().max(1.0) as u32);
        self.area.draw(&Circle::new(whole_point(point), radius as i32, self.surface.filled()))?;
        self.area.draw(&Circle::new(whole_point(point), radius as i32, ring))
    }

    fn dot(&self, point: Px, radius: f64) -> Drawn<DB> {
        let style = self.color.mix(self.opacity).filled();
        self.area.draw(&Circle::new(whole_point(point), radius.round().max(1.0) as i32, style))
    }
}

fn whole_point((x, y): Px) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Whole pixels, each once in a row.
fn whole(points: &[Px]) -> Vec<(i32, i32)> {
    let mut whole: Vec<_> = points.iter().copied().map(whole_point).collect();
    whole.dedup();
    if let (&[only], true) = (whole.as_slice(), 1 < points.len()) {
        // A line shorter than a pixel still is a line.
        whole.push(only);
    }
    whole
}
