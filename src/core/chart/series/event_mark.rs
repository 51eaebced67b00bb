//! Events of a job's log as marks on its charts: where they belong along x, and which share a place.
//!
//! Contract: an event stands at its step. One that is graver than news and has no step stands at the last point
//! that was logged before it. All others have no place. Marks are in order along x; what they cost depends on
//! the number of events, never on that of points.

use std::ops::Range;

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Polygon, Rectangle},
    prelude::DrawingBackend,
    style::{Color as _, RGBColor},
};

use super::mark_place::MarkPlace;
use crate::{
    chart::{Layout, Theme},
    metrics::{MetricStore, Series, XAxis},
    model::{EventLevel, JobEvent, Timestamp},
};

/// Half the width of a mark, CSS pixels.
const HALF: f64 = 4.5;
/// Marks whose middles are nearer than this become one, CSS pixels.
const APART: f64 = 9.0;
/// Distance from a mark within which its words are shown, CSS pixels.
const NEAR: f64 = 7.0;

/// An event and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct EventMark {
    /// Position along x, in units of the axis; finite.
    pub x: f64,
    /// Severity.
    pub level: EventLevel,
    /// The event's message, or its type if it has none.
    pub text: String,
}

/// The events that have a place on this axis.
pub fn event_marks(events: &[JobEvent], store: &MetricStore, axis: XAxis) -> Vec<EventMark> {
    let longest = store.series().max_by_key(|series| series.len());
    let mark = |event: &JobEvent| {
        let x = match event.step {
            Some(step) if axis == XAxis::Step => Some(step as f64),
            Some(step) => x_of_step(longest?, axis, step),
            None if EventLevel::Info < event.level => x_before(longest?, axis, event.at?),
            None => None,
        };
        let text = if event.message.trim().is_empty() { event.kind_lower() } else { event.message.clone() };
        Some(EventMark { x: x.filter(|x| x.is_finite())?, level: event.level, text })
    };
    let mut marks: Vec<_> = events.iter().filter_map(mark).collect();
    marks.sort_by(|a, b| a.x.total_cmp(&b.x));
    marks
}

/// Returns the position of a step on another axis: at its point, or in the middle between its neighbours. Steps
/// before the first point share its position; those behind the last have no position yet.
pub(super) fn x_of_step(series: &Series, axis: XAxis, step: u64) -> Option<f64> {
    let place = series.steps().rank(step);
    let (x, at) = (series.x_at(axis, place), series.steps().get(place)?);
    if at == step || place == 0 {
        return Some(x);
    }
    let before = series.steps().get(place - 1)?;
    let share = (step - before) as f64 / (at - before) as f64;
    let from = series.x_at(axis, place - 1);
    Some(from + share * (x - from))
}

/// The last point that was logged before a moment; `None` if that was before the first.
fn x_before(series: &Series, axis: XAxis, moment: Timestamp) -> Option<f64> {
    let (mut low, mut high) = (0, series.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if series.logged_at(middle)? <= moment {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Some(series.x_at(axis, low.checked_sub(1)?))
}

impl Layout {
    /// With marks, which [`crate::chart::draw_axes`] then draws.
    #[must_use]
    pub fn marked(mut self, marks: &[EventMark]) -> Self {
        let rect = self.plot_rect();
        let mut places: Vec<MarkPlace> = Vec::new();
        for (i, mark) in marks.iter().enumerate() {
            let px = self.px_from_x(mark.x);
            if !(rect.left..=rect.right).contains(&px) {
                continue;
            }
            match places.last_mut().filter(|last| px - last.px < self.css(APART)) {
                Some(last) => {
                    last.level = last.level.max(mark.level);
                    last.last_px = px;
                    last.marks.end = i + 1;
                }
                None => places.push(MarkPlace { px, last_px: px, level: mark.level, marks: i..i + 1 }),
            }
        }
        self.mark_places = places;
        self
    }

    /// The marks that belong to one of these device pixels along x; of the marks that [`Layout::marked`] was given.
    pub fn marks_near(&self, pxs: &[f64]) -> Range<usize> {
        let distance = |place: &MarkPlace| {
            let of = |px: &f64| (place.px - px).max(px - place.last_px).max(0.0);
            pxs.iter().map(of).fold(f64::MAX, f64::min)
        };
        let nearest = self.mark_places.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        nearest.filter(|place| distance(place) <= self.css(NEAR)).map_or(0..0, |place| place.marks.clone())
    }
}

/// Draws the marks on the lower edge of the plot: a diamond each, and a line upwards from what is graver than news.
pub(crate) fn draw_marks<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let rect = layout.plot_rect();
    let (half, y) = (layout.css(HALF).round() as i32, rect.bottom as i32);
    for place in &layout.mark_places {
        let (x, color) = (place.px.round() as i32, color_of(place.level, theme));
        if EventLevel::Info < place.level {
            let width = layout.css(1.0).round().max(1.0) as i32;
            let line = [(x, rect.top as i32), (x + width, y - half)];
            area.draw(&Rectangle::new(line, color.mix(0.45).filled()))?;
        }
        let diamond = |half: i32| vec![(x, y - half), (x + half, y), (x, y + half), (x - half, y)];
        // A rim in the colour of the surface keeps it apart from curves that end there.
        area.draw(&Polygon::new(diamond(half + 2), theme.surface.filled()))?;
        area.draw(&Polygon::new(diamond(half), color.filled()))?;
    }
    Ok(())
}

/// The colour of a level.
pub(super) const fn color_of(level: EventLevel, theme: &Theme) -> RGBColor {
    match level {
        EventLevel::Info => theme.axis_text,
        EventLevel::Warning => theme.warning,
        EventLevel::Error => theme.error,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
