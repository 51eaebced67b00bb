//! Notices for a user who looks elsewhere: a job has ended, or waits for a decision.
//!
//! Guarantees:
//! - Nothing is told of what was so already when a list was first read.
//! - Of one job nothing is told twice by one page: [`StatusDiff`] remembers. Pages that share an account name what they
//!   are about to tell ([`Notice::name`]), and the first one does.
//!
//! The shell decides which tab tells a notice, and by which means.

mod status_diff;

use crate::model::{JobKey, StatusClass};

pub use self::status_diff::{Standing, StatusDiff};

/// News of one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The job.
    pub key: JobKey,
    /// Its name.
    pub name: String,
    /// Its class now.
    pub class: StatusClass,
}

/// Jobs that are named one by one; of more, the rest is counted.
const MAX_NAMED: usize = 3;

impl Notice {
    /// Returns the notice's name, which is the same in all pages of an account, and never a resource's.
    pub fn name(&self) -> String {
        format!("told/{}/{}", self.class.slug(), self.key.id)
    }

    /// Returns the event as a sentence.
    pub fn sentence(&self) -> String {
        let what = match self.class {
            StatusClass::Completed => "has completed",
            StatusClass::Failed => "has failed",
            StatusClass::Stopped => "was stopped; its latest checkpoint is kept",
            StatusClass::Cancelled => "was cancelled",
            StatusClass::Paused => "is paused and waits to be resumed",
            StatusClass::Waiting
            | StatusClass::Starting
            | StatusClass::Running
            | StatusClass::Finishing
            | StatusClass::Stopping
            | StatusClass::Unknown => "needs a look",
        };
        format!("{} {what}.", self.name)
    }
}

/// Returns a short text on all of the events.
pub fn summary(notices: &[Notice]) -> String {
    if notices.len() <= MAX_NAMED {
        let sentences: Vec<String> = notices.iter().map(Notice::sentence).collect();
        return sentences.join(" ");
    }
    let names: Vec<&str> = notices.iter().take(MAX_NAMED).map(|notice| &*notice.name).collect();
    let n_more = notices.len() - MAX_NAMED;
    format!("{} jobs have ended or need a look: {} and {n_more} more.", notices.len(), names.join(", "))
}

/// Returns true if the status is worth a notice: the job has ended, or does not continue by itself.
fn is_news(class: StatusClass) -> bool {
    class.is_terminal() || matches!(class, StatusClass::Paused | StatusClass::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ConnectionId;

    fn notice(name: &str, class: StatusClass) -> Notice {
        let key = JobKey { connection: ConnectionId("a".into()), id: name.into() };
        Notice { key, name: name.into(), class }
    }

    #[test]
    fn many_are_counted() {
        let told = |names: &[&str]| {
            let notices: Vec<_> = names.iter().map(|name| notice(name, StatusClass::Failed)).collect();
            summary(&notices)
        };
        assert_eq!(told(&["a"]), "a has failed.");
        assert_eq!(told(&["a", "b"]), "a has failed. b has failed.");
        assert_eq!(told(&["a", "b", "c", "d", "e"]), "5 jobs have ended or need a look: a, b, c and 2 more.");
    }
}
