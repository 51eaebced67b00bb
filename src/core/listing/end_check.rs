//! A list that comes in one answer: whether anything lies behind it, which its length alone does not tell.
//!
//! Contract: services give fewer records than were asked for without saying so, today or from some day on. An answer is
//! the whole list only if the service showed that nothing follows its last record. So the end is asked for once when the
//! list is new or has other jobs than before, and again every [`CHECK_EVERY`] answers.

use kernel::digest;

use super::PageRecords;
use crate::model::JobId;

/// Every how many answers the end of an unchanged list is asked for again: a job may be added behind it.
const CHECK_EVERY: u32 = 20;

/// The end of one connection's list.
#[derive(Debug)]
pub struct EndCheck {
    /// Records asked for at once; an answer of so many goes on for certain.
    limit: u64,
    /// The next question is for the records from here on.
    pending: Option<u64>,
    /// The question under way is for the records from here on; `None` if it is for the list.
    asked: Option<u64>,
    /// The last answer to the question for the list.
    last: ListPrint,
    /// The last answer behind which nothing was found.
    checked: Option<ListPrint>,
    n_since_check: u32,
    /// The offset that the service refused to answer for.
    refused: Option<u64>,
    may_go_on: bool,
}

/// Fingerprint of a list's jobs, which tells it from a list of other jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListPrint {
    /// Records received, readable or not.
    pub n_records: u64,
    /// Depends on the ids of all jobs, not on their order.
    pub ids: u64,
}

/// Step to take after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndStep {
    /// The list is whole, or as much as the service shows.
    Done,
    /// Ask at once for the jobs behind the list.
    AskBehind,
    /// The list has to be read in pages.
    ReadPages,
}

impl ListPrint {
    /// Of an answer of so many records, with these jobs.
    pub fn of<'a>(n_records: u64, jobs: impl IntoIterator<Item = &'a JobId>) -> Self {
        let ids = jobs.into_iter().fold(0_u64, |ids, id| ids.wrapping_add(digest(id.0.as_bytes())));
        Self { n_records, ids }
    }
}

impl EndCheck {
    /// A list of which up to `limit` records are asked for at once.
    pub fn new(limit: u64) -> Self {
        Self {
            limit,
            pending: None,
            asked: None,
            last: ListPrint::default(),
            checked: None,
            n_since_check: 0,
            refused: None,
            may_go_on: false,
        }
    }

    /// The question to ask now: for the records from an offset on, or (`None`) for the list. Asked again without an
    /// answer, it is for the list.
    pub fn next_question(&mut self) -> Option<u64> {
        self.asked = self.pending.take();
        self.asked
    }

    /// The next question is for the list: what was read was an answer of an earlier visit.
    pub fn skip_check(&mut self) {
        self.pending = None;
    }

    /// Returns whether the question under way is for what lies behind the list.
    pub fn is_behind(&self) -> bool {
        self.asked.is_some()
    }

    /// The service did not show whether the list ends where its answer does.
    pub fn may_go_on(&self) -> bool {
        self.may_go_on
    }

    /// Takes the answer to the question for the list.
    pub fn accept(&mut self, list: ListPrint) -> EndStep {
        self.last = list;
        self.n_since_check = self.n_since_check.saturating_add(1);
        if self.limit <= list.n_records {
            return EndStep::ReadPages;
        }
        let is_as_checked = self.checked == Some(list) && self.n_since_check < CHECK_EVERY;
        // The last record comes again, so that nothing is missed if one before it goes meanwhile.
        let offset = if list.n_records == 1 { 1 } else { list.n_records.saturating_sub(1) };
        if list.n_records == 0 || is_as_checked {
            self.may_go_on &= is_as_checked;
            return EndStep::Done;
        }
        if self.refused == Some(offset) {
            self.may_go_on = true;
            return EndStep::Done;
        }
        self.pending = Some(offset);
        EndStep::AskBehind
    }

    /// Takes the answer to the question for what lies behind the list.
    pub fn accept_behind(&mut self, page: &PageRecords) -> EndStep {
        let overlap = u64::from(1 < self.last.n_records);
        // A service that knows no offset sends the same list again: whether it is whole, it does not say.
        let is_same =
            overlap < page.len() && self.last == ListPrint::of(page.len(), page.ids.iter().flatten());
        if overlap < page.len() && !is_same {
            return EndStep::ReadPages;
        }
        self.may_go_on = is_same && 1 < page.len();
        self.checked = Some(self.last);
        self.n_since_check = 0;
        EndStep::Done
    }

    /// The service refuses to say what lies behind the list; it is not asked so again.
    pub fn refuse(&mut self) {
        self.refused = self.asked;
        self.may_go_on = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(n_records: u64, ids: u64) -> ListPrint {
        ListPrint { n_records, ids }
    }

    fn page(ids: &[&str]) -> PageRecords {
        let ids: Vec<JobId> = ids.iter().map(|id| JobId::from(*id)).collect();
        PageRecords::new(&ids, Vec::new())
    }

    /// One poll of a list; `behind` is what the service shows behind it. Gives the offsets asked for, and the last step.
    fn poll(check: &mut EndCheck, list: ListPrint, behind: Option<&[&str]>) -> (Vec<u64>, EndStep) {
        assert_eq!(check.next_question(), None);
        let step = check.accept(list);
        if step != EndStep::AskBehind {
            return (Vec::new(), step);
        }
        let offset = check.next_question().unwrap();
        let step = match behind {
            Some(ids) => check.accept_behind(&page(ids)),
            None => {
                check.refuse();
                EndStep::Done
            }
        };
        (vec![offset], step)
    }

    #[test]
    fn end_of_a_list_is_asked_for_once_while_its_jobs_are_the_same() {
        let mut check = EndCheck::new(1_000);
        assert_eq!(poll(&mut check, print(3, 7), Some(&["c"])), (vec![2], EndStep::Done));
        for _ in 0..CHECK_EVERY - 1 {
            assert_eq!(poll(&mut check, print(3, 7), None), (vec![], EndStep::Done));
        }
        assert_eq!(poll(&mut check, print(3, 7), Some(&["c"])), (vec![2], EndStep::Done));
        // With another job one may have been pushed out; a shorter list may be one that is cut short from now on.
        assert_eq!(poll(&mut check, print(3, 9), Some(&[])), (vec![2], EndStep::Done));
        assert_eq!(poll(&mut check, print(2, 5), Some(&["b"])), (vec![1], EndStep::Done));
        assert_eq!(poll(&mut check, print(1, 5), Some(&["b", "c"])), (vec![1], EndStep::ReadPages));
        assert!(!check.may_go_on());
    }

    #[test]
    fn list_that_goes_on_is_read_in_pages() {
        let mut check = EndCheck::new(1_000);
        assert_eq!(poll(&mut check, print(100, 1), Some(&["a", "b"])), (vec![99], EndStep::ReadPages));
        assert_eq!(poll(&mut EndCheck::new(5), print(5, 1), None), (vec![], EndStep::ReadPages));
        assert_eq!(poll(&mut EndCheck::new(5), print(1, 7), Some(&["b"])), (vec![1], EndStep::ReadPages));
        assert_eq!(poll(&mut EndCheck::new(5), print(0, 0), None), (vec![], EndStep::Done));
    }

    #[test]
    fn refused_question_is_not_asked_again_and_the_list_says_so() {
        let mut check = EndCheck::new(1_000);
        assert_eq!(poll(&mut check, print(3, 7), None), (vec![2], EndStep::Done));
        assert!(check.may_go_on());
        assert_eq!(poll(&mut check, print(3, 8), None), (vec![], EndStep::Done));
        assert!(check.may_go_on());
        // Another length is another question.
        assert_eq!(poll(&mut check, print(4, 9), Some(&["d"])), (vec![3], EndStep::Done));
        assert!(!check.may_go_on());
    }

    #[test]
    fn service_without_offsets_leaves_the_end_open() {
        let mut check = EndCheck::new(1_000);
        let list = ListPrint::of(3, page(&["a", "b", "c"]).ids.iter().flatten());
        assert_eq!(poll(&mut check, list, Some(&["a", "b", "c"])), (vec![2], EndStep::Done));
        assert!(check.may_go_on());
        assert_eq!(poll(&mut check, list, None), (vec![], EndStep::Done));
        assert!(check.may_go_on());
    }

    #[test]
    fn list_of_an_earlier_visit_is_not_checked() {
        let mut check = EndCheck::new(1_000);
        assert_eq!(check.next_question(), None);
        assert_eq!(check.accept(print(3, 7)), EndStep::AskBehind);
        check.skip_check();
        assert_eq!((check.next_question(), check.is_behind()), (None, false));
        assert_eq!(poll(&mut check, print(3, 7), Some(&["c"])), (vec![2], EndStep::Done));
    }

    #[test]
    fn question_without_an_answer_begins_the_poll_anew() {
        let mut check = EndCheck::new(1_000);
        assert_eq!(check.accept(print(3, 7)), EndStep::AskBehind);
        assert_eq!(check.next_question(), Some(2));
        assert_eq!(check.next_question(), None);
        assert!(!check.is_behind());
    }
}
