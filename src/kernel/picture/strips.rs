//! From points to what a picture can show of them: per pixel column the first, last, lowest and highest.
//!
//! This is M4 (Jugel and others, VLDB 2014): for columns that are exactly those of the canvas nothing that a
//! line through all points would show is lost. Columns, not points, decide what it costs.

use std::ops::Range;

use crate::{Column, Extent, Positions, Scale};

/// A place in pixels, y downwards.
pub type Point = (f64, f64);

/// Mapping of values to pixels.
#[derive(Debug, Clone, Copy)]
pub struct Mapping {
    /// Scale of positions, to the right.
    pub x: Scale,
    /// Scale of figures. What it cannot show is a gap.
    pub y: Scale,
}

/// The points of a curve within one pixel column, none of them a gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip {
    /// The first point.
    pub first: Point,
    /// The last point.
    pub last: Point,
    /// The uppermost.
    pub top: f64,
    /// The lowest.
    pub bottom: f64,
    /// Index of the first point …
    pub start: usize,
    /// … so many.
    pub n: usize,
    /// True if a line leads here from the strip before.
    pub is_joined: bool,
}

/// The strips of a `segment` of a curve in the pixel columns from `left` up to and with `right`, and one point
/// beyond each side, so that lines lead on to the edge. Positions within the segment must be known and not
/// run backwards.
#[inline(never)]
pub fn strips(
    xs: &Positions,
    ys: &Column,
    segment: Range<usize>,
    map: Mapping,
    (left, right): (i32, i32),
    strips: &mut Vec<Strip>,
) {
    let start = xs.rank(segment.clone(), |x| map.x.px(x) < f64::from(left));
    let end = xs.rank_near(start..segment.end, segment.end, |x| map.x.px(x) < f64::from(right) + 1.0);
    let mut is_joined = false;
    if segment.start < start {
        single(xs, ys, start - 1, map, &mut is_joined, strips);
    }
    let mut idx = start;
    // As many points as the column before has, for they mostly are evenly spaced.
    let mut n = 1;
    while idx < end {
        let first_x = map.x.px(xs.at(idx));
        let next_column = first_x.floor() + 1.0;
        let next = xs.rank_near(idx + 1..end, idx + n, |x| map.x.px(x) < next_column);
        n = next - idx;
        let extent = ys.extent(idx..next);
        if extent.n_gaps == 0 && map.y.least() <= extent.low {
            strips.push(strip(xs, ys, idx..next, extent, map, is_joined));
            is_joined = true;
        } else {
            each(xs, ys, idx..next, map, &mut is_joined, strips);
        }
        idx = next;
    }
    if end < segment.end {
        single(xs, ys, end, map, &mut is_joined, strips);
    }
}

/// Points of one column without a gap.
fn strip(
    xs: &Positions,
    ys: &Column,
    range: Range<usize>,
    extent: Extent,
    map: Mapping,
    is_joined: bool,
) -> Strip {
    let point = |idx: usize| (map.x.px(xs.at(idx)), map.y.px(ys.at(idx)));
    let (low, high) = (map.y.px(extent.low), map.y.px(extent.high));
    Strip {
        first: point(range.start),
        last: point(range.end - 1),
        top: low.min(high),
        bottom: low.max(high),
        start: range.start,
        n: range.len(),
        is_joined,
    }
}

/// A point in a strip of its own.
fn single(
    xs: &Positions,
    ys: &Column,
    idx: usize,
    map: Mapping,
    is_joined: &mut bool,
    strips: &mut Vec<Strip>,
) {
    each(xs, ys, idx..idx + 1, map, is_joined, strips);
}

/// A pixel column with gaps in it, point by point; only what begins or ends a strip becomes pixels.
fn each(
    xs: &Positions,
    ys: &Column,
    range: Range<usize>,
    map: Mapping,
    is_joined: &mut bool,
    strips: &mut Vec<Strip>,
) {
    let (mut start, mut idx) = (range.start, range.start);
    let mut extent = Extent::EMPTY;
    for &value in ys.slices(range).flatten() {
        if map.y.least() <= value {
            extent = extent.and(Extent { low: value, high: value, n_gaps: 0 });
        } else {
            if start < idx {
                strips.push(strip(xs, ys, start..idx, extent, map, *is_joined));
            }
            extent = Extent::EMPTY;
            *is_joined = false;
            start = idx + 1;
        }
        idx += 1;
    }
    if start < idx {
        strips.push(strip(xs, ys, start..idx, extent, map, *is_joined));
        *is_joined = true;
    }
}

/// Returns the unbroken lines through strips: of each the first point, the last and, in their order, the lowest and the
/// highest between them, with the points beside these two: how steep a spike is.
#[inline(never)]
pub fn lines(strips: &[Strip], xs: &Positions, ys: &Column, map: Mapping) -> Vec<Vec<Point>> {
    let mut lines: Vec<Vec<Point>> = Vec::new();
    for strip in strips {
        if !strip.is_joined || lines.is_empty() {
            lines.push(Vec::new());
        }
        let Some(line) = lines.last_mut() else { continue };
        line.push(strip.first);
        if 2 < strip.n {
            let inner = strip.start + 1..strip.start + strip.n - 1;
            let extent = ys.extent(inner.clone());
            let extremes = [extent.low, extent.high].map(|value| ys.position(inner.clone(), value));
            let (low, high) = (extremes[0].min(extremes[1]), extremes[0].max(extremes[1]));
            let mut next = inner.start;
            for extreme in [low, high].into_iter().flatten() {
                let with_neighbours = next.max(extreme.saturating_sub(1))..inner.end.min(extreme + 2);
                next = with_neighbours.end;
                line.extend(with_neighbours.map(|idx| (map.x.px(xs.at(idx)), map.y.px(ys.at(idx)))));
            }
        }
        if 1 < strip.n {
            line.push(strip.last);
        }
    }
    lines
}

/// A stretch of one pixel column that a line covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The column's left pixel edge.
    pub column: i32,
    /// Upper end.
    pub top: f64,
    /// Lower end.
    pub bottom: f64,
}

/// Collects the spans that a line without width through the strips' points covers of each pixel column from
/// `left` up to and with `right`, in order, without overlaps. Exact, for columns are cut where the line
/// crosses from one to the next.
#[inline(never)]
pub fn spans(strips: &[Strip], (left, right): (i32, i32), spans: &mut Vec<Span>) {
    let mut cover = Cover { spans, start: 0, left, right };
    cover.start = cover.spans.len();
    let mut before: Option<Point> = None;
    for strip in strips {
        let own = strip.first.0.floor() as i32;
        let mut is_joined = false;
        if let Some((x, y)) = before.filter(|_| strip.is_joined) {
            is_joined = true;
            let column_before = x.floor() as i32;
            let slope = (strip.first.1 - y) / (strip.first.0 - x);
            let at = |edge: i32| y + slope * (f64::from(edge) - x);
            // Only what is in view: a point beyond the edge may be a million columns away.
            let from = column_before.max(left.saturating_sub(1));
            let mut entry = if column_before < from { at(from) } else { y };
            for column in from..own.min(right.saturating_add(1)) {
                let exit = at(column + 1);
                cover.add(column, entry, exit, true);
                entry = exit;
            }
            cover.add(own, entry, strip.first.1, true);
        }
        cover.add(own, strip.top, strip.bottom, is_joined);
        before = Some(strip.last);
    }
    cover.settle();
}

/// The spans so far, those of the present column from `start` on.
struct Cover<'a> {
    spans: &'a mut Vec<Span>,
    start: usize,
    left: i32,
    right: i32,
}

impl Cover<'_> {
    fn add(&mut self, column: i32, a: f64, b: f64, is_joined: bool) {
        if column < self.left || self.right < column {
            return;
        }
        let (top, bottom) = (a.min(b), a.max(b));
        match self.spans.get_mut(self.start..).and_then(<[Span]>::last_mut) {
            Some(span) if span.column == column && is_joined => {
                span.top = span.top.min(top);
                span.bottom = span.bottom.max(bottom);
                return;
            }
            Some(span) if span.column != column => self.settle(),
            _ => {}
        }
        self.spans.push(Span { column, top, bottom });
    }

    /// Joins what overlaps in the present column.
    fn settle(&mut self) {
        if self.start + 1 < self.spans.len() {
            self.spans[self.start..].sort_by(|a, b| a.top.total_cmp(&b.top));
            let mut last = self.start;
            for idx in self.start + 1..self.spans.len() {
                let span = self.spans[idx];
                if span.top <= self.spans[last].bottom {
                    self.spans[last].bottom = self.spans[last].bottom.max(span.bottom);
                } else {
                    last += 1;
                    self.spans[last] = span;
                }
            }
            self.spans.truncate(last + 1);
        }
        self.start = self.spans.len();
    }
}

#[cfg(test)]
mod tests;
