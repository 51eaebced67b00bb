//! Status of a job: the provider's own word and the class it belongs to.

use super::JobVerb;

/// A job's status: the raw word of the provider, and what it amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobStatus {
    /// Class of the status; [`StatusClass::Unknown`] for a word that is not known here.
    pub class: StatusClass,
    /// The provider's word, as sent (`RUNNING`, `cancel_requested`).
    pub raw: Box<str>,
}

impl JobStatus {
    /// The status a record's word stands for; see [`StatusClass::of_word`].
    pub fn of_word(raw: &str) -> Self {
        Self { class: StatusClass::of_word(raw), raw: raw.into() }
    }

    /// Returns the provider's word as people write it, where it says more than the class: `cancel requested`.
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

    /// Returns the word shown to people.
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

    /// Returns the class of a slug; `None` for any other text.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.slug() == slug)
    }

    /// Returns the class of a service's word, however it is spelled: in any case, with hyphens, spaces, underscores or
    /// none, with one `l` or two, and with what some services put before it (`JOB_STATE_`).
    ///
    /// The words are those of the services this page knows and of those that resemble them (OpenAI, Azure, Fireworks,
    /// Mistral); they mean the same everywhere.
    pub fn of_word(raw: &str) -> Self {
        let word: String = raw.chars().filter(char::is_ascii_alphanumeric).collect();
        let word = word.to_ascii_uppercase();
        let bare =
            ["JOBSTATE", "JOBSTATUS", "STATUS", "STATE"].iter().find_map(|start| word.strip_prefix(start));
        match bare.filter(|bare| !bare.is_empty()).unwrap_or(&word) {
            "REGISTERED" | "CREATED" | "SUBMITTED" | "ADMITTED" | "PENDING" | "QUEUED" | "REQUEUED"
            | "REQUEUEING" | "SCHEDULED" | "VALIDATING" | "VALIDATINGFILES" | "VALIDATED" => Self::Waiting,
            "CREATING" | "STARTING" | "STARTED" | "PREPARING" | "PROVISIONING" | "INITIALIZING"
            | "INITIALISING" => Self::Starting,
            // A job that is about to rest trains until it does.
            "RUNNING" | "TRAINING" | "INPROGRESS" | "PAUSING" => Self::Running,
            "PAUSED" => Self::Paused,
            "FINALIZING" | "FINALISING" | "FINISHING" | "COMPLETING" | "COMPRESSING" | "UPLOADING"
            | "WRITINGRESULTS" => Self::Finishing,
            "COMPLETED" | "COMPLETE" | "SUCCEEDED" | "SUCCESS" | "SUCCESSFUL" | "FINISHED" | "DONE"
            | "EARLYSTOPPED" => Self::Completed,
            "STOPPING"
            | "STOPREQUESTED"
            | "CANCELLING"
            | "CANCELING"
            | "CANCELREQUESTED"
            | "CANCELLATIONREQUESTED"
            | "CANCELATIONREQUESTED" => Self::Stopping,
            "STOPPED" => Self::Stopped,
            "CANCELLED" | "CANCELED" => Self::Cancelled,
            "FAILED" | "FAILURE" | "ERROR" | "ERRORED" | "USERERROR" | "FAILEDVALIDATION"
            | "VALIDATIONFAILED" => Self::Failed,
            // A service's own UNKNOWN, and every word that one may add.
            _ => Self::Unknown,
        }
    }

    /// Returns the meaning of the status and what usually comes next, in one sentence.
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
            Self::Stopping => "Asked to end. The job will end shortly.",
            Self::Stopped => "Ended early by request. The latest checkpoint is kept.",
            Self::Cancelled => "Ended early. No further checkpoint was kept.",
            Self::Failed => "Ended by an error before it was done.",
            Self::Unknown => {
                "The service uses a status this page does not know. It is watched slowly, in case it moves on."
            }
        }
    }

    /// The label says all that [`Self::meaning`] does, or the page says more.
    pub const fn is_plain(self) -> bool {
        matches!(self, Self::Running | Self::Failed)
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

    /// Returns true if a request to end the job makes sense. An unknown word may be one that can be ended.
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

    #[track_caller]
    fn check(expected: StatusClass, words: &[&str]) {
        for word in words {
            let status = JobStatus::of_word(word);
            assert_eq!((status.class, &*status.raw), (expected, *word), "{word}");
        }
    }

    #[test]
    fn known_status_is_recognised_in_every_spelling() {
        use StatusClass::*;
        check(Cancelled, &["CANCELLED", "canceled", "Canceled", "JOB_STATE_CANCELLED", "job-state-canceled"]);
        check(
            Stopping,
            &["cancel_requested", "CancelRequested", "cancel requested", "CANCELLATION_REQUESTED"],
        );
        check(Stopping, &["canceling", "CANCELLING", "stopping"]);
        check(
            Completed,
            &["succeeded", "SUCCESS", "completed", "JOB_STATE_SUCCEEDED", "JOB_STATE_EARLY_STOPPED"],
        );
        check(Failed, &["error", "user_error", "User-Error", "FAILED_VALIDATION", "JOB_STATE_FAILED"]);
        check(Running, &["running", "Running", "in_progress", "InProgress", "in progress", " RUNNING "]);
        check(
            Waiting,
            &["REGISTERED", "Queued", "validating_files", "VALIDATED", "JOB_STATE_PENDING", "re-queueing"],
        );
        check(Starting, &["STARTING", "started", "JOB_STATE_CREATING"]);
        check(Finishing, &["FINALIZING", "finalising", "compressing", "uploading", "WRITING_RESULTS"]);
        check(Paused, &["paused", "JOB_STATE_PAUSED"]);
        check(Stopped, &["STOPPED", "stopped"]);
        check(
            Unknown,
            &["", "UNKNOWN", "hibernating", "PREEMPTED", "JOB_STATE_", "JOB_STATE_UNSPECIFIED", "完了"],
        );
    }

    #[test]
    fn slugs_lead_back_to_their_classes() {
        for class in StatusClass::ALL {
            assert_eq!(StatusClass::from_slug(class.slug()), Some(class));
        }
    }
}
