//! One thing that needs a person.

use crate::{insight::Severity, model::JobKey};

/// Kinds of items, in the order in which they are listed among equally severe ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A job has failed.
    Failed,
    /// A job does not go on by itself.
    Paused,
    /// A job waits for a machine far longer than usual.
    Stuck,
    /// The figures of a job show trouble.
    Finding,
    /// A model is about to be shut down.
    Shutdown,
}

/// One thing that needs a person: one line, one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its kind.
    pub kind: ItemKind,
    /// Names it, the same in every tab and on every visit: `failed/lab/ft-1`.
    pub id: String,
    /// The job it is about; `None` for an account's models.
    pub job: Option<JobKey>,
    /// Degree among the items of its name: an item with a greater one is told again after a dismissal.
    pub level: u8,
    /// Its weight.
    pub severity: Severity,
    /// A sentence.
    pub text: String,
    /// Label of the action.
    pub action: &'static str,
    /// Link that the action follows.
    pub href: String,
}

impl ItemKind {
    /// Word in the names of items.
    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Paused => "paused",
            Self::Stuck => "stuck",
            Self::Finding => "finding",
            Self::Shutdown => "shutdown",
        }
    }
}
