//! Several uploads in a few words, for a place where there is no room for each.

use crate::format::{count, count_of, percent};

/// Summary of several uploads. Add each; cancelled uploads need not be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    n_open: usize,
    n_arrived: usize,
    n_failed: usize,
    n_waiting: usize,
    n_sent: u64,
    n_bytes: u64,
}

impl Summary {
    /// Adds an upload that continues, with its sent bytes.
    pub const fn add_open(&mut self, n_sent: u64, n_bytes: u64) {
        self.n_open += 1;
        self.n_sent += n_sent;
        self.n_bytes += n_bytes;
    }

    /// Adds an upload that is stored and can be used.
    pub const fn add_arrived(&mut self) {
        self.n_arrived += 1;
    }

    /// Adds an upload that ended otherwise.
    pub const fn add_failed(&mut self) {
        self.n_failed += 1;
    }

    /// Adds an upload that is not sent without the user's consent.
    pub const fn add_waiting(&mut self) {
        self.n_waiting += 1;
    }

    /// Returns true if there is nothing to report.
    pub const fn is_empty(&self) -> bool {
        self.n_open + self.n_arrived + self.n_failed + self.n_waiting == 0
    }

    /// Returns true if an upload failed, or will not continue by itself.
    pub const fn needs_a_look(&self) -> bool {
        0 < self.n_failed + self.n_waiting
    }

    /// Returns true if an upload is not over.
    pub const fn is_open(&self) -> bool {
        0 < self.n_open + self.n_waiting
    }

    /// Returns the joint progress of running uploads, and the outcome of the others: `2 uploads, 40 %, 1
    /// failed`.
    pub fn words(&self) -> String {
        let share = self.n_sent as f64 / self.n_bytes.max(1) as f64;
        self.list(&format!(", {}", percent(share)))
    }

    /// Returns the same without what changes all the time: `2 uploads go on, 1 failed`.
    pub fn news(&self) -> String {
        self.list(if self.n_open == 1 { " goes on" } else { " go on" })
    }

    fn list(&self, of_open: &str) -> String {
        let all = [
            (self.n_open, of_open),
            (self.n_arrived, " arrived"),
            (self.n_failed, " failed"),
            (self.n_waiting, if self.n_waiting == 1 { " needs your word" } else { " need your word" }),
        ];
        let mut words = String::new();
        for (n, what) in all.into_iter().filter(|(n, _)| 0 < *n) {
            if words.is_empty() {
                words = count_of(n, "upload", "uploads");
            } else {
                words.push_str(&format!(", {}", count(n as u64)));
            }
            words.push_str(what);
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(open: &[(u64, u64)], others: [usize; 3], words: &str, news: &str) {
        let [n_arrived, n_failed, n_waiting] = others;
        let mut summary = Summary::default();
        open.iter().for_each(|(n_sent, n_bytes)| summary.add_open(*n_sent, *n_bytes));
        (0..n_arrived).for_each(|_| summary.add_arrived());
        (0..n_failed).for_each(|_| summary.add_failed());
        (0..n_waiting).for_each(|_| summary.add_waiting());
        assert_eq!((summary.words().as_str(), summary.news().as_str()), (words, news));
        assert_eq!(summary.is_empty(), words.is_empty());
    }

    #[test]
    fn several_uploads_are_told_in_a_few_words() {
        check(&[], [0, 0, 0], "", "");
        check(&[(40, 100)], [0, 0, 0], "1 upload, 40 %", "1 upload goes on");
        check(&[(0, 0)], [0, 0, 0], "1 upload, 0 %", "1 upload goes on");
        check(&[(0, 300), (100, 100)], [0, 0, 0], "2 uploads, 25 %", "2 uploads go on");
        check(
            &[(1, 2)],
            [2, 1, 0],
            "1 upload, 50 %, 2 arrived, 1 failed",
            "1 upload goes on, 2 arrived, 1 failed",
        );
        check(&[], [1, 0, 0], "1 upload arrived", "1 upload arrived");
        check(&[], [0, 0, 1], "1 upload needs your word", "1 upload needs your word");
        check(&[(1, 4)], [0, 0, 2], "1 upload, 25 %, 2 need your word", "1 upload goes on, 2 need your word");
        check(&[], [0, 3, 0], "3 uploads failed", "3 uploads failed");
        check(&[], [2, 1, 0], "2 uploads arrived, 1 failed", "2 uploads arrived, 1 failed");
    }
}
