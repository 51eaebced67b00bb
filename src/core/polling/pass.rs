//! Part that one request plays in the last read of a job.

/// The part that one request plays: a look on the way, or the last one at a job that is over. The default is that
/// of no request at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pass {
    /// The job was known to be over when the first page was asked for.
    is_over: bool,
    /// The response completes the log.
    is_full: bool,
    /// True if the poller must not decide about later pages: the end of the job became known between the first
    /// page and this one, or a job that was over goes on.
    is_late: bool,
}

impl Pass {
    /// Returns the request after this one. `is_over`: the job is known to be over; `is_full`: with the response everything
    /// has been read; `goes_on`: it asks for another page of what this one began.
    ///
    /// A way through pages that began before the end of the job has missed what came since, however late its
    /// last page is asked for, so it is not the last. Nor is the first look at a job that was over and goes on, though
    /// the poller knows it as one that is over.
    #[must_use]
    pub fn next(self, is_over: bool, is_full: bool, goes_on: bool) -> Self {
        let began_before = goes_on && !self.is_over;
        let is_back = !goes_on && self.is_over && !is_over;
        Self { is_over: is_over && !began_before, is_full, is_late: is_back || (is_over && began_before) }
    }

    /// Returns true if the response is the last read of the job.
    pub fn is_last(self) -> bool {
        self.is_over
    }

    /// Returns true if a request is worth sending as soon as the response has been taken: for the next page
    /// if there is one, or for the rest of a job that is over.
    pub fn wants_more(self, has_next_page: bool) -> bool {
        has_next_page || self.is_late || (self.is_over && !self.is_full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pages: &[(bool, bool)], is_last: bool, wants_more: bool) {
        let mut pass = Pass::default();
        for (i, (is_over, is_full)) in pages.iter().enumerate() {
            pass = pass.next(*is_over, *is_full, i != 0);
        }
        assert_eq!((pass.is_last(), pass.wants_more(false)), (is_last, wants_more), "{pages:?}");
        assert!(pass.wants_more(true));
    }

    #[test]
    fn a_job_that_goes_on_is_looked_at_again() {
        let over = Pass::default().next(true, true, false);
        let back = over.next(false, false, false);
        assert!(!back.is_last() && back.wants_more(false));
        let running = back.next(false, false, false);
        assert!(!running.is_last() && !running.wants_more(false));
    }

    #[test]
    fn only_a_whole_look_that_began_after_the_end_is_the_last() {
        check(&[(false, true)], false, false);
        check(&[(true, true)], true, false);
        check(&[(true, false)], true, true);
        check(&[(true, true), (true, true)], true, false);
        // The job ended between two pages: rows it logged since are on neither.
        check(&[(false, true), (true, true)], false, true);
        check(&[(false, true), (false, true), (true, true), (true, true)], false, true);
    }
}
