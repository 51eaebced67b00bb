//! Layout of a chart: margins, scales, ticks.

use kernel::{Extent, Scale};

use super::ticks;
use crate::{
    chart::{
        Curve, Size, Tick, View,
        series::{
            finding_mark::SpanPlace,
            forecast_band::BandPlace,
            gap_mark::{GapMark, gap_marks},
            mark_place::MarkPlace,
        },
    },
    metrics::XAxis,
};

/// The geometry of one chart; computed once, then shared by drawing and by the pointer.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Points on screen positions a logarithmic axis cannot show: zero or negative. 0 on a linear axis.
    pub n_non_positive: usize,
    /// Values in the visible stretch of x that lie outside the y domain, because outliers are ignored or y
    /// was zoomed.
    pub n_outside: usize,
    pub(in crate::chart) size: Size,
    /// As in the view.
    pub(in crate::chart) line_width: Option<f64>,
    pub(in crate::chart) x: Scale,
    pub(in crate::chart) y: Scale,
    pub(in crate::chart) x_ticks: Vec<Tick>,
    pub(in crate::chart) y_ticks: Vec<Tick>,
    pub(in crate::chart) mark_places: Vec<MarkPlace>,
    pub(in crate::chart) spans: Vec<SpanPlace>,
    pub(in crate::chart) band: Option<BandPlace>,
    pub(in crate::chart) gap_marks: Vec<GapMark>,
    rect: PlotRect,
}

/// The rectangle of the curves in device pixels, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlotRect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// Least width for y labels, so that charts below each other line up, in CSS pixels.
const MIN_LEFT_MARGIN: f64 = 40.0;
/// Between y labels and the plot, in CSS pixels.
pub(in crate::chart) const LABEL_GAP: f64 = 8.0;
/// Room for half a label, in CSS pixels.
const TOP_MARGIN: f64 = 8.0;
/// Room for half a label, in CSS pixels.
const RIGHT_MARGIN: f64 = 10.0;
/// Room for x labels, in CSS pixels.
const BOTTOM_MARGIN: f64 = 22.0;
/// Height of text, in CSS pixels.
pub(crate) const FONT_SIZE: f64 = 11.0;
/// Share of the values' span that is left free above and below.
const PADDING: f64 = 0.05;

/// Lays out a chart.
pub fn layout(curves: &[Curve], view: &View, size: Size) -> Layout {
    let css = if size.scale.is_finite() && 0.0 < size.scale { size.scale } else { 1.0 };
    let size = Size { scale: css, ..size };
    let x_domain = x_domain(curves, view);
    let (top, bottom_margin) = ((TOP_MARGIN * css).round(), (BOTTOM_MARGIN * css).round());
    // At least one pixel each way, so that scales can be inverted on a hidden canvas, too.
    let bottom = (f64::from(size.height) - bottom_margin).max(top + 1.0);
    let height_css = (bottom - top) / css;
    let n_y_ticks = (height_css / (22.0 + 0.055 * height_css)).ceil().clamp(2.0, 12.0) as usize;
    let fit = YFit::of(curves, view, x_domain, n_y_ticks);
    let y = Scale::new(fit.domain, view.is_log_y, (bottom, top));
    let y_ticks = match view.is_log_y {
        true => ticks::logarithmic(y.domain(), n_y_ticks),
        false => ticks::linear(y.domain(), n_y_ticks),
    };
    let label_width = y_ticks.iter().map(|tick| text_width(&tick.label)).fold(0.0, f64::max);
    let left = (MIN_LEFT_MARGIN.max(label_width + LABEL_GAP + 2.0) * css).round();
    let right = (f64::from(size.width) - (RIGHT_MARGIN * css).round()).max(left + 1.0);
    let x = Scale::new(x_domain, false, (left, right));
    let width_css = (right - left) / css;
    let n_x_ticks = (width_css / (58.0 + 0.04 * width_css)).clamp(2.0, 12.0) as usize;
    Layout {
        n_non_positive: fit.n_non_positive,
        n_outside: fit.n_outside,
        size,
        line_width: view.line_width.filter(|width| width.is_finite() && 0.0 < *width),
        x,
        y,
        x_ticks: ticks::horizontal(view.x_axis, x.domain(), n_x_ticks, view.utc_offset),
        y_ticks,
        mark_places: Vec::new(),
        spans: Vec::new(),
        band: None,
        gap_marks: gap_marks(curves, &x),
        rect: PlotRect { left, top, right, bottom },
    }
}

impl Layout {
    /// Returns whether both have the same axes: sizes, scales, ticks, marks and gaps.
    pub fn has_axes_of(&self, other: &Self) -> bool {
        (self.size, self.rect, self.x, self.y) == (other.size, other.rect, other.x, other.y)
            && self.x_ticks == other.x_ticks
            && self.mark_places == other.mark_places
            && self.spans == other.spans
            && self.band == other.band
            && self.gap_marks == other.gap_marks
    }

    /// By how many whole device pixels this view lies further right than `other` does, if that is all that
    /// differs; positive if what is shown moved to the left.
    pub(crate) fn pixels_beyond(&self, other: &Self) -> Option<isize> {
        if (self.size, self.rect, self.y, self.line_width)
            != (other.size, other.rect, other.y, other.line_width)
        {
            return None;
        }
        let (own, others) = (self.x.domain(), other.x.domain());
        let px = other.x.px(own.0) - self.rect.left;
        let is_as_wide = ((own.1 - own.0) - (others.1 - others.0)).abs() <= 1e-9 * (own.1 - own.0).abs();
        (is_as_wide && (px - px.round()).abs() < 1e-3).then_some(px.round() as isize)
    }

    /// Device pixel of a position along x; `NaN` if it is not finite.
    pub fn px_from_x(&self, x: f64) -> f64 {
        self.x.px(x)
    }

    /// Position along x at a device pixel.
    pub fn x_from_px(&self, px: f64) -> f64 {
        self.x.value(px)
    }

    /// Device pixel of a value; `NaN` for what the axis cannot show.
    pub fn px_from_y(&self, y: f64) -> f64 {
        self.y.px(y)
    }

    /// Value at a device pixel.
    pub fn y_from_px(&self, px: f64) -> f64 {
        self.y.value(px)
    }

    /// Size of the picture.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Returns the area of the curves.
    pub fn plot_rect(&self) -> PlotRect {
        self.rect
    }

    /// First and last visible position along x.
    pub fn x_domain(&self) -> (f64, f64) {
        self.x.domain()
    }

    /// Lowest and highest visible value.
    pub fn y_domain(&self) -> (f64, f64) {
        self.y.domain()
    }

    /// Ticks along x.
    pub fn x_ticks(&self) -> &[Tick] {
        &self.x_ticks
    }

    /// Ticks along y.
    pub fn y_ticks(&self) -> &[Tick] {
        &self.y_ticks
    }

    /// Device pixels of a length in CSS pixels.
    pub(crate) fn css(&self, length: f64) -> f64 {
        length * self.size.scale
    }
}

impl PlotRect {
    /// Returns true if the point is inside or on the edge.
    pub fn contains(&self, px_x: f64, px_y: f64) -> bool {
        self.left <= px_x && px_x <= self.right && self.top <= px_y && px_y <= self.bottom
    }
}

/// Width of a label in CSS pixels, from the digits of a usual interface font; measuring would make the
/// browser lay the page out.
pub(crate) fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if matches!(c, '.' | ',' | ':' | ' ') { 3.4 } else { 6.6 }).sum()
}

fn x_domain(curves: &[Curve], view: &View) -> (f64, f64) {
    let everything = everything(curves, view);
    view.x_range.and_then(|range| ordered(closed(range, everything))).unwrap_or(everything)
}

/// A range with ends: an open side reaches as far as there is data. Where all of that is beyond the other end, a tenth
/// of it is shown, empty; far from the data it is a thousandth of the distance from zero, as a float cannot tell less apart.
fn closed((low, high): (f64, f64), everything: (f64, f64)) -> (f64, f64) {
    let beyond = |end: f64, sign: f64| {
        let width = (0.1 * (everything.1 - everything.0)).max(1e-3 * end.abs());
        let other = end + sign * width;
        // There is no number beyond the largest one.
        if other.is_finite() { other } else { end - sign * width }
    };
    match (low.is_finite(), high.is_finite()) {
        (true, false) => (low, if low < everything.1 { everything.1 } else { beyond(low, 1.0) }),
        (false, true) => (if everything.0 < high { everything.0 } else { beyond(high, -1.0) }, high),
        (false, false) => everything,
        (true, true) => (low, high),
    }
}

/// Returns the range of x that is in view before any zoom: all points, and the end of the run if that is to be seen.
pub fn everything(curves: &[Curve], view: &View) -> (f64, f64) {
    let (low, high) = x_extent(curves, view.x_axis);
    (low, view.x_end.filter(|end| end.is_finite()).map_or(high, |end| end.max(high)))
}

/// Returns the range of x that all points take.
pub fn x_extent(curves: &[Curve], x_axis: XAxis) -> (f64, f64) {
    let extents = curves.iter().filter_map(Curve::x_extent);
    let extent = extents.reduce(|(low, high), (least, most)| (low.min(least), high.max(most)));
    let Some((low, high)) = extent else { return (0.0, 1.0) };
    if low < high {
        // A run's first row comes a few steps after its start; the axis begins at the start.
        let begins_near_zero = x_axis != XAxis::WallClock && 0.0 < low && low <= 0.1 * high;
        return (if begins_near_zero { 0.0 } else { low }, high);
    }
    match x_axis {
        XAxis::WallClock => (low - 60.0, high + 60.0),
        _ if low == 0.0 => (0.0, 1.0),
        _ => (0.0_f64.min(2.0 * low), 0.0_f64.max(2.0 * low)),
    }
}

/// The range that the user chose, if it is a valid one.
fn ordered((a, b): (f64, f64)) -> Option<(f64, f64)> {
    (a.is_finite() && b.is_finite() && a != b).then_some((a.min(b), a.max(b)))
}

/// The visible values' span.
struct YFit {
    domain: (f64, f64),
    n_non_positive: usize,
    n_outside: usize,
}

impl YFit {
    fn of(curves: &[Curve], view: &View, x_domain: (f64, f64), n_ticks: usize) -> Self {
        let can_show = |(low, _): &(f64, f64)| !view.is_log_y || 0.0 < *low;
        let is_open = |(low, high): (f64, f64)| !(low.is_finite() && high.is_finite());
        let fit = || {
            let visible = |curve: &Curve| curve.within(x_domain).collect::<Vec<_>>();
            let everything = |curve: &Curve| curve.segments().to_vec();
            let fitted = extent(curves, view, visible).or_else(|| extent(curves, view, everything));
            let middle = if view.ignore_outliers { middle(curves, view, x_domain) } else { None };
            let domain = padded(with_zero(reaching(middle.or(fitted), view), view), view.is_log_y);
            if view.is_log_y { domain } else { ticks::rounded_out(domain, n_ticks) }
        };
        let range = view.y_range.map(|range| if is_open(range) { closed(range, fit()) } else { range });
        let chosen = range.and_then(ordered).filter(can_show);
        let domain = chosen.or(view.held_y).unwrap_or_else(fit);
        let count = |(low, high): (f64, f64)| -> usize {
            let visible = |curve: &Curve| -> usize {
                curve.within(x_domain).map(|range| curve.ys().n_outside(range, low, high)).sum()
            };
            curves.iter().map(visible).sum()
        };
        let n_non_positive = if view.is_log_y { count((f64::MIN_POSITIVE, f64::MAX)) } else { 0 };
        let can_hide = view.ignore_outliers || chosen.is_some();
        let n_outside = if can_hide { count(domain).saturating_sub(n_non_positive) } else { 0 };
        Self { domain, n_non_positive, n_outside }
    }
}

/// Lowest and highest value that the axis can show, raw and smoothed.
fn extent(
    curves: &[Curve],
    view: &View,
    ranges: impl Fn(&Curve) -> Vec<std::ops::Range<usize>>,
) -> Option<(f64, f64)> {
    let mut extent = Extent::EMPTY;
    for curve in curves {
        for range in ranges(curve) {
            for ys in std::iter::once(curve.ys()).chain(curve.smoothed_ys()) {
                let found = ys.extent(range.clone());
                let is_hidden = view.is_log_y && found.low <= 0.0;
                extent = extent.and(if is_hidden { ys.extent_above_zero(range.clone()) } else { found });
            }
        }
    }
    extent.range()
}

/// The 5th to 95th percentile of what is visible.
fn middle(curves: &[Curve], view: &View, x_domain: (f64, f64)) -> Option<(f64, f64)> {
    let of_curve = |curve: &Curve| {
        let ranges = curve.within(x_domain);
        ranges
            .flat_map(|range| curve.ys().slices(range).flatten().copied().collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    let mut visible: Vec<f64> = curves.iter().flat_map(of_curve).collect();
    visible.retain(|y| y.is_finite() && (0.0 < *y || !view.is_log_y));
    kernel::middle(&mut visible)
}

/// A span with what is drawn beside the curves, as far as the axis can show it.
fn reaching(span: Option<(f64, f64)>, view: &View) -> Option<(f64, f64)> {
    let can_show =
        |(low, high): &(f64, f64)| low.is_finite() && high.is_finite() && (!view.is_log_y || 0.0 < *low);
    match (span, view.y_reach.filter(can_show)) {
        (Some((low, high)), Some((least, most))) => Some((low.min(least), high.max(most))),
        (span, _) => span,
    }
}

/// A span that reaches zero, if that is wished for and possible.
fn with_zero(span: Option<(f64, f64)>, view: &View) -> Option<(f64, f64)> {
    if !view.from_zero || view.is_log_y {
        return span;
    }
    span.map(|(low, high)| (low.min(0.0), high.max(0.0)))
}

/// A span with some room around it; a band around a single value.
fn padded(span: Option<(f64, f64)>, is_log: bool) -> (f64, f64) {
    let Some((low, high)) = span else { return if is_log { (0.1, 10.0) } else { (0.0, 1.0) } };
    if is_log {
        let (low_log, high_log) = (low.log10(), high.log10());
        let room = if high_log - low_log < 1e-9 { 0.5 } else { PADDING * (high_log - low_log) };
        // Both ends stay within what 10ˣ can give back.
        return (10f64.powf((low_log - room).max(-307.0)), 10f64.powf((high_log + room).min(308.0)));
    }
    let magnitude = low.abs().max(high.abs());
    // Below a trillionth of the value labels could not tell ticks apart.
    let is_constant = high / 2.0 - low / 2.0 <= magnitude * 1e-12 || magnitude < f64::MIN_POSITIVE;
    let room = match (is_constant, magnitude < f64::MIN_POSITIVE) {
        (true, true) => 1.0,
        (true, false) => magnitude * 0.1,
        (false, _) => 2.0 * PADDING * (high / 2.0 - low / 2.0),
    };
    let low_end = if 0.0 <= low && !is_constant { (low - room).max(0.0) } else { low - room };
    let high_end = if high <= 0.0 && !is_constant { (high + room).min(0.0) } else { high + room };
    (low_end.max(f64::MIN), high_end.min(f64::MAX))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
