//! Everything that is marked on a chart beside its curves.

use std::sync::Arc;

use super::{event_mark::EventMark, finding_mark::FindingMark, forecast_band::ForecastBand};
use crate::{
    chart::{Curve, Layout},
    model::MetricKey,
};

/// The marks of a chart, or of all charts of a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marks {
    /// Events of the log and beginnings of findings, in order along x.
    pub events: Arc<[EventMark]>,
    /// Findings, the worst first.
    pub findings: Vec<FindingMark>,
    /// The forecast of the last evaluation.
    pub forecast: Option<ForecastBand>,
}

impl Marks {
    /// Returns these events and findings; the beginning of each finding is marked among the events.
    pub fn new(mut events: Vec<EventMark>, findings: Vec<FindingMark>) -> Self {
        events.extend(findings.iter().map(FindingMark::beginning));
        events.sort_by(|a, b| a.x.total_cmp(&b.x));
        Self { events: events.into(), findings, forecast: None }
    }

    /// Returns the marks that belong to a chart of these metrics: all events, and the findings and the forecast on them.
    #[must_use]
    pub fn of_chart(&self, keys: &[MetricKey]) -> Self {
        let is_here = |mark: &&FindingMark| mark.metric.as_ref().is_none_or(|metric| keys.contains(metric));
        Self {
            events: Arc::clone(&self.events),
            findings: self.findings.iter().filter(is_here).cloned().collect(),
            forecast: self.forecast.clone().filter(|band| keys.contains(&band.metric)),
        }
    }

    /// Returns whether any point shows a finding.
    pub fn has_evidence(&self) -> bool {
        self.findings.iter().any(|finding| !finding.evidence.is_empty())
    }

    /// Returns the names of the findings that the points at a position show; empty if they show none.
    pub fn shown_at(&self, x: f64) -> String {
        let shown = self.findings.iter().filter(|finding| finding.is_seen_at(x));
        shown.map(|finding| &*finding.title).collect::<Vec<_>>().join("; ")
    }

    /// Returns the findings that hold at a position.
    pub fn open_at(&self, x: f64) -> impl Iterator<Item = &FindingMark> {
        self.findings.iter().filter(move |finding| finding.is_open_at(x))
    }
}

impl Layout {
    /// With all marks of a chart with these curves, which [`crate::chart::draw_axes`] then draws.
    #[must_use]
    pub fn with_marks(self, marks: &Marks, curves: &[Curve]) -> Self {
        self.marked(&marks.events).shaded(&marks.findings, curves).forecast(marks.forecast.as_ref(), curves)
    }
}
