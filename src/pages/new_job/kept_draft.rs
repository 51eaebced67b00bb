//! The draft that this browser keeps over a reload, and what is known of its sending. All tabs share both.

use leptos::prelude::*;

use crate::browser::storage::{self, Place};
use tuneboard_core::draft::{JobDraft, sent_before};

/// Name under which the draft is kept.
const STORED: &str = "draft";

/// Set while a draft is being sent, and kept while its outcome is unknown.
const SENT: &str = "draft-sent";

/// Name of the counter of drafts that this browser has sent.
const N_SENT: &str = "drafts-sent";

/// Kept draft of a form. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct KeptDraft {
    is_kept: RwSignal<bool>,
}

impl KeptDraft {
    /// Returns the state before any draft.
    pub fn new() -> Self {
        Self { is_kept: RwSignal::new(true) }
    }

    /// Returns the draft that was kept before.
    pub fn restore(self) -> Option<JobDraft> {
        storage::get(Place::Device, STORED).as_deref().and_then(JobDraft::from_json)
    }

    /// Keeps a draft in place of the one before.
    pub fn keep(self, draft: &JobDraft) {
        self.is_kept.set(storage::set(Place::Device, STORED, &draft.to_json()).is_ok());
    }

    /// Returns a sentence on what stays of the draft. Tracked.
    pub fn words(self) -> &'static str {
        match self.is_kept.get() {
            true => "Draft saved on this device, without secrets.",
            false => "This browser cannot keep the draft across a reload.",
        }
    }

    /// Returns true if a draft was sent, and the outcome is not known.
    pub fn is_on_its_way(self) -> bool {
        storage::get(Place::Device, SENT).is_some()
    }

    /// Returns the reason for a further question before the draft is sent, by what is kept at this moment.
    pub fn objection(self) -> Option<&'static str> {
        let is_gone = self.is_kept.get_untracked() && storage::get(Place::Device, STORED).is_none();
        sent_before(self.is_on_its_way(), is_gone)
    }

    /// Returns how many times this browser has sent a draft, in any tab. A user who was asked before another tab sent
    /// one has answered another question.
    pub fn n_sent(self) -> u64 {
        storage::get(Place::Device, N_SENT).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// Records that the draft is being sent; the returned value takes the outcome.
    pub fn send(self) -> SentDraft {
        // Not knowing whether this can be stored changes nothing: it is a second line of defence.
        drop(storage::set(Place::Device, N_SENT, &self.n_sent().wrapping_add(1).to_string()));
        drop(storage::set(Place::Device, SENT, "1"));
        SentDraft(storage::get(Place::Device, STORED))
    }

    /// Notes that the outcome of what was sent is known.
    pub fn settle(self) {
        storage::remove(Place::Device, SENT);
    }
}

/// A draft on its way, which outlives its form.
pub struct SentDraft(Option<String>);

impl SentDraft {
    /// Records the outcome. A draft whose job is there is kept no longer, unless another one has taken its place
    /// meanwhile.
    pub fn settle(&self, is_there: bool) {
        storage::remove(Place::Device, SENT);
        if is_there && storage::get(Place::Device, STORED) == self.0 {
            storage::remove(Place::Device, STORED);
        }
    }
}
