//! The part that one request for a job's data plays on the way to the job's end.

/// The phase of one request: a poll on the way, or the last one of a job that is over. The default is the phase before the
/// first request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PollPhase {
    /// The job was known to be over when the first page was asked for.
    is_over: bool,
    /// The response completes everything there is.
    is_full: bool,
    /// The poller must not time the next request: the end of the job became known between the first page and this
    /// one, or a job that was over goes on.
    is_late: bool,
}

impl PollPhase {
    /// Returns the phase of the next request. `is_over`: the job is known to be over; `is_full`: the response completes
    /// everything there is; `goes_on`: the request asks for another page of a walk that this phase began.
    ///
    /// A walk through pages that began before the end of the job has missed the entries written since, however late its
    /// last page is asked for, so it is not the last. Nor is the first look at a job that was over and goes on, though
    /// the poller knows it as one that is over.
    #[must_use]
    pub fn next(self, is_over: bool, is_full: bool, goes_on: bool) -> Self {
        let began_before = goes_on && !self.is_over;
        let is_back = !goes_on && self.is_over && !is_over;
        Self { is_over: is_over && !began_before, is_full, is_late: is_back || (is_over && began_before) }
    }

    /// Returns the phase of a request that a cached response answers. The rest of a walk that such a response begins is not
    /// the last read of the job, since the response may be from before the end.
    #[must_use]
    pub fn cached(self) -> Self {
        Self { is_over: false, ..self }
    }

    /// Returns whether the response is the last one the job needs.
    pub fn is_last(self) -> bool {
        self.is_over
    }

    /// Returns whether another request should follow the response at once: for the next page if there is one, or for the
    /// rest of a job that is over.
    pub fn wants_more(self, has_next_page: bool) -> bool {
        has_next_page || self.is_late || (self.is_over && !self.is_full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pages: &[(bool, bool)], is_last: bool, wants_more: bool) {
        let mut phase = PollPhase::default();
        for (i, (is_over, is_full)) in pages.iter().enumerate() {
            phase = phase.next(*is_over, *is_full, i != 0);
        }
        assert_eq!((phase.is_last(), phase.wants_more(false)), (is_last, wants_more), "{pages:?}");
        assert!(phase.wants_more(true));
    }

    #[test]
    fn walk_that_a_cached_response_began_is_not_the_last() {
        let first = PollPhase::default().next(true, true, false).cached();
        let rest = first.next(true, true, true);
        assert!(!rest.is_last() && rest.wants_more(false));
        let again = rest.next(true, true, false);
        assert!(again.is_last() && !again.wants_more(false));
    }

    #[test]
    fn job_that_goes_on_is_polled_again() {
        let over = PollPhase::default().next(true, true, false);
        let back = over.next(false, false, false);
        assert!(!back.is_last() && back.wants_more(false));
        let running = back.next(false, false, false);
        assert!(!running.is_last() && !running.wants_more(false));
    }

    #[test]
    fn only_a_full_response_to_a_walk_begun_after_the_end_is_the_last() {
        check(&[(false, true)], false, false);
        check(&[(true, true)], true, false);
        check(&[(true, false)], true, true);
        check(&[(true, true), (true, true)], true, false);
        // The job ended between two pages: rows it logged since are on neither.
        check(&[(false, true), (true, true)], false, true);
        check(&[(false, true), (false, true), (true, true), (true, true)], false, true);
    }
}
