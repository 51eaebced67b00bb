//! Spans of steps over which a rule holds, the last of which may be open.

use super::{parts::Part, run::Run, sampling::CheckPoints};

/// Spans that are kept of one rule; of more the middle ones are left out.
const MOST_EPISODES: usize = 32;

/// Points that are kept as evidence of one span.
const MOST_EVIDENCE: usize = 16;

/// A span, with what a rule notes about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Episode<T> {
    pub(super) first_step: u64,
    pub(super) last_step: u64,
    pub(super) is_open: bool,
    /// Steps of the points that show it, in the order they were seen.
    pub(super) evidence: Vec<u64>,
    pub(super) note: T,
}

impl<T> Episode<T> {
    /// Adds a point; of many the first ones and the last one are kept.
    pub(super) fn add_evidence(&mut self, step: u64) {
        if self.evidence.last() == Some(&step) {
            return;
        }
        if MOST_EVIDENCE <= self.evidence.len() {
            self.evidence.pop();
        }
        self.evidence.push(step);
    }
}

/// All spans of a rule.
#[derive(Debug, Clone)]
pub(super) struct Episodes<T> {
    list: Vec<Episode<T>>,
    check_points: CheckPoints,
}

impl<T> Default for Episodes<T> {
    fn default() -> Self {
        Self { list: Vec::new(), check_points: CheckPoints::default() }
    }
}

impl<T> Episodes<T> {
    /// The span that is open.
    pub(super) fn open_one(&mut self) -> Option<&mut Episode<T>> {
        self.list.last_mut().filter(|episode| episode.is_open)
    }

    /// Returns whether one is open.
    pub(super) fn is_open(&self) -> bool {
        self.last().is_some_and(|episode| episode.is_open)
    }

    /// Opens a span; `first_step` is where it began, `step` where it is noticed.
    pub(super) fn open(&mut self, first_step: u64, step: u64, note: T) -> Option<&mut Episode<T>> {
        if MOST_EPISODES <= self.list.len() {
            self.list.remove(MOST_EPISODES / 2);
        }
        let evidence = Vec::new();
        self.list.push(Episode {
            first_step,
            last_step: step.max(first_step),
            is_open: true,
            evidence,
            note,
        });
        self.list.last_mut()
    }

    /// Ends the open one, if there is one.
    pub(super) fn close(&mut self, step: u64) {
        if let Some(open) = self.open_one() {
            open.last_step = step.max(open.first_step);
            open.is_open = false;
        }
    }

    /// Opens a span, or goes on with the open one, while there is a note; ends it without one. `first_step` is where a new one
    /// begins.
    pub(super) fn hold(&mut self, note: Option<T>, first_step: u64, step: u64) {
        let Some(note) = note else { return self.close(step) };
        match self.open_one() {
            Some(open) => open.note = note,
            None => {
                if let Some(open) = self.open(first_step, step, note) {
                    open.add_evidence(first_step);
                }
            }
        }
        if let Some(open) = self.open_one() {
            open.add_evidence(step);
        }
    }

    /// As [`Episodes::hold`], at the rows at which a rule looks that judges a series by its late part: a new span begins where
    /// that does. Nothing is done without the series.
    pub(super) fn hold_late(&mut self, run: &Run<'_>, part: Part, found: impl FnOnce() -> Option<T>) {
        let Some(track) = run.track(part) else { return };
        if !self.check_points.is_due(track.len()) {
            return;
        }
        let first_step = track.step(track.len() - track.late().len().max(1)).unwrap_or(run.row.step);
        self.hold(found(), first_step, run.row.step);
    }

    /// The last span, open or over.
    pub(super) fn last_mut(&mut self) -> Option<&mut Episode<T>> {
        self.list.last_mut()
    }

    /// The same, to be read.
    pub(super) fn last(&self) -> Option<&Episode<T>> {
        self.list.last()
    }

    /// All, in the order they began.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Episode<T>> {
        self.list.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_span_can_be_open() {
        let mut spans = Episodes::default();
        spans.close(3);
        assert!(!spans.is_open());
        spans.open(5, 7, ());
        spans.close(10);
        spans.hold(None, 11, 12);
        spans.hold(Some(()), 13, 14);
        spans.hold(Some(()), 15, 16);
        spans.hold(None, 17, 18);
        let found: Vec<_> =
            spans.iter().map(|span| (span.first_step, span.last_step, span.is_open)).collect();
        assert_eq!(found, [(5, 10, false), (13, 18, false)]);
    }

    #[test]
    fn many_spans_and_points_keep_their_first_and_last_ones() {
        let mut spans = Episodes::default();
        for step in 0..100 {
            spans.open(step, step, ());
            spans.close(step);
        }
        let steps: Vec<_> = spans.iter().map(|span| span.first_step).collect();
        assert_eq!((steps.len(), steps[0], steps[31]), (32, 0, 99));
        let span = spans.last_mut().expect("there are spans");
        (0..100).for_each(|step| span.add_evidence(step));
        assert_eq!((span.evidence.len(), span.evidence[0], span.evidence[15]), (16, 0, 99));
    }
}
