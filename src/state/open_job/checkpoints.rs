//! The checkpoints of an open job.

use leptos::prelude::*;

use super::mirror::ReadSignals;
use tuneboard_core::{
    api::ApiError,
    model::{Checkpoint, Timestamp},
};

/// The checkpoints of an open job. Copies refer to the same ones.
#[derive(Clone, Copy)]
pub struct Saved {
    pub(super) known: RwSignal<Vec<Checkpoint>>,
    pub(super) read: ReadSignals,
    pub(super) is_offered: RwSignal<bool>,
    pub(super) n_unreadable: RwSignal<usize>,
    pub(super) first_unread: RwSignal<String>,
}

impl Saved {
    /// Creates the signals of a list without checkpoints.
    pub(super) fn new(is_offered: bool) -> Self {
        Self {
            known: RwSignal::new(Vec::new()),
            read: ReadSignals::new(),
            is_offered: RwSignal::new(is_offered),
            n_unreadable: RwSignal::new(0),
            first_unread: RwSignal::default(),
        }
    }

    /// The checkpoints by step.
    pub fn known(self) -> ReadSignal<Vec<Checkpoint>> {
        self.known.read_only()
    }

    /// The reason why the list could not be refreshed.
    pub fn error(self) -> ReadSignal<Option<ApiError>> {
        self.read.error.read_only()
    }

    /// Time at which the list was last read; `None` before the first response.
    pub fn read_at(self) -> ReadSignal<Option<Timestamp>> {
        self.read.read_at.read_only()
    }

    /// Number of checkpoints that were sent and could not be read.
    pub fn n_unreadable(self) -> ReadSignal<usize> {
        self.n_unreadable.read_only()
    }

    /// Name and fault of the first checkpoint that could not be read: `checkpoint 2: it has no step`; empty if all could be.
    pub fn first_unread(self) -> ReadSignal<String> {
        self.first_unread.read_only()
    }

    /// Returns true if the service lists checkpoints, as far as is known.
    pub fn is_offered(self) -> ReadSignal<bool> {
        self.is_offered.read_only()
    }
}
