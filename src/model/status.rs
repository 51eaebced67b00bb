//! Where a job stands: the provider's own word and the class it belongs to.

use super::JobVerb;

/// A job's status: the raw word of the provider, and what it amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobStatus {
    /// What it amounts to; [`StatusClass::Unknown`] for a word that is new to us.
    pub class: StatusClass,
    /// The provider's word, as sent (`RUNNING`, `cancel_requested`).
    pub raw: Box<str>,
}

impl JobStatus {
    /// The provider's word as people write it, where it says more than the class: `cancel requested`.
    pub fn detail(&self) -> Option<String> {
        let is_same = self.raw.eq_ignore_ascii_case(self.class.label());
        (!is_same).then(|| self.raw.to_ascii_lowercase().replace('_', " "))
    }
}

/// The classes every provider's statuses fall into, in lifecycle order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusClass {
    /// Accepted, not begun: registered, pending, queued.
    Waiting,
    /// Machines and data are being prepared.
    Starting,
    /// Training.
    Running,
    /// Resting by request; it goes on when resumed.
    Paused,
    /// Training is over; the result is being compressed, uploaded, finalised.
    Finishing,
    /// Done, with a model.
    Completed,
    /// Asked to end, not ended yet.
    Stopping,
    /// Ended early by request; the latest checkpoint is kept.
    Stopped,
    /// Ended early; nothing is kept.
    Cancelled,
    /// Ended by an error.
    Failed,
    /// A word that is new to us, or the provider's own "unknown". Not an end.
    Unknown,
}

impl StatusClass {
    /// Every class, in lifecycle order.
    pub const ALL: [Self; 11] = [
        Self::Waiting,
        Self::Starting,
        Self::Running,
        Self::Paused,
        Self::Finishing,
        Self::Completed,
        Self::Stopping,
        Self::Stopped,
        Self::Cancelled,
        Self::Failed,
        Self::Unknown,
    ];

    /// The word shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Starting => "Starting",
            Self::Running => "Running",
            Self::Paused => "Paused",
            Self::Finishing => "Finishing",
            Self::Completed => "Completed",
            Self::Stopping => "Stopping",
            Self::Stopped => "Stopped",
            Self::Cancelled => "Cancelled",
            Self::Failed => "Failed",
            Self::Unknown => "Unknown",
        }
    }

    /// Lower-case word for links and style hooks; inverse of [`StatusClass::from_slug`].
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Finishing => "finishing",
            Self::Completed => "completed",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// The class of a slug; `None` for any other text.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.slug() == slug)
    }

    /// What it means and what usually comes next, in one sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Waiting => {
                "Accepted and waiting for a machine. It starts by itself, usually within an hour."
            }
            Self::Starting => "A machine is being prepared: model and data are loading. Training follows.",
            Self::Running => "Training. New points appear as the service reports them.",
            Self::Paused => "Paused by request. Nothing happens until it is resumed.",
            Self::Finishing => {
                "Training is over. The model is being packed and stored; this takes a few minutes."
            }
            Self::Completed => "Done. The model is ready to use.",
            Self::Stopping => "Asked to end. It finishes what it must, then ends by itself.",
            Self::Stopped => "Ended early by request. The latest checkpoint is kept.",
            Self::Cancelled => "Ended early. No further checkpoint was kept.",
            Self::Failed => "Ended by an error before it was done.",
            Self::Unknown => {
                "The service uses a status this page does not know. It is watched slowly, in case it moves on."
            }
        }
    }

    /// No further change is to be expected.
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Completed | Self::Stopped | Self::Cancelled | Self::Failed => true,
            Self::Waiting
            | Self::Starting
            | Self::Running
            | Self::Paused
            | Self::Finishing
            | Self::Stopping
            | Self::Unknown => false,
        }
    }

    /// On its way to another status within minutes, so worth watching closely.
    pub const fn is_transitional(self) -> bool {
        match self {
            Self::Starting | Self::Finishing | Self::Stopping => true,
            Self::Waiting
            | Self::Running
            | Self::Paused
            | Self::Completed
            | Self::Stopped
            | Self::Cancelled
            | Self::Failed
            | Self::Unknown => false,
        }
    }

    /// A request to end the job makes sense. An unknown word may be one that can be ended.
    pub const fn can_end(self) -> bool {
        match self {
            Self::Waiting
            | Self::Starting
            | Self::Running
            | Self::Paused
            | Self::Finishing
            | Self::Unknown => true,
            Self::Stopping | Self::Completed | Self::Stopped | Self::Cancelled | Self::Failed => false,
        }
    }

    /// Asking for `verb` makes sense.
    pub const fn allows(self, verb: JobVerb) -> bool {
        match verb {
            JobVerb::Pause => matches!(self, Self::Running),
            JobVerb::Resume => matches!(self, Self::Paused),
            JobVerb::Stop | JobVerb::Cancel => self.can_end(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_and_its_end_take_turns() {
        for class in StatusClass::ALL {
            let allowed = [JobVerb::Pause, JobVerb::Resume, JobVerb::Cancel].map(|verb| class.allows(verb));
            let expected = match class {
                StatusClass::Running => [true, false, true],
                StatusClass::Paused => [false, true, true],
                _ => [false, false, class.can_end()],
            };
            assert_eq!(allowed, expected, "{class:?}");
            assert!(!(class.is_terminal() && class.can_end()), "{class:?}");
        }
    }

    #[test]
    fn slugs_lead_back_to_their_classes() {
        for class in StatusClass::ALL {
            assert_eq!(StatusClass::from_slug(class.slug()), Some(class));
        }
    }
}
