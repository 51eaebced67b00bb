//! Movement of the crosshair by a key.

use tuneboard_core::chart::{Curve, Layout};

/// Movement to another point.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// By so many points.
    By(isize),
    /// By a share of the points in view.
    Share(f64),
    /// The next point to the right of the crosshair, wherever that is.
    After,
    /// The next point to its left.
    Before,
    /// The first point in view.
    First,
    /// The last one.
    Last,
}

impl Step {
    /// Returns the x to go to, among the points of `curve` in view.
    pub(super) fn from(self, current: Option<f64>, curve: &Curve, layout: &Layout) -> Option<f64> {
        let inside = curve.within(layout.x_domain()).max_by_key(|range| range.len())?;
        let (first, last) = (inside.start, inside.end - 1);
        let place = current.and_then(|x| curve.nearest_point(x)).map(|place| place.clamp(first, last));
        let x_at = |place| curve.xs().at(place);
        let moved = |place: usize, by: isize| place.saturating_add_signed(by).clamp(first, last);
        let target = match (self, place) {
            (Self::First, _) => first,
            (Self::After, None) => first,
            (Self::Last | Self::Before, None) | (Self::Last, _) | (_, None) => last,
            (Self::After, Some(place)) => {
                moved(place, isize::from(current.is_some_and(|x| x_at(place) <= x)))
            }
            (Self::Before, Some(place)) => {
                moved(place, -isize::from(current.is_some_and(|x| x <= x_at(place))))
            }
            (Self::By(n), Some(place)) => moved(place, n),
            (Self::Share(share), Some(place)) => moved(place, (share * inside.len() as f64).round() as isize),
        };
        Some(x_at(target))
    }
}
