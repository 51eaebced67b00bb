//! A metric log that the user has opened: it stays on this device, and is gone with the page.

use std::sync::Arc;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::Blob;

use crate::browser::{
    files::file::{self, Ended, Stop},
    schedule::{self, Turns},
};
use tuneboard_core::{
    log_file::{Log, LogError, LogReading},
    metrics::{MetricStore, RunIntake},
};

/// Bytes of the largest log that is opened: it is read as a whole, and its figures besides.
const MOST_BYTES: u64 = 1 << 29;

/// Bytes of it read at once: rows that are read the slow way take some milliseconds for so many.
const PIECE_BYTES: usize = 1 << 14;

/// Points that are put in order at once.
const PIECE_POINTS: usize = 1 << 14;

/// Progress of opening a log.
#[derive(Debug, Clone, PartialEq)]
pub enum LogPhase {
    /// No file was chosen.
    Idle,
    /// It is being read.
    Reading,
    /// Content of the log beside its figures.
    Open(Box<Log>),
    /// Reason why there is nothing to show, in words.
    Failed(String),
}

/// One of the runs that a file holds.
pub struct LogRun {
    /// Its name, which no other has.
    pub name: Arc<str>,
    /// Its figures; of the only run of a file they are in [`OpenLog::store`].
    pub store: MetricStore,
}

/// The log. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct OpenLog {
    phase: RwSignal<LogPhase>,
    name: RwSignal<String>,
    store: RwSignal<MetricStore>,
    runs: RwSignal<Vec<LogRun>>,
    stop: StoredValue<SendWrapper<Stop>>,
}

impl OpenLog {
    /// Returns the state without a file. What is under way ends with the present owner.
    pub fn new() -> Self {
        let stop = StoredValue::new(SendWrapper::new(Stop::default()));
        on_cleanup(move || stop.with_value(|stop| stop.stop()));
        Self {
            phase: RwSignal::new(LogPhase::Idle),
            name: RwSignal::default(),
            store: RwSignal::new(MetricStore::new()),
            runs: RwSignal::new(Vec::new()),
            stop,
        }
    }

    /// Returns the progress.
    pub fn phase(self) -> Signal<LogPhase> {
        self.phase.into()
    }

    /// Returns the file's name; empty before one was chosen.
    pub fn name(self) -> Signal<String> {
        self.name.into()
    }

    /// Returns the runs of the log, in the file's order. One alone may have no name.
    pub fn runs(self) -> ReadSignal<Vec<LogRun>> {
        self.runs.read_only()
    }

    /// Its figures, if all are of one run.
    pub fn store(self) -> ReadSignal<MetricStore> {
        self.store.read_only()
    }

    /// Opens this file in place of the one before.
    pub fn open(self, file: Blob, name: String) {
        self.stop.with_value(|stop| stop.stop());
        let stop = Stop::default();
        self.stop.set_value(SendWrapper::new(stop.clone()));
        self.name.set(name);
        if MOST_BYTES < file.size() as u64 {
            let text =
                "The file is larger than 512 MB, which is more than a page can hold. Open a part of it.";
            return self.phase.set(LogPhase::Failed(text.to_owned()));
        }
        self.phase.set(LogPhase::Reading);
        schedule::spawn_detached(async move {
            let mut bytes = Vec::with_capacity(file.size() as usize);
            let ended = file::read(&file, &stop, |piece| bytes.extend_from_slice(piece)).await;
            let phase = match ended {
                Ended::Stopped => return,
                Ended::Unreadable => LogPhase::Failed(
                    "The file cannot be read: it was moved, changed or deleted since it was chosen. Choose it again."
                        .to_owned(),
                ),
                Ended::Whole => {
                    let mut intake = RunIntake::default();
                    let mut turns = Turns::new();
                    let read = read_in_turns(&bytes, &mut intake, &stop, &mut turns).await;
                    drop(bytes);
                    match read {
                        None => return,
                        Some(Ok(log)) => {
                            let mut runs = Vec::new();
                            for (name, intake) in intake.into_runs() {
                                let mut settling = intake.into_settling();
                                while !settling.go_on(PIECE_POINTS) {
                                    turns.pause().await;
                                    if stop.is_stopped() {
                                        return;
                                    }
                                }
                                runs.push(LogRun { name: name.into(), store: settling.into_store() });
                            }
                            runs.retain(|run| !run.store.is_empty());
                            if let [only] = runs.as_mut_slice() {
                                // The page may be gone.
                                let _unset = self.store.try_set(std::mem::take(&mut only.store));
                            }
                            let _unset = self.runs.try_set(runs);
                            LogPhase::Open(Box::new(log))
                        }
                        Some(Err(error)) => LogPhase::Failed(error.to_string()),
                    }
                }
            };
            let _unset = self.phase.try_set(phase);
        });
    }
}

/// Reads a log, with turns for others in between; `None` if it is not needed any more.
async fn read_in_turns(
    bytes: &[u8],
    intake: &mut RunIntake,
    stop: &Stop,
    turns: &mut Turns,
) -> Option<Result<Log, LogError>> {
    let mut reading = LogReading::new(bytes);
    loop {
        if let Some(read) = reading.step(bytes, PIECE_BYTES, intake) {
            return Some(read);
        }
        turns.pause().await;
        if stop.is_stopped() {
            return None;
        }
    }
}

impl Default for OpenLog {
    fn default() -> Self {
        Self::new()
    }
}
