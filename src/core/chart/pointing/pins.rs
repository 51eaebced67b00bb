//! Two marked places along x, A and B, and what changed from one to the other.

use crate::chart::Curve;

/// The pins of a page, A before B in the order they were dropped.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pins(Vec<f64>);

/// A curve's figures at the pins.
#[derive(Debug, Clone, PartialEq)]
pub struct PinnedFigures {
    /// Point nearest to each pin, as many as there are pins.
    pub points: Vec<PinnedPoint>,
    /// B's figure minus A's, if there are both; of the smoothed figures where the curve is smoothed.
    pub difference: Option<f64>,
    /// The difference as a share of A's figure; `None` without a difference, and where A's is zero.
    pub share: Option<f64>,
}

/// Point of a curve at a pin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PinnedPoint {
    /// Position of the point, which may be beside the pin.
    pub x: f64,
    /// The logged figure.
    pub y: f64,
    /// The smoothed figure; `None` where the curve is not smoothed.
    pub smoothed: Option<f64>,
    /// True if the point lies at the pin itself.
    pub is_at_pin: bool,
}

/// Names of pins.
pub const PIN_NAMES: [&str; 2] = ["A", "B"];

impl Pins {
    /// Pins at these places; only the first two count, and only where they are numbers.
    pub fn new(places: impl IntoIterator<Item = f64>) -> Self {
        Self(places.into_iter().filter(|x| x.is_finite()).take(PIN_NAMES.len()).collect())
    }

    /// Returns the pins' positions.
    pub fn places(&self) -> &[f64] {
        &self.0
    }

    /// Adds a pin; with both dropped already, the nearer one moves here. Says which one it is.
    pub fn drop_at(&mut self, x: f64) -> usize {
        if self.0.len() < PIN_NAMES.len() {
            self.0.push(x);
            return self.0.len() - 1;
        }
        let distance = |place: &f64| (place - x).abs();
        let nearest = self.0.iter().enumerate().min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        let index = nearest.map_or(0, |(index, _)| index);
        self.move_to(index, x);
        index
    }

    /// Moves a pin.
    pub fn move_to(&mut self, index: usize, x: f64) {
        if let Some(place) = self.0.get_mut(index) {
            *place = x;
        }
    }

    /// Takes a pin away; B becomes A if A goes.
    pub fn remove(&mut self, index: usize) {
        if index < self.0.len() {
            self.0.remove(index);
        }
    }

    /// Returns the curve's figures at the pins; `None` without pins or figures.
    pub fn figures(&self, curve: &Curve) -> Option<PinnedFigures> {
        let point = |x: &f64| {
            let idx = curve.nearest(*x)?;
            let (x_there, y) = (curve.xs().at(idx), curve.ys().at(idx));
            let smoothed = curve.smoothed_ys().map(|smoothed| smoothed.at(idx));
            Some(PinnedPoint { x: x_there, y, smoothed, is_at_pin: x_there == *x })
        };
        let points: Vec<PinnedPoint> = self.0.iter().map(point).collect::<Option<_>>()?;
        let figure = |point: &PinnedPoint| point.smoothed.unwrap_or(point.y);
        let difference = match points.as_slice() {
            [] => return None,
            [a, b] => Some(figure(b) - figure(a)),
            _ => None,
        };
        let first = figure(&points[0]);
        let share = difference.filter(|_| first != 0.0).map(|difference| difference / first.abs());
        Some(PinnedFigures { points, difference, share })
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Positions, Smoothing};

    use super::*;

    #[test]
    fn a_third_pin_moves_the_nearer_one() {
        let mut pins = Pins::default();
        assert_eq!((pins.drop_at(10.0), pins.drop_at(90.0), pins.drop_at(70.0)), (0, 1, 1));
        assert_eq!(pins.places(), [10.0, 70.0]);
        pins.move_to(0, 20.0);
        pins.move_to(9, 0.0);
        pins.remove(7);
        assert_eq!(pins.places(), [20.0, 70.0]);
        pins.remove(0);
        assert_eq!(pins.places(), [70.0]);
        assert_eq!(Pins::new([f64::NAN, 1.0, f64::INFINITY, 2.0, 3.0]).places(), [1.0, 2.0]);
    }

    /// Points, difference and share.
    type Figures<'a> = (&'a [(f64, f64)], Option<f64>, Option<f64>);

    #[track_caller]
    fn check(ys: &[f64], pins: &[f64], expected: Option<Figures<'_>>) {
        let xs = Positions::Steps((0..ys.len() as u64).map(|step| 10 * step).collect());
        let curve = Curve::new("train", 0, false, xs, ys.iter().copied().collect());
        let figures = Pins::new(pins.iter().copied()).figures(&curve);
        let points =
            |found: &PinnedFigures| found.points.iter().map(|point| (point.x, point.y)).collect::<Vec<_>>();
        let found = figures.as_ref().map(|found| (points(found), found.difference, found.share));
        let expected = expected.map(|(points, difference, share)| (points.to_vec(), difference, share));
        assert_eq!(found, expected, "{ys:?} {pins:?}");
        for (point, pin) in figures.iter().flat_map(|found| &found.points).zip(pins) {
            assert_eq!((point.smoothed, point.is_at_pin), (None, point.x == *pin));
        }
    }

    #[test]
    fn figures_are_logged_ones_with_their_difference_and_share() {
        let ys = [4.0, 3.0, f64::NAN, 1.0];
        check(&ys, &[], None);
        check(&[f64::NAN], &[1.0], None);
        check(&ys, &[11.0], Some((&[(10.0, 3.0)], None, None)));
        check(&ys, &[1.0, 24.0], Some((&[(0.0, 4.0), (30.0, 1.0)], Some(-3.0), Some(-0.75))));
        check(&[0.0, 1.0], &[0.0, 10.0], Some((&[(0.0, 0.0), (10.0, 1.0)], Some(1.0), None)));
        check(&[-2.0, -1.0], &[0.0, 10.0], Some((&[(0.0, -2.0), (10.0, -1.0)], Some(1.0), Some(0.5))));
    }

    #[test]
    fn a_smoothed_curve_has_both_figures_and_the_difference_of_the_smoothed_ones() {
        let xs = Positions::Steps((0..40).collect());
        let ys = (0..40).map(|i| f64::from(40 - i) + f64::from(i % 2)).collect();
        let curve = Curve::new("train", 0, false, xs, ys).smoothed(Some(Smoothing::Average(0.9)), None);
        let found = Pins::new([5.0, 30.0]).figures(&curve).expect("a curve");
        let smoothed: Vec<f64> = found.points.iter().map(|point| point.smoothed.expect("smoothed")).collect();
        assert_eq!(found.points.iter().map(|point| point.y).collect::<Vec<_>>(), [36.0, 10.0]);
        assert!(smoothed[0] != 36.0 && smoothed[1] != 10.0);
        assert_eq!(found.difference, Some(smoothed[1] - smoothed[0]));
    }
}
