//! Words for a stretch of x in which a chart has no point.

use super::zoom;
use crate::{
    chart::{Curve, View, tick_label},
    format::exact,
    metrics::XAxis,
};

/// Says that nothing was logged in the range in view: `Nothing was logged from step 1e99 on.`; `None` if there is a point in
/// view, if everything is in view, or if the chart has no point at all.
pub fn empty_range(curves: &[Curve], view: &View) -> Option<String> {
    let range = view.x_range?;
    let has_points = curves.iter().any(|curve| curve.x_extent().is_some());
    if !has_points || curves.iter().any(|curve| curve.within(range).next().is_some()) {
        return None;
    }
    let place = |x: f64| match view.x_axis {
        XAxis::Step => format!("step {}", exact(x)),
        XAxis::Epoch => format!("epoch {}", exact(x)),
        XAxis::RunShare => format!("{} % of the run", exact(x)),
        XAxis::Elapsed | XAxis::WallClock => tick_label(x, view.x_axis, view.utc_offset),
    };
    Some(match zoom::ends(range) {
        (Some(low), Some(high)) => format!("Nothing was logged from {} to {}.", place(low), place(high)),
        (Some(low), None) => format!("Nothing was logged from {} on.", place(low)),
        (None, Some(high)) => format!("Nothing was logged up to {}.", place(high)),
        (None, None) => return None,
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::chart::{Rows, Size, layout};

    /// Steps 0 to 10. The sentence, the chart's positions and the table's rows agree.
    #[track_caller]
    fn check(range: &str, expected: Option<&str>) {
        let steps = kernel::Positions::Steps((0..=10).collect());
        let curves = [Curve::new("train", 0, false, steps, (0..=10).map(f64::from).collect())];
        let view = View { x_range: zoom::parse(range), ..View::default() };
        assert!(view.x_range.is_some(), "{range}");
        assert_eq!(empty_range(&curves, &view).as_deref(), expected, "{range}");
        let (low, high) = layout(&curves, &view, Size { width: 600, height: 200, scale: 1.0 }).x_domain();
        let is_empty = high < 0.0 || 10.0 < low;
        assert_eq!(is_empty, expected.is_some(), "{range}: the chart shows {low} to {high}");
        assert_eq!(Rows::new(&curves, view.x_range).is_empty(), expected.is_some(), "{range}");
    }

    #[test]
    fn a_range_outside_the_data_is_empty_in_chart_and_table_and_says_so() {
        check("0~5", None);
        check("10~", None);
        check("9~1e99", None);
        check("1e99~", Some("Nothing was logged from step 1e99 on."));
        check("200~", Some("Nothing was logged from step 200 on."));
        check("11~12", Some("Nothing was logged from step 11 to step 12."));
        check("1e99~1e100", Some("Nothing was logged from step 1e99 to step 1e100."));
        check("~-0.5", Some("Nothing was logged up to step -0.5."));
        check("~-1e99", Some("Nothing was logged up to step -1e99."));
        check("1.7976931348623157e308~", Some("Nothing was logged from step 1.7976931348623157e308 on."));
        check("~-1.7976931348623157e308", Some("Nothing was logged up to step -1.7976931348623157e308."));
    }

    #[test]
    fn a_chart_without_points_has_no_such_sentence() {
        let curve = Curve::new(
            "train",
            0,
            false,
            kernel::Positions::Steps(std::iter::empty().collect()),
            kernel::Column::default(),
        );
        let view = View { x_range: Some((5.0, f64::INFINITY)), ..View::default() };
        assert_eq!(empty_range(&[curve], &view), None);
        assert_eq!(empty_range(&[], &view), None);
    }

    #[test]
    fn places_are_said_as_their_axis_counts_them() {
        let xs = kernel::Positions::Column((0..3).map(f64::from).collect());
        let curves = [Curve::new("train", 0, false, xs, (0..3).map(f64::from).collect())];
        for (x_axis, expected) in [
            (XAxis::Epoch, "Nothing was logged from epoch 7.5 on."),
            (XAxis::RunShare, "Nothing was logged from 7.5 % of the run on."),
        ] {
            let view = View { x_axis, x_range: Some((7.5, f64::INFINITY)), ..View::default() };
            assert_eq!(empty_range(&curves, &view).as_deref(), Some(expected));
        }
    }
}
