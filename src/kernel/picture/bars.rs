//! Coverage of pixel columns by a line of some width.
//!
//! A line reaches half its width beyond its points, which may be into the next column. Columns are therefore
//! looked at in two places, a quarter of a pixel from either edge: what is covered at both counts whole, what is
//! covered at one counts half. That is never further than a quarter from the truth.

use crate::Span;

/// A stretch of a pixel column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// The column's left pixel edge.
    pub column: i32,
    /// Upper end.
    pub top: f64,
    /// Lower end.
    pub bottom: f64,
    /// Covered by half rather than whole. Another bar may say that some of it is covered whole.
    pub is_half: bool,
}

/// Offset of half columns from pixels, in pixels: they end half a line's width from where columns are looked at,
/// however many pixels wide the line is.
pub const HALF_COLUMN_BEGINS: f64 = -0.25;

/// Returns the half columns that are needed for the pixel columns from `left` up to and with `right`.
pub fn half_columns((left, right): (i32, i32), width: u16) -> (i32, i32) {
    let beside = i32::from(width);
    (left.saturating_mul(2).saturating_add(1 - beside), right.saturating_mul(2).saturating_add(1 + beside))
}

/// Hands over the bars of a line of `width` pixels, at least 1, in the pixel columns from `left` up to and with `right`.
/// `spans` are what the line covers without its width, in order, of half columns: the one numbered 2 begins at
/// pixel 1, but for [`HALF_COLUMN_BEGINS`].
// `take` is no type parameter: all of it would be compiled with its caller, which is for size.
#[inline(never)]
pub fn bars(spans: &[Span], width: u16, (left, right): (i32, i32), take: &mut dyn FnMut(Bar)) {
    let reaches: Vec<f64> = (0..width).map(|n_between| reach(width, n_between)).collect();
    let (mut near_left, mut near_right) = (Stretches::default(), Stretches::default());
    let (mut from, mut to) = (0, 0);
    // Where there is nothing, there is nothing to look at.
    let seen = |span: Option<&Span>| span.map(|span| span.column.div_euclid(2));
    let first = seen(spans.first()).unwrap_or(right).saturating_sub(i32::from(width)).max(left);
    let last = seen(spans.last()).unwrap_or(left).saturating_add(i32::from(width)).min(right);
    for column in first..=last {
        let (begin, end) = half_columns((column, column), width);
        from += spans[from..].iter().take_while(|span| span.column < begin).count();
        to = from.max(to);
        to += spans[to..].iter().take_while(|span| span.column <= end).count();
        let all = &spans[from..to];
        if all.is_empty() {
            continue;
        }
        let n_before_last = all.iter().rev().take_while(|span| span.column == end).count();
        let n_first = all.iter().take_while(|span| span.column == begin).count();
        let place = begin + i32::from(width);
        near_left.cover(&all[..all.len() - n_before_last], place, &reaches);
        near_right.cover(&all[n_first..], place + 1, &reaches);
        let bar = |(top, bottom), is_half| Bar { column, top, bottom, is_half };
        if let (&[(left_top, left_bottom)], &[(right_top, right_bottom)]) = (&*near_left.0, &*near_right.0) {
            let (top, bottom) = (left_top.max(right_top), left_bottom.min(right_bottom));
            if top < bottom {
                take(bar((top, bottom), false));
                // As far as the end of a pixel that is covered by both in part.
                let (top, bottom) = (top.ceil().min(bottom), bottom.floor().max(top));
                let ends = [(left_top.min(right_top), top), (bottom, left_bottom.max(right_bottom))];
                let seen = ends.into_iter().filter(|(top, bottom)| top < bottom);
                seen.for_each(|end| take(bar(end, true)));
                continue;
            }
        }
        for own in &near_left.0 {
            let shared = near_right.0.iter().map(|other| (own.0.max(other.0), own.1.min(other.1)));
            shared.filter(|(top, bottom)| top < bottom).for_each(|shared| take(bar(shared, false)));
        }
        near_left.0.iter().chain(&near_right.0).for_each(|one| take(bar(*one, true)));
    }
}

/// Returns how far up and down a line's round end reaches at a number of half columns from the end. At the line's own
/// edge the reach is 0, unless the line is so thin that everything is its edge.
fn reach(width: u16, n_between: u16) -> f64 {
    if 1 < width && n_between + 1 == width {
        return 0.0;
    }
    let (radius, away) = (f64::from(width) / 2.0, f64::from(n_between) / 2.0 + 0.25);
    (radius * radius - away * away).sqrt()
}

/// Covered stretches at one place, from the top; stretches do not touch.
#[derive(Default)]
struct Stretches(Vec<(f64, f64)>);

impl Stretches {
    /// Takes what is covered where a half column begins, the one numbered `place`.
    #[inline]
    fn cover(&mut self, spans: &[Span], place: i32, reaches: &[f64]) {
        self.0.clear();
        for span in spans {
            let n_between = if span.column < place { place - 1 - span.column } else { span.column - place };
            let reach = reaches.get(n_between as usize).copied().unwrap_or_default();
            let (top, bottom) = (span.top - reach, span.bottom + reach);
            match self.0.last_mut() {
                Some(last) if top <= last.1 && last.0 <= bottom => {
                    *last = (last.0.min(top), last.1.max(bottom));
                }
                _ => self.0.push((top, bottom)),
            }
        }
        if 1 < self.0.len() {
            self.0.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.0.dedup_by(|next, last| {
                let touches = next.0 <= last.1;
                if touches {
                    last.1 = last.1.max(next.1);
                }
                touches
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the coverage by its definition: at both places everything within half a width to either side.
    fn covered(spans: &[Span], width: u16, column: i32, y: f64) -> u8 {
        let radius = f64::from(width) / 2.0;
        let at = |place: f64| {
            spans.iter().any(|span| {
                // To the middle of the half column.
                let away = (f64::from(span.column) / 2.0 + HALF_COLUMN_BEGINS + 0.25 - place).abs();
                let reach = reach(width, (2.0 * away) as u16);
                away < radius && span.top - reach <= y && y <= span.bottom + reach
            })
        };
        u8::from(at(f64::from(column) + 0.25)) + u8::from(at(f64::from(column) + 0.75))
    }

    proptest! {
        #[test]
        fn bars_are_what_the_line_covers_at_two_places_of_each_column(
            lengths in prop::collection::vec((0..4_i32, 0.0..9.0, 0.0..5.0), 0..30), width in 1..4_u16,
        ) {
            let mut column = -3;
            let mut spans: Vec<Span> = Vec::new();
            for (step, top, length) in lengths {
                let top = match spans.last() {
                    // Of one half column from the top.
                    Some(last) if step == 0 => last.bottom + 1.0 + top,
                    _ => top,
                };
                column += step;
                spans.push(Span { column, top, bottom: top + length });
            }
            let mut found = Vec::new();
            bars(&spans, width, (-1, 20), &mut |bar| found.push(bar));
            prop_assert!(found.is_sorted_by_key(|bar| bar.column));
            for column in -2..22 {
                for y in (-10..400).map(|y| f64::from(y) * 0.25 + 0.1) {
                    let here = found.iter().filter(|bar| bar.column == column && bar.top <= y && y <= bar.bottom);
                    let own = here.map(|bar| if bar.is_half { 1 } else { 2 }).max().unwrap_or(0);
                    let expected = if (-1..=20).contains(&column) { covered(&spans, width, column, y) } else { 0 };
                    prop_assert_eq!(own, expected, "{} {} {:?}", column, y, spans);
                }
            }
        }
    }
}
