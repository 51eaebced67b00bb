//! The service's log lines about a job.

pub mod filter;
pub mod log;
pub mod progress;

use super::Timestamp;

/// One log line.
#[derive(Debug, Clone, PartialEq)]
pub struct JobEvent {
    /// When; `None` if the service gave none that could be read.
    pub at: Option<Timestamp>,
    /// Severity.
    pub level: EventLevel,
    /// The provider's type, as sent (`training_start`, `EPOCH_COMPLETE`); empty if absent.
    pub kind: Box<str>,
    /// Text for people, as sent.
    pub message: String,
    /// Training step it belongs to.
    pub step: Option<u64>,
    /// Steps of the whole job, where the event tells.
    pub n_steps_total: Option<u64>,
}

impl JobEvent {
    /// Type in lower case, for comparing: spellings differ in case.
    pub fn kind_lower(&self) -> String {
        self.kind.to_ascii_lowercase()
    }
}

/// Gravity of an event; anything unknown or empty counts as `Info`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventLevel {
    /// Ordinary progress.
    Info,
    /// Worth a look.
    Warning,
    /// Something failed.
    Error,
}
