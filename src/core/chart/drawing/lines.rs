//! The curves of a chart, on any plotters backend.
//!
//! Backends take whole numbers only, so coordinates here are sixteenths of a device pixel. What is drawn
//! follows from what the pixel columns show of the points ([`kernel::strips`]): lines where a curve bends
//! less than about once per column; where it bends more often, what it covers of each column, which is the
//! same picture at a fraction of the cost.

use kernel::{Column, HALF_COLUMN_BEGINS, Mapping, Strip};
use plotters::style::{Color as _, RGBColor, ShapeStyle};
use plotters_backend::{DrawingBackend, DrawingErrorKind};

use super::path::{self, Px};
use crate::chart::{Curve, Layout, Theme};

type Drawn<DB> = Result<(), DrawingErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Units of a backend's coordinates in a device pixel.
pub(in crate::chart) const UNITS: f64 = 16.0;
/// Width of a curve in full colour, in CSS pixels.
const LINE_WIDTH: f64 = 1.8;
/// The same where a line bends at every pixel.
const BUSY_WIDTH: f64 = 1.0;
/// Bends per CSS pixel up to which a line has its full width, and from which it is a busy one.
const BUSY_FROM: (f64, f64) = (0.2, 0.8);
/// Opacity of the raw line behind a smoothed one.
const RAW_OPACITY: f64 = 0.25;
/// Drawn and left free along a dashed line, in CSS pixels.
const DASH: &[(f64, f64)] = &[(5.0, 3.5)];
/// The same along a dotted one.
const DOT: &[(f64, f64)] = &[(1.5, 3.0)];
/// The same along one of dashes and dots.
const DASH_DOT: &[(f64, f64)] = &[(7.0, 3.0), (1.5, 3.0)];
/// Above this a dashed line would be more gaps than shape.
const MAX_DASHES: f64 = 2_000.0;
/// Dashes of curves up to this length keep their places when the view moves.
const MAX_STEADY_DASHES: usize = 2_000;
/// Markers from this distance between points on, in CSS pixels.
const MARKER_SPACING: f64 = 12.0;
/// Markers for curves with fewer points than this, unless they would touch.
const FEW_POINTS: usize = 60;
/// Closest distance between markers, in CSS pixels.
const MIN_MARKER_SPACING: f64 = 6.0;

/// Detail that a backend draws well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chart) enum Detail {
    /// Pictures that may be enlarged: lines only.
    Lines,
    /// Pictures of exactly these pixels.
    Pixels,
}

/// Method by which a line was drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::chart) enum Manner {
    /// As what it covers of each pixel column.
    Columns,
    /// As a stroke of so many device pixels, with or without a marker at each point.
    Stroke { width: f64, has_markers: bool },
}

/// Draws every curve: raw lines behind smoothed ones first, so that smoothed ones are always on top. Says how
/// it drew each line, in this order.
pub(in crate::chart) fn draw_lines<DB: DrawingBackend>(
    backend: &mut DB,
    curves: &[Curve],
    layout: &Layout,
    theme: &Theme,
    detail: Detail,
) -> Result<Vec<Manner>, DrawingErrorKind<DB::ErrorType>> {
    let rect = layout.plot_rect();
    let window = (rect.left as i32, rect.right as i32);
    let pens = pens(curves, layout, theme, detail);
    pens.map(|(pen, curve, ys)| pen.draw(backend, curve, ys, window, None)).collect()
}

/// Draws the part of every curve in these pixel columns, in the manner in which it was drawn as a whole.
pub(in crate::chart) fn draw_some_lines<DB: DrawingBackend>(
    backend: &mut DB,
    curves: &[Curve],
    layout: &Layout,
    theme: &Theme,
    window: (i32, i32),
    manners: &[Manner],
) -> Drawn<DB> {
    for ((pen, curve, ys), manner) in pens(curves, layout, theme, Detail::Pixels).zip(manners) {
        pen.draw(backend, curve, ys, window, Some(*manner))?;
    }
    Ok(())
}

fn pens<'a>(
    curves: &'a [Curve],
    layout: &'a Layout,
    theme: &'a Theme,
    detail: Detail,
) -> impl Iterator<Item = (Pen<'a>, &'a Curve, &'a Column)> {
    let smoothed = curves.iter().filter(|curve| curve.smoothed_ys().is_some());
    let faint = smoothed.map(move |curve| (Pen::faint(curve, layout, theme, detail), curve, curve.ys()));
    let full =
        curves.iter().map(move |curve| (Pen::full(curve, layout, theme, detail), curve, curve.main_ys()));
    faint.chain(full)
}

/// Style of one line.
struct Pen<'a> {
    layout: &'a Layout,
    color: RGBColor,
    surface: RGBColor,
    opacity: f64,
    /// CSS pixels.
    width: f64,
    /// CSS pixels, whatever the line is like.
    fixed_width: Option<f64>,
    is_dashed: bool,
    is_dotted: bool,
    has_markers: bool,
    detail: Detail,
}

impl<'a> Pen<'a> {
    /// For raw values behind a smoothed line.
    fn faint(curve: &Curve, layout: &'a Layout, theme: &Theme, detail: Detail) -> Self {
        let full = Self::full(curve, layout, theme, detail);
        Self {
            opacity: RAW_OPACITY,
            width: 1.2,
            is_dashed: false,
            is_dotted: false,
            has_markers: false,
            ..full
        }
    }

    fn full(curve: &Curve, layout: &'a Layout, theme: &Theme, detail: Detail) -> Self {
        Self {
            layout,
            color: theme.color(curve.color),
            surface: theme.surface,
            opacity: 1.0,
            width: LINE_WIDTH,
            fixed_width: layout.line_width,
            is_dashed: curve.is_dashed,
            is_dotted: curve.is_dotted,
            has_markers: curve.smoothed_ys().is_none(),
            detail,
        }
    }

    fn draw<DB: DrawingBackend>(
        &self,
        backend: &mut DB,
        curve: &Curve,
        ys: &Column,
        window: (i32, i32),
        known: Option<Manner>,
    ) -> Result<Manner, DrawingErrorKind<DB::ErrorType>> {
        let rect = self.layout.plot_rect();
        let is_steady = !self.pattern().is_empty() && curve.len() <= MAX_STEADY_DASHES;
        let reach = if is_steady { (i32::MIN / 2, i32::MAX / 2) } else { window };
        let map = Mapping { x: self.layout.x.shifted(-HALF_COLUMN_BEGINS).stretched(2.0), y: self.layout.y };
        let halves = kernel::half_columns(reach, self.columns_width());
        // One per half column, mostly: growing would take three times the room for a moment.
        let n_halves = halves.1.abs_diff(halves.0).saturating_add(3) as usize;
        let mut strips = Vec::with_capacity(n_halves.min(curve.len()));
        for segment in curve.segments() {
            kernel::strips(curve.xs(), ys, segment.clone(), map, halves, &mut strips);
        }
        let n_columns = rect.right - rect.left;
        let is_rough = || self.detail == Detail::Pixels && is_rough(&strips, n_columns);
        if known.map_or_else(is_rough, |manner| manner == Manner::Columns) {
            return self.columns(backend, &strips, window);
        }
        let mut runs = kernel::lines(&strips, curve.xs(), ys, map);
        runs.iter_mut().flatten().for_each(|(x, _)| *x = *x / 2.0 + HALF_COLUMN_BEGINS);
        let parts: Vec<Vec<Px>> =
            runs.iter().flat_map(|run| path::clipped(&path::simplified(run), rect)).collect();
        let n_bends = parts.iter().map(Vec::len).sum::<usize>() as f64;
        let (width, has_markers) = match known {
            Some(Manner::Stroke { width, has_markers }) => (width, has_markers),
            _ if self.detail == Detail::Pixels && 2.0 * n_columns < n_bends => {
                // Columns need room of their own.
                drop((runs, parts));
                return self.columns(backend, &strips, window);
            }
            _ => {
                let width = self.layout.css(self.width_at(self.layout.css(n_bends) / n_columns));
                (width, self.has_markers && self.has_room_for_markers(&runs))
            }
        };
        let style = self.color.mix(self.opacity).stroke_width(units(width) as u32);
        for part in &parts {
            self.stroke(backend, part, style)?;
        }
        self.points(backend, &runs, width, has_markers)?;
        Ok(Manner::Stroke { width, has_markers })
    }

    /// Returns the line's width, thinner where it bends so often that a wide line would be a blot.
    fn width_at(&self, bends_per_css_px: f64) -> f64 {
        let (calm, busy) = BUSY_FROM;
        if let Some(width) = self.fixed_width {
            return width;
        }
        let part = ((bends_per_css_px - calm) / (busy - calm)).clamp(0.0, 1.0);
        self.width + part * (self.width.min(BUSY_WIDTH) - self.width)
    }

    /// Returns the width of a line that bends in every column, in whole device pixels.
    fn columns_width(&self) -> u16 {
        self.layout.css(self.fixed_width.unwrap_or(self.width.min(BUSY_WIDTH))).round().max(1.0) as u16
    }

    /// Returns the part of each pixel column that the line covers.
    fn columns<DB: DrawingBackend>(
        &self,
        backend: &mut DB,
        strips: &[Strip],
        window: (i32, i32),
    ) -> Result<Manner, DrawingErrorKind<DB::ErrorType>> {
        let width = self.columns_width();
        let rect = self.layout.plot_rect();
        let style = self.color.mix(self.opacity).filled();
        let halves = kernel::half_columns(window, width);
        // One per half column, where no gap is within it.
        let mut spans = Vec::with_capacity(halves.1.abs_diff(halves.0) as usize + 1);
        kernel::spans(strips, halves, &mut spans);
        let mut drawn = Ok(());
        kernel::bars(&spans, width, window, &mut |bar| {
            if drawn.is_ok() && bar.top < rect.bottom && rect.top < bar.bottom {
                let (left, part) = (f64::from(bar.column), if bar.is_half { 0.5 } else { 1.0 });
                let corner = (units(left), units(bar.top.max(rect.top)));
                let opposite = (units(left + part), units(bar.bottom.min(rect.bottom)));
                drawn = backend.draw_rect(corner, opposite, &style, true);
            }
        });
        drawn?;
        Ok(Manner::Columns)
    }

    fn stroke<DB: DrawingBackend>(&self, backend: &mut DB, points: &[Px], style: ShapeStyle) -> Drawn<DB> {
        let pattern: Vec<Px> = self
            .pattern()
            .iter()
            .map(|(dash, gap)| (self.layout.css(*dash), self.layout.css(*gap)))
            .collect();
        let length = pattern.iter().map(|(dash, gap)| dash + gap).sum::<f64>();
        if pattern.is_empty() || MAX_DASHES * length < path::length(points) {
            return backend.draw_path(in_units(points), &style);
        }
        path::dashed(points, &pattern).iter().try_for_each(|dash| backend.draw_path(in_units(dash), &style))
    }

    /// Returns the lengths of dashes and gaps, in turn; empty for a solid line.
    const fn pattern(&self) -> &'static [(f64, f64)] {
        match (self.is_dashed, self.is_dotted) {
            (false, false) => &[],
            (true, false) => DASH,
            (false, true) => DOT,
            (true, true) => DASH_DOT,
        }
    }

    /// Draws markers, or a dot for each point that no line shows.
    fn points<DB: DrawingBackend>(
        &self,
        backend: &mut DB,
        runs: &[Vec<Px>],
        width: f64,
        has_markers: bool,
    ) -> Drawn<DB> {
        let rect = self.layout.plot_rect();
        let visible = |(x, y): &&Px| rect.contains(*x, *y);
        if has_markers {
            return runs.iter().flatten().filter(visible).try_for_each(|point| self.marker(backend, *point));
        }
        let radius = self.layout.css(1.5).max(width / 2.0);
        let mut lone = runs.iter().filter(|run| run.len() == 1).flatten().filter(visible);
        lone.try_for_each(|point| self.dot(backend, *point, radius))
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

    fn marker<DB: DrawingBackend>(&self, backend: &mut DB, point: Px) -> Drawn<DB> {
        if !self.is_dashed {
            return self.dot(backend, point, self.layout.css(2.2));
        }
        self.dot(backend, point, self.layout.css(3.5))?;
        let inside = self.surface.filled();
        backend.draw_circle(unit_point(point), units(self.layout.css(2.0)) as u32, &inside, true)
    }

    fn dot<DB: DrawingBackend>(&self, backend: &mut DB, point: Px, radius: f64) -> Drawn<DB> {
        let style = self.color.mix(self.opacity).filled();
        backend.draw_circle(unit_point(point), units(radius) as u32, &style, true)
    }
}

/// Returns true if a line goes up or down by more than its width in most half columns: judged before its bends
/// are known, which would take longer.
fn is_rough(strips: &[Strip], n_columns: f64) -> bool {
    const NOTICEABLE: f64 = 2.0;
    n_columns <= strips.iter().filter(|strip| NOTICEABLE < strip.bottom - strip.top).count() as f64
}

fn units(px: f64) -> i32 {
    // `round` is no instruction of WebAssembly.
    (px * UNITS + 0.5).floor() as i32
}

fn unit_point((x, y): Px) -> (i32, i32) {
    (units(x), units(y))
}

/// Returns each place once in a row; a line shorter than a unit still is a line.
fn in_units(points: &[Px]) -> Vec<(i32, i32)> {
    let mut places: Vec<_> = points.iter().copied().map(unit_point).collect();
    places.dedup();
    if let (&[only], true) = (places.as_slice(), 1 < points.len()) {
        places.push(only);
    }
    places
}
