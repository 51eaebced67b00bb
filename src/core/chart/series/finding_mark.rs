//! Findings on the charts of their metrics: the span of each that holds is shaded, its evidence has a halo, and tooltip, keyboard
//! and table name it.
//!
//! Contract: shading is part of the layer with the axes, which is drawn when the view changes, never when the pointer moves. What it costs
//! depends on the number of findings and on a few points of each, never on the length of the run.

use std::sync::Arc;

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, Rectangle},
    prelude::DrawingBackend,
    style::{
        Color as _, IntoFont as _, RGBColor, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::event_mark::{EventMark, color_of, x_of_step};
use crate::{
    chart::{
        Curve, Layout, Theme,
        axis::{axes::FONT_FAMILY, layout::text_width},
        words::rows::point_at,
    },
    insight::{Finding, Severity},
    metrics::{MetricStore, XAxis},
    model::{EventLevel, MetricKey},
};

/// Opacity of a span that is shaded.
const SHADE: f64 = 0.09;
/// Opacity of a halo around evidence.
const HALO: f64 = 0.3;
/// Radius of a halo, CSS pixels.
const HALO_RADIUS: f64 = 6.0;
/// Points of evidence that are marked per finding.
const MOST_EVIDENCE: usize = 100;
/// From the left end of a span to its name, CSS pixels: beside the flag of a pin.
const NAME_LEFT: f64 = 12.0;
/// Height of a name, CSS pixels.
const NAME_HEIGHT: f64 = 15.0;
/// Names that stand below each other at most; others are for the pointer to read.
const MOST_NAMES: usize = 3;
/// Letters are wider than the digits that the measure is made for.
const LETTERS: f64 = 1.1;

/// A finding on a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingMark {
    /// Its metric; `None` if it has none, so that it belongs to every chart.
    pub metric: Option<MetricKey>,
    /// The run it is about, where there are curves of several.
    pub owner: Option<Arc<str>>,
    /// Colour slot of that run; without one its severity has the colour.
    pub color: Option<usize>,
    /// Severity.
    pub level: EventLevel,
    /// It still holds at the last step.
    pub is_open: bool,
    /// First and last position along x, in units of the axis; finite and ascending.
    pub span: (f64, f64),
    /// Positions of the points that show it; finite and ascending.
    pub evidence: Vec<f64>,
    /// Name: `Overfitting`.
    pub title: Arc<str>,
    /// Name and sentence of fact.
    pub text: Arc<str>,
}

/// Place of a shaded span in a picture, device pixels.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chart) struct SpanPlace {
    left: f64,
    right: f64,
    level: EventLevel,
    color: Option<usize>,
    /// Name, and its row from above; `None` where there is no room.
    name: Option<(Arc<str>, usize)>,
    /// Points with a halo.
    halos: Vec<(f64, f64)>,
}

impl FindingMark {
    /// Returns the marks of findings on a run, as far as they have a place on the axis.
    pub fn of_run(findings: &[Finding], store: &MetricStore, axis: XAxis) -> Vec<Self> {
        let longest = store.series().max_by_key(|series| series.len());
        let last = longest.and_then(|series| Some(series.x_at(axis, series.len().checked_sub(1)?)));
        let place = |step: u64| match axis {
            XAxis::Step => Some(step as f64),
            // What lies behind the last point of the longest series is at its end.
            axis => x_of_step(longest?, axis, step).or(last),
        };
        let of = |finding: &Finding| {
            let mark = Self::placed(finding, place)?;
            // Points of another series stand between those of the longest.
            let own =
                finding.metric.as_ref().and_then(|metric| store.get(metric)).filter(|_| axis != XAxis::Step);
            let Some(own) = own else { return Some(mark) };
            let steps = finding.evidence.iter().take(MOST_EVIDENCE);
            let evidence =
                steps.filter_map(|step| x_of_step(own, axis, *step)).filter(|x| x.is_finite()).collect();
            Some(Self { evidence, ..mark })
        };
        findings.iter().filter_map(of).collect()
    }

    /// Returns the mark of a finding whose steps have these places; `None` if its span has none.
    pub fn placed(finding: &Finding, place: impl Fn(u64) -> Option<f64>) -> Option<Self> {
        let place = |step: u64| place(step).filter(|x| x.is_finite());
        let (first, last) = (place(finding.first_step)?, place(finding.last_step)?);
        let title = finding.rule.title();
        Some(Self {
            metric: finding.metric.clone(),
            owner: None,
            color: None,
            level: level_of(finding.severity),
            is_open: finding.is_open,
            span: (first.min(last), first.max(last)),
            evidence: finding.evidence.iter().take(MOST_EVIDENCE).filter_map(|step| place(*step)).collect(),
            title: title.into(),
            text: format!("{title}: {}", finding.sentence).into(),
        })
    }

    /// Returns the mark as one of a run among several, of this name and colour slot.
    #[must_use]
    pub fn of_owner(self, owner: &Arc<str>, color: usize) -> Self {
        let title = format!("{owner}: {}", self.title).into();
        let text = format!("{owner}: {}", self.text).into();
        Self { owner: Some(Arc::clone(owner)), color: Some(color), title, text, ..self }
    }

    /// Returns its beginning, as an event.
    pub(super) fn beginning(&self) -> EventMark {
        EventMark { x: self.span.0, level: self.level, text: self.text.to_string() }
    }

    /// Returns whether the finding holds, and did at a position.
    pub fn is_open_at(&self, x: f64) -> bool {
        self.is_open && self.span.0 <= x && x <= self.span.1
    }

    /// Returns whether a position is one of its evidence.
    pub fn is_seen_at(&self, x: f64) -> bool {
        self.evidence.contains(&x)
    }

    /// Returns whether the curve is of its metric and run.
    fn is_of(&self, curve: &Curve) -> bool {
        let key = curve.series().map(|series| series.key());
        self.metric.is_some() && key == self.metric.as_ref() && self.owner == curve.owner
    }
}

/// The level of events that goes with a severity.
const fn level_of(severity: Severity) -> EventLevel {
    match severity {
        Severity::Note => EventLevel::Info,
        Severity::Warning => EventLevel::Warning,
        Severity::Error => EventLevel::Error,
    }
}

impl Layout {
    /// With the spans of findings that hold, and halos around their evidence.
    #[must_use]
    pub fn shaded(mut self, findings: &[FindingMark], curves: &[Curve]) -> Self {
        let rect = self.plot_rect();
        let mut rows: Vec<f64> = Vec::new();
        for finding in findings.iter().filter(|finding| finding.is_open) {
            let px = |x: f64| self.px_from_x(x).clamp(rect.left, rect.right).round();
            let (left, right) = (px(finding.span.0), px(finding.span.1));
            let (from, to) = self.x_domain();
            if finding.span.1 < from || to < finding.span.0 {
                continue;
            }
            let width = self.css(LETTERS * text_width(&finding.title) + 2.0 * NAME_LEFT);
            let row = rows.iter().position(|end| *end <= left).unwrap_or(rows.len());
            let has_room = width <= right - left && row < MOST_NAMES;
            if has_room {
                rows.resize(rows.len().max(row + 1), left);
                rows[row] = left + width;
            }
            let curve = curves.iter().find(|curve| finding.is_of(curve));
            let point = |curve: &Curve, x: f64| {
                let (x, y) = curve.point(point_at(curve, x)?);
                let place = (self.px_from_x(x), self.px_from_y(y));
                rect.contains(place.0, place.1).then_some(place)
            };
            let halos = curve.map(|curve| finding.evidence.iter().filter_map(|x| point(curve, *x)).collect());
            self.spans.push(SpanPlace {
                left,
                // A single row is a line.
                right: right.max(left + 1.0),
                level: finding.level,
                color: finding.color,
                name: has_room.then(|| (Arc::clone(&finding.title), row)),
                halos: halos.unwrap_or_default(),
            });
        }
        self
    }
}

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Shades the spans, on an empty area: the grid comes on top of it.
pub(in crate::chart) fn draw_spans<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
) -> Drawn<DB> {
    let rect = layout.plot_rect();
    for span in &layout.spans {
        let corners = [(span.left as i32, rect.top as i32), (span.right as i32, rect.bottom as i32)];
        area.draw(&Rectangle::new(corners, color(span, theme).mix(SHADE).filled()))?;
    }
    Ok(())
}

/// Draws names and halos of the spans, above the grid.
pub(in crate::chart) fn draw_span_names<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    layout: &Layout,
    theme: &Theme,
    font_size: f64,
) -> Drawn<DB> {
    let rect = layout.plot_rect();
    let font = TextStyle::from((FONT_FAMILY, font_size).into_font()).pos(Pos::new(HPos::Left, VPos::Top));
    for span in &layout.spans {
        let color = color(span, theme);
        if let Some((name, row)) = &span.name {
            let top = rect.top + layout.css(3.0 + NAME_HEIGHT * *row as f64);
            let place = ((span.left + layout.css(NAME_LEFT)).round() as i32, top.round() as i32);
            area.draw_text(name, &font.color(&color), place)?;
        }
        let radius = layout.css(HALO_RADIUS).round() as i32;
        for (x, y) in &span.halos {
            let center = (x.round() as i32, y.round() as i32);
            area.draw(&Circle::new(center, radius, color.mix(HALO).filled()))?;
        }
    }
    Ok(())
}

fn color(span: &SpanPlace, theme: &Theme) -> RGBColor {
    span.color.map_or_else(|| color_of(span.level, theme), |slot| theme.color(slot))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
