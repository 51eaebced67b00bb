//! The report on a list: how many records came, which could not be read, and whether its end is known.

use std::collections::BTreeMap;

use super::ListReport;
use crate::{format::count, model::JobId};

/// Reasons that a notice gives; it counts the rest.
const MOST_REASONS: usize = 3;

/// The records of one answer, in the order received.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageRecords {
    /// The job's id; `None` for a record that could not be read.
    pub ids: Vec<Option<JobId>>,
    /// Reasons why records could not be read, each with its index in `ids`.
    pub unreadable: Vec<(usize, String)>,
}

impl PageRecords {
    /// Puts the jobs of an answer and the places of its unreadable records together again.
    pub fn new<'a>(jobs: impl IntoIterator<Item = &'a JobId>, unreadable: Vec<(usize, String)>) -> Self {
        let mut jobs = jobs.into_iter();
        let mut ids = Vec::new();
        let mut at_unreadable = unreadable.iter().map(|(index, _)| *index).peekable();
        loop {
            if at_unreadable.next_if_eq(&ids.len()).is_some() {
                ids.push(None);
            } else if let Some(id) = jobs.next() {
                ids.push(Some(id.clone()));
            } else {
                return Self { ids, unreadable };
            }
        }
    }

    /// Number of records received, readable or not.
    pub fn len(&self) -> u64 {
        self.ids.len() as u64
    }

    /// No record came.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// Records that could not be read, by their place in the whole list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Unreadable(BTreeMap<u64, String>);

impl Unreadable {
    /// Takes those of a page whose first record has this place, counted from 0.
    pub(super) fn take(&mut self, first: u64, page: &[(usize, String)]) {
        for (index, why) in page {
            let place = first + *index as u64;
            // Answers count their own records.
            let own = format!(" {}: ", index + 1);
            self.0.insert(place, why.replacen(&own, &format!(" {}: ", place + 1), 1));
        }
    }

    /// Forgets those from a place on.
    pub(super) fn forget_from(&mut self, place: u64) {
        drop(self.0.split_off(&place));
    }

    /// Number of records.
    pub(super) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// Builds the report on a list of so many records.
    pub(super) fn report(&self, n_records: u64, may_go_on: bool) -> ListReport {
        let unreadable = self.0.values().cloned().collect();
        ListReport { n_records: n_records as usize, unreadable, may_go_on }
    }
}

impl ListReport {
    /// Says how many records could not be read, and why; `None` if all could.
    pub fn unreadable_words(&self) -> Option<(String, String)> {
        let n = self.unreadable.len();
        if n == 0 {
            return None;
        }
        let title = format!(
            "{} of {} records could not be read.",
            count(n as u64),
            count(self.n_records.max(n) as u64)
        );
        let mut text = format!(
            "The others are shown. {}",
            self.unreadable.iter().take(MOST_REASONS).cloned().collect::<Vec<_>>().join("; ")
        );
        if MOST_REASONS < n {
            text.push_str(&format!("; and {} more", count((n - MOST_REASONS) as u64)));
        }
        Some((title, text))
    }

    /// Says that there may be more jobs than are shown; `None` if the end of the list is known.
    pub fn end_words(&self) -> Option<(&'static str, String)> {
        self.may_go_on.then(|| {
            let n = count(self.n_records as u64);
            let text = format!(
                "The service gave {n} records and did not say what follows them, so there may be more jobs than are \
                 shown. Its own console lists all of them."
            );
            ("The list may be incomplete.", text)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unreadable(places: &[usize]) -> Vec<(usize, String)> {
        places.iter().map(|at| (*at, format!("job {}: it is no object", at + 1))).collect()
    }

    #[track_caller]
    fn check(jobs: &[&str], places: &[usize], expected: &[Option<&str>]) {
        let ids: Vec<JobId> = jobs.iter().map(|id| JobId::from(*id)).collect();
        let page = PageRecords::new(&ids, unreadable(places));
        let got: Vec<Option<&str>> = page.ids.iter().map(|id| id.as_ref().map(|id| &*id.0)).collect();
        assert_eq!(got, expected);
        assert_eq!(page.len(), (jobs.len() + places.len()) as u64);
    }

    #[test]
    fn unreadable_records_keep_their_places() {
        check(&[], &[], &[]);
        check(&["a", "b"], &[], &[Some("a"), Some("b")]);
        check(&["a", "b"], &[0, 2], &[None, Some("a"), None, Some("b")]);
        check(&["a"], &[1, 2], &[Some("a"), None, None]);
        check(&[], &[0, 1], &[None, None]);
    }

    #[test]
    fn unreadable_records_are_counted_once_and_by_their_place_in_the_list() {
        let mut all = Unreadable::default();
        all.take(0, &unreadable(&[4]));
        all.take(4, &unreadable(&[0, 3]));
        let report = all.report(1_003, false);
        assert_eq!(report.unreadable, ["job 5: it is no object", "job 8: it is no object"]);
        let (title, text) = report.unreadable_words().unwrap();
        assert_eq!(title, "2 of 1,003 records could not be read.");
        assert_eq!(text, "The others are shown. job 5: it is no object; job 8: it is no object");
        all.forget_from(5);
        assert_eq!((all.len(), report.end_words()), (1, None));
        assert_eq!(ListReport::default().unreadable_words(), None);
    }

    #[test]
    fn notice_gives_few_reasons_and_counts_the_rest() {
        let mut all = Unreadable::default();
        all.take(0, &unreadable(&[0, 1, 2, 3, 4]));
        let report = all.report(7, true);
        let (title, text) = report.unreadable_words().unwrap();
        assert_eq!(title, "5 of 7 records could not be read.");
        assert!(text.ends_with("job 3: it is no object; and 2 more"), "{text}");
        assert!(report.end_words().unwrap().1.starts_with("The service gave 7 records"));
    }
}
