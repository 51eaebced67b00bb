//! Questions that a service does not take, and what is asked in their place.

use super::MetricsFeed;
use crate::model::{MetricsCursor, MetricsFilter, MetricsQuery, Timestamp};

/// Parts of questions that the service has refused: none of them is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Refusals {
    /// A number of rows to choose.
    pub(super) sample: bool,
    /// The earliest log time.
    pub(super) times: bool,
    /// The first step, or rows to skip.
    pub(super) steps: bool,
    /// The size of a page.
    pub(super) limit: bool,
    /// The service has refused a question without any of these as well, so that it may not have meant them.
    pub(super) is_doubtful: bool,
}

impl Refusals {
    /// A question was answered: what is doubtful is forgotten.
    pub(super) fn settle(&mut self) {
        if self.is_doubtful {
            *self = Self::default();
        }
    }
}

impl MetricsFeed {
    /// Records that the service refused a request of this feed as such. `true` if there is another one for what was
    /// to be known, which is then the next; `false` if only a person's own bounds are left to be refused.
    pub fn refuse(&mut self, query: &MetricsQuery) -> bool {
        let (filter, bounds) = (query.filter, self.bounds);
        if 0 < query.offset {
            self.leave_behind();
        }
        let refusals = &mut self.refusals;
        let part = match self.cursor {
            _ if filter.resolution != bounds.resolution => {
                self.wants_sample = None;
                &mut refusals.sample
            }
            MetricsCursor::Step if filter.logged_from != bounds.logged_from => &mut refusals.times,
            MetricsCursor::Step if filter.step_from != bounds.step_from => &mut refusals.steps,
            MetricsCursor::Offset if 0 < query.offset => &mut refusals.steps,
            MetricsCursor::Pages if query.limit.is_some() => &mut refusals.limit,
            _ => {
                refusals.is_doubtful = true;
                return false;
            }
        };
        !std::mem::replace(part, true)
    }

    /// Returns the wide question of a step cursor: from a while before what was newest at the last one.
    pub(super) fn wide(&self) -> MetricsFilter {
        match self.wide_from {
            (_, Some(at)) if !self.refusals.times => {
                MetricsFilter { logged_from: Some(margin_before(at)), ..MetricsFilter::default() }
            }
            (step_from, _) => MetricsFilter { step_from, ..MetricsFilter::default() },
        }
    }
}

/// Seconds before the newest row from which a wide question begins, for rows whose log time is older than
/// their appearance: evaluation rows are stamped when evaluation began.
const WIDE_MARGIN_SECS: f64 = 300.0;

/// Returns the time in whole seconds, as in every documented example: services refuse fractions.
fn margin_before(at: Timestamp) -> Timestamp {
    let secs = at.plus_secs(-WIDE_MARGIN_SECS).unix_nanos().div_euclid(1_000_000_000);
    Timestamp::from_unix_secs(secs)
}
