//! Notices for a user who looks elsewhere: a job has ended, or waits for a decision, or its figures show trouble.
//!
//! Guarantees:
//! - Nothing is told of what was so already when a list was first read, or a job first judged.
//! - Of one job nothing is told twice by one page: [`StatusDiff`] and [`FindingDiff`] remember. Pages that share an account
//!   claim what they are about to tell ([`Notice::claims`]), and the first one tells it.
//!
//! The shell decides which tab tells a notice, and by which means.

mod finding_choice;
mod finding_diff;
mod queue;
mod status_diff;
mod trouble;

use crate::{
    format,
    insight::Severity,
    model::{JobKey, StatusClass},
};

pub use self::{
    finding_choice::FindingChoice,
    finding_diff::{Baseline, FindingDiff, Judged, JudgedStep, Look},
    queue::{Message, NoticeQueue},
    status_diff::{Standing, StatusDiff},
    trouble::Trouble,
};

/// News of one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The job.
    pub key: JobKey,
    /// Its name.
    pub name: String,
    /// The event.
    pub event: NoticeEvent,
}

/// Event that a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeEvent {
    /// The job has this status now.
    Status(StatusClass),
    /// A finding has become a warning or an error.
    Finding(Trouble),
}

/// Jobs that are named one by one; of more, the rest is counted.
const MAX_NAMED: usize = 3;

impl Notice {
    /// Returns the names to claim before the notice is told, which are the same in all pages of an account, and never a
    /// resource's. The page that claims the first one tells it; who has told an error tells no warning of the same rule.
    pub fn claims(&self) -> Vec<String> {
        let claim = |event: &str| format!("told/{event}/{}", self.key.id);
        match &self.event {
            NoticeEvent::Status(class) => vec![claim(class.slug())],
            NoticeEvent::Finding(Trouble { rule, severity, .. }) => {
                let milder = (*severity == Severity::Error).then_some(Severity::Warning);
                let severities = [Some(*severity), milder].into_iter().flatten();
                severities.map(|severity| claim(&format!("{}-{}", rule.slug(), severity.slug()))).collect()
            }
        }
    }

    /// Returns the event as a sentence.
    pub fn sentence(&self) -> String {
        let class = match &self.event {
            NoticeEvent::Status(class) => class,
            NoticeEvent::Finding(Trouble { rule, first_step, .. }) => {
                return format!("{}: {} since step {}.", self.name, rule.title(), format::count(*first_step));
            }
        };
        let what = match class {
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
    let mut jobs: Vec<&Notice> = Vec::new();
    for notice in notices {
        if jobs.iter().all(|known| known.key != notice.key) {
            jobs.push(notice);
        }
    }
    let names: Vec<&str> = jobs.iter().take(MAX_NAMED).map(|notice| &*notice.name).collect();
    let n_jobs = format::count_of(jobs.len(), "job has", "jobs have");
    let need = if jobs.len() == 1 { "needs" } else { "need" };
    let more = match jobs.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("{n_jobs} ended or {need} a look: {}{more}.", names.join(", "))
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
        Notice { key, name: name.into(), event: NoticeEvent::Status(class) }
    }

    fn found(name: &str, severity: Severity) -> Notice {
        let trouble = Trouble { rule: crate::insight::Rule::Overfitting, severity, first_step: 1400 };
        Notice { event: NoticeEvent::Finding(trouble), ..notice(name, StatusClass::Running) }
    }

    #[test]
    fn findings_are_told_by_rule_and_step_and_claimed_by_severity() {
        let warning = found("a", Severity::Warning);
        assert_eq!(warning.sentence(), "a: Overfitting since step 1,400.");
        assert_eq!(warning.claims(), ["told/overfitting-warning/a"]);
        let error = ["told/overfitting-error/a", "told/overfitting-warning/a"];
        assert_eq!(found("a", Severity::Error).claims(), error);
        assert_eq!(notice("a", StatusClass::Failed).claims(), ["told/failed/a"]);
    }

    #[test]
    fn many_are_counted() {
        let told = |names: &[&str]| {
            let notices: Vec<_> = names.iter().map(|name| notice(name, StatusClass::Failed)).collect();
            summary(&notices)
        };
        assert_eq!(told(&["a"]), "a has failed.");
        assert_eq!(told(&["a", "b"]), "a has failed. b has failed.");
        assert_eq!(told(&["a", "b", "b", "a"]), "2 jobs have ended or need a look: a, b.");
        assert_eq!(told(&["a", "b", "c", "d", "e"]), "5 jobs have ended or need a look: a, b, c and 2 more.");
    }
}
