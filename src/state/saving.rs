//! A checkpoint's weights on their way to this device: one at a time, for as long as the job is open.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::OpenJob;
use crate::browser::{clock, fetch::Abort, files::download, schedule};
use tuneboard_core::{
    api::{self, MOST_ARCHIVE_BYTES, NoArchive},
    explain,
    model::{Checkpoint, Timestamp},
    upload::Rate,
};

/// Least time between two looks at how far it is, seconds: pieces come by the thousand.
const LOOK_SECS: f64 = 0.2;

/// Progress of a download.
#[derive(Debug, Clone, PartialEq)]
pub enum SavingPhase {
    /// Nothing was asked for, or it was stopped.
    Idle,
    /// Bytes arrive.
    Running {
        /// So far.
        n_received: u64,
        /// In all; `None` where the service does not say.
        n_bytes: Option<u64>,
        /// Bytes per second; `None` at first.
        rate: Option<f64>,
    },
    /// The browser has it, and saves it as it saves any download.
    Saved {
        /// The file's name.
        name: String,
        /// Its size.
        n_bytes: u64,
    },
    /// Reason why it was not saved, in words.
    Failed(String),
}

/// The download. Copies refer to the same one.
#[derive(Clone, Copy)]
pub struct Saving {
    checkpoint: RwSignal<Option<Checkpoint>>,
    phase: RwSignal<SavingPhase>,
    abort: StoredValue<SendWrapper<Abort>>,
}

impl Saving {
    /// Returns the state without a download. What is under way ends with the present owner.
    pub(super) fn new() -> Self {
        let abort = StoredValue::new(SendWrapper::new(Abort::default()));
        on_cleanup(move || abort.with_value(|abort| abort.abort()));
        Self { checkpoint: RwSignal::new(None), phase: RwSignal::new(SavingPhase::Idle), abort }
    }

    /// Returns the checkpoint that is being saved, or was last.
    pub fn checkpoint(self) -> ReadSignal<Option<Checkpoint>> {
        self.checkpoint.read_only()
    }

    /// Returns the progress.
    pub fn phase(self) -> ReadSignal<SavingPhase> {
        self.phase.read_only()
    }

    /// Gives up what is under way.
    pub fn stop(self) {
        self.abort.with_value(|abort| abort.abort());
        self.phase.set(SavingPhase::Idle);
    }

    fn note(self, n_received: u64, n_bytes: Option<u64>, rate: &mut Rate, seen_at: &mut Option<Timestamp>) {
        let now = clock::now();
        rate.note(n_received, now);
        if seen_at.is_none_or(|at| now < at || LOOK_SECS <= now.secs_since(at)) {
            *seen_at = Some(now);
            // The job may be closed.
            let _unset =
                self.phase.try_set(SavingPhase::Running { n_received, n_bytes, rate: rate.per_sec(now) });
        }
    }
}

impl OpenJob {
    /// Returns the checkpoint that is being saved.
    pub fn saving(self) -> Saving {
        self.saving
    }

    /// Saves a checkpoint's weights, in place of what is under way.
    pub fn save(self, checkpoint: Checkpoint) {
        let (saving, connection, id) = (self.saving, self.connection(), self.key().id);
        let Some(request) = api::download_checkpoint(connection.provider, &id, &checkpoint) else { return };
        saving.stop();
        let abort = Abort::default();
        saving.abort.set_value(SendWrapper::new(abort.clone()));
        saving.checkpoint.set(Some(checkpoint.clone()));
        saving.phase.set(SavingPhase::Running { n_received: 0, n_bytes: None, rate: None });
        let base_url = connection.base_url.clone();
        let link = self.app.connections.link_to(connection, None);
        schedule::spawn_detached(async move {
            let (mut rate, mut seen_at) = (Rate::default(), None);
            let note = |n_received, n_bytes| saving.note(n_received, n_bytes, &mut rate, &mut seen_at);
            let fetched = link.fetch_archive(request, MOST_ARCHIVE_BYTES, &abort, note).await;
            if abort.is_aborted() && !matches!(fetched, Err(NoArchive::TooLarge { .. })) {
                return;
            }
            let saved = fetched.and_then(|content| {
                let name = api::archive_name_of(&id, &checkpoint, &content.type_());
                if download::save(&content, &name) {
                    Ok(SavingPhase::Saved { name, n_bytes: content.size() as u64 })
                } else {
                    Err(NoArchive::NoRoom)
                }
            });
            let phase = saved.unwrap_or_else(|why| SavingPhase::Failed(explain::no_archive(&why, &base_url)));
            // The job may be closed.
            let _unset = saving.phase.try_set(phase);
        });
    }
}
