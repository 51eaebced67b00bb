//! Input of a chart: curves, the view on them, and the size of the picture.

use std::{ops::Range, sync::Arc};

use kernel::{Column, Found, Positions, Smoothed, Smoothing};

use crate::metrics::{Series, XAxis};
use crate::model::UtcOffset;

/// One line of a chart: a snapshot that shares its memory with the series it was made of.
#[derive(Debug, Clone)]
pub struct Curve {
    /// Name in legends and tooltips.
    pub label: String,
    /// Colour slot, 0 to 6; higher ones begin again.
    pub color: usize,
    /// Dashed with hollow markers: evaluation.
    pub is_dashed: bool,
    /// Dotted, or dash and dot by turns where it is dashed: a colour used a second time.
    pub is_dotted: bool,
    /// The run that the curve belongs to, where there are curves of several runs; part of its name in files.
    pub owner: Option<Arc<str>>,
    xs: Positions,
    ys: Column,
    smoothed: Option<Smoothed>,
    /// Stretches of points in which x is known and does not run backwards; lines do not lead from one to
    /// the next.
    segments: Vec<Range<usize>>,
    x_extent: Option<(f64, f64)>,
    n_gaps: usize,
    /// Series that the curve was made of.
    series: Option<Series>,
}

/// View on the data.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct View {
    /// Quantity along the x axis.
    pub x_axis: XAxis,
    /// Logarithmic y.
    pub is_log_y: bool,
    /// Zoom along x, in units of the axis; an infinite end reaches as far as there is data; `None` shows all.
    pub x_range: Option<(f64, f64)>,
    /// Zoom along y; an infinite end, or `None` for both, fits what is visible.
    pub y_range: Option<(f64, f64)>,
    /// Range of y before, kept while the view is being moved: an axis that jumps is hard to follow, and what
    /// was drawn can be moved along.
    pub held_y: Option<(f64, f64)>,
    /// Width of lines in CSS pixels; `None` for what suits how often they bend.
    pub line_width: Option<f64>,
    /// Local time, for wall-clock labels.
    pub utc_offset: UtcOffset,
    /// Fit y to the 5th to 95th percentile instead of to every value.
    pub ignore_outliers: bool,
    /// A fitted y begins at zero, or ends there.
    pub from_zero: bool,
    /// Position behind the points that is in view as long as everything is: the end of the run.
    pub x_end: Option<f64>,
    /// Lowest and highest of what is drawn beside the curves, which a fitted y has to show.
    pub y_reach: Option<(f64, f64)>,
}

/// Size of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Device pixels.
    pub width: u32,
    /// Device pixels.
    pub height: u32,
    /// Device pixels per CSS pixel.
    pub scale: f64,
}

impl Curve {
    /// Returns a curve through these points, not smoothed.
    pub fn new(label: impl Into<String>, color: usize, is_dashed: bool, xs: Positions, ys: Column) -> Self {
        let segments = xs.segments();
        let x_extent = segments.iter().fold(None, |extent: Option<(f64, f64)>, segment| {
            let (low, high) = (xs.at(segment.start), xs.at(segment.end - 1));
            Some(extent.map_or((low, high), |(least, most)| (least.min(low), most.max(high))))
        });
        let n_gaps = ys.whole().n_gaps as usize;
        let label = label.into();
        Self {
            label,
            color,
            is_dashed,
            is_dotted: false,
            owner: None,
            xs,
            ys,
            smoothed: None,
            segments,
            x_extent,
            n_gaps,
            series: None,
        }
    }

    /// Returns a curve of a series.
    pub fn of_series(series: &Series, x_axis: XAxis, color: usize, is_dashed: bool) -> Self {
        let xs = match x_axis {
            XAxis::Step => Positions::Steps(series.steps().clone()),
            axis => Positions::Column(match series.kept_xs(axis) {
                Some(kept) => kept.clone(),
                None => series.xs(axis).collect(),
            }),
        };
        Self::along(series, xs, color, is_dashed)
    }

    /// Returns a curve of a series along positions of its own, one per point.
    pub fn along(series: &Series, xs: Positions, color: usize, is_dashed: bool) -> Self {
        let curve = Self::new(series.key().split.label(), color, is_dashed, xs, series.values().clone());
        Self { series: Some(series.clone()), ..curve }
    }

    /// Returns the curve, smoothed or not. What `before`, an earlier state of the same curve, has smoothed
    /// already is continued.
    #[must_use]
    pub fn smoothed(self, how: Option<Smoothing>, before: Option<&Self>) -> Self {
        let mut curve = self.smoothing_begun(how, before);
        curve.smooth_some(&mut usize::MAX.clone());
        curve
    }

    /// Returns the same as [`Curve::smoothed`]; [`Curve::smooth_some`] does the work.
    #[must_use]
    pub(in crate::chart) fn smoothing_begun(mut self, how: Option<Smoothing>, before: Option<&Self>) -> Self {
        let how = how.filter(|how| 0.0 < how.weight());
        let known = before.and_then(|before| before.smoothed.clone());
        self.smoothed = how.map(|how| match known {
            Some(known) => known.followed_begun(how, &self.xs, &self.ys),
            None => Smoothed::begun(how, &self.xs, &self.ys),
        });
        self
    }

    /// Goes on smoothing by about as many points as `left` has; whether it is done.
    pub(in crate::chart) fn smooth_some(&mut self, left: &mut usize) -> bool {
        self.smoothed.as_mut().is_none_or(|smoothed| smoothed.go_on(left))
    }

    /// Returns the curve to show while the curve is being smoothed: with the line of `before`, an earlier state of
    /// it, if that is of the same figures, else the raw line alone.
    #[must_use]
    pub(in crate::chart) fn meanwhile(&self, before: Option<&Self>) -> Self {
        let known = before.and_then(|before| before.smoothed.as_ref());
        let smoothed = known.filter(|smoothed| smoothed.is_of(&self.ys)).cloned();
        Self { smoothed, ..self.clone() }
    }

    /// Returns the series that the curve was made of, with all that was logged beside its figures.
    pub fn series(&self) -> Option<&Series> {
        self.series.as_ref()
    }

    /// Positions along the view's axis.
    pub fn xs(&self) -> &Positions {
        &self.xs
    }

    /// Returns the logged figures; `NaN` is a gap.
    pub fn ys(&self) -> &Column {
        &self.ys
    }

    /// Returns the smoothed figures, drawn over the faded raw line; `None` for the raw line alone.
    pub fn smoothed_ys(&self) -> Option<&Column> {
        self.smoothed.as_ref().map(Smoothed::values)
    }

    /// Returns the figures of the line in full colour.
    pub fn main_ys(&self) -> &Column {
        self.smoothed_ys().unwrap_or(&self.ys)
    }

    /// Returns the number of points, gaps included.
    pub fn len(&self) -> usize {
        self.ys.len()
    }

    /// Returns true if the curve has no point.
    pub fn is_empty(&self) -> bool {
        self.ys.is_empty()
    }

    /// Returns the position and logged figure of a point, which is not finite at a gap.
    pub fn point(&self, idx: usize) -> (f64, f64) {
        (self.xs.at(idx), self.figure(idx))
    }

    /// Returns the figure of a point as logged: finite, infinite, or `NaN`.
    pub fn figure(&self, idx: usize) -> f64 {
        self.ys.figure(idx)
    }

    /// Returns whether some of its steps were logged more than once.
    pub fn has_repeats(&self) -> bool {
        self.series.as_ref().is_some_and(|series| !series.repeated_steps().is_empty())
    }

    /// Returns the figures that were logged at a point's step before its own, the oldest first.
    pub fn earlier_figures(&self, idx: usize) -> Vec<f64> {
        let of_step = |series: &Series| Some(series.earlier_figures(series.steps().get(idx)?).collect());
        self.series.as_ref().and_then(of_step).unwrap_or_default()
    }

    /// Returns the number of figures that are not finite.
    pub fn n_gaps(&self) -> usize {
        self.n_gaps
    }

    /// Returns the optimiser step of a point, where it is known.
    pub(in crate::chart) fn step(&self, idx: usize) -> Option<u64> {
        match (&self.series, &self.xs) {
            (Some(series), _) => series.steps().get(idx),
            (None, Positions::Steps(steps)) => steps.get(idx),
            (None, Positions::Column(_)) => None,
        }
    }

    /// Stretches of points in which x is known and does not run backwards.
    pub fn segments(&self) -> &[Range<usize>] {
        &self.segments
    }

    /// Returns the lowest and highest position of a point.
    pub fn x_extent(&self) -> Option<(f64, f64)> {
        self.x_extent
    }

    /// Returns the points between two positions, ends included.
    pub fn within(&self, (low, high): (f64, f64)) -> impl Iterator<Item = Range<usize>> {
        self.segments.iter().filter_map(move |segment| {
            let start = self.xs.rank(segment.clone(), |x| x < low);
            let end = self.xs.rank(start..segment.end, |x| x <= high);
            (start < end).then_some(start..end)
        })
    }

    /// Returns the figure nearest to a position; of two as near, the earlier.
    pub fn nearest(&self, x: f64) -> Option<usize> {
        self.nearest_of(x, Found::Finite)
    }

    /// Returns the point nearest to a position, be it a figure or a gap; of two as near, a figure.
    pub fn nearest_point(&self, x: f64) -> Option<usize> {
        let figure = self.nearest(x);
        let gap = if 0 < self.n_gaps { self.nearest_of(x, Found::Gap) } else { None };
        let distance = |idx: usize| (self.xs.at(idx) - x).abs();
        match (figure, gap) {
            (Some(figure), Some(gap)) if distance(gap) < distance(figure) => Some(gap),
            (None, gap) => gap,
            (figure, _) => figure,
        }
    }

    fn nearest_of(&self, x: f64, what: Found) -> Option<usize> {
        let of_segment = |segment: &Range<usize>| {
            let place = self.xs.rank(segment.clone(), |at| at < x);
            [self.ys.last(segment.start..place, what), self.ys.first(place..segment.end, what)]
        };
        let distance = |idx: &usize| (self.xs.at(*idx) - x).abs();
        let candidates = self.segments.iter().flat_map(of_segment).flatten();
        candidates.min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }
}
