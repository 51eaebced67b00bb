//! Rows of a long list that are in view, and their positions. Knows numbers only.
//!
//! Browsers cut boxes off at some height, the lowest at 17.9 million pixels. A list that is higher moves faster
//! than its scroll bar: its ends meet the bar's ends, and the rows in between are where they belong for where
//! the bar is.

use std::ops::Range;

/// The highest box; well below what any browser allows.
const MAX_HEIGHT_PX: f64 = 10_000_000.0;

/// Rows of equal height behind a scroll bar; pixels are CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scroll {
    /// Number of rows.
    pub n_rows: usize,
    /// Height of each; above 0.
    pub row_px: f64,
    /// Height of the part of the list that is in view.
    pub view_px: f64,
}

impl Scroll {
    /// Returns the height of the box that holds the list.
    pub fn height_px(self) -> f64 {
        self.full_px().min(MAX_HEIGHT_PX)
    }

    /// Returns true if the list moves faster than its bar, so that a row can be missed by scrolling.
    pub fn is_scaled(self) -> bool {
        MAX_HEIGHT_PX < self.full_px()
    }

    /// Returns the row at the upper edge of the view, with how much of it is above, where the bar is at `at_px`.
    pub fn row_at(self, at_px: f64) -> f64 {
        at_px.max(0.0) / self.px_per_row()
    }

    /// Returns the position of the bar that puts a row at the upper edge, as far as the list's end allows.
    pub fn px_of(self, row: f64) -> f64 {
        (row.max(0.0) * self.px_per_row()).min((self.height_px() - self.view_px).max(0.0))
    }

    /// Returns the rows to have in the page: those in view, and some around them, so that few scrolls change
    /// the set.
    pub fn window(self, at_px: f64, around: usize) -> Range<usize> {
        let around = around.max(1);
        let first = self.row_at(at_px) as usize;
        let last = first + (self.view_px.max(0.0) / self.row_px).ceil() as usize + 1;
        let start = first.saturating_sub(around) / around * around;
        let end = (last + around).div_ceil(around) * around;
        start.min(self.n_rows)..end.min(self.n_rows)
    }

    /// Returns a row's position below the box's upper edge; above it, where a scaled list has just begun.
    pub fn top_px(self, row: usize, at_px: f64) -> f64 {
        if !self.is_scaled() {
            return row as f64 * self.row_px;
        }
        at_px - (self.row_at(at_px) - row as f64) * self.row_px
    }

    fn full_px(self) -> f64 {
        self.n_rows as f64 * self.row_px
    }

    /// Returns the distance that the bar moves per row.
    fn px_per_row(self) -> f64 {
        if !self.is_scaled() {
            return self.row_px;
        }
        let rows_to_go = self.n_rows as f64 - self.view_px / self.row_px;
        (MAX_HEIGHT_PX - self.view_px).max(1.0) / rows_to_go.max(1.0)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_view_is_full_of_rows_in_order(n_rows in prop_oneof![0..2_000_usize, 300_000..20_000_000_usize], share in 0.0..=1.0_f64, rows_high in 1.0..60.0_f64) {
            let scroll = Scroll { n_rows, row_px: 28.0, view_px: rows_high * 28.0 };
            let end = (scroll.height_px() - scroll.view_px).max(0.0);
            let at = share * end;
            let window = scroll.window(at, 8);
            prop_assert!(window.end <= n_rows && window.len() <= 60 + 4 * 8 + 2, "{:?}", window);
            prop_assert!(scroll.height_px() <= MAX_HEIGHT_PX);
            let (first, last) = (scroll.row_at(at), scroll.row_at(at) + rows_high);
            prop_assert!(window.start as f64 + 8.0 <= first || window.start == 0, "rows above: {:?}", window);
            prop_assert!(last + 8.0 <= window.end as f64 || window.end == n_rows, "rows below: {:?}", window);
            // From edge to edge, unless there are no rows left.
            let (top, bottom) = (scroll.top_px(window.start, at), scroll.top_px(window.end, at));
            prop_assert!(top <= at || window.start == 0, "{} {}", top, at);
            prop_assert!(at + scroll.view_px <= bottom + 1e-6 || window.end == n_rows, "{} {}", bottom, at);
            let first_seen = scroll.row_at(at);
            let px = scroll.top_px(first_seen as usize, at) + first_seen.fract() * 28.0;
            prop_assert!((px - at).abs() < 1e-6, "the row at the upper edge is drawn there: {} {}", px, at);
            // At the ends the first and the last row are whole.
            prop_assert_eq!(scroll.window(0.0, 8).start, 0);
            prop_assert_eq!(scroll.window(end, 8).end, n_rows);
            prop_assert!((scroll.top_px(n_rows, end) - scroll.height_px()).abs() < 1e-2);
            // There and back.
            let row = scroll.row_at(at);
            prop_assert!((scroll.px_of(row) - at).abs() < 1e-6);
        }
    }

    #[test]
    fn a_list_that_fits_is_not_scaled_and_a_longer_one_is() {
        let scroll = |n_rows| Scroll { n_rows, row_px: 28.0, view_px: 280.0 };
        assert_eq!((scroll(100_000).height_px(), scroll(100_000).is_scaled()), (2_800_000.0, false));
        assert_eq!(scroll(100_000).row_at(28_000.0), 1_000.0);
        assert_eq!((scroll(5_000_000).height_px(), scroll(5_000_000).is_scaled()), (1e7, true));
        assert_eq!(scroll(5_000_000).window(1e7 - 280.0, 8).end, 5_000_000);
    }
}
