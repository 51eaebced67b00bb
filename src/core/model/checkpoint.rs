//! Checkpoints that a job saved while training, as far as they are known.

use super::{PageToken, Timestamp};

/// The weights at one step. One step can have several: an adapter, and the model it is merged into.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Optimiser steps done when it was saved.
    pub step: u64,
    /// When it was saved.
    pub created_at: Option<Timestamp>,
    /// The checkpoint's type, in the service's words (`Final Merged`); empty where the service gives none.
    pub kind: String,
    /// Storage path.
    pub path: Option<String>,
    /// The reference by which requests and commands name the checkpoint.
    pub reference: Option<String>,
    /// Evaluation loss measured for it; finite.
    pub eval_loss: Option<f64>,
}

/// One response to a request for checkpoints.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CheckpointsPage {
    /// In the order sent.
    pub checkpoints: Vec<Checkpoint>,
    /// Token of the next page; `None` at the end.
    pub next: Option<PageToken>,
}

/// The checkpoints of one job, from however many pages. They are few, so each look goes to the end, and what is
/// shown changes only there.
#[derive(Debug, Default)]
pub struct CheckpointList {
    known: Vec<Checkpoint>,
    arrived: Vec<Checkpoint>,
    next: Option<PageToken>,
}

impl CheckpointList {
    /// By step, and for one step in the order sent.
    pub fn known(&self) -> &[Checkpoint] {
        &self.known
    }

    /// Returns the page to ask for; `None` for the first. If there is one, it is to be asked for at once.
    pub fn next(&self) -> Option<&PageToken> {
        self.next.as_ref()
    }

    /// Takes the page that was asked for; `true` if there is something new to see.
    pub fn accept(&mut self, page: CheckpointsPage) -> bool {
        let n_before = self.arrived.len();
        for checkpoint in page.checkpoints {
            if !self.arrived.contains(&checkpoint) {
                self.arrived.push(checkpoint);
            }
        }
        // A page that brings nothing leads nowhere, whatever it says; one that the service has not promised is looked for
        // if there are others than before.
        let has_brought = n_before < self.arrived.len();
        let is_other = self.arrived.len() != self.known.len();
        self.next = page.next.filter(|next| has_brought && (is_other || !next.is_optional));
        if self.next.is_some() {
            return false;
        }
        let mut whole = std::mem::take(&mut self.arrived);
        whole.sort_by_key(|checkpoint| checkpoint.step);
        let is_new = whole != self.known;
        self.known = whole;
        is_new
    }

    /// The page that was asked for could not be read; the next look begins anew.
    pub fn give_up(&mut self) {
        self.arrived.clear();
        self.next = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(steps: &[u64], has_more: bool) -> CheckpointsPage {
        let checkpoint = |&step: &u64| Checkpoint {
            step,
            created_at: None,
            kind: String::new(),
            path: None,
            reference: None,
            eval_loss: None,
        };
        let next = has_more.then(|| PageToken { text: "x".into(), is_optional: false });
        CheckpointsPage { checkpoints: steps.iter().map(checkpoint).collect(), next }
    }

    fn steps(list: &CheckpointList) -> Vec<u64> {
        list.known().iter().map(|checkpoint| checkpoint.step).collect()
    }

    #[test]
    fn pages_become_one_list_by_step() {
        let mut list = CheckpointList::default();
        assert!(!list.accept(page(&[400, 300], true)));
        assert!(steps(&list).is_empty());
        assert!(list.accept(page(&[200, 300], false)));
        assert_eq!(steps(&list), [200, 300, 400]);
        assert!(!list.accept(page(&[200, 300, 400], false)));
        assert!(list.accept(page(&[400], false)), "one can be gone");
        assert_eq!(steps(&list), [400]);
    }

    #[test]
    fn a_page_that_repeats_itself_is_the_last() {
        let mut list = CheckpointList::default();
        list.accept(page(&[1], true));
        assert!(list.next().is_some());
        assert!(list.accept(page(&[1], true)));
        assert_eq!((list.next(), steps(&list)), (None, vec![1]));
    }

    #[test]
    fn page_that_is_not_promised_is_looked_for_while_the_list_grows() {
        let optional = |steps: &[u64]| {
            let CheckpointsPage { checkpoints, next } = page(steps, true);
            CheckpointsPage { checkpoints, next: next.map(|next| PageToken { is_optional: true, ..next }) }
        };
        let mut list = CheckpointList::default();
        list.accept(optional(&[2, 1]));
        assert!(list.next().is_some());
        assert!(list.accept(CheckpointsPage::default()));
        list.accept(optional(&[2, 1]));
        assert_eq!((list.next(), steps(&list)), (None, vec![1, 2]));
        list.accept(optional(&[3, 2, 1]));
        assert!(list.next().is_some());
    }

    #[test]
    fn after_a_failure_the_look_begins_anew() {
        let mut list = CheckpointList::default();
        list.accept(page(&[1], false));
        list.accept(page(&[7], true));
        list.give_up();
        assert_eq!((list.next(), steps(&list)), (None, vec![1]));
        list.accept(page(&[1, 2], false));
        assert_eq!(steps(&list), [1, 2]);
    }
}
