//! The stretch of x in view: how it is chosen, narrowed, moved and given back step by step.

use crate::format::exact;

/// A range along x, lower end first. An infinite end is open: it reaches as far as there is data.
pub type Range = (f64, f64);

/// The range in view, and the ranges before it. `None` stands for everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Zoom {
    now: Option<Range>,
    /// Earlier ranges, the latest last.
    before: Vec<Option<Range>>,
}

/// Earlier ranges that are remembered.
const MAX_STEPS: usize = 50;
/// The narrowest range, as a share of everything: beyond it, neighbouring pixels would be the same number.
const NARROWEST: f64 = 1e-9;

impl Zoom {
    /// Returns a view that nothing came before.
    pub fn new(now: Option<Range>) -> Self {
        Self { now, before: Vec::new() }
    }

    /// Returns the range in view; `None` for everything.
    pub fn range(&self) -> Option<Range> {
        self.now
    }

    /// Goes on to another range, from where [`Zoom::back`] leads here.
    pub fn show(&mut self, range: Option<Range>) {
        if range != self.now {
            self.before.push(self.now);
            if MAX_STEPS < self.before.len() {
                self.before.remove(0);
            }
            self.now = range;
        }
    }

    /// Goes on to another range in the middle of a gesture, of which only the beginning is remembered.
    pub fn drag(&mut self, range: Option<Range>) {
        self.now = range;
    }

    /// The gesture that began at `from` is over.
    pub fn drop_at(&mut self, from: Option<Range>) {
        let to = std::mem::replace(&mut self.now, from);
        self.show(to);
    }

    /// Goes one step back; shows everything, if there is no earlier range.
    pub fn back(&mut self) {
        self.now = self.before.pop().flatten();
    }

    /// Returns true if there is a range to go back to.
    pub fn is_zoomed(&self) -> bool {
        self.now.is_some()
    }
}

/// Returns the range between two ends, of which a missing one is open; `None` if that is no range, or
/// everything.
pub fn between(low: Option<f64>, high: Option<f64>) -> Option<Range> {
    let range = (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY));
    (range.0 < range.1 && (range.0.is_finite() || range.1.is_finite())).then_some(range)
}

/// Returns the ends of a range; `None` for an open one. The inverse of [`between`].
pub fn ends((low, high): Range) -> (Option<f64>, Option<f64>) {
    let closed = |end: f64| Some(end).filter(|end| end.is_finite());
    (closed(low), closed(high))
}

/// Returns a range as it stands in links: `120~300`, and `120~` where it is open. The inverse of [`parse`].
pub fn text(range: Range) -> String {
    let (low, high) = ends(range);
    let end = |end: Option<f64>| end.map(exact).unwrap_or_default();
    format!("{}~{}", end(low), end(high))
}

/// Returns the range of a link; `None` for what is none.
pub fn parse(text: &str) -> Option<Range> {
    let end = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().filter(|end: &f64| end.is_finite()).map(Some),
    };
    let (low, high) = text.split_once('~')?;
    between(end(low)?, end(high)?)
}

/// `range`, made `factor` times as wide around `at`.
pub fn scaled((low, high): Range, at: f64, factor: f64) -> Range {
    (at - (at - low) * factor, at + (high - at) * factor)
}

/// `range`, moved by a share of its width.
pub fn moved((low, high): Range, share: f64) -> Range {
    let by = share * (high - low);
    (low + by, high + by)
}

/// Returns a range that can be shown of `everything`: not beyond its ends, not narrower than pixels can be told
/// apart; `None` if it is everything, or no range.
pub fn limited((low, high): Range, everything: Range) -> Option<Range> {
    let (least, most) = everything;
    let (width, full) = (high - low, most - least);
    if !(0.0 < width && width.is_finite() && low.is_finite()) || full <= width {
        return None;
    }
    let width = width.max(full * NARROWEST);
    let low = low.max(least).min(most - width);
    Some((low, low + width))
}

/// `range` in figures that people can read, at a cost of less than a thousandth of its width; whole numbers
/// if `is_whole`, unless it is so narrow that they would change it.
pub fn rounded((low, high): Range, is_whole: bool) -> Range {
    let width = high - low;
    let grain = 10f64.powi((width.log10().floor() as i32).saturating_sub(3));
    let grain = if is_whole && 20.0 <= width { grain.max(1.0) } else { grain };
    if !(0.0 < grain && grain.is_finite()) {
        return (low, high);
    }
    // Dividing by the inverse of a small grain is exact where multiplying by the grain is not.
    let round = |value: f64| {
        if grain < 1.0 {
            (value / grain).round() / (1.0 / grain).round()
        } else {
            (value / grain).round() * grain
        }
    };
    let (from, to) = (round(low), round(high));
    if from < to { (from, to) } else { (low, high) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_back_the_way_they_came() {
        let mut zoom = Zoom::default();
        zoom.back();
        assert_eq!(zoom, Zoom::default());
        zoom.show(Some((0.0, 50.0)));
        zoom.show(Some((0.0, 50.0)));
        zoom.show(Some((10.0, 20.0)));
        for (x, from) in [(12.0, 11.0), (13.0, 12.0)] {
            zoom.drag(Some((from, x)));
        }
        zoom.drop_at(Some((10.0, 20.0)));
        assert_eq!(zoom.range(), Some((12.0, 13.0)));
        for expected in [Some((10.0, 20.0)), Some((0.0, 50.0)), None, None] {
            zoom.back();
            assert_eq!(zoom.range(), expected);
        }
        for step in 0..100 {
            zoom.show(Some((0.0, 1.0 + f64::from(step))));
        }
        assert_eq!(zoom.before.len(), MAX_STEPS);
    }

    #[test]
    fn ranges_in_links_may_be_open() {
        let open = f64::INFINITY;
        for (text, expected) in [
            ("120~300", Some((120.0, 300.0))),
            ("120~", Some((120.0, open))),
            ("~300", Some((-open, 300.0))),
            ("-5~0.25", Some((-5.0, 0.25))),
            ("~", None),
            ("", None),
            ("300~120", None),
            ("5~5", None),
            ("x~5", None),
            ("5~x", None),
            ("NaN~5", None),
            ("5~inf", None),
            ("5", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
            assert!(expected.is_none_or(|range| super::text(range) == text), "{text}");
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn ranges_come_back_from_links(
            low in proptest::option::of(-1e300..1e300_f64), high in proptest::option::of(-1e300..1e300_f64),
        ) {
            let range = between(low, high);
            proptest::prop_assert_eq!(range.and_then(|range| parse(&super::text(range))), range);
            proptest::prop_assert_eq!(range.map(ends), range.map(|_| (low, high)));
        }
    }

    #[track_caller]
    fn check(range: Range, expected: Option<Range>) {
        assert_eq!(limited(range, (0.0, 100.0)), expected, "{range:?}");
    }

    #[test]
    fn a_range_stays_within_everything() {
        check((10.0, 20.0), Some((10.0, 20.0)));
        check((-10.0, 10.0), Some((0.0, 20.0)));
        check((90.0, 120.0), Some((70.0, 100.0)));
        check((-10.0, 110.0), None);
        check((0.0, 100.0), None);
        for no_range in [(20.0, 10.0), (5.0, 5.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            check(no_range, None);
        }
        let (low, high) = limited((50.0, 50.0 + 1e-13), (0.0, 100.0)).expect("narrow");
        assert!(1e-8 < high - low);
    }

    #[test]
    fn a_rounded_range_is_short_and_nearly_the_same() {
        assert_eq!(rounded((419.113_456, 648.949_868), true), (419.0, 649.0));
        assert_eq!(rounded((419.113_456, 648.949_868), false), (419.1, 648.9));
        assert_eq!(rounded((0.501_234_5, 0.712_345_6), false), (0.5012, 0.7123));
        assert_eq!(rounded((3.25, 8.75), true), (3.25, 8.75));
        assert_eq!(rounded((123_456.7, 987_654.3), true), (123_500.0, 987_700.0));
        for range in [(f64::NEG_INFINITY, 5.0), (1.0, f64::INFINITY), (1e300, 1e308), (0.0, 5e-324)] {
            let (low, high) = rounded(range, true);
            assert!(low < high, "{range:?}");
        }
    }

    #[test]
    fn scaling_keeps_its_center_and_moving_its_width() {
        assert_eq!(scaled((10.0, 30.0), 20.0, 0.5), (15.0, 25.0));
        assert_eq!(scaled((10.0, 30.0), 10.0, 2.0), (10.0, 50.0));
        assert_eq!(moved((10.0, 30.0), -0.5), (0.0, 20.0));
    }
}
