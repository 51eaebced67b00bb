//! A look at a file that the user has chosen, while it is taken and when it is done.

use std::sync::Arc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::Blob;

use crate::browser::{
    files::file::{self, Ended, Stop},
    schedule::{self, Turns},
};
use tuneboard_core::{
    dataset::{Checker, Comparison, Overlap, Report},
    model::DatasetRules,
};

/// Progress of a check.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckPhase {
    /// No file was chosen, or the look was stopped.
    Idle,
    /// So many bytes of so many were looked at.
    Reading {
        /// Looked at.
        n_read: u64,
        /// Of the file.
        n_bytes: u64,
    },
    /// The report.
    Done(Arc<Report>),
    /// The file is gone or was changed since it was chosen, or may not be read.
    Unreadable,
}

/// One file's check. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct DatasetCheck {
    phase: RwSignal<CheckPhase>,
    name: RwSignal<String>,
    stop: StoredValue<SendWrapper<Stop>>,
    /// The chosen file, to be looked at again by other rules.
    file: StoredValue<SendWrapper<Option<Blob>>>,
}

impl DatasetCheck {
    /// Returns the state without a file. What is under way ends with the present owner.
    pub fn new() -> Self {
        let own = Self {
            phase: RwSignal::new(CheckPhase::Idle),
            name: RwSignal::default(),
            stop: StoredValue::new(SendWrapper::new(Stop::default())),
            file: StoredValue::new(SendWrapper::new(None)),
        };
        let stop = own.stop;
        on_cleanup(move || stop.with_value(|stop| stop.stop()));
        own
    }

    /// Returns the progress.
    pub fn phase(self) -> Signal<CheckPhase> {
        self.phase.into()
    }

    /// Returns the file's name; empty before one was chosen.
    pub fn name(self) -> Signal<String> {
        self.name.into()
    }

    /// Returns the report, if there is one.
    pub fn report(self) -> Option<Arc<Report>> {
        self.phase.with(|phase| match phase {
            CheckPhase::Done(report) => Some(Arc::clone(report)),
            _ => None,
        })
    }

    /// Examples of this file that are in `training` too, of whatever files both are at the time; `None` while that is
    /// not known. Counted in turns, for there may be a million.
    pub fn overlap_with(self, training: Self) -> ReadSignal<Option<Overlap>> {
        let found = RwSignal::new(None::<Overlap>);
        let counting = StoredValue::new(SendWrapper::new(Stop::default()));
        Effect::new(move || {
            counting.with_value(|stop| stop.stop());
            found.maybe_update(|found| found.take().is_some());
            let (Some(own), Some(other)) = (self.report(), training.report()) else { return };
            let stop = Stop::default();
            counting.set_value(SendWrapper::new(stop.clone()));
            schedule::spawn_detached(async move {
                let (mut comparison, mut turns) = (Comparison::default(), Turns::new());
                while !stop.is_stopped() {
                    if let Some(overlap) = comparison.go_on(&own.prints, &other.prints) {
                        // The page may be gone.
                        let _unset = found.try_set(Some(overlap));
                        return;
                    }
                    turns.pause().await;
                }
            });
        });
        on_cleanup(move || counting.with_value(|stop| stop.stop()));
        found.read_only()
    }

    /// Looks at the chosen file again, by other rules; nothing happens if there is none.
    pub fn repeat(self, rules: &'static DatasetRules) {
        if let Some(file) = self.file.with_value(|file| file.as_ref().cloned()) {
            let name = self.name.get_untracked();
            self.start(file, name, rules);
        }
    }

    /// Stops what is under way and looks at this file by the rules of a service.
    pub fn start(self, file: Blob, name: String, rules: &'static DatasetRules) {
        self.stop();
        self.file.set_value(SendWrapper::new(Some(file.clone())));
        let stop = Stop::default();
        self.stop.set_value(SendWrapper::new(stop.clone()));
        self.name.set(name);
        let n_bytes = file.size() as u64;
        let phase = self.phase;
        phase.set(CheckPhase::Reading { n_read: 0, n_bytes });
        schedule::spawn_detached(async move {
            let mut checker = Checker::new(rules);
            let mut n_read = 0;
            let ended = file::read(&file, &stop, |piece| {
                checker.push(piece);
                n_read += piece.len() as u64;
                // The page may be gone.
                let _unset = phase.try_set(CheckPhase::Reading { n_read, n_bytes });
            });
            let next = match ended.await {
                Ended::Whole => CheckPhase::Done(Arc::new(checker.finish())),
                Ended::Unreadable => CheckPhase::Unreadable,
                // Whoever stopped it has said what is now.
                Ended::Stopped => return,
            };
            let _unset = phase.try_set(next);
        });
    }

    /// Stops what is under way and forgets the file.
    pub fn stop(self) {
        self.stop.with_value(|stop| stop.stop());
        self.file.set_value(SendWrapper::new(None));
        self.phase.set(CheckPhase::Idle);
        self.name.set(String::new());
    }
}

impl Default for DatasetCheck {
    fn default() -> Self {
        Self::new()
    }
}
