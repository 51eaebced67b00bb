//! Figures that are not finite: gaps of a line, said in words and marked on the lower edge of the plot.
//!
//! Contract: what it costs depends on the width of the picture and on how many stretches are named, never on how many
//! gaps there are.

use std::ops::Range;

use kernel::Found;
use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::Rectangle,
    prelude::DrawingBackend,
    style::Color as _,
};

use crate::{
    chart::{Curve, Layout, Theme, axis::step_ranges::StepRanges},
    format::shortened,
};

/// Gaps up to this number are sorted by what they are; more are named together.
const MOST_SORTED: usize = 4096;
/// Height of a mark, CSS pixels.
const HEIGHT: f64 = 6.0;
/// Least width of a mark, CSS pixels.
const WIDTH: f64 = 4.0;

/// A figure that was logged, in words: `not a number`, `infinite`; `None` for a finite one.
pub fn gap_word(figure: f64) -> Option<&'static str> {
    match figure {
        _ if figure.is_finite() => None,
        _ if figure.is_nan() => Some("not a number"),
        _ if 0.0 < figure => Some("infinite"),
        _ => Some("minus infinite"),
    }
}

/// Describes the gaps of a chart, a sentence per curve and kind: `Train loss is not a number at steps 1–3`.
pub fn gap_notes(title: &str, curves: &[Curve]) -> Vec<String> {
    let title = &*shortened(title);
    let of_curve = |curve: &Curve| {
        let name = match (&curve.owner, curves.len()) {
            (Some(_), _) => format!("{title} of {}", shortened(&curve.label)),
            (None, 1) => title.to_owned(),
            (None, _) => capitalised(&format!("{} {}", shortened(&curve.label), title.to_lowercase())),
        };
        gap_words(curve).into_iter().map(move |words| format!("{name} is {words}")).collect::<Vec<_>>()
    };
    curves.iter().flat_map(of_curve).collect()
}

/// The gaps of a curve by their kind: `not a number at steps 1–3`.
pub(crate) fn gap_words(curve: &Curve) -> Vec<String> {
    let n_gaps = curve.n_gaps();
    if n_gaps == 0 {
        return Vec::new();
    }
    let word = |idx: usize| gap_word(curve.figure(idx)).unwrap_or_default();
    if MOST_SORTED < n_gaps {
        return vec![format!("no finite number {}", places(curve, |_| true))];
    }
    let mut kinds: Vec<&'static str> = Vec::new();
    gap_runs(curve).flatten().map(word).for_each(|word| {
        if !kinds.contains(&word) {
            kinds.push(word);
        }
    });
    kinds.into_iter().map(|kind| format!("{kind} {}", places(curve, |idx| word(idx) == kind))).collect()
}

/// Stretches of points that are gaps.
fn gap_runs(curve: &Curve) -> impl Iterator<Item = Range<usize>> {
    let (ys, len) = (curve.ys(), curve.len());
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = ys.first(at..len, Found::Gap)?;
        at = ys.first(start..len, Found::Finite).unwrap_or(len);
        Some(start..at)
    })
}

/// Describes the places of the gaps for which `is_one` holds; of more than are sorted it has to hold for all.
fn places(curve: &Curve, is_one: impl Fn(usize) -> bool) -> String {
    let n_gaps = curve.n_gaps();
    let is_sorted = n_gaps <= MOST_SORTED;
    let mut ranges = StepRanges::default();
    for run in gap_runs(curve) {
        if !is_sorted {
            ranges.push(run, |idx| curve.step(idx));
            if ranges.is_full() {
                break;
            }
            continue;
        }
        let mut rest = run;
        while let Some(start) = rest.clone().find(|idx| is_one(*idx)) {
            let end = (start..rest.end).find(|idx| !is_one(*idx)).unwrap_or(rest.end);
            ranges.push(start..end, |idx| curve.step(idx));
            rest.start = end;
        }
    }
    format!("at {}", ranges.counted(if is_sorted { None } else { Some(n_gaps) }))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Draws the marks: bars on the lower edge of the plot in the colours of their curves.
pub(crate) fn draw_gaps<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let rect = layout.plot_rect();
    let (height, width) = (layout.css(HEIGHT).round(), layout.css(WIDTH).round().max(1.0));
    let gap = layout.css(1.0).round().max(1.0);
    for mark in &layout.gap_marks {
        let spare = (width - (mark.px.1 - mark.px.0 + 1.0)).max(0.0);
        let left = (mark.px.0 - (spare / 2.0).floor()).max(rect.left);
        let right = (mark.px.1 + 1.0 + (spare / 2.0).ceil()).min(rect.right + width);
        let bottom = rect.bottom - mark.row as f64 * (height + gap);
        let corners = [(left as i32, (bottom - height) as i32), (right as i32, bottom as i32)];
        area.draw(&Rectangle::new(corners, theme.color(mark.color).filled()))?;
    }
    Ok(())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
