//! The forecast of the last evaluation on its chart: a light band from the last evaluation to the end of the run.
//!
//! Contract: the band is part of the layer with the axes, in the colour of its curve, and never wider than the interval at the end of the run.
//! It has a place by steps and by epochs: on the other axes the end of the run is an estimate itself.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{PathElement, Polygon},
    prelude::DrawingBackend,
    style::Color as _,
};

use super::event_mark::x_of_step;
use crate::{
    chart::{
        Curve, Layout, Theme, View,
        drawing::path::{Px, clipped, clipped_area},
        tick_label,
    },
    format,
    insight::Forecast,
    metrics::{MetricStore, XAxis},
    model::{MetricKey, UtcOffset},
};

/// Opacity of the band.
const BAND: f64 = 0.16;
/// Opacity of its middle.
const MIDDLE: f64 = 0.6;

/// A forecast on a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastBand {
    /// The metric.
    pub metric: MetricKey,
    /// Position and figure of the last evaluation.
    pub from: (f64, f64),
    /// The end of the run along x, behind that position.
    pub end: f64,
    /// The figure there, and its interval.
    pub forecast: Forecast,
}

/// Place of a band in a picture, device pixels.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chart) struct BandPlace {
    color: usize,
    /// Left end: position, upper edge, middle, lower edge.
    left: [f64; 4],
    /// Right end, likewise.
    right: [f64; 4],
}

impl ForecastBand {
    /// Returns the band of a forecast for a metric; `None` where the end of the run has no place on the axis.
    pub fn of(forecast: &Forecast, metric: &MetricKey, store: &MetricStore, axis: XAxis) -> Option<Self> {
        let series = store.get(metric)?;
        let (step, loss) = forecast.from;
        let (from, end) = match axis {
            XAxis::Step => (step as f64, forecast.end_step as f64),
            XAxis::Epoch => {
                let from = x_of_step(series, axis, step)?;
                (from, from * forecast.end_step as f64 / step as f64)
            }
            XAxis::Elapsed | XAxis::WallClock | XAxis::RunShare => return None,
        };
        let is_ahead = from < end && end.is_finite();
        is_ahead.then(|| Self { metric: metric.clone(), from: (from, loss), end, forecast: *forecast })
    }

    /// Lowest and highest figure that a view has to show; `None` if the band is not in view.
    pub fn y_reach(&self, view: &View) -> Option<(f64, f64)> {
        let is_in_view = view.x_range.is_none_or(|(from, to)| self.from.0 < to && from < self.end);
        let Forecast { low, high, .. } = self.forecast;
        is_in_view.then_some((low.min(self.from.1), high.max(self.from.1)))
    }

    /// The forecast in words.
    pub fn words(&self, axis: XAxis) -> String {
        let Forecast { value, low, high, .. } = self.forecast;
        let [value, low, high] = [value, low, high].map(format::number);
        let end = tick_label(self.end, axis, UtcOffset::default());
        format!(
            "Forecast of {} at {} {end}: {value}; 80 of 100 runs end within {low} to {high}.",
            self.metric,
            axis.label().to_lowercase()
        )
    }
}

impl Layout {
    /// With the band of a forecast, where its curve is.
    #[must_use]
    pub fn forecast(mut self, band: Option<&ForecastBand>, curves: &[Curve]) -> Self {
        self.band = band.and_then(|band| self.band_place(band, curves));
        self
    }

    fn band_place(&self, band: &ForecastBand, curves: &[Curve]) -> Option<BandPlace> {
        let is_own = |curve: &&Curve| curve.series().is_some_and(|series| *series.key() == band.metric);
        let curve = curves.iter().find(is_own)?;
        let (from, to) = self.x_domain();
        let (left, right) = (band.from.0.max(from), band.end.min(to));
        if right <= left {
            return None;
        }
        let bottom = self.plot_rect().bottom;
        let Forecast { value, low, high, .. } = band.forecast;
        let edge = |x: f64| {
            let share = (x - band.from.0) / (band.end - band.from.0);
            let y = |end: f64| {
                let px = self.px_from_y(band.from.1 + share * (end - band.from.1));
                // A logarithmic axis has no place for what is not above 0.
                if px.is_finite() { px } else { bottom }
            };
            [self.px_from_x(x), y(high), y(value), y(low)]
        };
        Some(BandPlace { color: curve.color, left: edge(left), right: edge(right) })
    }
}

/// Draws the band, on an empty area: the grid comes on top of it.
pub(in crate::chart) fn draw_band<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let Some(band) = &layout.band else { return Ok(()) };
    let color = theme.color(band.color);
    let ([left, top, middle, bottom], [right, end_top, end_middle, end_bottom]) = (band.left, band.right);
    let rect = layout.plot_rect();
    let px = |points: Vec<Px>| -> Vec<(i32, i32)> {
        points.into_iter().map(|(x, y)| (x.round() as i32, y.round() as i32)).collect()
    };
    let corners = [(left, top), (right, end_top), (right, end_bottom), (left, bottom)];
    let corners = px(clipped_area(&corners, rect));
    if 2 < corners.len() {
        area.draw(&Polygon::new(corners, color.mix(BAND).filled()))?;
    }
    let width = layout.css(1.0).round().max(1.0) as u32;
    for part in clipped(&[(left, middle), (right, end_middle)], rect) {
        area.draw(&PathElement::new(px(part), color.mix(MIDDLE).stroke_width(width)))?;
    }
    Ok(())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{
        chart::{LIGHT, Marks, Pins, Size, TitledChart, everything, layout, titled_svg},
        model::MetricRow,
    };

    const SIZE: Size = Size { width: 650, height: 200, scale: 1.0 };

    /// Returns a run that has come to step 50, with a forecast for step 100.
    fn run() -> (MetricStore, Forecast) {
        let row = |n: u64| MetricRow {
            step: 10 * n,
            epoch: Some(0.1 * n as f64),
            logged_at: None,
            elapsed_secs: None,
            values: vec![(MetricKey::eval("loss"), 2.0 - 0.1 * n as f64)],
        };
        let mut store = MetricStore::new();
        store.merge(&(1..=5).map(row).collect::<Vec<_>>());
        (store, Forecast { from: (50, 1.5), end_step: 100, value: 1.2, low: 1.0, high: 1.4 })
    }

    fn band(axis: XAxis) -> Option<ForecastBand> {
        let (store, forecast) = run();
        ForecastBand::of(&forecast, &MetricKey::eval("loss"), &store, axis)
    }

    fn curves() -> Vec<Curve> {
        run().0.series().map(|series| Curve::of_series(series, XAxis::Step, 1, true)).collect()
    }

    #[test]
    fn band_ends_where_the_run_will() {
        let ends =
            |axis: XAxis| band(axis).map(|band| ((1e6 * band.from.0).round(), (1e6 * band.end).round()));
        assert_eq!(ends(XAxis::Step), Some((50e6, 100e6)));
        assert_eq!(ends(XAxis::Epoch), Some((0.5e6, 1e6)));
        assert_eq!((ends(XAxis::Elapsed), ends(XAxis::WallClock)), (None, None));
        let words = "Forecast of eval/loss at step 100: 1.2; 80 of 100 runs end within 1 to 1.4.";
        assert_eq!(band(XAxis::Step).map(|band| band.words(XAxis::Step)).as_deref(), Some(words));
    }

    #[test]
    fn band_is_cut_to_what_is_in_view() {
        let band = band(XAxis::Step).unwrap();
        let check = |x_range: Option<(f64, f64)>, expected: Option<(f64, f64, f64)>| {
            let view = View { x_range, x_end: Some(band.end), ..View::default() };
            let view = View { y_reach: band.y_reach(&view), ..view };
            let layout = layout(&curves(), &view, SIZE).forecast(Some(&band), &curves());
            let place = layout.band.as_ref().map(|place| {
                let y = |px: f64| (100.0 * layout.y_from_px(px)).round() / 100.0;
                (layout.x_from_px(place.right[0]).round(), y(place.right[1]), y(place.right[3]))
            });
            assert_eq!(place, expected, "{x_range:?}");
        };
        check(None, Some((100.0, 1.4, 1.0)));
        check(Some((40.0, 75.0)), Some((75.0, 1.45, 1.25)));
        check(Some((10.0, 40.0)), None);
        let other = layout(&[], &View::default(), SIZE).forecast(Some(&band), &[]);
        assert_eq!(other.band, None, "without its curve there is none");
    }

    #[test]
    fn band_keeps_its_slope_where_y_is_zoomed() {
        let band = band(XAxis::Step).unwrap();
        let view = View { x_end: Some(band.end), y_range: Some((1.0, 1.2)), ..View::default() };
        let layout = layout(&curves(), &view, SIZE).forecast(Some(&band), &curves());
        let place = layout.band.clone().unwrap();
        // All of it begins above the view: from 1.5.
        let y = |px: f64| (100.0 * layout.y_from_px(px)).round() / 100.0;
        assert_eq!([place.left[1], place.left[2], place.left[3]].map(y), [1.5; 3]);
        assert_eq!([place.right[1], place.right[2], place.right[3]].map(y), [1.4, 1.2, 1.0]);
    }

    #[test]
    fn end_of_the_run_is_in_view_with_a_forecast() {
        let view = View { x_end: Some(100.0), ..View::default() };
        assert_eq!(everything(&curves(), &view), (10.0, 100.0));
        assert_eq!(everything(&curves(), &View { x_end: Some(20.0), ..view }), (10.0, 50.0));
        assert_eq!(layout(&curves(), &view, SIZE).x_domain(), (10.0, 100.0));
    }

    #[test]
    fn picture_has_the_band_and_its_middle() {
        let view = View { x_end: Some(100.0), ..View::default() };
        let drawn = |forecast: Option<ForecastBand>| {
            let marks = Marks { forecast, ..Marks::default() };
            let (curves, pins) = (curves(), Pins::default());
            let titled = TitledChart {
                title: "Loss",
                job: "",
                curves: &curves,
                view: &view,
                marks: &marks,
                pins: &pins,
            };
            titled_svg(&titled, SIZE, &LIGHT)
        };
        let (plain, with) = (drawn(None), drawn(band(XAxis::Step)));
        let n_more = |element: &str| with.matches(element).count() - plain.matches(element).count();
        assert_eq!((n_more("<polygon"), n_more("<polyline")), (1, 1), "{with}");
    }
}
