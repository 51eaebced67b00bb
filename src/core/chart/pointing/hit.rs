//! Points under the pointer.
//!
//! Contract: answers are logged points with their exact values; nothing is interpolated.

use crate::chart::{Curve, Layout};

/// The points nearest to a place along x.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Position of the crosshair, in units of the x axis.
    pub x: f64,
    /// One per curve that has a point, by value descending, as the lines lie above each other; gaps come last.
    pub rows: Vec<HitRow>,
}

/// The point of one curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HitRow {
    /// Index of the curve.
    pub curve: usize,
    /// Position of the point itself along x; not the crosshair's where the curve has no point there.
    pub x: f64,
    /// Logged value; not finite where the nearest point is a gap.
    pub value: f64,
    /// Smoothed value, if the curve is smoothed and the point is no gap.
    pub smoothed: Option<f64>,
    /// Index of the point in its curve.
    pub index: usize,
    /// Distance of the drawn point from the pointer along x and y, device pixels; 0 without a pointer.
    pub away: (f64, f64),
}

/// Order of a tooltip's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HitOrder {
    /// By value descending, as the lines lie above each other.
    #[default]
    Descending,
    /// By value ascending.
    Ascending,
    /// By name.
    Name,
    /// The point nearest to the pointer first.
    Nearest,
    /// The point nearest to the pointer's height first.
    NearestHeight,
}

impl Hit {
    /// Returns the curve whose point is nearest to the pointer.
    pub fn nearest(&self) -> Option<usize> {
        let shown = self.rows.iter().filter(|row| row.distance().is_finite());
        shown.min_by(|a, b| a.distance().total_cmp(&b.distance())).map(|row| row.curve)
    }

    /// Returns the rows in another order.
    pub fn ordered(&self, order: HitOrder, curves: &[Curve]) -> Vec<HitRow> {
        let mut rows = self.rows.clone();
        let name = |row: &HitRow| curves.get(row.curve).map(|curve| curve.label.as_str());
        match order {
            HitOrder::Descending => {}
            HitOrder::Ascending => rows.reverse(),
            HitOrder::Name => rows.sort_by(|a, b| name(a).cmp(&name(b))),
            HitOrder::Nearest => rows.sort_by(|a, b| a.distance().total_cmp(&b.distance())),
            HitOrder::NearestHeight => rows.sort_by(|a, b| a.away.1.abs().total_cmp(&b.away.1.abs())),
        }
        rows
    }
}

impl HitRow {
    fn distance(&self) -> f64 {
        self.away.0.hypot(self.away.1)
    }
}

/// Returns the points nearest to the pointer, the crosshair on the nearest of all; `None` outside the plot, or
/// where no point is in view.
pub fn hit(curves: &[Curve], layout: &Layout, px_x: f64, px_y: f64) -> Option<Hit> {
    if !layout.plot_rect().contains(px_x, px_y) {
        return None;
    }
    let pointed = layout.x_from_px(px_x);
    let mut hit = hit_at(curves, pointed)?;
    for row in &mut hit.rows {
        let y = row.smoothed.unwrap_or(row.value);
        row.away = (layout.px_from_x(row.x) - px_x, layout.px_from_y(y) - px_y);
    }
    let nearest = hit.rows.iter().min_by(|a, b| distance(a.x, pointed).total_cmp(&distance(b.x, pointed)))?;
    let x = nearest.x;
    let (low, high) = layout.x_domain();
    (low <= x && x <= high).then_some(Hit { x, ..hit })
}

/// Returns the points nearest to a place along x, for a crosshair that another chart leads.
pub fn hit_at(curves: &[Curve], x: f64) -> Option<Hit> {
    let row = |(curve_idx, curve): (usize, &Curve)| {
        let index = curve.nearest_point(x)?;
        let (x, value) = curve.point(index);
        let smoothed = curve.smoothed_ys().map(|ys| ys.at(index)).filter(|_| value.is_finite());
        Some(HitRow { curve: curve_idx, x, value, smoothed, index, away: (0.0, 0.0) })
    };
    let mut rows: Vec<HitRow> = curves.iter().enumerate().filter_map(row).collect();
    // Gaps lie on the lower edge.
    let height = |row: &HitRow| if row.value.is_finite() { row.value } else { f64::NEG_INFINITY };
    rows.sort_by(|a, b| height(b).total_cmp(&height(a)));
    (x.is_finite() && !rows.is_empty()).then_some(Hit { x, rows })
}

fn distance(a: f64, b: f64) -> f64 {
    (a - b).abs()
}

#[cfg(test)]
mod tests {
    use kernel::Positions;

    use super::*;
    use crate::chart::{Size, View, layout};

    fn named(name: &str, xs: &[f64], ys: &[f64]) -> Curve {
        let (xs, ys) = (xs.iter().copied().collect(), ys.iter().copied().collect());
        Curve::new(name, 0, false, Positions::Column(xs), ys)
    }

    fn curve(xs: &[f64], ys: &[f64]) -> Curve {
        named("train", xs, ys)
    }

    #[test]
    fn each_curve_answers_with_its_own_nearest_logged_point() {
        let train = curve(&[0.0, 10.0, 20.0, 30.0], &[0.1 + 0.2, 0.25, f64::NAN, 0.125]);
        let eval = curve(&[0.0, 30.0], &[1.5, 0.75]);
        let curves = [train, eval];
        let layout = layout(&curves, &View::default(), Size { width: 600, height: 200, scale: 1.0 });
        let rect = layout.plot_rect();
        let at = |x: f64| hit(&curves, &layout, layout.px_from_x(x), rect.top + 1.0);

        let near_ten = at(12.0).unwrap();
        assert_eq!(near_ten.x, 10.0);
        let rows: Vec<_> = near_ten.rows.iter().map(|row| (row.curve, row.index, row.x, row.value)).collect();
        assert_eq!(rows, [(1, 0, 0.0, 1.5), (0, 1, 10.0, 0.25)]);
        assert_eq!(at(0.4).unwrap().rows[1].value, 0.1 + 0.2, "values are exact");
        let gap = at(21.0).unwrap();
        assert_eq!((gap.x, gap.rows[1].index), (20.0, 2), "a gap was logged, too");
        assert!(gap.rows[1].value.is_nan() && gap.nearest() == Some(1));
        assert_eq!(hit(&curves, &layout, rect.left - 1.0, rect.top), None);
        assert_eq!(hit(&curves, &layout, rect.left, rect.bottom + 1.0), None);
    }

    #[test]
    fn rows_come_in_the_order_that_was_chosen() {
        // At x = 10 the eval curve has no point; its nearest is as high as the pointer, but far to the left.
        let curves = [
            named("train", &[0.0, 10.0], &[0.0, 2.0]),
            named("eval", &[0.0], &[1.2]),
            named("best", &[0.0, 10.0], &[0.0, 1.0]),
        ];
        let layout = layout(&curves, &View::default(), Size { width: 600, height: 200, scale: 1.0 });
        let hit = hit(&curves, &layout, layout.px_from_x(9.9), layout.px_from_y(1.2)).unwrap();
        let check = |order: HitOrder, expected: [usize; 3]| {
            let rows = hit.ordered(order, &curves);
            assert_eq!(rows.iter().map(|row| row.curve).collect::<Vec<_>>(), expected, "{order:?}");
        };
        check(HitOrder::Descending, [0, 1, 2]);
        check(HitOrder::Ascending, [2, 1, 0]);
        check(HitOrder::Name, [2, 1, 0]);
        check(HitOrder::Nearest, [2, 0, 1]);
        check(HitOrder::NearestHeight, [1, 2, 0]);
        assert_eq!(hit.nearest(), Some(2));
        // Where nothing points, as the lines lie above each other.
        let led = hit_at(&curves, 10.0).unwrap();
        assert_eq!(led.ordered(HitOrder::Nearest, &curves), led.rows);
    }

    #[test]
    fn a_led_crosshair_stays_where_it_was_put() {
        let curves = [curve(&[0.0, 10.0], &[1.0, 2.0]), curve(&[f64::NAN], &[1.0])];
        let hit = hit_at(&curves, 7.0).unwrap();
        assert_eq!((hit.x, hit.rows.len(), hit.rows[0].x), (7.0, 1, 10.0));
        assert_eq!(hit_at(&curves, f64::NAN), None);
        assert_eq!(hit_at(&[], 1.0), None);
    }
}
